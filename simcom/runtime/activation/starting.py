"""The start of a server for an activation: which process that is, how long it takes to register its class, and the row it leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import simpy

from simcom.rules.eras import BEFORE_LIMITS
from simcom.rules.resolution import launched
from simcom.runtime.activation.launching import Launch, starting
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    from simcom.runtime.activation.activating import Activation
    from simcom.runtime.activation.launching import Server
    from simcom.runtime.activation.resolver import Resolver
    from simcom.runtime.process import ComProcess
    from simcom.runtime.world import World


@models("act-reuse-or-launch", "act-launch-order", "act-register-timeout", "act-exec-failure-causes")
def launch(way: Activation, caller: str) -> Generator[simpy.Event, None, ComProcess | None]:
    """Start a server, or wait for one that is starting; return it once its class is registered.

    ``None`` stands for a server that ends, or for which time runs out. Windows 2000 ends one that is late; later ones let it run on. A
    class object for a single use is promised to the first who waits for it: whoever comes after that starts a server of his own.
    """
    world, resolver, begun_s = way.world, way.errand.far, way.world.env.now
    pending = starting(world, resolver, way.server, caller)
    held = pending or _start(way, way.server, caller)
    held.promised = held.process.spec.single_use
    try:
        yield world.env.timeout(min(held.registers_s - begun_s, way.facts.timeout_s)) | held.process.end(world.env)
    except simpy.Interrupt:  # the machine is down, and whoever waits is about to hear of it
        _record(way, held, begun_s, begins=pending is None)
        raise
    if not held.process.alive:
        way.conclude(replace(way.facts, application=replace(way.facts.application, ended=True)))
    _record(way, held, begun_s, begins=pending is None)
    if held.process.alive and _in_time(way, held, begun_s):
        return held.process
    _give_up(way, held)
    return None


def _in_time(way: Activation, held: Launch, begun_s: float) -> bool:
    """Tell whether a server registers its class while somebody waits for it who has since ``begun_s``."""
    return held.registers_s - begun_s <= way.facts.timeout_s


def _give_up(way: Activation, held: Launch) -> None:
    """Wait no longer for a server; if it lives and registers later, another activation may have its class object."""
    held.promised = False
    if way.errand.far.machine.settings.windows in BEFORE_LIMITS:
        way.world.kill(held.process)


def _start(way: Activation, server: Server, caller: str) -> Launch:
    """Start a process for a class."""
    world, resolver, facts = way.world, way.errand.far, way.facts.application
    if server.spec is None:
        msg = f"nothing on {server.machine.name} could be started for {facts.class_}"
        raise RuntimeError(msg)
    wanted = server.instance_name(caller)
    spec = replace(server.spec, name=_free_name(world, server, caller), identity=server.identity)
    process = world.spawn(spec, facts.run_as)
    takes_s = resolver.drawn_s.pop(wanted, facts.registers_s)
    now_s = world.env.now
    begun = Launch(process, math.inf if takes_s is None else now_s + takes_s, now_s + way.facts.timeout_s)
    resolver.launches[wanted] = [*resolver.unused(wanted), begun]
    return begun


def _free_name(world: World, server: Server, caller: str) -> str:
    """Return a name for a new instance: its process's, or where that one runs on, hung or with its class object taken, a numbered one."""
    own = server.spec.name if server.spec else ""
    suffix = server.instance_name(caller).removeprefix(own)
    names = (own, *(f"{own}@{number}" for number in range(2, len(world.processes) + 3)))
    return next(name for name in names if not _lives(world, name + suffix))


def _lives(world: World, name: str) -> bool:
    return name in world.processes and world.processes[name].alive


def _record(way: Activation, held: Launch, begun_s: float, *, begins: bool) -> None:
    """Write down a launch that an activation ``begins``: by the machine's resolver, whether or not anybody waits for the answer.

    Where nobody does, no other row will show what the machine has written to its event log.
    """
    from simcom.runtime.functions.record import record

    if not begins:
        return
    process, resolver, account = held.process, way.errand.far, held.process.spec.account
    late_s = None if _in_time(way, held, begun_s) else way.facts.timeout_s
    down = "" if resolver.process.alive else resolver.machine.name
    ruling = launched(process.spec.name, account, way.step, ended=not process.alive, late_s=late_s, down=down)
    fields: dict[str, Any] = {"parent": way.step, "server": process.party, "begun_s": begun_s}
    fields |= {"place": process.spec.place, "events": way.events if way.alone and not down else ()}
    record(
        way.world, resolver.process.party, f"{process.spec.name}/launch", "launch", ruling, way.world.env.now, **fields
    )


@models("act-reuse-or-launch")
def given_out(resolver: Resolver, process: ComProcess) -> None:
    """Take a single-use class object out of the table after an activation."""
    if process.spec.single_use:
        resolver.used.add(process)
