"""Writing down a step that happens within one process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.runtime.journal import Template

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.process import Thread
    from simcom.runtime.rows import Party
    from simcom.runtime.steps import Step
    from simcom.runtime.world import World
    from simcom.vocabulary.rulings import Ruling

HELPER_CALLS = 3
"""A helper function queries for IClientSecurity, calls the method, and releases."""


def record(
    world: World,
    client: Party,
    step_id: str,
    kind: str,
    ruling: Ruling,
    ended_s: float,
    *,
    begun_s: float | None = None,
    **fields: Any,  # noqa: ANN401
) -> None:
    """Write one row that begins now unless said otherwise; ``fields`` are those of ``Template``."""
    template = world.journal.intern(Template(id=step_id, kind=kind, client=client, ruling=ruling, **fields))
    world.journal.append(template, world.env.now if begun_s is None else begun_s, ended_s)


def local(
    world: World,
    thread: Thread,
    step: Step,
    kind: str,
    ruling: Ruling,
    *,
    calls: int = 1,
    **fields: Any,  # noqa: ANN401
) -> Generator[simpy.Event, None, None]:
    """Write the row of a local function and let its time pass; ``calls`` is how many function calls it comes to."""
    spent_s = calls * world.estate.network.function_s
    fields = {"parent": thread.parent, "place": step.place, **fields}
    record(world, thread.process.party, step.id, kind, ruling, world.env.now + spent_s, **fields)
    yield world.env.timeout(spent_s)
