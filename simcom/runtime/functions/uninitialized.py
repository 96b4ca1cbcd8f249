"""Steps of a thread without COM, and what leaving COM takes along: proxies are given up, and what is served is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.references import without_com
from simcom.runtime import steps
from simcom.runtime.functions.calls import last_release
from simcom.runtime.functions.record import local
from simcom.runtime.proxy import CustomPointer, DirectPointer, InterfaceProxy, LocalPointer, NoPointer
from simcom.runtime.steps_activation import Activate
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.steps import Step
    from simcom.runtime.world import World

KINDS: dict[type[Step], str] = {
    steps.CoMarshalInterface: "marshal",
    steps.CoUnmarshalInterface: "unmarshal",
    steps.CoCreateInstance: "activation",
    Activate: "activation",
    steps.QueryInterface: "query_interface",
    steps.Call: "call",
}
"""The steps that need COM on their thread, with the kinds of their rows."""


@models("apartment-rules")
def lacks_com(thread: Thread, step: Step) -> bool:
    """Tell whether a step needs COM where there is none; what has no proxy is called without it."""
    if thread.process.com_ready or type(step) not in KINDS:
        return False
    used = step.pointer if isinstance(step, steps.Call) else getattr(step, "source", "")
    return not isinstance(thread.process.pointers.get(used), DirectPointer)


def refuse(world: World, thread: Thread, step: Step) -> Generator[simpy.Event, None, None]:
    """Write a step down that COM refuses, and leave no pointer where it was to give one."""
    names = step.names if isinstance(step, Activate) else (getattr(step, "name", ""),)
    for name in filter(None, names):
        thread.process.pointers[name] = NoPointer(step.id)
    callback = isinstance(step, steps.Call) and step.callback
    yield from local(world, thread, step, "callback" if callback else KINDS[type(step)], without_com(), **_shown(step))


def _shown(step: Step) -> dict[str, Any]:
    """Return what the row of a refused step shows of what was wanted."""
    if isinstance(step, Activate):
        wanted = step.request
        method = "CoGetClassObject" if wanted.factory else "CoCreateInstanceEx"
        return {"class_": wanted.class_, "interface": next(iter(wanted.interfaces), None), "method": method}
    if isinstance(step, steps.Call):
        return {"method": step.method}
    return {"interface": getattr(step, "interface", None)}


@models("apartment-rules", "server-apartment-end")
def leave(world: World, thread: Thread, step: steps.CoUninitialize) -> Generator[simpy.Event, None, None]:
    """Leave COM: every proxy of the process is released first, and its apartment ends with all that it serves.

    Whether security may be initialised again afterwards is not said anywhere (`L-32`).
    """
    process = thread.process
    yield from released_all(world, thread, step)
    for name, pointer in process.pointers.items():
        if isinstance(pointer, InterfaceProxy | LocalPointer | CustomPointer):
            process.pointers[name] = NoPointer(step.id, released=True)
    process.extra.clear()
    _cut_off(world, process)
    process.com_ready = False
    if world.estate.assume.reinitialize == "accepted":
        process.security = None
    yield world.env.timeout(world.estate.network.function_s)


def released_all(world: World, thread: Thread, step: Step) -> Generator[simpy.Event, None, None]:
    """Release all that a process holds of others, one object after the other."""
    for number, manager in enumerate([*thread.process.managers.values()], start=1):
        one = steps.Release(f"{step.id}/release {number}", step.place, "")
        yield from last_release(world, thread, one, manager)


def _cut_off(world: World, process: ComProcess) -> None:
    """Cut the objects of a process off from their clients, if it ever handed any out."""
    for target in process.objects.values():
        if any(name == target.name for name, _ in process.marshalled):
            world.liveness.disconnected(target)
    process.marshalled.clear()
