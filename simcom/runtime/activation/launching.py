"""Servers of classes: which process serves a class on a machine, whether an instance that a caller may be given runs, and its start."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simcom.rules.eras import BEFORE_LIMITS
from simcom.rules.resolution import launched
from simcom.runtime.clock import draw
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER, SERVICE, SPECIFIED_USER, ApplicationFacts
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import shows_machine

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.activation.resolver import Resolver
    from simcom.runtime.estate import Machine, Process, Registration
    from simcom.runtime.process import ComProcess
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationRequest
    from simcom.vocabulary.machines import AppSettings

NEVER, ON_ACTIVATION = "never", "on activation"


@dataclass(slots=True, eq=False)
class Launch:
    """A server that COM has started: when it registers its class (infinite: never), and until when whoever started it waits for that."""

    process: ComProcess
    registers_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Server:
    """What serves a class on a machine: the registration and the process that stand for it, either of which may be missing."""

    machine: Machine
    registration: Registration | None
    spec: Process | None

    @property
    def identity(self) -> str:
        """Under whose identity it runs: as registered, else as its process says, else by the kind of its account."""
        declared = (self.registration and self.registration.identity) or (self.spec and self.spec.identity)
        service = self.spec is not None and shows_machine(self.spec.account)
        return declared or (SERVICE if service else SPECIFIED_USER)

    @property
    def settings(self) -> AppSettings | None:
        """The values of the class's AppID: the registration's, else its process's."""
        registered = self.registration.appid if self.registration else ""
        own = (self.spec.appid or self.machine.appid_of(self.spec.executable)) if self.spec else None
        return self.machine.application(registered or own)

    @models("act.identity.launching-user", "act.identity.interactive-user", "act.identity.specified-user")
    def run_as(self, caller: str) -> str:
        """Return the account it runs as for a caller: empty where the interactive user is wanted and nobody is logged on."""
        if self.identity == LAUNCHING_USER and self.on_demand:
            return caller
        if self.identity == INTERACTIVE_USER:
            return next(iter(self.machine.sessions), "")
        return self.spec.account if self.spec else ""

    def instance_name(self, caller: str) -> str:
        """Return the name of the instance for a caller: the process's, or where each caller has one of its own, one for each account."""
        own = self.spec.name if self.spec else ""
        return f"{own}@{caller}" if self.identity == LAUNCHING_USER and self.on_demand else own

    @property
    def on_demand(self) -> bool:
        """Whether COM starts it, rather than somebody by hand."""
        return self.spec is not None and self.spec.starts == ON_ACTIVATION


def server_of(world: World, machine: Machine, class_: str) -> Server:
    """Return what serves a class on a machine: the registered process, else the machine's first that has an object of the class."""
    entries = (item for item in machine.classes if item.class_.casefold() == class_.casefold())
    registration = next(entries, None)
    own = world.declared.get(machine.name.casefold(), ())
    named = registration.process if registration else ""
    wanted = (item for item in own if item.name == named or (not named and _serves(item, class_)))
    return Server(machine, registration, next(wanted, None))


def _serves(spec: Process, class_: str) -> bool:
    return any(name.casefold() == class_.casefold() for _, name in spec.objects)


def instance(world: World, resolver: Resolver, server: Server, caller: str) -> ComProcess | None:
    """Return the running instance that a caller may be given; ``None`` if none has registered the class, or it is taken."""
    found = world.processes.get(server.instance_name(caller))
    launch = resolver.launches.get(server.instance_name(caller))
    if launch is not None and launch.process.alive and launch.process not in resolver.used:
        return launch.process if launch.registers_s <= world.env.now else None
    free = found is not None and found.alive and found not in resolver.used
    return found if free and server.spec is not None and server.spec.registers is not None else None


def application(
    world: World, resolver: Resolver, server: Server, request: ActivationRequest, caller: str
) -> ApplicationFacts:
    """Describe a class on a machine for a caller: its registration, its identity, and what runs or would be started."""
    spec, settings = server.spec, server.settings
    registered = spec is not None and (server.registration is None or server.registration.registered)
    return ApplicationFacts(
        class_=request.class_,
        registered=registered,
        appid=settings.appid if settings else "",
        launch_permission=settings.launch_permission if settings else None,
        identity=server.identity,
        run_as=server.run_as(caller),
        running=instance(world, resolver, server, caller) is not None,
        supports=_supports(world, request),
        starts=spec is not None and spec.starts != NEVER,
        registers_s=_registers_s(world, resolver, server, caller),
        password_ok=spec is None or spec.password_ok,
        batch_right=spec is None or spec.batch_right,
        aggregatable=bool(server.registration and server.registration.aggregatable),
        origins=settings.origins if settings else (),
    )


