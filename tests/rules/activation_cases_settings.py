"""How an activation goes out, both ways: level, service, identity, principal, and what is wrong with a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.activation_stand import CONNECT, HMI, INTEGRITY, NONE, PRIVACY, asking, info, process, stand
from rules.calls_stand import absent, fires, shown, silent

from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.flags import Clsctx, Eoac, ScmFlags
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.machines import AppSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.activation import CoAuthInfo
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.rulings import Ruling

UNAVAILABLE = "RPC_S_SERVER_UNAVAILABLE"
OTTO = AuthInfo("PLANT\\otto", "secret")
OLD = replace(HMI, patch="P0")
THREAD = {"thread_token": "PLANT\\bob", "thread_level": ImpLevel.IMPERSONATE}


def settled(auth_info: CoAuthInfo | None = None, **changes: Any) -> Ruling:  # noqa: ANN401
    """Rule on the settings of an activation."""
    request = changes.pop("request", asking(auth_info=auth_info))
    return stand(request=request, **changes).settled()


def first(auth_info: CoAuthInfo | None = None, **changes: Any) -> Blanket:  # noqa: ANN401
    """Return the first attempt's blanket."""
    blanket: Blanket = settled(auth_info, **changes).value.attempts[0]
    return blanket


def level(auth_info: CoAuthInfo | None = None, **changes: Any) -> int:  # noqa: ANN401
    """Return the level of the first attempt."""
    return first(auth_info, **changes).authn_level


def services(**changes: Any) -> list[str]:  # noqa: ANN401
    """Return the services of the attempts, in order."""
    return [AuthnSvc.show(blanket.authn_svc) for blanket in settled(**changes).value.attempts]


