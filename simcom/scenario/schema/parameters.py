"""The parameters of each function that a step can be, the blanket family's aside."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from simcom.scenario.codes import Code
from simcom.scenario.schema.base import Form
from simcom.scenario.schema.bits import TABLE, MarshalFlags
from simcom.scenario.schema.durations import Lifetime, Seconds  # noqa: TC001  (pydantic reads it when the program runs)
from simcom.scenario.suggest import suggest
from simcom.scenario.values import Impersonation, told, wrong
from simcom.vocabulary.levels import ImpLevel

Pointer = Annotated[str, Field(min_length=1, max_length=255)]
OUT_PARAMETERS = {
    "pAuthnSvc": "authn_svc",
    "pAuthzSvc": "authz_svc",
    "pServerPrincName": "principal",
    "pAuthnLevel": "authn_level",
    "pImpLevel": "imp_level",
    "pAuthInfo": "identity",
    "pCapabilities": "capabilities",
}
"""The out parameters of QueryBlanket, and what rows call them."""


def _out_parameter(value: object) -> str:
    names = (*OUT_PARAMETERS, *OUT_PARAMETERS.values())
    if value not in names:
        raise wrong(
            Code.UNKNOWN_VALUE,
            f"{told(value)} is no out parameter",
            suggest(str(value), names) or "write for instance `pAuthnSvc`",
        )
    return OUT_PARAMETERS.get(str(value), str(value))


OutParameter = Annotated[
    str, PlainValidator(_out_parameter), WithJsonSchema({"enum": [*OUT_PARAMETERS, *OUT_PARAMETERS.values()]})
]


class NoParametersForm(Form):
    """A function without parameters."""


class MarshalForm(Form):
    """The parameters of CoMarshalInterface."""

    object: Pointer = Field(description="An object this process serves.")
    interface: Pointer = Field(description="The interface to marshal.")
    flags: MarshalFlags = Field(
        default=0,
        description="MSHLFLAGS: NORMAL, TABLESTRONG or TABLEWEAK, and NOPING. Default: NORMAL.",
        examples=[["TABLESTRONG", "NOPING"]],
    )

    @model_validator(mode="after")
    def _one_table(self) -> Self:
        if self.flags & TABLE == TABLE:
            raise wrong(Code.NOT_TOGETHER, "TABLESTRONG and TABLEWEAK exclude each other", "keep one of them")
        return self


class UnmarshalForm(Form):
    """The parameters of CoUnmarshalInterface."""

    object: Pointer = Field(description="Whose reference it is: `process.object`.", examples=["server.Historian"])
    interface: Pointer = Field(description="The interface wanted.")
    name: Pointer = Field(alias="as", description="The name of the pointer, in this process.")
    apartment: Literal["same", "other"] = Field(
        default="same",
        description="Within one process: `same` gives the object itself, `other` a proxy. Default: same.",
    )
    server_name: Pointer | None = Field(
        default=None,
        description="How the client names the machine: by its short name, its DNS name or an IP address. Default: by its DNS name.",
        examples=["opc01", "10.0.0.5"],
    )
    resolves: bool = Field(
        default=False,
        description="Whether the reference came from elsewhere, so that its exporter must be resolved first. Default: false.",
    )
    damaged: bool = Field(default=False, description="Whether its bytes are no OBJREF any more. Default: false.")


class QueryInterfaceForm(Form):
    """The parameters of QueryInterface."""

    source: Pointer = Field(alias="from", description="The pointer that is asked.")
    interface: Pointer = Field(description="The interface wanted.")
    name: str = Field(default="", alias="as", description="The name of the new pointer. Default: it is not kept.")


class HelperQueryForm(Form):
    """The parameters of CoQueryProxyBlanket."""

    with_synonyms: ClassVar[bool] = True

    proxy: str | None = Field(description="The pointer asked about; null is a NULL pointer.")
    null_outputs: list[OutParameter] = Field(default=[], description="Out parameters that are NULL. Default: none.")


class MethodQueryForm(HelperQueryForm):
    """The parameters of IClientSecurity::QueryBlanket."""

    through: str | None = Field(default=None, description="Any pointer of the object asked. Default: the proxy itself.")


class HelperCopyForm(Form):
    """The parameters of CoCopyProxy."""

    with_synonyms: ClassVar[bool] = True

    proxy: str | None = Field(description="The pointer to copy; null is a NULL pointer.")
    name: str | None = Field(alias="as", description="The name of the copy; null: ppCopy is NULL.")


class MethodCopyForm(HelperCopyForm):
    """The parameters of IClientSecurity::CopyProxy."""

    through: str | None = Field(default=None, description="Any pointer of the object asked. Default: the proxy itself.")


class PointerForm(Form):
    """The one pointer AddRef and Release have."""

    pointer: Pointer = Field(description="The pointer.")


class SwitchContextForm(Form):
    """The parameters of CoSwitchCallContext."""

    context: Literal["custom", "custom with IServerSecurity"] | None = Field(
        description="What takes the place of the call's context: an object of the program's own, or COM's again (null)."
    )


class CallForm(Form):
    """A call of a method."""

    proxy: Pointer = Field(description="The pointer called through.")
    method: Pointer = Field(description="The method.")
    timeout: Lifetime | None = Field(
        default=None, description="RPC's time-out, after which the client gives the call up. Default: none."
    )
    cancel_after: Seconds | None = Field(
        default=None, description="When another thread of the client cancels the call. Default: never."
    )
    begin: str = Field(
        default="",
        max_length=255,
        description="Makes the call asynchronous, under this name for `FinishCall` and `CancelCall`. Default: it is not.",
    )
    inputsync: bool = Field(
        default=False, description="Whether it is made while an input-synchronous message is served. Default: false."
    )


class FinishForm(Form):
    """What FinishCall asks for."""

    call: Pointer = Field(description="The name that the call's `begin` gave it.")
    wait: Seconds | None = Field(default=None, description="How long to wait for it. Default: as long as it takes.")


class CancelForm(Form):
    """What CancelCall asks for."""

    call: Pointer = Field(description="The name that the call's `begin` gave it.")


class DisconnectForm(Form):
    """The parameters of CoDisconnectObject."""

    object: Pointer = Field(description="An object this process serves.")


class TokenForm(Form):
    """An impersonation token to put on the thread."""

    account: Pointer = Field(description="Whose token it is.")
    imp_level: Impersonation = Field(
        default=ImpLevel.IMPERSONATE, description="The token's level. Default: IMPERSONATE."
    )


class ClientBlanketForm(Form):
    """The parameters of CoQueryClientBlanket."""

    imp_level_pointer: bool = Field(
        default=False, description="Whether pImpLevel is not NULL, which COM refuses. Default: false."
    )
