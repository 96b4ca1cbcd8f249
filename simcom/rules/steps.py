"""Making steps and climbing ladders: the two things every topic of rules shares.

A rung is a function of facts alone. It returns one ``Step``, or ``None`` where it has nothing to say about these facts, and it never
reads another rung's step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from simcom.rules.catalogue import rule as catalogued
from simcom.vocabulary.rulings import Input, Ruling, Side, Stage, Step, Verdict

Facts = TypeVar("Facts")
Rung = Callable[[Facts], Step | None]


def fact(name: str, value: object, origin: str = "") -> Input:
    """Return one value that a step looked at."""
    return Input(name, str(value), origin)


def step(verdict: Verdict, rule: str, because: str, *inputs: Input, **more: Any) -> Step:  # noqa: ANN401  (Step checks them)
    """Return a step whose basis is the catalogue's; stage and side are the caller's own process unless given."""
    more.setdefault("stage", Stage.LOCAL)
    more.setdefault("side", Side.CLIENT)
    return Step(rule=rule, verdict=verdict, because=because, basis=catalogued(rule).basis, inputs=inputs, **more)


def holds(rule: str, because: str, *inputs: Input, **more: Any) -> Step:  # noqa: ANN401
    """Return a check that passed."""
    return step(Verdict.HOLDS, rule, because, *inputs, **more)


def notes(rule: str, because: str, *inputs: Input, **more: Any) -> Step:  # noqa: ANN401
    """Return a remark: a value and where it comes from."""
    return step(Verdict.NOTES, rule, because, *inputs, **more)


def fails(rule: str, hresult: str, because: str, *inputs: Input, **more: Any) -> Step:  # noqa: ANN401
    """Return a check that failed, with the status the caller gets."""
    return step(Verdict.FAILS, rule, because, *inputs, hresult=hresult, **more)


def unknown(rule: str, because: str, *inputs: Input, **more: Any) -> Step:  # noqa: ANN401
    """Return a check that cannot be decided, because something is not declared."""
    return step(Verdict.UNKNOWN, rule, because, *inputs, **more)


def climb(ladder: Iterable[Rung[Facts]], facts: Facts) -> tuple[Step, ...]:
    """Climb until a rung fails or cannot know, keeping every step on the way."""
    taken: list[Step] = []
    for rung in ladder:
        said = rung(facts)
        if said is not None:
            taken.append(said)
            if said.stops:
                break
    return tuple(taken)


def ruling(ladder: Iterable[Rung[Facts]], facts: Facts, value: Callable[[Facts], Any] | None = None) -> Ruling:
    """Climb, and work out the value if nothing stopped."""
    taken = climb(ladder, facts)
    stopped = bool(taken) and taken[-1].stops
    return Ruling(taken, None if stopped or value is None else value(facts))
