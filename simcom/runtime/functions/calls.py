"""Calls, QueryInterface and Release: the steps that can go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules import references
from simcom.rules.asynchronous import still_under_way
from simcom.rules.blankets.pointers import offers_client_security
from simcom.runtime.calls.plans import plan_for
from simcom.runtime.calls.travel import travel
from simcom.runtime.calls.unfinished import noted, noted_call
from simcom.runtime.clock import draw
from simcom.runtime.functions.asynchronous import by_itself, call_by_itself
from simcom.runtime.functions.pointers import obtain, unknown_of
from simcom.runtime.functions.record import local, record
from simcom.runtime.gather.call import proxy_facts
from simcom.runtime.interfaces import LOCAL_INTERFACES
from simcom.runtime.process import Thread
from simcom.runtime.proxy import CustomPointer, DirectPointer, InterfaceProxy, LocalPointer, NoPointer, told_so
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.interfaces import Method
    from simcom.runtime.proxy import Pointer, ProxyManager
    from simcom.runtime.steps import Call, QueryInterface, Release, Step
    from simcom.runtime.world import World


def call(world: World, thread: Thread, step: Call) -> Generator[simpy.Event, None, None]:
    """Call a method through a pointer. ``World.run`` takes the common case, fixed legs on a proxy, without coming here."""
    pointer = thread.process.pointers.get(step.pointer)
    kind = "callback" if step.callback else "call"
    if isinstance(pointer, InterfaceProxy) and by_itself(step):
        yield from call_by_itself(world, thread, step, pointer)
        return
    if isinstance(pointer, InterfaceProxy):
        begun_s = world.env.now
        plan = plan_for(world, thread, step, pointer, step.method, kind)
        with noted_call(world, plan):
            plan = yield from travel(world, thread, pointer, plan)
        world.journal.append(plan.template, begun_s, world.env.now)
        return
    if isinstance(pointer, DirectPointer):
        yield from _direct_call(world, thread, step, pointer, kind)
        return
    ruling, fields = _without_proxy(pointer, step)
    yield from local(world, thread, step, kind, ruling, method=step.method, **fields)


def _without_proxy(pointer: Pointer | None, step: Call) -> tuple[Ruling, dict[str, Any]]:
    """Rule on a call through a custom proxy, or through nothing."""
    if isinstance(pointer, CustomPointer):
        server = pointer.target.process.party
        fields = {"server": server, "class_": pointer.target.class_.name, "interface": pointer.interface}
        return references.custom_call(), fields
    return _gone(pointer, step.pointer), {}


def _gone(pointer: Pointer | None, name: str) -> Ruling:
    """Rule on the use of a pointer that is not there."""
    missing = pointer if isinstance(pointer, NoPointer) else NoPointer(name)
    return references.no_pointer(missing.step, released=missing.released, failed=missing.failed, null=missing.null)


def _direct_call(
    world: World, thread: Thread, step: Call, pointer: DirectPointer, kind: str
) -> Generator[simpy.Event, None, None]:
    """Call through an object's own table of methods: the body runs on the calling thread, which serves no call (`callcontext.none`)."""
    begun_s = world.env.now
    interface = pointer.class_.interface(pointer.interface)
    method = interface.method(step.method) if interface else None
    fields: dict[str, Any] = {"class_": pointer.class_.name, "interface": pointer.interface, "method": step.method}

    def write(ruling: Ruling) -> None:
        record_from(world, thread, step, kind, ruling, begun_s, **fields)

    if method is not None:
        with noted(lambda: write(still_under_way(references.ordinary_call(), world.env.now - begun_s))):
            yield from _body(world, thread, step, method)
    write(references.ordinary_call())


def _body(world: World, thread: Thread, step: Call, method: Method) -> Generator[simpy.Event, None, None]:
    """Run a method's body on the calling thread."""
    yield world.env.timeout(draw(method.takes, world.method_numbers))
    within = Thread(thread.process, thread.name, parent=step.id, causality=thread.causality)
    within.wear(thread.token, thread.token_level, thread.came_by)
    yield from world.run(within, method.does)


def query_interface(world: World, thread: Thread, step: QueryInterface) -> Generator[simpy.Event, None, None]:
    """Ask a pointer's object for another interface: answered locally if it can be, else by a call with IUnknown's settings."""
    source = thread.process.pointers.get(step.source)
    manager = source.manager if isinstance(source, InterfaceProxy | LocalPointer) else None
    held = manager is not None and step.interface in manager.proxies
    if manager is None or held or step.interface in LOCAL_INTERFACES:
        ruling, pointer = _answered_locally(world, source, manager, step)
        _keep(thread, step, pointer, ruling)
        yield from local(world, thread, step, "query_interface", ruling, interface=step.interface)
        return
    yield from _ask_server(world, thread, step, manager)


def _keep(thread: Thread, step: QueryInterface, pointer: Pointer | None, ruling: Ruling) -> None:
    """Keep a new pointer under its name, or the fact that there is none."""
    if step.name:
        thread.process.pointers[step.name] = pointer or NoPointer(step.id, null=told_so(ruling))


@models("copyproxy.queryinterface", "iunknown.cached", "iclientsecurity.absent")
def _answered_locally(
    world: World, source: Pointer | None, manager: ProxyManager | None, step: QueryInterface
) -> tuple[Ruling, Pointer | None]:
    """Answer QueryInterface without a call: for objects without a proxy, interfaces already held, and the proxy manager's own."""
    if manager is None:
        return _without_manager(source, step)
    if step.interface == "IClientSecurity":
        return offers_client_security(proxy_facts("IClientSecurity", "proxy")), LocalPointer(manager, "IClientSecurity")
    if step.interface in LOCAL_INTERFACES:
        unknown_of(world, manager)
        return references.cached(), LocalPointer(manager, step.interface)
    copied = isinstance(source, InterfaceProxy) and source.copy
    return references.from_copy() if copied else references.cached(), manager.proxies[step.interface]


