"""Admissible paths through the trusts: breadth first over (domain, has the path left its forest yet).

The rule is fact path-admissibility. A path of one edge may use any enabled trust; a longer one needs every edge
transitive and at most one edge that is not within a forest: a forest trust or a transitive realm trust. That a second
forest trust is refused (fact forest-trust-not-chainable) and that an external trust covers no children (fact
external-covers-no-children) both follow.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from simcom.landscape.kinds import TrustKind
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from simcom.landscape.model import Trust

_PREFERENCE = {kind: place for place, kind in enumerate(TrustKind)}

Hop = tuple[str, bool, "Trust"]
"""A transitive trust made ready for the search: the trusted domain, whether a forest is left, and the trust itself."""


@dataclass(frozen=True, slots=True)
class Links:
    """Trusts by trusting domain, in the order in which they are tried: every one, and those that lead on."""

    direct: Mapping[str, tuple[Trust, ...]]
    onward: Mapping[str, tuple[Hop, ...]]


class Carrier(StrEnum):
    """What every edge of a path must carry: anything at all, or one mechanism."""

    ANY = "any"
    KERBEROS = "kerberos"
    NTLM = "ntlm"

    def crosses(self, trust: Trust) -> bool:
        """Whether the trust object lets this mechanism cross (facts trust-type-values, trust-attribute-values)."""
        return (self is not Carrier.KERBEROS or trust.kerberos) and (self is not Carrier.NTLM or trust.ntlm)


@dataclass(frozen=True, slots=True)
class Route:
    """The way from a server's domain to the domain of a client's account, edge by edge.

    `domains` has one name more than `trusts`; without trusts both ends are one domain. `kerberos` and `ntlm` say
    whether every edge carries the mechanism, `broken` whether any edge's trust passwords disagree. `selective` and
    `quarantined` speak of the edge that leaves the forest, of which there is at most one.
    """

    domains: tuple[str, ...]
    trusts: tuple[Trust, ...]
    kerberos: bool
    ntlm: bool
    selective: bool
    quarantined: bool
    broken: bool

    @property
    def length(self) -> int:
        """The number of trust edges, called *n* in the facts."""
        return len(self.trusts)

    @property
    def forwards_tickets(self) -> bool:
        """Whether a TGT may be delegated over every edge (fact tgt-delegation-across-trust)."""
        return all(trust.forwards_tickets for trust in self.trusts)

    @property
    def edges(self) -> tuple[TrustKind, ...]:
        """The kind of each edge, from the server's side."""
        return tuple(trust.kind for trust in self.trusts)


def route_along(source: str, path: Sequence[Trust]) -> Route:
    """Return the route that begins in `source` and follows the path."""
    return Route(
        domains=(source, *(trust.trusted for trust in path)),
        trusts=tuple(path),
        kerberos=all(trust.kerberos for trust in path),
        ntlm=all(trust.ntlm for trust in path),
        selective=any(trust.selective for trust in path),
        quarantined=any(trust.quarantined for trust in path),
        broken=any(trust.broken for trust in path),
    )


def links_of(trusts: Iterable[Trust]) -> Links:
    """Index trusts by trusting domain; sorted by trusted domain, then the most widely usable first."""
    direct: defaultdict[str, list[Trust]] = defaultdict(list)
    onward: defaultdict[str, list[Hop]] = defaultdict(list)
    for trust in sorted(trusts, key=_order):
        direct[trust.trusting].append(trust)
        if trust.transitive:
            onward[trust.trusting].append((trust.trusted, not trust.within_forest, trust))
    return Links(
        {name: tuple(edges) for name, edges in direct.items()}, {name: tuple(hops) for name, hops in onward.items()}
    )


def _order(trust: Trust) -> tuple[str, bool, bool, int]:
    return trust.trusted, not trust.transitive, not trust.within_forest, _PREFERENCE[trust.kind]


@models("path-admissibility", "forest-trust-not-chainable", "external-covers-no-children", "trust-walk-within-forest")
def paths_from(links: Links, source: str) -> dict[str, tuple[Trust, ...]]:
    """Return the shortest admissible path from a server's domain to every domain whose accounts it accepts.

    Among equally short paths the one whose domain names sort first wins (fact trust-walk-within-forest), so the
    answer does not depend on the order in which trusts were declared.
    """
    found: dict[str, tuple[Trust, ...]] = {source: ()}
    for trust in links.direct.get(source, ()):
        found.setdefault(trust.trusted, (trust,))
    for path in _transitive_paths(links, source):
        found.setdefault(path[-1].trusted, path)
    return found


def _transitive_paths(links: Links, source: str) -> Iterator[tuple[Trust, ...]]:
    queue: deque[tuple[tuple[Trust, ...], str, bool]] = deque([((), source, False)])
    inside, beyond = {source}, {source}
    while queue:
        path, here, crossed = queue.popleft()
        for name, leaves, trust in links.onward.get(here, ()):
            after = crossed or leaves
            # whoever came here without leaving a forest can go wherever one that left can, and came first
            if name in inside or (after and name in beyond) or (crossed and leaves):
                continue
            (beyond if after else inside).add(name)
            longer = (*path, trust)
            queue.append((longer, name, after))
            yield longer


def closure(links: Links, places: Mapping[str, int]) -> dict[str, int]:
    """Return for each domain the set of domains whose accounts it accepts, as an int with one bit for each place.

    Agrees with `paths_from` on who is reached; it costs a few operations on ints for each edge instead of a search
    for each domain. Every end of a link must have a place.
    """
    onward = [(places[here], places[hop[0]], hop[1]) for here, hops in links.onward.items() for hop in hops]
    inner = [(one, other) for one, other, leaves in onward if not leaves]
    near = _spread([1 << place for place in range(len(places))], inner)
    far = list(near)
    for one, other, _ in onward:
        far[one] |= near[other]
    far = _spread(far, inner)
    for here, trusts in links.direct.items():
        far[places[here]] |= sum({1 << places[trust.trusted] for trust in trusts})
    return {name: far[place] for name, place in places.items()}


def _spread(sets: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """Hand every set back along the edges until nothing changes; alternating directions settles long chains soon."""
    spread, backward = list(sets), edges[::-1]
    while _swept(spread, edges) or _swept(spread, backward):
        pass
    return spread


def _swept(sets: list[int], edges: Iterable[tuple[int, int]]) -> bool:
    before = list(sets)
    for one, other in edges:
        sets[one] |= sets[other]
    return sets != before
