"""The reference pass over every script and every method's body of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.steps.references import Kind, World
from simcom.scenario.steps.walk import Walk, begun, makers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.processes import ProcessForm
    from simcom.scenario.schema.scenario import ScenarioForm
    from simcom.scenario.schema.steps import StepForm
    from simcom.scenario.text.places import Path

Threads = list[tuple["Sequence[StepForm]", "Path"]]


def check(
    source: Source, form: ScenarioForm, instances: Mapping[str, list[str]], reached: Mapping[str, tuple[str, ...]]
) -> None:
    """Complain of every reference to something that is not there.

    `instances` are the processes each entry stands for, `reached` the names of each process's machine.
    """
    world = World(source, form.classes, _objects(form, instances), _several(instances), reached)
    for key, process in form.processes.items():
        _served(world, process, ("processes", key, "serves"))
        _scripts(world, process, ("processes", key))
    for key, machine in form.machines.items():
        for name in machine.classes:
            _registered(world, name, ("machines", key, "classes", name))
    _bodies(world, form)


def _registered(world: World, name: str, path: Path) -> None:
    """Complain of a registration of a class nobody declares."""
    if name not in world.classes:
        hint = world.source.hint(name, world.classes, "declare it under `classes:`")
        world.source.complain(Code.UNKNOWN_NAME, path, f"no class is called {quoted(name)}", hint, at_key=True)


def _objects(form: ScenarioForm, instances: Mapping[str, list[str]]) -> dict[str, str]:
    return {
        f"{name}.{item}": kind or item
        for key, process in form.processes.items()
        for name in (instances[key] if process.serves else ())
        for item, kind in process.serves.items()
    }


def _several(instances: Mapping[str, list[str]]) -> dict[str, str]:
    """Return, for names that stand for several processes, the first of those."""
    pairs = {
        name: names[0] for key, names in instances.items() if len(names) > 1 for name in (key, names[0].split("#")[0])
    }
    return {name: first for name, first in pairs.items() if name != first}


def _served(world: World, process: ProcessForm, path: Path) -> None:
    for item, kind in process.serves.items():
        world.check_class(kind or item, (*path, item))
        if "." in item:
            problem = f"the object's name {quoted(item)} holds a dot"
            world.source.complain(
                Code.UNKNOWN_VALUE, (*path, item), problem, "the dot stands between process and object", at_key=True
            )


def _threads(process: ProcessForm, path: Path) -> Threads:
    main: Threads = [(process.script, (*path, "script"))] if process.script else []
    return [*main, *((items, (*path, "scripts", name)) for name, items in process.scripts.items())]


def _scripts(world: World, process: ProcessForm, path: Path) -> None:
    threads = _threads(process, path)
    serves = {item: kind or item for item, kind in process.serves.items()}
    calls = frozenset(name for items, _ in threads for name in begun(items))
    for index, (items, where) in enumerate(threads):
        others = _made(world, (steps for place, (steps, _) in enumerate(threads) if place != index))
        later = frozenset(name for name, _ in makers(items, world))
        Walk(world, others, serves, later, calls).steps(items, where)


def _made(world: World, scripts: Iterable[Sequence[StepForm]]) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for items in scripts:
        for name, kind in makers(items, world):
            found.setdefault(name, []).append(kind)
    return found


def _bodies(world: World, form: ScenarioForm) -> None:
    """Check methods' bodies: their pointers are those of whichever process serves the object."""
    everywhere = (items for process in form.processes.values() for items, _ in _threads(process, ()))
    found = _made(world, everywhere)
    for name, class_ in form.classes.items():
        for iid, interface in class_.interfaces.items():
            for method, body in interface.methods.items():
                path = ("classes", name, "interfaces", iid, "methods", method, "does")
                Walk(world, found, _served_beside(form, name), begun=frozenset(begun(body.does))).steps(body.does, path)


def _served_beside(form: ScenarioForm, name: str) -> dict[str, str]:
    """Return the objects of the processes that serve a class."""
    return {
        item: kind or item
        for process in form.processes.values()
        if name in {own or key for key, own in process.serves.items()}
        for item, kind in process.serves.items()
    }
