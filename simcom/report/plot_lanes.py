"""The strokes of the timeline picture: lanes with their heads, arrows, letters, crosses and bands."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from simcom.analysis.matrix import LETTERS
from simcom.report.plot_matrix import MEANINGS
from simcom.report.plot_style import DARK, FACES, YELLOW, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.lanes_arrows import Lane
    from simcom.report.plot_identity import Dashes
    from simcom.vocabulary.rulings import Outcome

NAME_LETTERS, LINE_LETTERS, BAND_LETTERS = 20, 70, 90
"""Letters of a name that fit above a lane, of a line at an arrow, and of a band."""

TOP = 0.62
"""How far down, in inches, the names of processes stand; those of machines stand above."""


def frame(axes: Axes, count: int, pitch: float, depth: float, caption: str) -> None:
    """Set up the picture: inches downwards, lanes across, room on the left for times."""
    axes.set_xlim(-pitch / 2 - 1.35, pitch * max(count - 0.5, 0.5))
    axes.set_ylim(depth, 0)
    axes.axis("off")
    axes.set_title(caption, fontsize=8, wrap=True)


def heads(axes: Axes, spots: Mapping[Lane, float], pitch: float) -> None:
    """Write above the lanes the names of processes, and above these, over a bar, those of machines."""
    for (_, process), across in spots.items():
        name = shortened(process, NAME_LETTERS)
        box = {"boxstyle": "round,pad=0.3", "facecolor": "#F7F7F7", "edgecolor": "black"}
        axes.text(across, TOP, name, ha="center", va="center", fontsize=8.5, bbox=box, zorder=5)
    for machine in dict.fromkeys(machine for machine, _ in spots):
        over = [across for (name, _), across in spots.items() if name == machine]
        left, right = min(over) - pitch * 0.44, max(over) + pitch * 0.44
        axes.plot([left, right], [0.33, 0.33], color=DARK, linewidth=3, solid_capstyle="butt")
        axes.text(
            (left + right) / 2,
            0.27,
            shortened(machine, 3 * NAME_LETTERS),
            ha="center",
            va="bottom",
            fontsize=9.5,
            weight="bold",
        )


def threads(axes: Axes, spots: Mapping[Lane, float], alive: Mapping[Lane, Sequence[tuple[float, float]]]) -> None:
    """Draw the lanes: dotted all the way, and plain where the process lives."""
    bottom = axes.get_ylim()[0]
    for lane, across in spots.items():
        axes.plot([across, across], [TOP, bottom], color="#BBBBBB", linewidth=0.8, linestyle=":", zorder=1)
        for begin, end in alive[lane]:
            axes.plot([across, across], [begin, end], color="#999999", linewidth=1.8, zorder=1.5)


def arrow(
    axes: Axes,
    tail: float,
    head: float,
    down: float,
    outcome: Outcome,
    *,
    thin: bool = False,
    there_and_back: bool = False,
) -> None:
    """Draw one arrow: thick and in the manner of its outcome for a step, thin and grey for a message."""
    from matplotlib.patches import FancyArrowPatch

    from simcom.report.plot_identity import LINES

    colour, width, stroke = (DARK, 0.8, "-") if thin else (FACES[outcome], 2.0, LINES[outcome])
    style, scale = ("<|-|>" if there_and_back else "-|>", 8) if thin else ("-|>", 14)
    patch = FancyArrowPatch(
        (tail, down), (head, down), arrowstyle=style, mutation_scale=scale, shrinkA=2, shrinkB=2, zorder=4,
        color=colour, linewidth=width, linestyle=stroke,
    )  # fmt: skip
    axes.add_patch(patch)


def badge(axes: Axes, across: float, down: float, letter: str) -> None:
    """Write a letter in a circle."""
    box = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": "black", "linewidth": 0.8}
    axes.text(across, down, letter, ha="center", va="center", fontsize=7, weight="bold", bbox=box, zorder=6)


def cross(axes: Axes, across: float, down: float) -> None:
    """Draw a cross where something was stopped."""
    axes.plot(across, down, marker="x", markersize=9, markeredgewidth=2.5, color="black", zorder=6)


def sign(axes: Axes, over: Sequence[float], down: float, text: str, *, strong: bool) -> None:
    """Draw a band over some lanes with what happened to them: strong for what happens, pale for what is changed.

    It may cover lanes beside and between these; a diamond stands where it is meant.
    """
    from matplotlib.patches import Rectangle

    middle = (min(over) + max(over)) / 2
    half = max((max(over) - min(over)) / 2 + 0.55, 0.036 * min(len(text), BAND_LETTERS) + 0.1)
    left, right = middle - half, middle + half
    face = YELLOW if strong else "#EEEEEE"
    band = Rectangle((left, down - 0.13), right - left, 0.26, facecolor=face, edgecolor=DARK, linewidth=0.8, zorder=4)
    band.set_clip_on(False)
    axes.add_patch(band)
    axes.plot(over, [down + 0.13] * len(over), color=DARK, linestyle="", marker="D", markersize=4, zorder=7)
    axes.text(middle, down, shortened(text, BAND_LETTERS), ha="center", va="center", fontsize=8, zorder=6)


class Words(Enum):
    """How a text stands to its arrow or lane: its sides, size and weight."""

    ABOVE = ("center", "bottom", 7.5, "normal")
    BELOW = ("center", "top", 7.5, "bold")
    ON = ("center", "center", 6.5, "normal")
    OWN = ("left", "center", 7.5, "normal")
    NOTE = ("left", "center", 6.5, "normal")


def words_at(axes: Axes, across: float, down: float, lines: Sequence[str], how: Words) -> None:
    """Write lines on white, because an arrow may cross the lanes of processes in between; nothing where there are none."""
    side, high, size, weight = how.value
    text = "\n".join(shortened(line, LINE_LETTERS) for line in lines)
    box = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
    if text:
        axes.text(
            across, down, text, ha=side, va=high, fontsize=size, weight=weight, linespacing=1.15, bbox=box, zorder=5
        )


def beside(axes: Axes, across: float, down: float, text: str) -> None:
    """Write a time on the left of all lanes."""
    axes.text(across, down, text, ha="right", va="center", fontsize=7.5, color=DARK)


def legend(figure: Figure, lines: Mapping[Outcome, Dashes], more_letters: Sequence[str] = ()) -> None:
    """Explain letters, lanes and, where ``lines`` has any, strokes; ``more_letters`` come with their meanings."""
    from matplotlib.lines import Line2D

    shown = [
        Line2D(
            [], [], color=FACES[one], linestyle=lines.get(one, ""), linewidth=2, label=f"{letter}: {MEANINGS[letter]}"
        )
        for one, letter in LETTERS.items()
    ]
    shown += [Line2D([], [], linestyle="", label=text) for text in more_letters]
    more = [
        Line2D(
            [],
            [],
            color="black",
            linestyle="",
            marker="x",
            markeredgewidth=2.5,
            label="stopped here, by the nearer side",
        ),
        Line2D([], [], color="#999999", linewidth=1.8, label="lane: the process runs; dotted: it does not"),
        Line2D([], [], color=DARK, linestyle="", marker="D", markersize=4, label="to whom something happens"),
    ]
    figure.legend(
        handles=[*shown, *more], loc="outside lower center", ncols=2, fontsize=8, frameon=False, handlelength=4
    )
