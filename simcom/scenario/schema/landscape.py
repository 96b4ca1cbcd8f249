"""Domains and trusts as a file writes them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcom.landscape.kinds import TrustType
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.durations import Lifetime, Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.values import Accepts, Attributes, NullIsEmpty, Words, wrong

RestrictNtlm = Literal["allow", "deny domain accounts", "deny all"]


class ControllersForm(Form):
    """A domain's controllers, all alike. Registry values and policies go by their own names."""

    reachable: bool = Field(default=True, description="Whether any of them answers anybody. Default: true.")
    lm_compatibility_level: int | None = Field(
        default=None,
        ge=0,
        le=5,
        alias="LmCompatibilityLevel",
        description="From 0 to 5; 5 refuses all but NTLMv2. Default: 3.",
    )
    restrict_ntlm: RestrictNtlm = Field(
        default="allow", alias="RestrictNTLM", description="What the domain's policy does with NTLM. Default: allow."
    )
    kerberos_exchange: Seconds | None = Field(
        default=None, description="The time of one exchange with the KDC, its round trip included. Default: 2.15 ms."
    )
    ntlm_validation: Seconds | None = Field(
        default=None, description="The time of one hop of NTLM's pass-through validation. Default: 840 us."
    )


class KerberosForm(Form):
    """A domain's Kerberos policy."""

    ticket_lifetime: Lifetime | None = Field(
        default=None, description="How long a user ticket (TGT) lives. Default: 10 h."
    )
    service_ticket_lifetime: Lifetime | None = Field(
        default=None,
        description="How long a service ticket lives. Default: 600 min, or the user ticket's life if that is shorter.",
    )
    clock_tolerance: Seconds | None = Field(
        default=None, description="How far two clocks may be apart. Default: 5 min."
    )

    @model_validator(mode="after")
    def _not_longer_than_the_user_ticket(self) -> Self:
        user, service = self.ticket_lifetime, self.service_ticket_lifetime
        if user is not None and service is not None and service > user:
            problem = "`service_ticket_lifetime` is longer than `ticket_lifetime`, which Windows does not accept"
            raise wrong(Code.IMPOSSIBLE, problem, "make it at most as long")
        return self


class DomainChangeForm(Form):
    """What can change of a domain while a scenario runs."""

    controllers: Annotated[ControllersForm, NullIsEmpty] = Field(
        default=ControllersForm(),
        description="Its controllers: whether they answer, what they demand, how long they take.",
    )
    kerberos: Annotated[KerberosForm, NullIsEmpty] = Field(
        default=KerberosForm(), description="Lives of tickets, and how far clocks may be apart."
    )


class DomainForm(DomainChangeForm):
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
    tgt_delegation: bool | None = Field(
        default=None,
        description="Whether TGTs may be delegated over it (netdom's EnableTGTDelegation). Default: the kind's, off across forests.",
    )
    suffixes: Words | None = Field(
        default=None,
        description="Of a forest trust: the DNS suffixes of the trusting side that are routed. Default: all domains of its forest.",
        examples=[["plant.example"]],
    )
    excluded_suffixes: Words = Field(
        default=[], description="Of a forest trust: suffixes below those that are not routed. Default: none."
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

    @model_validator(mode="after")
    def _suffixes_of_one_side(self) -> Self:
        key = next((name for name in ("suffixes", "excluded_suffixes") if getattr(self, name)), "")
        if key and self.kind != "forest":
            raise wrong(
                Code.IMPOSSIBLE,
                f"a trust of kind `{self.kind}` routes no suffixes, as `{key}` says",
                "write `kind: forest`",
            )
        if key and (self.between or self.direction == "two-way"):
            problem = f"`{key}` belongs to one trusting side, and this trust has two"
            raise wrong(Code.NOT_TOGETHER, problem, "write two trusts, one for each direction")
        return self
