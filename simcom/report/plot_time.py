"""Time in pictures: how an instant and a length are written, an axis in the unit that fits, and what happens on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.marks import gathered
from simcom.report.compare_words import ranges
from simcom.report.events import dated
from simcom.report.plot_style import DARK
from simcom.report.wording import seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    text = dated(begins, time_s)[: 16 if span_s > UNITS[0][0] else 19]
    return text.removesuffix(" 00:00")


def time_axis(axes: Axes, span_s: float) -> float:
    """Label an axis across in the unit that fits a length, and return how many seconds that unit has."""
    unit_s, name = next((unit_s, name) for least_s, unit_s, name in AXES if span_s >= least_s)
    axes.set_xlabel(f"simulated time in {name}")
    axes.set_xlim(0, max(span_s, 1e-3) / unit_s * 1.03)
    axes.spines[["top", "right"]].set_visible(False)
    return unit_s


def said(*marks: Mark) -> str:
    """Return what happens to the same subjects in words: ``ws[001-040]: patch P2, restarts``, ``opc01 crashes``."""
    subjects, names = marks[0].subjects, ranges(marks[0].subjects)
    what = ", ".join(mark.what for mark in marks)
    if len(names) > MOST_NAMES:
        return f"{len(subjects)} machines or processes: {what}"
    who = ", ".join(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names)
    return f"{who}{':' if marks[0].kind == 'change' else ''} {what}"


def moments(found: Iterable[Mark], begins: str, span_s: float) -> list[tuple[float, str]]:
    """Return the times at which something happens, in seconds, each with what it is, in words and with the time in words."""
    texts: dict[float, list[str]] = {}
    for group in gathered(found):
        texts.setdefault(group[0].at_s, []).append(said(*group))
    return [(at_s, f"{instant(at_s, begins, span_s)}  {'; '.join(words)}") for at_s, words in texts.items()]


def counted_out(found: Sequence[tuple[float, str]], most: int) -> list[str]:
    """Return the first moments with their numbers, and how many more there are."""
    texts = [f"{number}: {text}" for number, (_, text) in enumerate(found[:most], 1)]
    return [*texts, *([f"{len(found) - most} later times of changes are not drawn"] if len(found) > most else [])]


def numbered(axes: Axes, across: float, up: float, number: int) -> None:
    """Write in a circle the number under which a happening is listed; ``up`` is a share of the picture's height."""
    box = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": DARK, "linewidth": 0.8}
    axes.text(
        across, up, str(number), fontsize=7, ha="center", va="center", bbox=box, clip_on=False,
        transform=axes.get_xaxis_transform(),
    )  # fmt: skip
