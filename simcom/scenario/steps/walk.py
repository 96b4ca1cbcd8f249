"""The walk through a script that checks what its steps refer to, in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from simcom.errors import quoted
from simcom.scenario.steps.references import UNKNOWN, Kind, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from simcom.scenario.schema.steps import StepForm
    from simcom.scenario.text.places import Path


@dataclass(slots=True)
class Walk:
    """One script being read: the pointers made so far, those that other threads make, and what the process serves.

    ``begun`` are the asynchronous calls that the process's threads begin.
    """

    world: World
    others: Mapping[str, list[Kind]]
    serves: Mapping[str, str]
    later: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    made: dict[str, Kind] = field(default_factory=dict)

    def steps(self, forms: Sequence[StepForm], path: Path) -> None:
        """Check steps in their order."""
        for index, form in enumerate(forms):
            _CHECK.get(form.key, _nothing)(self, form.body, (*path, index, form.key))

    def pointer(self, name: str | None, path: Path) -> list[Kind]:
        """Return what a pointer may point to; complain of a name that no step makes. NULL is always there."""
        if name is None:
            return []
        found = [self.made[name]] if name in self.made else self.others.get(name, [])
        if not found and name in self.later:
            hint = "move the step that makes it up"
            self.world.complain(path, f"the pointer {quoted(name)} is made only later", hint)
        elif not found:
            usual = f"make it first, as in `CoUnmarshalInterface: {{object: ..., interface: ..., as: {name[:60]}}}`"
            hint = self.world.source.hint(name, chain(self.made, self.others), usual)
            self.world.complain(path, f"no pointer is called {quoted(name)}", hint)
        return found

    def own(self, text: str, path: Path) -> str | None:
        """Return the class of an object that this process serves, made at its start or by an activation; complain of any other."""
        name = text.rpartition(".")[2]
        class_, _, number = name.rpartition("#")
        if name in self.serves or (number.isdigit() and class_ in self.serves.values()):
            return self.serves.get(name, class_)
        problem = f"this process serves no object {quoted(text)}"
        self.world.complain(path, problem, self.world.source.hint(name, self.serves, "add it to `serves:`"))
        return None

    def make(self, name: str | None, kind: Kind) -> None:
        """Note a new pointer."""
        if name:
            self.made[name] = kind


def makers(forms: Sequence[StepForm], world: World) -> Iterator[tuple[str, Kind]]:
    """Give every pointer that steps make, in whatever order, with what it points to where that is plain."""
    for form in forms:
        if form.key == "repeat":
            yield from makers(form.body.steps, world)
        elif form.key == "CoCreateInstanceEx":
            yield from (
                (name, Kind(form.body.class_, iid)) for name, iid in zip(form.body.name, form.body.asked, strict=True)
            )
        elif name := getattr(form.body, "name", None):
            class_ = "" if form.key == "CoGetClassObject" else getattr(form.body, "class_", "")
            yield (
                name,
                Kind(world.objects.get(getattr(form.body, "object", ""), class_), getattr(form.body, "interface", "")),
            )


def begun(forms: Sequence[StepForm]) -> Iterator[str]:
    """Give the names of the asynchronous calls that steps begin."""
    for form in forms:
        if form.key == "repeat":
            yield from begun(form.body.steps)
        elif name := getattr(form.body, "begin", ""):
            yield name


def _nothing(_walk: Walk, _form: Any, _path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    """Refer to nothing."""


def _marshal(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    class_ = walk.own(form.object, (*path, "object"))
    if class_ is not None:
        walk.world.check_interface(class_, form.interface, (*path, "interface"))


def _disconnect(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    walk.own(form.object, (*path, "object"))


def _unmarshal(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    class_ = walk.world.class_of(form.object, (*path, "object"))
    if form.server_name:
        walk.world.check_server_name(form.object, form.server_name, (*path, "server_name"))
    walk.make(form.name, walk.world.check_interface(class_, form.interface, (*path, "interface")))


def _create(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    known = walk.world.check_class(form.class_, (*path, "class"))
    walk.make(
        form.name, walk.world.check_interface(form.class_, form.interface, (*path, "interface")) if known else UNKNOWN
    )


def _create_ex(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    known = walk.world.check_class(form.class_, (*path, "class"))
    for index, (name, iid) in enumerate(zip(form.name, form.asked, strict=True)):
        where = (*path, "interface") if form.interface else (*path, "interfaces", index)
        walk.make(name, walk.world.ask_interface(form.class_, iid, where) if known else UNKNOWN)


def _class_object(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    walk.world.check_class(form.class_, (*path, "class"))
    walk.make(form.name, walk.world.check_class_object(form.class_, form.interface, (*path, "interface")))


def _asynchronous(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    if form.call not in walk.begun:
        hint = walk.world.source.hint(
            form.call, walk.begun, f"begin it, as in `call: {{proxy: ..., method: ..., begin: {form.call[:60]}}}`"
        )
        walk.world.complain((*path, "call"), f"no asynchronous call is called {quoted(form.call)}", hint)


def _query_interface(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    found = walk.pointer(form.source, (*path, "from"))
    class_ = found[0].class_ if found else ""
    walk.make(form.name, walk.world.ask_interface(class_, form.interface, (*path, "interface")))


def _blanket(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    found = walk.pointer(form.proxy, (*path, "proxy"))
    walk.pointer(getattr(form, "through", None), (*path, "through"))
    walk.make(getattr(form, "name", None), found[0] if found else UNKNOWN)


def _count(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    walk.pointer(form.pointer, (*path, "pointer"))


def _call(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    if kinds := walk.pointer(form.proxy, (*path, "proxy")):
        walk.world.check_method(kinds, form.method, (*path, "method"))


def _repeat(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    walk.steps(form.steps, (*path, "do"))


_CHECK: Mapping[str, Callable[[Walk, Any, Path], None]] = {
    "CoMarshalInterface": _marshal,
    "CoUnmarshalInterface": _unmarshal,
    "CoCreateInstance": _create,
    "CoCreateInstanceEx": _create_ex,
    "CoGetClassObject": _class_object,
    "CoDisconnectObject": _disconnect,
    **dict.fromkeys(("FinishCall", "CancelCall"), _asynchronous),
    "QueryInterface": _query_interface,
    **dict.fromkeys(
        (name for base in ("QueryBlanket", "SetBlanket", "CopyProxy") for name in (base, f"IClientSecurity::{base}")),
        _blanket,
    ),
    **dict.fromkeys(("CoQueryProxyBlanket", "CoSetProxyBlanket", "CoCopyProxy"), _blanket),
    **dict.fromkeys(("AddRef", "Release"), _count),
    **dict.fromkeys(("call", "callback"), _call),
    "repeat": _repeat,
}
