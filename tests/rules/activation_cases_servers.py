"""The way there and the server, both ways: probe, method, class, identity, start, interfaces, and the lines in the logs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.activation_stand import HMI, INTEGRITY, LAUNCHERS, app, asking, hosted, info, stand
from rules.calls_stand import STRANGER, absent, fires, shown, silent

from simcom.rules.eras import register_timeout_s
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.flags import Clsctx
from simcom.vocabulary.identities import Acl
from simcom.vocabulary.paths import DROPPED, PathFacts, VersionFacts

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

DENIED, UNAVAILABLE, EXEC, LOGON = (
    "E_ACCESSDENIED",
    "RPC_S_SERVER_UNAVAILABLE",
    "CO_E_SERVER_EXEC_FAILURE",
    "CO_E_RUNAS_LOGON_FAILURE",
)
FAR = {"more": {"resolver": PathFacts(way=DROPPED, endpoint="opc01:135")}}
OLD = {"more": {"versions": VersionFacts((5, 7), (5, 4))}}
SCREEN, NAMED, OWN, SERVICE = "interactive user", "specified user", "launching user", "service"
CLOSED = app(launch_permission=Acl(()))


def judged(**changes: Any) -> Ruling:  # noqa: ANN401
    """Judge the activation with something changed."""
    return stand(**changes).judged()


def launched(identity: str = OWN, **changes: Any) -> Ruling:  # noqa: ANN401
    """Judge an activation for which a server has to be started."""
    return judged(application=app(identity=identity, running=False, **changes))


def said(**changes: Any) -> str:  # noqa: ANN401
    """Return the last sentence of the ruling."""
    return judged(**changes).decisive.because.split()[0]


def interfaces(*names: str) -> Ruling:
    """Judge an activation that asks for interfaces."""
    return judged(request=asking(interfaces=names))


def lines(**changes: Any) -> list[str]:  # noqa: ANN401
    """Return the event lines of an activation."""
    return stand(**changes).events()


def logging(level: int, flags: int = 0, **changes: Any) -> list[str]:  # noqa: ANN401
    """Return the event lines of an activation that a class's list refuses, at a logging level and with CLSCTX flags."""
    words = {"application": CLOSED, **changes}
    return lines(server_machine=hosted(activation_failure_logging=level), request=asking(clsctx=flags), **words)


def wait_s(windows: str = "current", choice: str = "120 s") -> float:
    """Return how long a machine waits for a server to register."""
    return register_timeout_s(hosted(windows=windows), Assumptions(register_timeout=choice))


