"""An activation's way to another machine's resolver and back, as its client sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from simcom.rules.reach import interrupted
from simcom.rules.resolution import went_down
from simcom.runtime.activation import pacing
from simcom.runtime.activation.granting import grant
from simcom.runtime.calls.parting import attended
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import MACHINE
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    from simcom.runtime.activation.activating import Activation
    from simcom.runtime.process import ComProcess, Thread


def travel(way: Activation, thread: Thread) -> Generator[simpy.Event, None, ComProcess | None]:
    """Let an activation's time pass; return the process that serves the object, ``None`` if it failed or was lost on the road."""
    work = _there_and_back(way)
    process: ComProcess | None
    process, lost = yield from pacing.guarded(way.world, thread, way.tries[-1].proxy, work)
    way.lost = way.lost or lost
    if way.lost:
        kept = tuple(step for step in way.ruling.steps if not step.stops)
        far = way.errand.far
        loss = interrupted(way.lost, _why(way), fate=far.process.fate, machine=far.machine.name)
        way.ruling = Ruling((*kept, loss), way.ruling.value)
        return None
    return process


def _why(way: Activation) -> str:
    """Say how an activation was lost if the server's machine went down, in words of its own; else nothing."""
    far = way.errand.far
    if far.process.alive:
        return ""
    noticed = "; the client noticed only when its probes got no answer" if way.lost == MACHINE else ""
    return f"{went_down(far.machine.name, starting=way.starting)}{noticed}"


@models("act-sequence", "act-remote-machine-cache", "actor-local-resolver-relays")
def _there_and_back(way: Activation) -> Generator[simpy.Event, None, ComProcess | None]:
    """Let the messages of an activation go out and come back; return the process that serves the object, if there is one.

    The name of a machine that answers is kept; one that does not is given up after a while, and forgotten.
    """
    world, one = way.world, way.errand
    if pacing.unreached(way.ruling, way.facts.resolver):
        yield from pacing.lose(world, way.facts.resolver)
        one.near.forget(one.name, one.far)
        return None
    logons = pacing.logons(way.made) if not one.local else []
    before, asks = pacing.split(way.messages())
    if before or asks:
        yield from pacing.ask_for_tickets(world, logons)
    yield from pacing.travel(world, one, before)
    if before and not one.local:
        one.near.remember(one.name)
    if not asks or (yield from _held_up(way)):
        return None
    yield pacing.half(world, one)
    yield from pacing.validate(world, one, logons)
    pacing.reached(one, way.made)
    yield from _granted(way)
    if (yield from _held_up(way)):
        return None
    yield pacing.half(world, one)
    return way.process


def _held_up(way: Activation) -> Generator[simpy.Event, None, bool]:
    """Wait where the road is cut; tell whether the activation is lost by that."""
    way.lost = yield from pacing.held_up(way.world, way.tries[-1].proxy)
    return bool(way.lost)


def _granted(way: Activation) -> Generator[simpy.Event, None, None]:
    """Let the server's machine do its part, which it goes on with if nobody waits for it any more."""
    try:
        yield from attended(way.world.tasks, way.errand.thread, way.errand.far.process, grant(way))
    except simpy.Interrupt:
        way.alone = True
        raise
