"""A second way to find out who accepts whose accounts: every path there is, each held against the facts.

It knows nothing of how the landscape searches. It reads the numbers of the trust objects and the facts `edge-orientation`,
`trust-type-values`, `trust-attribute-values`, `transitive-predicate`, `path-admissibility` and `forest-trust-not-chainable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simcom.landscape.model import Trust

NON_TRANSITIVE, UPLEVEL_ONLY, FOREST, WITHIN = 0x1, 0x2, 0x8, 0x20
DOWNLEVEL, UPLEVEL, MIT = 1, 2, 3

CARRIED = {
    "any": lambda _: True,
    "kerberos": lambda trust: trust.trust_type in (UPLEVEL, MIT),
    "ntlm": lambda trust: trust.trust_type in (DOWNLEVEL, UPLEVEL) and not trust.attributes & UPLEVEL_ONLY,
}
"""Which trusts carry what: MIT realms know no NTLM, NT 4 style trusts no Kerberos, uplevel-only trusts no NTLM."""


def lengths(trusts: Sequence[Trust], source: str, carrier: str = "any") -> dict[str, int]:
    """Return the length of the shortest usable path from the server's domain to each domain whose accounts it accepts."""
    usable = [trust for trust in trusts if trust.enabled and CARRIED[carrier](trust)]
    found: dict[str, int] = {}
    for path in simple_paths(usable, source):
        if admissible(path):
            end = path[-1].trusted if path else source
            found[end] = min(len(path), found.get(end, len(path)))
    return found


def simple_paths(trusts: Sequence[Trust], source: str, walked: tuple[Trust, ...] = ()) -> Iterator[tuple[Trust, ...]]:
    """Yield every path from a domain along the arrows of trust that visits no domain twice, good or not; the empty one first."""
    yield walked
    here = walked[-1].trusted if walked else source
    seen = {source, *(trust.trusted for trust in walked)}
    for trust in trusts:
        if trust.trusting == here and trust.trusted not in seen:
            yield from simple_paths(trusts, source, (*walked, trust))


def admissible(path: tuple[Trust, ...]) -> bool:
    """Whether a path is usable: at most one edge of any kind, or transitive ones of which at most one leaves the forest."""
    if len(path) < 2:
        return True
    leaving = [trust for trust in path if not trust.attributes & WITHIN]
    return all(map(transitive, path)) and len(leaving) <= 1 and all(map(joins_forests, leaving))


def transitive(trust: Trust) -> bool:
    """Whether a path may lead on over this trust; a realm's trust may unless its object says no."""
    within_or_between = trust.trust_type == MIT or (
        trust.trust_type == UPLEVEL and trust.attributes & (WITHIN | FOREST)
    )
    return bool(within_or_between) and not trust.attributes & NON_TRANSITIVE


def joins_forests(trust: Trust) -> bool:
    """Whether a trust that leaves the forest is a forest trust, or one with a realm, which counts as a forest of its own."""
    return bool(trust.attributes & FOREST) or trust.trust_type == MIT
