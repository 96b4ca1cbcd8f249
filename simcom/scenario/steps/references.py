"""What steps refer to: pointers that an earlier step made, objects that a process serves, interfaces and methods of a class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from simcom.errors import quoted
from simcom.runtime.interfaces import IUNKNOWN, LOCAL_INTERFACES
from simcom.scenario.codes import Code
from simcom.scenario.quantities import is_address
from simcom.scenario.schema.activation import CLASS_FACTORY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.classes import ClassForm
    from simcom.scenario.text.places import Path

_NUMBERED = re.compile(r"#[0-9]+$")
"""What stands after the name of an object that an activation made."""

OWN_STEPS = ("QueryInterface", "AddRef", "Release", "QueryBlanket", "SetBlanket", "CopyProxy")
"""Methods of IUnknown and IClientSecurity, which are steps of their own."""


class Kind(NamedTuple):
    """What a pointer points to: an interface of an object of a class (empty where that is unknown)."""

    class_: str
    interface: str


FACTORY = Kind("", CLASS_FACTORY)
FACTORY_METHODS: Mapping[str, object] = {"CreateInstance": None, "LockServer": None}
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
        found = self.objects.get(text) or self.objects.get(_NUMBERED.sub("", text))
        if found is not None:
            return found
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

    def ask_interface(self, class_: str, name: str, path: Path, *others: str) -> Kind:
        """Return what a QueryInterface may give. Asking for what no class has is a lesson (E_NOINTERFACE), nearly naming one a mistake."""
        known = [*others, *LOCAL_INTERFACES, *chain.from_iterable(form.interfaces for form in self.classes.values())]
        if name in known:
            return Kind(class_, name)
        if near := self.source.hint(name, known):
            hint = f"{near} if not, declare it under some class's `interfaces:`"
            self.complain(path, f"no class has an interface {quoted(name)}", hint)
        return UNKNOWN

    def check_class_object(self, class_: str, name: str, path: Path) -> Kind:
        """Return what a pointer to a class's own object points to; anything but IClassFactory has to be some class's interface."""
        return FACTORY if name == CLASS_FACTORY else self.ask_interface(class_, name, path, CLASS_FACTORY)

    def check_method(self, kinds: Sequence[Kind], name: str, path: Path) -> None:
        """Complain of a method that none of the interfaces a pointer may have declares."""
        if name in OWN_STEPS:
            self.complain(path, f"`{name}` is a step of its own, not a call", f"write `- {name}: ...`")
            return
        known = [FACTORY_METHODS if kind == FACTORY else self._methods(kind) for kind in kinds]
        if not all(kind.class_ or kind == FACTORY for kind in kinds) or any(name in methods for methods in known):
            return
        hint = self.source.hint(name, chain.from_iterable(known), "declare it under `methods:`")
        names = " or ".join(dict.fromkeys(quoted(kind.interface) for kind in kinds[:3]))
        self.complain(path, f"{names} has no method {quoted(name)}", hint)

    def _methods(self, kind: Kind) -> Mapping[str, object]:
        form = self.classes.get(kind.class_)
        return form.interfaces[kind.interface].methods if form and kind.interface in form.interfaces else {}
