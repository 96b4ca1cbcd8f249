"""Name routing between forests (facts 38 and 39), and TGT delegation over trusts (fact 44)."""

from __future__ import annotations

import pytest

from simcom.landscape.model import Domain, Terms, Trust, TrustKind, declared, implied
from simcom.landscape.suffixes import routed
from simcom.landscape.trusts import TrustGraph

DOMAINS = (
    Domain("corp.example", "CORP", "corp.example"),
    Domain("plant.example", "PLANT", "plant.example"),
    Domain("east.plant.example", "EAST", "plant.example", "plant.example"),
    Domain("works.example", "WORKS", "plant.example"),
    Domain("yard.example", "YARD", "yard.example"),
)


def forest(trusting: str = "plant.example", **terms: object) -> tuple[Trust, ...]:
    """Return a forest trust by which a forest accepts CORP's accounts."""
    return declared(trusting, "corp.example", TrustKind.FOREST, terms=Terms(**terms))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "terms", "expected"),
    [
        ("opc01.plant.example", {}, True),
        ("OPC01.East.plant.example.", {}, True),
        ("opc01.works.example", {}, True),
        ("plant.example", {}, True),
        ("opc01", {}, False),
        ("opc01.other.example", {}, False),
        ("opc01.notplant.example", {}, False),
        ("opc01.other.example", {"suffixes": ("other.example",)}, True),
        ("opc01.plant.example", {"suffixes": ("other.example",)}, False),
        ("opc01.plant.example", {"suffixes": ()}, False),
        ("opc01.east.plant.example", {"excluded": ("EAST.plant.example",)}, False),
        ("opc01.plant.example", {"excluded": ("east.plant.example",)}, True),
    ],
)
def test_suffix_decides(host: str, terms: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    """Trees of the trusting forest by default, else the declared suffixes; exclusions and short names lead nowhere."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *forest(**terms)))
    route = web.route("EAST", "CORP")
    assert route is not None
    assert routed(host, route, web) is expected


@pytest.mark.parametrize(
    ("suffixes", "enabled", "expected"),
    [
        (("line1.plant.example",), True, False),
        (("line1.plant.example",), False, True),
        (("plant.example",), True, True),
        (("example",), True, True),
    ],
)
def test_longest_suffix_wins(suffixes: tuple[str, ...], enabled: bool, expected: bool) -> None:  # noqa: FBT001
    """A longer suffix on another forest trust takes the request there, if that trust is live."""
    other = forest("yard.example", suffixes=suffixes, enabled=enabled)
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *forest(), *other))
    route = web.route("PLANT", "CORP")
    assert route is not None
    assert routed("opc01.line1.plant.example", route, web) is expected


@pytest.mark.parametrize("host", ["opc01", "opc01.other.example"])
def test_only_forest_trusts_route_by_suffix(host: str) -> None:
    """Inside a forest, and over external trusts, no suffix is asked for here."""
    external = declared("plant.example", "corp.example", TrustKind.EXTERNAL)
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *external))
    routes = web.route("PLANT", "CORP"), web.route("PLANT", "EAST"), web.route("PLANT", "PLANT")
    assert [routed(host, route, web) for route in routes if route is not None] == [True, True, True]


@pytest.mark.parametrize(
    ("kind", "terms", "expected"),
    [
        (TrustKind.FOREST, Terms(), False),
        (TrustKind.FOREST, Terms(tgt_delegation=True), True),
        (TrustKind.FOREST, Terms(tgt_delegation=True, quarantined=True), False),
        (TrustKind.FOREST, Terms(tgt_delegation=False), False),
        (TrustKind.EXTERNAL, Terms(), False),
        (TrustKind.EXTERNAL, Terms(tgt_delegation=True), False),
        (TrustKind.EXTERNAL, Terms(tgt_delegation=True, quarantined=False), True),
        (TrustKind.SHORTCUT, Terms(), True),
        (TrustKind.SHORTCUT, Terms(tgt_delegation=False), False),
        (TrustKind.REALM, Terms(), False),
    ],
)
def test_tgt_delegation_across_trust(kind: TrustKind, terms: Terms, expected: bool) -> None:  # noqa: FBT001
    """On inside a forest, off beyond unless enabled; quarantine and the forbidding bit stop it anywhere."""
    (trust,) = declared("a.example", "b.example", kind, terms=terms)
    assert trust.forwards_tickets is expected


def test_a_route_forwards_if_every_edge_does() -> None:
    """One edge that does not is enough."""
    web = TrustGraph(DOMAINS, (*implied(DOMAINS), *forest()))
    routes = web.route("EAST", "CORP"), web.route("EAST", "PLANT")
    assert [route.forwards_tickets for route in routes if route is not None] == [False, True]


def test_terms_reach_the_edge() -> None:
    """Suffixes are kept folded, on every edge."""
    (trust,) = forest(suffixes=("Plant.Example.",), excluded=("EAST.plant.example",))
    assert (trust.suffixes, trust.excluded) == (("plant.example",), ("east.plant.example",))
