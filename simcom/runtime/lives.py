"""Processes and machines that come and go: started, killed, crashed, shut down and booted again.

A process that is started again is a new one: uninitialised, without pointers and contexts, with new objects and a new port. What a dead
one served is gone for good, and old proxies go on pointing at it (`server-restart-stale`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import simpy

from simcom.runtime.channel.connections import lost
from simcom.runtime.functions.security import initialize_first
from simcom.runtime.process import ComProcess
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key
from simcom.vocabulary.paths import CRASHED, KILLED, LOGGED_OFF, SHUT_DOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.runtime.estate import Machine, Process
    from simcom.runtime.world import World

AT_ONCE = "at once"
"""``starts`` of a process that runs from the start, and again from each start of its machine."""


def created(world: World, spec: Process, *, runs: bool = True) -> ComProcess:
    """Return a process of this name that is new; one that does not run has instance 0 until somebody starts it."""
    earlier = world.processes.get(spec.name)
    instance = (earlier.instance if earlier else 0) + 1 if runs else 0
    account = world.where.account(spec.account)
    certificate = account is not None and account.certificate is not None
    process = ComProcess(
        spec, world.machine(spec.machine), world.classes, certificate=certificate, instance=instance, listen=world.roads.listen
    )  # fmt: skip
    if spec.threads is not None:
        process.workers = simpy.Resource(world.env, capacity=spec.threads)
    if runs:
        world.roads.ports.pin(process)
    return process


def runs_at_once(world: World, spec: Process) -> bool:
    """Tell whether a process is there whenever its machine is up."""
    return spec.starts == AT_ONCE and world.roads.up(spec.machine)


def begin(world: World, processes: Iterable[ComProcess]) -> None:
    """Let new processes initialise themselves, then start their scripts; servers go first where times are equal."""
    alive = [process for process in processes if process.alive]
    for process in alive:
        initialize_first(world, process)
    threads = [(process, script) for process in alive for script in process.spec.scripts]
    for process, script in sorted(threads, key=lambda pair: not pair[0].objects):
        world.script(process, script)


def spawn(world: World, spec: Process, account: str = "") -> ComProcess:
    r"""Start a process now and return it: its scripts run from their beginning.

    ``account`` is whom it runs as, if not as its own account. One that runs as whoever launches it has an instance for each account, by
    the name ``process@ACCOUNT``.
    """
    if account and spec.identity == LAUNCHING_USER and "@" not in spec.name:
        spec = replace(spec, name=f"{spec.name}@{account}")
    process = created(world, replace(spec, account=account) if account else spec)
    world.processes[process.spec.name] = process
    world.moved()
    begin(world, (process,))
    return process


def kill(world: World, processes: Iterable[ComProcess], fate: str = KILLED) -> None:
    """End processes now, by what ``fate`` says. Whoever waits for one of them loses the call at once."""
    gone = {id(process): process for process in processes if process.alive}
    for process in gone.values():
        process.die(fate)
        world.roads.ports.free(process)
    world.tasks.strike(lambda process: id(process) in gone)
    for process in gone.values():
        lost(world, process)
        world.resolvers.process_gone(process)
        world.liveness.process_gone(process)
    world.moved()


def shutdown(world: World, machine: str, *, silent: bool = False) -> None:
    """Take a machine down with all that runs on it: in order, or ``silent`` in a crash, when nobody is told.

    In order means that connections are closed. What its processes hold is not released: Windows ends them without RemRelease.
    """
    name, fate = machine.casefold(), CRASHED if silent else SHUT_DOWN
    world.roads.switch(name, on=False)
    ask_controllers_of(world, name)
    here = [process for process in world.processes.values() if process.machine.name.casefold() == name]
    for process in here:
        process.die(fate)
        world.roads.ports.free(process)
    world.tasks.strike(lambda process: process.machine.name.casefold() == name, silent=silent)
    for process in here:
        lost(world, process, told=not silent)
    world.resolvers.machine_gone(name, fate)
    world.liveness.machine_gone(world.machine(name).name)
    world.moved()


@models("act-session-identity")
def log_off(world: World, machine: str, account: str) -> None:
    """End an account's session on a machine, and with it the servers that run as the interactive user there."""
    host, wanted = world.machine(machine), key(account)
    world.put(replace(host, sessions=tuple(one for one in host.sessions if key(one) != wanted)))
    ending = [process for process in world.processes.values() if _in_session(process, host.name, wanted)]
    kill(world, ending, LOGGED_OFF)


def log_on(world: World, machine: str, account: str) -> None:
    """Begin an account's session on a machine."""
    host = world.machine(machine)
    kept = tuple(one for one in host.sessions if key(one) != key(account))
    world.put(replace(host, sessions=(*kept, account)))


def _in_session(process: ComProcess, machine: str, account: str) -> bool:
    spec = process.spec
    return spec.identity == INTERACTIVE_USER and process.machine.name == machine and key(spec.account) == account


def named(world: World, name: str) -> tuple[ComProcess, ...]:
    """Return the living processes of a name: the one itself, and its further instances, as for launching users."""
    wanted = name.casefold()
    more = (f"{wanted}@", f"{wanted}#")
    own = [process for process in world.processes.values() if process.alive]
    return tuple(one for one in own if one.spec.name.casefold() == wanted or one.spec.name.casefold().startswith(more))


def ask_controllers_of(world: World, machine: str) -> None:
    """Let a domain's controllers fall silent when the last of them goes down, and answer again when one comes up."""
    inventory = world.where.inventory
    domain = inventory.domain_of(world.machine(machine))
    own = [one for one in world.estate.machines if one.controller and inventory.domain_of(one) == domain]
    if not domain or not own:
        return
    policy, up = inventory.policy(domain), any(world.roads.up(one.name) for one in own)
    if policy.reachable and not up:
        world.silenced.add(domain)
    elif not up or domain not in world.silenced:
        return
    else:
        world.silenced.discard(domain)
    world.where.replace(replace(policy, reachable=up))
    world.moved()


def starting_with(world: World, machine: str) -> list[Process]:
    """Return the processes that start whenever a machine comes up."""
    name = machine.casefold()
    return [spec for spec in world.estate.processes if spec.machine.casefold() == name and spec.starts == AT_ONCE]


def has_scripts(world: World, machine: str) -> bool:
    """Tell whether scripts start whenever a machine comes up."""
    return any(spec.scripts for spec in starting_with(world, machine))


@models("H2", "H5")
def settled(world: World, machine: Machine) -> Machine:
    """Return a machine as it comes up again: with the settings that waited for that."""
    return replace(machine, settings=world.waiting.pop(machine.name.casefold(), machine.settings))


def boot(world: World, machine: str) -> None:
    """Let a machine come up: with the settings that waited for that, with whatever starts at once, and with no tickets."""
    name = machine.casefold()
    world.roads.switch(name, on=True)
    world.put(settled(world, world.machine(name)))
    ask_controllers_of(world, name)
    world.slots.pop(name, None)
    world.tickets.forget(name)
    started = [created(world, spec) for spec in starting_with(world, name) if not world.processes[spec.name].alive]
    world.processes.update({process.spec.name: process for process in started})
    world.moved()
    begin(world, started)
