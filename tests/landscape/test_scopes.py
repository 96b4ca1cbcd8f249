"""The scope of a group that declares none follows from its members."""

from __future__ import annotations

import pytest

from simcom.landscape.model import Domain
from simcom.landscape.scopes import authority_of, scopes_of
from simcom.landscape.trusts import TrustGraph

WEB = TrustGraph((Domain("corp.example", "CORP", "corp.example"), Domain("plant.example", "PLANT", "plant.example")))


@pytest.mark.parametrize(
    ("members", "others", "scope"),
    [
        ([], {}, "global"),
        (["CORP\\ann"], {}, "global"),
        (["CORP\\ann", "PLANT\\otto"], {}, "domain local"),
        (["Authenticated Users"], {}, "domain local"),
        (["HMI01\\ann"], {}, "domain local"),
        (["CORP\\Inner"], {"CORP\\Inner": ["CORP\\bob"]}, "global"),
        (["CORP\\Inner"], {"CORP\\Inner": ["PLANT\\otto"]}, "domain local"),
        (["CORP\\Wide"], {"CORP\\Wide": ["CORP\\bob"]}, "universal"),
        (["CORP\\Inner"], {"CORP\\Inner": ["CORP\\Wide"], "CORP\\Wide": []}, "universal"),
        (["CORP\\Inner"], {"CORP\\Inner": ["CORP\\Group"]}, "global"),
    ],
)
def test_undeclared(members: list[str], others: dict[str, list[str]], scope: str) -> None:
    """The narrowest scope that can hold the members, through nested groups and rings."""
    found = scopes_of({"CORP\\Group": members, **others}, {"CORP\\Wide": "universal"}, WEB)
    assert found["corp\\group"] == scope


@pytest.mark.parametrize(
    ("name", "said", "scope"),
    [
        ("CORP\\Group", "domain local", "domain local"),
        ("CORP\\Group", "universal", "universal"),
        ("HMI01\\Group", "", "local"),
        ("BUILTIN\\Administrators", "", None),
        ("Everyone", "", None),
    ],
)
def test_declared_and_local(name: str, said: str, scope: str | None) -> None:
    """What is declared stands, whatever the members; a machine's groups are local, and nobody's are not listed."""
    found = scopes_of({name: ["PLANT\\otto"]}, {name: said} if said else {}, WEB)
    assert found.get(name.casefold()) == scope


@pytest.mark.parametrize(
    ("name", "authority"), [("CORP\\ann", "CORP"), ("Everyone", ""), ("NT SERVICE\\a\\b", "NT SERVICE\\a")]
)
def test_authority(name: str, authority: str) -> None:
    """What stands before the last backslash."""
    assert authority_of(name) == authority
