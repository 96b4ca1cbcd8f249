"""Classes of an estate with their methods' bodies, from their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.runtime.interfaces import Class, Interface, Method
from simcom.scenario.steps.build import Ids, Thread
from simcom.vocabulary.facts import Gate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.classes import ClassForm, GateForm, InterfaceForm
    from simcom.scenario.text.places import Path


def classes(names: Names, ids: Ids, forms: Mapping[str, ClassForm]) -> tuple[Class, ...]:
    """Return the classes with their methods' bodies."""
    return tuple(_class(names, ids, name, form) for name, form in forms.items())


def _class(names: Names, ids: Ids, name: str, form: ClassForm) -> Class:
    path: Path = ("classes", name, "interfaces")
    made = tuple(
        Interface(iid, _methods(Thread(names, ids, f"{name}.{iid}"), item, (*path, iid, "methods")))
        for iid, item in form.interfaces.items()
    )
    return Class(name, made, form.marshaling, form.unmarshaler_allowed)


def _methods(thread: Thread, form: InterfaceForm, path: Path) -> tuple[Method, ...]:
    return tuple(
        Method(
            name,
            method.takes or Method(name).takes,
            thread.build(method.does, f"{thread.owner}.{name}/", (*path, name, "does")),
            sends_bytes=method.sends,
            returns_bytes=method.returns,
            gate=None if method.requires is None else _gate(thread.names, method.requires, (*path, name, "requires")),
            throws=method.throws,
        )
        for name, method in form.methods.items()
    )


def _gate(names: Names, form: GateForm, path: Path) -> Gate:
    where = (*path, "member_of")
    members = tuple(names.principal(text, (*where, index)) for index, text in enumerate(form.member_of))
    return Gate(form.authn_level, members, form.hresult)