def machine(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the client's machine with something changed."""
    return {"client_machine": replace(HMI, **changes)}


def flagged(flags: int) -> Ruling:
    """Rule on an activation with CLSCTX flags, on a thread that wears a token."""
    return settled(request=asking(clsctx=int(flags)), settings=THREAD)


CLOAKING = process(capabilities=int(Eoac.DYNAMIC_CLOAKING))
DEFAULTED = process(CONNECT, "explicit", origins=(("authn_level", "DEFAULT: built-in default"),))
KERBEROS = info(INTEGRITY, authn_svc=AuthnSvc.GSS_KERBEROS)
APP = AppSettings("{V}", authn_level=PRIVACY)

CASES = (
    fires("H11", "a process without COAUTHINFO", settled),
    silent("H11", "another stack than Windows'", lambda: settled(settings={"stack": "wmic", "stack_level": CONNECT})),
    fires("H10", "another stack than Windows'", lambda: settled(settings={"stack": "wmic", "stack_level": CONNECT})),
    silent("H10", "Windows' own", settled),
    fires(
        "H12",
        "a level of CoInitializeSecurity that is not raised",
        lambda: settled(client=process(2, "explicit"), **machine(patch="P2")),
    ),
    silent("H12", "the default", lambda: settled(**machine(patch="P2"))),
    silent("H12", "CoInitializeSecurity said DEFAULT", lambda: settled(client=DEFAULTED, **machine(patch="P2"))),
    fires("H2", "the machine raises", settled),
    silent("H2", "the machine is not patched", lambda: settled(client_patch="P0")),
    shown(
        "H21",
        "an unpatched client whose default is PKT_PRIVACY",
        lambda: (6, level(client=process(PRIVACY), client_patch="P0")),
    ),
    absent("H21", "an unpatched client whose default is CONNECT", lambda: (2, level(client_patch="P0"))),
    shown(
        "H30",
        "LegacyAuthenticationLevel 2 on a patched machine",
        lambda: (5, level(client=None, **machine(legacy_authn_level=2))),
    ),
    absent(
        "H30",
        "the same on an unpatched one",
        lambda: (2, level(client=None, **machine(legacy_authn_level=2, patch="P0"))),
    ),
    fires("H14", "no COAUTHINFO", settled),
    silent("H14", "a COAUTHINFO", lambda: settled(info(INTEGRITY))),
    fires("H15", "NONE with IDENTIFY", lambda: settled(info(NONE, imp_level=ImpLevel.IDENTIFY)), UNAVAILABLE),
    silent("H15", "NONE with IMPERSONATE", lambda: settled(info(NONE))),
    fires("act.coauthinfo.implevel", "NONE with IDENTIFY", lambda: settled(info(NONE, imp_level=2)), UNAVAILABLE),
    silent("act.coauthinfo.implevel", "a secured activation with IDENTIFY", lambda: settled(info(5, imp_level=2))),
    shown("act.coauthinfo.implevel", "IDENTIFY is replaced", lambda: (3, first(info(5, imp_level=2)).imp_level)),
    fires("act.coauthinfo.bad-values", "a principal with NTLM", lambda: settled(info(5, principal="RPCSS/x"))),
    fires("act.coauthinfo.bad-values", "an authorization service", lambda: settled(info(5, authz_svc=2))),
    fires("act.coauthinfo.bad-values", "mutual authentication with NTLM", lambda: settled(info(5, capabilities=1))),
    silent(
        "act.coauthinfo.bad-values",
        "mutual authentication with Kerberos",
        lambda: settled(replace(KERBEROS, capabilities=1)),
    ),
    fires("act.coauthinfo.explicit", "a level of COAUTHINFO", lambda: settled(info(CONNECT))),
    silent("act.coauthinfo.explicit", "no COAUTHINFO", settled),
    fires("act.coauthinfo.none", "level NONE", lambda: settled(info(NONE))),
    silent("act.coauthinfo.none", "level CONNECT", lambda: settled(info(CONNECT))),
    fires("act.coauthinfo.null", "no COAUTHINFO", settled),
    silent("act.coauthinfo.null", "a COAUTHINFO", lambda: settled(info(INTEGRITY))),
    fires("act.scm-fallback", "no COAUTHINFO", settled),
    silent("act.scm-fallback", "a COAUTHINFO", lambda: settled(info(INTEGRITY))),
    shown("act-unsecure-fallback", "by default", lambda: (["GSS_NEGOTIATE", "NONE"], services())),
    absent(
        "act-unsecure-fallback",
        "flag 0x2 forbids it",
        lambda: (["GSS_NEGOTIATE"], services(**machine(scm_flags=int(ScmFlags.ACTIVATION_DISALLOW_UNSECURE_CALL)))),
    ),
    shown(
        "act.scm-fallback",
        "flag 0x1",
        lambda: (["GSS_NEGOTIATE", "GSS_KERBEROS", "WINNT", "NONE"], services(**machine(scm_flags=1))),
    ),
    fires("act-level-default", "Windows 2000", lambda: settled(client=process(PRIVACY), **machine(windows="win2000"))),
    shown(
        "act-level-default",
        "CONNECT come what may",
        lambda: (2, level(client=process(6), **machine(windows="win2000"))),
    ),
    absent(
        "act-level-default",
        "XP SP2 follows the process",
        lambda: (6, level(client=process(6), **machine(windows="xp-sp2"))),
    ),
    shown(
        "disagree-default-level-activation", "old systems have CONNECT", lambda: (2, level(**machine(windows="xp-sp2")))
    ),
    absent(
        "disagree-default-level-activation",
        "the other reading, of Vista and later",
        lambda: (
            5,
            level(client_patch="P0", settings={"assume": Assumptions(unpatched_activation_level="PKT_INTEGRITY")}),
        ),
    ),
    shown("disagree-legacy-default", "absent, hardened", lambda: (5, level(client=None))),
    absent("disagree-legacy-default", "absent, not hardened", lambda: (2, level(client=None, client_patch="P0"))),
    shown(
        "H11", "the AppID of a process that is not initialised", lambda: (6, level(client=None, settings={"app": APP}))
    ),
    shown("act-implevel-default", "without COAUTHINFO", lambda: (3, first().imp_level)),
    absent("act-implevel-default", "COAUTHINFO with DELEGATE", lambda: (4, first(info(5, imp_level=4)).imp_level)),
    shown("act-spn", "the name as the caller wrote it", lambda: ("RPCSS/opc01", first().principal)),
    absent("act-spn", "NTLM has none", lambda: (None, first(info(INTEGRITY)).principal)),
    fires("com-activation-principal", "Kerberos", lambda: settled(KERBEROS)),
    silent(
        "com-activation-principal",
        "a principal of COAUTHINFO",
        lambda: settled(replace(KERBEROS, principal="host/opc01")),
    ),
    fires("act-identity-client", "the process", settled),
    shown("act-identity-client", "credentials", lambda: (OTTO, first(info(5, identity=OTTO)).identity)),
    absent(
        "act-identity-client",
        "none are shown without security",
        lambda: (None, first(info(NONE, identity=OTTO)).identity),
    ),
    fires("act.identity.coauthidentity", "credentials", lambda: settled(info(5, identity=OTTO))),
    silent("act.identity.coauthidentity", "none", lambda: settled(info(5))),
    silent("act.identity.coauthidentity", "locally", lambda: settled(info(5, identity=OTTO), local=True)),
    fires("act.identity.coauthidentity", "with Negotiate", lambda: settled(info(5, authn_svc=9, identity=OTTO)), ""),
    fires("O10", "credentials of COAUTHINFO", lambda: settled(info(5, identity=OTTO))),
    silent("O10", "the process token", settled),
    fires("act.identity.process-or-thread", "the process cloaks", lambda: settled(client=CLOAKING, settings=THREAD)),
    silent("act.identity.process-or-thread", "the flag cloaks", lambda: flagged(Clsctx.ENABLE_CLOAKING)),
    fires("act.identity.clsctx-cloaking", "with the flag", lambda: flagged(Clsctx.ENABLE_CLOAKING)),
    silent("act.identity.clsctx-cloaking", "without it", lambda: flagged(Clsctx.LOCAL_SERVER)),
    shown(
        "act.identity.process-or-thread",
        "the thread's token is shown where the process cloaks",
        lambda: (Eoac.DYNAMIC_CLOAKING, first(client=CLOAKING, settings=THREAD).capabilities),
    ),
    absent("act.identity.process-or-thread", "and not otherwise", lambda: (0, first(settings=THREAD).capabilities)),
    fires("act.aaa.disable", "both flags", lambda: flagged(Clsctx.ENABLE_AAA | Clsctx.DISABLE_AAA), "E_INVALIDARG"),
    silent("act.aaa.disable", "one of them", lambda: flagged(Clsctx.DISABLE_AAA)),
    fires(
        "act.noaggregation",
        "an outer object",
        lambda: settled(request=asking(aggregated=True)),
        "CLASS_E_NOAGGREGATION",
    ),
    silent("act.noaggregation", "none", settled),
)
