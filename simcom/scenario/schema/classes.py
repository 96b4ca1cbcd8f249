"""Classes as a file writes them, with their interfaces, and what their methods take, do and demand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import Length  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.instants import Size  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.steps import StepItem  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, Json, Level, NullIsEmpty, Status, Words
from simcom.vocabulary.levels import AuthnLevel

NAMES: Json = {"type": "array", "items": {"type": "string"}}
"""The JSON Schema of a list of names."""


def named(value: object) -> object:
    """Turn a list of names into a mapping of names to nothing."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    return value


def _methods(value: object) -> object:
    return {"methods": value} if isinstance(value, list) else {} if value is None else value


class GateForm(Form):
    """What a method's own code demands of its callers, once COM has let them in."""

    authn_level: Level = Field(
        default=AuthnLevel.DEFAULT, description="The least authentication level a call may have. Default: any."
    )
    member_of: Words = Field(
        default=[],
        description="Accounts and groups, of which the caller must be one. Default: anybody.",
        examples=["Administrators"],
    )
    hresult: Status = Field(
        default="E_ACCESSDENIED",
        description="What others get. Default: E_ACCESSDENIED.",
        examples=["WBEM_E_ACCESS_DENIED"],
    )


class MethodForm(Form):
    """A method of an interface."""

    takes: Length | None = Field(
        default=None, description="How long it runs on the server. Default: no time.", examples=["20 ms"]
    )
    does: list[StepItem] = Field(
        default=[], description="What its body does, in the serving process. Default: nothing."
    )
    sends: Size = Field(
        default=0,
        description="How long its arguments are when they are marshalled. Default: nothing.",
        examples=["4 kB"],
    )
    returns: Size = Field(default=0, description="How long its results are. Default: nothing.", examples=["4 kB"])
    requires: GateForm | None = Field(
        default=None, description="What its own code demands of callers. Default: nothing."
    )
    throws: bool = Field(default=False, description="Whether it raises an exception. Default: false.")


Methods = Annotated[dict[str, Annotated[MethodForm, NullIsEmpty]], Accepts(named, (NAMES,))]


class InterfaceForm(Form):
    """An interface of a class. IUnknown is always there."""

    methods: Methods = Field(default={}, description="Its methods: a list of names, or names with what they do.")


Interface = Annotated[InterfaceForm, Accepts(_methods, (NAMES, {"type": "null"}))]


class ClassForm(Form):
    """A class of objects."""

    interfaces: Annotated[dict[str, Interface], Accepts(named, (NAMES,))] = Field(
        default={}, description="Its interfaces: a list of names, names with a list of methods, or the long form."
    )
    marshaling: Literal["standard", "custom", "custom with IClientSecurity"] = Field(
        default="standard",
        description="Who makes its proxies. A custom proxy need not implement IClientSecurity. Default: standard.",
    )
    unmarshaler_allowed: bool = Field(
        default=False,
        description="Whether EOAC_NO_CUSTOM_MARSHAL lets its own unmarshaling code through. Default: false.",
    )
