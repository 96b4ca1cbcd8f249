"""Calls that their client does not simply wait for: begun and finished later, cancelled, or given up after a time.

The row of such a call lasts from its beginning until its client has the answer or no longer wants it. The request itself goes on by
itself then: what the server does it does, and nobody hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simcom.rules import asynchronous as rules
from simcom.runtime.calls.plans import plan_for
from simcom.runtime.calls.travel import travel
from simcom.runtime.calls.unfinished import noted
from simcom.runtime.channel.traffic import unanswered
from simcom.runtime.functions.record import local
from simcom.runtime.process import Thread

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.steps import Call
    from simcom.runtime.steps_activation import CancelCall, FinishCall
    from simcom.runtime.world import World
    from simcom.vocabulary.rulings import Ruling


@dataclass(eq=False, slots=True)
class CallObject:
    """One call that goes on by itself: the thread it is made from, its plan as far as it is known, and what became of it.

    ``back`` happens when the answer is there, ``unwanted`` when somebody cancels it, ``over`` when its row is written and ``ruling`` is
    there.
    """

    thread: Thread
    step: Call
    pointer: InterfaceProxy
    begun_s: float
    plan: Plan
    back: simpy.Event
    unwanted: simpy.Event
    over: simpy.Event
    ruling: Ruling | None = None


def by_itself(step: Call) -> bool:
    """Tell whether a call needs more than to be waited for."""
    return bool(step.begin) or step.inputsync or step.timeout_s is not None or step.cancel_s is not None


def call_by_itself(
    world: World, thread: Thread, step: Call, pointer: InterfaceProxy
) -> Generator[simpy.Event, None, None]:
    """Make a call that needs more than to be waited for."""
    kind = "callback" if step.callback else "call"
    if step.inputsync:
        yield from local(world, thread, step, kind, rules.input_synchronous(), **_shown(pointer, step))
        return
    if step.begin:
        yield from _begin(world, thread, step, pointer, kind)
        return
    yield from _answered(world, _made(world, thread, step, pointer, kind))


def _begin(
    world: World, thread: Thread, step: Call, pointer: InterfaceProxy, kind: str
) -> Generator[simpy.Event, None, None]:
    """Begin a call, unless its call object has one that was not finished; its client goes on at once."""
    objects = thread.process.call_objects
    if step.begin in objects:
        yield from local(world, thread, step, kind, rules.still_pending(step.begin), **_shown(pointer, step))
        return
    objects[step.begin] = made = _made(world, thread, step, pointer, kind)
    world.tasks.aside(_answered(world, made))
    yield world.env.timeout(world.estate.network.function_s)


def _shown(pointer: InterfaceProxy, step: Call) -> dict[str, Any]:
    """Return what the row of a call shows that was not sent."""
    target = pointer.manager.target
    return {
        "server": target.process.party,
        "class_": target.class_.name,
        "interface": pointer.interface,
        "method": step.method,
        "requested": pointer.blanket,
        "settings": pointer.settings,
    }


def _made(world: World, thread: Thread, step: Call, pointer: InterfaceProxy, kind: str) -> CallObject:
    """Decide on a call as of now, and keep the thread's token for it, whatever the thread wears later."""
    apart = Thread(thread.process, thread.name, thread.serving, thread.parent, causality=thread.causality)
    apart.wear(thread.token, thread.token_level, thread.came_by)
    plan = plan_for(world, apart, step, pointer, step.method, kind)
    event = world.env.event
    return CallObject(apart, step, pointer, world.env.now, plan, event(), event(), event())


def _travels(world: World, made: CallObject) -> Generator[simpy.Event, None, None]:
    """Let a call go its way, whoever still waits for it."""
    made.plan = yield from travel(world, made.thread, made.pointer, made.plan)
    made.back.succeed()


def _answered(world: World, made: CallObject) -> Generator[simpy.Event, None, None]:
    """Wait for a call's answer, but no longer than its client wants to, and write its row."""
    step = made.step
    world.tasks.aside(_travels(world, made))
    cancel, timeout = _after(world, step.cancel_s), _after(world, step.timeout_s)
    with noted(lambda: _left_open(world, made)):
        yield made.back | made.unwanted | cancel | timeout
    sent = made.plan.ruling
    if made.back.triggered:
        made.ruling = sent
    elif made.unwanted.triggered or cancel.processed:
        made.ruling = rules.cancelled(sent)
    else:
        made.ruling = rules.timed_out(sent, step.timeout_s or 0.0)
    _write(world, made)
    made.over.succeed()


def _after(world: World, limit_s: float | None) -> simpy.Event:
    """Return what happens after a time, or never."""
    return world.env.event() if limit_s is None else world.env.timeout(limit_s)


def _left_open(world: World, made: CallObject) -> None:
    """Write the row of a call that has no answer when the run ends; whose client is gone has nobody who waits for one."""
    if not made.thread.process.alive:
        return
    made.ruling = rules.still_under_way(made.plan.ruling, world.env.now - made.begun_s)
    _write(world, made)


def _write(world: World, made: CallObject) -> None:
    """Write a call's row as it ended for its client."""
    template = made.plan.template
    if made.ruling is not None and made.ruling is not made.plan.ruling:
        row = unanswered(made.plan, world.journal.templates[template])
        template = world.journal.intern(replace(row, ruling=made.ruling, caller=made.ruling.value))
    world.journal.append(template, made.begun_s, world.env.now)


def finish_call(world: World, thread: Thread, step: FinishCall) -> Generator[simpy.Event, None, None]:
    """Ask for a call's results, waiting for them as long as the step says; then its call object may be used again."""
    objects = thread.process.call_objects
    made, begun_s = objects.get(step.call), world.env.now
    if made is not None and made.ruling is None:
        yield made.over if step.wait_s is None else made.over | world.env.timeout(step.wait_s)
    if made is None:
        ruling = rules.never_begun(step.call)
    elif made.ruling is None:
        ruling = rules.not_finished(step.call, step.wait_s or 0.0)
    else:
        ruling = rules.finished(step.call, made.ruling)
        objects.pop(step.call, None)
    shown = {} if made is None or made.ruling is None else _finished(world, made)
    yield from local(world, thread, step, "finish_call", ruling, begun_s=begun_s, name=step.call, **shown)


def _finished(world: World, made: CallObject) -> dict[str, Any]:
    """Return what the row of a finished call shows of the call itself: where it went, so that it was decided there."""
    row = world.journal.templates[made.plan.template]
    return {"server": row.server, "class_": row.class_, "transport": row.transport}


def cancel_call(world: World, thread: Thread, step: CancelCall) -> Generator[simpy.Event, None, None]:
    """Cancel a call that is under way."""
    made = thread.process.call_objects.get(step.call)
    if made is None:
        ruling = rules.never_begun(step.call)
    elif made.ruling is not None:
        ruling = rules.nothing_to_cancel(step.call)
    else:
        ruling = rules.cancel_asked(step.call)
        if not made.unwanted.triggered:
            made.unwanted.succeed()
    yield from local(world, thread, step, "cancel_call", ruling, name=step.call)
