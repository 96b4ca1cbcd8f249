"""What failed when: one bar for each stretch of time, a piece of it for each cause, below it what passed, above it what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.months import counted_in, months
from simcom.report.plot_causes import COLOURS, HATCHING, LEAST_SHARE
from simcom.report.plot_style import DARK, GREEN, LETTERS_PER_INCH, new_figure, set_title, shortened
from simcom.report.plot_time import counted_out, moments, numbered
from simcom.report.wording import cause, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.months import Months
    from simcom.analysis.result import RunResult

LETTERS = "ABCDEFGH"
"""One for each cause: it must be told without colours."""

MOST_MARKS = 14
"""Changes that are listed one by one; of more, those that come after are counted."""

MOST_LABELS = 18
"""Labels that still fit below the bars."""

HALF = 0.42
"""Half of a bar's width, where stretches are 1 apart."""


def months_figure(result: RunResult) -> Figure:
    """Draw the failures of a run by cause, stretch by stretch, with what passed and what happened to the estate."""
    found = months(result)
    happened = moments(found.marks, result.estate.begins, found.starts_s[-1])
    words = counted_out(happened, MOST_MARKS)
    if found.following:
        words.append(f"not counted: {plural(found.following, 'call')} on pointers that a failed step had not made")
    width = max(7.6, 2.2 + 0.42 * len(found.labels))
    figure = new_figure(width, 4.8 + 0.19 * (len(found.failed) + len(words)))
    set_title(figure, result.title)
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    _failures(top, found)
    _passes(bottom, found, result.estate.begins)
    _marks(top, bottom, [found.place(at_s) - 0.5 for at_s, _ in happened[:MOST_MARKS]], 0.03 * len(found.labels))
    _legend(figure, top, words)
    return figure


def _legend(figure: Figure, top: Axes, words: Sequence[str]) -> None:
    """List the causes with their colours, and below them what happened, without any."""
    from matplotlib.lines import Line2D

    bars, labels = top.get_legend_handles_labels()
    room = int(1.3 * figure.get_figwidth() * LETTERS_PER_INCH)
    plain = [Line2D([], [], linestyle="", label=shortened(text, room)) for text in words]
    if bars or plain:
        texts = [*labels, *(str(one.get_label()) for one in plain)]
        figure.legend([*bars, *plain], texts, loc="outside lower left", ncols=1, fontsize=8, frameon=False)


def _failures(axes: Axes, found: Months) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_ylabel(f"failures in {_one(found.unit)}")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="x", length=0)
    heights = [0] * len(found.labels)
    axes.set_ylim(0, 1.22 * max(_highest(found), 1))
    for number, (reason, counts) in enumerate(found.failed):
        letter = LETTERS[number]
        why = ", ".join(word for word in (reason.status, reason.stage) if word)
        label = f"{letter}: {cause(reason.rule)}{f': {why}' if why else ''}, {plural(sum(counts), 'time')}"
        colour, hatch = COLOURS[number % len(COLOURS)], HATCHING[number % len(HATCHING)]
        axes.bar(
            range(len(counts)), counts, 2 * HALF, heights, label=label, color=colour, hatch=hatch, edgecolor="white"
        )
        _letters(axes, letter, counts, heights, _highest(found))
        heights = [below + count for below, count in zip(heights, counts, strict=True)]
    if not found.failed:
        _nothing(axes, "nothing failed")


def _highest(found: Months) -> int:
    """Return the failures of the worst stretch."""
    return max((sum(column) for column in zip(*(counts for _, counts in found.failed), strict=True)), default=0)


def _nothing(axes: Axes, text: str) -> None:
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, fontsize=9)
    axes.set_yticks([])


def _one(unit: str) -> str:
    """Return a stretch with its number: ``one hour``, ``10 minutes``."""
    return unit if unit[0].isdigit() else f"one {unit}"


def _letters(axes: Axes, letter: str, counts: tuple[int, ...], heights: list[int], highest: int) -> None:
    """Write a cause's letter on its pieces, where there is room."""
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    for place, (count, below) in enumerate(zip(counts, heights, strict=True)):
        if count and count >= LEAST_SHARE * highest:
            axes.text(place, below + count / 2, letter, ha="center", va="center", fontsize=7, weight="bold", bbox=box)


def _passes(axes: Axes, found: Months, begins: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.bar(range(len(found.passed)), found.passed, 2 * HALF, color=GREEN)
    axes.set_ylabel("passed")
    axes.yaxis.set_major_locator(MaxNLocator(2, integer=True, min_n_ticks=1))
    if not any(found.passed):
        _nothing(axes, "nothing passed")
    axes.spines[["top", "right"]].set_visible(False)
    every = -(-len(found.labels) // MOST_LABELS)
    axes.set_xticks(range(0, len(found.labels), every), found.labels[::every], fontsize=8)
    if max(map(len, found.labels)) * len(found.labels) / every > 8 * MOST_LABELS / 2:
        axes.tick_params(axis="x", labelrotation=40)
    counted = "" if begins else f", labelled by the {counted_in(found.unit)} before it"
    axes.set_xlabel(f"one bar: {_one(found.unit)}{counted}; counted are calls, activations and resolutions", fontsize=8)


def _marks(top: Axes, bottom: Axes, places: Sequence[float], room: float) -> None:
    """Draw a line where something happened, with the number under which it is listed; ``room`` is what a number takes."""
    before, up = -1.0, 0
    for number, place in enumerate(places, 1):
        for axes in (top, bottom):
            axes.axvline(place, color=DARK, linewidth=0.8, linestyle=":", zorder=0)
        up = (up + 1) % 3 if place - before < room else 0
        before = place
        numbered(top, place, 1.0 - 0.07 * up, number)
