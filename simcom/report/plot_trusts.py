"""The trust graph: domains with their machines, arrows from trusting to trusted, the way of one call drawn thick."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.analysis.trustmap import trust_map
from simcom.report.plot_style import BLUE, DARK, VERMILLION, new_figure, set_title, shortened
from simcom.report.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.analysis.trustmap import Arrow, Place, TrustMap


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an arrow is drawn: ``bend`` is the bow's height as a share of its length, to the right if positive."""

    colour: str
    width: float
    bend: float
    unbroken: bool = True
    heads: str = "-|>"


Spots = dict[str, tuple[float, float]]
Drawn = tuple[str, str, str, Stroke]
"""Two ends, a label and how the arrow between them is drawn."""

PAIR = 2
"""So many nodes stand side by side; more stand on a circle."""

APART = 0.26
"""How much more each further trust between the same two domains is bent: enough for a label of two lines."""

CAPTION_LETTERS = 12
"""Letters of the caption that fit in an inch."""

MOST_MACHINES = 5
"""Machines named inside a domain; of more, only the number."""

KEY = "arrow: trusting → trusted (the trusting domain accepts accounts of the trusted one; dashed: it cannot)"


def trusts_figure(result: RunResult, row: Row | None = None) -> Figure:
    """Draw the domains of a run's estate; with a row, the trusts that call needed or the one it lacked."""
    chart = trust_map(result.estate, row)
    spots = spread([place.name for place in chart.places])
    wide, high = _extent(spots)
    figure = new_figure(max(7.0, 1.35 * wide + 3.6), 1.35 * high + 3.0)
    set_title(figure, result.title)
    figure.supxlabel(KEY, fontsize=8)
    axes = figure.subplots()
    _frame(axes, spots)
    axes.set_title(_caption(chart.caption, figure.get_figwidth()), fontsize=9)
    boxes = {place.name: _place(axes, spots[place.name], place) for place in chart.places}
    for tail, head, label, stroke in [*_arrows(spots, chart), *_missing(spots, chart)]:
        _curve(axes, boxes[tail], boxes[head], label, stroke)
    return figure


def _caption(text: str, width: float) -> str:
    """Return the caption on as many lines as a width in inches needs."""
    room = int(width * CAPTION_LETTERS)
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, room)]
    return "\n".join(lines).replace("$", r"\$")


def spread(names: list[str]) -> Spots:
    """Place nodes: one in the middle, two side by side, more on a circle wide enough for their labels."""
    if len(names) <= PAIR:
        return {name: (3.2 * place, 0.0) for place, name in enumerate(names)}
    radius = max(1.6, 0.42 * len(names))
    turns = [math.pi / 2 - 2 * math.pi * place / len(names) for place in range(len(names))]
    pairs = zip(names, turns, strict=True)
    return {name: (1.35 * radius * math.cos(turn), radius * math.sin(turn)) for name, turn in pairs}


def _extent(spots: Spots) -> tuple[float, float]:
    across, up = [x for x, _ in spots.values()] or [0.0], [y for _, y in spots.values()] or [0.0]
    return max(across) - min(across), max(up) - min(up)


def _frame(axes: Axes, spots: Spots) -> None:
    across, up = [x for x, _ in spots.values()] or [0.0], [y for _, y in spots.values()] or [0.0]
    axes.set_xlim(min(across) - 1.3, max(across) + 1.3)
    axes.set_ylim(min(up) - 0.9, max(up) + 0.9)
    axes.set_aspect("equal")
    axes.axis("off")
    if not spots:
        axes.text(0.5, 0.5, "no domains", transform=axes.transAxes, ha="center", va="center")


def _place(axes: Axes, spot: tuple[float, float], place: Place) -> Text:
    named = place.machines[:MOST_MACHINES]
    more = len(place.machines) - len(named)
    lines = [*(shortened(name) for name in named), *([f"and {more} more"] if more else [])]
    box = {"boxstyle": "round,pad=0.5", "facecolor": "#F7F7F7", "edgecolor": "black"}
    text = "\n".join([shortened(place.name), *(f"  {line}" for line in lines)])
    # below the arrows, because an arrow can be cut at a box only when the box has been drawn
    return axes.text(*spot, text, ha="center", va="center", fontsize=9, bbox=box, zorder=1)


