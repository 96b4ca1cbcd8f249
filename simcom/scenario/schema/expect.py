"""What a file may expect of a step, and of a whole run."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.instants import Moment  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import (
    Accepts,
    Capabilities,
    Impersonation,
    Level,
    OneOrMany,
    Service,
    Status,
    Words,
    told,
    wrong,
)
from simcom.vocabulary.messages import EVENTS, KINDS

OutcomeWord = Literal["ok", "refused", "failed", "undetermined"]
StageWord = Literal[
    "local", "resolve", "connect", "version", "authenticate", "machine limit", "integrity level", "launch permission",
    "start server", "access permission", "call level", "dispatch", "callback", "lifetime",
]  # fmt: skip
CauseWord = Literal[
    "logon_denied", "unknown_account", "no_trust_path", "no_authority", "spn_unknown", "wrong_principal",
    "time_skew", "account_disabled", "account_expired", "account_locked", "password_expired", "must_change",
    "account_restriction", "outside_logon_hours", "workstation_not_allowed", "logon_type_not_granted",
    "selective_auth_denied", "ntlm_blocked", "ntlm_blocked_by_client", "trust_broken", "secure_channel_broken",
    "service_revoked", "mutual_auth_failed", "delegation_refused", "no_credentials", "cert_untrusted_root", "cert_unknown",
    "cert_expired", "unknown_authn_service", "no_common_service", "malformed_spn", "unreachable",
    "impersonate_on_unauthenticated",
]  # fmt: skip
"""The causes of `err-table`; some rows of it are split where their numbers differ."""

Count = Annotated[int, Field(ge=0)]
_LISTED = ", ".join(map(str, EVENTS))


def _number(number: int) -> int:
    """Refuse the number of an event that simcom never writes: it would be expected, or ruled out, in vain."""
    if number not in EVENTS:
        raise wrong(Code.UNKNOWN_VALUE, f"there is no event {number} here", f"the events are {_LISTED}")
    return number


def _counted(text: str) -> str:
    return str(_number(int(text)))


EventNumber = Annotated[int, AfterValidator(_number), WithJsonSchema({"enum": [*EVENTS]})]


Bounds = TypeVar("Bounds")
KindWord = Literal[KINDS]  # type: ignore[valid-type]  # the words are the vocabulary's, listed there
"""Kinds of messages, as rows show them."""


class BoundsForm(Form):
    """How long something may take, in simulated time."""

    at_least: Seconds | None = Field(default=None, description="The least.", examples=["21 s"])
    at_most: Seconds | None = Field(default=None, description="The most.", examples=["100 ms"])

    @model_validator(mode="after")
    def _a_bound(self) -> Self:
        return _bounded(self, self.at_least, self.at_most)


class WhenForm(Form):
    """When something may begin: durations from the beginning, or dates."""

    at_least: Moment | None = Field(default=None, description="The earliest.", examples=["6 min"])
    at_most: Moment | None = Field(default=None, description="The latest.", examples=["8 min", "2022-06-14"])

    @model_validator(mode="after")
    def _a_bound(self) -> Self:
        return _bounded(self, self.at_least, self.at_most)


def _bounded(form: Bounds, low: float | None, high: float | None) -> Bounds:
    """Return bounds as they are; refuse those that say nothing, or that nothing can keep."""
    if low is None and high is None:
        raise wrong(Code.MISSING_KEY, "bounds need `at_least` or `at_most`", "write for instance `{at_least: 21 s}`")
    if low is not None and high is not None and low > high:
        raise wrong(Code.IMPOSSIBLE, "`at_least` is more than `at_most`", "exchange the two")
    return form


class EventForm(Form):
    """One line of a Windows event log; only what is written is compared."""

    id: EventNumber = Field(description="The event's number.", examples=[10036])
    machine: str = Field(default="", description="The machine in whose log it stands.")
    audit: bool = Field(default=False, description="Whether it reports something that was not refused.")
    fields: dict[str, Any] = Field(default={}, description="Fields that must have these values.")


def _event(value: object) -> object:
    return {"id": value} if isinstance(value, int) and not isinstance(value, bool) else value


Event = Annotated[EventForm, Accepts(_event, ({"type": "integer"},))]
Events = Annotated[list[Event], OneOrMany()]


def _no_events(value: object) -> list[int] | bool:
    """Read which events must not be there: true for none at all, or some numbers."""
    listed = [value] if isinstance(value, int) and not isinstance(value, bool) else value
    if listed is True:
        return True
    if not isinstance(listed, list) or not listed or not all(type(item) is int for item in listed):
        raise wrong(
            Code.WRONG_TYPE,
            f"expected true or event numbers, not {told(value)}",
            "write `true` for no event at all, or `[10036]`",
        )
    return [*map(_number, listed)]


NoEvents = Annotated[
    list[int] | bool,
    PlainValidator(_no_events),
    WithJsonSchema({"anyOf": [{"const": True}, {"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}),
]


class ExpectForm(Form):
    """What is expected of every row of this step. A step that leaves no row meets nothing."""

    outcome: OutcomeWord = Field(default="ok", description="What becomes of it: `refused` is a security check's no.")
    hresult: Status = Field(
        default="S_OK", description="The status returned, by name or number.", examples=["E_ACCESSDENIED"]
    )
    stage: StageWord = Field(default="dispatch", description="The stage that decides.")
    side: Literal["client", "server"] = Field(default="client", description="The side on which it is decided.")
    machine: str = Field(default="", description="The machine on which it is decided.")
    decided_by: str = Field(
        default="", description="The id of the rule that decides.", examples=["authz.machine-limit"]
    )
    basis: Literal["documented", "asserted by tests", "inferred", "assumed"] = Field(
        default="documented", description="How well the weakest of the rules is supported."
    )
    caller: str | None = Field(default=None, description="Who the server sees; null: nobody is ever seen.")
    transport: Literal["tcp", "lrpc", "none"] = Field(
        default="none", description="How it travels: tcp, lrpc (one machine) or none."
    )
    authn_svc: Service = Field(default=0, description="The authentication service in effect, or returned by a query.")
    mechanism: str | None = Field(default=None, description="The package that does the work, such as NTLM or Kerberos.")
    authn_level: Level = Field(default=0, description="The authentication level in effect, or returned by a query.")
    imp_level: Impersonation = Field(
        default=0, description="The impersonation level in effect, or returned by a query."
    )
    principal: str | None = Field(default=None, description="The server principal in effect, or returned by a query.")
    identity: str | None = Field(
        default=None, description="The credentials in effect, or returned by a query; null: the process's own."
    )
    capabilities: Capabilities = Field(default=0, description="The capabilities in effect, or returned by a query.")
    returned: dict[str, Any] = Field(default={}, description="Keys and values that must be among what a query returns.")
    rules: Words = Field(default=[], description="Ids of rules that must be among those that speak.")
    groups: Words = Field(default=[], description="Groups that must be in the caller's token on the server's machine.")
    without_groups: Words = Field(default=[], description="Groups that must not be in it.")
    exchanges: Count = Field(default=0, description="Round trips between client and server, the request included.")
    context: Literal["new", "reused"] = Field(
        default="new", description="Whether the call built its security context, or found one."
    )
    user_to_user: bool = Field(default=False, description="Whether Kerberos went user-to-user.")
    route: Words = Field(
        default=[], description="The domains from the server's to the account's, each trusting the next."
    )
    kdc_exchanges: Count = Field(default=0, description="Exchanges of the client with controllers, all together.")
    dc_exchanges: Count = Field(default=0, description="Exchanges of the server's side with controllers, all together.")
    cause: CauseWord | None = Field(
        default=None,
        description="Why the caller could not be proved; null: it could, or did not have to be.",
        examples=["time_skew"],
    )
    round_trips: Count = Field(
        default=0, description="How often something went out and an answer came back, TCP's handshakes included."
    )
    size_bytes: Count | None = Field(
        default=None, alias="bytes", description="How many bytes travelled; null: nothing did.", examples=[104]
    )
    messages: list[KindWord] = Field(
        default=[],
        description="The kinds of all messages, in order.",
        examples=[["tcp_connect", "bind", "orpc_request"]],
    )
    events: Events = Field(
        default=[],
        description="Lines that must be among those it leaves in event logs: numbers, or `{id, machine, audit, fields}`.",
        examples=[[10036], [{"id": 10036, "machine": "opc01"}]],
    )
    no_events: NoEvents = Field(
        default=True,
        description="true: it leaves no line in any event log; numbers: none of these.",
        examples=[True, [10036]],
    )
    launched: bool = Field(default=False, description="Whether a server was started for it.")
    begun: WhenForm | None = Field(
        default=None,
        description="When it began: `at_least` and `at_most`, as times or dates.",
        examples=[{"at_most": "8 min"}],
    )
    took: BoundsForm | None = Field(
        default=None,
        description="How long it took: `at_least` and `at_most`, in simulated time.",
        examples=[{"at_least": "21 s"}],
    )


class RunExpectForm(Form):
    """What is expected of the run as a whole. Numbers are counted over calls, callbacks and activations."""

    outcomes: dict[OutcomeWord, Count] = Field(
        default={}, description="How many calls end each way.", examples=[{"ok": 3, "refused": 1}]
    )
    hresults: dict[str, Count] = Field(default={}, description="How many calls return each status, by its name.")
    causes: dict[str, Count] = Field(
        default={}, description="How many rows that are not ok each rule decides, local steps included."
    )
    rows: Count = Field(default=0, description="How many rows the run has, local steps included.")
    kinds: dict[str, Count] = Field(
        default={}, description="How many rows of each kind the run has.", examples=[{"rundown": 1, "launch": 0}]
    )
    events: dict[Annotated[str, Field(pattern="^[0-9]+$"), AfterValidator(_counted)], Count] = Field(
        default={}, description="How many lines of each number it leaves in event logs.", examples=[{"10036": 3}]
    )
    by_id: dict[str, ExpectForm] = Field(
        default={},
        description="What must be true of rows that no step of the file left, such as launches and rundowns, by their ids.",
        examples=[{"server/launch": {"outcome": "ok"}}],
    )
