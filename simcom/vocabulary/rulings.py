"""Rulings: a decision and the steps that led to it.

A ruling is a value. It never raises, it is never recomputed to be explained, and it is only as strong as its weakest step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simcom.vocabulary.hresults import HRESULTS, S_OK, Hresult


class Basis(StrEnum):
    """How well a rule is supported, strongest first."""

    DOCUMENTED = "documented"
    TESTED = "asserted by tests"
    INFERRED = "inferred"
    ASSUMED = "assumed"


WEAKEST_LAST = tuple(Basis)


class Stage(StrEnum):
    """Where in a conversation a decision falls. ``LOCAL``: inside the caller's own process, before anything is sent."""

    LOCAL = "local"
    RESOLVE = "resolve"
    CONNECT = "connect"
    VERSION = "version"
    AUTHENTICATE = "authenticate"
    MACHINE_LIMIT = "machine limit"
    INTEGRITY_LEVEL = "integrity level"
    LAUNCH_PERMISSION = "launch permission"
    START_SERVER = "start server"
    ACCESS_PERMISSION = "access permission"
    CALL_LEVEL = "call level"
    DISPATCH = "dispatch"
    CALLBACK = "callback"
    LIFETIME = "lifetime"


class Side(StrEnum):
    """On which side a decision is made."""

    CLIENT = "client"
    SERVER = "server"


class Verdict(StrEnum):
    """What one step says: the check holds, it fails, it only notes a value, or it cannot know."""

    HOLDS = "holds"
    FAILS = "fails"
    NOTES = "notes"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of a step of a process. ``REFUSED``: a security check said no; ``FAILED``: it could not be carried out."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"
    UNDETERMINED = "undetermined"


REFUSING_STAGES = frozenset(
    {
        Stage.AUTHENTICATE,
        Stage.MACHINE_LIMIT,
        Stage.INTEGRITY_LEVEL,
        Stage.LAUNCH_PERMISSION,
        Stage.ACCESS_PERMISSION,
        Stage.CALL_LEVEL,
    }
)
"""A failure at one of these is a refusal; elsewhere it is a plain failure."""


@dataclass(frozen=True, slots=True)
class Input:
    """One value a step looked at, as text, with where it came from."""

    name: str
    value: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One check: which rule, what it says, why, from what, and with which status it fails.

    ``also`` names further rules that speak in the same step; ``disputed`` the entry (``L-20``) where the sources disagree and an
    assumption decided; ``remedy`` says what would have passed; ``cause`` is the name of a failed logon's cause in the table of error
    layers. ``refuses`` tells that a failure is a security check's no although its stage is not one of ``REFUSING_STAGES``.
    """

    rule: str
    verdict: Verdict
    because: str
    stage: Stage
    side: Side
    basis: Basis
    inputs: tuple[Input, ...] = ()
    hresult: str = "S_OK"
    also: tuple[str, ...] = ()
    disputed: str = ""
    remedy: str = ""
    cause: str = ""
    refuses: bool = False

    @property
    def stops(self) -> bool:
        """Whether nothing after this step is looked at."""
        return self.verdict in (Verdict.FAILS, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Ruling:
    """An outcome with its reasons. ``value`` is what was decided (a blanket, a process's security, a caller), if anything.

    ``steps`` are in the order they were taken; the last one decided.
    """

    steps: tuple[Step, ...]
    value: Any = None

    @property
    def decisive(self) -> Step:
        """The step that decided: the one that stopped, else the last check that held, else the last note."""
        held = [step for step in self.steps if step.verdict is Verdict.HOLDS]
        return self.steps[-1] if self.steps[-1].stops or not held else held[-1]

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        last = self.steps[-1]
        if last.verdict is Verdict.UNKNOWN:
            return Outcome.UNDETERMINED
        if last.verdict is not Verdict.FAILS:
            return Outcome.OK
        return Outcome.REFUSED if last.refuses or last.stage in REFUSING_STAGES else Outcome.FAILED

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return self.outcome is Outcome.OK

    @property
    def hresult(self) -> Hresult:
        """What the caller gets: the last step's status, be it a success of its own such as CO_S_NOTALLINTERFACES.

        S_OK stands for an undetermined ruling too, which has no status of its own.
        """
        return S_OK if self.steps[-1].verdict is Verdict.UNKNOWN else HRESULTS[self.steps[-1].hresult]

    @property
    def basis(self) -> Basis:
        """The weakest basis of all steps."""
        return max((step.basis for step in self.steps), key=WEAKEST_LAST.index)

    @property
    def rules(self) -> tuple[str, ...]:
        """The id of every rule that spoke, in order, each once."""
        return tuple(dict.fromkeys(rule for step in self.steps for rule in (step.rule, *step.also)))
