"""The identity picture and the exchanges on the trust graph: what is written, how many arrows, nothing on top of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from analysis.proved import KERBEROS, NTLM, accepted, chain, refused, run
from matplotlib.patches import FancyArrowPatch, Rectangle

from simcom.analysis.identityflow import identity_flow
from simcom.report.identity_layout import PITCH, stacked
from simcom.report.notebook import Result
from simcom.report.plot_identity import CROSS, identity_figure
from simcom.report.plot_style import rendered
from simcom.report.plot_trusts import trusts_figure
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from simcom.runtime.rows import Row


def texts(figure: Figure) -> list[str]:
    """Return every text in the picture's frame."""
    return [text.get_text() for text in figure.axes[0].texts]


def arrows(figure: Figure) -> list[FancyArrowPatch]:
    """Return every arrow in the picture."""
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]


def drawn(call: str | None = None) -> Figure:
    """Return the picture of the chain."""
    found = run(*chain())
    return Result(found.estate, found.rows).plot.identity(call)


def test_every_kind_of_call_is_an_arrow_and_outcomes_differ_without_colour() -> None:
    assert [arrow.get_linestyle() for arrow in arrows(drawn())] == ["-", "-", "--", "-", ":"]


def test_arrows_are_marked_with_the_letters_of_their_outcomes() -> None:
    assert [text for text in texts(drawn()) if len(text) == 1] == ["A", "A", "R", "A", "U"]


def test_a_box_says_process_machine_and_account() -> None:
    assert "front\non web01\nas CORP\\svc-front" in texts(drawn())


@pytest.mark.parametrize(
    "words",
    [
        "IHistorian::ReadRaw (2 times)\nKerberos, PKT_PRIVACY, IMPERSONATE",
        "arrives as CORP\\ann",
        "arrives as CORP\\svc-front",
        "nobody arrives\nE_ACCESSDENIED (0x80070005) at\nauthenticate",
        "callback IHistorian::ReadRaw\nno authentication",
        "arrives as ANONYMOUS LOGON",
        "who arrives is open\nundetermined at connect",
    ],
)
def test_an_arrow_says_what_how_and_as_whom(words: str) -> None:
    assert words in texts(drawn())


def test_only_calls_that_did_not_arrive_are_broken() -> None:
    assert [line.get_marker() for line in drawn().axes[0].lines if line.get_marker() != "None"] == ["x"]


@pytest.mark.parametrize("side", [Side.CLIENT, Side.SERVER])
def test_the_cross_stands_near_the_side_that_refused(side: Side) -> None:
    """The client's line is at 0, the server's one pitch to the right of it."""
    lines = identity_figure(run(refused(side=side))).axes[0].lines
    (cross,) = (line.get_xdata()[0] for line in lines if line.get_marker() == "x")
    assert bool(cross < PITCH / 2) is (side is Side.CLIENT)


def test_the_legend_explains_the_cross() -> None:
    (legend,) = drawn().legends
    assert CROSS in [text.get_text() for text in legend.get_texts()]


def test_a_server_that_calls_on_is_busy_until_its_last_call() -> None:
    assert len([patch for patch in drawn().axes[0].patches if isinstance(patch, Rectangle)]) == 2


def test_a_chosen_call_is_drawn_with_its_chain_alone() -> None:
    assert len(arrows(drawn("back/1"))) == 4


def test_a_run_without_calls_says_so() -> None:
    assert "no calls between processes" in texts(identity_figure(run()))


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_run_gives_the_same_bytes(ending: str) -> None:
    assert rendered(drawn(), ending) == rendered(drawn(), ending)


def test_arrivals_keep_apart() -> None:
    flow = identity_flow(chain())
    placed = stacked(flow.arrivals, {party.process: n * PITCH for n, party in enumerate(flow.processes)})
    ends = [one.down + 0.15 * len(one.below) for one in placed]
    begins = [one.down - 0.15 * len(one.above) for one in placed]
    assert [begin > end for end, begin in zip(ends, begins[1:], strict=False)] == [True] * (len(placed) - 1)


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts that are drawn over one another."""
    figure.draw_without_rendering()
    shown: list[Text] = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent() for text in shown]
    return [
        (one.get_text(), other.get_text())
        for place, one in enumerate(shown)
        for before, other in enumerate(shown[:place])
        if boxes[place].overlaps(boxes[before])
    ]


def test_no_text_is_drawn_over_another() -> None:
    assert overlapping(drawn()) == []


@pytest.mark.parametrize(
    ("row", "label"),
    [(accepted(KERBEROS), "forest, used\n1 KDC exchange"), (refused(NTLM), "forest, used\n1 DC exchange")],
)
def test_the_trust_graph_counts_the_exchanges_on_its_edges(row: Row, label: str) -> None:
    figure = trusts_figure(run(row), row)
    assert (label in texts(figure), overlapping(figure)) == (True, [])


def test_a_long_caption_is_broken_into_lines() -> None:
    row = refused()
    caption = trusts_figure(run(row), row).axes[0].get_title()
    assert (len(caption.splitlines()), "account_disabled" in caption) == (3, True)
