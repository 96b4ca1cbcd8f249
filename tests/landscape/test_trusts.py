"""Which accounts a server's domain accepts (facts 24, 33 to 36 of the domains file, by id), both ways."""

from __future__ import annotations

import pytest

from simcom.landscape.model import (
    Direction,
    Domain,
    Terms,
    Trust,
    TrustAttribute,
    TrustKind,
    TrustType,
    declared,
    implied,
)
from simcom.landscape.routes import Carrier
from simcom.landscape.trusts import TrustGraph

BOTH = Direction.BIDIRECTIONAL
DOMAINS = (
    Domain("a.example", "A", "a.example"),
    Domain("one.a.example", "ONE", "a.example", "a.example"),
    Domain("two.a.example", "TWO", "a.example", "a.example"),
    Domain("deep.two.a.example", "DEEP", "a.example", "two.a.example"),
    Domain("atree.example", "ATREE", "a.example"),
    Domain("b.example", "B", "b.example"),
    Domain("kid.b.example", "KID", "b.example", "b.example"),
    Domain("c.example", "C", "c.example"),
    Domain("kit.c.example", "KIT", "c.example", "c.example"),
    Domain("mit.example", "MIT", "mit.example", realm=True),
)


def web(*trusts: tuple[Trust, ...]) -> TrustGraph:
    """Build the three forests and the realm with these trusts between them."""
    return TrustGraph(DOMAINS, (*implied(DOMAINS), *(edge for edges in trusts for edge in edges)))


def walk(graph: TrustGraph, server: str, client: str) -> str | None:
    """Return the NetBIOS names along the route, joined by blanks."""
    route = graph.route(server, client)
    if route is None:
        return None
    found = [graph.domain(name) for name in route.domains]
    return " ".join(domain.netbios for domain in found if domain is not None)


FOREST = declared("b.example", "a.example", TrustKind.FOREST)
SECOND = declared("c.example", "b.example", TrustKind.FOREST)
EXTERNAL = declared("b.example", "a.example", TrustKind.EXTERNAL)
LOW = declared("kid.b.example", "one.a.example", TrustKind.EXTERNAL)
FIXED = declared("b.example", "a.example", TrustKind.FOREST, terms=Terms(transitive=False))
CLOSED = declared("b.example", "a.example", TrustKind.FOREST, terms=Terms(enabled=False))
REALM = declared("a.example", "mit.example", TrustKind.REALM)
WIDE = declared("a.example", "mit.example", TrustKind.REALM, BOTH, Terms(transitive=True))


@pytest.mark.parametrize(
    ("fact", "trusts", "server", "client", "expected"),
    [
        ("path-admissibility a", (), "A", "A", "A"),
        ("edge-orientation", (EXTERNAL,), "B", "A", "B A"),
        ("edge-orientation", (EXTERNAL,), "A", "B", None),
        ("edge-orientation", (FOREST,), "B", "A", "B A"),
        ("edge-orientation", (FOREST,), "A", "B", None),
        ("forest-is-trees", (), "ONE", "TWO", "ONE A TWO"),
        ("trust-walk-within-forest", (), "ONE", "DEEP", "ONE A TWO DEEP"),
        ("trust-walk-within-forest", (), "DEEP", "ATREE", "DEEP TWO A ATREE"),
        ("path-admissibility, no trust", (), "B", "A", None),
        ("path-admissibility c", (FOREST,), "KID", "DEEP", "KID B A TWO DEEP"),
        ("path-admissibility c", (FOREST,), "KID", "ATREE", "KID B A ATREE"),
        ("path-admissibility c", (FOREST,), "DEEP", "KID", None),
        ("forest-trust-not-chainable", (FOREST, SECOND), "C", "B", "C B"),
        ("forest-trust-not-chainable", (FOREST, SECOND), "KIT", "KID", "KIT C B KID"),
        ("forest-trust-not-chainable", (FOREST, SECOND), "C", "A", None),
        ("forest-trust-not-chainable", (FOREST, SECOND), "KIT", "DEEP", None),
        ("external-covers-no-children", (EXTERNAL,), "B", "ONE", None),
        ("external-covers-no-children", (EXTERNAL,), "KID", "A", None),
        ("external-covers-no-children", (LOW,), "KID", "ONE", "KID ONE"),
        ("external-covers-no-children", (LOW,), "KID", "A", None),
        ("external-covers-no-children", (LOW,), "B", "ONE", None),
        ("transitive-predicate", (FIXED,), "B", "A", "B A"),
        ("transitive-predicate", (FIXED,), "B", "ONE", None),
        ("path-admissibility b, enabled", (CLOSED,), "B", "A", None),
        ("path-admissibility c, enabled", (CLOSED,), "KID", "ONE", None),
        ("path-admissibility, realm", (REALM,), "A", "MIT", "A MIT"),
        ("path-admissibility, realm", (REALM,), "ONE", "MIT", None),
        ("path-admissibility, realm", (WIDE,), "DEEP", "MIT", "DEEP TWO A MIT"),
        ("path-admissibility, realm", (WIDE,), "MIT", "DEEP", "MIT A TWO DEEP"),
        ("path-admissibility, realm", (WIDE, FOREST), "B", "MIT", None),
    ],
)
def test_path(fact: str, trusts: tuple[tuple[Trust, ...], ...], server: str, client: str, expected: str | None) -> None:
    """Each row is one sentence of the named fact."""
    graph = web(*trusts)
    assert (fact, walk(graph, server, client)) == (fact, expected)
    assert graph.reaches(server, client) is (expected is not None)


