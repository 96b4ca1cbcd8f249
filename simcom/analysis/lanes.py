"""Who sent what to whom, when: the processes of a run side by side, and what passed between them in the order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.analysis.lives import initially, lives
from simcom.analysis.marks import Mark, marks
from simcom.analysis.outcomes import CALL_KINDS, status_of
from simcom.vocabulary.rulings import Outcome, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.vocabulary.messages import Message

MOST_LANES = 12
"""Processes that can still be read side by side."""

MOST_ARROWS = 44
"""Arrows and happenings that can still be read below one another."""

MOST_MESSAGES = 36
"""Messages up to which each is an arrow of its own; above, there is one for each step."""

RESOLVER = "RPCSS"
"""The process that answers activations, resolutions and pings on each machine."""

ASKING = (*CALL_KINDS, "activation", "resolve", "query_interface", "add_ref", "release", "ping", "launch", "rundown")
"""The kinds of rows that are drawn, where they concern two processes; a rundown is a mark on its server's lane."""

OWN_ARROWS = ("launch", "class_registered")
"""Messages that stand for a row of their own."""

TO_RESOLVERS = ("activation", "resolve", "ping")

Lane = tuple[str, str]
"""A machine and a process on it."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step that one process took towards another, or ``count`` alike; where ``tail`` is ``head``, nothing was sent.

    ``by_client``: it was stopped before it left. ``messages`` are what travelled, where each of them is to be drawn.
    """

    tail: Lane
    head: Lane
    kind: str
    what: str
    outcome: Outcome
    status: str = ""
    stage: str = ""
    by_client: bool = False
    at_s: float = 0.0
    ended_s: float = 0.0
    count: int = 1
    until_s: float = 0.0
    round_trips: int = 0
    messages: tuple[Message, ...] = ()

    @property
    def takes_s(self) -> float:
        """How long it took; of several, the first."""
        return self.ended_s - self.at_s


@dataclass(frozen=True, slots=True)
class Lanes:
    """What the picture shows, from left to right and from top to bottom; ``note`` says what was left out or put together.

    ``running`` are the lanes of processes that run from the start; ``turns`` are times at which a lane's process ends (False) or
    starts (True).
    """

    lanes: tuple[Lane, ...]
    items: tuple[Arrow | Mark, ...]
    running: frozenset[Lane]
    turns: tuple[tuple[float, Lane, bool], ...]
    note: str = ""
    detailed: bool = False


def lanes(result: RunResult) -> Lanes:
    """Return the processes of a run and what passed between them, cut to what can be read."""
    arrows = _arrows(result.rows)
    every = dict.fromkeys(lane for one in arrows for lane in (one.tail, one.head))
    kept = _kept(arrows, every)
    shown = [one for one in arrows if one.tail in kept and one.head in kept]
    last_s = max((row.ended_s for row in result.rows), default=0.0)
    happened = _touching(marks(result.estate, last_s), kept)
    detailed = len(shown) + len(happened) <= MOST_ARROWS and sum(len(one.messages) for one in shown) <= MOST_MESSAGES
    merged = shown if detailed else _merged(shown, happened)
    drawn = _fitted(merged, happened)
    items: list[Arrow | Mark] = sorted([*happened, *drawn], key=lambda one: one.at_s)
    return Lanes(
        lanes=_side_by_side(kept),
        items=tuple(items),
        running=frozenset(lane for lane in kept if initially(result.estate, lane)),
        turns=lives(result, last_s),
        note=_note(len(every) - len(kept), len(arrows) - len(shown), len(merged) - len(drawn), merged=len(merged) < len(shown)),
        detailed=detailed,
    )


def _arrows(rows: Sequence[Row]) -> list[Arrow]:
    """Return an arrow for each row that is to be drawn, in the order in which they began, the outer ones first."""
    parents = {row.id: row.parent for row in rows}
    order = sorted(rows, key=lambda row: (row.begun_s, _depth(parents, row.id)))
    return [_arrow(row) for row in order if _is_drawn(row)]


def _depth(parents: dict[str, str | None], row_id: str) -> int:
    depth, above = 0, parents.get(row_id)
    while above is not None and depth < len(parents):
        depth, above = depth + 1, parents.get(above)
    return depth


def _is_drawn(row: Row) -> bool:
    """Tell whether a row is drawn: what went out, or should have; a rundown; not what stayed within one process."""
    if row.kind not in ASKING:
        return False
    if row.server is None:
        return row.kind in CALL_KINDS and not row.ruling.ok
    sent = row.transport != "none" or row.kind in ("launch", "rundown") or not row.ruling.ok
    return sent and (row.kind == "rundown" or row.client != row.server)