CASES = (
    fires("act-serveralive-unauth", "a machine that was never reached", judged),
    silent("act-serveralive-unauth", "a machine that was", lambda: judged(more={"warm": True})),
    fires("act-remote-machine-cache", "a machine that was reached", lambda: judged(more={"warm": True})),
    silent("act-remote-machine-cache", "a machine that never was", judged),
    fires("act-binding-fallbacks", "nothing answers", lambda: judged(**FAR), UNAVAILABLE),
    silent("act-binding-fallbacks", "it answers", judged),
    fires("port-135", "it is filtered", lambda: judged(**FAR), UNAVAILABLE),
    silent("port-135", "the local transport has none", lambda: judged(local=True, **FAR)),
    fires("act-events", "nothing answers", lambda: judged(**FAR), UNAVAILABLE),
    silent("act-events", "it answers", judged),
    fires("act-method-choice", "an object", judged),
    silent("act-method-choice", "refused", lambda: judged(application=CLOSED), DENIED),
    shown(
        "act-method-choice",
        "a class object",
        lambda: ("RemoteGetClassObject", said(request=asking(factory=True, interfaces=("IClassFactory",)))),
    ),
    shown("act-method-choice", "an older server", lambda: ("RemoteActivation", said(**OLD))),
    absent(
        "act-method-choice",
        "an older version plays no part locally",
        lambda: ("RemoteCreateInstance", said(local=True, **OLD)),
    ),
    fires("act-sequence", "all went well", judged),
    silent(
        "act-sequence", "it could not be sent", lambda: judged(request=asking(aggregated=True)), "CLASS_E_NOAGGREGATION"
    ),
    fires(
        "act-launch-order",
        "not registered",
        lambda: judged(application=app(registered=False), server_machine=hosted(default_launch_permission=LAUNCHERS)),
        "REGDB_E_CLASSNOTREG",
    ),
    silent("act-launch-order", "registered and running", judged),
    fires("act-reuse-or-launch", "reused", judged),
    fires("act-reuse-or-launch", "no instance is registered", launched),
    silent("act-reuse-or-launch", "refused", lambda: judged(application=CLOSED), DENIED),
    fires("act.identity.launching-user", "launched as the caller", lambda: launched(run_as="")),
    shown(
        "act.identity.launching-user", "it runs as the caller", lambda: ("CORP\\ann", launched(run_as="").value.run_as)
    ),
    silent("act.identity.launching-user", "another identity", lambda: launched(NAMED)),
    fires("act.identity.interactive-user", "nobody at the screen", lambda: launched(SCREEN, run_as=""), LOGON),
    fires("act.identity.interactive-user", "somebody there", lambda: launched(SCREEN)),
    silent("act.identity.interactive-user", "it runs already", lambda: judged(application=app(identity=SCREEN))),
    fires("act.identity.specified-user", "a wrong password", lambda: launched(NAMED, password_ok=False), LOGON),
    fires("act.identity.specified-user", "no batch right", lambda: launched(NAMED, batch_right=False), LOGON),
    silent("act.identity.specified-user", "the launching user needs none", lambda: launched(password_ok=False)),
    fires("runas-identity-logon", "a wrong password", lambda: launched(NAMED, password_ok=False), LOGON),
    silent("runas-identity-logon", "nobody at the screen", lambda: launched(SCREEN, run_as=""), LOGON),
    fires("act-session-identity", "nobody at the screen", lambda: launched(SCREEN, run_as=""), LOGON),
    silent("act-session-identity", "somebody there", lambda: launched(SCREEN)),
    fires("O8", "launched", launched),
    silent("O8", "reused", judged),
    fires(
        "act.identity.service", "it cannot start", lambda: launched(SERVICE, starts=False), "CO_E_START_SERVICE_FAILURE"
    ),
    silent("act.identity.service", "it runs", lambda: judged(application=app(identity=SERVICE))),
    fires("act.server-token-and-acl", "launched", launched),
    silent("act.server-token-and-acl", "reused", judged),
    fires("act-exec-failure-causes", "it does not start", lambda: launched(starts=False), EXEC),
    fires("act-exec-failure-causes", "it never registers", lambda: launched(registers_s=None), EXEC),
    silent("act-exec-failure-causes", "it registers", lambda: launched(registers_s=119.0)),
    fires("act-register-timeout", "too late", lambda: launched(registers_s=121.0), EXEC),
    silent("act-register-timeout", "in time", lambda: launched(registers_s=120.0)),
    shown("act-register-timeout", "Windows 2000", lambda: (30.0, wait_s("win2000"))),
    absent("act-register-timeout", "today's", lambda: (120.0, wait_s())),
    shown("disagree-register-timeout", "the other reading", lambda: (60.0, wait_s(choice="60 s"))),
    absent("disagree-register-timeout", "Windows 2000 is not disputed", lambda: (30.0, wait_s("win2000", "60 s"))),
    shown(
        "act-no-protocol-timeout",
        "only the registration has an end",
        lambda: (True, judged(application=app(running=False, registers_s=500.0), more={"timeout_s": 600.0}).ok),
    ),
    absent("act-no-protocol-timeout", "and at that end it fails", lambda: (False, launched(registers_s=500.0).ok)),
    fires("act-partial-interfaces", "none of them", lambda: interfaces("INothing"), "E_NOINTERFACE"),
    fires(
        "act-partial-interfaces", "some of them", lambda: interfaces("IHistorian", "INothing"), "CO_S_NOTALLINTERFACES"
    ),
    silent("act-partial-interfaces", "all of them", lambda: interfaces("IHistorian", "IBrowse", "IUnknown")),
    fires(
        "negotiation.activation-settings-do-not-carry",
        "a COAUTHINFO",
        lambda: judged(request=asking(auth_info=info(INTEGRITY))),
    ),
    silent("negotiation.activation-settings-do-not-carry", "none", judged),
    fires("O10", "a COAUTHINFO ends with the activation", lambda: judged(request=asking(auth_info=info(INTEGRITY)))),
    shown("authz.logging", "0 and no flag", lambda: (["10016 opc01"], logging(0))),
    shown("authz.logging", "1 in spite of the flag", lambda: (["10016 opc01"], logging(1, int(Clsctx.NO_FAILURE_LOG)))),
    absent("authz.logging", "0 and the flag", lambda: ([], logging(0, int(Clsctx.NO_FAILURE_LOG)))),
    absent("authz.logging", "2", lambda: ([], logging(2))),
    shown(
        "authz.logging",
        "a limit counts 0 as 1",
        lambda: (["10027 opc01"], logging(0, int(Clsctx.NO_FAILURE_LOG), account=STRANGER)),
    ),
    shown("H19", "unreachable", lambda: (["10028 hmi01"], lines(**FAR))),
    shown(
        "H19",
        "unreachable from an older Windows",
        lambda: (["10009 hmi01"], lines(client_machine=replace(HMI, windows="xp-sp2"), **FAR)),
    ),
    absent("H19", "a malformed name", lambda: ([], lines(more={"resolver": PathFacts(name="malformed")}))),
    shown(
        "act-events",
        "registers too late",
        lambda: (["10010 opc01"], lines(application=app(running=False, registers_s=None))),
    ),
    absent("act-events", "registers", lambda: ([], lines(application=app(running=False)))),
)
