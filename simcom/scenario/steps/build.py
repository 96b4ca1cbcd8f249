"""Steps of the estate, from the steps of a script or of a method's body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.errors import quoted
from simcom.runtime import steps
from simcom.scenario.codes import Code
from simcom.scenario.expectations import Expectation, Wanted
from simcom.scenario.steps.make import MAKE
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simcom.scenario.build.references import Names
    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.expect import EventForm, ExpectForm
    from simcom.scenario.schema.steps import StepForm
    from simcom.scenario.text.places import Path

SHOWN: Mapping[str, Callable[[int], Any]] = {
    "authn_svc": AuthnSvc.show,
    "authn_level": AuthnLevel.show,
    "imp_level": ImpLevel.show,
    "capabilities": lambda bits: list(Eoac.show(bits)),
}
"""How rows show the constants that an expectation may name."""


@dataclass(slots=True)
class Ids:
    """Every step id given out, with the path of its step; two steps of one id could not be told apart.

    ``ends`` tells that the file says when its run stops, without which steps cannot be repeated for ever.
    """

    names: Names
    ends: bool = False
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
    fields = type(form).model_fields.items()
    given = [(item.alias or name, getattr(form, name)) for name, item in fields if form.given(name)]
    return tuple((name, _shown(names, name, value, (*path, name))) for name, value in given)


def _shown(names: Names, name: str, value: Any, path: Path) -> Any:  # noqa: ANN401  (each function has its own form)
    if name in ("caller", "identity") and value is not None:
        return names.spoken(value)
    if name in ("groups", "without_groups"):
        return [names.principal(text, (*path, index)) for index, text in enumerate(value)]
    if name == "route":
        found = [names.domain(text, (*path, index)) for index, text in enumerate(value)]
        return [domain.dns for domain in found if domain is not None]
    if name == "events":
        return [_event(names, item, (*path, index)) for index, item in enumerate(value)]
    if name in ("took", "begun"):
        return {} if value is None else value.model_dump(exclude_none=True)
    return SHOWN[name](value) if name in SHOWN else value


def _event(names: Names, form: EventForm, path: Path) -> dict[str, Any]:
    """Return what is expected of an event line; complains of a machine nobody declares."""
    if form.machine:
        names.machine(form.machine, (*path, "machine"))
    return form.model_dump(exclude_unset=True)


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
            self._check_end(form, (*path, key))
            inner = self.build(form.body.steps, f"{default}.", (*path, key, "do"))
            return steps.Repeat(*base, form.body.times, inner)
        return MAKE[key](self, base, form.body, (*path, key))

    def _check_end(self, form: StepForm, path: Path) -> None:
        if form.body.endless and not self.ids.ends:
            problem, hint = "steps repeated for ever need an end of the run", "add `until: ...` to the file"
            self.names.source.complain(Code.NEEDS_ANOTHER, path, problem, hint)
