"""The arguments of CoInitializeSecurity, both ways: reserved parameters, the registry's say, levels."""

from __future__ import annotations

from both_ways import Ruled, Shown
from rules.initialization_by_hand import (
    APPID_KEY,
    DESCRIPTOR,
    FIRES,
    SILENT,
    app,
    explicit,
    implicit,
    level_and_list,
    machine,
    security,
)
from rules.initialization_estate import CALL, GET, OPEN, ruling, run, set_to, statuses

from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

BAD = "E_INVALIDARG"
NONE, CONNECT, PKT = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT

RESERVED_AND_ORDER = (
    Ruled("coinitsec.reserved-null", FIRES, "pReserved1 is not NULL", lambda: explicit(reserved1=True), BAD),
    Ruled("coinitsec.reserved-null", FIRES, "pReserved3 is not NULL", lambda: explicit(reserved3=True), BAD),
    Ruled("coinitsec.reserved-null", SILENT, "both are NULL", explicit),
    Ruled(
        "coinitsec.needs-com",
        FIRES,
        "the thread has no COM",
        lambda: explicit({"com_ready": False}),
        "CO_E_NOTINITIALIZED",
    ),
    Ruled("coinitsec.needs-com", SILENT, "the thread has COM", explicit),
    Ruled(
        "coinitsec.overrides-registry", FIRES, "a plain call", lambda: explicit({"app": APPID_KEY}, authn_level=CONNECT)
    ),
    Ruled(
        "coinitsec.overrides-registry",
        SILENT,
        "the call sends COM to the registry",
        lambda: explicit({"app": APPID_KEY}, capabilities=Eoac.APPID),
    ),
    Shown(
        "coinitsec.overrides-registry",
        FIRES,
        "level and list of the AppID and the machine are not asked",
        lambda: (
            (CONNECT, None),
            level_and_list({"app": APPID_KEY, "machine": machine(legacy_authn_level=6)}, authn_level=CONNECT),
        ),
    ),
    Shown(
        "coinitsec.overrides-registry",
        SILENT,
        "with EOAC_APPID they are",
        lambda: (
            (PKT, ["PLANT\\team"]),
            level_and_list({"app": APPID_KEY}, authn_level=CONNECT, capabilities=Eoac.APPID),
        ),
    ),
)

LEVELS = (
    Ruled(
        "coinitsec.level.both-roles",
        FIRES,
        "an incoming call below the process's level",
        lambda: (
            run(
                GET, set_to(AuthnSvc.WINNT, CONNECT), CALL, server={"initialize": InitializeArguments(authn_level=PKT)}
            )["call"].ruling
        ),
        "E_ACCESSDENIED",
    ),
    Ruled(
        "coinitsec.level.both-roles",
        SILENT,
        "an incoming call at the process's level",
        lambda: run(GET, CALL)["call"].ruling,
    ),
    Shown(
        "coinitsec.level.both-roles",
        FIRES,
        "its own proxies start from it",
        lambda: ("PKT", _proxy({"initialize": InitializeArguments(authn_level=PKT)})["authn_level"]),
    ),
    Ruled("coinitsec.level.default", FIRES, "level DEFAULT", lambda: explicit(authn_level=AuthnLevel.DEFAULT)),
    Ruled("coinitsec.level.default", SILENT, "a level of its own", lambda: explicit(authn_level=CONNECT)),
    Shown(
        "coinitsec.level.default",
        FIRES,
        "NONE in the registry is raised to CONNECT",
        lambda: (CONNECT, security(explicit({"machine": machine(legacy_authn_level=NONE)})).authn_level),
    ),
    Shown(
        "negotiation.authn-level.default-never-none",
        FIRES,
        "DEFAULT over a NONE in the registry",
        lambda: (CONNECT, security(explicit({"app": app(authn_level=NONE)})).authn_level),
    ),
    Shown(
        "negotiation.authn-level.default-never-none",
        SILENT,
        "the implicit call takes the registry's NONE as it is",
        lambda: (NONE, security(implicit(app=app(authn_level=NONE))).authn_level),
    ),
    Ruled("coinitsec.level.range", FIRES, "level 7", lambda: explicit(authn_level=7), BAD),
    Ruled("coinitsec.level.range", SILENT, "level 6", lambda: explicit(authn_level=6)),
    Ruled(
        "coinitsec.implevel.no-default",
        FIRES,
        "impersonation level DEFAULT",
        lambda: explicit(imp_level=ImpLevel.DEFAULT),
        BAD,
    ),
    Ruled(
        "coinitsec.implevel.no-default",
        SILENT,
        "impersonation level IDENTIFY",
        lambda: explicit(imp_level=ImpLevel.IDENTIFY),
    ),
    Shown(
        "coinitsec.implevel.client-only",
        FIRES,
        "calls come in at every impersonation level",
        lambda: (
            ["S_OK"] * 4,
            [
                statuses(GET, CALL, client=_imp(level), server=_imp(ImpLevel.ANONYMOUS))["call"]
                for level in (1, 2, 3, 4)
            ],
        ),
    ),
    Shown(
        "coinitsec.implevel.client-only",
        SILENT,
        "the process's own proxies follow it",
        lambda: (
            ["ANONYMOUS", "IDENTIFY", "IMPERSONATE", "DELEGATE"],
            [_proxy(_imp(level))["imp_level"] for level in (1, 2, 3, 4)],
        ),
    ),
    Ruled("coinitsec.roles.parameters", FIRES, "an explicit call fixes both halves", explicit),
    Ruled("coinitsec.roles.parameters", SILENT, "the implicit call has no parameters", implicit),
    Shown(
        "coinitsec.roles.parameters",
        FIRES,
        "the server half of a caller does not bear on its proxies",
        lambda: (
            _proxy({"initialize": OPEN}),
            _proxy({"initialize": InitializeArguments(DESCRIPTOR, count=0, authn_level=CONNECT)}),
        ),
    ),
    Shown(
        "coinitsec.roles.parameters",
        SILENT,
        "the client half does",
        lambda: (False, _proxy(_imp(2)) == _proxy(_imp(3))),
    ),
)

NEITHER_SIDE = {"initialize": InitializeArguments(authn_level=NONE)}

NONE_AT_BOTH_ENDS = (
    Ruled(
        "vocab.authn-level.none-ties-service",
        FIRES,
        "a proxy between two processes at NONE",
        lambda: ruling("get", GET, client=NEITHER_SIDE, server=NEITHER_SIDE),
    ),
    Ruled(
        "vocab.authn-level.none-ties-service",
        SILENT,
        "a proxy between one at NONE and one at CONNECT",
        lambda: ruling("get", GET, client=NEITHER_SIDE),
    ),
)

CASES = (*RESERVED_AND_ORDER, *LEVELS, *NONE_AT_BOTH_ENDS)


def _imp(level: int) -> dict[str, object]:
    """Return a process that passes an impersonation level at CONNECT."""
    return {"initialize": InitializeArguments(authn_level=CONNECT, imp_level=level)}


def _proxy(client: dict[str, object]) -> dict[str, object]:
    """Return the blanket that a client's proxy starts with."""
    return run(GET, client=client)["get"].negotiated or {}
