"""What the registry gives: precedence tables for level, impersonation level and access list, and what a wrong value does."""

from __future__ import annotations

from itertools import product

import pytest
from rules.initialization_by_hand import (
    POINTER,
    SERVICE,
    STAFF,
    TEAM,
    admitted,
    app,
    explicit,
    implicit,
    machine,
    security,
)
from rules.initialization_estate import CALL, GET, run

from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, Acl
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import AppSettings

BAD, OK = "E_INVALIDARG", "S_OK"
LEVELS = (None, 1, 2, 3, 4, 5, 6)
NOT_LEVELS = (0, 7, -1, "4", "PKT", True)


@pytest.mark.parametrize(("appid", "legacy"), list(product(LEVELS, LEVELS)))
def test_level_precedence(appid: int | None, legacy: int | None) -> None:
    if appid is not None:
        expected = appid
    elif legacy is not None:
        expected = legacy
    else:
        expected = AuthnLevel.CONNECT
    settings = machine(legacy_authn_level=legacy)
    found = implicit(app=app(authn_level=appid), machine=settings)
    assert security(found).authn_level == expected
    assert security(implicit(machine=settings)).authn_level == (legacy or AuthnLevel.CONNECT)


@pytest.mark.parametrize(("appid", "legacy"), list(product(LEVELS, LEVELS)))
def test_level_default_is_resolved_likewise_but_never_to_none(appid: int | None, legacy: int | None) -> None:
    facts = {"app": app(authn_level=appid), "machine": machine(legacy_authn_level=legacy)}
    found = security(explicit(facts, authn_level=AuthnLevel.DEFAULT)).authn_level
    assert found == max(appid or legacy or AuthnLevel.CONNECT, AuthnLevel.CONNECT)


@pytest.mark.parametrize("value", NOT_LEVELS)
def test_an_appid_level_that_is_no_level(value: object) -> None:
    ruling = implicit(app=app(authn_level=value), machine=machine(legacy_authn_level=4))
    assert (ruling.hresult.name, ruling.decisive.rule) == (BAD, "implicit.level.bad-value")


@pytest.mark.parametrize("value", NOT_LEVELS)
def test_a_legacy_level_that_is_no_level_counts_as_absent(value: object) -> None:
    ruling = implicit(machine=machine(legacy_authn_level=value))
    assert security(ruling).authn_level == AuthnLevel.CONNECT
    assert [step.disputed for step in ruling.steps if step.disputed] == ["L-35"]


@pytest.mark.parametrize(
    ("facts", "arguments", "remarks"),
    [
        ({"app": app(authn_level=4)}, None, 1),  # LegacyImpersonationLevel is still read
        ({}, None, 1),
        ({}, {"authn_level": 0}, 1),
        ({}, {"authn_level": 2}, 0),
        ({"app": app(authn_level=4)}, {"authn_level": 0}, 0),
        ({"pointed": app(authn_level=4)}, {"security_descriptor": POINTER, "capabilities": Eoac.APPID}, 1),
    ],
)
def test_only_values_that_are_read_are_remarked_on(
    facts: dict[str, object], arguments: dict[str, object] | None, remarks: int
) -> None:
    facts = {"machine": machine(legacy_authn_level=9, legacy_imp_level=9)} | facts
    ruling = implicit(**facts) if arguments is None else explicit(facts, **arguments)
    assert (ruling.hresult.name, sum(step.disputed == "L-35" for step in ruling.steps)) == (OK, remarks)


@pytest.mark.parametrize(
    ("found", "arguments", "expected"),
    [
        ("pointed", {"security_descriptor": POINTER, "capabilities": Eoac.APPID}, BAD),
        ("app", {"capabilities": Eoac.APPID}, BAD),
        ("app", {"authn_level": 0}, BAD),
        ("app", {"authn_level": 2}, OK),
        ("pointed", {"authn_level": 2}, OK),
    ],
)
def test_a_wrong_appid_level_matters_where_it_is_read(found: str, arguments: dict[str, object], expected: str) -> None:
    assert explicit({found: app(authn_level=7)}, **arguments).hresult.name == expected


@pytest.mark.parametrize(
    ("legacy", "expected"),
    [
        (None, ImpLevel.IDENTIFY),
        (1, ImpLevel.ANONYMOUS),
        (2, ImpLevel.IDENTIFY),
        (3, ImpLevel.IMPERSONATE),
        (4, ImpLevel.DELEGATE),
        (0, ImpLevel.IDENTIFY),
        (5, ImpLevel.IDENTIFY),
        ("3", ImpLevel.IDENTIFY),
    ],
)
def test_impersonation_level(legacy: object, expected: int) -> None:
    assert security(implicit(machine=machine(legacy_imp_level=legacy))).imp_level == expected


LISTS = (None, TEAM, STAFF, NULL_DACL, EMPTY_DACL)


@pytest.mark.parametrize(("own", "default"), list(product(LISTS, LISTS)))
@pytest.mark.parametrize("level", [1, 2])
def test_list_precedence(own: Acl | None, default: Acl | None, level: int) -> None:
    found = security(
        implicit(app=app(authn_level=level, access_permission=own), machine=machine(default_access_permission=default))
    )
    if level == AuthnLevel.NONE:
        assert (found.acl, found.acl_rule) == (None, "authz.none.process-level-ignores-acl")
    elif own is None and default is None:
        assert found.acl_rule == "implicit.acl.default-content"
    else:
        assert (found.acl, found.acl_rule) == (own if own is not None else default, "implicit.acl.precedence")


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ("win2000", [SERVICE, "SYSTEM"]),
        ("xp-sp2", [SERVICE, "SYSTEM"]),
        ("server-2003-sp1", [SERVICE, "SYSTEM"]),
        ("current", [SERVICE, "SYSTEM", "BUILTIN\\Administrators"]),
    ],
)
def test_the_built_in_list(windows: str, expected: list[str]) -> None:
    assert admitted(implicit(machine=machine(windows=windows))) == expected


def test_the_built_in_list_names_system_once() -> None:
    assert admitted(implicit(account="SYSTEM")) == ["SYSTEM", "BUILTIN\\Administrators"]


@pytest.mark.parametrize(
    ("account", "expected"),
    [("CORP\\svc", OK), ("CORP\\ann", "E_ACCESSDENIED"), ("SYSTEM", OK)],
)
def test_whom_a_server_on_defaults_lets_in(account: str, expected: str) -> None:
    rows = run(GET, CALL, server={"initialize": None}, local=True, client={"account": account})
    assert rows["call"].ruling.hresult.name == expected


def test_a_server_with_a_wrong_level_marshals_nothing() -> None:
    keys = {"applications": (AppSettings("{A}", authn_level=99),)}
    rows = run(GET, server={"initialize": None, "appid": "{a}"}, keys=keys)
    assert {name: row.ruling.hresult.name for name, row in rows.items()} == {
        "server/implicit": BAD,
        "server.counter/marshal ICounter": BAD,
        "get": BAD,
    }
