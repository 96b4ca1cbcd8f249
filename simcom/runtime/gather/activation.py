"""An activation at one instant, as facts: how it goes out, the calls to the other machine's resolver, what is registered there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.activation.stacks import activation_level
from simcom.rules.eras import register_timeout_s
from simcom.rules.ladder import RESOLVER_LADDER, judge
from simcom.runtime.activation.launching import application
from simcom.runtime.activation.resolver import ACTIVATOR, RESOLVER_PORT, RPCSS, Resolver
from simcom.runtime.calls.judged import Judged
from simcom.runtime.calls.logons import proved
from simcom.runtime.estate import Machine
from simcom.runtime.gather.call import call_facts, goes_out_as
from simcom.runtime.gather.path import address_of, version_facts
from simcom.runtime.proxy import InterfaceProxy, ProxyManager
from simcom.vocabulary.activation import ActivationFacts, SettingsFacts
from simcom.vocabulary.citations import models
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.paths import CLEAR, PathFacts

if TYPE_CHECKING:
    from simcom.rules.calls.identity import Identity
    from simcom.runtime.activation.launching import Server
    from simcom.runtime.process import Thread
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationRequest, ActivationSettings
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import CallFacts


@dataclass(frozen=True, slots=True, eq=False)
class Errand:
    """What a process wants of a machine's resolver: its thread, its own machine's resolver, the other one, and the name it calls it by.

    ``known`` tells that there is a machine of this name; else ``far`` stands for one that is nowhere.
    """

    thread: Thread
    near: Resolver
    far: Resolver
    name: str
    known: bool = True

    @property
    @models("H9", "H10")
    def local(self) -> bool:
        """Whether it stays on LRPC: within one machine, unless the stack is one that always speaks TCP."""
        return self.near is self.far and not self.thread.process.spec.stack


@dataclass(frozen=True, slots=True, eq=False)
class Try:
    """One call to a resolver: the proxy that stands for it, who it goes out as, and how it was judged."""

    proxy: InterfaceProxy
    known: Identity
    judged: Judged


def errand(world: World, thread: Thread, name: str) -> Errand:
    """Return a process's errand to the resolver of the machine it calls by a name; an empty name is its own."""
    own = world.resolvers.of(thread.process.machine)
    machine = machine_named(world, name) if name else thread.process.machine
    if machine is None:
        return Errand(thread, own, Resolver(Machine(name, None, MachineSettings(name))), name, known=False)
    return Errand(thread, own, world.resolvers.of(machine), name)


def machine_named(world: World, name: str) -> Machine | None:
    """Return the machine that a caller means by a name: its own one, its DNS name, or an alias."""
    wanted = name.removeprefix("\\\\").casefold()
    inventory = world.where.inventory
    machines = [inventory.machine(item.name) or item for item in world.estate.machines]
    others = (item for item in machines if wanted in _other_names(world, item))
    return inventory.machine(wanted) or next(others, None)


def _other_names(world: World, machine: Machine) -> tuple[str, ...]:
    return (world.where.inventory.dns_name(machine).casefold(), *(alias.casefold() for alias in machine.aliases))


@models("act.remote-machine-choice")
def server_name(world: World, client: Machine, request: ActivationRequest) -> str:
    """Return the name of the server's machine: COSERVERINFO's, else RemoteServerName of the class on the client's; empty: its own."""
    if request.server_name:
        return request.server_name
    machine = world.where.inventory.machine(client.name) or client
    entries = (item for item in machine.classes if item.class_.casefold() == request.class_.casefold())
    return next((item.remote_server for item in entries), "")


def settings_facts(world: World, thread: Thread, request: ActivationRequest, *, local: bool) -> SettingsFacts:
    """Gather what level, service and identity of an activation are chosen from."""
    process = thread.process
    spec, machine = process.spec, process.machine
    return SettingsFacts(
        request=request,
        client=process.security,
        client_machine=machine.settings,
        account=spec.account,
        thread_token=thread.token,
        thread_level=thread.token_level,
        thread_came_by=thread.came_by,
        app=machine.application(spec.appid or machine.appid_of(spec.executable)),
        local=local,
        stack=spec.stack,
        stack_level=activation_level(spec.stack),
        assume=world.estate.assume,
    )


def tried(world: World, one: Errand, blanket: Blanket, interface: str = ACTIVATOR) -> Try:
    """Gather and judge one call to a resolver, with the caller's name and its machine's connections."""
    guise = one.near.acting_for(one.thread.process)
    manager = ProxyManager(guise, one.far.endpoint, server_name=one.name)
    proxy = InterfaceProxy(manager, interface, blanket, blanket, "")
    thread = replace(one.thread, process=guise)
    known = goes_out_as(thread, proxy, world.estate.assume)
    return judged(proxy, known, replace(call_facts(world, thread, proxy, known, interface), resolver=True))


def attempted(
    world: World,
    one: Errand,
    blankets: tuple[Blanket, ...],
    interface: str = ACTIVATOR,
    *,
    before: tuple[Try, ...] = (),
) -> tuple[Try, ...]:
    """Return calls to a resolver, those made ``before`` first, as far as they are made: none follows one whose caller is known."""
    found = [*before]
    while len(found) < len(blankets) and not (found and found[-1].judged.ruling.ok):
        found.append(tried(world, one, blankets[len(found)], interface))
    return tuple(found)


def judged(proxy: InterfaceProxy, known: Identity, facts: CallFacts) -> Try:
    """Judge a call to a resolver as far as its authentication goes."""
    ruling = judge(RESOLVER_LADDER, facts)
    return Try(proxy, known, Judged(facts, ruling, proved(facts, ruling)))


def way(world: World, one: Errand) -> PathFacts:
    """Return the way to the other machine's resolver; over a connection that is there, no firewall is asked."""
    if one.local:
        return CLEAR
    connected = one.near.process.contexts.connection(one.far.process) is not None
    found = world.roads.path(one.near.machine, one.far.machine, RESOLVER_PORT, RPCSS, one.name, connected=connected)
    stray = not one.known and found.name == "resolves"
    return replace(found, name="unknown" if stray else found.name, connected=connected)


def activation_facts(
    world: World,
    one: Errand,
    request: ActivationRequest,
    settings: ActivationSettings,
    tries: tuple[Try, ...],
    server: Server,
    caller: str,
) -> ActivationFacts:
    """Gather all that an activation's ladder looks at; ``caller`` is who the server's machine sees, for whom it may start a server."""
    process, machine, far = one.thread.process, one.near.machine, one.far.machine
    timeout_s = far.register_timeout_s
    assume = world.estate.assume
    return ActivationFacts(
        request=request,
        settings=settings,
        attempts=() if one.local else tuple(item.judged.facts for item in tries),
        client=process.security,
        client_machine=machine.settings,
        server_machine=far.settings,
        application=application(world, one.far, server, request, caller),
        local=one.local,
        local_call=tries[0].judged.facts if one.local else None,
        resolver=way(world, one),
        versions=version_facts(process, one.far.process),
        warm=not one.local and one.near.knows(one.name),
        timeout_s=register_timeout_s(far.settings, assume) if timeout_s is None else timeout_s,
        process=process.spec.name,
        address=address_of(machine),
        assume=assume,
    )
