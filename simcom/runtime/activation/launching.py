"""Servers of classes: which process serves a class on a machine, and which instance a caller may be given or wait for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.runtime.activation.logging_on import logon_of
from simcom.runtime.clock import draw
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER, SERVICE, SPECIFIED_USER, ApplicationFacts
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import shows_machine

if TYPE_CHECKING:
    from simcom.runtime.activation.resolver import Resolver
    from simcom.runtime.estate import Machine, Process, Registration
    from simcom.runtime.process import ComProcess
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationRequest
    from simcom.vocabulary.machines import AppSettings

NEVER, ON_ACTIVATION = "never", "on activation"


@dataclass(slots=True, eq=False)
class Launch:
    """A server that COM has started: when it registers its class (infinite: never), and until when whoever started it waits for that.

    ``promised`` tells that its class object is for a single use, and that an activation waits for it.
    """

    process: ComProcess
    registers_s: float
    until_s: float
    promised: bool = False


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
    name = server.instance_name(caller)
    launches, found = resolver.unused(name), world.processes.get(name)
    ready = next((one.process for one in launches if one.registers_s <= world.env.now), None)
    if ready is not None or any(one.process is found for one in launches):
        return ready
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
        batch_right=spec is None or spec.batch_right,
        **logon_of(world, server, starts_now=starting(world, resolver, server, caller) is None),
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
    pending = starting(world, resolver, server, caller)
    if pending is not None:
        left_s = pending.registers_s - world.env.now
        return None if math.isinf(left_s) else max(0.0, left_s)
    spec, name = server.spec, server.instance_name(caller)
    if spec is None or spec.registers is None:
        return None
    if name not in resolver.drawn_s:
        resolver.drawn_s[name] = draw(spec.registers, world.method_numbers)
    return resolver.drawn_s[name]


@models("act-reuse-or-launch")
def starting(world: World, resolver: Resolver, server: Server, caller: str) -> Launch | None:
    """Return a launch under way that this caller may wait for as well: not one whose only class object is somebody else's."""
    now_s = world.env.now
    mine = (one for one in resolver.unused(server.instance_name(caller)) if not one.promised)
    return next((one for one in mine if one.registers_s > now_s and not _hangs(one, now_s)), None)


def _hangs(one: Launch, now_s: float) -> bool:
    """Tell whether a server will never register, and whoever started it has given it up."""
    return math.isinf(one.registers_s) and one.until_s <= now_s
