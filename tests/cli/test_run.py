"""``simcom run`` and ``simcom check``: exit statuses, outputs, several files."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from cli.desk import SCENARIO, simcom

from simcom.scenario.load import UNSEEN

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_that_meets_its_expectations_ends_with_nought(scenario: Path) -> None:
    ran = simcom("run", scenario)
    assert (ran.status, ran.err) == (0, "")
    assert "2 calls: 1 ok, 1 refused\n" in ran.out
    assert ran.out.endswith("every expectation was met\n")


def test_an_unmet_expectation_ends_with_one_and_names_its_place(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("stage: authenticate", "stage: connect"), encoding="utf-8")
    ran = simcom("run", scenario)
    assert ran.status == 1
    assert f"{scenario}:" in ran.out
    assert "expected stage connect, got authenticate" in ran.out


def test_a_broken_scenario_ends_with_two_and_nothing_on_standard_output(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("machines:", "machinse:"), encoding="utf-8")
    ran = simcom("run", scenario)
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean `machines`?" in ran.err


@pytest.mark.parametrize("verb", ["run", "check", "explain"])
def test_a_file_that_is_not_there_ends_with_five(verb: str, tmp_path: Path) -> None:
    ran = simcom(verb, tmp_path / "none.yaml")
    assert (ran.status, ran.out, "there is no file" in ran.err) == (5, "", True)


def test_a_folder_without_scenarios_ends_with_five(tmp_path: Path) -> None:
    assert simcom("run", tmp_path).status == 5


@pytest.mark.parametrize(
    "arguments", [["run"], ["rnu"], ["run", "x.yaml", "--format", "pdf"], ["run", "x", "--set", "a"]]
)
def test_a_wrong_command_line_ends_with_two(arguments: list[str]) -> None:
    assert simcom(*arguments).status == 2


def test_a_folder_is_searched_and_run_ids_are_paths_from_there(tmp_path: Path, scenario: Path) -> None:
    deep = tmp_path / "deep" / "b.yaml"
    deep.parent.mkdir()
    deep.write_text(SCENARIO, encoding="utf-8")
    read = json.loads(simcom("run", tmp_path, "--format", "json").out)
    assert [run["run"] for run in read["runs"]] == ["deep/b", "untrusted"]
    assert list(dict.fromkeys(row["run"] for row in read["rows"])) == ["deep/b", "untrusted"]


def test_machine_formats_are_the_same_bytes_every_time(scenario: Path) -> None:
    for kind in ("json", "jsonl", "csv", "junit"):
        first, second = (simcom("run", scenario, "--format", kind).out for _ in range(2))
        assert (first == second, first[-1]) == (True, "\n")


def test_the_formats_agree_on_the_rows(scenario: Path) -> None:
    outs = {kind: simcom("run", scenario, "--format", kind).out for kind in ("json", "jsonl", "csv", "junit")}
    ids = [row["id"] for row in json.loads(outs["json"])["rows"]]
    assert [json.loads(line)["id"] for line in outs["jsonl"].splitlines()] == ids
    assert [line["id"] for line in csv.DictReader(io.StringIO(outs["csv"]))] == ids
    suite = ET.fromstring(outs["junit"])[0]  # noqa: S314  (our own text)
    names = [str(case.get("name")) for case in suite][:-1]
    assert [name[: len(known)] for name, known in zip(names, ids, strict=True)] == ids


def test_a_setting_changes_the_run(scenario: Path) -> None:
    changed = simcom("run", scenario, "--set", "processes.server.CoInitializeSecurity.authn_level=PKT")
    assert (changed.status, changed.out == simcom("run", scenario).out) == (1, False)


def test_a_setting_that_does_not_fit_is_a_broken_scenario(scenario: Path) -> None:
    assert simcom("run", scenario, "--set", "machines.opc01.pach=P3").status == 2


def test_until_stops_the_run(scenario: Path) -> None:
    text = SCENARIO.replace("      - CoUnmarshal", "      - wait: 10 s\n      - CoUnmarshal")
    scenario.write_text(text, encoding="utf-8")
    read = json.loads(simcom("run", scenario, "--until", "5 s", "--format", "json").out)
    assert [row["kind"] for row in read["rows"] if row["kind"] == "call"] == []


def test_several_runs_end_with_one_line_about_all(tmp_path: Path, scenario: Path) -> None:
    (tmp_path / "second.yaml").write_text(SCENARIO, encoding="utf-8")
    assert simcom("run", tmp_path).out.endswith("2 runs, 4 calls; every expectation was met\n")


def test_check_finds_nothing_wrong_with_a_sound_file(scenario: Path) -> None:
    ran = simcom("check", scenario)
    assert (ran.status, ran.out, ran.err) == (0, "", "1 file, no complaints\n")


def test_check_goes_on_after_a_broken_file(tmp_path: Path, scenario: Path) -> None:
    for name in ("a", "z"):
        (tmp_path / f"{name}.yaml").write_text(SCENARIO.replace("title:", "titel:"), encoding="utf-8")
    ran = simcom("check", tmp_path)
    files = list(dict.fromkeys(line.split(":")[0] for line in ran.out.splitlines()))
    assert (ran.status, files) == (2, [str(tmp_path / "a.yaml"), str(tmp_path / "z.yaml")])
    assert f"{tmp_path / 'a.yaml'}:2:" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("title:", "titel:", f"; {UNSEEN}"),
        ("domains:", "domains: [", f"; {UNSEEN}"),
        ("call: reader", "call: raeder", ""),
    ],
)
def test_check_says_when_names_were_not_looked_up(scenario: Path, old: str, new: str, note: str) -> None:
    scenario.write_text(SCENARIO.replace(old, new, 1), encoding="utf-8")
    ran = simcom("check", scenario)
    assert (ran.err, UNSEEN in ran.out) == (f"1 file, 1 complaint{note}\n", False)


def test_check_knows_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(SCENARIO.replace("stage: authenticate", "decided_by: trust.nobody"), encoding="utf-8")
    ran = simcom("check", path)
    assert (ran.status, ran.out.count("\n")) == (2, 1)
    assert "SC204" in ran.out
    assert "no rule has the id `trust.nobody`" in ran.out
