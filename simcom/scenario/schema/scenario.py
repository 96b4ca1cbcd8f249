"""The scenario file as a whole, format 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    PlainValidator,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    create_model,
)

from simcom.scenario.codes import Code
from simcom.scenario.schema.accounts import AccountForm, Group  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.classes import ClassForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.expect import RunExpectForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.instants import Begins, Moment  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.landscape import DomainForm, TrustForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.machines import MachineForm
from simcom.scenario.schema.network import NetworkForm
from simcom.scenario.schema.processes import ProcessForm
from simcom.scenario.schema.timeline import ChangeForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, Json, NullIsEmpty, Words, told, wrong
from simcom.vocabulary.assumptions import switches

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1


def _format(value: object) -> int:
    if value != FORMAT or isinstance(value, bool):
        raise wrong(Code.UNKNOWN_FORMAT, f"expected format {FORMAT}, not {told(value)}", f"write `simcom: {FORMAT}`")
    return FORMAT


def _one_word(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _switch_fields() -> Iterable[tuple[str, Any]]:
    for name, entry, choices, text in switches():
        about = f"{text[0].upper()}{text[1:]} ({entry}). Default: {choices[0]}."
        yield name, (Literal[choices], Field(default=choices[0], description=about))


AssumeForm: type[Form] = create_model(
    "AssumeForm", __base__=Form, __doc__="Choices on points where the sources disagree.", **dict(_switch_fields())
)


class MachineProfile(MachineForm):
    """A profile of machines."""

    extends: str = Field(default="", description="Another profile, whose keys are taken where this one has none.")


class ProcessProfile(ProcessForm):
    """A profile of processes."""

    extends: str = Field(default="", description="Another profile, whose keys are taken where this one has none.")


def _profile(value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
    """Check a profile as that of machines or of processes, whichever has more of its keys."""
    if not isinstance(value, dict):
        return handler(value)
    forms: tuple[type[Form], ...] = (ProcessProfile, MachineProfile)
    shared = [sum(key in form.spellings() for key in value) for form in forms]
    return forms[shared.index(max(shared))].model_validate(value, context=info.context)


def _profile_json(_schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
    return {"anyOf": [handler(form.__pydantic_core_schema__) for form in (MachineProfile, ProcessProfile)]}


class _EitherProfile:
    """Annotation: the JSON Schema of a profile."""

    __get_pydantic_json_schema__ = staticmethod(_profile_json)


Profile = Annotated[dict[str, Any] | Form, WrapValidator(_profile), _EitherProfile()]


class DefaultsForm(Form):
    """Keys that every item of a kind has unless it says otherwise. Mappings are merged one level deep; lists are replaced."""

    machine: MachineForm | None = Field(default=None, description="For every machine.")
    process: ProcessForm | None = Field(default=None, description="For every process.")
    account: AccountForm | None = Field(default=None, description="For every account.")
    class_: ClassForm | None = Field(default=None, alias="class", description="For every class.")


class ScenarioForm(Form):
    """A scenario: machines, identities, domains and programs side by side, and what the programs do."""

    simcom: Annotated[int, PlainValidator(_format), WithJsonSchema({"const": FORMAT})] = Field(
        description="The format of this file: 1."
    )
    title: str = Field(min_length=1, description="One sentence that says what the scenario shows.")
    about: str = Field(default="", description="More about it, for readers.")
    sources: Words = Field(default=[], description="The pages it is drawn from.")
    assume: Annotated[AssumeForm, NullIsEmpty] = Field(
        default=AssumeForm(),
        description="Choices on points where the sources disagree. Default: the recommended readings.",
    )
    seed: int = Field(default=0, ge=0, le=2**63 - 1, description="The seed of everything random. Default: 0.")
    begins: Begins = Field(
        default="",
        description="The date of the beginning, midnight; dates may then stand for times. Default: none.",
        examples=["2022-01-01"],
    )
    until: Moment | None = Field(
        default=None,
        description="When to stop: a duration in simulated time, or a date. Default: when all scripts have ended.",
    )
    observe: Annotated[list[Literal["ping", "interfaces"]], Accepts(_one_word, ({"type": "string"},))] = Field(
        default=[],
        description="What is left out unless asked for: a row for every `ping`; the round trip that another one of the `interfaces` of a "
        "known server costs. Default: nothing.",
    )
    defaults: Annotated[DefaultsForm, NullIsEmpty] = Field(
        default=DefaultsForm(), description="What items have unless they say otherwise."
    )
    profiles: Annotated[dict[str, Profile], NullIsEmpty] = Field(
        default={}, description="Named sets of keys of machines or processes, used with `profile: name`."
    )
    domains: Annotated[dict[str, Annotated[DomainForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, description="Domains and realms by DNS name.", examples=[{"corp.example": {"netbios": "CORP"}}]
    )
    trusts: list[TrustForm] = Field(
        default=[], description="Trusts between domains, beside those that every forest has by itself."
    )
    accounts: Annotated[dict[str, Annotated[AccountForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, description="Accounts as DOMAIN\\user, user@dns or MACHINE\\user.", examples=[{"CORP\\ann": {}}]
    )
    groups: Annotated[dict[str, Group], NullIsEmpty] = Field(
        default={},
        description="Groups of domains or machines with their members.",
        examples=[{"CORP\\OpcUsers": ["CORP\\ann"]}],
    )
    machines: Annotated[dict[str, Annotated[MachineForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={},
        description="Machines by short name or host range.",
        examples=[{"opc01": {"domain": "corp.example"}}],
    )
    classes: Annotated[dict[str, Annotated[ClassForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={},
        description="Classes with their interfaces.",
        examples=[{"Historian": {"interfaces": {"IHistorian": ["ReadRaw"]}}}],
    )
    processes: Annotated[dict[str, Annotated[ProcessForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, description="COM processes by name or range."
    )
    network: Annotated[NetworkForm, NullIsEmpty] = Field(
        default=NetworkForm(), description="Latencies, and what cannot be reached."
    )
    timeline: list[ChangeForm] = Field(
        default=[],
        description="What changes while the scenario runs, and when.",
        examples=[[{"at": "5 min", "accounts": {"CORP\\ann": {"enabled": False}}}]],
    )
    expect: RunExpectForm | None = Field(default=None, description="What must be true of the run as a whole.")
