"""Classes and processes as a file writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, WrapValidator

from simcom.scenario.codes import Code
from simcom.scenario.schema_base import Form
from simcom.scenario.schema_calls import InitializeForm
from simcom.scenario.schema_durations import Length, Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_expect import ExpectForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_steps import StepItem
from simcom.scenario.values import Accepts, Json, NullIsEmpty, wrong

IMPLICIT = "implicit"
"""What stands in place of the parameters where a default or a profile gives some and the process makes no call."""

_NAMES: Json = {"type": "array", "items": {"type": "string"}}


def _named(value: object) -> object:
    """Turn a list of names into a mapping of names to nothing."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    return value


def _methods(value: object) -> object:
    return {"methods": value} if isinstance(value, list) else {} if value is None else value


class MethodForm(Form):
    """A method of an interface."""

    takes: Length | None = Field(
        default=None, description="How long it runs on the server. Default: no time.", examples=["20 ms"]
    )
    does: list[StepItem] = Field(
        default=[], description="What its body does, in the serving process. Default: nothing."
    )


Methods = Annotated[dict[str, Annotated[MethodForm, NullIsEmpty]], Accepts(_named, (_NAMES,))]


class InterfaceForm(Form):
    """An interface of a class. IUnknown is always there."""

    methods: Methods = Field(default={}, description="Its methods: a list of names, or names with what they do.")


Interface = Annotated[InterfaceForm, Accepts(_methods, (_NAMES, {"type": "null"}))]


class ClassForm(Form):
    """A class of objects."""

    interfaces: Annotated[dict[str, Interface], Accepts(_named, (_NAMES,))] = Field(
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


class ProcessInitializeForm(InitializeForm):
    """CoInitializeSecurity as the first thing a process does."""

    expect: ExpectForm | None = Field(default=None, description="What must be true of the row of this call.")


class _OrImplicit:
    """Annotation: the word `implicit`, which undoes a default, beside the parameters. Nothing at all could mean either call."""

    @staticmethod
    def check(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        """Let the word through as no call; refuse a key left blank."""
        if value is None:
            problem = "`CoInitializeSecurity` is left blank"
            hint = "write `{}` for an explicit call with every parameter at its default, or remove the key for the implicit one"
            raise wrong(Code.MISSING_KEY, problem, hint)
        return None if value == IMPLICIT else handler(value)

    @staticmethod
    def __get_pydantic_json_schema__(schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Offer the word instead of null."""
        offered = [part for part in handler(schema)["anyOf"] if part != {"type": "null"}]
        return {"anyOf": [*offered, {"const": IMPLICIT}]}


Script = Annotated[list[StepItem], Accepts(lambda value: [] if value is None else value, ({"type": "null"},))]


class ProcessForm(Form):
    """A COM process: client, server or both. The name may be a range such as `viewer[1-5]`."""

    with_synonyms = True

    machine: str = Field(
        default="",
        description="The machine it runs on; a range of as many machines as there are processes is dealt out.",
    )
    account: str = Field(
        default="",
        description="The account it runs as.",
        examples=["CORP\\ann", "SYSTEM", "NT SERVICE\\Historian"],
    )
    executable: str = Field(
        default="",
        description="The executable's file name, by which its AppID is found. Default: the name, without a range, and `.exe`.",
    )
    appid: str | None = Field(
        default=None, min_length=1, description="An AppID set through IGlobalOptions. Default: none."
    )
    serves: Annotated[dict[str, str | None], Accepts(_named, (_NAMES,))] = Field(
        default={},
        description="Objects it serves: a list of classes (each object is called as its class), or object names with classes.",
    )
    initialize_security: Annotated[ProcessInitializeForm | None, WrapValidator(_OrImplicit.check), _OrImplicit()] = (
        Field(
            default=None,
            alias="CoInitializeSecurity",
            description="The explicit call; `{}` has every parameter at its default. Default: none, so that COM initialises security "
            "itself; `implicit` says so where a default or a profile gives parameters.",
        )
    )
    complus: bool = Field(default=False, description="Whether it is a COM+ server application. Default: false.")
    com: Literal["ready", "uninitialized"] = Field(
        default="ready", description="Whether COM is initialised at the start. Default: ready."
    )
    threads: int | None = Field(
        default=None, ge=1, le=100_000, description="How many calls it serves at a time. Default: any number."
    )
    count: int = Field(
        default=1,
        ge=1,
        le=100_000,
        description="How many such processes: they are called name#1, name#2 and so on. Default: one, by its name.",
    )
    ignores_authn_hint: bool = Field(
        default=False,
        description="Whether its proxies leave the server's level out of the negotiation. Default: false.",
    )
    holds_ticket: bool = Field(
        default=True,
        description="Whether its logon session has a TGT, which user-to-user Kerberos needs. Default: true.",
    )
    may_impersonate: bool = Field(
        default=True, description="Whether its account holds SeImpersonatePrivilege. Default: true."
    )
    start: Seconds = Field(default=0.0, description="When it starts, a duration from the beginning. Default: at once.")
    profile: str = Field(
        default="", description="The name of a profile whose keys are taken where the process has none."
    )
    script: Script = Field(default=[], description="What it does, step by step.")
    scripts: dict[str, Script] = Field(default={}, description="What further threads do, by the thread's name.")
