"""Machines and their registry as a file writes them. Registry values go by their own names."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema_access import AclForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_base import Form
from simcom.scenario.values import (
    Accepts,
    Json,
    NullIsEmpty,
    RegistryImpersonation,
    RegistryLevel,
    Service,
    Words,
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


Flag = Annotated[bool, Accepts(_flag, ({"enum": [0, 1]},))]
_KEPT = (
    "A wrong number or text is kept, as a registry can hold it; but a text that is nearly a constant's name is refused."
)
_LAUNCH = "Checked when a server is started; accepted and kept, and no verdict rests on it yet."


class AppIdForm(Form):
    """The values under one AppID key."""

    authentication_level: RegistryLevel | None = Field(
        default=None,
        alias="AuthenticationLevel",
        description=f"The server's level: a constant or a number. {_KEPT}",
    )
    access_permission: AclForm = Field(
        default=None, alias="AccessPermission", description="Who may call. Default: the machine's default."
    )
    launch_permission: AclForm = Field(
        default=None, alias="LaunchPermission", description=f"Who may start the server. {_LAUNCH}"
    )


class ExecutableForm(Form):
    """What the registry says of an executable."""

    appid: str = Field(
        alias="AppID",
        min_length=1,
        description="The AppID of the executable: a name under `AppID`, or a GUID in braces. It need not be in the registry.",
    )


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
        description=f"The level of processes that never call CoInitializeSecurity: a constant or a number. {_KEPT}",
    )
    legacy_imp_level: RegistryImpersonation | None = Field(
        default=None,
        alias="LegacyImpersonationLevel",
        description=f"The impersonation level of those processes: a constant or a number. {_KEPT}",
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
        default=None, alias="DefaultLaunchPermission", description=f"Who may launch. {_LAUNCH}"
    )
    machine_access_restriction: AclForm = Field(
        default=None,
        alias="MachineAccessRestriction",
        description="The machine-wide limit on calls, above every program's own list.",
    )
    machine_launch_restriction: AclForm = Field(
        default=None, alias="MachineLaunchRestriction", description=f"The machine-wide limit on launching. {_LAUNCH}"
    )
    everyone_includes_anonymous: Flag | None = Field(
        default=None, alias="EveryoneIncludesAnonymous", description="1: Everyone includes ANONYMOUS LOGON. Default: 0."
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


class PolicyForm(Form):
    """Group Policy values, which replace the registry's."""

    machine_access_restriction: AclForm = Field(
        default=None, alias="MachineAccessRestriction", description="The machine-wide limit on calls set by policy."
    )
    machine_launch_restriction: AclForm = Field(
        default=None,
        alias="MachineLaunchRestriction",
        description=f"The machine-wide limit on launching set by policy. {_LAUNCH}",
    )


class MachineForm(Form):
    """A machine. The name may be a host range such as `ws[001-500]`."""

    domain: str | None = Field(
        default=None,
        description="The domain it has joined, by DNS or NetBIOS name; null undoes a default. Default: none (a workgroup).",
    )
    workgroup: str | None = Field(
        default=None, description="The workgroup's name, for readers only; null undoes a default. Excludes `domain`."
    )
    windows: Literal["current", "win2000", "xp-sp2", "server-2003-sp1"] = Field(
        default="current", description="The generation of Windows, which decides on many defaults. Default: current."
    )
    patch: Literal["P0", "P1", "P1b", "P2", "P2b", "P3"] | None = Field(
        default=None,
        description="How far the DCOM hardening (KB5004442) has come: P0 before June 2021, P1 June 2021, P1b autumn 2021, "
        "P2 June 2022, P2b November 2022, P3 March 2023 and later. Default: not declared.",
    )
    profile: str = Field(
        default="", description="The name of a profile whose keys are taken where the machine has none."
    )
    packages: list[Service] = Field(
        default=[], description="Security packages installed. Default: those of the machine's Windows; leave it out."
    )
    local_groups: dict[str, Words] = Field(
        default={}, description="Local groups with their members.", examples=[{"Distributed COM Users": ["CORP\\ann"]}]
    )
    registry: Annotated[RegistryForm, NullIsEmpty] = Field(
        default=RegistryForm(), description="Registry values, by their own names."
    )
    policy: Annotated[PolicyForm, NullIsEmpty] = Field(
        default=PolicyForm(), description="Group Policy values, by their own names."
    )
