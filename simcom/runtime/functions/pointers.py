"""Marshal, unmarshal and create: how a process comes by its pointers. What an activation brings is unmarshalled here too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.rules import references, resolution
from simcom.rules.activation.stacks import spoken, stack_named
from simcom.rules.blankets.negotiation import negotiate
from simcom.runtime.channel.ports import unlistened
from simcom.runtime.functions.record import local, record
from simcom.runtime.functions.resolving import counts, resolve
from simcom.runtime.functions.security import ensure_security
from simcom.runtime.gather.call import negotiation_facts, security_of
from simcom.runtime.proxy import CustomPointer, DirectPointer, InterfaceProxy, LocalPointer, NoPointer, told_so
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling, Side

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime import steps
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import ComObject, ProxyManager
    from simcom.runtime.world import World


def obtain(world: World, manager: ProxyManager, interface: str, step_id: str) -> tuple[InterfaceProxy, Ruling]:
    """Return the manager's proxy for an interface, negotiating its blanket if it is new (`negotiation.when`)."""
    ruling = _negotiated(world, manager)
    held = manager.proxies.get(interface)
    if held is None:
        held = InterfaceProxy(manager, interface, ruling.value, ruling.value, step_id)
        manager.proxies[interface] = held
        if not manager.apartment:
            world.liveness.obtained(manager.process, manager.target)
    return held, ruling


def _negotiated(world: World, manager: ProxyManager) -> Ruling:
    """Negotiate a blanket, as Windows does or as the client's own stack does."""
    ruling = negotiate(negotiation_facts(world.where, manager, world.estate.assume))
    stack = stack_named(manager.process.spec.stack)
    hint = security_of(manager.target.process).authn_level
    return ruling if stack is None or not ruling.ok else spoken(stack, ruling, hint)


@models("iunknown.process-defaults", "iunknown.setblanket-scope")
def unknown_of(world: World, manager: ProxyManager) -> InterfaceProxy:
    """Return the settings of an object's IUnknown: negotiated defaults until somebody sets them, for all its proxies."""
    first = next(iter(manager.proxies.values()), None)
    return obtain(world, manager, "IUnknown", first.settings if first else "")[0]


@models("marshal-flags", "ping-noping")
def marshal(world: World, thread: Thread, step: steps.CoMarshalInterface) -> Generator[simpy.Event, None, None]:
    """Marshal an interface of an object that the process serves, so that its references are counted and pinged as the flags say."""
    process = thread.process
    failed = ensure_security(world, process, step.id)
    resolver, target = world.resolvers.of(process.machine), process.objects[step.object]
    process.marshalled.add((step.object, step.interface))
    resolver.stale.pop(target, None)
    if step.how != "normal":
        resolver.tables[target] = step.how
    if step.noping:
        resolver.unpinged.add(target)
    fields: dict[str, Any] = {"interface": step.interface, "name": step.object}
    yield from local(world, thread, step, "marshal", failed or references.marshalled(), **fields)


def marshal_on_demand(world: World, target: ComObject, interface: str, parent: str) -> Ruling | None:
    """Let the serving process marshal what it is asked for; return the ruling if that failed.

    One that does not run marshals nothing: a reference to it was made before, or by some other means.
    """
    process = target.process
    if (target.name, interface) in process.marshalled:
        return None
    if not process.alive:
        return _as_it_would_run(world, process, parent)
    failed = ensure_security(world, process, parent)
    fields: dict[str, Any] = {
        "parent": parent,
        "class_": target.class_.name,
        "interface": interface,
        "place": process.spec.place,
    }
    ruling = failed or references.marshalled()
    record(world, process.party, f"{target.path}/marshal {interface}", "marshal", ruling, world.env.now, **fields)
    if failed is None:
        process.marshalled.add((target.name, interface))
    return failed and Ruling(tuple(replace(said, side=Side.SERVER) for said in failed.steps))


def _as_it_would_run(world: World, process: ComProcess, parent: str) -> Ruling | None:
    """Let a process that does not run have the security it would have, which blankets are negotiated from, without a word of it."""
    if process.security is not None:
        return None
    ruling = process.initialize_security(process.spec.initialize, world.estate.assume, parent)
    return None if ruling.ok else ruling


