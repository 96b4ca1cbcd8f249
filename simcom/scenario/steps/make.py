"""One step of the estate from its form, for each function that a step can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.runtime import steps
from simcom.runtime import steps_activation as activation
from simcom.scenario.build.access import blanket_request, co_auth_info, initialize_arguments
from simcom.scenario.schema.bits import MARSHALLING, TABLE
from simcom.vocabulary.activation import ActivationRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simcom.scenario.steps.build import Thread
    from simcom.scenario.text.places import Path

Base = tuple[str, str]
"""Id and place."""

TABLES: Mapping[int, str] = {0: "normal", 1: "table strong", 2: "table weak"}
"""How an interface is marshalled, by the bits of MSHLFLAGS that say so."""


def own_object(thread: Thread, text: str) -> str:
    """Return the name of an object that the process itself serves, without the process's own name."""
    return text.removeprefix(f"{thread.owner}.")


def _plain(kind: type[steps.Step]) -> Callable[[Thread, Base, Any, Path], steps.Step]:
    return lambda _thread, base, _form, _path: kind(*base)


def _initialize(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoInitializeSecurity(*base, initialize_arguments(thread.names, form, path, thread.host, thread.appids))


def _marshal(thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    how = TABLES[form.flags & TABLE]
    noping = bool(form.flags & MARSHALLING["NOPING"])
    return steps.CoMarshalInterface(*base, own_object(thread, form.object), form.interface, how, noping)


def _unmarshal(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoUnmarshalInterface(
        *base,
        form.object,
        form.interface,
        form.name,
        form.apartment,
        form.server_name or "",
        form.resolves,
        form.damaged,
    )


def _create(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    if form.in_process:
        return steps.CoCreateInstance(*base, form.class_, form.interface, form.name)
    request = ActivationRequest(form.class_, (form.interface,), clsctx=form.clsctx)
    return activation.Activate(*base, request, (form.name,))


def _create_ex(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return activation.Activate(*base, _request(thread, form, path, form.asked), tuple(form.name))


def _class_object(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    request = replace(_request(thread, form, path, (form.interface,)), factory=True)
    return activation.Activate(*base, request, (form.name,))


def _request(thread: Thread, form: Any, path: Path, asked: tuple[str, ...]) -> ActivationRequest:  # noqa: ANN401  (each function has its own form)
    names = thread.names
    return ActivationRequest(
        class_=form.class_,
        interfaces=asked,
        server_name=names.server(form.server, (*path, "server")) if form.server else "",
        clsctx=form.clsctx,
        auth_info=None if form.auth_info is None else co_auth_info(names, form.auth_info, (*path, "auth_info")),
        aggregated=getattr(form, "aggregated", False),
    )


def _call(_thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.Call(
        *base,
        form.proxy,
        form.method,
        callback=path[-1] == "callback",
        timeout_s=form.timeout,
        cancel_s=form.cancel_after,
        begin=form.begin,
        inputsync=form.inputsync,
    )


def _query_interface(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.QueryInterface(*base, form.source, form.interface, form.name)


def _query_blanket(_thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.QueryBlanket(
        *base, form.proxy, getattr(form, "through", None), _helper(path), tuple(form.null_outputs)
    )


def _set_blanket(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    request = blanket_request(thread.names, form, path)
    return steps.SetBlanket(*base, form.proxy, getattr(form, "through", None), _helper(path), request)


def _copy_proxy(_thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    through = getattr(form, "through", None)
    return steps.CopyProxy(*base, form.proxy, through, _helper(path), form.name or "", form.name is None)


def _helper(path: Path) -> bool:
    """Tell a helper function from the method by its name."""
    return str(path[-1]).startswith("Co") and not str(path[-1]).startswith("Copy")


def _token(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.SetThreadToken(*base, thread.names.account(form.account, (*path, "account")), form.imp_level)


def _query_client(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoQueryClientBlanket(*base, bool(form and form.imp_level_pointer))


_QUERY, _SET, _COPY = _query_blanket, _set_blanket, _copy_proxy
MAKE: Mapping[str, Callable[[Thread, Base, Any, Path], steps.Step]] = {
    "CoInitializeEx": _plain(steps.CoInitializeEx),
    "CoUninitialize": _plain(steps.CoUninitialize),
    "CoInitializeSecurity": _initialize,
    "CoQueryAuthenticationServices": _plain(steps.CoQueryAuthenticationServices),
    "CoMarshalInterface": _marshal,
    "CoUnmarshalInterface": _unmarshal,
    "CoCreateInstance": _create,
    "CoCreateInstanceEx": _create_ex,
    "CoGetClassObject": _class_object,
    "CoDisconnectObject": lambda thread, base, form, _path: activation.CoDisconnectObject(
        *base, own_object(thread, form.object)
    ),
    "ExitProcess": _plain(activation.ExitProcess),
    "QueryInterface": _query_interface,
    **dict.fromkeys(("QueryBlanket", "IClientSecurity::QueryBlanket", "CoQueryProxyBlanket"), _QUERY),
    **dict.fromkeys(("SetBlanket", "IClientSecurity::SetBlanket", "CoSetProxyBlanket"), _SET),
    **dict.fromkeys(("CopyProxy", "IClientSecurity::CopyProxy", "CoCopyProxy"), _COPY),
    "AddRef": lambda _thread, base, form, _path: steps.AddRef(*base, form.pointer),
    "Release": lambda _thread, base, form, _path: steps.Release(*base, form.pointer),
    **dict.fromkeys(("call", "callback"), _call),
    "FinishCall": lambda _thread, base, form, _path: activation.FinishCall(*base, form.call, form.wait),
    "CancelCall": lambda _thread, base, form, _path: activation.CancelCall(*base, form.call),
    "SetThreadToken": _token,
    "RevertToSelf": _plain(steps.RevertToSelf),
    "CoGetCallContext": _plain(steps.CoGetCallContext),
    **dict.fromkeys(("CoQueryClientBlanket", "IServerSecurity::QueryBlanket"), _query_client),
    **dict.fromkeys(("CoImpersonateClient", "IServerSecurity::ImpersonateClient"), _plain(steps.CoImpersonateClient)),
    **dict.fromkeys(("CoRevertToSelf", "IServerSecurity::RevertToSelf"), _plain(steps.CoRevertToSelf)),
    **dict.fromkeys(("IsImpersonating", "IServerSecurity::IsImpersonating"), _plain(steps.IsImpersonating)),
    "CoSwitchCallContext": lambda _thread, base, form, _path: steps.CoSwitchCallContext(
        *base, form.context != "custom"
    ),
    "wait": lambda _thread, base, form, _path: steps.Wait(*base, form),
}
"""What makes the step of each function."""
