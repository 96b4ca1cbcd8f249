"""Time in pictures: how an instant and a length are written, an axis in the unit that fits, and what happens on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.report.compare_words import ranges
from simcom.report.events import dated
from simcom.report.wording import seconds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcom.analysis.marks import Mark

UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
"""What a length of a second or more is written in."""

AXES = ((3 * 86400.0, 86400.0, "days"), (3 * 3600.0, 3600.0, "hours"), (180.0, 60.0, "minutes"), (0.0, 1.0, "seconds"))
"""From which length on an axis counts in which unit: lengths and units in seconds."""

MOST_NAMES = 4
"""Subjects of one mark that are named; of more, only the number."""

LONGEST = 28
"""Letters of the name of a subject that a mark shows."""


def length(time_s: float) -> str:
    """Return a length as people say it: ``6 min``, ``2 d 3 h``, ``1 min 0.5 s``, ``11.4 ms``."""
    if time_s < UNITS[-2][0]:
        return seconds(float(f"{time_s:.3g}"))
    place = next(number for number, (unit_s, _) in enumerate(UNITS) if time_s >= unit_s)
    whole, rest_s = divmod(round(time_s, 3), UNITS[place][0])
    unit_s, unit = UNITS[place + 1]
    part = round(rest_s / unit_s, 1 if unit == "s" else 0)
    return f"{whole:g} {UNITS[place][1]}" + (f" {part:g} {unit}" if part else "")


def instant(time_s: float, begins: str, span_s: float) -> str:
    """Return a simulated time: a date and time where time 0 has one and the run is longer than a few minutes, else a length."""
    if not begins or span_s < AXES[1][0]:
        return length(time_s)
    return dated(begins, time_s)[: 16 if span_s > UNITS[0][0] else 19]


def time_axis(axes: Axes, span_s: float) -> float:
    """Label an axis across in the unit that fits a length, and return how many seconds that unit has."""
    unit_s, name = next((unit_s, name) for least_s, unit_s, name in AXES if span_s >= least_s)
    axes.set_xlabel(f"simulated time in {name}")
    axes.set_xlim(0, max(span_s, 1e-3) / unit_s * 1.03)
    axes.spines[["top", "right"]].set_visible(False)
    return unit_s


def said(mark: Mark) -> str:
    """Return a mark in words: ``ws[001-040] patch P2``, ``opc01 crashes``."""
    names = ranges(mark.subjects)
    several = f"{len(mark.subjects)} machines or processes"
    who = ", ".join(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names)
    return f"{who if len(names) <= MOST_NAMES else several}{':' if mark.kind == 'change' else ''} {mark.what}"
