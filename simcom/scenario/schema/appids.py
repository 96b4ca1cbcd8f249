"""AppID keys of a machine's registry as a file writes them."""

from __future__ import annotations

from pydantic import Field

from simcom.scenario.schema.access import AclForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.firewall import Endpoint  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import AppFlags, RegistryLevel  # noqa: TC001  (pydantic reads it when the program runs)

KEPT = (
    "A wrong number or text is kept, as a registry can hold it; but a text that is nearly a constant's name is refused."
)
"""What is said of a level kept in the registry."""


class AppIdForm(Form):
    """The values under one AppID key."""

    authentication_level: RegistryLevel | None = Field(
        default=None,
        alias="AuthenticationLevel",
        description=f"The server's level: a constant or a number. {KEPT}",
    )
    access_permission: AclForm = Field(
        default=None, alias="AccessPermission", description="Who may call. Default: the machine's default."
    )
    launch_permission: AclForm = Field(
        default=None,
        alias="LaunchPermission",
        description="Who may launch and activate the server. Default: the machine's default.",
    )
    flags: AppFlags = Field(
        default=0,
        alias="AppIDFlags",
        description="Names such as ISSUE_ACTIVATION_RPC_AT_IDENTIFY, or a number. Default: 0.",
    )
    run_as: str | None = Field(
        default=None,
        alias="RunAs",
        min_length=1,
        description="Who the server runs as when COM starts it: `Interactive User`, or an account. Default: the launching user.",
        examples=["Interactive User", "PLANT\\svc-opc"],
    )
    local_service: str | None = Field(
        default=None, alias="LocalService", min_length=1, description="The service that the server is. Default: none."
    )
    endpoints: Endpoint = Field(
        default=None,
        alias="Endpoints",
        description="The TCP port that the server is pinned to. Default: a dynamic one.",
        examples=["ncacn_ip_tcp,0,5000"],
    )


class ExecutableForm(Form):
    """What the registry says of an executable."""

    appid: str = Field(
        alias="AppID",
        min_length=1,
        description="The AppID of the executable: a name under `AppID`, or a GUID in braces. It need not be in the registry.",
    )
