"""The search against a second reading of the facts: every simple path, tried one by one, over random small webs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from simcom.landscape.model import Domain, Trust, TrustAttribute, TrustKind, TrustType
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = tuple("abcdef")
DOMAINS = tuple(Domain(name, name * 2, name) for name in NAMES)
UPLEVEL, MIT = TrustType.UPLEVEL, TrustType.MIT
NUMBERS = (
    (TrustKind.PARENT_CHILD, 0x20, UPLEVEL),
    (TrustKind.SHORTCUT, 0x20, UPLEVEL),
    (TrustKind.SHORTCUT, 0x21, UPLEVEL),
    (TrustKind.FOREST, 0x8, UPLEVEL),
    (TrustKind.FOREST, 0x9, UPLEVEL),
    (TrustKind.EXTERNAL, 0x4, UPLEVEL),
    (TrustKind.EXTERNAL, 0x0, TrustType.DOWNLEVEL),
    (TrustKind.REALM, 0x1, MIT),
    (TrustKind.REALM, 0x0, MIT),
)


def simple_paths(
    trusts: tuple[Trust, ...], here: str, goal: str, passed: tuple[str, ...]
) -> Iterator[tuple[Trust, ...]]:
    """List every path that visits no domain twice, usable or not."""
    if here == goal:
        yield ()
        return
    for trust in trusts:
        if trust.trusting == here and trust.trusted not in passed:
            for rest in simple_paths(trusts, trust.trusted, goal, (*passed, trust.trusted)):
                yield (trust, *rest)


def usable(path: tuple[Trust, ...]) -> bool:
    """Fact path-admissibility, sentence by sentence, from the numbers alone."""
    if not all(trust.enabled for trust in path):
        return False
    if len(path) <= 1:
        return True
    outside = [trust for trust in path if trust.attributes & 0x20 == 0]
    for trust in path:
        uplevel = trust.trust_type == 2 and trust.attributes & 0x28 != 0
        if trust.attributes & 0x1 or not (uplevel or trust.trust_type == 3):
            return False
    return len(outside) <= 1


def best(trusts: tuple[Trust, ...], server: str, client: str) -> tuple[str, ...] | None:
    """Return the domains of the shortest usable path, first by name."""
    paths = [path for path in simple_paths(trusts, server, client, (server,)) if usable(path)]
    walks = [(server, *(trust.trusted for trust in path)) for path in paths]
    return min(walks, key=lambda walk: (len(walk), walk), default=None)


def edge(pair: tuple[str, str], numbers: tuple[TrustKind, int, TrustType], *, enabled: bool) -> Trust:
    """Build one trust from drawn parts."""
    kind, bits, trust_type = numbers
    return Trust(pair[0], pair[1], kind, TrustAttribute(bits), trust_type, enabled=enabled)


@st.composite
def webs(draw: st.DrawFn) -> tuple[Trust, ...]:
    """Draw up to fourteen trusts of every kind between six domains, some disabled, in any order."""
    ends = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
    trust = st.builds(
        edge,
        ends,
        st.sampled_from(NUMBERS),
        enabled=st.sampled_from((True, True, True, False)),
    )
    return tuple(draw(st.lists(trust, max_size=14, unique_by=lambda item: item.key)))


@settings(max_examples=300, deadline=None)
@given(webs())
def test_routes_agree_with_brute_force(trusts: tuple[Trust, ...]) -> None:
    """Same routes for every pair, tie-breaks included, and the table of reach says the same."""
    graph = TrustGraph(DOMAINS, trusts)
    for server in NAMES:
        for client in NAMES:
            route, expected = graph.route(server, client), best(trusts, server, client)
            assert (route.domains if route else None) == expected
            assert graph.reaches(server, client) is (expected is not None)


@settings(max_examples=100, deadline=None)
@given(webs())
def test_edges_of_a_route_are_usable_and_in_a_row(trusts: tuple[Trust, ...]) -> None:
    """The trusts of a route fit its domains, and they themselves (not only some parallel ones) are admissible."""
    graph = TrustGraph(DOMAINS, trusts)
    routes = [route for server in NAMES for client in NAMES if (route := graph.route(server, client)) is not None]
    for route in routes:
        assert tuple(zip(route.domains, route.domains[1:], strict=False)) == tuple(
            (trust.trusting, trust.trusted) for trust in route.trusts
        )
        assert usable(route.trusts)


@settings(max_examples=100, deadline=None)
@given(webs(), st.randoms(use_true_random=False))
def test_declaration_order_does_not_matter(trusts: tuple[Trust, ...], random: object) -> None:
    """Shuffled trusts and domains give equal routes, edge for edge."""
    shuffled = sorted(trusts, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = TrustGraph(DOMAINS, trusts), TrustGraph(DOMAINS[::-1], shuffled)
    pairs = [(server, client) for server in NAMES for client in NAMES]
    assert [one.route(*pair) for pair in pairs] == [other.route(*pair) for pair in pairs]


@settings(max_examples=60, deadline=None)
@given(webs())
def test_missing_links_hold_what_they_promise(trusts: tuple[Trust, ...]) -> None:
    """There is a gap exactly where there is no route; every cure closes it; a blocking edge is one of the web."""
    graph = TrustGraph(DOMAINS, trusts)
    for server in NAMES:
        for client in NAMES:
            link = graph.missing_link(server, client)
            assert (link is None) is (best(trusts, server, client) is not None)
            if link is not None:
                assert link.blocked_by is None or link.blocked_by in trusts
                assert link.wrong_way is (best(trusts, client, server) is not None)
                assert link.cures
                for cure in link.cures:
                    assert TrustGraph(DOMAINS, (*trusts, cure)).reaches(server, client)
