"""The pictures of what happens in time: months, timeline, objects; and how times are written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from analysis.in_time import (
    CABLE,
    LOST,
    LOW,
    NOWHERE,
    ONE,
    SERVER,
    TWO,
    activation,
    at,
    call,
    happens,
    held,
    patched,
    released,
    shown,
)
from report.test_plot_identity import overlapping

from simcom.analysis.marks import Mark
from simcom.report.plot_style import rendered
from simcom.report.plot_time import instant, length, moments

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simcom.report.notebook import Result

DAY_S = 86400.0


def sample(begins: str = "") -> Result:
    """Return a run with all that the pictures show: failures, a patch with its restart, a crash, a cut, a rundown."""
    rows = (
        activation(0), held(0.1, "a"), activation(1, client=TWO), held(1.1, "b", TWO), call(2), released(50, "b", TWO),
        activation(60, LOW), call(61, LOST, server=None, transport="none"),
        at(480, "rundown", SERVER, object="a", transport="none"), call(500, NOWHERE, ended_s=521.0),
    )  # fmt: skip
    timeline = (
        patched(55, "opc01", patch="P2"),
        happens(55, "restart", "opc01"),
        happens(200, "crash", "hmi02"),
        happens(300, "cut", cut=CABLE),
    )
    return shown(rows, *timeline, begins=begins)


def words(figure: Figure) -> str:
    """Return the picture as SVG, in which texts are texts."""
    return rendered(figure, "svg").decode("utf-8")


@pytest.mark.parametrize("kind", ["months", "timeline", "objects"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_run_gives_the_same_bytes(kind: str, ending: str) -> None:
    first, second = (rendered(getattr(sample().plot, kind)(), ending) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("months", "B: activation below PKT_INTEGRITY (act.hardening): E_ACCESSDENIED, integrity level, 1 time"),
        ("months", "failures in one minute"),
        ("months", "1: 55 s  opc01: patch P2, restarts"),
        ("months", "3: 5 min  hmi01 ↔ opc01 is cut off"),
        ("months", "not counted: 1 call on pointers that a failed step had not made"),
        ("timeline", "E_ACCESSDENIED at"),
        ("timeline", "RPC_S_SERVER_UNAVAILABLE"),
        ("timeline", "after 21 s"),
        ("timeline", "a is run down"),
        ("timeline", "†: an object is run down"),
        ("timeline", "hmi02 crashes"),
        ("timeline", "each arrow is a message, there and back"),
        ("timeline", "bind (NTLM 1)"),
        ("objects", "server on opc01"),
        ("objects", "T: run down: no pings keep it any more"),
        ("objects", "simulated time in minutes"),
        ("objects", "2: 3 min 20 s  hmi02 crashes"),
    ],
)
def test_what_a_picture_says(kind: str, said: str) -> None:
    assert said in words(getattr(sample().plot, kind)())


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("months", "nothing failed"),
        ("timeline", "nothing passed between processes"),
        ("objects", "no client held an object"),
    ],
)
def test_an_empty_run_says_so(kind: str, said: str) -> None:
    assert said in words(getattr(shown(()).plot, kind)())


def test_dates_stand_in_the_place_of_lengths_in_long_runs() -> None:
    rows, timeline = (call(0), call(200 * DAY_S)), (patched(31 * DAY_S, "opc01", patch="P2"),)
    text = words(shown(rows, *timeline, begins="2022-01-01").plot.months())
    assert ("1: 2022-02-01  opc01: patch P2" in text, "one bar: one calendar month" in text) == (True, True)


def test_no_two_texts_of_the_timeline_stand_on_one_another() -> None:
    assert overlapping(sample().plot.timeline()) == []


def test_letters_tell_how_objects_ended() -> None:
    panel = sample().plot.objects().axes[0]
    assert [text.get_text() for text in panel.texts if len(text.get_text()) == 1 and text.get_text().isalpha()] == [
        "R",
        "X",
    ]


def test_many_ends_are_counted_instead() -> None:
    rows = [one for n in range(60) for one in (held(n, f"o{n}"), released(n + 0.5, f"o{n}"))]
    assert "ends: 60 R" in words(shown(rows).plot.objects())


def test_only_so_many_servers_are_drawn() -> None:
    rows = [at(n, "unmarshal", ONE, object="a", server=type(SERVER)(f"s{n:02}", "opc01", "x")) for n in range(11)]
    figure = shown(rows).plot.objects()
    assert (len(figure.axes), "3 more server processes, which held fewer, are not drawn" in words(figure)) == (8, True)


def test_only_so_many_changes_are_listed() -> None:
    timeline = [happens(n, "kill", f"p{n}") for n in range(1, 20)]
    assert "5 later times of changes are not drawn" in words(shown((call(30),), *timeline).plot.months())


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (0.0, "0 s"), (0.01135, "11.4 ms"), (21.0, "21 s"), (59.96, "60 s"), (360.0, "6 min"), (60.51, "1 min 0.5 s"),
        (3600.0, "1 h"), (90000.0, "1 d 1 h"),
    ],
)  # fmt: skip
def test_lengths(time_s: float, text: str) -> None:
    assert length(time_s) == text


@pytest.mark.parametrize(
    ("time_s", "begins", "span_s", "text"),
    [
        (360.0, "", DAY_S, "6 min"),
        (360.0, "2022-01-01", 900.0, "6 min"),
        (360.5, "2022-01-01", 20000.0, "2022-01-01 00:06:00"),
        (360.0, "2022-01-01", 3 * DAY_S, "2022-01-01 00:06"),
        (DAY_S, "2022-01-01", 3 * DAY_S, "2022-01-02"),
    ],
)
def test_instants(time_s: float, begins: str, span_s: float, text: str) -> None:
    assert instant(time_s, begins, span_s) == text


def test_many_subjects_of_a_mark_are_counted() -> None:
    names = ("alpha", "bravo", "charlie", "delta", "echo")
    assert moments([Mark(5, "crash", "crashes", names)], "", 10) == [(5, "5 s  5 machines or processes: crashes")]
