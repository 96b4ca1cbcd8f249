"""What became of one activation, read from its row: how it went out, which attempts were made, what the server's machine looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.rulings import Side, Stage, Verdict

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row
    from simcom.vocabulary.rulings import Step

ATTEMPT, AGAIN = "attempt ", "that attempt fails"
"""How the remarks on attempts begin."""

LEVEL = ("activation level ", "raised from ", "a level that the program gave")
"""How the remarks on the level of an activation begin."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check of the server's machine was about, whether it held, and which rule that was; ``passed`` is None where it is open."""

    stage: str
    rule: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation: ``interfaces`` are pairs of name and status, empty where nothing came back.

    ``level`` are sentences on where its level comes from and what raised it, ``attempts`` one sentence for each. ``machine`` is the one
    asked, ``process`` what serves the class there and ``run_as`` its account, both empty where there is none.
    """

    class_: str
    interfaces: tuple[tuple[str, str], ...]
    source: str
    level: tuple[str, ...]
    attempts: tuple[str, ...]
    checks: tuple[Check, ...]
    machine: str
    launched: bool
    process: str
    run_as: str


def activation(row: Row) -> Activation | None:
    """Return what became of an activation, or ``None`` for a step of another kind or one that stays within its process."""
    told = row.returned
    if row.kind != "activation" or row.server is None or not isinstance(told, dict):
        return None
    steps = row.ruling.steps
    return Activation(
        class_=row.class_ or "",
        interfaces=tuple((told.get("interfaces") or {}).items()),
        source=told.get("source") or "",
        level=tuple(step.because for step in steps if step.stage is Stage.LOCAL and step.because.startswith(LEVEL)),
        attempts=_attempts(steps),
        checks=tuple(_check(step) for step in steps if _by_machine(step)),
        machine=row.server.machine,
        launched=bool(told.get("launched")),
        process=told.get("process") or "",
        run_as=told.get("run_as") or "",
    )


def _attempts(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Return the attempts; behind each that failed what came of it."""
    found: list[str] = []
    for step in steps:
        if step.because.startswith(ATTEMPT):
            found.append(step.because.partition(": ")[2])
        elif step.because.startswith(AGAIN) and found:
            found[-1] += f"; {step.because.partition(', and ')[0]}"
    return tuple(found)


def _by_machine(step: Step) -> bool:
    """Tell whether a step is a check of the server's machine once it knows who asks."""
    known = step.stage in (Stage.INTEGRITY_LEVEL, Stage.MACHINE_LIMIT, Stage.LAUNCH_PERMISSION, Stage.START_SERVER)
    return known and step.side is Side.SERVER and step.verdict is not Verdict.NOTES


def _check(step: Step) -> Check:
    passed = {Verdict.HOLDS: True, Verdict.FAILS: False}.get(step.verdict)
    return Check(str(step.stage), step.rule, passed)
