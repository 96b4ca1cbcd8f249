"""In what two occurrences of one step differ: what became of it, its settings, who the server saw, and what it cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from simcom.analysis.outcomes import Row, status_of
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DURATION_SHARE = 0.1
"""By what share of the longer one two durations must differ to count as different: less than that is the network's own chance."""

COST = ("round_trips", "exchanges", "bytes", "duration_s")
"""The differences that are a matter of price, not of security."""


Known = dict[tuple[object, ...], tuple["Difference", ...]]
"""Differences that were worked out before, by what the rows share with others; times and places are not among them."""


class Turn(StrEnum):
    """What a change makes of a step, the gravest first."""

    NEWLY_FAILING = "newly failing"
    NEWLY_UNDETERMINED = "newly undetermined"
    FOLLOWING = "following"
    NEWLY_PASSING = "newly passing"
    OTHER_CAUSE = "failing otherwise"
    CHANGED = "changed"
    ONLY_BEFORE = "only before"
    ONLY_AFTER = "only after"
    SAME = "as before"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two occurrences of a step do not have in common, as each of them has it."""

    name: str
    before: Any
    after: Any

    @property
    def group(self) -> str:
        """The difference as many steps share it: with its values where these are few, else by its name, all of price as one."""
        if self.name in COST:
            return "cost"
        return f"{self.name} {self.before or '-'} -> {self.after or '-'}" if self.name in _FEW else self.name


@dataclass(frozen=True, slots=True)
class Change:
    """One step in both runs, or in one of them only; at least one of ``before`` and ``after`` is there.

    ``follows`` is the id of the failing step without which this one cannot be taken any more; empty if there is none.
    """

    turn: Turn
    before: Row | None
    after: Row | None
    differences: tuple[Difference, ...] = ()
    follows: str = ""

    @property
    def row(self) -> Row:
        """The step as it is after the change; as it was where it is no more."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change is one of some step, before or after")
        return found

    @property
    def telling(self) -> Row:
        """The row whose ruling explains the change: what fails now, else what failed before."""
        passed = self.turn is Turn.NEWLY_PASSING and self.before is not None
        return self.before if passed and self.before is not None else self.row

    @property
    def breaks(self) -> bool:
        """Whether the step can no longer be relied upon: it fails and did not before, or passed and now cannot be decided or taken."""
        passed = self.before is not None and self.before.ruling.ok
        lost = self.turn in (Turn.NEWLY_UNDETERMINED, Turn.FOLLOWING) and passed
        return self.turn is Turn.NEWLY_FAILING or lost


def change_of(before: Row | None, after: Row | None, known: Known | None = None) -> Change:
    """Return what has become of a step. ``known`` are comparisons made before, which it reads and adds to."""
    if before is None or after is None:
        return Change(Turn.ONLY_AFTER if before is None else Turn.ONLY_BEFORE, before, after)
    found = differences(before, after, {} if known is None else known)
    return Change(_turn(before, after, found), before, after, found)


def _turn(before: Row, after: Row, found: tuple[Difference, ...]) -> Turn:
    was, now = before.ruling.outcome, after.ruling.outcome
    if _sort(was) != _sort(now):
        return _BECOMES[_sort(now)]
    if not after.ruling.ok and any(one.name in _CAUSE for one in found):
        return Turn.OTHER_CAUSE
    return Turn.CHANGED if found else Turn.SAME


def _sort(outcome: Outcome) -> str:
    """Return whether an outcome is a pass, a failure (refused or failed) or unknown."""
    return {Outcome.OK: "ok", Outcome.UNDETERMINED: "undetermined"}.get(outcome, "fails")


_BECOMES = {"ok": Turn.NEWLY_PASSING, "fails": Turn.NEWLY_FAILING, "undetermined": Turn.NEWLY_UNDETERMINED}


