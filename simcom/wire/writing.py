"""From an OBJREF to bytes ([MS-DCOM] 2.2.18, 2.2.19); a value that no reference can hold raises `UsageError`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import UsageError, quoted
from simcom.wire.cursor import LIMIT_BYTES, NULL, UNIT
from simcom.wire.values import (
    DEFAULT_AUTHN,
    EXTENDED_SIGNATURE,
    NO_AUTHZ,
    OBJREF_CUSTOM,
    OBJREF_EXTENDED,
    OBJREF_HANDLER,
    OBJREF_STANDARD,
)

if TYPE_CHECKING:
    from uuid import UUID

    from simcom.wire.values import DATAELEMENT, DUALSTRINGARRAY, OBJREF, SECURITYBINDING, STDOBJREF, STRINGBINDING, Body


def encode(value: OBJREF) -> bytes:
    """Return a reference as bytes, which `decode` reads back to an equal value; raises `UsageError`."""
    head = _number("signature", value.signature, 4) + _number("flags", value.flags, 4)
    data = head + _guid("iid", value.iid, nullable=False) + _body(value.u_objref)
    if len(data) > LIMIT_BYTES:
        raise UsageError(f"cannot encode a reference of {len(data)} bytes: the limit is {LIMIT_BYTES}")
    return data


def _body(body: Body) -> bytes:
    match body:
        case OBJREF_STANDARD():
            return _std(body.std) + _bindings(body.saResAddr)
        case OBJREF_HANDLER():
            return _std(body.std) + _guid("clsid", body.clsid) + _bindings(body.saResAddr)
        case OBJREF_CUSTOM():
            sizes = _number("cbExtension", body.cbExtension, 4) + _number("reserved", body.size, 4)
            return _guid("clsid", body.clsid) + sizes + body.pObjectData
        case OBJREF_EXTENDED():
            mark, one = _number("Signature1", EXTENDED_SIGNATURE, 4), _number("nElms", 1, 4)
            return _std(body.std) + mark + _bindings(body.saResAddr) + one + mark + _element(body.ElmArray)


def _std(std: STDOBJREF) -> bytes:
    counts = _number("std.flags", std.flags, 4) + _number("std.cPublicRefs", std.cPublicRefs, 4)
    return counts + _number("std.oxid", std.oxid, 8) + _number("std.oid", std.oid, 8) + _guid("std.ipid", std.ipid)


def _element(element: DATAELEMENT) -> bytes:
    size = len(element.Data)
    if not size:
        raise UsageError("cannot encode a DATAELEMENT without Data: it must have 1 byte or more")
    padding = -size % 8
    sizes = _number("cbSize", size, 4) + _number("cbRounded", size + padding, 4)
    return _guid("dataID", element.dataID, nullable=False) + sizes + element.Data + bytes(padding)


def _bindings(array: DUALSTRINGARRAY) -> bytes:
    """Return both lists with their header; the two counts are in units of two bytes."""
    if not array.StringBinding and not array.SecBinding:
        return bytes(4)
    strings = _listed("StringBinding", [_string(binding) for binding in array.StringBinding])
    securities = _listed("SecBinding", [_security(binding) for binding in array.SecBinding])
    entries = (len(strings) + len(securities)) // UNIT
    header = _number("wNumEntries", entries, 2) + _number("wSecurityOffset", len(strings) // UNIT, 2)
    return header + strings + securities


def _listed(name: str, parts: list[bytes]) -> bytes:
    """Return one list with its null; an empty binding is the null of its own and cannot have neighbours."""
    if not parts:
        raise UsageError(f"cannot encode an empty {name} beside one that is not: use one empty binding")
    if len(parts) > 1 and bytes(UNIT) in parts:
        raise UsageError(f"cannot encode {name}: an empty binding must stand alone")
    return b"".join(parts) + bytes(UNIT)


def _string(binding: STRINGBINDING) -> bytes:
    tower = _number("wTowerId", binding.wTowerId, UNIT)
    if binding.wTowerId:
        return tower + _text("aNetworkAddr", binding.aNetworkAddr)
    if binding.aNetworkAddr:
        raise UsageError(f"cannot encode aNetworkAddr {quoted(binding.aNetworkAddr)}: tower 0 has no address")
    return tower


def _security(binding: SECURITYBINDING) -> bytes:
    service = _number("wAuthnSvc", binding.wAuthnSvc, UNIT)
    if binding.wAuthnSvc == DEFAULT_AUTHN:
        raise UsageError("cannot encode wAuthnSvc 255: a binding names a package, never RPC_C_AUTHN_DEFAULT")
    if binding.wAuthnSvc:
        return service + _number("wAuthzSvc", binding.wAuthzSvc, UNIT) + _text("aPrincName", binding.aPrincName)
    if binding.aPrincName or binding.wAuthzSvc != NO_AUTHZ:
        raise UsageError("cannot encode a security binding for NONE with further fields: it has none")
    return service


def _number(name: str, value: int, size: int) -> bytes:
    """Return an unsigned little-endian number of so many bytes."""
    if not 0 <= value < 1 << 8 * size:
        raise UsageError(f"cannot encode {name} {value}: it must be from 0 to {(1 << 8 * size) - 1}")
    return value.to_bytes(size, "little")


def _guid(name: str, value: UUID, *, nullable: bool = True) -> bytes:
    if not nullable and value == NULL:
        raise UsageError(f"cannot encode {name} GUID_NULL: it must name something")
    return value.bytes_le


def _text(name: str, value: str) -> bytes:
    """Return text in UTF-16 with a null at its end."""
    if "\0" in value:
        raise UsageError(f"cannot encode {name} {quoted(value)}: a null would end it early")
    try:
        return value.encode("utf-16-le") + bytes(UNIT)
    except UnicodeEncodeError:
        raise UsageError(f"cannot encode {name} {quoted(value)}: half of a surrogate pair is no text") from None
