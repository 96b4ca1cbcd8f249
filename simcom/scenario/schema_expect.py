"""What a file may expect of a step, and of a whole run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simcom.scenario.schema_base import Form
from simcom.scenario.values import Capabilities, Impersonation, Level, Service, Status, Words  # noqa: TC001  (pydantic reads it when the program runs)

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


class RunExpectForm(Form):
    """What is expected of the run as a whole. Numbers are counted over calls and callbacks."""

    outcomes: dict[OutcomeWord, Count] = Field(
        default={}, description="How many calls end each way.", examples=[{"ok": 3, "refused": 1}]
    )
    hresults: dict[str, Count] = Field(default={}, description="How many calls return each status, by its name.")
    causes: dict[str, Count] = Field(
        default={}, description="How many rows that are not ok each rule decides, local steps included."
    )
    rows: Count = Field(default=0, description="How many rows the run has, local steps included.")
