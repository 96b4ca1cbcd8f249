"""Objects that clients hold, over time: a line of steps for each server process, and a letter where objects end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.alive import CUT_OFF, DIED, RELEASED, RUN_DOWN, alive, last_s
from simcom.analysis.marks import marks
from simcom.report.plot_style import BLUE, DARK, LETTERS_PER_INCH, new_figure, set_title, shortened
from simcom.report.plot_time import counted_out, moments, numbered, time_axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.alive import Alive, Ending
    from simcom.analysis.result import RunResult

ENDS = {
    RELEASED: ("R", "released by the last client that held it"),
    RUN_DOWN: ("T", "run down: no pings keep it any more"),
    CUT_OFF: ("C", "cut off by CoDisconnectObject"),
    DIED: ("X", "gone with its server"),
}
"""The letter of each end, and what it means."""

MOST_SERVERS = 8
"""Server processes that can still be read below one another; the ones that held most are drawn."""

MOST_ENDS = 40
"""Ends of one process that can still be told apart; of more, none is marked."""

MOST_MARKS = 8
"""Happenings that are listed; of more, those that come after are counted."""


def objects_figure(result: RunResult) -> Figure:
    """Draw how many objects clients held in each server process, from the beginning of a run to its end."""
    found = alive(result)
    shown = sorted(sorted(found, key=lambda one: -one.most)[:MOST_SERVERS], key=found.index)
    span_s = last_s(result)
    seen = [one for one in marks(result.estate, span_s) if one.kind != "change"]
    happened = moments(seen, result.estate.begins, span_s)
    words = counted_out(happened, MOST_MARKS)
    figure = new_figure(8.4, 2.2 + 1.35 * max(len(shown), 1) + 0.19 * len(words))
    set_title(figure, result.title)
    grid = figure.subplots(max(len(shown), 1), 1, sharex=True, squeeze=False)
    panels: list[Axes] = [row[0] for row in grid]
    unit_s = time_axis(panels[-1], span_s)
    for axes, one in zip(panels, shown, strict=False):
        _server(axes, one, unit_s, span_s)
    for axes in panels:
        _marks(axes, [at_s / unit_s for at_s, _ in happened[:MOST_MARKS]], first=axes is panels[0])
    if not shown:
        _nothing(panels[0])
    if len(shown) < len(found):
        more = f"{len(found) - len(shown)} more server processes, which held fewer, are not drawn"
        panels[0].set_title(more, fontsize=8, loc="right")
    _legend(figure, words)
    return figure


def _nothing(axes: Axes) -> None:
    axes.text(0.5, 0.5, "no client held an object", ha="center", va="center", transform=axes.transAxes)
    axes.set_yticks([])


def _server(axes: Axes, one: Alive, unit_s: float, span_s: float) -> None:
    """Draw the line of one server process and the letters on it."""
    from matplotlib.ticker import MaxNLocator

    times = [at_s / unit_s for at_s, _ in one.steps] + [span_s / unit_s]
    counts = [count for _, count in one.steps] + [one.steps[-1][1]]
    axes.step(times, counts, where="post", color=BLUE, linewidth=2)
    axes.fill_between(times, counts, step="post", color=BLUE, alpha=0.12, linewidth=0)
    axes.set_ylim(0, one.most * 1.45 + 0.3)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylabel("objects", fontsize=8)
    axes.set_title(shortened(f"{one.process} on {one.machine}", 60), fontsize=9, loc="left")
    if len(one.ends) <= MOST_ENDS:
        _ends(axes, one, unit_s, span_s)
    else:
        axes.annotate(_counted(one.ends), (0.99, 0.95), xycoords="axes fraction", ha="right", va="top", fontsize=8)


def _ends(axes: Axes, one: Alive, unit_s: float, span_s: float) -> None:
    """Write a letter where objects ended; letters that would stand on one another are put side by side."""
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": DARK, "linewidth": 0.8}
    before, up = -span_s, 0
    for end in sorted(one.ends, key=lambda end: end.at_s):
        up = (up + 1) % 3 if end.at_s - before < 0.03 * span_s else 0
        before = end.at_s
        times = f"{end.count} " if end.count > 1 else ""
        spot = (end.at_s / unit_s, end.left + end.count)
        axes.annotate(
            f"{times}{ENDS[end.how][0]}", spot, (0, 9 + 13 * up), textcoords="offset points", ha="center", va="center",
            fontsize=8, weight="bold", bbox=box,
        )  # fmt: skip


def _counted(ends: Sequence[Ending]) -> str:
    """Return how many objects ended in each way, where there is no room for single letters."""
    totals = {how: sum(one.count for one in ends if one.how == how) for how in ENDS}
    return "ends: " + ", ".join(f"{total} {ENDS[how][0]}" for how, total in totals.items() if total)


def _marks(axes: Axes, times: Sequence[float], *, first: bool) -> None:
    for number, at in enumerate(times, 1):
        axes.axvline(at, color=DARK, linewidth=0.9, linestyle=":", zorder=0)
        if first:
            numbered(axes, at, 0.97, number)


def _legend(figure: Figure, words: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    room = int(1.3 * figure.get_figwidth() * LETTERS_PER_INCH)
    ends = [f"{letter}: {text}" for letter, text in ENDS.values()]
    plain = [Line2D([], [], linestyle="", label=shortened(text, room)) for text in (*ends, *words)]
    figure.legend(
        handles=plain, loc="outside lower left", ncols=1, fontsize=8, frameon=False, handlelength=0, handletextpad=0
    )
