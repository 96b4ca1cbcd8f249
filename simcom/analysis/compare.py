"""Two runs held against each other: which steps newly fail or pass, which go otherwise, grouped by what decides them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simcom.analysis.compare_following import following
from simcom.analysis.compare_pairs import pairs
from simcom.analysis.compare_rows import Change, Known, Turn, change_of, server_of
from simcom.analysis.outcomes import CALL_KINDS, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.analysis.result import RunResult

REACHING_KINDS = (*CALL_KINDS, "activation")
"""The kinds of step that are counted as calls: those by which a program reaches another."""

BY_CAUSE = (Turn.NEWLY_FAILING, Turn.NEWLY_UNDETERMINED, Turn.NEWLY_PASSING, Turn.OTHER_CAUSE)
"""The turns that a ruling explains: what stops the step now, or stopped it before."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why steps turned: for those a ruling explains its stage, status, rule and side; for the others what is different."""

    turn: Turn
    stage: str = ""
    status: str = ""
    rule: str = ""
    side: str = ""
    different: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that turned for one cause, in the order of the second run; at least one."""

    cause: Cause
    changes: tuple[Change, ...]

    @property
    def example(self) -> Change:
        """The first of the steps, a call if there is one among them."""
        return next(filter(is_call, self.changes), self.changes[0])

    @property
    def machines(self) -> tuple[tuple[str, int], ...]:
        """Each machine on which it was decided (of steps no ruling explains: that was called), and of how many; most frequent first."""
        decided = self.cause.turn in BY_CAUSE
        counts = Counter(one.telling.machine if decided else server_of(one.before or one.row) for one in self.changes)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def remedy(self) -> str:
        """The smallest change that lets the example through, or nothing where it goes through."""
        telling = self.example.telling
        return "" if telling.ruling.ok else telling.ruling.decisive.remedy


@dataclass(frozen=True)
class Comparison:
    """Two runs, and every step of theirs that is not as before; ``same`` is the number of steps and of calls that are."""

    before: RunResult
    after: RunResult
    changes: tuple[Change, ...]
    same: tuple[int, int] = (0, 0)

    def of(self, turn: Turn) -> tuple[Change, ...]:
        """Return the steps that turned in one way."""
        return tuple(one for one in self.changes if one.turn is turn)

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The steps that can no longer be relied upon."""
        return tuple(one for one in self.changes if one.breaks)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The changes by cause: the gravest turn first, then the cause of most steps."""
        found: dict[Cause, list[Change]] = {}
        for one in self.changes:
            found.setdefault(cause_of(one), []).append(one)
        turns = list(Turn)
        order = sorted(found, key=lambda cause: (turns.index(cause.turn), -len(found[cause])))
        return tuple(Group(cause, tuple(found[cause])) for cause in order)


def compare(before: RunResult, after: RunResult) -> Comparison:
    """Hold two runs against each other, step by step."""
    known: Known = {}
    changes = [change_of(*pair, known) for pair in pairs(before.rows, after.rows)]
    same = [one for one in changes if one.turn is Turn.SAME]
    turned = following([one for one in changes if one.turn is not Turn.SAME])
    return Comparison(before, after, turned, (len(same), calls_among(same)))


def cause_of(change: Change) -> Cause:
    """Return under what a change is grouped."""
    if change.turn not in BY_CAUSE:
        shown = () if change.turn is Turn.FOLLOWING else tuple(dict.fromkeys(one.group for one in change.differences))
        return Cause(change.turn, different=shown)
    row = change.telling
    step = row.ruling.decisive
    return Cause(change.turn, row.stage, status_of(row), step.rule, str(step.side))


def is_call(change: Change) -> bool:
    """Tell whether a change is one of a call or an activation, rather than of a step that prepares them."""
    return change.row.kind in REACHING_KINDS


def calls_among(changes: Iterable[Change]) -> int:
    """Return how many of the changes are calls."""
    return sum(map(is_call, changes))
