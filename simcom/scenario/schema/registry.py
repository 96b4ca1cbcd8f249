"""The registry of a machine as a file writes it. Values go by their own names."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.access import AclForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.appids import KEPT, AppIdForm, ExecutableForm
from simcom.scenario.schema.base import Form
from simcom.scenario.values import (
    Accepts,
    Json,
    NullIsEmpty,
    RegistryImpersonation,
    RegistryLevel,
    ScmCalls,
    told,
    wrong,
)

EXE = ".exe"
EXECUTABLES = "(executables)"
_FLAGS: dict[object, bool] = {0: False, 1: True, "0": False, "1": True}


def _flag(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if value not in _FLAGS:
        raise wrong(Code.UNKNOWN_VALUE, f"expected 0 or 1, not {told(value)}")
    return _FLAGS[value]


def _restriction(value: object) -> int:
    if isinstance(value, bool) or value not in (0, 1, 2):
        raise wrong(Code.UNKNOWN_VALUE, f"expected 0, 1 or 2, not {told(value)}", "0 lets all through, 2 refuses all")
    return int(str(value))


def _only(*values: int) -> AfterValidator:
    """Take no number but those that have a meaning."""
    words = f"{', '.join(map(str, values[:-1]))} or {values[-1]}"

    def read(value: int) -> int:
        if value not in values:
            hint = "other values have no meaning; leave it out for what the machine's patch does by itself"
            raise wrong(Code.OUT_OF_RANGE, f"expected {words}, not {told(value)}", hint)
        return value

    return AfterValidator(read)


Flag = Annotated[bool, Accepts(_flag, ({"enum": [0, 1]},))]
Restriction = Annotated[int, PlainValidator(_restriction), WithJsonSchema({"enum": [0, 1, 2]})]
Required = Annotated[int, _only(0, 1), WithJsonSchema({"enum": [0, 1]})]
Raised = Annotated[int, _only(0, 1, 2), WithJsonSchema({"enum": [0, 1, 2]})]
Dword = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
CompatibilityLevel = Annotated[int, Field(ge=0, le=5)]


def _split(value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entries whose keys name executables, and the others."""
    programs = {key: item for key, item in value.items() if key.casefold().endswith(EXE)}
    return programs, {key: item for key, item in value.items() if key not in programs}


