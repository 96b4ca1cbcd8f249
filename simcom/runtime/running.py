"""A thread that takes its steps: calls on proxies right here, everything else by the function that knows it.

Whoever dies takes no further step: the death of its process ends a script where it is (see ``tasks``).
"""

from __future__ import annotations

from itertools import chain, count, repeat
from typing import TYPE_CHECKING

import simpy

from simcom.runtime.calls.arrival import Underway
from simcom.runtime.calls.losses import cut_off
from simcom.runtime.calls.plans import plan_for
from simcom.runtime.calls.travel import travel
from simcom.runtime.calls.unfinished import unfinished
from simcom.runtime.clock import draw
from simcom.runtime.functions import HANDLERS
from simcom.runtime.functions.asynchronous import by_itself
from simcom.runtime.functions.uninitialized import lacks_com, refuse
from simcom.runtime.proxy import InterfaceProxy
from simcom.runtime.steps import Call, Repeat, Wait
from simcom.runtime.tasks import RunOver

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.process import Thread
    from simcom.runtime.steps import Step
    from simcom.runtime.world import World


def take(world: World, thread: Thread, steps: Iterable[Step]) -> Generator[simpy.Event, None, None]:
    """Take steps one after the other; a step that fails does not stop the next.

    A call on a proxy whose legs are all fixed is made right here, since each generator between simpy and a leg costs time on every leg;
    so does looking its plan up again where the same call follows upon itself.
    """
    env, pointers, coming = world.env, thread.process.pointers, world.coming
    template, begun, ended = world.journal.columns()
    plan: Plan | None = None
    last: Step | None = None
    held: object = None
    epoch = world.epoch
    with world.tasks.within(thread):
        try:
            for step in unrolled(steps):
                via = pointers.get(step.pointer) if type(step) is Call else None
                if type(step) is not Call or type(via) is not InterfaceProxy or (step is not last and by_itself(step)):
                    plan = thread.calls = None
                    yield from _other(world, thread, step)
                    continue
                if plan is None or not (step is last and via is held and world.epoch == epoch and plan.settled):
                    last, held, epoch, thread.calls = step, via, world.epoch, via
                    plan = plan_for(world, thread, step, via, step.method, "callback" if step.callback else "call")
                made, begun_s = plan, env.now
                try:
                    if made.legs_s is not None and (not coming or begun_s + made.lasts_s < coming[0]):
                        made.arrivals.latest_s = begun_s
                        for leg_s in made.legs_s:
                            yield env.timeout(leg_s)
                    else:
                        made = yield from travel(world, thread, via, made)
                except simpy.Interrupt as stop:
                    made = yield from cut_off(Underway(world, thread, via, made, epoch, sent=True), stop)
                template(made.template)
                begun(begun_s)
                ended(env.now)
        except RunOver:
            if plan is not None:
                unfinished(world, made, begun_s)
            raise


def _other(world: World, thread: Thread, step: Step) -> Generator[simpy.Event, None, None]:
    """Take a step that is no plain call on a proxy."""
    if type(step) is Wait:
        yield world.env.timeout(draw(step.duration, world.waits(thread)))
    elif lacks_com(thread, step):
        yield from refuse(world, thread, step)
    else:
        yield from HANDLERS[type(step)](world, thread, step)


def unrolled(steps: Iterable[Step]) -> Iterator[Step]:
    """Return steps in the order they are taken, repetitions written out one after the other."""
    return chain.from_iterable(map(_written_out, steps))


def _written_out(step: Step) -> Iterable[Step]:
    """Return the steps that one step stands for: itself, or all turns of a repetition."""
    if not isinstance(step, Repeat):
        return (step,)
    if any(isinstance(inner, Repeat) for inner in step.steps):
        return chain.from_iterable(unrolled(step.steps) for _ in (count() if step.times is None else range(step.times)))
    return chain.from_iterable(repeat(step.steps) if step.times is None else repeat(step.steps, step.times))
