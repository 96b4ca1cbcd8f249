"""The verdict table and its summary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.sample import DISPATCHED, UNKNOWN, UNMET, call, result

from simcom.analysis.result import RunResult, UnmetExpectation
from simcom.report.layout import Page, columns, printable, shown_width
from simcom.report.text import overall, run_text, table
from simcom.report.wording import clock, part, plural, seconds, what
from simcom.runtime.estate import Script


def test_the_table_has_one_line_a_row_with_what_decided() -> None:
    assert table(result().rows)[2].split() == [
        "2", "ms", "viewer/2", "viewer", "->", "server", "IHistorian::ReadRaw", "REFUSED", "E_ACCESSDENIED",
        "authenticate", "trust.untrusted-domain",
    ]  # fmt: skip


def test_the_summary_counts_outcomes_and_causes_and_names_what_is_unmet() -> None:
    lines = run_text(result(unmet=(UNMET,))).splitlines()
    assert lines[-5:] == [
        "2 calls: 1 ok, 1 refused",
        "what decided those that did not go through:",
        "  1  authenticate  E_ACCESSDENIED  trust.untrusted-domain",
        "1 expectation not met:",
        "  here.yaml:33: viewer/2: expected stage connect, got authenticate",
    ]


def test_a_run_that_meets_its_expectations_says_so() -> None:
    assert run_text(result()).splitlines()[-1] == "every expectation was met"


def test_a_run_without_rows_says_that_nothing_happened() -> None:
    empty = RunResult(result().estate, ())
    assert run_text(empty).splitlines()[2:] == [
        "nothing happened: no process has a script",
        "",
        "no calls",
        "every expectation was met",
    ]


def test_an_undetermined_row_has_a_dash_for_its_status() -> None:
    assert " UNDETERMINED  -  " in table([call(1, UNKNOWN)])[1]


def test_names_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "\n".join(table([call(1, DISPATCHED, id="a\x1b[2J", interface="I\x07")]))


def test_colour_only_adds_to_the_words() -> None:
    painted = "\n".join(table(result().rows, Page(80, colour=True)))
    assert ("\x1b[1;31mREFUSED\x1b[0m" in painted, "\x1b" in "\n".join(table(result().rows))) == (True, False)


def test_painted_cells_are_as_wide_as_they_look() -> None:
    painted = Page(colour=True).paint("OK", "OK")
    assert [shown_width(line) for line in columns([[painted, "x"], ["1234", "x"]])] == [7, 7]


def test_several_runs_end_with_one_line_about_all() -> None:
    assert overall([result(), result(unmet=(UNMET,))]) == (
        "2 runs, 4 calls; 1 run did not meet their expectations:\n  here\n"
    )


@pytest.mark.parametrize(
    ("time_s", "text"),
    [(0.0, "0 s"), (2.0, "2 s"), (0.00035, "350 us"), (0.0014, "1.4 ms"), (2e-9, "2 ns"), (86400.0, "86400 s")],
)
def test_times_are_shown_in_the_unit_that_fits(time_s: float, text: str) -> None:
    assert seconds(time_s) == text


@pytest.mark.parametrize(
    ("time_s", "begins", "text"),
    [
        (86399.5, "2022-11-01", "86399.5 s"),
        (777600.0, "", "9 d 00:00"),
        (777600.0, "2022-11-01", "2022-11-10 00:00"),
        (28800.0 + 777600.0, "2022-11-01", "2022-11-10 08:00"),
        (86405.0, "", "1 d 00:00:05"),
        (86400.01135, "2022-11-01", "2022-11-02 00:00:00.011"),
    ],
)
def test_points_in_time_are_dates_or_days_from_one_day_on(time_s: float, begins: str, text: str) -> None:
    assert clock(time_s, begins) == text


@pytest.mark.parametrize(("begins", "begun"), [("", "9 d 00:00"), ("2022-11-01", "2022-11-10 00:00")])
def test_the_table_and_what_is_unmet_show_the_calendar(begins: str, begun: str) -> None:
    late = UnmetExpectation("here.yaml:9", "viewer/1", "begun", {"at_least": 864000.0}, 777600.0)
    slow = UnmetExpectation("here.yaml:9", "viewer/1", "took", {"at_most": 1.0}, 86400.0)
    sample = result(unmet=(late, slow))
    dated = replace(sample, estate=replace(sample.estate, begins=begins), rows=(call(1, DISPATCHED, begun_s=777600.0),))
    lines = run_text(dated).splitlines()
    tenth = "2022-11-11 00:00" if begins else "10 d 00:00"
    assert (lines[4].startswith(f"{begun}  viewer/1"), lines[-2:]) == (
        True,
        [
            f"  here.yaml:9: viewer/1: expected begun at least {tenth}, got {begun}",
            "  here.yaml:9: viewer/1: expected took at most 1 s, got 86400 s",
        ],
    )


def test_a_script_without_rows_is_not_denied() -> None:
    estate = result().estate
    scripted = replace(estate, processes=tuple(replace(one, scripts=(Script("", ()),)) for one in estate.processes))
    assert run_text(RunResult(scripted, ())).splitlines()[2] == (
        "nothing happened: no script took a step that leaves a row"
    )


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("authn_svc", "WINNT", "WINNT (NTLM)"),
        ("authn_level", "NONE", "NONE (no authentication)"),
        ("authn_level", "7", "7"),
        ("principal", None, "-"),
        ("capabilities", [], "-"),
        ("capabilities", ["A", "B"], "A, B"),
    ],
)
def test_parts_of_a_blanket_say_what_they_mean(name: str, value: object, text: str) -> None:
    assert part(name, value) == text


def test_words_for_rows_and_numbers() -> None:
    assert [what(row) for row in result().rows[:2]] == ["CoUnmarshalInterface IHistorian", "IHistorian::ReadRaw"]
    assert [plural(1, "call"), plural(0, "call")] == ["1 call", "0 calls"]
    assert printable("é\u202e\n") == "é\\u202e\\n"
