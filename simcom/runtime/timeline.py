"""What changes in the course of a run: accounts, machines, policies and trusts that are different from a time on.

A change touches what is decided from then on. A process keeps the security it was initialised with, a connection its contexts, a logon
session its tickets; a call that is under way keeps what its client decided, and meets the server's side as that is when it gets there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcom.runtime.estate import Group, Machine
from simcom.runtime.networks import Happening

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.networks import Change
    from simcom.runtime.world import World


def begin(world: World) -> None:
    """Make the changes of time 0 at once and let the others come; at equal times they come before anything else happens."""
    changes = sorted(world.estate.timeline, key=lambda item: item.at_s)
    for change in changes:
        if change.at_s <= 0:
            apply(world, change)
    coming = [change for change in changes if change.at_s > 0]
    if coming:
        world.next_change_s = coming[0].at_s
        world.env.process(_later(world, coming))


def _later(world: World, coming: list[Change]) -> Generator[simpy.Event, None, None]:
    """Wait for each change's time, and make it."""
    arrivals = [world.env.timeout(change.at_s) for change in coming]
    following = (*(change.at_s for change in coming[1:]), math.inf)
    for change, arrives, next_s in zip(coming, arrivals, following, strict=True):
        yield arrives
        apply(world, change)
        world.next_change_s = next_s


def apply(world: World, change: Change) -> None:
    """Put a new value in the place of the old one; what was decided before is stale."""
    if isinstance(change.value, Happening | Group):
        return
    world.where.replace(change.value)
    if isinstance(change.value, Machine):
        _change_machine(world, change.value)
    world.epoch += 1


def _change_machine(world: World, machine: Machine) -> None:
    """Let a machine's processes find themselves on the changed machine.

    The validations under way there still count: how many there may be at a time is read once, since Netlogon has it from its start.
    """
    name = machine.name.casefold()
    for process in world.processes.values():
        if process.machine.name.casefold() == name:
            process.machine = machine
