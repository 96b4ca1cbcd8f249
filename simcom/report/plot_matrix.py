"""The outcome matrix: client processes down, server processes across, one letter for what became of their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.matrix import LETTERS, matrix
from simcom.report.plot_style import FACES, HATCHES, new_figure, set_title, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.matrix import Cell, Matrix
    from simcom.analysis.result import RunResult

MEANINGS = {"A": "accepted: it went through", "R": "refused by a check", "F": "failed", "U": "undetermined"}

ROOM_ACROSS, ROOM_INSIDE = 10, 5
"""Characters that fit upright under a column, and in large letters in a cell."""


def matrix_figure(result: RunResult) -> Figure:
    """Draw who reached whom in a run."""
    table = matrix(result.calls)
    figure = new_figure(4.6 + 1.05 * len(table.servers), 2.1 + 0.42 * max(len(table.clients), 1))
    set_title(figure, result.title)
    axes = figure.subplots()
    _frame(axes, table)
    for (client, server), cell in table.cells.items():
        _draw(axes, table.servers.index(server), table.clients.index(client), cell)
    _legend(figure)
    return figure


def _frame(axes: Axes, table: Matrix) -> None:
    axes.set_xlim(0, max(len(table.servers), 1))
    axes.set_ylim(max(len(table.clients), 1), 0)
    axes.set_xticks([place + 0.5 for place in range(len(table.servers))], [*map(shortened, table.servers)])
    axes.set_yticks([place + 0.5 for place in range(len(table.clients))], [*map(shortened, table.clients)])
    axes.tick_params(length=0, labelsize=9)
    if max(map(len, table.servers), default=0) > ROOM_ACROSS:
        axes.tick_params(axis="x", labelrotation=35)
    axes.set_xlabel("server process")
    axes.set_ylabel("client process")
    if not table.cells:
        axes.text(0.5, 0.5, "no calls", ha="center", va="center")
    if table.note:
        axes.set_title(table.note, fontsize=8)


def _draw(axes: Axes, across: int, down: int, cell: Cell) -> None:
    """Draw one cell, sliced among its outcomes, with its letters on top."""
    from matplotlib.patches import Rectangle

    total, left = sum(count for _, count in cell.counts), across + 0.04
    for outcome, count in cell.counts:
        width = 0.92 * count / total
        slice_ = Rectangle((left, down + 0.06), width, 0.88, facecolor=FACES[outcome], edgecolor="white")
        slice_.set_hatch(HATCHES[outcome])
        axes.add_patch(slice_)
        left += width
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"}
    size = 11 if len(cell.text) <= ROOM_INSIDE else 7
    axes.text(across + 0.5, down + 0.5, cell.text, ha="center", va="center", fontsize=size, weight="bold", bbox=box)


def _legend(figure: Figure) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=FACES[one], hatch=HATCHES[one], edgecolor="white", label=f"{letter}: {MEANINGS[letter]}")
        for one, letter in LETTERS.items()
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=2, fontsize=8, frameon=False)
