"""CoCreateInstanceEx and CoGetClassObject, and the ends of objects and processes."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from simcom.rules.activation.settings import activation_settings
from simcom.rules.asynchronous import still_under_way
from simcom.rules.resolution import disconnected, exits, remote_server
from simcom.rules.transport.cost import exchanges
from simcom.runtime.activation.activating import begun
from simcom.runtime.activation.travelling import travel
from simcom.runtime.calls.unfinished import noted
from simcom.runtime.functions.pointers import marshal_on_demand, received
from simcom.runtime.functions.record import local, record
from simcom.runtime.functions.uninitialized import released_all
from simcom.runtime.gather.activation import errand, server_name, settings_facts
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.proxy import ComObject, InterfaceProxy, NoPointer
from simcom.runtime.steps import CoUnmarshalInterface
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import EXITED
from simcom.vocabulary.rulings import Outcome, Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.activation.activating import Activation
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.steps_activation import Activate, CoDisconnectObject, ExitProcess
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationRequest

FACTORY = Class("class object", (Interface("IClassFactory", (Method("CreateInstance"), Method("LockServer"))),))
"""What stands for the class object of any class."""


def activate(world: World, thread: Thread, step: Activate) -> Generator[simpy.Event, None, None]:
    """Ask a machine for an object of a class, or for its class object, and keep pointers to what comes back."""
    request = replace(step.request, server_name=server_name(world, thread.process.machine, step.request))
    one = errand(world, thread, request.server_name)
    for name in step.names:
        thread.process.pointers[name] = NoPointer(step.id)
    settings = _settled(world, thread, step, request, local=one.local)
    if settings.value is None:
        _leave_null(thread, step, settings)
        yield from local(world, thread, step, "activation", settings, **_asked(request))
        return
    begun_s = world.env.now
    way = begun(world, one, request, settings, step.id, _made)
    with noted(lambda: _left_open(way, thread, step, begun_s)):
        process = yield from travel(way, thread)
    returned = {} if process is None else _handed_over(way, thread, step, process)
    _leave_null(thread, step, (way.failed if process else None) or way.ruling)
    _record(way, thread, step, begun_s, process, returned)


def _left_open(way: Activation, thread: Thread, step: Activate, begun_s: float) -> None:
    """Write the row of an activation that has no answer when the run ends."""
    way.ruling = still_under_way(way.ruling, way.world.env.now - begun_s)
    _record(way, thread, step, begun_s, None, {})


def _leave_null(thread: Thread, step: Activate, ruling: Ruling) -> None:
    """Let the program know where it was given no pointer, if it is known at all what became of its activation."""
    pointers = thread.process.pointers
    for name in step.names if ruling.outcome is not Outcome.UNDETERMINED else ():
        held = pointers[name]
        if isinstance(held, NoPointer) and held.step == step.id:
            held.null = True


def _settled(world: World, thread: Thread, step: Activate, request: ActivationRequest, *, local: bool) -> Ruling:
    """Rule on how an activation goes out; where the registry picked the machine, that comes first."""
    settings = activation_settings(settings_facts(world, thread, request, local=local))
    if request.server_name == step.request.server_name:
        return settings
    chosen = remote_server(request.class_, thread.process.machine.name, request.server_name)
    return Ruling((chosen, *settings.steps), settings.value)


def _asked(request: ActivationRequest) -> dict[str, Any]:
    """Return what a row shows of a request."""
    method = "CoGetClassObject" if request.factory else "CoCreateInstanceEx"
    return {"class_": request.class_, "interface": next(iter(request.interfaces), None), "method": method}


@models("marshal-first", "rundown-never-pinged")
def _made(way: Activation, process: ComProcess) -> None:
    """Make the object in the server, and marshal its interfaces; from now on the client's machine counts as one that holds it."""
    world, got = way.world, way.ruling.value.interfaces
    way.target = target = made_object(world, process, way.request)
    way.failed = next((bad for name in got if (bad := marshal_on_demand(world, target, name, way.step))), None)
    if got and way.failed is None:
        way.promise = world.liveness.handed_out(way.errand.thread.process, target)


