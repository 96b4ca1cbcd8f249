"""Endings of the command line: faults, broken pipes, help; files written whole; the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.desk import SCENARIO, simcom

from simcom.cli import bundled, files
from simcom.cli.demo import FIRST, TWIN


def test_help_names_every_verb() -> None:
    words = simcom("--help").out
    assert [verb for verb in ("demo", "run", "check", "explain", "rules", "plot", "schema") if verb not in words] == []


def test_a_fault_of_our_own_is_one_sentence_and_ends_with_three(
    scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simcom.face.simulate", lambda *_, **__: 1 // 0)
    ran = simcom("run", scenario)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.splitlines()[0].startswith("internal fault: ZeroDivisionError")


def test_the_traceback_is_there_for_those_who_ask(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simcom.face.simulate", lambda *_, **__: 1 // 0)
    monkeypatch.setenv("SIMCOM_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        simcom("run", scenario)


def test_a_reader_that_leaves_is_no_fault() -> None:
    run = subprocess.Popen([sys.executable, "-m", "simcom", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    run.stdout.close()
    _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (0, b"")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(files.UsageError, match="no space left on device"):
        files.write_whole(path, b"after")
    assert ([item.name for item in tmp_path.iterdir()], path.read_bytes()) == (["out.png"], b"before")


def test_files_of_one_name_have_run_ids_that_differ(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "same.yaml" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(SCENARIO, encoding="utf-8")
    assert len({name for name, _ in files.scenario_files(map(str, paths))}) == 2


def test_the_demo_finds_its_two_scenarios() -> None:
    assert [bundled.named(name)[0] for name in (FIRST, TWIN)] == [FIRST, TWIN]


def test_the_demo_prints_tables_and_explanations_and_writes_pictures_last(tmp_path: Path) -> None:
    ran = simcom("demo", "--out", tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if line][-2:] == [
        f"wrote {tmp_path / 'simcom-demo-matrix.png'}",
        f"wrote {tmp_path / 'simcom-demo-trusts.png'}",
    ]
    assert (ran.out.count("The checks, in order"), ran.out.count(": REFUSED\n")) == (1, 2)


def test_the_demo_lists_what_is_shipped() -> None:
    assert simcom("demo", "--list").out.splitlines() == list(bundled.bundled())


def test_an_unknown_demo_names_the_nearest() -> None:
    ran = simcom("demo", FIRST + "x")
    assert (ran.status, f"did you mean `{FIRST}`?" in ran.err) == (5, True)


def test_the_demo_needs_no_screen(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-m", "simcom", "demo", "--out", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, env=bare, check=False, timeout=60)
    assert (run.returncode, run.stderr) == (0, b"")