def _supports(world: World, request: ActivationRequest) -> tuple[str, ...]:
    """Return the interfaces that what is asked for has: the class's, or those of its class object."""
    class_ = world.classes.get(request.class_)
    if request.factory:
        return ("IUnknown", "IClassFactory")
    return ("IUnknown", *(item.name for item in class_.interfaces)) if class_ else ("IUnknown",)


def _registers_s(world: World, resolver: Resolver, server: Server, caller: str) -> float | None:
    """Return how long until the class is registered if a server is started now, or is starting already; ``None`` for never."""
    pending = _starting(world, resolver, server, caller)
    if pending is not None:
        left_s = pending.registers_s - world.env.now
        return None if math.isinf(left_s) else max(0.0, left_s)
    spec, name = server.spec, server.instance_name(caller)
    if spec is None or spec.registers is None:
        return None
    if name not in resolver.drawn_s:
        resolver.drawn_s[name] = draw(spec.registers, world.method_numbers)
    return resolver.drawn_s[name]


def _starting(world: World, resolver: Resolver, server: Server, caller: str) -> Launch | None:
    """Return a launch under way that this caller may wait for as well."""
    found = resolver.launches.get(server.instance_name(caller))
    if found is None or not found.process.alive or found.process in resolver.used:
        return None
    hung = math.isinf(found.registers_s) and found.until_s <= world.env.now
    return found if found.registers_s > world.env.now and not hung else None


@models("act-reuse-or-launch", "act-launch-order", "act-register-timeout", "act-exec-failure-causes")
def launch(
    world: World, resolver: Resolver, server: Server, facts: ApplicationFacts, caller: str, timeout_s: float, step: str
) -> Generator[simpy.Event, None, tuple[ComProcess | None, bool]]:
    """Start a server, or wait for one that is starting; return it once its class is registered, and whether it has ended before.

    ``None`` stands for a server that ends, or for which time runs out. Windows 2000 ends one that is late; later ones let it run on.
    """
    begun_s = world.env.now
    pending = _starting(world, resolver, server, caller)
    held = pending or _start(world, resolver, server, facts, caller, timeout_s)
    yield world.env.timeout(min(held.registers_s - begun_s, timeout_s)) | held.process.end(world.env)
    late, ended = held.registers_s - begun_s > timeout_s, not held.process.alive
    if pending is None:
        _record(world, resolver, held, begun_s, step, late_s=timeout_s if late else None)
    if not late or ended:
        return None if ended else held.process, ended
    if resolver.machine.settings.windows in BEFORE_LIMITS:
        world.kill(held.process)
    return None, False


def _start(
    world: World, resolver: Resolver, server: Server, facts: ApplicationFacts, caller: str, timeout_s: float
) -> Launch:
    """Start a process for a class."""
    if server.spec is None:
        msg = f"nothing on {server.machine.name} could be started for {facts.class_}"
        raise RuntimeError(msg)
    wanted = server.instance_name(caller)
    spec = replace(server.spec, name=_free_name(world, server, caller), identity=server.identity)
    process = world.spawn(spec, facts.run_as)
    takes_s = resolver.drawn_s.pop(wanted, facts.registers_s)
    now_s = world.env.now
    begun = Launch(process, math.inf if takes_s is None else now_s + takes_s, now_s + timeout_s)
    resolver.launches[wanted] = begun
    return begun


def _free_name(world: World, server: Server, caller: str) -> str:
    """Return a name for a new instance: its process's, or where that one runs on, hung or with its class object taken, a numbered one."""
    own = server.spec.name if server.spec else ""
    suffix = server.instance_name(caller).removeprefix(own)
    names = (own, *(f"{own}@{number}" for number in range(2, len(world.processes) + 3)))
    return next(name for name in names if not _lives(world, name + suffix))


def _lives(world: World, name: str) -> bool:
    return name in world.processes and world.processes[name].alive


def _record(
    world: World, resolver: Resolver, held: Launch, begun_s: float, parent: str, *, late_s: float | None
) -> None:
    """Write down a launch: by the machine's resolver, in the course of the activation; ``late_s`` is for how long it waited in vain."""
    from simcom.runtime.functions.record import record

    process = held.process
    ruling = launched(process.spec.name, process.spec.account, parent, ended=not process.alive, late_s=late_s)
    fields: dict[str, Any] = {
        "parent": parent,
        "server": process.party,
        "begun_s": begun_s,
        "place": process.spec.place,
    }
    record(world, resolver.process.party, f"{process.spec.name}/launch", "launch", ruling, world.env.now, **fields)


@models("act-reuse-or-launch")
def given_out(resolver: Resolver, process: ComProcess) -> None:
    """Take a single-use class object out of the table after an activation."""
    if process.spec.single_use:
        resolver.used.add(process)
