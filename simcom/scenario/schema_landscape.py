"""Domains, trusts, accounts, groups and the network as a file writes them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcom.landscape.kinds import TrustType
from simcom.scenario.codes import Code
from simcom.scenario.schema_base import Form
from simcom.scenario.schema_durations import Length  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, Attributes, Words, wrong

Text = Annotated[str, Field(min_length=1, max_length=255)]


class DomainForm(Form):
    """A domain of Active Directory, or a Kerberos realm."""

    netbios: str = Field(
        default="", max_length=15, description="The short name. Default: the first label of the DNS name in capitals."
    )
    forest: str = Field(
        default="",
        description="The DNS name of the forest's root domain. Default: the parent's forest, or a forest of its own.",
    )
    parent: str = Field(default="", description="The DNS name of the parent domain. Default: none.")
    realm: bool = Field(
        default=False, description="Whether this is a Kerberos realm that is not Windows. Default: false."
    )


def _type_word(value: object) -> object:
    """Return the name of a trust type's number."""
    known = {item.value: item.name for item in TrustType}
    return known.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value


TypeWord = Annotated[
    Literal["DOWNLEVEL", "UPLEVEL", "MIT", "DCE"], Accepts(_type_word, ({"enum": [int(item) for item in TrustType]},))
]


class TrustForm(Form):
    """A trust. An arrow runs from the trusting domain (which has the servers) to the trusted one (which has the accounts)."""

    trusting: str = Field(
        default="", description="The domain that trusts: accounts of the other one may log on to its machines."
    )
    trusted: str = Field(default="", description="The domain that is trusted: it vouches for its accounts.")
    between: Annotated[list[str], Field(min_length=2, max_length=2)] = Field(
        default=[],
        description="Two domains that trust each other; stands for `trusting`, `trusted` and `direction: two-way`.",
    )
    kind: Literal["external", "forest", "shortcut", "realm", "parent-child", "tree-root"] = Field(
        default="external",
        description="The kind of trust. Links between parent and child, and between trees of a forest, are there unasked.",
    )
    direction: Literal["one-way", "two-way"] = Field(
        default="one-way", description="Default: one-way, trusting to trusted."
    )
    selective: bool | None = Field(default=None, description="Selective authentication. Default: the kind's (off).")
    quarantined: bool | None = Field(
        default=None, description="SID filtering to the trusted domain's own. Default: the kind's."
    )
    transitive: bool | None = Field(default=None, description="Whether paths lead on from here. Default: the kind's.")
    enabled: bool = Field(
        default=True, description="Whether the trust works; false is a trust with direction 0. Default: true."
    )
    broken: bool = Field(
        default=False, description="Whether the two sides' trust passwords have come apart. Default: false."
    )
    attributes: Attributes | None = Field(
        default=None, description="`trustAttributes`, a number or names. Default: the kind's."
    )
    type: TypeWord | None = Field(
        default=None, description="`trustType`, by name or as its number from 1 to 4. Default: the kind's."
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.between and (self.trusting or self.trusted):
            raise wrong(
                Code.NOT_TOGETHER, "`between` excludes `trusting` and `trusted`", "keep `between` for a two-way trust"
            )
        if not self.between and not (self.trusting and self.trusted):
            raise wrong(
                Code.MISSING_KEY,
                "a trust needs `trusting` and `trusted`, or `between`",
                "write `{trusting: A, trusted: B}`",
            )
        return self


class AccountForm(Form):
    """An account of a domain or of one machine."""

    password: str | None = Field(
        default=None, description="The password; only compared with another one. Default: not declared."
    )
    enabled: bool = Field(default=True, description="Whether the account may log on. Default: true.")
    groups: Words = Field(default=[], description="Groups the account is put in.", examples=[["CORP\\OpcUsers"]])
    certificate: str | None = Field(
        default=None, description="The subject of the account's certificate. Default: none."
    )


class GroupForm(Form):
    """A group of a domain or of one machine."""

    members: Words = Field(default=[], description="Accounts and groups in this group.")


def _members(value: object) -> object:
    return {"members": value or []} if isinstance(value, list | str) or value is None else value


Group = Annotated[
    GroupForm, Accepts(_members, ({"type": "array", "items": {"type": "string"}}, {"type": "string"}, {"type": "null"}))
]
"""A list of members or the long form."""


class LinkForm(Form):
    """The latency of one pair of machines."""

    between: list[Text] = Field(min_length=2, max_length=2, description="The two machines; host ranges are accepted.")
    latency: Length = Field(description="One-way latency between them: a duration or a distribution.")


class NetworkForm(Form):
    """One-way latencies and the time of local work."""

    latency: Length | None = Field(
        default=None, description="Between any two machines. Default: 350 us.", examples=["2 ms"]
    )
    local: Length | None = Field(default=None, description="Between two processes of one machine. Default: 50 us.")
    stub: Length | None = Field(default=None, description="What a proxy needs to marshal a call. Default: nothing.")
    links: list[LinkForm] = Field(default=[], description="Pairs of machines with a latency of their own.")
