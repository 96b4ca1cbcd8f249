"""When the processes of a run lived: which run from the start, when others are started, when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.marks import ends
from simcom.runtime.networks import Happening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.analysis.result import RunResult
    from simcom.runtime.estate import Estate

AT_ONCE = "at once"

Turn = tuple[float, tuple[str, str], bool]
"""A time in seconds, a machine and a process on it, and whether that starts then; else it ends."""


def initially(estate: Estate, lane: tuple[str, str]) -> bool:
    """Tell whether a process runs from the start; whatever is no process of the file, such as a resolver, runs with its machine."""
    machine, process = lane
    host = next((one for one in estate.machines if one.name == machine), None)
    spec = next((one for one in estate.processes if one.name == process.partition("@")[0]), None)
    own = spec is None or (spec.starts == AT_ONCE and spec.name == process)
    return own and (host is None or host.up)


def lives(result: RunResult, until_s: float) -> tuple[Turn, ...]:
    """Return when processes start and end until a time, in order."""
    found = [*_ended(result, until_s), *_launched(result), *_started(result.estate, until_s)]
    return tuple(sorted(found, key=lambda turn: turn[0]))


def _ended(result: RunResult, until_s: float) -> Iterator[Turn]:
    for end in ends(result.estate, result.rows, until_s):
        yield end.at_s, (end.machine, end.process), False
    for at_s, machine in _downs(result.estate, until_s):
        yield at_s, (machine, "RPCSS"), False


def _downs(estate: Estate, until_s: float) -> Iterator[tuple[float, str]]:
    for change in estate.timeline:
        what = change.value
        if isinstance(what, Happening) and what.kind in ("crash", "restart") and change.at_s <= until_s:
            yield from (
                (change.at_s, one.name) for one in estate.machines if one.name.casefold() == what.subject.casefold()
            )


def _launched(result: RunResult) -> Iterator[Turn]:
    for row in result.rows:
        if row.kind == "launch" and row.server is not None:
            yield row.begun_s, (row.server.machine, row.server.process), True


def _started(estate: Estate, until_s: float) -> Iterator[Turn]:
    """Yield the starts by the timeline: a process that is named, or a machine with all that starts at once."""
    for change in estate.timeline:
        what = change.value
        if isinstance(what, Happening) and what.kind in ("start", "restart"):
            yield from (turn for turn in _up(estate, what, change.at_s) if turn[0] <= until_s)


def _up(estate: Estate, what: Happening, at_s: float) -> Iterator[Turn]:
    subject = what.subject.casefold()
    for machine in (one for one in estate.machines if one.name.casefold() == subject):
        up_s = at_s + (machine.boot_s if what.kind == "restart" else 0.0)
        own = [one for one in estate.processes if one.machine == machine.name and one.starts == AT_ONCE]
        yield from ((up_s, (machine.name, name), True) for name in ("RPCSS", *(one.name for one in own)))
    yield from ((at_s, (one.machine, one.name), True) for one in estate.processes if one.name.casefold() == subject)
