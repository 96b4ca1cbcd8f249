"""Two runs held against each other, for people: the answer in one line, then what decides, group by group, each with an example."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from simcom.analysis.compare import BY_CAUSE, REACHING_KINDS
from simcom.analysis.compare_rows import COST, Turn, event_numbers
from simcom.report.compare_record import compare_record
from simcom.report.compare_words import counted, difference, how_many, ranges, verb
from simcom.report.layout import PLAIN, printable
from simcom.report.wording import plural, status, what

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simcom.analysis.compare import Comparison, Group
    from simcom.analysis.compare_rows import Change, Difference
    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.report.layout import Page

NAMED = 12
"""How many machines, or other steps of a group, are named; of the rest only the number is told."""

PAINT = {Turn.NEWLY_FAILING: "REFUSED", Turn.NEWLY_UNDETERMINED: "UNDETERMINED", Turn.NEWLY_PASSING: "OK"}
"""The colour of a turn's heading, where it has one of its own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs held against each other: printed it is text, in a notebook a page, as a dictionary it has every change."""

    comparison: Comparison

    def __str__(self) -> str:
        """Return the comparison as ``simcom diff`` prints it."""
        return compare_text(self.comparison)

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as a plain record, as ``simcom diff --format json`` prints it."""
        return compare_record(self.comparison)

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(str(self))}</pre>'


def compare_text(found: Comparison, page: Page = PLAIN, changed: Sequence[str] = ()) -> str:
    """Return a comparison as text that ends with a newline; ``changed`` tells what was changed for the second run."""
    head = [page.paint(answer(found), "head"), *_sides(found, changed)]
    turns = [part for turn in Turn if (part := _turned(found, turn, page))]
    return "\n".join("\n".join(part) + "\n" for part in [head, *turns])


def answer(found: Comparison) -> str:
    """Return what has changed, in one line."""
    parts = [f"{how_many(these)} {verb(turn, len(these))}" for turn in Turn if (these := found.of(turn))]
    same = [f"{counted(*found.same)} as before"] if found.same[0] else []
    if not parts:
        return ": ".join(["nothing changed", *same])
    safe = [] if found.breaking else ["nothing newly fails"]
    return ", ".join([*safe, *parts, *same])


def _sides(found: Comparison, changed: Sequence[str]) -> Iterator[str]:
    yield f"before: {_side(found.before)}"
    yield f"after:  {_side(found.after)}{''.join(f', with {printable(one)}' for one in changed)}"


def _side(result: RunResult) -> str:
    failing = sum(not row.ruling.ok for row in result.rows if row.kind in REACHING_KINDS)
    calls = sum(row.kind in REACHING_KINDS for row in result.rows)
    going = f"{failing} of them not going through" if failing else "all of them going through"
    fate = f"{plural(calls, 'call')}, {going}" if calls else "no calls"
    return f"{printable(result.file or result.title)} ({fate})"


def _turned(found: Comparison, turn: Turn, page: Page) -> list[str]:
    """Return everything about the steps that turned in one way, or nothing if none did."""
    changes = found.of(turn)
    if not changes:
        return []
    heading = page.paint(f"{turn}: {how_many(changes)}", PAINT.get(turn, "head"))
    groups = [group for group in found.groups if group.cause.turn is turn]
    return [heading, *(line for group in groups for line in _group(group, page))]


def _group(group: Group, page: Page) -> Iterator[str]:
    """Yield what a group has in common, where, and one of it as an example."""
    yield from page.wrap(f"{_common(group)}: {how_many(group.changes)}", 2, 4)
    if machines := _machines(group):
        yield from page.wrap(printable(f"{_where(group)} {machines}"), 4, 6)
    yield from (line for text in _example(group) for line in page.wrap(printable(text), 4, 6))
    if others := _others(group):
        yield from page.wrap(printable(others), 4, 6)


def _common(group: Group) -> str:
    cause = group.cause
    if cause.turn is Turn.FOLLOWING:
        return "without the steps above"
    if cause.turn in BY_CAUSE:
        was = "was " if cause.turn is Turn.NEWLY_PASSING else ""
        return f"{was}{cause.status} at {cause.stage}, by `{cause.rule}`"
    return ", ".join(map(printable, cause.different)) or "steps"


def _where(group: Group) -> str:
    cause = group.cause
    if cause.turn not in BY_CAUSE:
        return "on"
    return "decided in the process itself, on" if cause.stage == "local" else f"decided on the {cause.side}'s side, on"


def _machines(group: Group) -> str:
    names = ranges(name for name, _ in group.machines)
    return _some(names)


def _some(names: Sequence[str]) -> str:
    left_out = len(names) - NAMED
    return ", ".join([*names[:NAMED], *([f"and {left_out} more"] if left_out > 0 else [])])


def _example(group: Group) -> Iterator[str]:
    change = group.example
    row = change.row
    yield f"{'for example ' * (len(group.changes) > 1)}{row.id}: {_deed(row)}{_fate(change)}"
    if group.cause.turn in BY_CAUSE:
        yield from _reason(group)
    if change.follows:
        yield f"follows from {change.follows}"
    if told := [difference(one) for one in worth_telling(change)]:
        yield f"{'also ' * (change.turn in BY_CAUSE)}different: {', '.join(told)}"
    if group.cause.turn in BY_CAUSE and (events := event_numbers(one.row for one in group.changes)):
        yield f"logged: {_some(events)}"


def _reason(group: Group) -> Iterator[str]:
    """Yield why the example goes or went wrong, and what would have let it through; of what passes now, that is past."""
    because = group.example.telling.ruling.decisive.because
    if because:
        yield f"why{' before' * (group.cause.turn is Turn.NEWLY_PASSING)}: {because}"
    if group.remedy and group.cause.turn is not Turn.NEWLY_PASSING:
        yield f"what would have passed: {group.remedy}"


_TOLD = ("outcome", "hresult", "stage", "side", "machine", "decided_by", "events")
"""Differences that a group's other lines tell."""


def worth_telling(change: Change) -> list[Difference]:
    """Return the differences that the other lines leave out; of a step that turned, only what both runs know of it, and not its price.

    That it takes longer to fail than it took to pass is told all the same: the user waits.
    """
    left = [one for one in change.differences if one.name not in _TOLD]
    if change.turn not in (*BY_CAUSE, Turn.FOLLOWING):
        return left
    waits = [one for one in left if one.name == "duration_s" and one.after > one.before]
    return [*(one for one in left if one.name not in COST and one.before and one.after), *waits]


def _deed(row: Row) -> str:
    who = f"{row.client.process} on {row.client.machine}"
    return (
        f"{who} -> {row.server.process} on {row.server.machine}, {what(row)}" if row.server else f"{who}, {what(row)}"
    )


def _fate(change: Change) -> str:
    """Return what the step got in both runs, where it took place in both and that is different."""
    if change.before is None or change.after is None:
        return f" ({status(change.row)})"
    was, now = status(change.before), status(change.after)
    return f" ({was} -> {now})" if was != now else f" ({now})"


def _others(group: Group) -> str:
    example = group.example
    names = [one.row.id for one in group.changes if one is not example]
    return f"also {_some(names)}" if names else ""
