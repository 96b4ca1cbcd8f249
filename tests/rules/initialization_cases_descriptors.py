"""What pSecDesc points to in CoInitializeSecurity, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules.initialization_by_hand import (
    ACCESS_CONTROL,
    APPID_KEY,
    DESCRIPTOR,
    FIRES,
    POINTER,
    SILENT,
    TEAM,
    explicit,
    level_and_list,
    machine,
    security,
)
from rules.initialization_estate import CALL, GET, statuses

from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

BAD = "E_INVALIDARG"
NONE, CONNECT, PKT = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT

CASES = (
    Ruled("coinitsec.sd.null", FIRES, "pSecDesc is NULL without flags", lambda: explicit(authn_level=CONNECT)),
    Ruled("coinitsec.sd.null", SILENT, "pSecDesc is a descriptor", lambda: explicit(security_descriptor=DESCRIPTOR)),
    Shown(
        "coinitsec.sd.null",
        FIRES,
        "a caller that no list names is let in",
        lambda: ("S_OK", statuses(GET, CALL)["call"]),
    ),
    Shown(
        "coinitsec.sd.null",
        SILENT,
        "the same caller meets a list that names others",
        lambda: ("E_ACCESSDENIED", statuses(GET, CALL, server=_with(DESCRIPTOR))["call"]),
    ),
    Ruled(
        "coinitsec.sd.null-with-access-control",
        FIRES,
        "the flag without an object",
        lambda: explicit(capabilities=Eoac.ACCESS_CONTROL),
        BAD,
    ),
    Ruled(
        "coinitsec.sd.null-with-access-control",
        SILENT,
        "the flag with an object",
        lambda: explicit(security_descriptor=ACCESS_CONTROL, capabilities=Eoac.ACCESS_CONTROL),
    ),
    Ruled(
        "coinitsec.sd.null-with-appid",
        FIRES,
        "EOAC_APPID without a pointer",
        lambda: explicit({"app": APPID_KEY}, capabilities=Eoac.APPID),
    ),
    Ruled(
        "coinitsec.sd.null-with-appid",
        FIRES,
        "and no AppID for the executable either",
        lambda: explicit(capabilities=Eoac.APPID),
    ),
    Ruled(
        "coinitsec.sd.null-with-appid", SILENT, "EOAC_APPID with a pointer", lambda: _by_pointer({"pointed": APPID_KEY})
    ),
    Ruled(
        "coinitsec.sd.appid-pointer", FIRES, "EOAC_APPID with a pointer", lambda: _by_pointer({"pointed": APPID_KEY})
    ),
    Ruled(
        "coinitsec.sd.appid-pointer",
        FIRES,
        "arguments that would be wrong otherwise are not looked at",
        lambda: _by_pointer({"pointed": APPID_KEY}, reserved1=True, authn_level=8, imp_level=0),
    ),
    Ruled("coinitsec.sd.appid-pointer", SILENT, "no EOAC_APPID", lambda: explicit({"app": APPID_KEY})),
    Shown(
        "coinitsec.sd.appid-pointer",
        FIRES,
        "the values are those under the AppID",
        lambda: (
            (PKT, ["PLANT\\team"]),
            level_and_list({"pointed": APPID_KEY}, security_descriptor=POINTER, capabilities=Eoac.APPID),
        ),
    ),
    Ruled("coinitsec.sd.appid-missing", FIRES, "the AppID is not registered", lambda: _by_pointer({"app": APPID_KEY})),
    Ruled("coinitsec.sd.appid-missing", SILENT, "the AppID is registered", lambda: _by_pointer({"pointed": APPID_KEY})),
    Shown(
        "coinitsec.sd.appid-missing",
        FIRES,
        "the machine's defaults apply, not the executable's AppID",
        lambda: (5, security(_by_pointer({"app": APPID_KEY, "machine": machine(legacy_authn_level=5)})).authn_level),
    ),
    Ruled(
        "coinitsec.sd.appid-and-access-control",
        FIRES,
        "both flags",
        lambda: explicit(security_descriptor=ACCESS_CONTROL, capabilities=Eoac.APPID | Eoac.ACCESS_CONTROL),
        BAD,
    ),
    Ruled("coinitsec.sd.appid-and-access-control", SILENT, "one of them", lambda: _by_pointer({})),
    Ruled(
        "coinitsec.sd.type-flag-match",
        FIRES,
        "a descriptor with EOAC_APPID",
        lambda: explicit(security_descriptor=DESCRIPTOR, capabilities=Eoac.APPID),
        BAD,
    ),
    Ruled(
        "coinitsec.sd.type-flag-match",
        FIRES,
        "an IAccessControl without its flag",
        lambda: explicit(security_descriptor=ACCESS_CONTROL),
        BAD,
    ),
    Ruled(
        "coinitsec.sd.type-flag-match",
        SILENT,
        "a descriptor without flags",
        lambda: explicit(security_descriptor=DESCRIPTOR),
    ),
    Ruled(
        "coinitsec.sd.access-control-level",
        FIRES,
        "an IAccessControl at NONE",
        lambda: explicit(security_descriptor=ACCESS_CONTROL, capabilities=Eoac.ACCESS_CONTROL, authn_level=NONE),
        BAD,
    ),
    Ruled(
        "coinitsec.sd.access-control-level",
        SILENT,
        "an IAccessControl at CONNECT",
        lambda: explicit(security_descriptor=ACCESS_CONTROL, capabilities=Eoac.ACCESS_CONTROL, authn_level=CONNECT),
    ),
    Ruled("coinitsec.sd.owner-group", FIRES, "no owner", lambda: _described(owner=False), BAD),
    Ruled("coinitsec.sd.owner-group", FIRES, "no group", lambda: _described(group=False), BAD),
    Ruled("coinitsec.sd.owner-group", FIRES, "self-relative form", lambda: _described(absolute=False), BAD),
    Ruled("coinitsec.sd.owner-group", SILENT, "owner, group and absolute form", lambda: _described(owner=True)),
    Ruled("coinitsec.sd.sacl", FIRES, "auditing entries", lambda: _described(sacl="other"), BAD),
    Ruled("coinitsec.sd.sacl", FIRES, "a mandatory label today", lambda: _described(sacl="label")),
    Ruled(
        "coinitsec.sd.sacl",
        FIRES,
        "a mandatory label before Vista",
        lambda: _described({"machine": machine(windows="xp-sp2")}, sacl="label"),
        BAD,
    ),
    Ruled("coinitsec.sd.sacl", SILENT, "no SACL", lambda: _described(sacl="null")),
    Ruled(
        "coinitsec.sd.null-dacl",
        FIRES,
        "a NULL DACL",
        lambda: explicit(security_descriptor=SecurityDescriptor(NULL_DACL)),
    ),
    Ruled("coinitsec.sd.null-dacl", SILENT, "a DACL with entries", lambda: explicit(security_descriptor=DESCRIPTOR)),
    Shown(
        "coinitsec.sd.null-dacl",
        FIRES,
        "lets anyone call",
        lambda: ("S_OK", statuses(GET, CALL, server=_with(SecurityDescriptor(NULL_DACL)))["call"]),
    ),
    Shown(
        "coinitsec.sd.null-dacl",
        SILENT,
        "the empty one nobody",
        lambda: ("E_ACCESSDENIED", statuses(GET, CALL, server=_with(SecurityDescriptor(EMPTY_DACL)))["call"]),
    ),
    Ruled(
        "coinitsec.sd.level-none",
        FIRES,
        "a descriptor at NONE",
        lambda: explicit(security_descriptor=DESCRIPTOR, authn_level=NONE),
        BAD,
    ),
    Ruled("coinitsec.sd.level-none", SILENT, "NULL at NONE", lambda: explicit(authn_level=NONE)),
    Ruled(
        "coinitsec.sd.level-none",
        SILENT,
        "a descriptor at CONNECT",
        lambda: explicit(security_descriptor=DESCRIPTOR, authn_level=CONNECT),
    ),
)


def _by_pointer(facts: dict[str, object], **arguments: object) -> Ruling:
    """Rule on EOAC_APPID with a pointer."""
    return explicit(facts, security_descriptor=POINTER, capabilities=Eoac.APPID, **arguments)


def _described(facts: dict[str, object] | None = None, **parts: object) -> Ruling:
    """Rule on a descriptor with some parts changed."""
    return explicit(facts, security_descriptor=SecurityDescriptor(TEAM, **parts))


def _with(descriptor: SecurityDescriptor) -> dict[str, object]:
    """Return a process that passes a descriptor at CONNECT."""
    return {"initialize": InitializeArguments(descriptor, authn_level=CONNECT)}
