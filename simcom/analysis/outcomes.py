"""Counts: what became of the calls, what decided those that did not go through, and at which stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.runtime.rows import Row
from simcom.vocabulary.rulings import Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["CALL_KINDS", "Cause", "Row", "calls_of", "causes", "causes_of_many", "is_call", "outcomes", "status_of"]

CALL_KINDS = ("call", "callback")
"""The kinds of row that are calls of a method; with activations they are what a run is about, the others prepare them."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for which calls did not go through, and how many times it decided."""

    stage: str
    status: str
    rule: str
    count: int


def calls_of(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that are calls, in order."""
    return tuple(row for row in rows if is_call(row))


def is_call(row: Row) -> bool:
    """Tell whether a row is a call: of a method, or for an object or a class object of another process."""
    return row.kind in CALL_KINDS or (row.kind == "activation" and row.method is not None)


def outcomes(rows: Iterable[Row]) -> dict[str, int]:
    """Count rows by outcome; all four outcomes are there, zero or not, in the order of `Outcome`."""
    counts = Counter(str(row.ruling.outcome) for row in rows)
    return {str(outcome): counts[str(outcome)] for outcome in Outcome}


def causes(rows: Sequence[Row]) -> tuple[Cause, ...]:
    """Count the rows that are not ok by stage, status and deciding rule: stages in their order, most frequent first."""
    return causes_of_many((row, 1) for row in rows)


def causes_of_many(rows: Iterable[tuple[Row, int]]) -> tuple[Cause, ...]:
    """Count causes as `causes` does, over rows that each stand for a number of equal ones."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row, count in rows:
        if not row.ruling.ok:
            found[row.stage, status_of(row), row.ruling.decisive.rule] += count
    stages = [str(stage) for stage in Stage]
    order = sorted(found, key=lambda key: (stages.index(key[0]), -found[key], key))
    return tuple(Cause(*key, found[key]) for key in order)


def status_of(row: Row) -> str:
    """Return the name of what the caller got; an undetermined call has no status and says so."""
    return "undetermined" if row.ruling.outcome is Outcome.UNDETERMINED else row.ruling.hresult.name
