"""Processes as a file writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from simcom.runtime.steps import NO_TIME, Duration
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.calls import InitializeForm
from simcom.scenario.schema.classes import NAMES, named
from simcom.scenario.schema.durations import LENGTH_JSON, read_length
from simcom.scenario.schema.expect import ExpectForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.firewall import HIGHEST_PORT, Version
from simcom.scenario.schema.instants import Moment  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.steps import StepItem
from simcom.scenario.values import Accepts, Json, wrong

IMPLICIT = "implicit"
"""What stands in place of the parameters where a default or a profile gives some and the process makes no call."""

NEVER = "never"
Stack = Literal[
    "",
    "impacket",
    "wmic",
    "wmic [sign]",
    "openvas-smb",
    "openvas-smb [sign]",
    "libwmiclient",
    "j-interop",
    "node-dcom",
    "pan-os",
    "sharp-wmiexec",
]
"""RPC stacks that are not Windows' own (fact H23)."""


def _registers(value: object) -> Duration | None:
    return None if value == NEVER else read_length(value)


Registers = Annotated[
    Duration | None, PlainValidator(_registers), WithJsonSchema({"anyOf": [LENGTH_JSON, {"const": NEVER}]})
]
"""A length of time, or none for never."""


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
    serves: Annotated[dict[str, str | None], Accepts(named, (NAMES,))] = Field(
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
    queue: int | None = Field(
        default=None,
        ge=0,
        le=100_000,
        description="How many more calls may wait for that; the next one finds it too busy. Default: any number.",
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
    start: Moment = Field(
        default=0.0,
        description="When its scripts start: a duration from the beginning, or a date. Default: at once.",
    )
    starts: Literal["at once", "on activation", "never"] | None = Field(
        default=None,
        description="What starts it: `at once` with its machine, `on activation` by COM, or `never`. Default: at once; on activation for a "
        "launching or interactive user.",
    )
    identity: str | None = Field(
        default=None,
        min_length=1,
        description="Under whose identity COM starts it: `launching user`, `interactive user`, `specified user`, `service`, or an account, "
        "which is a specified user. Default: what its AppID says, else its `account`.",
        examples=["launching user", "PLANT\\svc-opc"],
    )
    registers: Registers = Field(
        default=NO_TIME,
        description="How long it takes from its start to register its classes; `never` if it does not. Default: no time.",
        examples=["5 s", "never"],
    )
    single_use: bool = Field(
        default=False, description="Whether its class objects serve one activation each. Default: false."
    )
    password_ok: bool | None = Field(
        default=None,
        description="Whether the password stored for a specified user or a service's account is right. Default: as long as the account "
        "keeps the password it begins with.",
    )
    batch_right: bool = Field(
        default=True, description="Whether a specified user may log on as a batch job. Default: true."
    )
    apartment: Literal["mta", "sta"] = Field(
        default="mta", description="Its apartment: `mta` serves all calls at once, `sta` one at a time. Default: mta."
    )
    message_filter: Literal["", "rejected", "retry later"] = Field(
        default="", description="What its apartment answers to calls while it is busy. Default: they wait."
    )
    stack: Stack = Field(
        default="",
        description="An RPC stack that is not Windows' own, which always goes over TCP. Default: Windows' own.",
        examples=["impacket"],
    )
    com_version: Version = Field(
        default=None,
        description="The DCOM version it announces. Default: its machine's, or its stack's.",
        examples=["5.6"],
    )
    port: int | None = Field(
        default=None,
        ge=1,
        le=HIGHEST_PORT,
        description="The TCP port it listens on. Default: a dynamic one, or its AppID's.",
    )
    noping: bool = Field(
        default=False, description="Whether its objects are marshalled so that nobody pings them. Default: false."
    )
    profile: str = Field(
        default="", description="The name of a profile whose keys are taken where the process has none."
    )
    script: Script = Field(default=[], description="What it does, step by step.")
    scripts: dict[str, Script] = Field(default={}, description="What further threads do, by the thread's name.")
