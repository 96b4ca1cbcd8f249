"""What must hold of routes in any web of trust, with an independent finder as the judge."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landscape_properties.pathfinder import lengths
from landscape_properties.webs import Web, pairs, places_for, reversed_, trusts_at, webs

from simcom.landscape.model import Domain
from simcom.landscape.routes import Carrier
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from simcom.landscape.model import Trust

EXAMPLES = settings(max_examples=60)
CARRIERS = pytest.mark.parametrize("carrier", list(Carrier), ids=str)


def found(graph: TrustGraph, web: Web, carrier: Carrier = Carrier.ANY) -> dict[tuple[str, str], int]:
    """Return the length of every route the landscape finds, by the pair of its ends."""
    routes = {pair: graph.route(*pair, carrier) for pair in pairs(web)}
    return {pair: route.length for pair, route in routes.items() if route is not None}


@CARRIERS
@EXAMPLES
@given(web=webs())
def test_routes_are_the_shortest_usable_paths(carrier: Carrier, web: Web) -> None:
    expected = {
        (source, end): length for source in web.names for end, length in lengths(web.trusts, source, carrier).items()
    }
    assert found(web.graph(), web, carrier) == expected


@EXAMPLES
@given(web=webs())
def test_a_route_is_made_of_trusts_that_meet(web: Web) -> None:
    graph, known = web.graph(), set(web.trusts)
    routes = [route for pair in pairs(web) if (route := graph.route(*pair))]
    assert [route for route in routes if not set(route.trusts) <= known] == []
    ends = [tuple((t.trusting, t.trusted) for t in route.trusts) for route in routes]
    assert ends == [tuple(zip(route.domains, route.domains[1:], strict=False)) for route in routes]


@CARRIERS
@EXAMPLES
@given(web=webs(), data=st.data())
def test_one_trust_more_never_takes_a_route_away(carrier: Carrier, web: Web, data: st.DataObject) -> None:
    graph = web.graph()
    before = found(graph, web, carrier)
    for trust in a_new_trust(web, data):
        graph.add(trust)
    after = found(graph, web, carrier)
    assert [pair for pair, length in before.items() if after.get(pair, len(web.names)) > length] == []


@CARRIERS
@EXAMPLES
@given(web=webs().filter(lambda web: web.extra), data=st.data())
def test_one_trust_less_never_gives_a_route(carrier: Carrier, web: Web, data: st.DataObject) -> None:
    graph = web.graph()
    before = found(graph, web, carrier)
    graph.remove(data.draw(st.sampled_from(web.extra)))
    after = found(graph, web, carrier)
    assert [pair for pair, length in after.items() if before.get(pair, len(web.names)) > length] == []


@CARRIERS
@EXAMPLES
@given(web=webs().filter(lambda web: web.extra), data=st.data())
def test_a_disabled_trust_is_as_good_as_none(carrier: Carrier, web: Web, data: st.DataObject) -> None:
    off, gone = web.graph(), web.graph()
    trust = data.draw(st.sampled_from(web.extra))
    off.add(replace(trust, enabled=False))
    gone.remove(trust)
    assert found(off, web, carrier) == found(gone, web, carrier)


@CARRIERS
@EXAMPLES
@given(web=webs())
def test_trusts_the_other_way_round_give_the_routes_the_other_way_round(carrier: Carrier, web: Web) -> None:
    other = found(reversed_(web).graph(), web, carrier)
    assert found(web.graph(), web, carrier) == {(end, source): length for (source, end), length in other.items()}


@EXAMPLES
@given(web=webs(), data=st.data())
def test_the_order_of_declaration_does_not_matter(web: Web, data: st.DataObject) -> None:
    mixed = TrustGraph(data.draw(st.permutations(web.domains)), data.draw(st.permutations(web.trusts)))
    assert [mixed.route(*pair) for pair in pairs(web)] == [web.graph().route(*pair) for pair in pairs(web)]


@CARRIERS
@EXAMPLES
@given(web=webs(), data=st.data())
def test_the_names_do_not_matter(carrier: Carrier, web: Web, data: st.DataObject) -> None:
    new = dict(zip(web.names, data.draw(st.permutations(web.names)), strict=True))
    other = renamed(web, {old: f"x{name}" for old, name in new.items()})
    expected = {
        (f"x{new[source]}", f"x{new[end]}"): length
        for (source, end), length in found(web.graph(), web, carrier).items()
    }
    assert found(TrustGraph(other.domains, other.extra), other, carrier) == expected


@EXAMPLES
@given(web=webs())
def test_the_table_of_the_whole_web_agrees_with_the_routes(web: Web) -> None:
    graph = web.graph()
    routes = found(graph, web)
    assert {pair for pair in pairs(web) if graph.reaches(*pair)} == set(routes)
    assert {(name, end) for name in web.names for end in graph.accepted(name)} == set(routes)


@EXAMPLES
@given(web=webs())
def test_what_one_mechanism_reaches_any_does(web: Web) -> None:
    graph = web.graph()
    anyhow = found(graph, web)
    for carrier in (Carrier.KERBEROS, Carrier.NTLM):
        own = found(graph, web, carrier)
        assert [pair for pair, length in own.items() if anyhow.get(pair, length + 1) > length] == []


def test_the_webs_are_of_every_sort() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=200, database=None)
    @given(web=webs())
    def look(web: Web) -> None:
        seen.update(kind for trust in web.extra for kind in (str(trust.kind), trust.trust_type.name))
        seen.update({str(length) for length in found(web.graph(), web).values()})
        seen.update({"disabled" for trust in web.extra if not trust.enabled})

    look()
    wanted = ("shortcut", "forest", "external", "realm", "MIT", "UPLEVEL", "DOWNLEVEL", "0", "1", "2", "3", "4")
    assert [sort for sort in (*wanted, "disabled") if not seen[sort]] == []


def a_new_trust(web: Web, data: st.DataObject) -> tuple[Trust, ...]:
    """Draw a trust that is not in the web yet, enabled or not; none where there is no place for one."""
    taken = {trust.key for trust in web.extra}
    places = places_for(web.domains)
    edges = data.draw(trusts_at(places)) if places else ()
    return tuple(edge for edge in edges if edge.key not in taken)


def renamed(web: Web, new: dict[str, str]) -> Web:
    """Return the web under other names, with the trusts inside the forests among the declared ones."""
    domains = tuple(
        Domain(new[d.dns], d.netbios, new[d.forest], d.parent and new[d.parent], d.realm) for d in web.domains
    )
    return Web(domains, tuple(replace(t, trusting=new[t.trusting], trusted=new[t.trusted]) for t in web.trusts))
