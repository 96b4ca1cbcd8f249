"""The shipped scenarios as their tests see them: every file once, read and run once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from house.tree import ROOT

import simcom

if TYPE_CHECKING:
    from simcom.report.notebook import Result

FOLDER = ROOT / "scenarios"
NAMES = tuple(sorted(file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.rglob("*.yaml")))
"""Every shipped scenario by its path in the folder, without the ending."""

_TWIN = re.compile(r"# Twin: (\S+)\.yaml\n")


def text(name: str) -> str:
    """Return a scenario's text."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def scenario(name: str) -> simcom.Scenario:
    """Return a scenario, read once."""
    return simcom.load(FOLDER / f"{name}.yaml")


@cache
def result(name: str) -> Result:
    """Return the result of a scenario, run once."""
    return scenario(name).run()


@cache
def records(name: str) -> tuple[dict[str, Any], ...]:
    """Return the rows of a scenario."""
    return tuple(result(name).records())


def wanted(name: str) -> dict[str, dict[str, Any]]:
    """Return what the file expects of each step, by the step's id; of the run as a whole under the empty id."""
    return {one.id: dict(one.wanted) for one in scenario(name).parsed.expectations}


def twin(name: str) -> str | None:
    """Return the scenario that a file's first line calls its twin."""
    found = _TWIN.match(text(name))
    return f"{name.rpartition('/')[0]}/{found[1]}" if found else None


def endings(name: str) -> dict[str, tuple[Any, ...]]:
    """Return how each step that the file gives an id of its own ended: status, caller, settings in effect, what a query returned."""
    return {
        row["id"]: (row["hresult"], row["caller"], row["blanket"]["effective"], row["returned"])
        for row in records(name)
        if "/" not in row["id"]
    }