def _arrow(row: Row) -> Arrow:
    ruling, server = row.ruling, row.server or row.client
    tail = (row.client.machine, row.client.process)
    head = (server.machine, RESOLVER if row.kind in TO_RESOLVERS else server.process)
    return Arrow(
        tail=tail,
        head=head,
        kind=row.kind,
        what=_what(row),
        outcome=ruling.outcome,
        status="" if ruling.hresult.ok and ruling.ok else status_of(row),
        stage="" if ruling.ok else row.stage,
        by_client=not ruling.ok and ruling.decisive.side is Side.CLIENT,
        at_s=row.begun_s,
        ended_s=row.ended_s,
        until_s=row.begun_s,
        round_trips=row.round_trips,
        messages=tuple(one for one in row.messages if one.kind not in OWN_ARROWS),
    )


def _what(row: Row) -> str:
    names = {"launch": "starts it", "rundown": f"{row.object or row.class_} is run down", "release": "Release"}
    names |= {"query_interface": f"QueryInterface {row.interface}", "add_ref": "AddRef", "resolve": "ResolveOxid2"}
    method = f"{row.method} {row.class_}" if row.kind == "activation" else row.method
    back = "callback " if row.kind == "callback" else ""
    return names.get(row.kind) or f"{back}{method or row.kind}"


def _kept(arrows: Iterable[Arrow], every: Iterable[Lane]) -> dict[Lane, None]:
    """Return the lanes to draw: of too many, those with most failures, then with most arrows."""
    failures: Counter[Lane] = Counter()
    drawn: Counter[Lane] = Counter()
    for one in arrows:
        for lane in (one.tail, one.head):
            drawn[lane] += 1
            failures[lane] += one.outcome is not Outcome.OK
    order = list(every)
    best = sorted(order, key=lambda lane: (-failures[lane], -drawn[lane], order.index(lane)))[:MOST_LANES]
    return dict.fromkeys(sorted(best, key=order.index))


def _side_by_side(kept: Iterable[Lane]) -> tuple[Lane, ...]:
    """Return lanes machine by machine in order of appearance; on each, the resolver stands first."""
    machines = list(dict.fromkeys(machine for machine, _ in kept))
    return tuple(sorted(kept, key=lambda lane: (machines.index(lane[0]), lane[1] != RESOLVER)))


def _touching(found: Iterable[Mark], kept: Iterable[Lane]) -> list[Mark]:
    """Return the happenings; of changes of settings, those that concern a machine that is drawn."""
    machines = {machine.casefold() for machine, _ in kept}
    return [one for one in found if one.kind != "change" or any(name.casefold() in machines for name in one.subjects)]


def _merged(arrows: list[Arrow], happened: Sequence[Mark]) -> list[Arrow]:
    """Put alike arrows together that follow one another; where that is not enough, all between one happening and the next."""
    times = [mark.at_s for mark in happened]
    plain = [replace(one, messages=()) for one in arrows]
    stretches = [bisect_right(times, one.at_s) for one in plain]
    found: list[Arrow] = []
    for place, one in enumerate(plain):
        again = place and stretches[place] == stretches[place - 1] and _alike(found[-1]) == _alike(one)
        if again:
            found[-1] = replace(found[-1], count=found[-1].count + 1, until_s=one.at_s)
        else:
            found.append(one)
    return found if len(found) + len(happened) <= MOST_ARROWS else _gathered(plain, stretches)


def _gathered(arrows: list[Arrow], stretches: list[int]) -> list[Arrow]:
    """Put all alike arrows of a stretch together, at the place of the first."""
    found: dict[tuple[int, Arrow], Arrow] = {}
    for one, stretch in zip(arrows, stretches, strict=True):
        place = (stretch, _alike(one))
        first = found.get(place)
        found[place] = one if first is None else replace(first, count=first.count + 1, until_s=one.at_s)
    return list(found.values())


def _alike(one: Arrow) -> Arrow:
    """Return an arrow without what may differ between two that are put together."""
    return replace(one, at_s=0.0, ended_s=0.0, until_s=0.0, count=1, round_trips=0)


def _fitted(arrows: list[Arrow], happened: Sequence[Mark]) -> list[Arrow]:
    """Return the arrows there is room for: failures go before what went through."""
    room = max(MOST_ARROWS - len(happened), 1)
    order = sorted(range(len(arrows)), key=lambda place: (arrows[place].outcome is Outcome.OK, place))
    return [arrows[place] for place in sorted(order[:room])]


def _note(processes: int, steps: int, kinds: int, *, merged: bool) -> str:
    words = ["alike steps are put together"] if merged else []
    if processes:
        words.append(f"{processes} more processes are not drawn, nor their {steps} steps")
    if kinds > 0:
        words.append(f"{kinds} kinds of step that went through are not drawn")
    return "; ".join(words)
