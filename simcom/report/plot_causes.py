"""What stopped calls: one bar for each stage, one piece of it for each status and deciding rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.outcomes import causes
from simcom.report.plot_style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    new_figure,
    set_title,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.outcomes import Cause
    from simcom.analysis.result import RunResult

COLOURS = (VERMILLION, BLUE, ORANGE, GREEN, PURPLE, SKY, GREY)
HATCHING = ("", "//", "..", "xx", "\\\\", "++")
MOST = 14
"""Pieces that the legend can still tell apart; the rarest beyond these are left out, and the title says how many."""

LEAST_SHARE = 0.04
"""How much of the longest bar a piece must be to have room for its number."""


def causes_figure(result: RunResult) -> Figure:
    """Draw what decided the steps of a run that did not go through, by stage."""
    found = causes(result.rows)
    kept = tuple(sorted(sorted(found, key=lambda one: -one.count)[:MOST], key=found.index))
    stages = tuple(dict.fromkeys(one.stage for one in kept))
    figure = new_figure(7.6, 2.0 + 0.5 * max(len(stages), 1) + 0.2 * len(kept))
    set_title(figure, result.title)
    axes = figure.subplots()
    _frame(axes, stages, len(found) - len(kept))
    _bars(axes, stages, kept)
    if kept:
        figure.legend(loc="outside lower center", ncols=1, fontsize=8, frameon=False)
    return figure


def _frame(axes: Axes, stages: Sequence[str], left_out: int) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_ylim(max(len(stages), 1) - 0.4, -0.6)
    axes.set_yticks(range(len(stages)), stages)
    axes.set_xlabel("steps that did not go through")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    if not stages:
        axes.text(0.5, 0.5, "everything went through", ha="center", va="center", transform=axes.transAxes)
        axes.set_yticks([])
    if left_out:
        axes.set_title(f"{left_out} rarer causes are not drawn", fontsize=8)


def _bars(axes: Axes, stages: Sequence[str], found: Sequence[Cause]) -> None:
    begun = dict.fromkeys(stages, 0)
    longest = max((sum(one.count for one in found if one.stage == stage) for stage in stages), default=0)
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    for number, one in enumerate(found):
        place, left = stages.index(one.stage), begun[one.stage]
        label = f"{number + 1}: {one.status}, {one.rule} ({one.count})"
        colour, hatch = COLOURS[number % len(COLOURS)], HATCHING[number % len(HATCHING)]
        axes.barh(place, one.count, 0.6, left, color=colour, hatch=hatch, edgecolor="white", label=label)
        if one.count >= LEAST_SHARE * longest:
            axes.text(left + one.count / 2, place, str(number + 1), ha="center", va="center", fontsize=8, bbox=box)
        begun[one.stage] += one.count
