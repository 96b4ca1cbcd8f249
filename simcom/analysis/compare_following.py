"""Which changes only follow from others: without the pointer that an activation gave, no call on it can be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.analysis.compare_pairs import occurrence, plain_id
from simcom.analysis.compare_rows import Change, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row

    Occurrences = dict[str, dict[int, str]]

FAILURES = (Turn.NEWLY_FAILING, Turn.NEWLY_UNDETERMINED)
"""How steps turn from which others follow."""
FOLLOWERS = (Turn.NEWLY_UNDETERMINED, Turn.ONLY_BEFORE)
"""How steps turn that cannot be taken any more because of another."""
NULL_POINTER = "E_POINTER"
"""What a call gets on a pointer that a failed step did not give."""
WAITS = "rpc-no-call-timeout"
"""What decides of a call that waits when the run ends: it was made, and follows from nothing that failed."""


def following(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes, those that follow from a failure marked as such, each with the id of the step from which it follows.

    A step follows from the one that gave its proxy the settings it had, and from the one in whose course it was taken. One that fails for
    a reason of its own follows from nothing. Of several occurrences of a step the one of the same number is named, else the first.
    """
    followers = [one for one in changes if _may_follow(one)]
    failed = _failed(changes)
    roots = {_own(one): _own(one) for one in changes if one.turn in FAILURES and not _may_follow(one)}
    _spread(roots, followers)
    for turn in FAILURES:
        seeds = {_own(one): one for one in followers if one.turn is turn and _own(one) not in roots}
        roots |= {own: own for own, one in seeds.items() if not _origin(one, seeds)}
        _spread(roots, followers)
    return tuple(_marked(one, roots, failed) for one in changes)


def _failed(changes: Sequence[Change]) -> Occurrences:
    """Return the ids of the occurrences that newly fail, or can no longer be decided, of each step."""
    found: Occurrences = {}
    for one in changes:
        if one.turn in FAILURES:
            found.setdefault(_own(one), {})[occurrence(one.row.id)] = one.row.id
    return found


def _may_follow(change: Change) -> bool:
    """Tell whether a step may have turned because of another: it is not taken any more, or is taken on a pointer that is not there."""
    after = change.after
    if after is not None and after.ruling.decisive.rule == WAITS:
        return False
    null = after is not None and after.server is None and after.ruling.hresult.name == NULL_POINTER
    return change.turn in FOLLOWERS or (change.turn is Turn.NEWLY_FAILING and null)


def _spread(roots: dict[str, str], open_: list[Change]) -> None:
    """Enter every change that follows from one that is entered, until there is none left."""
    grown = True
    while grown:
        left = [one for one in open_ if _own(one) not in roots]
        found = {_own(one): roots[origin] for one in left if (origin := _origin(one, roots))}
        roots |= found
        open_, grown = left, bool(found)


def _own(change: Change) -> str:
    """Return the id under which others name a step: the one it had before."""
    return plain_id((change.before or change.row).id)


def _origin(change: Change, roots: Iterable[str]) -> str:
    """Return the step from which a change follows, or nothing."""
    before = change.before
    return next((one for one in _origins(before) if one in roots), "") if before is not None else ""


def _origins(before: Row) -> list[str]:
    own = plain_id(before.id)
    return [name for word in (before.parent, before.settings) if word and (name := plain_id(word)) != own]


def _marked(change: Change, roots: dict[str, str], failed: Occurrences) -> Change:
    """Return a change as one that follows, if it does; whatever breaks by itself stays what it is."""
    root = roots.get(_own(change)) if _may_follow(change) and _origin(change, roots) else None
    if root is None:
        return change
    found = failed[root]
    follows = found.get(occurrence(change.row.id), next(iter(found.values())))
    return replace(change, turn=Turn.FOLLOWING, follows=follows)
