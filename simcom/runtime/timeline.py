"""What changes in the course of a run: accounts, groups, machines, policies and trusts that are different from a time on, and faults.

A change touches what is decided from then on. A process keeps the security it was initialised with, a connection its contexts, a logon
session its tickets; a call that is under way keeps what its client decided, and meets the server's side as that is when it gets there.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from simcom.runtime import lives
from simcom.runtime.calls.losses import listen_in
from simcom.runtime.estate import Machine
from simcom.runtime.networks import Happening
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.networks import Change
    from simcom.runtime.world import World

WAIT_FOR_RESTART = ("patch", "require_integrity", "raise_level", "hardening_log_off")
"""What Windows reads when it starts, and not before (`H2`, `H5`)."""


def begin(world: World) -> None:
    """Make the changes of time 0 at once and let the others come; at equal times they come before anything else happens."""
    changes = sorted(world.estate.timeline, key=lambda item: item.at_s)
    for change in changes:
        if change.at_s <= 0:
            apply(world, change)
    for change in changes:
        if change.at_s > 0:
            later(world, change.at_s, partial(apply, world, change))


def later(world: World, delay_s: float, what: Callable[[], None]) -> None:
    """Let something happen to the world after a time; ``next_change_s`` tells of it."""
    at_s = world.env.now + delay_s
    insort(world.coming, at_s)

    def make(_: object) -> None:
        what()
        world.coming.pop(0)

    world.env.timeout(delay_s).callbacks.append(make)


def apply(world: World, change: Change) -> None:
    """Put a new value in the place of the old one, or let something happen; what was decided before is stale."""
    if isinstance(change.value, Happening):
        HAPPENINGS[change.value.kind](world, change.value)
    elif isinstance(change.value, Machine):
        world.put(declared(world, change.value))
    else:
        world.where.replace(change.value)
        world.moved()


@models("H2", "H5")
def declared(world: World, machine: Machine) -> Machine:
    """Return a machine as a change leaves it: patches and hardening values wait for its next restart, and nobody is logged on or off."""
    present = world.machine(machine.name)
    world.waiting[machine.name.casefold()] = machine.settings
    kept = {name: getattr(present.settings, name) for name in WAIT_FOR_RESTART}
    return replace(machine, settings=replace(machine.settings, **kept), sessions=present.sessions)


def _crash(world: World, what: Happening) -> None:
    lives.shutdown(world, what.subject, silent=True)


def _start(world: World, what: Happening) -> None:
    """Start a machine, or a process of a machine that is up; what runs goes on running."""
    if world.where.is_machine(what.subject):
        if not world.roads.up(what.subject):
            lives.boot(world, what.subject)
        return
    process = world.processes[what.subject]
    if not process.alive and world.roads.up(process.spec.machine):
        lives.spawn(world, process.spec)


def _restart(world: World, what: Happening) -> None:
    """Take a machine down in order, and let it come up after its boot time; of a process: end it, and start it again."""
    if not world.where.is_machine(what.subject):
        lives.kill(world, lives.named(world, what.subject))
        _start(world, what)
        return
    scripted = lives.has_scripts(world, what.subject)
    if scripted:
        world.tasks.expect()
    lives.shutdown(world, what.subject)
    later(world, world.machine(what.subject).boot_s, partial(_booted, world, what, scripted=scripted))


def _booted(world: World, what: Happening, *, scripted: bool) -> None:
    """Let a machine come up, unless it is; the run waits no longer for the scripts that start with it."""
    _start(world, what)
    if scripted:
        world.tasks.came()


def _kill(world: World, what: Happening) -> None:
    lives.kill(world, lives.named(world, what.subject))


def _log_off(world: World, what: Happening) -> None:
    lives.log_off(world, what.subject, what.account)


def _log_on(world: World, what: Happening) -> None:
    lives.log_on(world, what.subject, what.account)


def _cut(world: World, what: Happening) -> None:
    if what.cut is not None:
        world.roads.cut(what.cut)
        world.moved()
        listen_in(world)


def _heal(world: World, what: Happening) -> None:
    if what.cut is not None:
        world.roads.heal(what.cut)
        world.moved()


HAPPENINGS: dict[str, Callable[[World, Happening], None]] = {
    "crash": _crash,
    "start": _start,
    "restart": _restart,
    "kill": _kill,
    "log off": _log_off,
    "log on": _log_on,
    "cut": _cut,
    "heal": _heal,
}
"""What each kind of happening does."""
