"""``simcom run`` with its other views: event logs, counts alone, rows that are otherwise left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli.desk import ACTIVATING, SCENARIO, simcom

from simcom.face import load
from simcom.report.events import events_text

if TYPE_CHECKING:
    from pathlib import Path


def test_events_of_a_run_without_any(scenario: Path) -> None:
    ran = simcom("run", scenario, "--events")
    assert (ran.status, ran.out) == (0, events_text([load(scenario).run()]))
    assert ran.out.endswith("\nno event log gets a line\n")


def test_events_for_programs_are_a_list(scenario: Path) -> None:
    ran = simcom("run", scenario, "--events", "--format", "json")
    assert (ran.status, json.loads(ran.out)) == (0, {"schema_version": 1, "events": []})


def test_events_do_not_hide_what_was_not_met(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("stage: authenticate", "stage: connect"), encoding="utf-8")
    ran = simcom("run", scenario, "--events")
    assert (ran.status, "not met: " in ran.err, "expected stage connect" in ran.err) == (1, True, True)


def test_events_of_refused_activations_are_dated(activating: Path) -> None:
    ran = simcom("run", activating, "--set", "machines.opc01.patch=P3", "--events")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[1:4] == ["3 events on 1 machine", "", "opc01: 3 events"]
    assert ran.out.splitlines()[4].startswith("  2022-01-01 00:00:00.0")
    assert ran.out.count("  10036  Error  the activation came at less than PKT_INTEGRITY [viewer#") == 3
    assert ran.out.count("domain: CORP; user: ann; ") == 3


def test_a_summary_counts_events(activating: Path) -> None:
    ran = simcom("run", activating, "--set", "machines.opc01.patch=P3", "--summary", "--format", "json")
    assert json.loads(ran.out)["runs"][0]["events"] == [{"machine": "opc01", "id": 10036, "count": 3}]


def test_a_summary_counts_what_a_run_shows(scenario: Path) -> None:
    ran, whole = simcom("run", scenario, "--summary", "--format", "json"), simcom("run", scenario, "--format", "json")
    (found,), (run,) = json.loads(ran.out)["runs"], json.loads(whole.out)["runs"]
    same = ("run", "file", "title", "seed", "rows", "outcomes")
    assert [found[key] for key in same] == [run[key] for key in same]
    assert found["machines"]["opc01"] == {"ok": 1, "refused": 1, "failed": 0, "undetermined": 0}
    assert [(one["rule"], one["count"]) for one in found["causes"]] == [("trust.untrusted-domain", 1)]


def test_a_summary_says_what_it_could_not_look_at(scenario: Path) -> None:
    ran = simcom("run", scenario, "--summary")
    assert (ran.status, "2 expectations of single steps not looked at" in ran.out) == (0, True)


@pytest.mark.parametrize(("refused", "status"), [(1, 0), (2, 1)])
def test_a_summary_is_held_against_what_is_expected_of_the_whole_run(scenario: Path, refused: int, status: int) -> None:
    wanted = f"expect: {{outcomes: {{ok: 1, refused: {refused}}}}}\n"
    scenario.write_text(SCENARIO + wanted, encoding="utf-8")
    ran = simcom("run", scenario, "--summary", "--format", "json")
    (found,) = json.loads(ran.out)["runs"]
    assert (ran.status, found["met"], found["unchecked"]) == (status, status == 0, 2)
    assert [(one["key"], one["got"]) for one in found["unmet"]] == [("outcomes.refused", 1)] * status


@pytest.mark.parametrize("view", ["--events", "--summary"])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "junit", "github"])
def test_a_view_has_text_and_json_only(scenario: Path, view: str, kind: str) -> None:
    ran = simcom("run", scenario, view, "--format", kind)
    assert (ran.status, f"{view} has no format `{kind}`; take text or json" in ran.err) == (2, True)


def test_what_is_observed_is_known_to_the_run(scenario: Path) -> None:
    assert simcom("run", scenario, "--observe", "ping", "--observe", "interfaces").status == 0
    assert load(scenario).observing("ping", "ping").estate.observe == ("ping",)
    assert simcom("run", scenario, "--observe", "everything").status == 2


def test_github_gets_an_error_at_the_place_of_what_was_not_met(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("stage: authenticate", "stage: connect"), encoding="utf-8")
    ran = simcom("run", scenario, "--format", "github")
    error, notice = ran.out.splitlines()
    assert (ran.status, error.startswith(f"::error file={scenario},line=")) == (1, True)
    assert notice.endswith("::1 ok, 1 refused; 1 expectation not met")


@pytest.mark.parametrize(
    ("until", "status", "says"),
    [
        ("2022-01-01", 2, "there is no time in which anything could happen"),
        ("0 s", 2, "there is no time in which anything could happen"),
        ("2022-01-02 08:00", 0, "6 calls"),
        ("1 d", 0, "6 calls"),
        ("2021-12-31", 2, "`2021-12-31` is before the file begins, on 2022-01-01"),
        ("2022-02-30", 2, "`2022-02-30` is no date of the calendar"),
        ("soon", 2, "`soon` is not a duration"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "explain"])
def test_a_run_may_stop_on_a_date(tmp_path: Path, verb: str, until: str, status: int, says: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(ACTIVATING, encoding="utf-8")
    ran = simcom(verb, file, "--until", until)
    if status:
        assert (ran.status, ran.out, says in ran.err) == (2, "", True), ran.err
    elif verb == "run":
        assert (ran.status, says in ran.out) == (0, True), ran.out


def test_a_date_needs_a_file_that_begins_on_one(scenario: Path) -> None:
    ran = simcom("run", scenario, "--until", "2022-01-01")
    assert (ran.status, "the file has none for its beginning" in ran.err) == (2, True)
