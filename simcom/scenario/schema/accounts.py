"""Accounts and groups as a file writes them, with what the directory keeps about them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, NullIsEmpty, Words, told, wrong

DAY_S = 86400.0
"""Seconds of a day."""


def _principal(value: object) -> str:
    """Read a service principal name (fact name-formats)."""
    if not isinstance(value, str):
        raise wrong(Code.WRONG_TYPE, f"expected a service principal name, not {told(value)}", "write `HTTP/host`")
    service, _, instance = value.partition("/")
    if not service.strip() or not instance.strip() or " " in value:
        hint = "write class and host, such as `HTTP/web01.corp.example`"
        raise wrong(Code.UNKNOWN_VALUE, f"{quoted(value)} is no service principal name", hint)
    return value


PrincipalName = Annotated[
    str, PlainValidator(_principal), WithJsonSchema({"type": "string", "pattern": "^[^/ ]+/[^ ]+$"})
]
PrincipalNames = Annotated[list[PrincipalName], Accepts(lambda value: [value] if isinstance(value, str) else value,
                                                        ({"type": "string"},))]  # fmt: skip


class LogonHoursForm(Form):
    """The hours of the simulated day in which an account may log on. The simulation starts at midnight."""

    from_: Seconds = Field(alias="from", description="When they begin, from midnight.", examples=["8 h"])
    until: Seconds = Field(description="When they end, from midnight; before `from`: on the next day.")

    @model_validator(mode="after")
    def _within_a_day(self) -> Self:
        if max(self.from_, self.until) > DAY_S:
            raise wrong(
                Code.OUT_OF_RANGE, "`from` and `until` are times of the day, at most 24 h", "write `8 h`, `18 h`"
            )
        if self.from_ == self.until:
            raise wrong(
                Code.OUT_OF_RANGE, "hours that begin and end at once are none", "use `enabled: false` for never"
            )
        return self


class DelegationForm(Form):
    """What an account may do with its callers' identities. Every key adds a way; without any there is none."""

    unconstrained: bool = Field(
        default=False, description="TRUSTED_FOR_DELEGATION: callers' TGTs are forwarded to it. Default: false."
    )
    to: PrincipalNames = Field(
        default=[],
        description="msDS-AllowedToDelegateTo: the principals to which it may pass callers on. Default: none.",
        examples=[["host/db01.corp.example"]],
    )
    protocol_transition: bool = Field(
        default=False,
        description="TRUSTED_TO_AUTH_FOR_DELEGATION: callers that did not come by Kerberos too. Default: false.",
    )
    from_: Words = Field(
        default=[],
        alias="from",
        description="msDS-AllowedToActOnBehalfOfOtherIdentity: the accounts that may pass callers on to this one. Default: none.",
        examples=[["CORP\\svc-web"]],
    )


class DirectoryForm(Form):
    """What the directory keeps about an account that runs services; a machine's own account has it too."""

    spns: PrincipalNames = Field(
        default=[],
        description="Service principal names registered on the account, beside those a machine has by itself. Default: none.",
        examples=[["HTTP/web01.corp.example"]],
    )
    delegation: Annotated[DelegationForm, NullIsEmpty] = Field(
        default=DelegationForm(), description="What it may do with its callers' identities. Default: nothing."
    )
    allowed_to_authenticate: Words = Field(
        default=[],
        description="Who holds Allowed to Authenticate on this account, which selective authentication asks for. Default: nobody.",
    )


class AccountForm(DirectoryForm):
    """An account of a domain or of one machine."""

    password: str | None = Field(
        default=None,
        description='The password; only compared with another one. "" is a blank one. Default: not declared.',
    )
    enabled: bool = Field(default=True, description="Whether the account may log on. Default: true.")
    locked: bool = Field(default=False, description="Locked out after wrong passwords. Default: false.")
    expired: bool = Field(default=False, description="Whether the account has expired. Default: false.")
    password_expired: bool = Field(default=False, description="Whether its password has expired. Default: false.")
    must_change_password: bool = Field(
        default=False, description="Whether the password must be changed at the next logon. Default: false."
    )
    logon_hours: LogonHoursForm | None = Field(
        default=None,
        description="When it may log on. Default: at any time.",
        examples=[{"from": "8 h", "until": "18 h"}],
    )
    workstations: Words = Field(
        default=[], description="Machines it may log on from. Default: any.", examples=[["hmi01"]]
    )
    sensitive: bool = Field(
        default=False, description="NOT_DELEGATED: sensitive, and cannot be delegated. Default: false."
    )
    protected_users: bool = Field(
        default=False, description="Whether it is in its domain's Protected Users. Default: false."
    )
    groups: Words = Field(default=[], description="Groups the account is put in.", examples=[["CORP\\OpcUsers"]])
    certificate: str | None = Field(
        default=None, description="The subject of the account's certificate. Default: none."
    )


class GroupForm(Form):
    """A group of a domain or of one machine."""

    members: Words = Field(default=[], description="Accounts and groups in this group.")
    scope: Literal["global", "universal", "domain local"] | None = Field(
        default=None,
        description="The scope of a domain's group, which decides where its members carry it. "
        "Default: global, or domain local where a member is of another domain.",
    )


def _members(value: object) -> object:
    return {"members": value or []} if isinstance(value, list | str) or value is None else value


Group = Annotated[
    GroupForm, Accepts(_members, ({"type": "array", "items": {"type": "string"}}, {"type": "string"}, {"type": "null"}))
]
"""A list of members or the long form."""
