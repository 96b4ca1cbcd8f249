"""``simcom explain``, ``plot``, ``rules``, ``schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli.desk import SCENARIO, simcom

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_call_the_refused_one_is_explained(scenario: Path) -> None:
    ran = simcom("explain", scenario)
    assert (ran.status, ran.out.splitlines()[0]) == (0, "viewer/2: IHistorian::ReadRaw: REFUSED")


def test_a_local_step_is_explained_as_well(scenario: Path) -> None:
    assert simcom("explain", scenario, "viewer/3").out.splitlines()[0] == "viewer/3: SetBlanket IHistorian: OK"


def test_the_settings_are_followed_to_the_set_blanket(scenario: Path) -> None:
    assert "They came from viewer/3 (SetBlanket" in simcom("explain", scenario, "viewer/4").out


def test_an_unknown_call_ends_with_five_and_names_the_nearest(scenario: Path) -> None:
    ran = simcom("explain", scenario, "viewr/2")
    assert (ran.status, ran.out, "did you mean `viewer/2`?" in ran.err) == (5, "", True)


def test_the_list_has_every_step(scenario: Path) -> None:
    lines = simcom("explain", scenario, "--list").out.splitlines()
    rows = json.loads(simcom("run", scenario, "--format", "json").out)["rows"]
    assert [line.split("  ")[0] for line in lines] == [row["id"] for row in rows]


def test_json_has_the_steps(scenario: Path) -> None:
    record = json.loads(simcom("explain", scenario, "viewer/2", "--format", "json").out)
    assert record["steps"][-1]["verdict"] == "fails"
    assert record["row"]["decided_by"] == record["steps"][-1]["rule"]


def test_every_line_fits_eighty_columns(scenario: Path) -> None:
    long = [line for line in simcom("explain", scenario).out.splitlines() if len(line) > 80 and " " in line.strip()]
    assert long == []


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
@pytest.mark.parametrize("kind", ["matrix", "causes", "trusts", "identity"])
def test_a_picture_is_written_and_named(scenario: Path, tmp_path: Path, kind: str, ending: str, magic: bytes) -> None:
    path = tmp_path / "new" / f"picture.{ending}"
    path.parent.mkdir()
    ran = simcom("plot", scenario, "--kind", kind, "--out", path)
    assert (ran.status, ran.out, ran.err) == (0, "", f"wrote {path}\n")
    assert path.read_bytes()[: len(magic)] == magic
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_another_ending_is_refused(scenario: Path, tmp_path: Path) -> None:
    ran = simcom("plot", scenario, "--out", tmp_path / "picture.gif")
    assert (ran.status, "must end in .png or .svg" in ran.err) == (2, True)


def test_a_place_that_cannot_be_written_is_refused(scenario: Path) -> None:
    assert simcom("plot", scenario, "--out", scenario / "below" / "a.png").status == 2


def test_a_picture_goes_into_no_directory_that_is_not_there(scenario: Path, tmp_path: Path) -> None:
    ran = simcom("plot", scenario, "--out", tmp_path / "none" / "a.png")
    assert (ran.status, "there is no directory" in ran.err, (tmp_path / "none").exists()) == (2, True, False)


def test_the_catalogue_is_an_array_of_records() -> None:
    entries = json.loads(simcom("rules", "--format", "json").out)
    assert list(entries[0]) == ["id", "status", "statement", "sources", "basis", "where", "reason", "scenarios"]
    assert len({entry["id"] for entry in entries}) == len(entries)


def test_one_rule_is_printed() -> None:
    assert simcom("rules", "coinitsec.once-per-process").out.splitlines()[0] == "coinitsec.once-per-process"


def test_an_unknown_rule_names_the_nearest() -> None:
    ran = simcom("rules", "coinitsec.once-per-proces")
    assert (ran.status, "did you mean `coinitsec.once-per-process`?" in ran.err) == (5, True)


def test_the_schema_is_json() -> None:
    assert json.loads(simcom("schema").out)["type"] == "object"


def test_a_scenario_in_which_nothing_happens_has_nothing_to_explain(scenario: Path) -> None:
    scenario.write_text(SCENARIO[: SCENARIO.index("processes:")] + "processes: {}\n", encoding="utf-8")
    ran = simcom("explain", scenario)
    assert (ran.status, "nothing happens in this scenario" in ran.err) == (5, True)
