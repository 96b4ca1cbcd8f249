"""The plain values of a landscape: domains, trusts and what a trust object's numbers mean.

An edge always runs from the trusting (resource) domain to the trusted (account) domain: accounts of the trusted
side can be authenticated by servers of the trusting side, never the other way (fact edge-orientation).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
from simcom.landscape.terms import USUAL, Terms
from simcom.vocabulary.citations import models

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
]

_WITHIN = int(TrustAttribute.WITHIN_FOREST)
_CROSSING = (TrustKind.FOREST, TrustKind.EXTERNAL)
_KERBEROS_TYPES = (TrustType.UPLEVEL, TrustType.MIT)
_NTLM_TYPES = (TrustType.UPLEVEL, TrustType.DOWNLEVEL)
_NEVER_FORWARDS = TrustAttribute.QUARANTINED_DOMAIN | TrustAttribute.CROSS_ORGANIZATION_NO_TGT_DELEGATION
_FORWARDS = TrustAttribute.WITHIN_FOREST | TrustAttribute.CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION


@models("domain-is-account-authority")
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


@models("edge-orientation", "tdo-per-side", "trust-password-rotation")
@dataclass(frozen=True, slots=True)
class Trust:
    """One edge, trusting -> trusted, with the numbers of its trust object.

    Everything else (transitive, selective, quarantined, what it carries) is derived from the numbers. `enabled` False
    stands for direction 0; `broken` for trust passwords that no longer agree (fact trust-password-rotation): the
    edge is still chosen, and authentication over it fails. `suffixes` are the DNS suffixes of the trusting side that a
    forest trust routes there (None: all of its forest), `excluded` those taken out again (fact forest-name-routing).
    """

    trusting: str
    trusted: str
    kind: TrustKind
    attributes: TrustAttribute
    trust_type: TrustType = TrustType.UPLEVEL
    enabled: bool = True
    broken: bool = False
    suffixes: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "trusting", folded(self.trusting))
        object.__setattr__(self, "trusted", folded(self.trusted))
        object.__setattr__(self, "excluded", tuple(map(folded, self.excluded)))
        if self.suffixes is not None:
            object.__setattr__(self, "suffixes", tuple(map(folded, self.suffixes)))

    @property
    def key(self) -> tuple[str, str, TrustKind]:
        """What tells this edge from every other: its ends and its kind."""
        return self.trusting, self.trusted, self.kind

    @property
    def within_forest(self) -> bool:
        """Whether the edge joins two domains of one forest."""
        return bool(int(self.attributes) & _WITHIN)

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

    @property
    @models("tgt-delegation-across-trust")
    def forwards_tickets(self) -> bool:
        """Whether a TGT may be delegated over the edge: by default inside a forest, and nowhere else."""
        return bool(self.attributes & _FORWARDS) and not self.attributes & _NEVER_FORWARDS


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """Return a name as graph nodes spell it: lower case, without the closing dot of a fully qualified name."""
    return name.strip().rstrip(".").lower()


@models("two-way-is-two-edges", "trust-direction-values", "direction-docs-disagree")
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
        Trust(
            trusting=trusting,
            trusted=trusted,
            kind=kind,
            attributes=terms.attributes(kind),
            trust_type=trust_type,
            enabled=terms.enabled and live,
            broken=terms.broken,
            suffixes=terms.suffixes,
            excluded=terms.excluded,
        )
        for trusting, trusted in edge_ends(domain, partner, direction if live else Direction.BIDIRECTIONAL)
    )


@models("forest-is-trees")
def implied(domains: Iterable[Domain]) -> tuple[Trust, ...]:
    """Return the trusts every forest has by itself: two-way parent-child and tree-root (fact forest-is-trees)."""
    return tuple(edge for domain in domains for edge in _own_trusts(domain))


def _own_trusts(domain: Domain) -> Iterator[Trust]:
    if domain.realm or domain.is_forest_root:
        return
    kind = TrustKind.TREE_ROOT if domain.parent is None else TrustKind.PARENT_CHILD
    yield from declared(domain.dns, domain.parent or domain.forest, kind, Direction.BIDIRECTIONAL)
