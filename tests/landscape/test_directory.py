"""Service principal names (facts 62 to 64): who holds one, by itself, by alias, by declaration."""

from __future__ import annotations

import pytest

from simcom.landscape.directory import Directory, Holding, host_of, machine_principals

FOREST, OTHER = "corp.example", "plant.example"
WEB, OLD, SVC, FAR = "CORP\\WEB01$", "CORP\\OLD$", "CORP\\svc", "PLANT\\WEB01$"
KNOWN = Directory(
    [
        Holding(WEB, FOREST, machine_principals("web01", "web01.corp.example")),
        Holding(FAR, OTHER, machine_principals("web01", "web01.plant.example")),
        Holding(SVC, FOREST, ("HTTP/web01.corp.example", "MSSQLSvc/db.corp.example:1433", "host/twice.corp.example")),
        Holding(OLD, FOREST, ("HOST/twice.corp.example",)),
        Holding(SVC, FOREST, ("http/WEB01.corp.example",)),
    ]
)


@pytest.mark.parametrize(
    ("principal", "forest", "holders"),
    [
        ("HOST/web01", FOREST, (WEB,)),
        ("host/WEB01.corp.example", FOREST, (WEB,)),
        ("RestrictedKrbHost/web01", FOREST, (WEB,)),
        ("RPCSS/web01", FOREST, (WEB,)),
        ("rpc/web01.corp.example", FOREST, (WEB,)),
        ("RPCSS/web01.corp.example@CORP.EXAMPLE", FOREST, (WEB,)),
        ("MSSQLSvc/web01.corp.example", FOREST, ()),
        ("MSSQLSvc/db.corp.example:1433", FOREST, (SVC,)),
        ("HTTP/web01.corp.example", FOREST, (SVC,)),
        ("HTTP/web01", FOREST, (WEB,)),
        ("host/twice.corp.example", FOREST, (OLD, SVC)),
        ("RPCSS/twice.corp.example", FOREST, (OLD, SVC)),
        ("host/web01", OTHER, (FAR,)),
        ("host/web01.corp.example", OTHER, ()),
        ("host/nowhere", FOREST, ()),
        ("CORP\\svc", FOREST, ()),
        ("", FOREST, ()),
    ],
)
def test_holders(principal: str, forest: str, holders: tuple[str, ...]) -> None:
    """In any case and in one forest only; a name that is registered itself goes before what it is an alias of."""
    assert KNOWN.holders(principal, forest) == holders


@pytest.mark.parametrize(
    ("short", "fqdn", "expected"),
    [
        ("a", "a.x", ("HOST/a", "HOST/a.x", "RestrictedKrbHost/a", "RestrictedKrbHost/a.x")),
        ("a", "a", ("HOST/a", "RestrictedKrbHost/a")),
        ("a", "", ("HOST/a", "RestrictedKrbHost/a")),
    ],
)
def test_machine_principals(short: str, fqdn: str, expected: tuple[str, ...]) -> None:
    """Fact krb-spn-default: both classes with both names, each once."""
    assert machine_principals(short, fqdn) == expected


@pytest.mark.parametrize(
    ("principal", "host"),
    [
        ("host/Web01.corp.example", "web01.corp.example"),
        ("MSSQLSvc/db.corp.example:1433", "db.corp.example"),
        ("ldap/dc1.corp.example/corp.example", "dc1.corp.example"),
        ("host/web01@CORP", "web01"),
        ("CORP\\svc", ""),
        ("svc@corp.example", ""),
        ("", ""),
    ],
)
def test_host_of(principal: str, host: str) -> None:
    """The host part without port and realm; account names have none."""
    assert host_of(principal) == host