def strokes(arrows: tuple[Arrow, ...]) -> list[tuple[Arrow, bool]]:
    """Return what is drawn: each trust, and whether it stands for its opposite too, which then is left out."""
    plain = {one for one in arrows if not one.used and one.enabled}
    drawn = [(one, one in plain and _opposite(one) in plain) for one in arrows]
    return [(one, doubled) for one, doubled in drawn if not doubled or one.trusting < one.trusted]


def _opposite(one: Arrow) -> Arrow:
    return replace(one, trusting=one.trusted, trusted=one.trusting)


def _arrows(spots: Spots, chart: TrustMap) -> Iterator[Drawn]:
    """Yield every trust's arrow; several between the same two domains are bent more and more."""
    seen: Counter[tuple[str, ...]] = Counter()
    for one, doubled in strokes(chart.arrows):
        ends = (one.trusting, one.trusted)
        key = ends if len(spots) <= PAIR else tuple(sorted(ends))
        bend = _inward(spots, *ends) * (0.12 + APART * seen[key])
        seen[key] += 1
        colour, width = (BLUE, 3.0) if one.used else (DARK, 1.3)
        yield (
            *ends,
            label(one, chart.asked, doubled=doubled),
            Stroke(colour, width, bend, one.enabled and not one.broken, "<|-|>" if doubled else "-|>"),
        )


def label(arrow: Arrow, asked: str, *, doubled: bool) -> str:
    """Return what stands at a trust; below it how many exchanges led over it, if a call is known to have crossed it."""
    said = {
        "selective": arrow.selective,
        "two-way": doubled,
        "used": arrow.used,
        "disabled": not arrow.enabled,
        "broken": arrow.broken,
    }
    words = [arrow.kind, *(word for word, holds in said.items() if holds)]
    counted = "" if arrow.exchanges is None or not asked else f"\n{plural(arrow.exchanges, f'{asked} exchange')}"
    return ", ".join(words) + counted


def _missing(spots: Spots, chart: TrustMap) -> Iterator[Drawn]:
    if chart.missing is not None:
        bend = _inward(spots, *chart.missing) * 0.42
        yield (*chart.missing, "no trust", Stroke(VERMILLION, 2.2, bend, unbroken=False))


def _inward(spots: Spots, trusting: str, trusted: str) -> int:
    """Return to which side a curve must bend to keep clear of other nodes: towards the middle of all."""
    (x, y), (u, v) = spots[trusting], spots[trusted]
    middle = [sum(spot[axis] for spot in spots.values()) / len(spots) for axis in (0, 1)]
    towards = (v - y) * (middle[0] - (x + u) / 2) - (u - x) * (middle[1] - (y + v) / 2)
    return -1 if towards < 0 else 1


def _curve(axes: Axes, one: Text, other: Text, label: str, stroke: Stroke) -> None:
    """Draw a bent arrow with its label where the bend is widest."""
    from matplotlib.patches import FancyArrowPatch

    tail, head = one.get_position(), other.get_position()
    arrow = FancyArrowPatch(
        tail, head, patchA=one.get_bbox_patch(), patchB=other.get_bbox_patch(), shrinkA=3, shrinkB=3,
        arrowstyle=stroke.heads, mutation_scale=16, connectionstyle=f"arc3,rad={stroke.bend}", zorder=2,
        color=stroke.colour, linewidth=stroke.width, linestyle="-" if stroke.unbroken else "--",
    )  # fmt: skip
    axes.add_patch(arrow)
    across, up = head[0] - tail[0], head[1] - tail[1]
    middle = ((tail[0] + head[0] + stroke.bend * up) / 2, (tail[1] + head[1] - stroke.bend * across) / 2)
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}
    axes.text(*middle, label, ha="center", va="center", fontsize=8, color=stroke.colour, bbox=box, zorder=4)
