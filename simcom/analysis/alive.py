"""Objects that clients hold, over time: how many in each server process, and how each of them ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.analysis.marks import ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult

RELEASED, RUN_DOWN, CUT_OFF, DIED = "released", "run down", "disconnected", "died"
"""How an object ends for those who hold it: they give it up, nobody pings it any more, its server cuts it off, its server ends."""

HELD, GIVEN_UP, ENDS, SERVER_ENDS = "held", "given up", "ends", "server ends"
_UNTOLD = ("iunknown.release-fails", "remrelease-semantics")

Steps = tuple[tuple[float, int], ...]
"""Times in seconds, and how many objects are held from then on."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Objects of one process that ended together in one way; ``left`` are held on."""

    at_s: float
    how: str
    count: int
    left: int


@dataclass(frozen=True, slots=True)
class Alive:
    """The objects of one server process: how many are held from when on, and their ends."""

    process: str
    machine: str
    steps: Steps
    ends: tuple[Ending, ...]

    @property
    def most(self) -> int:
        """The most objects held at a time."""
        return max(count for _, count in self.steps)


@dataclass(frozen=True, slots=True)
class _Told:
    """Something that a server's objects go through: ``what`` is one of the four above, ``who`` the client or how it ends."""

    at_s: float
    what: str
    process: str
    machine: str
    object: str = ""
    who: str = ""


def last_s(result: RunResult) -> float:
    """Return when the last step of a run ended, in seconds."""
    return max((row.ended_s for row in result.rows), default=0.0)


def alive(result: RunResult) -> tuple[Alive, ...]:
    """Return the server processes of which clients held objects, in the order in which they first did."""
    told: dict[tuple[str, str], list[_Told]] = {}
    for one in sorted(_told(result), key=lambda one: one.at_s):
        if one.what == HELD or (one.process, one.machine) in told:
            told.setdefault((one.process, one.machine), []).append(one)
    return tuple(_counted(*name, found) for name, found in told.items())


def _told(result: RunResult) -> Iterator[_Told]:
    """Yield what happens to objects, in the order of the rows, and the deaths of processes after them."""
    for row in result.rows:
        yield from _of_row(row)
    for end in ends(result.estate, result.rows, last_s(result)):
        yield _Told(end.at_s, SERVER_ENDS, end.process, end.machine)


def _of_row(row: Row) -> Iterator[_Told]:
    """Yield what a row says of an object: that it is held, given up, run down or cut off."""
    if row.kind == "disconnect":
        yield _Told(row.ended_s, ENDS, row.client.process, row.client.machine, row.name, CUT_OFF)
    if row.server is None or not row.object or not row.ruling.ok:
        return
    where = (row.server.process, row.server.machine, row.object)
    if row.kind == "unmarshal" and row.client.process != row.server.process:
        yield _Told(row.ended_s, HELD, *where, row.client.process)
    if row.kind == "release" and row.transport != "none" and row.ruling.decisive.rule not in _UNTOLD:
        yield _Told(row.ended_s, GIVEN_UP, *where, row.client.process)
    if row.kind == "rundown":
        yield _Told(row.ended_s, ENDS, *where, RUN_DOWN)


def _counted(process: str, machine: str, told: list[_Told]) -> Alive:
    """Count the objects of a process through all that it goes through."""
    held: dict[str, set[str]] = {}
    steps: list[tuple[float, int]] = [(0.0, 0)]
    ended: Counter[tuple[float, str, int]] = Counter()
    for one in told:
        gone, how = _after(held, one)
        if steps[-1] != (one.at_s, len(held)):
            steps.append((one.at_s, len(held)))
        if gone:
            ended[one.at_s, how, len(held)] += gone
    found = [Ending(at_s, how, count, left) for (at_s, how, left), count in ended.items()]
    return Alive(process, machine, tuple(steps), _together(found))


def _after(held: dict[str, set[str]], one: _Told) -> tuple[int, str]:
    """Bring the holders of each object up to date; return how many objects ended, and how."""
    if one.what == HELD:
        held.setdefault(one.object, set()).add(one.who)
        return 0, ""
    if one.what == GIVEN_UP:
        held.get(one.object, set()).discard(one.who)
        gone = [one.object] if one.object in held and not held[one.object] else []
    else:
        gone = [one.object] if one.what == ENDS and one.object in held else []
        gone = list(held) if one.what == SERVER_ENDS else gone
    for name in gone:
        del held[name]
    return len(gone), {GIVEN_UP: RELEASED, SERVER_ENDS: DIED}.get(one.what, one.who)


def _together(found: list[Ending]) -> tuple[Ending, ...]:
    """Put ends of one kind at one time together: what is left is what the last of them left."""
    merged: dict[tuple[float, str], Ending] = {}
    for one in found:
        earlier = merged.get((one.at_s, one.how))
        count = one.count + (earlier.count if earlier else 0)
        merged[one.at_s, one.how] = Ending(one.at_s, one.how, count, one.left)
    return tuple(merged.values())