def unmarshal(world: World, thread: Thread, step: steps.CoUnmarshalInterface) -> Generator[simpy.Event, None, None]:
    """Unmarshal a reference: resolve its exporter if need be, initialise what is not initialised, then make the pointer."""
    begun_s, target = world.env.now, _object(world, step.object)
    refused = resolution.damaged() if step.damaged else None
    if refused is None and step.resolves:
        refused = yield from resolve(world, thread, step, target)
    if refused is None:
        refused = marshal_on_demand(world, target, step.interface, step.id)
    ruling, fields = _result(world, thread, step, target, refused)
    if ruling.ok:
        ruling, fields = yield from counts(world, thread, step, ruling, fields)
    spent_s = world.estate.network.function_s
    fields |= {"parent": thread.parent, "place": step.place, "begun_s": begun_s}
    record(world, thread.process.party, step.id, "unmarshal", ruling, world.env.now + spent_s, **fields)
    yield world.env.timeout(spent_s)


def received(world: World, thread: Thread, step: steps.CoUnmarshalInterface, target: ComObject, parent: str) -> Ruling:
    """Unmarshal at once what an activation brought, and write it down; the reply had all the bindings (`act-sequence`)."""
    ruling, fields = _result(world, thread, step, target, None)
    fields |= {"parent": parent, "place": step.place}
    record(world, thread.process.party, step.id, "unmarshal", ruling, world.env.now, **fields)
    return ruling


def _result(
    world: World, thread: Thread, step: steps.CoUnmarshalInterface, target: ComObject, refused: Ruling | None
) -> tuple[Ruling, dict[str, Any]]:
    """Make the pointer unless something refused it before; return the ruling, and what the row shows."""
    about = {"class_": target.class_.name, "object": target.name}
    fields: dict[str, Any] = {"server": target.process.party, **about, "interface": step.interface}
    refused = refused or unlistened(thread.process, target)
    ruling = refused or ensure_security(world, thread.process, step.id)
    if ruling is None:
        ruling, more = _pointer(world, thread, step, target)
        return ruling, fields | more
    own = ruling.decisive if refused is None and ruling.decisive.side is Side.CLIENT else None
    thread.process.pointers[step.name] = NoPointer(step.id, failed=own, null=told_so(ruling))
    return ruling, fields


def _pointer(
    world: World, thread: Thread, step: steps.CoUnmarshalInterface, target: ComObject
) -> tuple[Ruling, dict[str, Any]]:
    """Make the pointer; return the ruling on it and what the row shows of it."""
    process, pointers = thread.process, thread.process.pointers
    if target.process is process and step.apartment == "same":
        pointers[step.name] = DirectPointer(target.class_, step.interface, target)
        return references.direct(), {}
    if target.class_.marshaling != "standard":
        allowed = target.class_.unmarshaler_allowed
        ruling = references.custom_unmarshal(security_of(process), world.estate.assume, allowed=allowed)
        if not ruling.ok or target.class_.marshaling == "custom":
            none = NoPointer(step.id, null=told_so(ruling))
            pointers[step.name] = CustomPointer(target, step.interface) if ruling.ok else none
            return ruling, {}
    return _proxy(world, thread, step, target)


def _proxy(
    world: World, thread: Thread, step: steps.CoUnmarshalInterface, target: ComObject
) -> tuple[Ruling, dict[str, Any]]:
    """Make an interface proxy, or find the one that is there."""
    apartment = target.process is thread.process
    manager = thread.process.manager(target, apartment=apartment, server_name=step.server_name)
    proxy, ruling = obtain(world, manager, step.interface, step.id)
    is_unknown = step.interface == "IUnknown"
    thread.process.pointers[step.name] = LocalPointer(manager, "IUnknown") if is_unknown else proxy
    more = {"transport": "none", "negotiated": proxy.default, "requested": proxy.blanket, "effective": proxy.blanket}
    return ruling, {**more, "settings": proxy.settings}


def _object(world: World, path: str) -> ComObject:
    """Return the object called ``process.object``."""
    process, _, name = path.rpartition(".")
    return world.processes[process].objects[name]


def create(world: World, thread: Thread, step: steps.CoCreateInstance) -> Generator[simpy.Event, None, None]:
    """Create an in-process object: nothing is marshalled, so nothing is initialised either (`implicit.when`)."""
    class_ = world.classes[step.class_]
    thread.process.pointers[step.name] = DirectPointer(class_, step.interface)
    yield from local(
        world, thread, step, "activation", references.direct(), class_=step.class_, interface=step.interface
    )


def add_ref(world: World, thread: Thread, step: steps.AddRef) -> Generator[simpy.Event, None, None]:
    """Count one more reference, locally."""
    pointer = thread.process.pointers.get(step.pointer) or NoPointer(step.pointer)
    if isinstance(pointer, NoPointer):
        ruling = references.no_pointer(
            pointer.step, released=pointer.released, failed=pointer.failed, null=pointer.null
        )
    else:
        ruling = references.counted()
        thread.process.extra[step.pointer] += 1
    yield from local(world, thread, step, "add_ref", ruling)
