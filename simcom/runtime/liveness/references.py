"""Who still holds what: references by machine, ping sets, and the objects that are run down.

A client machine's resolver knows at once what its own processes hold; a server's resolver only what it is told, by releases and by
pings. A ping counts as heard at its tick: what it takes on its way is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.rundown import LEFT
from simcom.runtime.clock import stream
from simcom.runtime.liveness.pingsets import PingSet
from simcom.runtime.liveness.rundowns import Rundowns
from simcom.runtime.liveness.ticks import Ticks
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import DISCONNECTED, RUN_DOWN

if TYPE_CHECKING:
    from simcom.runtime.liveness.pingsets import Oid
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject, ProxyManager
    from simcom.runtime.world import World
    from simcom.vocabulary.rulings import Step


class Liveness:
    """The references and ping sets of one run."""

    def __init__(self, world: World) -> None:
        """Start with none."""
        self.numbers = stream(world.seed, "pings")
        self._world = world
        self._rundowns = Rundowns(world)
        self._ticks = Ticks(world, self._rundowns)
        self._held: dict[ComProcess, dict[ProxyManager, tuple[Oid, PingSet | None]]] = {}

    @property
    def any_ended(self) -> bool:
        """Whether any object was ever cut off from those who hold it; until then, every one lives."""
        return self._rundowns.any_ended

    def obtained(self, client: ComProcess, target: ComObject) -> None:
        """Take note that a process has a proxy for an object of another one; only the first of a proxy manager counts."""
        manager = client.managers.get((target.path, False))
        held = self._held.setdefault(client, {})
        if manager is None or manager in held or manager.target is not target or target.process is client:
            return
        if self._rundowns.stale(manager):
            return
        oid = self._rundowns.oid(target)
        ping_set = self._set_of(oid, client)
        held[manager] = oid, ping_set
        oid.managers[manager] = None
        self._rundowns.count(oid, ping_set)
        holds = oid.here if ping_set is None else ping_set.held
        holds[oid] = holds.get(oid, 0) + 1
        if ping_set is not None:
            self._ticks.disturb(ping_set)

    @models("rundown-never-pinged")
    def handed_out(self, client: ComProcess, target: ComObject) -> PingSet | None:
        """Take note that a reference has been marshalled for a client, which counts as its holder from now, whether or not it hears of it.

        Return by what it is counted until it does; ``None`` where nobody pings, or within one machine, whose resolver knows who lives.
        """
        here, there = client.machine.name, target.process.machine.name
        if target.process is client or target.class_.marshaling == "custom":
            return None
        oid = self._rundowns.oid(target)
        promise = None if here == there else PingSet(here, there, client)
        if oid.pinned or (promise is None and client.alive):
            return None
        self._rundowns.count(oid, promise)
        if promise is None:
            self._rundowns.uncount(oid, None, LEFT, self._world.env.now)
        else:
            self._rundowns.watch_unpinged(oid, promise)
        return promise

    def arrived(self, client: ComProcess, target: ComObject, promise: PingSet | None) -> None:
        """Take note that a reference that was handed out has arrived; if the object has gone meanwhile, it is worth nothing.

        Where the client could not unmarshal it, nobody will ever ping for it, and the resolver goes on counting.
        """
        manager = client.managers.get((target.path, False))
        holding = self._held.get(client, {}).get(manager) if manager is not None else None
        if promise is None or holding is None:
            return
        oid, ping_set = holding
        since_s = oid.counted.pop(promise, None)
        if since_s is not None:
            oid.counted[ping_set] = min(since_s, oid.counted.get(ping_set, since_s))
        elif len(oid.managers) == 1:
            self._rundowns.end(target, RUN_DOWN)

    def _set_of(self, oid: Oid, client: ComProcess) -> PingSet | None:
        """Return the ping set by which a client's machine holds an object; ``None`` within one machine and for what is not pinged."""
        server = oid.target.process.machine.name
        return None if oid.pinned or server == client.machine.name else self._ticks.set_for(client, server)

    def released(self, manager: ProxyManager, *, told: bool) -> None:
        """Take note that a process has given its last reference to an object up; ``told``: RemRelease got through to the server."""
        holding = self._held.get(manager.process, {}).pop(manager, None)
        if holding is not None:
            self._leave(manager, *holding, told=told)

    def _leave(self, manager: ProxyManager, oid: Oid, ping_set: PingSet | None, *, told: bool) -> None:
        """Let one process less of a machine hold an object; where it was the last, the server hears of it now, at a ping, or never."""
        self._rundowns.dropped(manager)
        oid.managers.pop(manager, None)
        holds = oid.here if ping_set is None else ping_set.held
        holds[oid] -= 1
        if holds[oid]:
            return
        del holds[oid]
        if told:
            self._rundowns.forget(oid, ping_set)
        elif ping_set is None:
            self._rundowns.uncount(oid, None, LEFT, self._world.env.now)
        elif ping_set in oid.counted and not ping_set.lists(oid):
            self._rundowns.watch_unpinged(oid, ping_set)
        if ping_set is not None:
            self._ticks.disturb(ping_set)

    @models("rundown-process-vs-machine")
    def process_gone(self, process: ComProcess) -> None:
        """Take note that a process has ended; its machine's resolver notices at once, others at the next ping."""
        self._rundowns.process_gone(process)
        for manager, (oid, ping_set) in self._held.pop(process, {}).items():
            self._leave(manager, oid, ping_set, told=False)

    @models("rundown-process-vs-machine")
    def machine_gone(self, machine: str) -> None:
        """Take note that a machine has gone down: what it served is gone, what it held nobody pings any more, and nobody is told."""
        self._rundowns.machine_gone(machine)
        for ping_set in self._ticks.towards(machine):
            self._ticks.disturb(ping_set)
            ping_set.kept = None
        for process in [item for item in self._held if item.machine.name == machine]:
            for manager, (oid, _) in self._held.pop(process).items():
                self._rundowns.dropped(manager)
                oid.managers.pop(manager, None)
        for ping_set in self._ticks.gone(machine):
            self._rundowns.unheard(ping_set)

    def finish(self) -> None:
        """Take note that the run is over, so that a summary is complete."""
        self._ticks.finish()

    def disconnected(self, target: ComObject) -> None:
        """Cut an object off from all its clients, as CoDisconnectObject does; a reference made later is a new one."""
        self._rundowns.end(target, DISCONNECTED)

    def state(self, target: ComObject, manager: ProxyManager | None = None) -> str:
        """Return what became of an object, for those who hold it by a proxy manager or for anybody: a word of ``vocabulary.paths``."""
        return self._rundowns.state(target, manager)

    def reclaimed(self, target: ComObject) -> Step | None:
        """Return the step by which an object was last run down, ``None`` if it never was."""
        return self._rundowns.reclaimed.get(target)
