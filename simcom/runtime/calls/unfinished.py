"""Calls that still wait for their answer when the run ends: nobody knows what would have become of them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.asynchronous import still_under_way
from simcom.runtime.channel.traffic import unanswered
from simcom.runtime.tasks import RunOver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.world import World


@contextmanager
def noted(write: Callable[[], None]) -> Iterator[None]:
    """Let something be written down if the run ends meanwhile."""
    try:
        yield
    except RunOver:
        write()
        raise


@contextmanager
def noted_call(world: World, plan: Plan) -> Iterator[None]:
    """Let a call that begins now have its row if the run ends before its answer is there."""
    begun_s = world.env.now
    with noted(lambda: unfinished(world, plan, begun_s)):
        yield


def unfinished(world: World, plan: Plan, begun_s: float) -> None:
    """Write the row of a call that has no answer when the run ends: what held on its way, and that nothing more is known."""
    now_s = world.env.now
    row = unanswered(plan, world.journal.templates[plan.template])
    row = replace(row, ruling=still_under_way(plan.judged.ruling, now_s - begun_s), events=())
    world.journal.append(world.journal.intern(row), begun_s, now_s)
