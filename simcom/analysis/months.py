"""What failed when: a run of any length in a few stretches of time, in each the failures by cause, and what passed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simcom.analysis.marks import Mark, marks
from simcom.analysis.outcomes import CALL_KINDS, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult

ASKED_KINDS = (*CALL_KINDS, "activation", "resolve")
"""The kinds of row that ask something of a server."""

MOST_STRETCHES = 36
"""Bars that can still be told apart side by side."""

MOST_CAUSES = 8
"""Causes that can still be told apart in one bar; rarer ones are put together."""

DAY_S = 86400.0
STRETCHES = (
    (1e-3, "millisecond"), (1e-2, "10 milliseconds"), (0.1, "tenth of a second"), (1.0, "second"), (10.0, "10 seconds"),
    (60.0, "minute"), (600.0, "10 minutes"), (3600.0, "hour"), (21600.0, "6 hours"), (DAY_S, "day"), (7 * DAY_S, "week"),
    (30 * DAY_S, "30 days"), (360 * DAY_S, "360 days"), (3600 * DAY_S, "3600 days"),
)  # fmt: skip
"""How long a stretch may be, in seconds, and what it is called; the first that gives few enough of them is taken."""

BASES = ((DAY_S, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"), (1e-3, "milliseconds"))
"""In what the labels of an undated run count."""

FORMS = {
    "calendar month": "%Y-%m", "calendar year": "%Y", "day": "%m-%d", "week": "%m-%d", "30 days": "%Y-%m-%d", "360 days": "%Y-%m-%d",
    "3600 days": "%Y-%m-%d", "hour": "%m-%d %Hh", "6 hours": "%m-%d %Hh", "minute": "%H:%M", "10 minutes": "%H:%M",
}  # fmt: skip
"""How the beginning of a stretch is dated."""

MONTHS_FROM_S = 62 * DAY_S
"""A dated run of this length is cut into calendar months."""

CALENDAR_ENDS_S = 1000 * 365 * DAY_S
"""A longer run has no dates."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something failed: rule, status and stage; all empty for the rarer reasons put together."""

    rule: str = ""
    status: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Months:
    """Stretches of time and what happened in them.

    ``starts_s`` are the beginnings of the stretches and the end of the last one, in seconds; ``unit`` says how long one is. ``failed``
    has for each reason, the most frequent first, a number for each stretch. ``following`` counts calls on pointers that a failed step
    had not made, which are counted nowhere else.
    """

    unit: str
    starts_s: tuple[float, ...]
    labels: tuple[str, ...]
    passed: tuple[int, ...]
    failed: tuple[tuple[Reason, tuple[int, ...]], ...]
    marks: tuple[Mark, ...]
    following: int = 0

    def place(self, at_s: float) -> float:
        """Return where a time falls, in stretches from the left edge of the first."""
        number = _stretch(self.starts_s, at_s)
        begin, end = self.starts_s[number], self.starts_s[number + 1]
        return number + (at_s - begin) / (end - begin)


def months(result: RunResult) -> Months:
    """Count what a run asked of servers, stretch by stretch: what passed, and what did not by its cause."""
    asked = [row for row in result.rows if row.kind in ASKED_KINDS and row.server is not None]
    last_s = max((row.ended_s for row in result.rows), default=0.0)
    unit, starts_s = stretches(last_s, result.estate.begins)
    counts = Counter((_reason(row), _stretch(starts_s, row.begun_s)) for row in asked)
    numbers = range(len(starts_s) - 1)
    return Months(
        unit=unit,
        starts_s=starts_s,
        labels=tuple(_label(starts_s[number], result.estate.begins, unit) for number in numbers),
        passed=tuple(counts[None, number] for number in numbers),
        failed=_failed(counts, numbers),
        marks=marks(result.estate, last_s),
        following=sum(row.kind in CALL_KINDS and row.server is None and not row.ruling.ok for row in result.rows),
    )


def _reason(row: Row) -> Reason | None:
    """Return why a row did not go through, ``None`` if it did."""
    return None if row.ruling.ok else Reason(row.ruling.decisive.rule, status_of(row), row.stage)


def _failed(
    counts: Counter[tuple[Reason | None, int]], numbers: Sequence[int]
) -> tuple[tuple[Reason, tuple[int, ...]], ...]:
    """Return the reasons with their counts, the most frequent first, the rarest put together."""
    totals: Counter[Reason] = Counter()
    for (reason, _), count in counts.items():
        if reason is not None:
            totals[reason] += count
    order = sorted(totals, key=lambda one: (-totals[one], one.stage, one.rule, one.status))
    kept = order if len(order) <= MOST_CAUSES else order[: MOST_CAUSES - 1]
    rest = order[len(kept) :]
    found = [(one, tuple(counts[one, number] for number in numbers)) for one in kept]
    others = tuple(sum(counts[one, number] for one in rest) for number in numbers)
    return (*found, *([(Reason(), others)] if rest else []))


def stretches(last_s: float, begins: str) -> tuple[str, tuple[float, ...]]:
    """Return the name of a stretch, and the beginnings of all that a run of this length needs with the end of the last."""
    if begins and MONTHS_FROM_S < last_s < CALENDAR_ENDS_S:
        unit, every = ("calendar month", 1) if last_s < MOST_STRETCHES * 31 * DAY_S else ("calendar year", 12)
        return unit, tuple(_dated(datetime.fromisoformat(begins), last_s, every))
    fitting = ((each_s, name) for each_s, name in STRETCHES if last_s < MOST_STRETCHES * each_s)
    each_s, name = next(fitting, STRETCHES[-1])
    return name, tuple(number * each_s for number in range(int(last_s / each_s) + 2))


def _dated(begins: datetime, last_s: float, every: int) -> Iterator[float]:
    """Yield the firsts of months, or of years, as seconds from the beginning; 0 for the stretch in which it begins."""
    yield 0.0
    month, at_s = begins.month if every == 1 else 1, 0.0
    year = begins.year
    while at_s <= last_s:
        year, month = divmod(year * 12 + month - 1 + every, 12)
        month += 1
        at_s = (datetime(year, month, 1, tzinfo=begins.tzinfo) - begins) / timedelta(seconds=1)
        yield at_s


def _stretch(starts_s: Sequence[float], at_s: float) -> int:
    """Return the number of the stretch in which a time falls; of the end, the last."""
    from bisect import bisect_right

    return min(bisect_right(starts_s, at_s), len(starts_s) - 1) - 1


def _label(start_s: float, begins: str, unit: str) -> str:
    """Return what stands below a stretch: its month or year, its date, or how many units lie before it."""
    if not begins or start_s > CALENDAR_ENDS_S:
        return f"{start_s / _base(unit)[0]:g}"
    moment = datetime.fromisoformat(begins) + timedelta(seconds=start_s)
    if unit in FORMS:
        return moment.strftime(FORMS[unit])
    fraction = f".{moment.microsecond // 1000:03d}" if _base(unit)[0] < 1 or unit == "tenth of a second" else ""
    return f"{moment:%H:%M:%S}{fraction}"


def counted_in(unit: str) -> str:
    """Return in what the labels of an undated run count: ``days`` for stretches of 30 days."""
    return _base(unit)[1]


def _base(unit: str) -> tuple[float, str]:
    """Return the seconds and the name of what the labels of an undated run count."""
    length_s = next(each_s for each_s, name in STRETCHES if name == unit)
    return next(one for one in BASES if one[0] <= length_s)
