"""Remote calls in time, leg by leg.

The stub marshals, the caller is proved if no context does so already, the request travels, the method runs (waiting for a worker where
the server has few), the reply travels. A call that its own side refuses ends at the stub, or with the KDC that refused; one that the
server's side refuses makes the round trip without running anything. The server's side decides when the call is there (see ``arrival``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from simcom.rules.logon.choice import KERBEROS
from simcom.runtime.calls.arrival import Underway, for_access, for_validation, with_ticket
from simcom.runtime.calls.logons import ask_controllers, ask_kdcs, validates_on_a_leg
from simcom.runtime.calls.losses import cut_off, ended, give_up, held_up, unreached
from simcom.runtime.calls.serving import serve
from simcom.runtime.channel.connections import connect, travels_as
from simcom.runtime.clock import draw
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import UNSTARTED

if TYPE_CHECKING:
    from collections.abc import Generator

    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World


def travel(world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan) -> Generator[simpy.Event, None, Plan]:
    """Let a call's time pass, leg by leg, and run the method's body; return the plan as the server's side left it, or its loss."""
    way = Underway(world, thread, proxy, plan, world.epoch)
    with world.tasks.calling(thread, proxy):
        try:
            lost = yield from _there_and_back(way)
        except simpy.Interrupt as stop:
            return (yield from cut_off(way, stop))
    return ended(world, way.plan, lost, proxy.manager.target.process) if lost else way.plan


def _there_and_back(way: Underway) -> Generator[simpy.Event, None, str]:
    """Let all of a call's legs pass; return how it was lost on the road, an empty text if it was not."""
    world, plan, timeout = way.world, way.plan, way.world.env.timeout
    if plan.legs_s is not None and world.env.now + plan.lasts_s < world.next_change_s:
        way.send()
        plan.arrivals.latest_s = world.env.now
        for leg_s in plan.legs_s:
            yield timeout(leg_s)
        return ""
    if plan.stub_s:
        yield timeout(plan.stub_s)
    if unreached(plan.judged):
        yield from give_up(world, way.proxy, plan)
        return ""
    yield from connect(way)
    yield from _bind(way)
    if way.plan.judged.facts.in_process:
        yield from serve(way)
    if not way.plan.requests:
        return ""
    if (yield from held_up(world, way.proxy)):
        return UNSTARTED
    way.send()
    yield timeout(draw(plan.wire, world.network_numbers) + plan.weighs.sent_s)
    return (yield from _served(way))


def _served(way: Underway) -> Generator[simpy.Event, None, str]:
    """Let a request get there, be checked and served, and the answer come back; return how it was lost on the road, if it was."""
    world, plan = way.world, way.plan
    if lost := (yield from held_up(world, way.proxy)):
        return lost
    if way.plan.logon is not None and not validates_on_a_leg(way.plan.logon.said):
        yield from _validate(way)
    way.look(for_access)
    way.plan.arrivals.latest_s = world.env.now
    yield from serve(way)
    if lost := (yield from held_up(world, way.proxy)):
        return lost
    yield world.env.timeout(draw(plan.wire, world.network_numbers) + way.plan.weighs.answered_s)
    return ""


@models("ntlm-legs", "cost-context-exchanges")
def _bind(way: Underway) -> Generator[simpy.Event, None, None]:
    """Let the client ask its KDCs and the legs of the context travel, there and back; a ticket is looked at when it arrives."""
    world, made = way.world, way.plan.logon
    if made is None:
        return
    yield from ask_kdcs(world, made)
    gone = 0
    while way.plan.logon is not None and gone < way.plan.logon.said.legs:
        yield world.env.timeout(draw(way.plan.wire, world.network_numbers))
        gone += 1
        if gone == 1 and made.said.mechanism == KERBEROS:
            way.look(with_ticket)
        if gone == made.said.legs and validates_on_a_leg(made.said):
            yield from _validate(way)
        yield world.env.timeout(draw(way.plan.wire, world.network_numbers))


@models("ntlm-passthrough", "cost-ntlm-exchanges")
def _validate(way: Underway) -> Generator[simpy.Event, None, None]:
    """Let the server ask its controller, on one of the few validations it may have under way; then the context is there, or it is not."""
    if way.plan.logon is not None and way.plan.logon.said.mechanism != KERBEROS:
        way.look(for_validation)
    made = way.plan.logon
    if made is not None and made.said.dc:
        came_s = way.world.env.now
        with way.world.netlogon(way.proxy.manager.target.process.machine).request() as slot:
            yield slot
            way.look(for_validation, waited=way.world.env.now > came_s)
            yield from ask_controllers(way.world, way.plan.logon)
    made = way.plan.logon
    if made is not None and made.built is not None:
        made.contexts.keep(made.key, made.built, travels_as(way.proxy))
