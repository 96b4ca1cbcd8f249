"""pSecDesc in CoInitializeSecurity: every kind of pointer under every announcing flag and level, against a second reading of the page."""

from __future__ import annotations

from itertools import product

import pytest
from rules.initialization_by_hand import (
    ACCESS_CONTROL,
    DESCRIPTOR,
    POINTER,
    STAFF,
    TEAM,
    admitted,
    app,
    explicit,
    machine,
    security,
)

from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, AccessControl, Acl, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel

BAD, OK = "E_INVALIDARG", "S_OK"
KINDS = {"null": None, "descriptor": DESCRIPTOR, "access control": ACCESS_CONTROL, "appid": POINTER}
FLAGS = (Eoac.NONE, Eoac.ACCESS_CONTROL, Eoac.APPID, Eoac.APPID | Eoac.ACCESS_CONTROL)
LEVELS = (AuthnLevel.DEFAULT, AuthnLevel.NONE, AuthnLevel.CONNECT, AuthnLevel.PKT_PRIVACY)


def plain_reading(kind: str, flags: Eoac, level: AuthnLevel) -> str:
    """Read the page once more: the flags tell the pointer's type, and a list at NONE makes no sense."""
    if flags == Eoac.APPID | Eoac.ACCESS_CONTROL:
        return BAD
    if flags == Eoac.APPID:
        return OK if kind in ("null", "appid") else BAD
    if flags == Eoac.ACCESS_CONTROL:
        return OK if kind == "access control" and level != AuthnLevel.NONE else BAD
    if kind == "null":
        return OK
    return OK if kind == "descriptor" and level != AuthnLevel.NONE else BAD


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.name)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("flags", FLAGS, ids=lambda flags: "+".join(Eoac.show(flags)) or "NONE")
def test_kinds_under_flags_and_levels(kind: str, flags: Eoac, level: AuthnLevel) -> None:
    got = explicit(security_descriptor=KINDS[kind], capabilities=flags, authn_level=level).hresult.name
    assert got == plain_reading(kind, flags, level)


PARTS = list(product((True, False), (True, False), (True, False), ("null", "label", "other")))


@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1", "current"])
@pytest.mark.parametrize(("owner", "group", "absolute", "sacl"), PARTS)
def test_parts_of_a_descriptor(owner: bool, group: bool, absolute: bool, sacl: str, windows: str) -> None:  # noqa: FBT001
    descriptor = SecurityDescriptor(TEAM, owner=owner, group=group, absolute=absolute, sacl=sacl)
    sacl_ok = sacl == "null" or (sacl == "label" and windows == "current")
    got = explicit({"machine": machine(windows=windows)}, security_descriptor=descriptor).hresult.name
    assert got == (OK if owner and group and absolute and sacl_ok else BAD)


@pytest.mark.parametrize(
    ("descriptor", "flags", "level", "acl", "rule"),
    [
        (None, Eoac.NONE, 2, None, "coinitsec.sd.null"),
        (None, Eoac.NONE, 1, None, "authz.none.explicit-null-sd"),
        (SecurityDescriptor(NULL_DACL), Eoac.NONE, 2, NULL_DACL, "coinitsec.sd.null-dacl"),
        (SecurityDescriptor(EMPTY_DACL), Eoac.NONE, 2, EMPTY_DACL, "authz.rights.call"),
        (DESCRIPTOR, Eoac.NONE, 2, TEAM, "authz.rights.call"),
        (AccessControl(STAFF), Eoac.ACCESS_CONTROL, 2, STAFF, "authz.access-control-object"),
    ],
)
def test_the_list_that_holds_from_then_on(
    descriptor: object, flags: Eoac, level: int, acl: Acl | None, rule: str
) -> None:
    found = security(explicit(security_descriptor=descriptor, capabilities=flags, authn_level=level))
    assert (found.acl, found.acl_rule) == (acl, rule)


OWN, POINTED = app(authn_level=3, access_permission=STAFF), app(authn_level=4, access_permission=TEAM)


@pytest.mark.parametrize(
    ("descriptor", "own", "pointed", "expected"),
    [
        (None, None, None, (5, ["PLANT\\svc", "SYSTEM", "BUILTIN\\Administrators"])),
        (None, OWN, None, (3, ["PLANT\\staff"])),
        (POINTER, OWN, POINTED, (4, ["PLANT\\team"])),
        (POINTER, None, POINTED, (4, ["PLANT\\team"])),
        (POINTER, OWN, None, (5, ["PLANT\\svc", "SYSTEM", "BUILTIN\\Administrators"])),
    ],
)
def test_where_eoac_appid_looks(
    descriptor: object, own: object, pointed: object, expected: tuple[int, list[str]]
) -> None:
    facts = {"app": own, "pointed": pointed, "machine": machine(legacy_authn_level=5)}
    ruling = explicit(facts, security_descriptor=descriptor, capabilities=Eoac.APPID)
    assert (security(ruling).authn_level, admitted(ruling)) == expected
    assert (security(ruling).how, security(ruling).capabilities) == ("appid", Eoac.NONE)
