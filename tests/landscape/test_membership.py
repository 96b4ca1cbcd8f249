"""Which groups are in a token: nested ones, and those that survive the way to a server (facts 8 to 14, 21, 41 to 43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simcom.landscape.membership import Membership, Place, containing, expand
from simcom.landscape.model import Domain, Terms, Trust, TrustKind, declared, implied
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NESTED = {
    "CORP\\Staff": ["CORP\\Operators", "CORP\\bob"],
    "CORP\\Operators": ["CORP\\ann"],
    "CORP\\Chicken": ["CORP\\Egg", "CORP\\eve"],
    "CORP\\Egg": ["CORP\\Chicken"],
    "CORP\\Empty": [],
}

DOMAINS = (
    Domain("corp.example", "CORP", "corp.example"),
    Domain("lab.corp.example", "LAB", "corp.example", "corp.example"),
    Domain("plant.example", "PLANT", "plant.example"),
)
ANN, KAT, OTTO = "CORP\\ann", "LAB\\kat", "PLANT\\otto"
GROUPS = {
    "CORP\\Global": [ANN],
    "CORP\\Universal": ["CORP\\Global", KAT],
    "LAB\\Lab global": [KAT],
    "CORP\\Of the domain": ["CORP\\Global"],
    "PLANT\\Readers": ["CORP\\Universal", ANN],
    "PLANT\\Nested": ["PLANT\\Readers"],
    "PLANT\\Everybody": [OTTO, ANN],
    "OPC01\\Distributed COM Users": ["PLANT\\Nested"],
    "OPC01\\Remote": ["NETWORK"],
    "HMI01\\Operators": [ANN],
}
SCOPES = {"CORP\\Universal": "universal", "CORP\\Of the domain": "domain local", "PLANT\\Everybody": "global"}
AT_OPC, AT_HMI, AT_NONE = Place("opc01", "plant.example"), Place("hmi01", "corp.example"), Place("opc01")
FOREST = declared("plant.example", "corp.example", TrustKind.FOREST)
QUARANTINED = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(quarantined=True))
SELECTIVE = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(selective=True))
LOW = declared("plant.example", "lab.corp.example", TrustKind.EXTERNAL)
OPEN = declared("plant.example", "lab.corp.example", TrustKind.EXTERNAL, terms=Terms(quarantined=False))


@pytest.mark.parametrize(
    ("account", "groups"),
    [
        ("CORP\\ann", ("CORP\\Operators", "CORP\\Staff")),
        ("corp\\ANN", ("CORP\\Operators", "CORP\\Staff")),
        ("CORP\\bob", ("CORP\\Staff",)),
        ("CORP\\eve", ("CORP\\Chicken", "CORP\\Egg")),
        ("CORP\\nobody", ()),
    ],
)
def test_expand(account: str, groups: tuple[str, ...]) -> None:
    """Direct and nested groups, sorted, in any case, with cycles tolerated."""
    assert expand([account], containing(NESTED)) == groups


def test_expand_does_not_depend_on_order() -> None:
    """The answer is the same whichever way the groups were declared."""
    backwards = {name: NESTED[name][::-1] for name in reversed(NESTED)}
    assert expand(["CORP\\eve"], containing(backwards)) == expand(["CORP\\eve"], containing(NESTED))


def test_expand_asks_for_each_membership() -> None:
    """A membership that does not count leads nowhere, and neither does what lies behind it."""
    inside = containing(NESTED)
    assert expand(["CORP\\ann"], inside, lambda _, group: group != "CORP\\Operators") == ()
    assert expand(["CORP\\ann"], inside, lambda _, group: group != "CORP\\Staff") == ("CORP\\Operators",)


def own(account: str, place: Place, *trusts: Trust, groups: Mapping[str, Sequence[str]] = GROUPS) -> tuple[str, ...]:
    """Return the groups in a token behind the four that everybody has."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *trusts))
    route = web.route(place.domain, account.partition("\\")[0])
    return Membership(web, groups, SCOPES).arrived(account, place, route).groups[4:]


HERE = ("PLANT\\Nested", "PLANT\\Readers", "BUILTIN\\Distributed COM Users", "OPC01\\Remote")


@pytest.mark.parametrize(
    ("fact", "account", "place", "trusts", "expected"),
    [
        ("own domain", ANN, AT_HMI, (), ("CORP\\Global", "CORP\\Universal", "CORP\\Of the domain", "HMI01\\Operators")),
        ("within a forest", KAT, AT_HMI, (), ("CORP\\Universal", "LAB\\Lab global")),
        ("groups-across-a-trust", ANN, AT_OPC, FOREST, ("CORP\\Global", "CORP\\Universal", *HERE)),
        ("groups-across-a-trust", KAT, AT_OPC, FOREST, ("CORP\\Universal", "LAB\\Lab global", *HERE)),
        ("resource global", OTTO, AT_OPC, (), ("PLANT\\Everybody", "OPC01\\Remote")),
        ("sid-filtering: root only", KAT, AT_OPC, QUARANTINED, ("CORP\\Universal", *HERE)),
        ("sid-filtering: external", KAT, AT_OPC, LOW, ("LAB\\Lab global", "OPC01\\Remote")),
        ("sid-filtering: off", KAT, AT_OPC, OPEN, ("CORP\\Universal", "LAB\\Lab global", *HERE)),
        ("local-account-scope", "OPC01\\ann", AT_OPC, (), ("OPC01\\Remote",)),
        ("no domain-local in a workgroup", ANN, AT_NONE, (), ("CORP\\Global", "CORP\\Universal", "OPC01\\Remote")),
    ],
)
def test_groups_that_arrive(
    fact: str, account: str, place: Place, trusts: tuple[Trust, ...], expected: tuple[str, ...]
) -> None:
    """Each row is one sentence of the named fact."""
    assert (fact, own(account, place, *trusts)) == (fact, expected)


