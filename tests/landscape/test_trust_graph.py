"""The web as an object: names, epochs, what it remembers, what it refuses."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest

from simcom.errors import UsageError
from simcom.landscape.model import Domain, Terms, Trust, TrustKind, declared, implied
from simcom.landscape.trusts import TrustGraph

DOMAINS = (
    Domain("a.example", "A", "a.example"),
    Domain("one.a.example", "ONE", "a.example", "a.example"),
    Domain("b.example", "B", "b.example"),
    Domain("kid.b.example", "KID", "b.example", "b.example"),
    Domain("mit.example", "MIT", "mit.example", realm=True),
)
FOREST = declared("b.example", "a.example", TrustKind.FOREST)
EXTERNAL = declared("b.example", "a.example", TrustKind.EXTERNAL)
LOW = declared("kid.b.example", "one.a.example", TrustKind.EXTERNAL)
CLOSED = declared("b.example", "a.example", TrustKind.FOREST, terms=Terms(enabled=False))


def web(*trusts: tuple[Trust, ...]) -> TrustGraph:
    """Build the two forests and the realm with these trusts between them."""
    return TrustGraph(DOMAINS, (*implied(DOMAINS), *(edge for edges in trusts for edge in edges)))


def answers(graph: TrustGraph) -> tuple[int, bool, bool, bool]:
    """Return the epoch, and three answers to whether B trusts A."""
    drawn = graph.graph.has_edge("b.example", "a.example")
    return graph.epoch, graph.route("B", "A") is not None, graph.reaches("B", "A"), drawn


@pytest.mark.parametrize(
    ("name", "dns"),
    [
        ("a.example", "a.example"),
        ("A.Example.", "a.example"),
        ("a", "a.example"),
        ("KID", "kid.b.example"),
        ("nowhere", None),
        ("", None),
    ],
)
def test_names(name: str, dns: str | None) -> None:
    """A domain answers to its DNS and its NetBIOS name, in any case."""
    found = web().domain(name)
    assert (found.dns if found else None) == dns


def test_shared_netbios_name_is_no_answer() -> None:
    """Two forests may use one NetBIOS name; it then names neither, and a DNS name is never taken for it."""
    graph = TrustGraph([Domain("x.example", "SAME", "x.example"), Domain("y.example", "same", "y.example")])
    assert graph.domain("SAME") is None
    clash = TrustGraph([Domain("corp", "OLD", "corp"), Domain("new.example", "CORP", "new.example")])
    assert clash.domain("CORP") == Domain("corp", "OLD", "corp")


def test_unknown_names_have_no_route() -> None:
    """An account from nowhere is a stranger, not a fault."""
    graph = web()
    assert (graph.route("A", "nowhere"), graph.route("nowhere", "A")) == (None, None)
    assert (graph.reaches("A", "nowhere"), graph.reaches("nowhere", "A")) == (False, False)


def test_every_change_moves_the_epoch_and_the_answers() -> None:
    """Routes, reach and graph follow a change at once; the epoch tells others to ask again."""
    graph, (edge,) = web(), EXTERNAL
    told = [answers(graph)]
    for change in (graph.add, graph.remove):
        change(edge)
        told.append(answers(graph))
    assert told == [(0, False, False, False), (1, True, True, True), (2, False, False, False)]


def test_add_replaces_the_edge_with_the_same_ends_and_kind() -> None:
    """A trust is switched off by adding it again disabled."""
    graph = web(FOREST)
    graph.add(CLOSED[0])
    switched = [edge.enabled for edge in graph.trusts if edge.kind is TrustKind.FOREST]
    assert (graph.epoch, graph.route("B", "A"), switched) == (1, None, [False])


def test_routes_are_remembered_within_an_epoch() -> None:
    """The same question gives the very same value until something changes."""
    graph = web(FOREST)
    before = graph.route("KID", "ONE")
    assert graph.route("KID", "ONE") is before
    graph.add(EXTERNAL[0])
    after = graph.route("KID", "ONE")
    assert (after == before, after is before) == (True, False)


def test_accepted() -> None:
    """Everyone whose accounts a domain accepts, itself too, sorted."""
    assert web(LOW).accepted("KID") == ("b.example", "kid.b.example", "one.a.example")
    assert web().accepted("MIT") == ("mit.example",)


def test_graph_is_the_web() -> None:
    """The networkx graph holds every domain and edge, keyed by kind, and refuses to be changed behind our back."""
    graph = web(FOREST, EXTERNAL).graph
    assert sorted(graph) == sorted(domain.dns for domain in DOMAINS)
    assert sorted(graph["b.example"]["a.example"]) == ["external", "forest"]
    assert graph["b.example"]["a.example"]["forest"]["trust"] == FOREST[0]
    with pytest.raises(nx.NetworkXError, match="Frozen graph"):
        graph.add_edge("a.example", "b.example")


@pytest.mark.parametrize(
    ("domains", "trusts", "message"),
    [
        ((DOMAINS[0], DOMAINS[0]), (), "the domain `a.example` is declared twice; declare it once"),
        (DOMAINS[:1], EXTERNAL, "`b.example` -> `a.example` names an unknown domain `b.example`"),
        (DOMAINS[:1], declared("a.example", "A.example", TrustKind.SHORTCUT), "joins a domain to itself"),
    ],
)
def test_impossible_webs_are_refused(domains: tuple[Domain, ...], trusts: tuple[Trust, ...], message: str) -> None:
    """Broken input is an exception whose message says what to do."""
    with pytest.raises(UsageError, match=message):
        TrustGraph(domains, trusts)


def test_removing_what_is_not_there_is_refused() -> None:
    """Nothing changes, the epoch neither."""
    graph = web()
    with pytest.raises(UsageError, match=r"there is no external trust `b.example` -> `a.example` to remove"):
        graph.remove(EXTERNAL[0])
    assert graph.epoch == 0


def test_routes_need_no_networkx() -> None:
    """Only `.graph` loads networkx, which takes longer to load than most runs take."""
    code = (
        "import sys; from simcom.landscape.model import Domain; from simcom.landscape.trusts import TrustGraph; "
        "TrustGraph([Domain('a', 'A', 'a')]).route('a', 'a'); print('networkx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
