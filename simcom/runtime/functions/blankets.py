"""QueryBlanket, SetBlanket and CopyProxy, and the helper functions over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcom.rules import references
from simcom.rules.blankets.pointers import copy_proxy as rule_copy
from simcom.rules.blankets.pointers import query_blanket as rule_query
from simcom.rules.blankets.requests import set_blanket as rule_set
from simcom.runtime.functions.pointers import unknown_of
from simcom.runtime.functions.record import HELPER_CALLS, local
from simcom.runtime.gather.call import negotiation_facts
from simcom.runtime.proxy import (
    CustomPointer,
    DirectPointer,
    InterfaceProxy,
    LocalPointer,
    NoPointer,
    ProxyManager,
    told_so,
)
from simcom.runtime.rows import blanket_dict
from simcom.runtime.steps import CopyProxy, QueryBlanket, SetBlanket
from simcom.vocabulary.facts import CopyFacts, ProxyFacts, QueryFacts, SetBlanketFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc
from simcom.vocabulary.words import Word

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import Pointer
    from simcom.runtime.world import World
    from simcom.vocabulary.blankets import BlanketRequest
    from simcom.vocabulary.rulings import Ruling

OF_IUNKNOWN = ("IUnknown", "IMultiQI")
"""The local interfaces whose settings are those of IUnknown (`iclientsecurity.iunknown-exception`)."""

Asked = QueryBlanket | SetBlanket | CopyProxy


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a step is about: the pointer as a fact, its proxy if it has one, and the step that failed to give the pointer, if so."""

    facts: ProxyFacts
    proxy: InterfaceProxy | None = None
    missing: NoPointer | None = None


def _kind(pointer: Pointer | None) -> str:
    """Return what a pointer is to IClientSecurity."""
    if isinstance(pointer, LocalPointer):
        return "IUnknown" if pointer.interface in OF_IUNKNOWN else "local interface"
    return {InterfaceProxy: "proxy", DirectPointer: "direct", CustomPointer: "custom"}.get(type(pointer), "null")


def _manager(pointer: Pointer | None) -> ProxyManager | None:
    return pointer.manager if isinstance(pointer, InterfaceProxy | LocalPointer) else None


def target_of(world: World, thread: Thread, step: Asked) -> Target:
    """Look up the pointer of a step and the object whose IClientSecurity is asked."""
    pointer = _named(thread, step.proxy)
    asked = pointer if step.through is None else _named(thread, step.through)
    gone = next((item for item in (pointer, asked) if isinstance(item, NoPointer)), None)
    if gone is not None:
        return Target(ProxyFacts(step.proxy or "NULL", "null"), missing=gone)
    if isinstance(asked, DirectPointer | CustomPointer):
        return Target(ProxyFacts(asked.interface, _kind(asked), helper=step.helper))
    foreign = pointer is not None and _manager(pointer) is not _manager(asked)
    return Target(ProxyFacts(_interface(pointer), _kind(pointer), foreign, step.helper), _settings(world, pointer))


def _named(thread: Thread, name: str | None) -> Pointer | None:
    """Return a pointer by name, ``None`` for NULL; a name that nothing was kept under is a pointer that was never obtained."""
    return None if name is None else thread.process.pointers.get(name) or NoPointer(name)


def _gone(pointer: NoPointer) -> Ruling:
    """Rule on a step about a pointer that is not there."""
    return references.no_pointer(pointer.step, released=pointer.released, failed=pointer.failed, null=pointer.null)


def _interface(pointer: Pointer | None) -> str:
    return "NULL" if pointer is None or isinstance(pointer, NoPointer) else pointer.interface


def _settings(world: World, pointer: Pointer | None) -> InterfaceProxy | None:
    """Return the interface proxy whose settings a pointer stands for: its own, or its object's IUnknown."""
    if isinstance(pointer, LocalPointer) and pointer.interface in OF_IUNKNOWN:
        return unknown_of(world, pointer.manager)
    return pointer if isinstance(pointer, InterfaceProxy) else None


def _calls(step: Asked) -> int:
    """Return how many function calls a step comes to."""
    return HELPER_CALLS if step.helper else 1