@models("act-partial-interfaces")
def _handed_over(way: Activation, thread: Thread, step: Activate, process: ComProcess) -> dict[str, str]:
    """Unmarshal in the client what the server has marshalled; return each interface's own status."""
    target, got = way.target, way.ruling.value.interfaces
    if way.failed is not None or target is None:
        return {}
    way.errand.near.oxids.add(process)
    found = dict.fromkeys(way.request.interfaces, "E_NOINTERFACE")
    for interface, name in zip(way.request.interfaces, step.names, strict=False):
        if interface in got:
            one = CoUnmarshalInterface(
                f"{step.id}/unmarshal {interface}",
                step.place,
                target.path,
                interface,
                name,
                server_name=way.errand.name,
            )
            found[interface] = received(way.world, thread, one, target, parent=step.id).hresult.name
    way.world.liveness.arrived(thread.process, target, way.promise)
    return found


def made_object(world: World, process: ComProcess, request: ActivationRequest) -> ComObject:
    """Make a new object in the server, or return its class object, of which there is one for each class."""
    name = f"{request.class_} class object"
    if not request.factory:
        numbers = (f"{request.class_}#{number}" for number in count(1))
        name = next(one for one in numbers if one not in process.objects)
    if name not in process.objects:
        class_ = FACTORY if request.factory else world.classes[request.class_]
        process.objects[name] = ComObject(name, class_, process, made=not request.factory)
    return process.objects[name]


def _record(
    way: Activation,
    thread: Thread,
    step: Activate,
    begun_s: float,
    process: ComProcess | None,
    returned: dict[str, str],
) -> None:
    """Write the row of an activation."""
    world, ruling = way.world, way.ruling
    if process is not None and way.failed is not None:
        ruling = Ruling((*ruling.steps, *way.failed.steps), ruling.value)
    sent = way.messages()
    party = way.errand.far.process.party if process is None else process.party
    fields = {**_asked(way.request), **_security(way, thread, step), "server": party, "messages": sent}
    fields |= {"events": way.events, "exchanges": exchanges(sent)}
    fields |= {"returned": _returned(way, process, returned), "parent": thread.parent, "place": step.place}
    record(world, thread.process.party, step.id, "activation", ruling, world.env.now, begun_s=begun_s, **fields)


def _security(way: Activation, thread: Thread, step: Activate) -> dict[str, Any]:
    """Return what a row shows of an activation's security: how it went out, whom the resolver saw, what the proxies got."""
    value, attempts = way.ruling.value, way.settings.value.attempts
    proofs = [item.judged.said for item in way.made]
    first = thread.process.pointers.get(next(iter(step.names), ""))
    return {
        "transport": "lrpc" if way.errand.local else "tcp",
        "requested": attempts[0],
        "effective": attempts[value.attempt] if value else None,
        "negotiated": first.default if isinstance(first, InterfaceProxy) else None,
        "mechanism": value.caller.mechanism if value else None,
        "caller": value.caller if value else None,
        "authentication": proofs[-1] if proofs and not way.errand.local else None,
    }


def _returned(way: Activation, process: ComProcess | None, found: dict[str, str]) -> dict[str, Any]:
    """Return what an activation came to: how it was sent, whether a server was started, and each interface's own status."""
    settings, value = way.settings.value, way.ruling.value
    return {
        "source": settings.source,
        "attempt": value.attempt + 1 if value else None,
        "launched": bool(value and value.launched and process),
        "process": process.spec.name if process else None,
        "run_as": process.spec.account if process else None,
        "interfaces": found,
    }


def disconnect(world: World, thread: Thread, step: CoDisconnectObject) -> Generator[simpy.Event, None, None]:
    """Cut an object that the process serves off from all its clients."""
    target = thread.process.objects[step.object]
    world.liveness.disconnected(target)
    world.moved()
    fields: dict[str, Any] = {"class_": target.class_.name, "name": step.object}
    yield from local(world, thread, step, "disconnect", disconnected(target.path), **fields)


def exit_process(world: World, thread: Thread, step: ExitProcess) -> Generator[simpy.Event, None, None]:
    """End the process in order: it gives up what it holds, and what it serves is gone."""
    yield from released_all(world, thread, step)
    record(
        world, thread.process.party, step.id, "exit", exits(thread.process.spec.name), world.env.now, place=step.place
    )
    world.kill(thread.process, fate=EXITED)
    yield world.env.timeout(0)
