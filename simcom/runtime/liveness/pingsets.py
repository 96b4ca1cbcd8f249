"""What client machines hold of objects elsewhere, and the ping sets by which they say so.

Two sides keep books here and need not agree: what a client's machine still holds, and what the server's resolver still counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from simcom.rules.liveness import ClientSet, Ping, next_ping, tick_s
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import LIVES

if TYPE_CHECKING:
    from simcom.rules.liveness import ServerSet
    from simcom.runtime.liveness.pinging import Asked
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject, ProxyManager


@models("id-oid")
@dataclass(eq=False, slots=True)
class Oid:
    """An object as its machine's resolver knows it, from its first reference to the end of its last.

    ``managers`` are the proxy managers that clients have for it, ``here`` (by the object itself) how many processes hold it that nobody
    pings for: those of its own machine, or where it is ``pinned`` all of them (`ping-noping`). ``counted`` are those whom the server
    believes to hold it, and since when: ping sets of other machines, ``None`` for the others. ``ended`` says what became of it, ``spared``
    that it was to be reclaimed and lived on.
    """

    target: ComObject
    pinned: bool = False
    managers: dict[ProxyManager, None] = field(default_factory=dict)
    here: dict[Oid, int] = field(default_factory=dict)
    counted: dict[PingSet | None, float] = field(default_factory=dict)
    ended: str = LIVES
    spared: bool = False


@models("ping-machine-level")
@dataclass(eq=False, slots=True)
class PingSet:
    """What one client machine pings on one server machine.

    ``maker`` is the process whose reference made it, ``held`` how many processes of the machine hold each object. ``client`` and ``kept``
    are the set as its two ends know it. ``calm`` tells that nothing has changed since a ping that passed, so that the next ones will pass
    as well; ``asked`` is how the latest went, ``template`` and ``lasts_s`` its row and its time; ``in_vain`` is how many have not counted
    since the last that did. ``watched`` tells that the server's timer is looked at. ``unknown`` are the objects of which the server
    said that it does not know them: they are still held, and pinged for no more.
    """

    client_machine: str
    server_machine: str
    maker: ComProcess
    held: dict[Oid, int] = field(default_factory=dict)
    client: ClientSet = field(default_factory=ClientSet)
    kept: ServerSet | None = None
    calm: bool = False
    asked: Asked | None = None
    template: int = -1
    lasts_s: float = 0.0
    in_vain: int = 0
    watched: bool = False
    unknown: dict[Oid, None] = field(default_factory=dict)

    @property
    def pinged(self) -> tuple[Oid, ...]:
        """What the machine pings for: what it holds, but for what the server does not know."""
        return tuple(oid for oid in self.held if oid not in self.unknown)

    @models("ping-server-rules")
    def drop_unknown(self) -> None:
        """Ping no more for objects that are gone, now that the server has said so."""
        self.unknown.update((oid, None) for oid in self.held if oid.ended != LIVES)
        self.client = replace(self.client, oids=tuple(oid for oid in self.client.oids if oid not in self.unknown))

    @models("ping-delta", "rundown-process-vs-machine")
    def next_ping(self) -> tuple[ClientSet, Ping | None]:
        """Return what the machine's next ping says, and what the machine knows then; the last objects of all are still taken out."""
        after, sent = next_ping(self.client, self.pinged)
        if sent is None and self.client.setid and self.client.oids:
            gone = Ping(self.client.setid, self.client.sequence + 1, removed=self.client.oids, complex=True)
            return after, gone
        return after, sent

    def lists(self, oid: Oid) -> bool:
        """Tell whether the server's resolver has an object in the set."""
        return oid in listed(self.kept)


def listed(kept: ServerSet | None) -> tuple[Oid, ...]:
    """Return the objects of a set as a server's resolver keeps it, none where it keeps no set."""
    return () if kept is None else cast("tuple[Oid, ...]", kept.oids)


@dataclass(eq=False, slots=True)
class Pinger:
    """The one timer of a client machine: when its first reference came, and the sets it pings at each tick.

    ``due_s`` is the tick it waits for, infinite where it waits for none, and ``serial`` tells its present place among all who wait from
    those it has left. ``quiet`` are the rows of its sets while all of them are calm, empty otherwise, and ``number`` the last tick that
    came before it was quiet.
    """

    machine: str
    began_s: float
    sets: dict[str, PingSet] = field(default_factory=dict)
    due_s: float = math.inf
    serial: int = 0
    number: int = 0
    quiet: tuple[tuple[int, float], ...] = ()

    def first_from(self, at_s: float, period_s: float) -> int:
        """Return the number of the first tick at a time or after it."""
        number = max(1, math.floor((at_s - self.began_s) / period_s))
        while tick_s(self.began_s, number, period_s) < at_s:
            number += 1
        return number

    def first_after(self, now_s: float, period_s: float) -> int:
        """Return the number of the first tick after a time."""
        return self.first_from(math.nextafter(now_s, math.inf), period_s)

    def latest_before(self, now_s: float, period_s: float) -> float:
        """Return when the latest tick before a time was, minus infinity where there was none."""
        number = self.first_from(now_s, period_s) - 1
        return tick_s(self.began_s, number, period_s) if number else -math.inf
