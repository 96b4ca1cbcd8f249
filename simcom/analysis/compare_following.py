"""Which changes only follow from others: without the pointer that an activation gave, no call on it can be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.analysis.compare_pairs import plain_id
from simcom.analysis.compare_rows import Change, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row

FOLLOWERS = (Turn.NEWLY_UNDETERMINED, Turn.ONLY_BEFORE)
"""How steps turn that cannot be taken any more because of another."""
NULL_POINTER = "E_POINTER"
"""What a call gets on a pointer that a failed step did not give."""


def following(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes, those that follow from a failure marked as such, each with the id of the step from which it follows.

    A step follows from the one that gave its proxy the settings it had, and from the one in whose course it was taken. One that fails for
    a reason of its own follows from nothing.
    """
    roots: dict[str, str] = {}
    for turn in (Turn.NEWLY_FAILING, Turn.NEWLY_UNDETERMINED):
        seeds = {_own(one): one for one in changes if one.turn is turn and _own(one) not in roots}
        roots |= {own: one.row.id for own, one in seeds.items() if not _may_follow(one) or not _origin(one, seeds)}
        _spread(roots, [one for one in changes if _may_follow(one)])
    return tuple(_marked(one, roots) for one in changes)


def _may_follow(change: Change) -> bool:
    """Tell whether a step may have turned because of another: it is not taken any more, or is taken on a pointer that is not there."""
    after = change.after
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


def _marked(change: Change, roots: dict[str, str]) -> Change:
    """Return a change as one that follows, if it does; whatever breaks by itself stays what it is."""
    root = roots.get(_own(change)) if _may_follow(change) and _origin(change, roots) else None
    return change if root is None else replace(change, turn=Turn.FOLLOWING, follows=root)
