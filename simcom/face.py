"""Where reading, simulating, checking and showing meet: what the command line and the Python face both start from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.analysis.result import UnmetExpectation
from simcom.report.notebook import Result
from simcom.rules.catalogue import all_rules
from simcom.runtime import world
from simcom.scenario import expectations
from simcom.scenario import load as reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from simcom.runtime.estate import Estate

Settings = tuple[tuple[str, str], ...]
"""Pairs of a dotted path into the file and the YAML value to put there, as ``--set path=value`` gives them."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that was read and found in order; it can be run as often as wanted, each time from the start."""

    parsed: reading.Scenario

    @property
    def estate(self) -> Estate:
        """The landscape and what happens in it."""
        return self.parsed.estate

    @property
    def title(self) -> str:
        """The scenario's own title."""
        return self.parsed.estate.title

    def run(self, *, seed: int | None = None, until_s: float | None = None, run: str = "") -> Result:
        """Simulate and compare with what the file expects.

        Parameters
        ----------
        seed
            What random draws begin with; ``None`` takes the file's own.
        until_s
            Simulated seconds after which the run stops; ``None`` takes the file's own, if it has one.
        run
            An id that every row carries, to tell runs apart.
        """
        parsed = self.parsed
        chosen = parsed.seed if seed is None else seed
        result = simulate(parsed.estate, run=run, seed=chosen, until_s=parsed.until_s if until_s is None else until_s)
        unmet = expectations.check(parsed.expectations, result.records()) if parsed.expectations else ()
        return dataclasses.replace(result, file=parsed.file, unmet=tuple(_plain(unmet)))


def load(path: str | Path, *, settings: Settings = ()) -> Scenario:
    """Read a scenario file. ``settings`` change values before anything is checked.

    Raises
    ------
    ScenarioError
        With every complaint and its place, if the file is not in order.
    NothingFoundError
        If there is no such file.
    """
    return Scenario(reading.load(path, settings=settings, known_rules=_rule_ids()))


def loads(text: str, *, file: str = "<text>", settings: Settings = ()) -> Scenario:
    """Read a scenario from a text; ``file`` is the name that complaints and places give it."""
    return Scenario(reading.loads(text, file=file, settings=settings, known_rules=_rule_ids()))


def bundled(name: str, *, settings: Settings = ()) -> Scenario:
    """Read a scenario that comes with simcom, by the name that ``simcom demo --list`` prints.

    Raises
    ------
    NothingFoundError
        If no shipped scenario has that name; the message names the nearest.
    """
    from simcom.cli.bundled import named

    found, file = named(name)
    return loads(file.read_text(encoding="utf-8"), file=f"{found}.yaml", settings=settings)


def simulate(estate: Estate, *, seed: int = 0, until_s: float | None = None, run: str = "") -> Result:
    """Simulate an estate, however it was built. The same estate and seed always give the same rows."""
    journal = world.simulate(estate, run=run, seed=seed, until_s=until_s)
    return Result(estate=estate, rows=journal.rows(), run=run, seed=seed)


def _rule_ids() -> dict[str, None]:
    """Return the ids that an expectation may name, in the order of the catalogue."""
    return dict.fromkeys(rule.id for rule in all_rules())


def _plain(unmet: Iterable[expectations.Unmet]) -> Iterable[UnmetExpectation]:
    return (UnmetExpectation(one.place, one.id, one.key, one.expected, one.got) for one in unmet)
