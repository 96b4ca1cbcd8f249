"""The arrows of the timeline picture: what one process sent to another, step by step, many alike processes as one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.analysis.outcomes import CALL_KINDS, status_of
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row
    from simcom.vocabulary.messages import Message
    from simcom.vocabulary.rulings import Outcome

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


def arrows_of(rows: Sequence[Row]) -> list[Arrow]:
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


_NUMBERED = re.compile(r"[#-]?\d+$")


def folded(arrows: Sequence[Arrow], most: int) -> tuple[list[Arrow], dict[str, str]]:
    """Return arrows between lanes of which those of numbered names are one, where there are more than ``most`` lanes.

    The second value has for each name drawn so, in lower case, what stands for it: ``ws (60)`` for ws01 and fifty-nine more.
    """
    every = dict.fromkeys(lane for one in arrows for lane in (one.tail, one.head))
    if len(every) <= most:
        return list(arrows), {}
    labels = {**_families(machine for machine, _ in every), **_families(process for _, process in every)}
    return [replace(one, tail=_labelled(one.tail, labels), head=_labelled(one.head, labels)) for one in arrows], labels


def _families(names: Iterable[str]) -> dict[str, str]:
    distinct = list(dict.fromkeys(names))
    counts = Counter(_NUMBERED.sub("", name) for name in distinct)
    stems = ((name, _NUMBERED.sub("", name)) for name in distinct)
    return {name.casefold(): f"{stem} ({counts[stem]})" for name, stem in stems if counts[stem] > 1}


def _labelled(lane: Lane, labels: dict[str, str]) -> Lane:
    machine, process = lane
    return labels.get(machine.casefold(), machine), labels.get(process.casefold(), process)
