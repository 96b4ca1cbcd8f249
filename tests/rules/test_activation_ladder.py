"""The order of an activation: compared with a plain reading of the facts, and no rung idle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from rules.activation_grid import ASKS, SERVERS, SINGLE, found, plain, points
from rules.activation_stand import HERSELF, Stand, app, asking, process, stand
from rules.calls_stand import STRANGER

from simcom.rules.activation.attempts import IN_TURN
from simcom.rules.ladder import ACTIVATION_LADDER, CALL_LADDER, RESOLVER_LADDER, judge_activation
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthService
from simcom.vocabulary.flags import ALL_ACCESS, Clsctx
from simcom.vocabulary.identities import Ace, Acl, Token
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import Established, LogonFacts, LogonRights
from simcom.vocabulary.paths import DROPPED, PathFacts, VersionFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.rulings import Ruling

REQUIRED = Assumptions(system_in_acl="required")
NO_SYSTEM = process(acl=Acl((Ace("PLANT\\otto", ALL_ACCESS),)))
OUTDATED = VersionFacts(client=(5, 1), negotiates=False, old_refused=True)
OTHER_MAJOR = VersionFacts(client=(6, 0))


def by_service(service: int, **call: Any) -> Stand:  # noqa: ANN401
    """Return an activation that asks for one service."""
    request = asking(auth_info=replace(asked_for(), authn_svc=service))
    return stand(request=request, call=call)


def offering(service: int) -> ProcessSecurity:
    """Return a resolver that offers one service under the principal that clients ask for."""
    return replace(process(), services=(AuthService(service, principal="RPCSS/opc01"),))


def asked_for() -> Any:  # noqa: ANN401
    """Return a COAUTHINFO at PKT_INTEGRITY."""
    return ASKS["PKT_INTEGRITY"]


SITUATIONS: dict[str, Stand] = SINGLE | {
    "a malformed name": stand(more={"resolver": PathFacts(name="malformed")}),
    "port 135 dropped": stand(more={"resolver": PathFacts(way=DROPPED)}),
    "another major version": stand(more={"versions": OTHER_MAJOR}),
    "an old version": stand(more={"versions": OUTDATED}),
    "activate-as-activator disabled": stand(request=asking(clsctx=int(Clsctx.DISABLE_AAA))),
    "SYSTEM is not in the list": stand(more={"server": NO_SYSTEM, "assume": REQUIRED}),
    "a token on the thread": stand(call={"thread_token": "PLANT\\bob"}),
    "cloaked with a weak token": stand(call={"cloaked": True, "thread_level": ImpLevel.IDENTIFY}),
    "ANONYMOUS over the network": stand(
        call={"blanket": replace(by_service(10).settled().value.attempts[0], imp_level=1)}
    ),
    "NONE": stand(request=asking(auth_info=ASKS["NONE"])),
    "a service that is not registered": by_service(AuthnSvc.PKU2U),
    "an unknown package": by_service(AuthnSvc.PKU2U, server=offering(AuthnSvc.PKU2U)),
    "Kerberos without a principal": by_service(AuthnSvc.GSS_KERBEROS),
    "Kerberos": by_service(AuthnSvc.GSS_KERBEROS, server=offering(AuthnSvc.GSS_KERBEROS)),
    "Schannel": by_service(AuthnSvc.GSS_SCHANNEL, server=offering(AuthnSvc.GSS_SCHANNEL)),
    "a group lost on the way": stand(token=replace(HERSELF, lost=(("CORP\\Staff", "sid-filtering"),))),
    "a context that is there": stand(call={"logon": LogonFacts(established=Established("ntlm", Token("CORP\\ann")))}),
    "no network logon right": stand(call={"logon": LogonFacts(rights=LogonRights(denied=("CORP\\ann",)))}),
}


def judged(name: str, **parts: tuple[Any, ...]) -> Ruling:
    """Judge a situation, by the ladder with some parts changed."""
    facts = SITUATIONS[name]
    return judge_activation(facts.facts(), facts.settled(), replace(ACTIVATION_LADDER, **parts))


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("asks", ASKS)
def test_the_ladder_agrees_with_a_plain_reading(asks: str, server: str) -> None:
    cases = list(points(asks, server))
    wrong = [(case, found(case), plain(case)) for case in cases if found(case) != plain(case)]
    assert (wrong[:3], len(cases)) == ([], 2 * 2 * 3 * 4 * 4)


PARTS = ("outward", "attempt", "inward")
STRIKES = [(part, rung.__name__) for part in PARTS for rung in getattr(ACTIVATION_LADDER, part)]


@pytest.mark.parametrize(("part", "name"), STRIKES)
def test_striking_a_rung_out_is_noticed(part: str, name: str) -> None:
    shorter = tuple(rung for rung in getattr(ACTIVATION_LADDER, part) if rung.__name__ != name)
    assert [one for one in SITUATIONS if judged(one, **{part: shorter}).steps != judged(one).steps] != []


def test_permissions_come_before_the_version() -> None:
    """`act-sequence`, `act-permission-check`."""
    closed = stand(application=app(launch_permission=Acl(())), more={"versions": OUTDATED})
    assert str(closed.judged().decisive.stage) == "launch permission"


DECIDING = {
    "both_enabled": ("EnableDCOM is N on the server", "RPC_S_SERVER_UNAVAILABLE"),
    "resolver_named": ("a malformed name", "CO_E_BAD_SERVER_NAME"),
    "resolver_reached": ("port 135 dropped", "RPC_S_SERVER_UNAVAILABLE"),
    "version_spoken": ("another major version", "RPC_E_VERSION_MISMATCH"),
    "integrity": ("a low level", "E_ACCESSDENIED"),
    "access_limited": ("a closed machine", "E_ACCESSDENIED"),
    "launch_limited": ("a closed launch limit", "E_ACCESSDENIED"),
    "version_accepted": ("an old version", "RPC_E_INVALID_HEADER"),
    "class_registered": ("a class that is not registered", "REGDB_E_CLASSNOTREG"),
    "as_activator": ("activate-as-activator disabled", "E_ACCESSDENIED"),
    "launch_permitted": ("a closed launch list", "E_ACCESSDENIED"),
    "logs_on": ("nobody at the screen", "CO_E_RUNAS_LOGON_FAILURE"),
    "starts": ("a service that does not start", "CO_E_START_SERVICE_FAILURE"),
    "registers": ("a server that never registers", "CO_E_SERVER_EXEC_FAILURE"),
    "service_admitted": ("SYSTEM is not in the list", "E_OUTOFMEMORY"),
    "some_interface": ("an interface it does not have", "E_NOINTERFACE"),
}
"""The rungs that can refuse, each with a situation that nothing else refuses."""


@pytest.mark.parametrize("name", DECIDING)
def test_a_refusing_rung_is_the_only_one_that_refuses_its_situation(name: str) -> None:
    situation, hresult = DECIDING[name]
    parts = {
        part: tuple(rung for rung in getattr(ACTIVATION_LADDER, part) if rung.__name__ != name)
        for part in ("outward", "inward")
    }
    left = judged(situation, **parts).hresult
    assert (judged(situation).hresult.name, left.ok) == (hresult, True)


def test_the_resolver_authenticates_by_the_rungs_of_a_call_in_their_order() -> None:
    assert tuple(rung for rung in CALL_LADDER if rung in RESOLVER_LADDER) == RESOLVER_LADDER


def test_settings_that_fail_are_the_whole_ruling() -> None:
    facts = stand(request=asking(aggregated=True))
    settled = facts.settled()
    assert judge_activation(stand().facts(), settled).steps == settled.steps


def test_steps_begin_with_those_of_the_settings() -> None:
    for name, facts in SITUATIONS.items():
        settled = facts.settled().steps
        assert judged(name).steps[: len(settled)] == settled


def test_services_are_tried_in_turn_before_none() -> None:
    machine = replace(stand().client_machine, windows="xp-sp2", patch=None)
    facts = stand(client_machine=machine, account=STRANGER, application=app(running=True))
    services = [blanket.authn_svc for blanket in facts.settled().value.attempts]
    assert services == [*IN_TURN, AuthnSvc.NONE]
    assert [step.rule for step in facts.judged().steps].count("act.scm-fallback") == 3