def _fields(target: Target) -> dict[str, Any]:
    """Return what every row about a proxy shows of it."""
    proxy = target.proxy
    if proxy is None:
        return {"interface": target.facts.interface}
    server = proxy.manager.target
    return {
        "server": server.process.party,
        "class_": server.class_.name,
        "interface": proxy.interface,
        "negotiated": proxy.default,
        "settings": proxy.settings,
    }


def query_blanket(world: World, thread: Thread, step: QueryBlanket) -> Generator[simpy.Event, None, None]:
    """Return the settings that the next call on the proxy will use."""
    target = target_of(world, thread, step)
    blanket = target.proxy.blanket if target.proxy else None
    facts = QueryFacts(target.facts, blanket, step.null_outputs, world.estate.assume)
    ruling = _gone(target.missing) if target.missing else rule_query(facts)
    returned = _returned(blanket_dict(blanket), step.null_outputs) if ruling.ok else None
    fields = {**_fields(target), "effective": blanket, "returned": returned}
    yield from local(world, thread, step, "query_blanket", ruling, calls=_calls(step), **fields)


def _returned(values: dict[str, Any] | None, null_outputs: tuple[str, ...]) -> dict[str, Any]:
    """Leave out what was not asked for, and the mechanism, which no query shows."""
    return {name: value for name, value in (values or {}).items() if name not in (*null_outputs, "mechanism")}


def set_blanket(world: World, thread: Thread, step: SetBlanket) -> Generator[simpy.Event, None, None]:
    """Assign a blanket; on failure the proxy keeps the old one."""
    target = target_of(world, thread, step)
    ruling = _set_ruling(world, thread, step, target)
    if ruling.ok and target.proxy is not None:
        target.proxy.assign(ruling.value, step.id)
    after = target.proxy.blanket if target.proxy else None
    fields = {**_fields(target), "requested": request_dict(step.request), "effective": after}
    yield from local(world, thread, step, "set_blanket", ruling, calls=_calls(step), **fields)


def _set_ruling(world: World, thread: Thread, step: SetBlanket, target: Target) -> Ruling:
    """Gather the facts of a SetBlanket and rule on it."""
    if target.missing:
        return _gone(target.missing)
    proxy = target.proxy
    facts = SetBlanketFacts(
        proxy=target.facts,
        request=step.request,
        current=proxy.blanket if proxy else None,
        negotiation=negotiation_facts(world.where, proxy.manager, world.estate.assume) if proxy else None,
        account=thread.process.spec.account,
        thread_token=thread.token,
        thread_level=thread.token_level,
        thread_came_by=thread.came_by,
    )
    return rule_set(facts)


def request_dict(request: BlanketRequest) -> dict[str, Any]:
    """Return a request with the constants' short names; DEFAULT stays DEFAULT."""
    info = request.auth_info
    return {
        "authn_svc": AuthnSvc.show(request.authn_svc),
        "mechanism": None,
        "authn_level": AuthnLevel.show(request.authn_level),
        "imp_level": ImpLevel.show(request.imp_level),
        "authz_svc": AuthzSvc.show(request.authz_svc),
        "principal": None if request.principal is None else str(request.principal),
        "identity": None if info is None else "DEFAULT" if isinstance(info, Word) else str(info),
        "capabilities": list(Eoac.show(request.capabilities)),
    }


def copy_proxy(world: World, thread: Thread, step: CopyProxy) -> Generator[simpy.Event, None, None]:
    """Make a private copy of a proxy."""
    target = target_of(world, thread, step)
    proxy = target.proxy
    default, current = (proxy.default, proxy.blanket) if proxy else (None, None)
    facts = CopyFacts(target.facts, step.null_copy, default, current, world.estate.assume)
    ruling = _gone(target.missing) if target.missing else rule_copy(facts)
    if not step.null_copy:
        thread.process.pointers[step.name] = NoPointer(step.id, null=told_so(ruling))
    if ruling.ok and proxy is not None:
        copied = InterfaceProxy(proxy.manager, proxy.interface, proxy.default, ruling.value, step.id, copy=True)
        thread.process.pointers[step.name] = copied
    fields = {**_fields(target), "effective": ruling.value}
    yield from local(world, thread, step, "copy_proxy", ruling, calls=_calls(step), **fields)
