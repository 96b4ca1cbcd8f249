"""The parameters of each function that a step can be, the blanket family's aside."""

from __future__ import annotations

import functools
import operator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema_base import Form
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


CONTEXTS = {
    "INPROC_SERVER": 0x1,
    "INPROC_HANDLER": 0x2,
    "LOCAL_SERVER": 0x4,
    "REMOTE_SERVER": 0x10,
    "SERVER": 0x15,
    "ALL": 0x17,
}
"""CLSCTX bits and their usual sums, by the names without `CLSCTX_`."""

_INPROC = "INPROC_SERVER"
_ELSEWHERE = CONTEXTS["LOCAL_SERVER"] | CONTEXTS["REMOTE_SERVER"]


def _context(value: object) -> str:
    """Read a CLSCTX; only objects inside the process can be created so far."""
    bits = value if isinstance(value, int) and not isinstance(value, bool) else _context_bits(value)
    if bits & _ELSEWHERE:
        problem = f"activation of local and remote servers is not modelled yet, as {told(value)} asks for"
        hint = "let the server run, and use `CoUnmarshalInterface: {object: process.object, interface: ..., as: ...}`"
        raise wrong(Code.UNKNOWN_VALUE, problem, hint)
    if bits != CONTEXTS[_INPROC]:
        raise wrong(Code.UNKNOWN_VALUE, f"{told(value)} is no context that is modelled", f"write `{_INPROC}`")
    return _INPROC


def _context_bits(value: object) -> int:
    if not isinstance(value, str):
        raise wrong(Code.WRONG_TYPE, f"expected a context, not {told(value)}", f"write `{_INPROC}`")
    words = [word.strip().upper().removeprefix("CLSCTX_") for word in value.split("|")]
    unknown = next((word for word in words if word not in CONTEXTS), None)
    if unknown is not None:
        hint = suggest(unknown, CONTEXTS) or f"write `{_INPROC}`"
        raise wrong(Code.UNKNOWN_VALUE, f"{quoted(unknown)} is no context", hint)
    return functools.reduce(operator.or_, (CONTEXTS[word] for word in words))


Context = Annotated[
    str, PlainValidator(_context), WithJsonSchema({"enum": [_INPROC, f"CLSCTX_{_INPROC}", CONTEXTS[_INPROC]]})
]


class CreateForm(Form):
    """The parameters of CoCreateInstance; objects inside the process only, for the time being."""

    class_: Pointer = Field(alias="class", description="The class.")
    interface: Pointer = Field(description="The interface wanted.")
    name: Pointer = Field(alias="as", description="The name of the pointer, in this process.")
    context: Context = Field(
        default=_INPROC, description="CLSCTX, by name or number. Default and only choice so far: INPROC_SERVER."
    )


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
