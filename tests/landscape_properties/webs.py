"""Random webs of trust: forests with trees and children, shortcuts, forest, external and realm trusts, of every sort of terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from simcom.landscape.kinds import Direction, TrustKind, TrustType
from simcom.landscape.model import Domain, Terms, Trust, declared, implied
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WAYS = (Direction.OUTBOUND, Direction.INBOUND, Direction.BIDIRECTIONAL, Direction.DISABLED)
REALM = "realm.test"
OWN_TREE = -1

TERMS = st.builds(
    Terms,
    selective=st.sampled_from((None, True)),
    quarantined=st.sampled_from((None, True, False)),
    transitive=st.sampled_from((None, None, True, False)),
    uplevel_only=st.sampled_from((None, None, True)),
    enabled=st.sampled_from((True, True, True, False)),
    broken=st.booleans(),
)


@dataclass(frozen=True)
class Web:
    """Domains and the trusts that were declared between them; those that a forest has by itself come on top."""

    domains: tuple[Domain, ...]
    extra: tuple[Trust, ...]

    @property
    def trusts(self) -> tuple[Trust, ...]:
        """All trusts."""
        return (*implied(self.domains), *self.extra)

    @property
    def names(self) -> tuple[str, ...]:
        """The DNS names."""
        return tuple(domain.dns for domain in self.domains)

    def graph(self) -> TrustGraph:
        """Return the landscape's own view of it."""
        return TrustGraph(self.domains, self.trusts)


@st.composite
def forests(draw: st.DrawFn, number: int, size: int) -> tuple[Domain, ...]:
    """Draw a forest: every domain after the root begins a tree of its own or is the child of an earlier one."""
    root = f"f{number}.test"
    found = [Domain(root, f"F{number}", root)]
    for place in range(1, draw(st.integers(1, size))):
        above = draw(st.integers(OWN_TREE, place - 1))
        parent = None if above == OWN_TREE else found[above].dns
        dns = f"t{place}f{number}.test" if parent is None else f"c{place}.{parent}"
        found.append(Domain(dns, f"F{number}D{place}", root, parent))
    return tuple(found)


def places_for(domains: Sequence[Domain]) -> list[tuple[str, str, TrustKind]]:
    """Return every place for a declared trust: which domain, which partner, and of which kind it can be."""
    return [(one.dns, other.dns, kind) for one, other in permutations(domains, 2) for kind in kinds_between(one, other)]


def kinds_between(one: Domain, other: Domain) -> tuple[TrustKind, ...]:
    """Return the kinds of trust an administrator can make between two domains (`trust-kinds`)."""
    if one.realm or other.realm:
        return (TrustKind.REALM,)
    if one.forest == other.forest:
        return (TrustKind.SHORTCUT,)
    roots = one.is_forest_root and other.is_forest_root
    return (TrustKind.FOREST, TrustKind.EXTERNAL) if roots else (TrustKind.EXTERNAL,)


@st.composite
def trusts_at(draw: st.DrawFn, places: Sequence[tuple[str, str, TrustKind]]) -> tuple[Trust, ...]:
    """Draw the edges of one declared trust at one of the places; an external one may be in the style of NT 4."""
    domain, partner, kind = draw(st.sampled_from(places))
    terms = draw(TERMS)
    if kind is TrustKind.EXTERNAL and draw(st.booleans()):
        terms = replace(terms, trust_type=TrustType.DOWNLEVEL)
    return declared(domain, partner, kind, draw(st.sampled_from(WAYS)), terms)


@st.composite
def webs(draw: st.DrawFn, most: int = 6) -> Web:
    """Draw a web of one to three forests, perhaps with a realm, and up to so many declared trusts."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    domains = tuple(domain for number, size in enumerate(sizes) for domain in draw(forests(number, size)))
    if draw(st.booleans()):
        domains = (*domains, Domain(REALM, "REALM", REALM, realm=True))
    places = places_for(domains)
    drawn = draw(st.lists(trusts_at(places), max_size=most)) if places else []
    return Web(domains, distinct(edge for edges in drawn for edge in edges))


def distinct(trusts: Iterable[Trust]) -> tuple[Trust, ...]:
    """Return the trusts, of two with the same ends and kind the later one."""
    return tuple({trust.key: trust for trust in trusts}.values())


def reversed_(web: Web) -> Web:
    """Return the web with every declared trust the other way round; inside a forest both ways are there anyhow."""
    return replace(web, extra=tuple(replace(t, trusting=t.trusted, trusted=t.trusting) for t in web.extra))


def pairs(web: Web) -> list[tuple[str, str]]:
    """Return every pair of domains, the server's first, equal ones too."""
    return list(product(web.names, repeat=2))
