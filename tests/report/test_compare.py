"""Two runs held against each other, in text, JSON and JUnit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from analysis.sample import BLANKET, DISPATCHED, REACHED, SERVER, STRANGER, UNKNOWN, call, estate, row

from simcom.analysis.compare import Comparison, compare
from simcom.analysis.compare_rows import Difference
from simcom.analysis.result import RunResult
from simcom.report.compare import Compared, answer, compare_text
from simcom.report.compare_record import compare_junit, compare_record
from simcom.report.compare_words import counted, difference, ranges
from simcom.report.formats import to_json
from simcom.runtime.rows import Party
from simcom.vocabulary.messages import Event
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row

LOGGED = {"events": (Event(10036, "opc01"),)}


def compared(before: list[Row], after: list[Row]) -> Comparison:
    """Compare two runs of these rows."""
    first, second = (
        RunResult(estate(), tuple(rows), file=name) for rows, name in ((before, "a.yaml"), (after, "b.yaml"))
    )
    return compare(first, second)


def sample() -> Comparison:
    """Compare two runs: two calls newly fail, one newly passes, one is called at another level, a step is new."""
    before = [call(1, DISPATCHED), call(2, DISPATCHED), call(3, REACHED, STRANGER), call(4, DISPATCHED)]
    after = [
        call(1, REACHED, STRANGER, **LOGGED),
        call(2, REACHED, STRANGER, **LOGGED),
        call(3, DISPATCHED),
        call(4, DISPATCHED, effective={**BLANKET, "authn_level": "PKT"}),
        row(5, "set_blanket", Ruling((DISPATCHED,))),
    ]
    return compared(before, after)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (DISPATCHED, "nothing changed: 1 call as before"),
        (STRANGER, "1 call newly fails"),
        (UNKNOWN, "1 call can no longer be decided"),
    ],
)
def test_the_answer_is_one_line(now: object, said: str) -> None:
    assert answer(compared([call(1, DISPATCHED)], [call(1, now)])) == said  # type: ignore[arg-type]


def test_the_answer_says_when_nothing_newly_fails() -> None:
    found = compared([call(1, STRANGER)], [call(1, DISPATCHED)])
    assert answer(found) == "nothing newly fails, 1 call newly passes"


def test_the_text_begins_with_the_answer_and_tells_cause_machine_example_and_remedy() -> None:
    text = compare_text(sample(), changed=["patch opc01=P3"])
    assert text.splitlines()[:13] == [
        "2 calls newly fail, 1 call newly passes, 1 call changed, 1 step is new",
        "before: a.yaml (4 calls, 1 of them not going through)",
        "after:  b.yaml (4 calls, 2 of them not going through), with patch opc01=P3",
        "",
        "newly failing: 2 calls",
        "  E_ACCESSDENIED at authenticate, by `trust.untrusted-domain`: 2 calls",
        "    decided on the server's side, on opc01",
        "    for example viewer/1: viewer on hmi01 -> server on opc01,",
        "      IHistorian::ReadRaw (S_OK -> E_ACCESSDENIED)",
        "    why: PLANT does not trust CORP, so opc01 cannot tell who CORP\\ann is",
        "    what would have passed: authn_level NONE on this proxy, or a trust by PLANT",
        "      of CORP",
        "    logged: 10036 on opc01 x2",
    ]


def test_a_side_where_all_is_well_says_so() -> None:
    text = compare_text(compared([call(1, DISPATCHED), call(2, DISPATCHED)], []))
    assert text.splitlines()[1:3] == [
        "before: a.yaml (2 calls, all of them going through)",
        "after:  b.yaml (no calls)",
    ]


def test_the_text_goes_on_with_the_other_turns() -> None:
    text = compare_text(sample())
    assert "    also viewer/2\n\nnewly passing: 1 call\n  was E_ACCESSDENIED at authenticate" in text
    assert "changed: 1 call\n  authn_level CONNECT -> PKT: 1 call\n    on opc01\n    viewer/4: " in text
    assert "only after: 1 step\n  steps: 1 step\n    on opc01\n    viewer/5: " in text
    assert text.endswith("\n")


def test_a_step_that_fails_within_its_process_has_no_side() -> None:
    local = replace(STRANGER, stage=Stage.LOCAL, side=Side.CLIENT)
    before, after = (row(1, "initialize_security", Ruling((step,)), server=None) for step in (DISPATCHED, local))
    text = compare_text(compared([before], [after]))
    assert "    decided in the process itself, on hmi01\n    viewer/1: viewer on hmi01," in text


def test_two_runs_in_which_nothing_happens_are_alike() -> None:
    assert compare_text(compared([], [])).startswith("nothing changed\nbefore: a.yaml (no calls)")


def test_of_many_steps_some_are_named() -> None:
    before, after = ([call(n, step) for n in range(1, 31)] for step in (DISPATCHED, STRANGER))
    text = " ".join(compare_text(compared(before, after)).split())
    assert "also viewer/2, viewer/3, viewer/4, viewer/5" in text
    assert "viewer/13, and 17 more" in text


def test_names_from_a_file_do_not_steer_the_terminal() -> None:
    evil = Party("server\x1b[2J", "opc01", SERVER.account)
    found = compared([call(1, DISPATCHED, server=evil)], [call(1, STRANGER, server=evil)])
    assert "\x1b" not in compare_text(found)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ws001", "ws002", "ws003", "ws005"], ["ws[001-003]", "ws005"]),
        (["ws3", "ws2", "ws2"], ["ws[2-3]"]),
        (["ws9", "ws10"], ["ws9", "ws10"]),
        (["dc", "opc01"], ["dc", "opc01"]),
        ([], []),
    ],
)
def test_names_that_count_on_are_put_together(names: list[str], expected: list[str]) -> None:
    assert ranges(names) == expected


@pytest.mark.parametrize(
    ("steps", "calls", "said"),
    [(1, 1, "1 call"), (2, 0, "2 steps"), (3, 2, "2 calls and 1 other step"), (3, 1, "1 call and 2 other steps")],
)
def test_calls_and_other_steps_are_counted_apart(steps: int, calls: int, said: str) -> None:
    assert counted(steps, calls) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Difference("authn_level", "PKT", None), "authn_level PKT -> -"),
        (Difference("duration_s", 0.002, 21.0), "duration 2 ms -> 21 s"),
        (Difference("bytes", 80, 96), "bytes 80 -> 96"),
    ],
)
def test_a_difference_is_told_with_both_values(one: Difference, said: str) -> None:
    assert difference(one) == said


def test_the_record_counts_every_turn_and_lists_every_change() -> None:
    read = json.loads(to_json(compare_record(sample(), ["patch opc01=P3"])))
    assert (read["schema_version"], read["breaking"], read["after"]["changed"]) == (1, 2, ["patch opc01=P3"])
    assert read["counts"]["newly failing"] == {"steps": 2, "calls": 2}
    assert read["counts"]["only after"] == {"steps": 1, "calls": 0}
    assert read["counts"]["as before"] == {"steps": 0, "calls": 0}
    assert [(one["id"], one["turn"]) for one in read["changes"]] == [
        ("viewer/1", "newly failing"),
        ("viewer/2", "newly failing"),
        ("viewer/3", "newly passing"),
        ("viewer/4", "changed"),
        ("viewer/5", "only after"),
    ]


def test_the_record_of_a_change_has_both_sides() -> None:
    change, *_, new = compare_record(sample())["changes"]
    assert (change["before"]["hresult"], change["after"]["hresult"]) == ("S_OK", "E_ACCESSDENIED")
    assert {"name": "stage", "before": "", "after": "authenticate"} in change["differences"]
    assert (new["before"], new["after"]["id"], new["call"]) == (None, "viewer/5", False)


def test_the_record_of_a_group_has_cause_machines_and_remedy() -> None:
    group = compare_record(sample())["groups"][0]
    assert (group["rule"], group["side"], group["stage"]) == ("trust.untrusted-domain", "server", "authenticate")
    assert (group["machines"], group["ids"]) == ([{"machine": "opc01", "steps": 2}], ["viewer/1", "viewer/2"])
    assert group["remedy"] == STRANGER.remedy


def test_junit_has_a_failure_for_each_step_that_breaks() -> None:
    suite = ET.fromstring(compare_junit(sample()))[0]  # noqa: S314  (our own text)
    assert (suite.get("tests"), suite.get("failures")) == ("6", "2")
    assert [str(case.get("name")).split()[0] for case in suite if case.find("failure") is not None] == [
        "viewer/1",
        "viewer/2",
    ]


def test_junit_takes_what_counts_as_a_failure() -> None:
    found = sample()
    suite = ET.fromstring(compare_junit(found, found.changes))[0]  # noqa: S314  (our own text)
    assert suite.get("failures") == "5"


def test_a_comparison_shows_itself() -> None:
    found = Compared(sample())
    assert str(found) == compare_text(sample())
    assert found.to_dict() == compare_record(sample())
    shown = Compared(compared([call(1, DISPATCHED)], [call(1, replace(STRANGER, because="<b>"))]))
    assert "why: &lt;b&gt;" in shown._repr_html_()


def test_what_falls_away_is_told_once_and_from_what_it_follows() -> None:
    before = [call(1, DISPATCHED), call(2, DISPATCHED, settings="viewer/1"), call(3, DISPATCHED, settings="viewer/1")]
    found = compared(before, [call(1, STRANGER), call(2, UNKNOWN), call(3, UNKNOWN)])
    text = compare_text(found)
    assert text.startswith("1 call newly fails, 2 calls fall away with that\n")
    assert "following: 2 calls\n  without the steps above: 2 calls\n    on opc01\n" in text
    assert "    follows from viewer/1\n    also viewer/3\n" in text
    assert "following: not without viewer/1" in compare_junit(found)


def test_a_step_that_fails_more_slowly_tells_so_and_one_that_fails_at_once_does_not() -> None:
    before = [call(1, DISPATCHED), call(2, DISPATCHED)]
    slow, quick = call(1, STRANGER, ended_s=21.001), call(2, replace(STRANGER, rule="b"), ended_s=0.0020001)
    text = compare_text(compared(before, [slow, quick]))
    assert ("also different: duration 700 us -> 21 s" in text, text.count("also different")) == (True, 1)
