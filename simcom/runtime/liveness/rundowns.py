"""A server machine's side of liveness: which objects are held by whom as far as it was told, its timers, and what is reclaimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation.retries import first_failed
from simcom.rules.liveness import deadline_s, never_pinged_s, rearmed_s, time_out_s
from simcom.rules.rundown import EXPIRED, NEVER_PINGED, TAKEN_OUT, Refused, run_down
from simcom.runtime.functions.record import record
from simcom.runtime.liveness.pingsets import Oid, listed
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import LIVES, RUN_DOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.rules.liveness import ServerSet
    from simcom.runtime.liveness.pingsets import PingSet
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject, ProxyManager
    from simcom.runtime.world import World
    from simcom.vocabulary.rulings import Step

TABLE_STRONG = "table strong"
SOON_S = 1e-6
"""How long after its time a timer is looked at: a ping of the very same moment comes in time, however the sums were rounded."""


class Rundowns:
    """The objects that clients hold, as the resolvers of their machines know them.

    ``any_ended`` tells whether any object was ever cut off from those who hold it, ``reclaimed`` by which step each was run down.
    """

    def __init__(self, world: World) -> None:
        """Start with none."""
        network = world.estate.network
        self.any_ended = False
        self.reclaimed: dict[ComObject, Step] = {}
        self._world = world
        self._period_s = network.ping_s
        self._time_out_s = time_out_s(network.ping_s, network.pings_missed, world.estate.assume)
        self._oids: dict[ComObject, Oid] = {}
        self._ended: dict[ProxyManager, str] = {}
        self._last: dict[ComObject, str] = {}

    def _look_at(self, due_s: float, then: Callable[[float], None]) -> None:
        """Look at a timer when it has run out, and pass on when that was."""
        at_s = max(due_s, self._world.env.now)
        alarm = self._world.env.timeout(at_s - self._world.env.now + SOON_S)
        alarm.callbacks.append(lambda _: then(at_s))

    @models("ping-noping")
    def oid(self, target: ComObject) -> Oid:
        """Return an object's entry in its resolver's table, made anew where the last one ended."""
        found = self._oids.get(target)
        if found is None:
            unpinged = target in self._world.resolvers.of(target.process.machine).unpinged
            found = self._oids[target] = Oid(target, pinned=unpinged or target.process.spec.noping)
            self._last.pop(target, None)
        return found

    def count(self, oid: Oid, ping_set: PingSet | None) -> None:
        """Count a machine among those that hold an object, from now, since it was marshalled for it."""
        oid.counted[ping_set] = self._world.env.now

    @models("remrelease-semantics")
    def forget(self, oid: Oid, ping_set: PingSet | None) -> None:
        """Stop counting a machine that has released an object itself; where it was the last, the object goes without a word."""
        oid.counted.pop(ping_set, None)
        if not oid.counted and oid.ended == LIVES:
            oid.ended = RUN_DOWN
            self._oids.pop(oid.target, None)
            if oid.target.made:
                oid.target.process.forget(oid.target)

    def uncount(self, oid: Oid, ping_set: PingSet | None, why: str, at_s: float) -> None:
        """Stop counting a machine that has not released an object itself; where it was the last, the object is to be reclaimed."""
        if ping_set in oid.counted:
            del oid.counted[ping_set]
            self._reclaim(oid, why, ping_set, at_s)

    @models("rundown", "rundown-shared", "rundown-grace")
    def _reclaim(self, oid: Oid, why: str, ping_set: PingSet | None, at_s: float) -> None:
        """Reclaim an object that nobody holds, unless it was called just now: then look again one period later."""
        if oid.counted or oid.ended != LIVES or not oid.target.process.alive or self._kept(oid):
            return
        again_s = rearmed_s(at_s, oid.target.calls.latest_s, self._period_s)
        if again_s is not None:
            oid.spared = True
            self._look_at(again_s, lambda then_s: self._reclaim(oid, why, ping_set, then_s))
            return
        target = oid.target
        holder, refused = ping_set.client_machine if ping_set else target.process.machine.name, _refused(ping_set)
        ruling = run_down(target.path, why, holder, self._time_out_s, spared=oid.spared, refused=refused)
        fields = {"server": target.process.party, "class_": target.class_.name, "object": target.name}
        record(
            self._world, target.process.party, f"{target.path}/rundown", "rundown", ruling, at_s, begun_s=at_s, **fields
        )
        self.reclaimed[target] = ruling.decisive
        self.end(target, RUN_DOWN)

    @models("marshal-flags")
    def _kept(self, oid: Oid) -> bool:
        """Tell whether an object lives without anybody's pings: nobody pings it, or a table-strong marshal keeps it."""
        tables = self._world.resolvers.of(oid.target.process.machine).tables
        return oid.pinned or tables.get(oid.target) == TABLE_STRONG

    @models("disconnect-errors")
    def end(self, target: ComObject, how: str) -> None:
        """Cut an object off from all who hold it; what they hold stays what it is, and a new reference is to a new entry."""
        oid = self._oids.pop(target, None)
        self._last[target] = how
        self.any_ended = True
        resolver = self._world.resolvers.of(target.process.machine)
        if resolver.tables.pop(target, None):
            resolver.stale[target] = how
        if oid is not None:
            oid.ended = how
            oid.counted.clear()
            for manager in oid.managers:
                self._ended[manager] = how
                if manager.process.managers.get((target.path, False)) is manager:
                    del manager.process.managers[(target.path, False)]
        self._world.moved()

    def state(self, target: ComObject, manager: ProxyManager | None) -> str:
        """Return what became of an object, for those who hold it by a proxy manager or for anybody."""
        if manager is not None and manager in self._ended:
            return self._ended[manager]
        oid = self._oids.get(target)
        if oid is not None and (manager is None or manager in oid.managers):
            return LIVES
        return self._last.get(target, LIVES)

    @models("remaddref-semantics")
    def stale(self, manager: ProxyManager) -> bool:
        """Tell whether a proxy manager is made from a table reference that was cut off; it holds nothing, and its calls find nothing."""
        how = self._world.resolvers.of(manager.target.process.machine).stale.get(manager.target)
        if how is not None:
            self._ended[manager] = how
        return how is not None

    def dropped(self, manager: ProxyManager) -> None:
        """Take note that a proxy manager is no more."""
        self._ended.pop(manager, None)

    def process_gone(self, process: ComProcess) -> None:
        """Drop the objects of a process that has ended: nobody needs to hold them any more."""
        for target in process.objects.values():
            self._gone(self._oids.pop(target, None))

    def machine_gone(self, machine: str) -> None:
        """Drop the objects of a machine that has gone down."""
        for target in [item for item in self._oids if item.process.machine.name == machine]:
            self._gone(self._oids.pop(target))

    def _gone(self, oid: Oid | None) -> None:
        if oid is not None:
            oid.ended = RUN_DOWN
            oid.counted.clear()

    # what pings and their absence do

    def heard(self, ping_set: PingSet, before: ServerSet | None) -> None:
        """Take a ping in: what it adds counts as held, what it takes out no longer does."""
        now, was = listed(ping_set.kept), listed(before)
        if now is was:
            return
        for oid in now:
            oid.counted.setdefault(ping_set, self._world.env.now)
        for oid in was:
            if oid not in now:
                self.uncount(oid, ping_set, TAKEN_OUT, self._world.env.now)

    def unheard(self, ping_set: PingSet) -> None:
        """Let the timers of a set run that is not pinged, or not any more; one that does not exist yet counts from the marshalling."""
        self._watch(ping_set)
        for oid in [item for item in self._oids.values() if ping_set in item.counted and not ping_set.lists(item)]:
            self.watch_unpinged(oid, ping_set)

    def hopeless(self, ping_set: PingSet) -> bool:
        """Tell whether nothing hangs on a set's pings any more: all that it held is gone."""
        return ping_set.kept is None and all(item.ended != LIVES for item in ping_set.held)

    def _watch(self, ping_set: PingSet) -> None:
        if ping_set.kept is not None and not ping_set.watched:
            ping_set.watched = True
            self._look_at(
                deadline_s(ping_set.kept.heard_s, self._time_out_s), lambda at_s: self._expire(ping_set, at_s)
            )

    @models("rundown", "rundown-latency")
    def _expire(self, ping_set: PingSet, at_s: float) -> None:
        """Give a set up if no ping has come since; the objects it held may go."""
        ping_set.watched = False
        kept = ping_set.kept
        if kept is None or ping_set.calm:
            return
        if deadline_s(kept.heard_s, self._time_out_s) > at_s + SOON_S:
            self._watch(ping_set)
            return
        ping_set.kept = None
        for oid in listed(kept):
            self.uncount(oid, ping_set, EXPIRED, at_s)

    @models("rundown-never-pinged")
    def watch_unpinged(self, oid: Oid, ping_set: PingSet) -> None:
        """Look at an object that a set has not named yet when Windows does: a time-out after it was marshalled."""
        due_s = never_pinged_s(oid.counted[ping_set], self._time_out_s, self._world.estate.assume)
        if due_s is not None:
            self._look_at(due_s, lambda at_s: self._unpinged(oid, ping_set, at_s))

    def _unpinged(self, oid: Oid, ping_set: PingSet, at_s: float) -> None:
        since_s = oid.counted.get(ping_set)
        if since_s is None or ping_set.lists(oid):
            return
        if deadline_s(since_s, self._time_out_s) > at_s + SOON_S:
            self.watch_unpinged(oid, ping_set)
        else:
            self.uncount(oid, ping_set, NEVER_PINGED, at_s)


def _refused(ping_set: PingSet | None) -> Refused | None:
    """Return the pings of a set that did not count lately, and why; ``None`` where there were none."""
    if ping_set is None or not ping_set.in_vain or ping_set.asked is None:
        return None
    ruling = ping_set.asked.ruling
    return Refused(ping_set.in_vain, tuple(filter(None, (first_failed(ruling.steps), ruling.decisive))))