class RegistryForm(Form):
    """COM's registry values of a machine; what is not there has Windows' default. A key such as `Historian.exe` maps an executable."""

    enable_dcom: str | None = Field(
        default=None,
        alias="EnableDCOM",
        description="Whether DCOM is on: N or n turns it off, and any other text leaves it on. Default: Y.",
        examples=["N"],
    )
    legacy_authn_level: RegistryLevel | None = Field(
        default=None,
        alias="LegacyAuthenticationLevel",
        description=f"The level of processes that never call CoInitializeSecurity: a constant or a number. {KEPT}",
    )
    legacy_imp_level: RegistryImpersonation | None = Field(
        default=None,
        alias="LegacyImpersonationLevel",
        description=f"The impersonation level of those processes: a constant or a number. {KEPT}",
    )
    legacy_secure_references: str | None = Field(
        default=None,
        alias="LegacySecureReferences",
        description="Y: those processes count references securely. Default: not set.",
    )
    default_access_permission: AclForm = Field(
        default=None,
        alias="DefaultAccessPermission",
        description="Who may call where no AppID says so. Default: Windows' built-in list.",
    )
    default_launch_permission: AclForm = Field(
        default=None,
        alias="DefaultLaunchPermission",
        description="Who may launch and activate where no AppID says so. Default: Windows' built-in list.",
    )
    machine_access_restriction: AclForm = Field(
        default=None,
        alias="MachineAccessRestriction",
        description="The machine-wide limit on calls, above every program's own list.",
    )
    machine_launch_restriction: AclForm = Field(
        default=None,
        alias="MachineLaunchRestriction",
        description="The machine-wide limit on launching and activating, above every program's own list.",
    )
    everyone_includes_anonymous: Flag | None = Field(
        default=None, alias="EveryoneIncludesAnonymous", description="1: Everyone includes ANONYMOUS LOGON. Default: 0."
    )
    lm_compatibility_level: CompatibilityLevel | None = Field(
        default=None,
        alias="LmCompatibilityLevel",
        description="From 0 to 5: which NTLM the machine sends and, for its own accounts, accepts. Default: its Windows' own.",
    )
    restrict_sending_ntlm: Restriction = Field(
        default=0,
        alias="RestrictSendingNTLMTraffic",
        description="2 refuses NTLM to other machines, 1 only audits it. Default: 0.",
    )
    restrict_receiving_ntlm: Restriction = Field(
        default=0,
        alias="RestrictReceivingNTLMTraffic",
        description="1 refuses NTLM from domain accounts, 2 from all. Default: 0.",
    )
    limit_blank_passwords: Flag = Field(
        default=True,
        alias="LimitBlankPasswordUse",
        description="0 lets local accounts with a blank password in over the network. Default: 1.",
    )
    force_guest: Flag = Field(
        default=False,
        alias="ForceGuest",
        description="1 makes Guest of every local account that comes over the network. Default: 0.",
    )
    local_account_token_filter_policy: Flag = Field(
        default=False,
        alias="LocalAccountTokenFilterPolicy",
        description="1 leaves local administrators that come over the network their membership. Default: 0.",
    )
    try_ip_spn: Flag = Field(
        default=False,
        alias="TryIPSPN",
        description="1 lets Kerberos be tried for a server named by its IP address. Default: 0.",
    )
    max_concurrent_api: int = Field(
        default=10,
        ge=1,
        le=150,
        alias="MaxConcurrentApi",
        description="How many NTLM validations the machine has under way with its controller at a time. Default: 10.",
    )
    require_integrity: Required | None = Field(
        default=None,
        alias="RequireIntegrityActivationAuthenticationLevel",
        description="1: activations that come in need PKT_INTEGRITY; 0: they do not. Read at the start. Default: its patch's own.",
    )
    raise_level: Raised | None = Field(
        default=None,
        alias="RaiseActivationAuthenticationLevel",
        description="Which activations going out are raised to PKT_INTEGRITY: 0 none, 1 those at the default level, 2 all but anonymous "
        "ones. Read when the machine starts. Default: its patch's own.",
    )
    hardening_log_off: Dword = Field(
        default=0,
        alias="DisableAuthenticationLevelHardeningLog",
        description="Not 0: events 10036 to 10038 are not logged. Default: 0.",
    )
    scm_flags: ScmCalls = Field(
        default=0,
        alias="DCOMSCMRemoteCallFlags",
        description="How the machine's resolver calls others: names such as ACTIVATION_DISALLOW_UNSECURE_CALL, or a number. Default: 0.",
    )
    activation_failure_logging: Restriction = Field(
        default=0,
        alias="ActivationFailureLoggingLevel",
        description="Whether refused activations are logged: 0 unless the client asked for silence, 1 always, 2 never. Default: 0.",
    )
    call_failure_logging: Annotated[int, Field(ge=1, le=2)] = Field(
        default=2,
        alias="CallFailureLoggingLevel",
        description="Whether refused calls are logged: 1 always, 2 never. Default: 2.",
    )
    applications: Annotated[dict[str, Annotated[AppIdForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, alias="AppID", description="AppID keys by name or GUID in braces, with their values."
    )
    executables: dict[str, ExecutableForm] = Field(default={}, alias=EXECUTABLES)

    @model_validator(mode="before")
    @classmethod
    def _sort_out(cls, value: Any) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
        """Put the keys that name executables, here or under `AppID` as in the real registry, into a mapping of their own."""
        if not isinstance(value, dict) or EXECUTABLES in value:
            return value
        programs, rest = _split(value)
        if isinstance(rest.get("AppID"), dict):
            below, rest["AppID"] = _split(rest["AppID"])
            programs = {**below, **programs}
        return {**rest, EXECUTABLES: programs} if programs else rest

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Say that keys ending in `.exe` map executables."""
        answer: Json = handler(schema)
        body = handler.resolve_ref_schema(answer)
        programs = body["properties"].pop(EXECUTABLES)
        mapped = {r"\.[eE][xX][eE]$": programs["additionalProperties"]}
        body["patternProperties"] = mapped
        applications = body["properties"]["AppID"]
        for part in applications.get("anyOf", [applications]):
            if "additionalProperties" in part:
                part["patternProperties"] = mapped
        return answer
