"""Machines as a file writes them: where they belong, their Windows, clocks, rights and policies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcom.scenario.codes import Code
from simcom.scenario.schema.access import AclForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.accounts import DirectoryForm
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import OFFSET_JSON, Offset, Seconds
from simcom.scenario.schema.firewall import FirewallForm, OneRange, RegistrationForm, Version  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.registry import RegistryForm
from simcom.scenario.values import Accepts, NullIsEmpty, Service, Words, told, wrong


class PolicyForm(Form):
    """Group Policy values, which replace the registry's."""

    machine_access_restriction: AclForm = Field(
        default=None, alias="MachineAccessRestriction", description="The machine-wide limit on calls set by policy."
    )
    machine_launch_restriction: AclForm = Field(
        default=None,
        alias="MachineLaunchRestriction",
        description="The machine-wide limit on launching and activating set by policy.",
    )


class ClockForm(Form):
    """A machine's clock against true time."""

    offset: Offset = Field(default=0.0, description="How far it is ahead, or behind if negative. Default: not at all.")
    drift: Offset = Field(
        default=0.0, description="How much it gains in an hour, or loses if negative. Default: nothing."
    )


def _clock(value: object) -> object:
    """Turn a bare duration into the long form; refuse what is neither."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return {"offset": value}
    if value is not None and not isinstance(value, dict):
        hint = "write `6 min`, `-6 min` or `{offset: 6 min, drift: 10 s}`"
        raise wrong(Code.BAD_QUANTITY, f"expected how far the clock is ahead, not {told(value)}", hint)
    return {} if value is None else value


Clock = Annotated[ClockForm, Accepts(_clock, (OFFSET_JSON, {"type": "null"}))]
"""A bare duration (the offset) or the long form."""


class RightsForm(Form):
    """User rights that decide who may log on over the network."""

    network_logon: Words | None = Field(
        default=None,
        alias="SeNetworkLogonRight",
        description='"Access this computer from the network": who may. Default: everybody.',
    )
    deny_network_logon: Words = Field(
        default=[],
        alias="SeDenyNetworkLogonRight",
        description='"Deny access to this computer from the network": who may not, whatever the other list says. Default: nobody.',
    )


class MachineChangeForm(DirectoryForm):
    r"""What can change of a machine while a scenario runs. What the directory keeps is that of its own account, DOMAIN\NAME$."""

    clock: Clock = Field(
        default=ClockForm(),
        description="How far its clock is ahead of true time: a duration, or `offset` and `drift`. Default: right.",
        examples=["6 min", {"offset": "-2 min", "drift": "10 s"}],
    )
    secure_channel: Literal["whole", "broken"] = Field(
        default="whole",
        description="Whether its password agrees with its account's in the directory. Default: whole.",
    )
    rights: Annotated[RightsForm, NullIsEmpty] = Field(
        default=RightsForm(), description="User rights, by their own names. Default: Windows'."
    )
    registry: Annotated[RegistryForm, NullIsEmpty] = Field(
        default=RegistryForm(), description="Registry values, by their own names."
    )
    policy: Annotated[PolicyForm, NullIsEmpty] = Field(
        default=PolicyForm(), description="Group Policy values, by their own names."
    )
    patch: Literal["P0", "P1", "P1b", "P2", "P2b", "P3"] | None = Field(
        default=None,
        description="How far the DCOM hardening (KB5004442) has come: P0 before June 2021, P1 June 2021, P1b autumn 2021, "
        "P2 June 2022, P2b November 2022, P3 March 2023 and later. A change takes effect at its next start. Default: not declared.",
    )
    local_groups: dict[str, Words] = Field(
        default={}, description="Local groups with their members.", examples=[{"Distributed COM Users": ["CORP\\ann"]}]
    )
    firewall: FirewallForm | None = Field(
        default=None,
        description="What it lets in from other machines. Default: everything.",
        examples=[{"open": [135, "49152-65535"]}],
    )


class MachineForm(MachineChangeForm):
    """A machine. The name may be a host range such as `ws[001-500]`."""

    domain: str | None = Field(
        default=None,
        description="The domain it has joined, by DNS or NetBIOS name; null undoes a default. Default: none (a workgroup).",
    )
    workgroup: str | None = Field(
        default=None, description="The workgroup's name, for readers only; null undoes a default. Excludes `domain`."
    )
    fqdn: str | None = Field(
        default=None,
        max_length=255,
        description="Its DNS name. Default: its name in its domain.",
        examples=["opc01.ot.plant.example"],
    )
    domain_controller: bool = Field(
        default=False, description="Whether it is a controller of its domain. Default: false."
    )
    windows: Literal["current", "win2000", "xp-sp2", "server-2003-sp1"] = Field(
        default="current", description="The generation of Windows, which decides on many defaults. Default: current."
    )
    profile: str = Field(
        default="", description="The name of a profile whose keys are taken where the machine has none."
    )
    packages: list[Service] = Field(
        default=[], description="Security packages installed. Default: those of the machine's Windows; leave it out."
    )
    com_version: Version = Field(
        default=None, description="The DCOM version it speaks. Default: that of its Windows.", examples=["5.6"]
    )
    old_versions_refused: bool = Field(
        default=False,
        description="Whether it answers clients of an old minor version with RPC_E_INVALID_HEADER. Default: false.",
    )
    up: bool = Field(default=True, description="Whether it is switched on at the start. Default: true.")
    boot: Seconds = Field(default=120.0, description="How long a restart takes. Default: 2 min.")
    ports: OneRange = Field(
        default=None,
        description="The range of ports in which its servers listen. Default: its Windows' own.",
        examples=["5000-5020"],
    )
    addresses: int = Field(
        default=1,
        ge=1,
        le=100,
        description="How many addresses its name resolves to, which are tried in turn. Default: 1.",
    )
    aliases: Words = Field(
        default=[],
        description="Further names and IP addresses by which activations may name it. Default: none.",
        examples=[["10.0.0.5"]],
    )
    site: str = Field(default="", description="Where it stands, for `nat`. Default: no site.")
    nat: bool = Field(
        default=False,
        description="Whether the addresses it advertises mean nothing outside its site. Default: false.",
    )
    sessions: Words = Field(
        default=[], description="The accounts that are logged on interactively at the start. Default: none."
    )
    register_timeout: Seconds | None = Field(
        default=None,
        description="How long a server that was launched may take to register. Default: its Windows' own, 2 min.",
    )
    classes: Annotated[dict[str, Annotated[RegistrationForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={},
        description="What its registry says of classes. Default: classes that its processes serve are registered.",
        examples=[{"Historian": {"registered": False}}],
    )
