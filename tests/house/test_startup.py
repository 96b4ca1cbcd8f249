"""What starting up may load: the names of the modules are held, the milliseconds are not."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

HEAVY = (
    "joblib", "matplotlib", "networkx", "numpy", "pandas", "pyarrow", "pydantic", "rich", "simpy", "yaml",
)  # fmt: skip

STARTS = {
    "import simcom": ["-c", "import simcom"],
    "simcom --help": ["-m", "simcom", "--help"],
}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python with its log of imports on stderr."""
    command = [sys.executable, "-X", "importtime", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def loaded(log: str) -> set[str]:
    """Return the top-level names of the modules in a log of imports."""
    return {name.split(".")[0] for name in re.findall(r"^import time:.*\|\s+([\w.]+)$", log, re.MULTILINE)}


@pytest.mark.parametrize("start", STARTS)
def test_starting_loads_nothing_heavy(start: str) -> None:
    run = python(*STARTS[start])
    assert (run.returncode, sorted(loaded(run.stderr).intersection(HEAVY))) == (0, [])


def test_help_comes_from_click() -> None:
    run = python("-m", "simcom", "--help")
    assert run.stdout.startswith("Usage: ")
    assert {"click", "simcom"} <= loaded(run.stderr)


def test_the_log_would_show_a_heavy_package() -> None:
    assert {"networkx", "yaml"} <= loaded(python("-c", "import yaml, networkx").stderr)
