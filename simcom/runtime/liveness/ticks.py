"""The timers of all client machines, in the order of time, and what a machine does at each tick.

Where nobody watches the pings and nothing disturbs them, they are not simulated: a machine then sleeps until something moves. Where they
are watched, all ticks before the next thing that can happen elsewhere are written down in one go, since nothing can come between.
"""

from __future__ import annotations

import math
from dataclasses import replace
from heapq import heappop, heappush, heapreplace
from itertools import count
from typing import TYPE_CHECKING, cast

from simcom.rules.liveness import INVALID_OID, OK, answered, heard, tick_s
from simcom.runtime.liveness.pinging import ask, row
from simcom.runtime.liveness.pingsets import Pinger, PingSet
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import LIVES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from simcom.rules.liveness import ClientSet, Ping
    from simcom.runtime.liveness.pingsets import Oid
    from simcom.runtime.liveness.rundowns import Rundowns
    from simcom.runtime.process import ComProcess
    from simcom.runtime.world import World


class Ticks:
    """The pingers of one run, and when each is due."""

    def __init__(self, world: World, rundowns: Rundowns) -> None:
        """Start without any."""
        estate = world.estate
        self._world = world
        self._rundowns = rundowns
        self.period_s = estate.network.ping_s
        self.observed = "ping" in estate.observe
        self.pingers: dict[str, Pinger] = {}
        self._counts = self.observed and world.journal.summary
        self._changing = bool(estate.timeline) or any(machine.clock.drift_s for machine in estate.machines)
        self._due: list[tuple[float, int, Pinger, int]] = []
        self._serial = count(1)
        self._setids = count(1)
        self._wakes_s = self._changes_s = math.inf

    @models("ping-period", "ping-machine-level")
    def set_for(self, client: ComProcess, server: str) -> PingSet:
        """Return the set that a client's machine has for a server's machine; the first reference of the machine starts its timer.

        A reference comes with its bindings, from an activation or as if from one: whoever brought it about has spoken to the server's
        resolver, over a connection that the pings go on using. Only where something can change before the first ping does that matter.
        """
        machine = client.machine.name
        pinger = self.pingers.get(machine)
        if pinger is None:
            pinger = self.pingers[machine] = Pinger(machine, self._world.env.now)
        if server not in pinger.sets:
            pinger.sets[server] = PingSet(machine, server, client)
            if self._changing:
                ask(self._world, pinger.sets[server])
        return pinger.sets[server]

    def disturb(self, ping_set: PingSet) -> None:
        """Let a set's next ping be made in earnest: what it has to say is different, or whether it gets there may be."""
        pinger = self.pingers.get(ping_set.client_machine)
        if pinger is not None and pinger.sets.get(ping_set.server_machine) is ping_set:
            now_s = self._world.env.now
            self._settle(pinger, ping_set, now_s)
            self._stir(pinger, now_s)
            self._await(pinger, pinger.first_after(now_s, self.period_s))

    def finish(self) -> None:
        """Count what a summary has not yet counted: the pings of quiet machines up to the end of the run."""
        for pinger in self.pingers.values():
            self._stir(pinger, self._world.env.now)

    def gone(self, machine: str) -> tuple[PingSet, ...]:
        """Let a client machine's timer stop; return the sets that nobody pings any more."""
        pinger = self.pingers.pop(machine, None)
        if pinger is None:
            return ()
        self._stir(pinger, self._world.env.now)
        pinger.serial = 0
        for ping_set in pinger.sets.values():
            self._settle(pinger, ping_set, self._world.env.now)
        return tuple(pinger.sets.values())

    def towards(self, machine: str) -> tuple[PingSet, ...]:
        """Return the sets of all machines for the objects of one."""
        return tuple(item.sets[machine] for item in self.pingers.values() if machine in item.sets)

    def _settle(self, pinger: Pinger, ping_set: PingSet, now_s: float) -> None:
        """Write down when a set was last pinged, which nobody did while it was calm."""
        kept = ping_set.kept
        if ping_set.calm and kept is not None:
            latest_s = pinger.latest_before(now_s, self.period_s)
            ping_set.kept = replace(kept, heard_s=max(kept.heard_s, latest_s))
        ping_set.calm = False

    def _stir(self, pinger: Pinger, now_s: float) -> None:
        """Let a machine be quiet no longer; a summary counts the ticks of the meantime."""
        if pinger.quiet and self._counts:
            upto = pinger.first_from(now_s, self.period_s) - 1
            for template, _ in pinger.quiet:
                self._world.journal.count(template, upto - pinger.number)
        elif pinger.quiet:
            pinger.due_s = pinger.latest_before(now_s, self.period_s) + self.period_s
        pinger.quiet = ()

    def _await(self, pinger: Pinger, number: int) -> None:
        """Let a machine tick at that tick, unless it will at an earlier one."""
        at_s = tick_s(pinger.began_s, number, self.period_s)
        if at_s < pinger.due_s:
            pinger.due_s, pinger.serial = at_s, next(self._serial)
            heappush(self._due, (at_s, pinger.serial, pinger, number))
            self._set_alarm()

    def _set_alarm(self) -> None:
        """Be woken when the first machine is due."""
        if self._due and self._due[0][0] < self._wakes_s:
            at_s = self._wakes_s = self._due[0][0]
            alarm = self._world.env.timeout(max(0.0, at_s - self._world.env.now))
            alarm.callbacks.append(lambda _: self._woken(at_s))

    def _woken(self, at_s: float) -> None:
        """Let every machine tick that is due; nothing is set going again in a world where nothing else will ever happen."""
        if at_s != self._wakes_s:
            return
        self._wakes_s = math.inf
        upto_s = max(at_s, self._world.env.now)
        self._look_for_changes(upto_s)
        while self._due:
            self._write_quiet(self._horizon_s(upto_s))
            next_s, serial, pinger, _ = self._due[0]
            if serial != pinger.serial:
                heappop(self._due)
            elif next_s <= upto_s:
                heappop(self._due)
                self._tick(pinger, next_s)
            else:
                break
        if not math.isinf(self._world.env.peek()):
            self._set_alarm()

    def _look_for_changes(self, now_s: float) -> None:
        """Let no machine be quiet any more after a change of the world, until it has pinged once more."""
        if self._changes_s <= now_s:
            for pinger in self.pingers.values():
                self._stir(pinger, now_s)
        self._changes_s = self._world.next_change_s

    def _horizon_s(self, upto_s: float) -> float:
        """Return until when nothing else happens; not beyond the present where nothing else ever will."""
        next_s = self._world.env.peek()
        return upto_s if math.isinf(next_s) else max(upto_s, next_s)

    def _write_quiet(self, horizon_s: float) -> None:
        """Write down the ticks of quiet machines up to a time, in order, as far as no other machine's tick comes between."""
        write, begun, ended = self._world.journal.columns()
        due, period_s = self._due, self.period_s
        at_s, serial, pinger, number = due[0]
        while at_s < horizon_s and pinger.quiet and serial == pinger.serial:
            for template, lasts_s in pinger.quiet:
                write(template)
                begun(at_s)
                ended(at_s + lasts_s)
            number += 1
            heapreplace(due, (pinger.began_s + number * period_s, serial, pinger, number))
            at_s, serial, pinger, number = due[0]

    def _tick(self, pinger: Pinger, at_s: float) -> None:
        """Ping every set of a machine, drop those that are empty, and wait for the next tick that matters."""
        self._stir(pinger, at_s)
        pinger.due_s, pinger.serial = math.inf, 0
        for server, ping_set in tuple(pinger.sets.items()):
            self._settle(pinger, ping_set, at_s)
            after, sent = ping_set.next_ping()
            if sent is not None:
                self._ping(ping_set, after, sent, at_s)
            if sent is None and not ping_set.pinged:
                ping_set.client = after
            if not ping_set.pinged and not ping_set.client.setid:
                del pinger.sets[server]
        self._go_on(pinger, at_s)

    def _ping(self, ping_set: PingSet, after: ClientSet, sent: Ping, at_s: float) -> None:
        """Send one ping; what the server's resolver makes of it counts from now."""
        asked = ping_set.asked = ask(self._world, ping_set)
        answer = ""
        ping_set.in_vain = 0 if asked.passes else ping_set.in_vain + 1
        if asked.passes:
            before = ping_set.kept
            made = 0 if sent.setid else next(self._setids)
            ping_set.kept, answer = heard(before, sent, at_s, fresh_id=made, exists=_lives)
            ping_set.client = answered(after, answer, made if ping_set.kept is not None else 0)
            if answer == INVALID_OID:
                ping_set.drop_unknown()
            ping_set.calm = answer == OK and (not self.observed or (asked.warm and not sent.complex))
            self._rundowns.heard(ping_set, before)
        else:
            self._rundowns.unheard(ping_set)
        if self.observed:
            ping_set.template, ping_set.lasts_s = row(self._world, ping_set, asked, sent, answer)
            self._world.journal.append(ping_set.template, at_s, at_s + ping_set.lasts_s)

    def _go_on(self, pinger: Pinger, at_s: float) -> None:
        """Wait for the machine's next tick, or while nothing is to be seen of it, for the first one after the next change."""
        sets = pinger.sets.values()
        calm, following = all(item.calm for item in sets), pinger.first_after(at_s, self.period_s)
        if not sets:
            return
        if self.observed and calm:
            pinger.quiet = tuple((item.template, item.lasts_s) for item in sets)
            pinger.number = following - 1
        sleeps = self._counts if self.observed else True
        if not sleeps or not all(item.calm or self._hopeless(item) for item in sets):
            self._await(pinger, following)
        elif not math.isinf(self._world.next_change_s):
            self._await(pinger, max(following, pinger.first_from(self._world.next_change_s, self.period_s)))

    def _hopeless(self, ping_set: PingSet) -> bool:
        """Tell whether nothing hangs on a set's pings any more, and nobody watches them fail."""
        return not self.observed and self._rundowns.hopeless(ping_set)


def _lives(oid: Hashable) -> bool:
    """Tell whether a resolver still knows an object."""
    return cast("Oid", oid).ended == LIVES
