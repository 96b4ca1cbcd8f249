"""``simcom diff``: two files, or one file and what is changed in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from cli.desk import SCENARIO, simcom

if TYPE_CHECKING:
    from pathlib import Path

RAISE = "processes.server.CoInitializeSecurity.authn_level=PKT"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a second file: the sound scenario, whose server now asks for PKT."""
    path = tmp_path / "other.yaml"
    path.write_text(SCENARIO.replace("{authn_level: NONE, security", "{authn_level: PKT, security"), encoding="utf-8")
    return path


def test_a_file_is_compared_with_itself_changed(scenario: Path) -> None:
    ran = simcom("diff", scenario, "--set", RAISE)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("1 call newly fails, 1 call and 2 other steps changed, ")
    assert f", with {RAISE}\n" in ran.out


def test_two_files_are_compared(scenario: Path, other: Path) -> None:
    ran, changed = simcom("diff", scenario, other), simcom("diff", scenario, "--set", RAISE)
    assert ran.out.splitlines()[0] == changed.out.splitlines()[0]


def test_a_setting_changes_the_second_file_alone(scenario: Path, other: Path) -> None:
    undone = simcom("diff", scenario, other, "--set", RAISE.replace("PKT", "NONE"))
    assert undone.out.startswith("nothing changed: 2 calls and ")


def test_a_step_put_in_moves_the_ids_behind_it(scenario: Path, tmp_path: Path) -> None:
    path = tmp_path / "longer.yaml"
    first = "      - call: reader.ReadRaw\n        expect: {hresult: E"
    path.write_text(SCENARIO.replace(first, f"      - CoSetProxyBlanket: {{proxy: reader}}\n{first}"), encoding="utf-8")
    ran = simcom("diff", scenario, path)
    assert ran.out.startswith("nothing newly fails, 1 step is new, 2 calls and ")


@pytest.mark.parametrize(
    ("gate", "change", "status"),
    [
        ("newly-failing", RAISE, 1),
        ("newly-failing", "machines.opc01.patch=P0", 0),
        ("any-change", RAISE, 1),
        ("any-change", "machines.opc01.patch=P0", 0),
        ("newly-failing", "processes.viewer.CoInitializeSecurity.authn_level=PKT", 0),
        ("any-change", "processes.viewer.CoInitializeSecurity.authn_level=PKT", 1),
    ],
)
def test_a_gate_is_shut_by_what_it_is_for(scenario: Path, gate: str, change: str, status: int) -> None:
    assert simcom("diff", scenario, "--set", change, "--gate", gate).status == status


def test_machines_are_patched_by_name_range_or_all_at_once(scenario: Path) -> None:
    """An event or a verdict may or may not follow; that the run is another one can be read from what it was told."""
    for machines in ("opc01", "OPC01", "opc[01-01]", "*"):
        ran = simcom("diff", scenario, "--patch", f"{machines}=p3", "--format", "json")
        assert (ran.status, json.loads(ran.out)["after"]["changed"]) == (0, [f"patch {machines}=p3"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "there is nothing to compare"),
        (["--patch", "opc02=P3"], "there is no machine `opc02`; did you mean `opc01`?"),
        (["--patch", "opc[1-=P3"], "has no partner"),
        (["--patch", "opc01=P9"], "there is no patch level `P9`; the levels are P0, P1, P1b, P2, P2b, P3"),
        (["--patch", "opc01"], "is no MACHINES=LEVEL"),
        (["--set", "machines.opc01.pach=P3"], "pach"),
        (["--gate", "never"], "never"),
    ],
)
def test_what_cannot_be_compared_ends_with_two(scenario: Path, arguments: list[str], said: str) -> None:
    ran = simcom("diff", scenario, *arguments)
    assert (ran.status, ran.out, said in ran.err) == (2, "", True)


def test_a_folder_of_several_scenarios_is_not_one(scenario: Path, other: Path) -> None:
    ran = simcom("diff", scenario.parent, other)
    assert (ran.status, "has 2 scenarios; name one of them" in ran.err) == (5, True)


def test_a_file_that_is_not_there_ends_with_five(scenario: Path, tmp_path: Path) -> None:
    assert simcom("diff", scenario, tmp_path / "none.yaml").status == 5


def test_both_sides_draw_the_same_numbers(scenario: Path, tmp_path: Path) -> None:
    """The files name different seeds, and take random time: only with one seed for both is nothing different."""
    texts = {
        name: SCENARIO.replace("takes: 20 ms", "takes: {exponential: 5 s}") + f"seed: {name}\n" for name in ("1", "2")
    }
    paths = [tmp_path / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    read = json.loads(simcom("diff", *paths, "--format", "json").out)
    assert (read["changes"], read["before"]["seed"], read["after"]["seed"]) == ([], 1, 1)
    assert json.loads(simcom("diff", *paths, "--seed", "9", "--format", "json").out)["after"]["seed"] == 9


def test_until_stops_both_runs(scenario: Path) -> None:
    read = json.loads(simcom("diff", scenario, "--set", RAISE, "--until", "1 us", "--format", "json").out)
    assert read["counts"]["newly failing"]["calls"] == 0


def test_machine_formats_are_the_same_bytes_every_time(scenario: Path) -> None:
    for kind in ("text", "json", "junit"):
        first, second = (simcom("diff", scenario, "--set", RAISE, "--format", kind).out for _ in range(2))
        assert (first == second, first[-1]) == (True, "\n")


def test_junit_fails_what_the_gate_is_for(scenario: Path) -> None:
    failures = [
        ET.fromstring(simcom("diff", scenario, "--set", RAISE, "--format", "junit", *gate).out)[0].get("failures")  # noqa: S314
        for gate in ([], ["--gate", "newly-failing"], ["--gate", "any-change"])
    ]
    assert failures == ["1", "1", "4"]


def test_the_month_of_the_hardening_is_seen_before_it_comes(activating: Path) -> None:
    ran = simcom("diff", activating, "--patch", "opc01=P3", "--gate", "newly-failing")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("3 calls newly fail, 3 calls and 6 other steps fall away with that, ")
    assert (
        "  E_ACCESSDENIED at integrity level, by `act.hardening`: 3 calls\n    decided on the server's side, on opc01\n"
        in ran.out
    )
    assert "    logged: 10036 on opc01 x3\n    also viewer#2/1, viewer#3/1\n" in ran.out


def test_patching_the_clients_first_breaks_nothing(activating: Path) -> None:
    ran = simcom("diff", activating, "--patch", "*=P2b", "--gate", "newly-failing")
    assert (ran.status, ran.out.startswith("nothing newly fails, ")) == (0, True)
    assert "  authn_level CONNECT -> PKT_INTEGRITY" in ran.out


def test_the_help_shows_an_example_on_a_line_of_its_own() -> None:
    ran = simcom("diff", "--help")
    assert ("\n  For example:\n    simcom diff estate.yaml --patch" in ran.out, "\\b" in ran.out) == (True, False)
