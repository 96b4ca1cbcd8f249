"""Why one domain does not accept another's accounts, and which single trust would change that: for explanations."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.kinds import TrustKind
from simcom.landscape.model import declared
from simcom.landscape.routes import links_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simcom.landscape.model import Domain, Trust


@dataclass(frozen=True, slots=True)
class MissingLink:
    """Why there is no route.

    `nearest` are the domains whose accounts are accepted, nearest first. `wrong_way` tells that the opposite route
    exists. `blocked_by` is the edge that stops the most direct chain of trusts: disabled, not transitive, or a second
    one between forests. Each of `cures` alone gives a route, smallest change first.
    """

    reason: str
    nearest: tuple[str, ...] = ()
    wrong_way: bool = False
    blocked_by: Trust | None = None
    cures: tuple[Trust, ...] = ()


def blocking_edge(trusts: Iterable[Trust], trusting: str, trusted: str) -> Trust | None:
    """Return the edge that stops the shortest chain of trusts, counting disabled ones; None if there is no chain."""
    chain = _chain(trusts, trusting, trusted)
    return next(_offenders(chain), None)


def _chain(trusts: Iterable[Trust], trusting: str, trusted: str) -> tuple[Trust, ...]:
    leaving = links_of(trusts).direct
    queue: deque[tuple[str, tuple[Trust, ...]]] = deque([(trusting, ())])
    seen = {trusting}
    while queue:
        here, path = queue.popleft()
        if here == trusted:
            return path
        fresh = [trust for trust in leaving.get(here, ()) if trust.trusted not in seen]
        seen.update(trust.trusted for trust in fresh)
        queue.extend((trust.trusted, (*path, trust)) for trust in fresh)
    return ()


def _offenders(chain: tuple[Trust, ...]) -> Iterator[Trust]:
    crossed = False
    for trust in chain:
        chained = len(chain) > 1 and (not trust.transitive or (crossed and not trust.within_forest))
        if chained or not trust.enabled:
            yield trust
        crossed = crossed or not trust.within_forest


def possible_cures(trusting: Domain, trusted: Domain, blocked_by: Trust | None) -> tuple[Trust, ...]:
    """Return single trusts worth trying, narrowest first: the blocking one enabled, a direct, a forest trust."""
    cures = [] if blocked_by is None or blocked_by.enabled else [replace(blocked_by, enabled=True)]
    cures += declared(trusting.dns, trusted.dns, _direct_kind(trusting, trusted))
    if trusting.forest != trusted.forest and not (trusting.realm or trusted.realm):
        cures += declared(trusting.forest, trusted.forest, TrustKind.FOREST)
    first: dict[tuple[str, str, TrustKind], Trust] = {}
    for cure in cures:
        first.setdefault(cure.key, cure)
    return tuple(first.values())


def _direct_kind(trusting: Domain, trusted: Domain) -> TrustKind:
    if trusting.realm or trusted.realm:
        return TrustKind.REALM
    return TrustKind.SHORTCUT if trusting.forest == trusted.forest else TrustKind.EXTERNAL


def reason_for(trusting: str, trusted: str, blocked_by: Trust | None, *, wrong_way: bool) -> str:
    """Say in one line why accounts of `trusted` are strangers to servers of `trusting`."""
    server, client = quoted(trusting), quoted(trusted)
    what = f"no chain of trusts leads from {server} to {client}" if blocked_by is None else _fault(blocked_by)
    return f"{what}; trust runs only the other way: {client} accepts accounts of {server}" if wrong_way else what


def _fault(trust: Trust) -> str:
    edge = f"the {trust.kind} trust {quoted(trust.trusting)} -> {quoted(trust.trusted)}"
    if not trust.enabled:
        return f"{edge} is disabled"
    if not trust.transitive:
        return f"{edge} is not transitive: it serves only its two end domains"
    return f"{edge} would be the second way out of a forest, and a path may have only one"
