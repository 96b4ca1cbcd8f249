"""Where reading, simulating, checking and showing meet: what the command line and the Python face both start from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.analysis import compare as comparing
from simcom.analysis.result import UnmetExpectation
from simcom.analysis.summary import summary
from simcom.errors import UsageError, quoted
from simcom.report.compare import Compared
from simcom.report.notebook import Result
from simcom.rules.catalogue import all_rules
from simcom.rules.eras import PATCHES
from simcom.runtime import world
from simcom.scenario import expectations
from simcom.scenario import load as reading
from simcom.scenario.quantities import host_names
from simcom.scenario.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from simcom.analysis.summary import Summary
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

    def patched(self, machines: str, level: str) -> Scenario:
        """Return the scenario with machines at a patch level from the start, such as ``patched("ws[001-100]", "P3")``.

        ``machines`` is a name, a host range, or ``*`` for all. Raises `UsageError` for machines or a level that do not exist.
        """
        from simcom.analysis.compare_patch import patched

        names = _machines_named(machines, [machine.name for machine in self.estate.machines])
        estate = patched(self.estate, names, _patch_level(level))
        return Scenario(dataclasses.replace(self.parsed, estate=estate))

    def observing(self, *kinds: str) -> Scenario:
        """Return the scenario with something in its results that is otherwise left out: ``"ping"``, ``"interfaces"``."""
        observe = tuple(dict.fromkeys((*self.estate.observe, *kinds)))
        return Scenario(dataclasses.replace(self.parsed, estate=dataclasses.replace(self.estate, observe=observe)))

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

    def summarize(self, *, seed: int | None = None, until_s: float | None = None, run: str = "") -> Summary:
        """Simulate and keep counts only, in memory that does not grow with time; the arguments are those of `run`.

        Of what the file expects, only what concerns the whole run can be looked at; ``Summary.unchecked`` counts the rest.
        """
        parsed = self.parsed
        seed = parsed.seed if seed is None else seed
        until_s = parsed.until_s if until_s is None else until_s
        journal = world.simulate(parsed.estate, run=run, seed=seed, until_s=until_s, summary=True)
        found = summary(journal.counts(), title=self.title, run=run, file=parsed.file, seed=seed)
        whole = [one for one in parsed.expectations if isinstance(one, expectations.RunExpectation)]
        unmet = expectations.check(whole, found.records()) if whole else ()
        unchecked = len(parsed.expectations) - len(whole)
        return dataclasses.replace(found, unmet=tuple(_plain(unmet)), checked=len(whole), unchecked=unchecked)


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


def compare(before: Result, after: Result) -> Compared:
    """Hold two results against each other: print what this returns, or read its ``comparison``."""
    return Compared(comparing.compare(before, after))


def _machines_named(text: str, known: list[str]) -> list[str]:
    """Return the machines that a name, a host range or a star stands for; `UsageError` if one of them does not exist."""
    if text == "*":
        return known
    try:
        wanted = host_names(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    found = {name.casefold(): name for name in known}
    missing = next((name for name in wanted if name.casefold() not in found), None)
    if missing is not None:
        hint = suggest(missing, known) or f"the machines are {', '.join(map(quoted, known[:10]))}"
        raise UsageError(f"there is no machine {quoted(missing)}; {hint}")
    return [found[name.casefold()] for name in wanted]


def _patch_level(text: str) -> str:
    """Return a patch level as it is written; `UsageError` for one that does not exist."""
    found = next((level for level in PATCHES if level.casefold() == text.casefold()), None)
    if found is None:
        raise UsageError(f"there is no patch level {quoted(text)}; the levels are {', '.join(PATCHES)}")
    return found


def _rule_ids() -> dict[str, None]:
    """Return the ids that an expectation may name, in the order of the catalogue."""
    return dict.fromkeys(rule.id for rule in all_rules())


def _plain(unmet: Iterable[expectations.Unmet]) -> Iterable[UnmetExpectation]:
    return (UnmetExpectation(one.place, one.id, one.key, one.expected, one.got) for one in unmet)
