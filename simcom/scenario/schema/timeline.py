"""What changes while a scenario runs, as a file writes it: the nouns of the file with the keys that change."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcom.scenario.schema.accounts import AccountForm, Group  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.instants import Moment  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.landscape import DomainChangeForm, TrustForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.machines import MachineChangeForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema.network import CutForm
from simcom.scenario.values import NullIsEmpty, OneOrMany, Words

Cuts = Annotated[list[CutForm], OneOrMany()]
Sessions = Annotated[dict[str, Words], NullIsEmpty]


class ChangeForm(Form):
    """What is different from a time on. Keys that are not written stay as they were; mappings are merged key by key."""

    at: Moment = Field(
        description="When: a duration from the beginning, or a date of a file that has `begins`.",
        examples=["5 min", "2022-06-14"],
    )
    accounts: Annotated[dict[str, Annotated[AccountForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, description="Accounts with the keys that change.", examples=[{"CORP\\ann": {"enabled": False}}]
    )
    machines: Annotated[dict[str, Annotated[MachineChangeForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={}, description="Machines with the keys that change.", examples=[{"opc01": {"clock": "6 min"}}]
    )
    domains: Annotated[dict[str, Annotated[DomainChangeForm, NullIsEmpty]], NullIsEmpty] = Field(
        default={},
        description="Domains with the keys that change.",
        examples=[{"corp.example": {"controllers": {"reachable": False}}}],
    )
    trusts: list[TrustForm] = Field(
        default=[], description="Trusts as they are from now on; each replaces the one of the same ends and kind."
    )
    groups: Annotated[dict[str, Group], NullIsEmpty] = Field(
        default={}, description="Groups with all their members from now on.", examples=[{"CORP\\OpcUsers": []}]
    )
    cut: Cuts = Field(
        default=[],
        description="Machines that cannot reach each other from now on.",
        examples=[{"between": ["hmi01", "opc01"]}],
    )
    heal: Cuts = Field(default=[], description="Cuts that end.")
    log_off: Sessions = Field(
        default={},
        description="Accounts whose interactive sessions end, by machine.",
        examples=[{"opc01": "CORP\\ann"}],
    )
    log_on: Sessions = Field(default={}, description="Accounts that log on interactively, by machine.")
    kill: Words = Field(default=[], description="Processes that end without a word.", examples=["server"])
    crash: Words = Field(default=[], description="Machines that vanish without a word.", examples=["opc01"])
    start: Words = Field(default=[], description="Machines or processes that start.")
    restart: Words = Field(default=[], description="Machines that go down in order, and come up after their boot time.")
