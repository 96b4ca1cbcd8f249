"""The plain values of a landscape: domains, trusts and what a trust object's numbers mean.

An edge always runs from the trusting (resource) domain to the trusted (account) domain: accounts of the trusted
side can be authenticated by servers of the trusting side, never the other way (fact edge-orientation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.landscape.kinds import (
    DEFAULT_ATTRIBUTES,
    Direction,
    TrustAttribute,
    TrustKind,
    TrustType,
    default_type,
    is_transitive,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "DEFAULT_ATTRIBUTES",
    "USUAL",
    "Direction",
    "Domain",
    "Terms",
    "Trust",
    "TrustAttribute",
    "TrustKind",
    "TrustType",
    "declared",
    "default_type",
    "edge_ends",
    "folded",
    "implied",
    "is_transitive",
    "kind_of",
]

_CROSSING = (TrustKind.FOREST, TrustKind.EXTERNAL)
_KERBEROS_TYPES = (TrustType.UPLEVEL, TrustType.MIT)
_NTLM_TYPES = (TrustType.UPLEVEL, TrustType.DOWNLEVEL)


@dataclass(frozen=True, slots=True)
class Domain:
    """One account authority: an Active Directory domain or, with `realm`, a Kerberos realm that is not Windows.

    `dns`, `forest` (the DNS name of the forest's root domain) and `parent` are kept in lower case.
    """

    dns: str
    netbios: str
    forest: str
    parent: str | None = None
    realm: bool = False

    def __post_init__(self) -> None:
        for name in ("dns", "forest"):
            object.__setattr__(self, name, folded(getattr(self, name)))
        if self.parent is not None:
            object.__setattr__(self, "parent", folded(self.parent))

    @property
    def is_forest_root(self) -> bool:
        """Whether this domain is the root of its forest."""
        return self.dns == self.forest and not self.realm


@dataclass(frozen=True, slots=True)
class Trust:
    """One edge, trusting -> trusted, with the numbers of its trust object.

    Everything else (transitive, selective, quarantined, what it carries) is derived from the numbers. `enabled` False
    stands for direction 0; `broken` for trust passwords that no longer agree (fact trust-password-rotation): the
    edge is still chosen, and authentication over it fails.
    """

    trusting: str
    trusted: str
    kind: TrustKind
    attributes: TrustAttribute
    trust_type: TrustType = TrustType.UPLEVEL
    enabled: bool = True
    broken: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "trusting", folded(self.trusting))
        object.__setattr__(self, "trusted", folded(self.trusted))

    @property
    def key(self) -> tuple[str, str, TrustKind]:
        """What tells this edge from every other: its ends and its kind."""
        return self.trusting, self.trusted, self.kind

    @property
    def within_forest(self) -> bool:
        """Whether the edge joins two domains of one forest."""
        return TrustAttribute.WITHIN_FOREST in self.attributes

    @property
    def transitive(self) -> bool:
        """Whether paths may lead on from here (facts transitive-predicate, path-admissibility for realms)."""
        if self.trust_type is TrustType.MIT:
            return TrustAttribute.NON_TRANSITIVE not in self.attributes
        return is_transitive(self.attributes, self.trust_type)

    @property
    def selective(self) -> bool:
        """Whether callers need Allowed to Authenticate; forest and external only (fact selective-authentication)."""
        return self.kind in _CROSSING and TrustAttribute.CROSS_ORGANIZATION in self.attributes

    @property
    def quarantined(self) -> bool:
        """Whether only SIDs of the trusted domain itself survive the crossing (fact sid-filtering)."""
        return not self.within_forest and TrustAttribute.QUARANTINED_DOMAIN in self.attributes

    @property
    def kerberos(self) -> bool:
        """Whether Kerberos referrals can cross (fact trust-type-values).

        For external trusts the sources disagree (fact external-trust-kerberos-disagreement); True here means only
        that nothing in the trust object forbids it, and the rules decide by the route's kinds.
        """
        return self.trust_type in _KERBEROS_TYPES

    @property
    def ntlm(self) -> bool:
        """Whether NTLM pass-through can cross (facts trust-type-values, trust-attribute-values)."""
        return self.trust_type in _NTLM_TYPES and TrustAttribute.UPLEVEL_ONLY not in self.attributes


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be said of a declared trust besides its ends, kind and direction; None means the kind's default.

    `transitive` True helps forest and realm trusts alone: no setting makes an external trust transitive. Both edges
    of a two-way trust get the same terms; declare two one-way trusts where the sides differ (fact tdo-per-side).
    """

    selective: bool | None = None
    quarantined: bool | None = None
    transitive: bool | None = None
    uplevel_only: bool | None = None
    trust_type: TrustType | None = None
    enabled: bool = True
    broken: bool = False

    def attributes(self, kind: TrustKind) -> TrustAttribute:
        """Return the trust attributes these terms give a trust of the kind."""
        wanted = (
            (TrustAttribute.CROSS_ORGANIZATION, self.selective),
            (TrustAttribute.QUARANTINED_DOMAIN, self.quarantined),
            (TrustAttribute.NON_TRANSITIVE, None if self.transitive is None else not self.transitive),
            (TrustAttribute.UPLEVEL_ONLY, self.uplevel_only),
        )
        attributes = DEFAULT_ATTRIBUTES[kind]
        for bit, on in wanted:
            attributes = attributes if on is None else (attributes | bit if on else attributes & ~bit)
        return attributes


USUAL = Terms()
"""The terms of a trust of which nothing was said."""


def folded(name: str) -> str:
    """Return a name as graph nodes spell it: lower case, without the closing dot of a fully qualified name."""
    return name.strip().rstrip(".").lower()


def edge_ends(domain: str, partner: str, direction: Direction) -> tuple[tuple[str, str], ...]:
    """Return the (trusting, trusted) pairs of a trust object read in `domain` about `partner`.

    Outbound means that the domain trusts its partner, inbound that the partner trusts the domain (fact
    trust-direction-values); both is two edges (fact two-way-is-two-edges). A disabled object has none.
    """
    ends = ((Direction.OUTBOUND, (domain, partner)), (Direction.INBOUND, (partner, domain)))
    return tuple(pair for bit, pair in ends if direction & bit)


def declared(
    domain: str, partner: str, kind: TrustKind, direction: Direction = Direction.OUTBOUND, terms: Terms = USUAL
) -> tuple[Trust, ...]:
    """Return the edges of a trust declared in `domain` about `partner`: by default the domain trusts its partner.

    A disabled direction gives both edges with `enabled` False, so that explanations can point at them.
    """
    live = direction is not Direction.DISABLED
    trust_type = default_type(kind) if terms.trust_type is None else terms.trust_type
    return tuple(
        Trust(trusting, trusted, kind, terms.attributes(kind), trust_type, terms.enabled and live, terms.broken)
        for trusting, trusted in edge_ends(domain, partner, direction if live else Direction.BIDIRECTIONAL)
    )


def implied(domains: Iterable[Domain]) -> tuple[Trust, ...]:
    """Return the trusts every forest has by itself: two-way parent-child and tree-root (fact forest-is-trees)."""
    return tuple(edge for domain in domains for edge in _own_trusts(domain))


def _own_trusts(domain: Domain) -> Iterator[Trust]:
    if domain.realm or domain.is_forest_root:
        return
    kind = TrustKind.TREE_ROOT if domain.parent is None else TrustKind.PARENT_CHILD
    yield from declared(domain.dns, domain.parent or domain.forest, kind, Direction.BIDIRECTIONAL)


def kind_of(trusting: Domain, trusted: Domain, attributes: TrustAttribute, trust_type: TrustType) -> TrustKind:
    """Tell a trust's kind from its numbers and, inside a forest, from the names (fact import-trusttype-is-coarse)."""
    if trust_type is TrustType.MIT:
        return TrustKind.REALM
    if attributes & TrustAttribute.WITHIN_FOREST:
        return _kind_within(trusting, trusted)
    return TrustKind.FOREST if attributes & TrustAttribute.FOREST_TRANSITIVE else TrustKind.EXTERNAL


def _kind_within(one: Domain, other: Domain) -> TrustKind:
    if one.parent == other.dns or other.parent == one.dns:
        return TrustKind.PARENT_CHILD
    tops = one.parent is None and other.parent is None
    return TrustKind.TREE_ROOT if tops and (one.is_forest_root or other.is_forest_root) else TrustKind.SHORTCUT
