"""What steps refer to: pointers that an earlier step made, objects that a process serves, interfaces and methods of a class."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from simcom.errors import quoted
from simcom.runtime.interfaces import IUNKNOWN, LOCAL_INTERFACES
from simcom.scenario.codes import Code
from simcom.scenario.quantities import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from simcom.scenario.build_source import Source
    from simcom.scenario.places import Path
    from simcom.scenario.schema_processes import ClassForm
    from simcom.scenario.schema_steps import StepForm

OWN_STEPS = ("QueryInterface", "AddRef", "Release", "QueryBlanket", "SetBlanket", "CopyProxy")
"""Methods of IUnknown and IClientSecurity, which are steps of their own."""


class Kind(NamedTuple):
    """What a pointer points to: an interface of an object of a class (empty where that is unknown)."""

    class_: str
    interface: str


UNKNOWN = Kind("", IUNKNOWN)
"""What nothing is known of, so that nothing can be wrong with it."""


@dataclass(frozen=True, slots=True)
class World:
    """What steps may refer to: classes, and the class of each object by `process.object`; `several` are names that stand for many.

    ``reached`` has, for each process, the names of its machine.
    """

    source: Source
    classes: Mapping[str, ClassForm]
    objects: Mapping[str, str]
    several: Mapping[str, str]
    reached: Mapping[str, tuple[str, ...]]

    def complain(self, path: Path, problem: str, hint: str) -> None:
        """Note that something referred to is not there."""
        self.source.complain(Code.UNKNOWN_NAME, path, problem, hint)

    def class_of(self, text: str, path: Path) -> str:
        """Return the class of an object named as `process.object`; complain where nobody serves it."""
        if text in self.objects:
            return self.objects[text]
        process, _, item = text.partition(".")
        usual = "write `process.object`, and let that process serve it: `serves: [Class]`"
        one = self.several.get(process)
        hint = f"write `{one}.{item}`" if one else self.source.hint(text, self.objects, usual)
        self.complain(path, f"no process serves an object {quoted(text)}", hint)
        return ""

    def check_server_name(self, text: str, name: str, path: Path) -> None:
        """Complain of a name by which the machine of an object, `process.object`, is not known; an IP address may be any."""
        known = self.reached.get(text.rpartition(".")[0])
        if known is None or is_address(name) or name.casefold().rstrip(".") in {item.casefold() for item in known}:
            return
        usual = f"write {' or '.join(map(quoted, known))}, or an IP address"
        self.complain(path, f"the server's machine has no name {quoted(name)}", self.source.hint(name, known, usual))

    def check_class(self, name: str, path: Path) -> bool:
        """Tell whether a class is declared; complain if not."""
        if name not in self.classes:
            hint = self.source.hint(name, self.classes, "declare it under `classes:`")
            self.complain(path, f"no class is called {quoted(name)}", hint)
        return name in self.classes

    def check_interface(self, class_: str, name: str, path: Path) -> Kind:
        """Return what a pointer to the interface points to.

        Complains of an interface that the class has not; without a class, of one that no class has.
        """
        chosen = [self.classes[class_]] if class_ in self.classes else self.classes.values()
        if name in LOCAL_INTERFACES or any(name in form.interfaces for form in chosen):
            return Kind(class_, name)
        known = chain(LOCAL_INTERFACES, chain.from_iterable(form.interfaces for form in chosen))
        hint = self.source.hint(name, known, "declare it under the class's `interfaces:`")
        whose = (
            f"the class {quoted(class_)} has no interface" if class_ in self.classes else "no class has an interface"
        )
        self.complain(path, f"{whose} {quoted(name)}", hint)
        return UNKNOWN

    def ask_interface(self, class_: str, name: str, path: Path) -> Kind:
        """Return what a QueryInterface may give. Asking for what no class has is a lesson (E_NOINTERFACE), nearly naming one a mistake."""
        known = [*LOCAL_INTERFACES, *chain.from_iterable(form.interfaces for form in self.classes.values())]
        if name in known:
            return Kind(class_, name)
        if near := self.source.hint(name, known):
            hint = f"{near} if not, declare it under some class's `interfaces:`"
            self.complain(path, f"no class has an interface {quoted(name)}", hint)
        return UNKNOWN

    def check_method(self, kinds: Sequence[Kind], name: str, path: Path) -> None:
        """Complain of a method that none of the interfaces a pointer may have declares."""
        if name in OWN_STEPS:
            self.complain(path, f"`{name}` is a step of its own, not a call", f"write `- {name}: ...`")
            return
        known = [self._methods(kind) for kind in kinds]
        if not all(kind.class_ for kind in kinds) or any(name in methods for methods in known):
            return
        hint = self.source.hint(name, chain.from_iterable(known), "declare it under `methods:`")
        names = " or ".join(dict.fromkeys(quoted(kind.interface) for kind in kinds[:3]))
        self.complain(path, f"{names} has no method {quoted(name)}", hint)

    def _methods(self, kind: Kind) -> Mapping[str, object]:
        form = self.classes.get(kind.class_)
        return form.interfaces[kind.interface].methods if form and kind.interface in form.interfaces else {}


@dataclass(slots=True)
class Walk:
    """One script being read: the pointers made so far, those that other threads make, and what the process serves."""

    world: World
    others: Mapping[str, list[Kind]]
    serves: Mapping[str, str]
    later: frozenset[str] = frozenset()
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

    def make(self, name: str | None, kind: Kind) -> None:
        """Note a new pointer."""
        if name:
            self.made[name] = kind


def makers(forms: Sequence[StepForm], world: World) -> Iterator[tuple[str, Kind]]:
    """Give every pointer that steps make, in whatever order, with what it points to where that is plain."""
    for form in forms:
        if form.key == "repeat":
            yield from makers(form.body.steps, world)
        elif name := getattr(form.body, "name", None):
            class_ = world.objects.get(getattr(form.body, "object", ""), getattr(form.body, "class_", ""))
            yield name, Kind(class_, getattr(form.body, "interface", ""))


def _nothing(_walk: Walk, _form: Any, _path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    """Refer to nothing."""


def _marshal(walk: Walk, form: Any, path: Path) -> None:  # noqa: ANN401  (each function has its own form)
    own = form.object.rpartition(".")[2]
    if own not in walk.serves:
        problem = f"this process serves no object {quoted(form.object)}"
        walk.world.complain((*path, "object"), problem, walk.world.source.hint(own, walk.serves, "add it to `serves:`"))
    else:
        walk.world.check_interface(walk.serves[own], form.interface, (*path, "interface"))


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