def differences(before: Row, after: Row, known: Known) -> tuple[Difference, ...]:
    """Return all in which two occurrences differ, what decided first and the cost last."""
    which = (*_shared(before), *_shared(after))
    found = known.get(which)
    if found is None:
        parts = [(name, read(before), read(after)) for name, read in PARTS.items()]
        found = known[which] = tuple(one for part in parts for one in _parted(*part))
    was_s, now_s = duration_s(before), duration_s(after)
    longer = abs(was_s - now_s) > DURATION_SHARE * max(was_s, now_s)
    return (*found, Difference("duration_s", was_s, now_s)) if longer else found


def _shared(row: Row) -> tuple[object, ...]:
    """Return what tells rows apart but for their times: the identities of the parts that occurrences of one step have in common.

    The rows keep these parts alive as long as they are compared, so that no identity is given out twice.
    """
    parts = (
        row.ruling,
        row.effective,
        row.negotiated,
        row.authentication,
        row.caller,
        row.returned,
        row.messages,
        row.events,
    )
    return (*map(id, parts), row.client.machine, row.server, row.transport, row.exchanges)


def _parted(name: str, was: Any, now: Any) -> list[Difference]:  # noqa: ANN401  (whatever a row holds)
    """Return a difference, of two records one for each key in which they differ; nothing where there is none."""
    if isinstance(was, dict) and isinstance(now, dict):
        return [one for key in {**was, **now} for one in _parted(f"{name}.{key}", was.get(key), now.get(key))]
    return [Difference(name, was, now)] if was != now else []


def duration_s(row: Row) -> float:
    """Return how many simulated seconds a step took."""
    return round(row.ended_s - row.begun_s, 9)


def server_of(row: Row) -> str:
    """Return the machine that was called, or on which a local step was taken."""
    return row.server.machine if row.server else row.client.machine


def settings_of(row: Row) -> Mapping[str, Any]:
    """Return the settings a step went out with, else those that it negotiated, else none."""
    return row.effective or row.negotiated or {}


def event_numbers(rows: Iterable[Row]) -> list[str]:
    """Return the event log lines that rows left, as number and machine, each once and with how many there are."""
    counts = Counter((event.number, event.machine) for row in rows for event in row.events)
    return [f"{number} on {machine}" + f" x{count}" * (count > 1) for (number, machine), count in counts.items()]


def _setting(name: str) -> Callable[[Row], Any]:
    return lambda row: settings_of(row).get(name)


def _mechanism(row: Row) -> str | None:
    """Return the mechanism of a call; where it failed on the way, the one that was tried."""
    return settings_of(row).get("mechanism") or (row.authentication or {}).get("mechanism")


PARTS: dict[str, Callable[[Row], Any]] = {
    "outcome": lambda row: str(row.ruling.outcome),
    "hresult": status_of,
    "stage": lambda row: "" if row.ruling.ok else row.stage,
    "side": lambda row: "" if row.ruling.ok else str(row.ruling.decisive.side),
    "machine": lambda row: "" if row.ruling.ok else row.machine,
    "decided_by": lambda row: "" if row.ruling.ok else row.ruling.decisive.rule,
    "authn_level": _setting("authn_level"),
    "imp_level": _setting("imp_level"),
    "authn_svc": _setting("authn_svc"),
    "authz_svc": _setting("authz_svc"),
    "mechanism": _mechanism,
    "principal": _setting("principal"),
    "capabilities": _setting("capabilities"),
    "identity": _setting("identity"),
    "caller": lambda row: row.caller.name if row.caller else None,
    "returned": lambda row: row.returned,
    "events": lambda row: event_numbers([row]),
    "round_trips": lambda row: row.round_trips,
    "exchanges": lambda row: row.exchanges,
    "bytes": lambda row: row.size_bytes,
}
"""What is compared, and how it is read from a row. Of a step that goes through nobody asks which check was the last, and where."""

_CAUSE = ("hresult", "stage", "side", "machine", "decided_by")
_FEW = ("authn_level", "imp_level", "authn_svc", "authz_svc", "mechanism")
