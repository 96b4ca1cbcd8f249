"""Steps of the estate, from the steps of a script or of a method's body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.errors import quoted
from simcom.runtime import steps
from simcom.scenario.build_access import blanket_request, initialize_arguments
from simcom.scenario.codes import Code
from simcom.scenario.expectations import Expectation, Wanted
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simcom.scenario.build_source import Source
    from simcom.scenario.places import Path
    from simcom.scenario.references import Names
    from simcom.scenario.schema_expect import ExpectForm
    from simcom.scenario.schema_steps import StepForm

SHOWN: Mapping[str, Callable[[int], Any]] = {
    "authn_svc": AuthnSvc.show,
    "authn_level": AuthnLevel.show,
    "imp_level": ImpLevel.show,
    "capabilities": lambda bits: list(Eoac.show(bits)),
}
"""How rows show the constants that an expectation may name."""


@dataclass(slots=True)
class Ids:
    """Every step id given out, with the path of its step; two steps of one id could not be told apart."""

    names: Names
    taken: dict[str, Path] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)

    def take(self, name: str, path: Path) -> str:
        """Enter an id; complain of one that is taken."""
        if name in self.taken:
            first = self.names.source.line(self.taken[name])
            problem = f"the id {quoted(name)} is that of the step at {first} already"
            self.names.source.complain(Code.REPEATED_NAME, (*path, "id"), problem, "give one of them another id")
        self.taken[name] = path
        return name

    def expect(self, name: str, form: ExpectForm | None, path: Path) -> None:
        """Note what is expected of a step; complain of rules that the catalogue has not."""
        if form is not None:
            check_rules(self.names.source, form, (*path, "expect"))
            where = (*path, "expect")
            self.expectations.append(Expectation(name, self.names.source.at(where), wanted(self.names, form, where)))


def check_rules(source: Source, form: ExpectForm, path: Path) -> None:
    """Complain of ids that are no rule's, among those that a step's expectation names."""
    if form.decided_by:
        source.check_rule(form.decided_by, (*path, "decided_by"))
    for index, name in enumerate(form.rules):
        source.check_rule(name, (*path, "rules", index))


def wanted(names: Names, form: ExpectForm, path: Path) -> Wanted:
    """Return the pairs of an expectation, with values as rows show them; complains of groups and domains nobody declares."""
    given = [(name, getattr(form, name)) for name in type(form).model_fields if form.given(name)]
    return tuple((name, _shown(names, name, value, (*path, name))) for name, value in given)


def _shown(names: Names, name: str, value: Any, path: Path) -> Any:  # noqa: ANN401  (each function has its own form)
    if name in ("caller", "identity") and value is not None:
        return names.spoken(value)
    if name in ("groups", "without_groups"):
        return [names.principal(text, (*path, index)) for index, text in enumerate(value)]
    if name == "route":
        found = [names.domain(text, (*path, index)) for index, text in enumerate(value)]
        return [domain.dns for domain in found if domain is not None]
    return SHOWN[name](value) if name in SHOWN else value


@dataclass(frozen=True, slots=True)
class Thread:
    """Where steps are built: the owner's name before their ids, the machine and its AppIDs.

    ``shared`` tells that several processes have the same steps, so that ids given in the file need the owner's name before them.
    """

    names: Names
    ids: Ids
    owner: str
    host: str = ""
    appids: tuple[str, ...] = ()
    shared: bool = False

    def build(self, forms: Sequence[StepForm], prefix: str, path: Path) -> tuple[steps.Step, ...]:
        """Return the steps of a list; ``prefix`` and the number from 1 make the id of each that has none."""
        return tuple(
            self._step(form, f"{prefix}{number}", (*path, number - 1)) for number, form in enumerate(forms, start=1)
        )

    def _step(self, form: StepForm, default: str, path: Path) -> steps.Step:
        own = f"{self.owner}/{form.id}" if form.id and self.shared else form.id
        name = self.ids.take(own or default, path)
        self.ids.expect(name, form.expect, path)
        key = form.key
        base = (name, self.names.source.line((*path, key)))
        if key == "repeat":
            inner = self.build(form.body.steps, f"{default}.", (*path, key, "do"))
            return steps.Repeat(*base, form.body.times, inner)
        return _MAKE[key](self, base, form.body, (*path, key))


Base = tuple[str, str]
"""Id and place."""


def _plain(kind: type[steps.Step]) -> Callable[[Thread, Base, Any, Path], steps.Step]:
    return lambda _thread, base, _form, _path: kind(*base)


def _initialize(thread: Thread, base: Base, form: Any, path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoInitializeSecurity(*base, initialize_arguments(thread.names, form, path, thread.host, thread.appids))


def _marshal(thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoMarshalInterface(*base, form.object.removeprefix(f"{thread.owner}."), form.interface)


def _unmarshal(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoUnmarshalInterface(
        *base, form.object, form.interface, form.name, form.apartment, form.server_name or ""
    )


def _create(_thread: Thread, base: Base, form: Any, _path: Path) -> steps.Step:  # noqa: ANN401  (each function has its own form)
    return steps.CoCreateInstance(*base, form.class_, form.interface, form.name)


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
_MAKE: Mapping[str, Callable[[Thread, Base, Any, Path], steps.Step]] = {
    "CoInitializeEx": _plain(steps.CoInitializeEx),
    "CoUninitialize": _plain(steps.CoUninitialize),
    "CoInitializeSecurity": _initialize,
    "CoQueryAuthenticationServices": _plain(steps.CoQueryAuthenticationServices),
    "CoMarshalInterface": _marshal,
    "CoUnmarshalInterface": _unmarshal,
    "CoCreateInstance": _create,
    "QueryInterface": _query_interface,
    **dict.fromkeys(("QueryBlanket", "IClientSecurity::QueryBlanket", "CoQueryProxyBlanket"), _QUERY),
    **dict.fromkeys(("SetBlanket", "IClientSecurity::SetBlanket", "CoSetProxyBlanket"), _SET),
    **dict.fromkeys(("CopyProxy", "IClientSecurity::CopyProxy", "CoCopyProxy"), _COPY),
    "AddRef": lambda _thread, base, form, _path: steps.AddRef(*base, form.pointer),
    "Release": lambda _thread, base, form, _path: steps.Release(*base, form.pointer),
    "call": lambda _thread, base, form, _path: steps.Call(*base, form.proxy, form.method),
    "callback": lambda _thread, base, form, _path: steps.Call(*base, form.proxy, form.method, callback=True),
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
