"""What the Python face hands out: a result that explains, draws and shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from simcom.analysis.explained import explain
from simcom.analysis.result import RunResult
from simcom.report.explain import explain_text
from simcom.report.explain_record import explain_record
from simcom.report.text import HEADINGS, run_text, summary, table_cells

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simcom.analysis.explained import Explained

SHOWN_ROWS = 200
"""Rows in a notebook's table; more would make the page slow, and `records` has them all."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step explained: printed it is text, in a notebook a page, as a dictionary it has every step."""

    explained: Explained

    def __str__(self) -> str:
        """Return the explanation as plain text."""
        return explain_text(self.explained)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as a plain record, as ``explain --format json`` prints it."""
        return explain_record(self.explained)

    def _repr_html_(self) -> str:
        return f'<pre style="white-space: pre-wrap">{escape(str(self))}</pre>'

    def _repr_markdown_(self) -> str:
        return f"````text\n{self}````\n"


@dataclass(frozen=True, slots=True)
class Plots:
    """The pictures of a result, each a matplotlib figure."""

    result: RunResult

    def matrix(self) -> Figure:
        """Draw which client process reached which server process."""
        from simcom.report.plot_matrix import matrix_figure

        return matrix_figure(self.result)

    def causes(self) -> Figure:
        """Draw what stopped the steps that did not go through, by stage."""
        from simcom.report.plot_causes import causes_figure

        return causes_figure(self.result)

    def identity(self, call: str | None = None) -> Figure:
        """Draw who arrived as whom: all calls of the run, or only the chain of calls around the one named.

        Raises ``LookupError`` if the run has no step of that id.
        """
        from simcom.report.plot_identity import identity_figure

        return identity_figure(self.result, None if call is None else self.result[call])

    def months(self) -> Figure:
        """Draw what failed when, by cause, in months or whatever stretches of time suit the length of the run."""
        from simcom.report.plot_months import months_figure

        return months_figure(self.result)

    def timeline(self) -> Figure:
        """Draw what passed between the processes, in the order of time, and what happened to them."""
        from simcom.report.plot_timeline import timeline_figure

        return timeline_figure(self.result)

    def objects(self) -> Figure:
        """Draw how many objects clients held in each server process over time, and how these ended."""
        from simcom.report.plot_objects import objects_figure

        return objects_figure(self.result)

    def trusts(self, call: str | None = None) -> Figure:
        """Draw domains and trusts, with the route of a call: the one named, else one that built a context of its own, if any did.

        Raises ``LookupError`` if the run has no step of that id.
        """
        from simcom.analysis.trustmap import most_telling
        from simcom.report.plot_trusts import trusts_figure

        return trusts_figure(self.result, most_telling(self.result) if call is None else self.result[call])


class Result(RunResult):
    """What a run produced, in the form people work with: print it, explain a call, draw it, make a table of it."""

    @property
    def plot(self) -> Plots:
        """The pictures: ``.plot.matrix()``, ``causes``, ``months``, ``timeline``, ``objects``, ``identity`` and ``trusts``."""
        return Plots(self)

    def explain(self, call: str | None = None) -> Explanation:
        """Explain a step by its id, or without one the step most worth explaining.

        Raises ``LookupError`` if there is no such step; its message names the nearest id.
        """
        row = self.notable() if call is None else self[call]
        if row is None:
            raise LookupError("nothing happened in this run, so there is nothing to explain")
        return Explanation(explain(self, row))

    def __str__(self) -> str:
        """Return the verdict table and its summary, as ``simcom run`` prints them."""
        return run_text(self)

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
        body = "".join(f"<tr>{_html(cells)}</tr>" for cells in map(table_cells, self.rows[:SHOWN_ROWS]))
        left_out = len(self.rows) - SHOWN_ROWS
        note = f"<p>and {left_out} more rows</p>" if left_out > 0 else ""
        words = "<br>".join(escape(line) for line in summary(self))
        return f"<h4>{escape(self.title)}</h4><table><tr>{heads}</tr>{body}</table>{note}<p>{words}</p>"


def _html(cells: list[str]) -> str:
    return "".join(f'<td style="text-align: left">{escape(cell)}</td>' for cell in cells)
