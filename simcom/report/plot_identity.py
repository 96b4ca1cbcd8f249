"""Who arrives as whom: processes side by side, calls below one another as they began, each with the caller its server saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from simcom.analysis.identityflow import identity_flow
from simcom.analysis.matrix import LETTERS
from simcom.report.identity_layout import FONT_SIZE, HEAD, pitch_of, stacked
from simcom.report.plot_matrix import MEANINGS
from simcom.report.plot_style import DARK, FACES, new_figure, set_title, shortened
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.identityflow import IdentityFlow
    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.report.identity_layout import Placed
    from simcom.runtime.rows import Party

Dashes = Literal["-", "--", "-.", ":"]

LINES: dict[Outcome, Dashes] = {
    Outcome.OK: "-",
    Outcome.REFUSED: "--",
    Outcome.FAILED: "-.",
    Outcome.UNDETERMINED: ":",
}
"""How the arrow of each outcome is drawn, so that it can be told without its colour."""

BROKEN = (Outcome.REFUSED, Outcome.FAILED)
"""The outcomes whose arrows a cross breaks: the call did not arrive."""

CROSS = "where it was stopped: near the client or the server"

BADGE_AT, BREAK_AT, LEFT_AT = 0.22, 0.3, 0.48
"""How far, in inches, an arrow carries its letter from its tail, and the cross from its head or, where the client's side stopped the
call, from its tail."""


def identity_figure(result: RunResult, row: Row | None = None) -> Figure:
    """Draw who arrived as whom in a run; with a row, only in the chain of calls it belongs to."""
    flow = identity_flow(result.rows, row)
    pitch = pitch_of(len(flow.processes))
    spots = {party.process: place * pitch for place, party in enumerate(flow.processes)}
    placed = stacked(flow.arrivals, spots)
    depth = placed[-1].down + 0.6 if placed else 1.0
    figure = new_figure(max(6.0, pitch * len(spots) + 0.4), depth + HEAD + 1.4)
    set_title(figure, result.title)
    axes = figure.subplots()
    _frame(axes, flow, pitch, depth)
    for party in flow.processes:
        _process(axes, spots[party.process], party, depth)
    _bars(axes, spots, placed)
    for one in placed:
        _arrow(axes, spots[one.arrival.client], spots[one.arrival.server], one)
    _legend(figure)
    return figure


def _frame(axes: Axes, flow: IdentityFlow, pitch: float, depth: float) -> None:
    axes.set_xlim(-pitch / 2, pitch * max(len(flow.processes) - 0.5, 0.5))
    axes.set_ylim(depth, -0.45)
    axes.axis("off")
    axes.set_title(flow.note, fontsize=8)
    if not flow.arrivals:
        axes.text(0.5, 0.5, "no calls between processes", ha="center", va="center", transform=axes.transAxes)


def _process(axes: Axes, across: float, party: Party, depth: float) -> None:
    """Draw the box of a process, with its machine and account, and the line below it."""
    axes.plot([across, across], [0, depth], color="#BBBBBB", linewidth=1, zorder=1)
    box = {"boxstyle": "round,pad=0.4", "facecolor": "#F7F7F7", "edgecolor": "black"}
    words = (party.process, f"on {party.machine}", f"as {party.account}")
    text = "\n".join(shortened(word, 26) for word in words)
    axes.text(across, 0, text, ha="center", va="center", fontsize=8.5, bbox=box, zorder=3)


def _bars(axes: Axes, spots: dict[str, float], placed: Sequence[Placed]) -> None:
    """Draw on a server's line how long it was busy with a call that made others."""
    from matplotlib.patches import Rectangle

    for place, one in enumerate(placed):
        last = max((inner.down for inner in placed if _inside(placed, inner, place)), default=None)
        if last is not None:
            corner = (spots[one.arrival.server] - 0.04, one.down - 0.05)
            height = last - one.down + 0.2
            axes.add_patch(Rectangle(corner, 0.08, height, facecolor="#DDDDDD", edgecolor=DARK, zorder=2))


def _inside(placed: Sequence[Placed], inner: Placed, place: int) -> bool:
    """Return whether a call was made in the course of the one at a place, directly or further in."""
    within = inner.arrival.within
    while within is not None and within != place:
        within = placed[within].arrival.within
    return within == place


def _arrow(axes: Axes, tail: float, head: float, one: Placed) -> None:
    from matplotlib.patches import FancyArrowPatch

    outcome = one.arrival.outcome
    forth = 1 if head > tail else -1
    arrow = FancyArrowPatch(
        (tail, one.down), (head, one.down), arrowstyle="-|>", mutation_scale=14, shrinkA=3, shrinkB=3,
        color=FACES[outcome], linewidth=2.0, linestyle=LINES[outcome], zorder=4,
    )  # fmt: skip
    axes.add_patch(arrow)
    _mark(axes, tail + forth * BADGE_AT, one.down, LETTERS[outcome])
    if outcome in BROKEN:
        spot = (tail + forth * LEFT_AT if one.arrival.by_client else head - forth * BREAK_AT, one.down)
        axes.plot(*spot, marker="x", markersize=9, markeredgewidth=2.5, color="black", zorder=6)
    _say(axes, (tail + head) / 2, one)


def _say(axes: Axes, middle: float, one: Placed) -> None:
    """Write the texts of an arrow on white, because an arrow may cross the lines of processes in between."""
    box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
    for down, words, side, weight in ((-0.08, one.above, "bottom", "normal"), (0.08, one.below, "top", "bold")):
        text = "\n".join(words)
        axes.text(
            middle, one.down + down, text, ha="center", va=side, weight=weight, fontsize=FONT_SIZE, linespacing=1.15,
            bbox=box, zorder=3,
        )  # fmt: skip


def _mark(axes: Axes, across: float, down: float, letter: str) -> None:
    box = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": "black", "linewidth": 0.8}
    axes.text(across, down, letter, ha="center", va="center", fontsize=7, weight="bold", bbox=box, zorder=6)


def _legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=FACES[one], linestyle=LINES[one], linewidth=2, label=f"{letter}: {MEANINGS[letter]}")
        for one, letter in LETTERS.items()
    ]
    cross = Line2D([], [], color="black", linestyle="", marker="x", markeredgewidth=2.5, label=CROSS)
    figure.legend(
        handles=[*lines, cross], loc="outside lower center", ncols=2, fontsize=8, frameon=False, handlelength=4
    )
