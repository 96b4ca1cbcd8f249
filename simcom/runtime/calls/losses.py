"""Calls that end because the other side is gone, or because nothing gets through any more.

A process that ends tears its connections down, and whoever waits hears of it at once; a machine that vanishes and a road that swallows
packets say nothing, and the caller finds out by its keep-alives (`server-machine-crash`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from simcom.rules import reach
from simcom.runtime.channel.connections import lose
from simcom.runtime.channel.traffic import unanswered
from simcom.runtime.tasks import Loss
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import MACHINE, RESET, SILENT, UNSTARTED
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.calls.arrival import Underway
    from simcom.runtime.calls.judged import Judged
    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.networks import Cut
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World

REACHING = (reach.name_resolves, reach.way_open, reach.exporter_there)
"""The rungs that stop a call on its way to the server."""


@models("server-killed-in-call", "server-machine-crash")
def cut_off(way: Underway, stop: simpy.Interrupt) -> Generator[simpy.Event, None, Plan]:
    """Return what becomes of a call that was lost under way; an interrupt that is meant for somebody else goes on to them.

    One whose request had not been sent yet is known not to have run.
    """
    loss, world, manager = stop.cause, way.world, way.proxy.manager
    if not isinstance(loss, Loss) or loss.thread is not way.thread:
        raise stop
    way.thread.calls = None
    yield from unheard(world, way.thread, loss)
    lose(world, manager.process, manager.target.process)
    return ended(world, way.plan, loss.how if way.sent else UNSTARTED, manager.target.process)


@models("server-machine-crash", "keepalive-table")
def unheard(world: World, thread: Thread, loss: Loss) -> Generator[simpy.Event, None, None]:
    """Let a caller wait until a keep-alive finds out that its server's machine is gone; of other losses it has heard by now."""
    if loss.how == MACHINE:
        now_s = world.env.now
        yield world.env.timeout(_noticed_s(world, thread) - now_s)


def _noticed_s(world: World, thread: Thread) -> float:
    """Return when a call's keep-alives would find out what is so from now on."""
    return reach.given_up_s(thread.packet_s, world.env.now, world.estate.network.keepalive_s)


@models("server-machine-crash", "conn-loss")
def listen_in(world: World) -> None:
    """Let every call that waits for an answer beyond a cut road find out by its next keep-alive, unless the road has healed by then."""
    for task, thread, proxy in world.tasks.calls():
        if _swallowed(world, proxy):
            probe = world.env.timeout(_noticed_s(world, thread) - world.env.now)
            probe.callbacks.append(partial(_probed, world, task, thread, proxy, thread.packet_s))


def _probed(
    world: World, task: simpy.Process, thread: Thread, proxy: InterfaceProxy, packet_s: float, _: simpy.Event
) -> None:
    """Tell a call that its keep-alive got no answer, if it is still the same call and the road still cut."""
    same = thread.calls is proxy and thread.packet_s == packet_s
    if same and _swallowed(world, proxy):
        world.tasks.tell(task, Loss(thread, SILENT))


def _swallowed(world: World, proxy: InterfaceProxy) -> bool:
    """Tell whether packets to a call's server vanish on their way."""
    cut = _severed(world, proxy)
    return cut is not None and cut.how == "drop"


def _severed(world: World, proxy: InterfaceProxy) -> Cut | None:
    """Return the cut between a call's two machines, if there is one."""
    client, server = proxy.manager.process, proxy.manager.target.process
    if proxy.manager.local or not world.roads.cuts:
        return None
    return world.roads.severed(client.machine.name, server.machine.name, server.port)


def ended(world: World, plan: Plan, how: str, server: ComProcess) -> Plan:
    """Return the plan of a call that was lost under way: what was decided until then stands but for a refusal, and the loss decides."""
    before = plan.judged.ruling
    steps = tuple(step for step in before.steps if not step.stops)
    callback, machine = plan.judged.facts.callback, server.machine.name
    loss = reach.interrupted(how, callback=callback, fate=server.fate, machine=machine)
    ruling = Ruling((*steps, loss), before.value)
    row = replace(unanswered(plan, world.journal.templates[plan.template], sent=how != UNSTARTED), ruling=ruling)
    row = replace(row, events=())
    return replace(plan, judged=replace(plan.judged, ruling=ruling), template=world.journal.intern(row))


@models("conn-loss", "server-machine-crash")
def held_up(world: World, proxy: InterfaceProxy) -> Generator[simpy.Event, None, str]:
    """Let a packet wait where the road is cut, and return how the call is lost by that; an empty text where it gets through.

    What is dropped is sent again and again, and arrives if the road heals before the caller's keep-alive gives up (see ``listen_in``).
    """
    while (cut := _severed(world, proxy)) is not None:
        if cut.how == "reject":
            lose(world, proxy.manager.process, proxy.manager.target.process)
            return RESET
        heals_s, env = world.next_change_s, world.env
        yield env.event() if math.isinf(heals_s) else env.timeout(heals_s - env.now)
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
