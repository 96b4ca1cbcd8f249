"""What changes while a scenario runs, as a file writes it: the nouns of the file with the keys that change."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcom.scenario.schema_accounts import AccountForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_base import Form
from simcom.scenario.schema_durations import Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_landscape import DomainChangeForm, TrustForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.schema_machines import MachineChangeForm  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import NullIsEmpty


class ChangeForm(Form):
    """What is different from a time on. Keys that are not written stay as they were; mappings are merged key by key."""

    at: Seconds = Field(description="When, in simulated time from the beginning.")
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
