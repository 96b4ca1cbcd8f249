"""Calls that end because the other side is gone, or because nothing gets through any more.

A process that ends tears its connections down, and whoever waits hears of it at once; a machine that vanishes and a road that swallows
packets say nothing, and the caller finds out by its keep-alives (`server-machine-crash`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules import reach
from simcom.runtime.connections import lose
from simcom.runtime.traffic import unanswered
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.judged import Judged
    from simcom.runtime.plans import Plan
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.tasks import Loss
    from simcom.runtime.world import World

MACHINE, PROCESS, RESET, SILENT, UNSTARTED = "machine", "process", "reset", "silent", "unstarted"
"""How a call under way is lost, in the words of ``reach.interrupted``."""

REACHING = (reach.name_resolves, reach.way_open, reach.exporter_there)
"""The rungs that stop a call on its way to the server."""


@models("server-killed-in-call", "server-machine-crash")
def cut_off(
    world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan, stop: simpy.Interrupt, *, sent: bool = True
) -> Generator[simpy.Event, None, Plan]:
    """Return what becomes of a call whose server has died; an interrupt that is meant for somebody else goes on to them.

    ``sent`` False: the request had not been sent yet, so that it is known not to have run.
    """
    loss: Loss | None = stop.cause
    if loss is None or loss.thread is not thread:
        raise stop
    if loss.silent:
        yield world.env.timeout(world.estate.network.keepalive_s)
    lose(world, proxy.manager.process, proxy.manager.target.process)
    return ended(world, plan, (MACHINE if loss.silent else PROCESS) if sent else UNSTARTED)


def ended(world: World, plan: Plan, how: str) -> Plan:
    """Return the plan of a call that was lost under way: what was decided until then stands, and the loss decides."""
    before = plan.judged.ruling
    steps = tuple(step for step in before.steps if not step.stops)
    ruling = Ruling((*steps, reach.interrupted(how)), before.value)
    row = replace(unanswered(plan, world.journal.templates[plan.template], sent=how != UNSTARTED), ruling=ruling)
    return replace(plan, judged=replace(plan.judged, ruling=ruling), template=world.journal.intern(row))


@models("conn-loss", "server-machine-crash")
def held_up(world: World, proxy: InterfaceProxy) -> Generator[simpy.Event, None, str]:
    """Let a packet wait where the road is cut, and return how the call is lost by that; an empty text where it gets through.

    What is dropped is sent again and again, and arrives if the road heals in time.
    """
    manager, network = proxy.manager, world.estate.network
    ends = (manager.process.machine.name, manager.target.process.machine.name, manager.target.process.port)
    if manager.local or not world.roads.cuts:
        return ""
    until_s = world.env.now + network.keepalive_s
    while (cut := world.roads.severed(*ends)) is not None:
        if cut.how == "reject" or world.env.now >= until_s:
            lose(world, manager.process, manager.target.process)
            return RESET if cut.how == "reject" else SILENT
        yield world.env.timeout(min(world.next_change_s, until_s) - world.env.now)
    return ""


def unreached(judged: Judged) -> bool:
    """Tell whether a call ends because it does not get to its server at all."""
    last = judged.ruling.decisive
    return last.stops and last in [rung(judged.facts) for rung in REACHING]


@models("fail-fast-vs-slow", "conn-loss")
def give_up(world: World, proxy: InterfaceProxy, plan: Plan) -> Generator[simpy.Event, None, None]:
    """Let a client try in vain for as long as it takes to see that; a connection it had is worth nothing then."""
    network = world.estate.network
    tries_s = reach.lost_s(plan.judged.facts.path, network.syn_s, network.refused_s)
    if tries_s:
        yield world.env.timeout(tries_s)
    lose(world, proxy.manager.process, proxy.manager.target.process)