def _without_manager(source: Pointer | None, step: QueryInterface) -> tuple[Ruling, Pointer | None]:
    """Answer for a pointer that has no proxy manager behind it."""
    if isinstance(source, DirectPointer | CustomPointer):
        if step.interface == "IClientSecurity":
            kind = "direct" if isinstance(source, DirectPointer) else "custom"
            return offers_client_security(proxy_facts("IClientSecurity", kind)), None
        class_ = source.class_ if isinstance(source, DirectPointer) else source.target.class_
        if class_.interface(step.interface) is None and step.interface != "IUnknown":
            return references.no_such_interface(step.interface), None
        same = DirectPointer(class_, step.interface) if isinstance(source, DirectPointer) else source
        return references.direct(), same
    return _gone(source, step.source), None


@models("iunknown.separate-settings", "iunknown.remunknown")
def _ask_server(
    world: World, thread: Thread, step: QueryInterface, manager: ProxyManager
) -> Generator[simpy.Event, None, None]:
    """Ask the server with a call on IRemUnknown; if it may pass and the object has the interface, make its proxy."""
    begun_s = world.env.now
    unknown = unknown_of(world, manager)
    plan = plan_for(world, thread, step, unknown, None, "query_interface")
    with noted_call(world, plan):
        plan = yield from travel(world, thread, unknown, plan)
    template = world.journal.templates[plan.template]
    ruling, pointer, settings = plan.ruling, None, unknown.settings
    if ruling.ok and manager.target.class_.interface(step.interface) is None:
        ruling = Ruling((*ruling.steps, *references.no_such_interface(step.interface).steps), ruling.value)
    elif ruling.ok:
        pointer, negotiated = obtain(world, manager, step.interface, step.id)
        ruling = Ruling((*negotiated.steps, *ruling.steps), ruling.value)
    _keep(thread, step, pointer, ruling)
    fields: dict[str, Any] = _wire_fields(template) | {"interface": step.interface, "settings": settings}
    fields |= {"negotiated": pointer.default if pointer else unknown.default}
    record_from(world, thread, step, "query_interface", ruling, begun_s, **fields)


def _wire_fields(template: Any) -> dict[str, Any]:  # noqa: ANN401  (a Template)
    """Return what a row takes over from the call that carried the request."""
    names = (
        "server", "class_", "object", "transport", "requested", "effective", "mechanism", "caller", "exchanges", "messages", "events",
        "authentication",
    )  # fmt: skip
    return {name: getattr(template, name) for name in names}


def record_from(
    world: World,
    thread: Thread,
    step: Step,
    kind: str,
    ruling: Ruling,
    begun_s: float,
    **fields: Any,  # noqa: ANN401
) -> None:
    """Write a row that began earlier and ends now."""
    fields = {"parent": thread.parent, "place": step.place, **fields}
    record(world, thread.process.party, step.id, kind, ruling, world.env.now, begun_s=begun_s, **fields)


def release(world: World, thread: Thread, step: Release) -> Generator[simpy.Event, None, None]:
    """Give one reference up; the last one to an object sends RemRelease with IUnknown's settings."""
    process = thread.process
    pointer = process.pointers.get(step.pointer)
    if pointer is None or isinstance(pointer, NoPointer):
        yield from local(world, thread, step, "release", _gone(pointer, step.pointer))
        return
    more = process.extra[step.pointer] > 0
    process.extra[step.pointer] -= more
    if not more:
        process.pointers[step.pointer] = NoPointer(step.id, released=True)
    manager = pointer.manager if isinstance(pointer, InterfaceProxy | LocalPointer) else None
    if manager is None or _still_held(thread, manager):
        yield from local(world, thread, step, "release", references.counted())
        return
    yield from last_release(world, thread, step, manager)


def _still_held(thread: Thread, manager: ProxyManager) -> bool:
    """Tell whether any other pointer of the process keeps the object."""
    kept = (item for item in thread.process.pointers.values() if isinstance(item, InterfaceProxy | LocalPointer))
    return any(item.manager is manager for item in kept)


@models("iunknown.release-fails", "remrelease-semantics")
def last_release(
    world: World, thread: Thread, step: Release, manager: ProxyManager
) -> Generator[simpy.Event, None, None]:
    """Send the remote release; a refusal is never seen by the caller. The client's own machine knows of it in any case."""
    begun_s = world.env.now
    unknown = unknown_of(world, manager)
    plan = plan_for(world, thread, step, unknown, None, "release")
    with noted_call(world, plan):
        plan = yield from travel(world, thread, unknown, plan)
    wanted = (manager.target.path, manager.apartment)
    if manager.process.managers.get(wanted) is manager:
        del manager.process.managers[wanted]
    world.liveness.released(manager, told=plan.ruling.ok)
    ruling = _released(plan.ruling)
    fields = _wire_fields(world.journal.templates[plan.template]) | {
        "interface": "IUnknown",
        "settings": unknown.settings,
    }
    record_from(world, thread, step, "release", ruling, begun_s, **fields)


def _released(sent: Ruling) -> Ruling:
    """Return what becomes of a last Release: success, whether the server took it, refused it, or had lost the object before."""
    if sent.ok:
        return sent
    unknown = sent.hresult.name == "RPC_E_INVALID_OBJECT"
    return references.release_skipped(sent) if unknown else references.release_noted(sent)
