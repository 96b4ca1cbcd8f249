"""Why there is no route, and what would make one."""

from __future__ import annotations

import pytest

from simcom.landscape.model import Direction, Domain, Terms, Trust, TrustKind, declared, implied
from simcom.landscape.trusts import TrustGraph

DOMAINS = (
    Domain("a.example", "A", "a.example"),
    Domain("one.a.example", "ONE", "a.example", "a.example"),
    Domain("b.example", "B", "b.example"),
    Domain("kid.b.example", "KID", "b.example", "b.example"),
    Domain("c.example", "C", "c.example"),
    Domain("mit.example", "MIT", "mit.example", realm=True),
)
FOREST = declared("b.example", "a.example", TrustKind.FOREST)
EXTERNAL = declared("b.example", "a.example", TrustKind.EXTERNAL)
CLOSED = declared("b.example", "a.example", TrustKind.FOREST, terms=Terms(enabled=False))
SECOND = declared("c.example", "b.example", TrustKind.FOREST)

NO_CHAIN = "no chain of trusts leads from `a.example` to `b.example`"
FOREST_EDGE = "the forest trust `b.example` -> `a.example`"


def web(*trusts: tuple[Trust, ...]) -> TrustGraph:
    """Build the forests and the realm with these trusts between them."""
    return TrustGraph(DOMAINS, (*implied(DOMAINS), *(edge for edges in trusts for edge in edges)))


@pytest.mark.parametrize(
    ("trusts", "server", "client", "reason", "wrong_way", "blocked_by"),
    [
        ((), "B", "A", "no chain of trusts leads from `b.example` to `a.example`", False, None),
        (
            (FOREST,),
            "A",
            "B",
            f"{NO_CHAIN}; trust runs only the other way: `b.example` accepts accounts of `a.example`",
            True,
            None,
        ),
        (
            (EXTERNAL,),
            "KID",
            "ONE",
            "the external trust `b.example` -> `a.example` is not transitive: it serves only its two end domains",
            False,
            EXTERNAL[0],
        ),
        ((CLOSED,), "B", "A", "the forest trust `b.example` -> `a.example` is disabled", False, CLOSED[0]),
        (
            (FOREST, SECOND),
            "C",
            "A",
            f"{FOREST_EDGE} would be the second way out of a forest, and a path may have only one",
            False,
            FOREST[0],
        ),
        ((), "A", "nowhere", "`nowhere` is no domain of this landscape", False, None),
        ((), "nowhere", "A", "`nowhere` is no domain of this landscape", False, None),
    ],
)
def test_reason(
    trusts: tuple[tuple[Trust, ...], ...],
    server: str,
    client: str,
    reason: str,
    wrong_way: bool,  # noqa: FBT001
    blocked_by: Trust | None,
) -> None:
    """One line that names the edge to blame, or the direction."""
    link = web(*trusts).missing_link(server, client)
    assert link is not None
    assert (link.reason, link.wrong_way, link.blocked_by) == (reason, wrong_way, blocked_by)


def test_nothing_is_missing_where_a_route_exists() -> None:
    """No complaint without cause."""
    assert web(FOREST).missing_link("KID", "ONE") is None


def test_nearest_are_sorted_by_distance_then_name() -> None:
    """Whom the server's domain does accept, itself first."""
    link = web(FOREST, SECOND).missing_link("C", "ONE")
    assert link is not None
    assert link.nearest == ("c.example", "b.example", "kid.b.example")


@pytest.mark.parametrize(
    ("trusts", "server", "client", "cures"),
    [
        ((), "B", "A", ["b.example external a.example", "b.example forest a.example"]),
        ((), "KID", "ONE", ["kid.b.example external one.a.example", "b.example forest a.example"]),
        ((CLOSED,), "KID", "ONE", ["b.example forest a.example", "kid.b.example external one.a.example"]),
        ((), "ONE", "MIT", ["one.a.example realm mit.example"]),
        ((FOREST, SECOND), "C", "A", ["c.example external a.example", "c.example forest a.example"]),
    ],
)
def test_cures(trusts: tuple[tuple[Trust, ...], ...], server: str, client: str, cures: list[str]) -> None:
    """Each cure, added alone, gives a route."""
    link = web(*trusts).missing_link(server, client)
    assert link is not None
    assert [f"{cure.trusting} {cure.kind} {cure.trusted}" for cure in link.cures] == cures
    assert all(web(*trusts, (cure,)).reaches(server, client) for cure in link.cures)


def test_inside_a_forest_a_shortcut_is_the_cure() -> None:
    """A forest whose own trust was switched off needs it back, or a shortcut."""
    off = declared("one.a.example", "a.example", TrustKind.PARENT_CHILD, Direction.BIDIRECTIONAL, Terms(enabled=False))
    link = web(off).missing_link("ONE", "A")
    assert link is not None
    assert [(cure.kind, cure.enabled) for cure in link.cures] == [("parent-child", True), ("shortcut", True)]


def test_a_root_that_was_not_declared_is_no_cure() -> None:
    """Only trusts between known domains are proposed."""
    lone = Domain("low.z.example", "LOW", "z.example", "z.example")
    link = TrustGraph([DOMAINS[0], lone]).missing_link("A", "LOW")
    assert link is not None
    assert [cure.kind for cure in link.cures] == ["external"]