@pytest.mark.parametrize(
    ("place", "trusts", "expected"),
    [
        (AT_OPC, FOREST, ("Everyone", "Authenticated Users", "NETWORK", "This Organization")),
        (AT_OPC, SELECTIVE, ("Everyone", "Authenticated Users", "NETWORK", "Other Organization")),
        (AT_HMI, SELECTIVE, ("Everyone", "Authenticated Users", "NETWORK", "This Organization")),
        (
            Place("opc01", "plant.example", "INTERACTIVE"),
            FOREST,
            ("Everyone", "Authenticated Users", "INTERACTIVE", "This Organization"),
        ),
    ],
)
def test_groups_that_everybody_has(place: Place, trusts: tuple[Trust, ...], expected: tuple[str, ...]) -> None:
    """Facts token-by-logon-type and this-xor-other-organization: exactly one of each pair, by the way the caller came."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *trusts))
    route = web.route(place.domain, "CORP")
    assert Membership(web, {}).arrived(ANN, place, route).groups == expected


ADMINS = {"OPC01\\Administrators": [ANN, "OPC01\\ann", "OPC01\\Administrator"]}


@pytest.mark.parametrize(
    ("account", "logon", "filters", "kept"),
    [
        ("OPC01\\ann", "NETWORK", True, False),
        ("OPC01\\ann", "NETWORK", False, True),
        ("OPC01\\ann", "INTERACTIVE", True, True),
        ("OPC01\\Administrator", "NETWORK", True, True),
        (ANN, "NETWORK", True, True),
    ],
)
def test_uac_remote_token_filter(account: str, logon: str, filters: bool, kept: bool) -> None:  # noqa: FBT001
    """A local account other than the built-in one arrives without Administrators; a domain's keeps it."""
    web = TrustGraph(DOMAINS, implied(DOMAINS))
    place = Place("opc01", "plant.example", logon, filters)
    found = Membership(web, ADMINS).arrived(account, place)
    assert ("BUILTIN\\Administrators" in found.groups) is kept
    assert found.lost == (() if kept else (("BUILTIN\\Administrators", "uac-remote-token-filter"),))


@pytest.mark.parametrize(
    ("account", "place", "trusts", "lost"),
    [
        (KAT, AT_OPC, QUARANTINED, ("LAB\\Lab global",)),
        (KAT, AT_OPC, LOW, ("CORP\\Universal",)),
        (ANN, AT_OPC, QUARANTINED, ()),
        (KAT, AT_OPC, FOREST, ()),
        (KAT, AT_OPC, OPEN, ()),
        (KAT, AT_HMI, (), ()),
    ],
)
def test_what_a_trust_took(account: str, place: Place, trusts: tuple[Trust, ...], lost: tuple[str, ...]) -> None:
    """Fact sid-filtering: the groups that stayed behind are told, each with the rule that kept it."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *trusts))
    route = web.route(place.domain, account.partition("\\")[0])
    found = Membership(web, GROUPS, SCOPES).arrived(account, place, route)
    assert found.lost == tuple((name, "sid-filtering") for name in lost)


def test_what_was_taken_keeps_its_order() -> None:
    """Several groups stay behind in the order of their names, whatever the order they were declared in."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *QUARANTINED))
    groups = {"LAB\\Beta": [KAT], "LAB\\Alpha": [KAT]}
    found = Membership(web, groups).arrived(KAT, AT_OPC, web.route("PLANT", "LAB"))
    assert found.lost == (("LAB\\Alpha", "sid-filtering"), ("LAB\\Beta", "sid-filtering"))


def test_guest_token() -> None:
    """Guest has Everyone and Guests and what they are in, but is no authenticated user and of no organisation."""
    groups = {"OPC01\\Visitors": ["BUILTIN\\Guests"], "OPC01\\Staff": ["Authenticated Users"]}
    found = Membership(TrustGraph(DOMAINS), groups).guest("OPC01\\Guest", AT_OPC)
    assert found == ("Everyone", "NETWORK", "BUILTIN\\Guests", "OPC01\\Visitors")


def test_the_primary_group_counts_as_one_more() -> None:
    """Domain Users is in the token without being declared, and so is what it is a member of."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *FOREST))
    groups = {"PLANT\\Guests of ours": ["CORP\\Domain Users"]}
    found = Membership(web, groups).arrived(ANN, AT_OPC, web.route("PLANT", "CORP"), "CORP\\Domain Users")
    assert found.groups[4:] == ("CORP\\Domain Users", "PLANT\\Guests of ours")
