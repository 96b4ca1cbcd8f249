"""The trust graph: domains with their machines, arrows from trusting to trusted, the way of one call drawn thick."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcom.analysis.trustmap import trust_map
from simcom.report.plot_style import BLUE, GREY, VERMILLION, new_figure, set_title, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.analysis.trustmap import Arrow, Place, TrustMap

Spots = dict[str, tuple[float, float]]
MOST_MACHINES = 5
"""Machines named inside a domain; of more, only the number."""

KEY = "arrow: trusting → trusted (the trusting domain accepts accounts of the trusted one)"


def trusts_figure(result: RunResult, row: Row | None = None) -> Figure:
    """Draw the domains of a run's estate; with a row, the trusts that call needed or the one it lacked."""
    chart = trust_map(result.estate, row)
    spots = spread([place.name for place in chart.places])
    wide, high = _extent(spots)
    figure = new_figure(max(7.0, 1.35 * wide + 3.6), 1.35 * high + 3.0)
    set_title(figure, result.title)
    figure.supxlabel(KEY, fontsize=8)
    axes = figure.subplots()
    _frame(axes, spots, chart)
    for arrow in chart.arrows:
        _arrow(axes, spots, arrow, chart)
    _missing(axes, spots, chart)
    for place in chart.places:
        _place(axes, spots[place.name], place)
    return figure


def spread(names: list[str]) -> Spots:
    """Place nodes: one in the middle, two side by side, more on a circle wide enough for their labels."""
    if len(names) <= len(("left", "right")):
        return {name: (3.2 * place, 0.0) for place, name in enumerate(names)}
    radius = max(1.6, 0.42 * len(names))
    turns = [math.pi / 2 - 2 * math.pi * place / len(names) for place in range(len(names))]
    pairs = zip(names, turns, strict=True)
    return {name: (1.35 * radius * math.cos(turn), radius * math.sin(turn)) for name, turn in pairs}


def _extent(spots: Spots) -> tuple[float, float]:
    across, up = [x for x, _ in spots.values()] or [0.0], [y for _, y in spots.values()] or [0.0]
    return max(across) - min(across), max(up) - min(up)


def _frame(axes: Axes, spots: Spots, chart: TrustMap) -> None:
    across, up = [x for x, _ in spots.values()] or [0.0], [y for _, y in spots.values()] or [0.0]
    axes.set_xlim(min(across) - 1.3, max(across) + 1.3)
    axes.set_ylim(min(up) - 0.9, max(up) + 0.9)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title(chart.caption.replace("$", r"\$"), fontsize=9)
    if not spots:
        axes.text(0.5, 0.5, "no domains", transform=axes.transAxes, ha="center", va="center")


def _place(axes: Axes, spot: tuple[float, float], place: Place) -> None:
    named = place.machines[:MOST_MACHINES]
    more = len(place.machines) - len(named)
    lines = [*(shortened(name) for name in named), *([f"and {more} more"] if more else [])]
    box = {"boxstyle": "round,pad=0.5", "facecolor": "#F7F7F7", "edgecolor": "black"}
    text = "\n".join([shortened(place.name), *(f"  {line}" for line in lines)])
    axes.text(*spot, text, ha="center", va="center", fontsize=9, bbox=box, zorder=3)


def _arrow(axes: Axes, spots: Spots, arrow: Arrow, chart: TrustMap) -> None:
    parallel = sorted(o.kind for o in chart.arrows if (o.trusting, o.trusted) == (arrow.trusting, arrow.trusted))
    bend = 0.14 + 0.14 * parallel.index(arrow.kind)
    colour, width = (BLUE, 3.0) if arrow.used else (GREY, 1.3)
    label = f"{arrow.kind}{', used' if arrow.used else ''}{'' if arrow.enabled else ', disabled'}"
    _curve(axes, spots[arrow.trusting], spots[arrow.trusted], label, (colour, width, bend, arrow.enabled))


def _missing(axes: Axes, spots: Spots, chart: TrustMap) -> None:
    if chart.missing is not None:
        trusting, trusted = chart.missing
        _curve(axes, spots[trusting], spots[trusted], "no trust", (VERMILLION, 2.2, 0.42, False))


def _curve(
    axes: Axes, tail: tuple[float, float], head: tuple[float, float], label: str, style: tuple[str, float, float, bool]
) -> None:
    """Draw a bent arrow with its label where the bend is widest; ``style``: colour, width, bend, whether unbroken."""
    from matplotlib.patches import FancyArrowPatch

    colour, width, bend, unbroken = style
    arrow = FancyArrowPatch(
        tail, head, arrowstyle="-|>", mutation_scale=16, shrinkA=48, shrinkB=48, color=colour, linewidth=width,
        connectionstyle=f"arc3,rad={bend}", linestyle="-" if unbroken else "--", zorder=2,
    )  # fmt: skip
    axes.add_patch(arrow)
    across, up = head[0] - tail[0], head[1] - tail[1]
    middle = ((tail[0] + head[0]) / 2 + bend * up / 2, (tail[1] + head[1]) / 2 - bend * across / 2)
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}
    axes.text(*middle, label, ha="center", va="center", fontsize=8, color=colour, bbox=box, zorder=4)
