"""Which access list the registry gives a process, both ways."""

from __future__ import annotations

from both_ways import Shown
from rules.initialization_by_hand import (
    FIRES,
    SERVICE,
    SILENT,
    STAFF,
    TEAM,
    admitted,
    app,
    explicit,
    implicit,
    machine,
    security,
)
from rules.initialization_estate import CALL, GET, statuses

from simcom.vocabulary.identities import ADMINISTRATORS, EMPTY_DACL, SYSTEM
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import AppSettings

NONE, CONNECT, PKT, PRIVACY = AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT, AuthnLevel.PKT_PRIVACY

CASES = (
    Shown(
        "implicit.acl.precedence",
        FIRES,
        "the AppID's list stands before the machine's",
        lambda: (
            ["PLANT\\team"],
            admitted(implicit(app=app(access_permission=TEAM), machine=machine(default_access_permission=STAFF))),
        ),
    ),
    Shown(
        "implicit.acl.precedence",
        FIRES,
        "the machine's list where the AppID has none",
        lambda: (["PLANT\\staff"], admitted(implicit(app=app(), machine=machine(default_access_permission=STAFF)))),
    ),
    Shown(
        "implicit.acl.precedence",
        SILENT,
        "an explicit call reads neither",
        lambda: (
            None,
            admitted(
                explicit({"app": app(access_permission=TEAM), "machine": machine(default_access_permission=STAFF)})
            ),
        ),
    ),
    Shown(
        "implicit.acl.default-content",
        FIRES,
        "own account, SYSTEM and today Administrators",
        lambda: ([SERVICE, SYSTEM, ADMINISTRATORS], admitted(implicit())),
    ),
    Shown(
        "implicit.acl.default-content",
        FIRES,
        "own account and SYSTEM before Vista",
        lambda: ([SERVICE, SYSTEM], admitted(implicit(machine=machine(windows="server-2003-sp1")))),
    ),
    Shown(
        "implicit.acl.default-content",
        SILENT,
        "not beside DefaultAccessPermission",
        lambda: (["PLANT\\staff"], admitted(implicit(machine=machine(default_access_permission=STAFF)))),
    ),
    Shown(
        "implicit.acl.independent",
        FIRES,
        "an AppID with a level alone leaves the list to the machine",
        lambda: ((PKT, ["PLANT\\staff"]), _both(app(authn_level=PKT))),
    ),
    Shown(
        "implicit.acl.independent",
        FIRES,
        "an AppID with a list alone leaves the level to the machine",
        lambda: ((PRIVACY, ["PLANT\\team"]), _both(app(access_permission=TEAM))),
    ),
    Shown(
        "implicit.acl.independent",
        SILENT,
        "an AppID with both leaves nothing",
        lambda: ((PKT, ["PLANT\\team"]), _both(app(authn_level=PKT, access_permission=TEAM))),
    ),
    Shown(
        "implicit.acl.ignored-at-none",
        FIRES,
        "the AppID says NONE",
        lambda: (None, admitted(implicit(app=app(authn_level=NONE, access_permission=TEAM)))),
    ),
    Shown(
        "implicit.acl.ignored-at-none",
        FIRES,
        "the machine says NONE and the AppID nothing",
        lambda: (None, admitted(implicit(app=app(access_permission=TEAM), machine=machine(legacy_authn_level=NONE)))),
    ),
    Shown(
        "implicit.acl.ignored-at-none",
        SILENT,
        "the machine says NONE, the AppID CONNECT",
        lambda: (
            ["PLANT\\team"],
            admitted(
                implicit(app=app(authn_level=CONNECT, access_permission=TEAM), machine=machine(legacy_authn_level=NONE))
            ),
        ),
    ),
    Shown("implicit.acl.ignored-at-none", FIRES, "a stranger gets in", lambda: ("S_OK", _call_at(NONE))),
    Shown(
        "implicit.acl.ignored-at-none", SILENT, "at CONNECT it does not", lambda: ("E_ACCESSDENIED", _call_at(CONNECT))
    ),
)


def _both(settings: AppSettings) -> tuple[int, list[str] | None]:
    """Return level and list under an AppID, on a machine at PKT_PRIVACY that admits the staff."""
    found = implicit(app=settings, machine=machine(legacy_authn_level=PRIVACY, default_access_permission=STAFF))
    return security(found).authn_level, admitted(found)


def _call_at(level: int) -> str:
    """Return what becomes of a stranger's call to a server whose AppID has this level and a list that names nobody."""
    keys = {"applications": (AppSettings("{a}", authn_level=level, access_permission=EMPTY_DACL),)}
    return statuses(GET, CALL, server={"initialize": None, "appid": "{A}"}, keys=keys)["call"]
