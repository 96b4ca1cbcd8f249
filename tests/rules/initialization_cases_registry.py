"""What the registry gives a process that did not say it itself, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules.initialization_by_hand import (
    CERTIFIED,
    FIRES,
    POINTER,
    SILENT,
    STAFF,
    TEAM,
    app,
    explicit,
    implicit,
    listing,
    machine,
    security,
    services,
)
from rules.initialization_estate import CALL, GET, ruling, run

from simcom.rules.eras import access_limit
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import NULL_DACL
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import AppSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

BAD = "E_INVALIDARG"
NONE, CONNECT, PKT, PRIVACY = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT, AuthnLevel.PKT_PRIVACY

LEVELS = (
    Shown(
        "implicit.appid-by-exe",
        FIRES,
        "the executable has an AppID",
        lambda: ("PKT", _server_level(executable="counter.exe")),
    ),
    Shown("implicit.appid-by-exe", FIRES, "set through IGlobalOptions", lambda: ("PKT", _server_level(appid="{A}"))),
    Shown(
        "implicit.appid-by-exe",
        SILENT,
        "an executable without AppID gets the machine's defaults",
        lambda: ("CONNECT", _server_level(executable="other.exe")),
    ),
    Ruled("implicit.level.precedence", FIRES, "the implicit call", implicit),
    Ruled("implicit.level.precedence", SILENT, "a level that was passed", lambda: explicit(authn_level=CONNECT)),
    Shown(
        "implicit.level.precedence",
        FIRES,
        "the AppID's level stands before the machine's",
        lambda: (PKT, _level(app=app(authn_level=PKT), machine=machine(legacy_authn_level=PRIVACY))),
    ),
    Shown("implicit.level.precedence", SILENT, "CONNECT where neither is there", lambda: (CONNECT, _level())),
    Ruled("implicit.level.bad-value", FIRES, "a number out of range", lambda: implicit(app=app(authn_level=7)), BAD),
    Ruled("implicit.level.bad-value", FIRES, "a text", lambda: implicit(app=app(authn_level="4")), BAD),
    Ruled(
        "implicit.level.bad-value",
        FIRES,
        "found by EOAC_APPID",
        lambda: explicit({"pointed": app(authn_level=0)}, security_descriptor=POINTER, capabilities=Eoac.APPID),
        BAD,
    ),
    Ruled(
        "implicit.level.bad-value", FIRES, "found for level DEFAULT", lambda: explicit({"app": app(authn_level=9)}), BAD
    ),
    Ruled("implicit.level.bad-value", SILENT, "a level", lambda: implicit(app=app(authn_level=6))),
    Ruled(
        "implicit.level.bad-value",
        SILENT,
        "not read by a call that passes a level",
        lambda: explicit({"app": app(authn_level=9)}, authn_level=CONNECT),
    ),
    Ruled("implicit.level.bad-value", FIRES, "no unmarshal succeeds in such a client", lambda: _bad_client("get"), BAD),
    Ruled("implicit.level.bad-value", FIRES, "nor any call", lambda: _bad_client("call"), BAD),
    Shown(
        "implicit.implevel.precedence",
        FIRES,
        "the machine's value",
        lambda: (ImpLevel.IMPERSONATE, security(implicit(machine=machine(legacy_imp_level=3))).imp_level),
    ),
    Shown(
        "implicit.implevel.precedence",
        SILENT,
        "IDENTIFY without it",
        lambda: (ImpLevel.IDENTIFY, security(implicit()).imp_level),
    ),
)

THE_REST = (
    Ruled("implicit.services", FIRES, "COM chooses", implicit),
    Ruled("implicit.services", SILENT, "the process says which", lambda: listing(CERTIFIED)),
    Shown(
        "implicit.services",
        FIRES,
        "NTLM, Kerberos and Negotiate, whatever else is installed",
        lambda: (
            {AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE},
            set(services(implicit(has_certificate=True))),
        ),
    ),
    Shown("implicit.secure-refs", FIRES, "Y or y", lambda: ([Eoac.SECURE_REFS] * 2, [_caps("Y"), _caps("y")])),
    Shown(
        "implicit.secure-refs",
        SILENT,
        "absent or anything else",
        lambda: ([Eoac.NONE] * 4, [_caps(None), _caps("N"), _caps("yes"), _caps("1")]),
    ),
    Shown("implicit.caps", FIRES, "no cloaking, nothing else", lambda: (Eoac.NONE, security(implicit()).capabilities)),
    Shown(
        "implicit.caps",
        SILENT,
        "an explicit call keeps what it was given",
        lambda: (Eoac.STATIC_CLOAKING, security(explicit(capabilities=Eoac.STATIC_CLOAKING)).capabilities),
    ),
    Shown(
        "implicit.machine-limits.defaults",
        FIRES,
        "no limit before XP SP2",
        lambda: (NULL_DACL, access_limit(machine(windows="win2000"), RECOMMENDED)[0]),
    ),
    Shown(
        "implicit.machine-limits.defaults",
        FIRES,
        "a policy replaces the registry value",
        lambda: (
            STAFF,
            access_limit(machine(policy_access_restriction=STAFF, machine_access_restriction=TEAM), RECOMMENDED)[0],
        ),
    ),
    Shown(
        "implicit.machine-limits.defaults",
        SILENT,
        "the registry value where no policy is defined",
        lambda: (TEAM, access_limit(machine(machine_access_restriction=TEAM), RECOMMENDED)[0]),
    ),
)

CASES = (*LEVELS, *THE_REST)


def _level(**facts: object) -> int:
    """Return the level of an implicit initialisation."""
    return security(implicit(**facts)).authn_level


def _caps(legacy: str | None) -> int:
    """Return the capabilities under a value of LegacySecureReferences."""
    return security(implicit(machine=machine(legacy_secure_references=legacy))).capabilities


def _server_level(**how: str) -> object:
    """Return the level of a server on a machine where counter.exe has the AppID {A}, which asks for PKT."""
    keys = {"applications": (AppSettings("{a}", authn_level=PKT),), "executables": (("Counter.exe", "{A}"),)}
    return run(GET, server={"initialize": None} | how, keys=keys)["server/implicit"].returned["authn_level"]


def _bad_client(step: str) -> Ruling:
    """Rule on a step of a client whose own AppID has a level of the wrong type; it runs on the server's machine."""
    keys = {"applications": (AppSettings("{a}", authn_level="high"),)}
    return ruling(step, GET, CALL, client={"appid": "{A}"}, keys=keys, local=True)