def test_shortcut_is_preferred_in_its_own_direction() -> None:
    """Fact trust-walk-within-forest: a shortcut replaces the climb, one way only if it is one-way."""
    graph = web(declared("one.a.example", "deep.two.a.example", TrustKind.SHORTCUT))
    assert walk(graph, "ONE", "DEEP") == "ONE DEEP"
    assert walk(graph, "DEEP", "ONE") == "DEEP TWO A ONE"


def test_shortcut_serves_what_lies_behind_it() -> None:
    """Fact trust-kinds: shortcuts are transitive, so the domains beyond them come nearer too."""
    graph = web(declared("one.a.example", "two.a.example", TrustKind.SHORTCUT), FOREST)
    assert walk(graph, "ONE", "DEEP") == "ONE TWO DEEP"
    assert walk(graph, "B", "DEEP") == "B A TWO DEEP"


@pytest.mark.parametrize("turned", [False, True])
def test_ties_are_broken_by_name(turned: bool) -> None:  # noqa: FBT001
    """Fact trust-walk-within-forest (SIM): of equally short paths the first by name, however they were declared."""
    links = [("s", "m"), ("s", "k"), ("k", "z"), ("m", "y"), ("y", "t"), ("z", "t")]
    edges = [declared(f"{a}.example", f"{b}.example", TrustKind.SHORTCUT)[0] for a, b in links]
    domains = [Domain(f"{name}.example", name.upper(), "s.example") for name in "skmyzt"]
    graph = TrustGraph(domains[::-1] if turned else domains, edges[::-1] if turned else edges)
    assert walk(graph, "S", "T") == "S K Z T"


def test_parallel_trusts_the_widest_counts() -> None:
    """Where a forest and an external trust join the same roots, the route says forest."""
    route = web(EXTERNAL, FOREST).route("B", "A")
    assert route is not None
    assert route.edges == (TrustKind.FOREST,)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [({"shortcut": 0x21, "forest": 0x8}, "forest"), ({"shortcut": 0x8, "external": 0x20}, "external")],
)
def test_parallel_trusts_are_judged_by_their_numbers(bits: dict[str, int], expected: str) -> None:
    """Transitive goes before not transitive and within the forest before leaving it, whatever the kind is called."""
    edges = [Trust("b.example", "a.example", TrustKind(kind), TrustAttribute(bit)) for kind, bit in bits.items()]
    route = TrustGraph(DOMAINS, edges).route("B", "A")
    assert route is not None
    assert route.edges == (TrustKind(expected),)


def test_a_longer_way_inside_may_lead_on_where_a_shorter_one_outside_may_not() -> None:
    """Fact path-admissibility c: who spent the one crossing to arrive early cannot cross again; who walked can."""
    links = [("s", "v", TrustKind.FOREST), ("s", "k", TrustKind.SHORTCUT), ("k", "v", TrustKind.SHORTCUT)]
    links += [("v", "t", TrustKind.FOREST)]
    edges = [edge for one, other, kind in links for edge in declared(one, other, kind)]
    graph = TrustGraph([Domain(name, name, "s") for name in "skvt"], edges)
    assert (walk(graph, "s", "v"), walk(graph, "s", "t")) == ("s v", "s k v t")


def test_route_says_what_the_crossing_is() -> None:
    """Facts selective-authentication, sid-filtering, trust-password-rotation: as the crossing edge has them."""
    terms = Terms(selective=True, quarantined=True, broken=True)
    graph = web(declared("b.example", "a.example", TrustKind.FOREST, terms=terms))
    route = graph.route("KID", "ONE")
    assert route is not None
    assert route.edges == (TrustKind.PARENT_CHILD, TrustKind.FOREST, TrustKind.PARENT_CHILD)
    assert (route.length, route.selective, route.quarantined, route.broken) == (3, True, True, True)
    inside = graph.route("ONE", "TWO")
    assert inside is not None
    assert (inside.selective, inside.quarantined, inside.broken) == (False, False, False)


@pytest.mark.parametrize(
    ("terms", "kind", "kerberos", "ntlm"),
    [
        (Terms(), TrustKind.EXTERNAL, True, True),
        (Terms(uplevel_only=True), TrustKind.EXTERNAL, True, False),
        (Terms(trust_type=TrustType.DOWNLEVEL), TrustKind.EXTERNAL, False, True),
        (Terms(), TrustKind.REALM, True, False),
    ],
)
def test_route_says_what_it_carries(terms: Terms, kind: TrustKind, kerberos: bool, ntlm: bool) -> None:  # noqa: FBT001
    """A route carries a mechanism if every edge does; asked for that mechanism, it is a route or none."""
    graph = web(declared("b.example", "a.example", kind, terms=terms))
    route = graph.route("B", "A")
    assert route is not None
    assert (route.kerberos, route.ntlm) == (kerberos, ntlm)
    by_carrier = [graph.route("B", "A", carrier) is not None for carrier in (Carrier.KERBEROS, Carrier.NTLM)]
    assert by_carrier == [kerberos, ntlm]


def test_netlogon_goes_round_an_uplevel_only_shortcut() -> None:
    """Fact trust-attribute-values: Netlogon ignores the object, so NTLM takes the long way that Kerberos spares."""
    short = declared("one.a.example", "two.a.example", TrustKind.SHORTCUT, terms=Terms(uplevel_only=True))
    graph = web(short)
    lengths = [route.length for carrier in Carrier if (route := graph.route("ONE", "TWO", carrier)) is not None]
    assert lengths == [1, 1, 2]
