"""From bytes to an OBJREF ([MS-DCOM] 2.2.18, 2.2.19); wrong bytes raise `WireError` and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from simcom.vocabulary.citations import models
from simcom.wire.cursor import LIMIT_BYTES, UNIT, Cursor, Field, WireError
from simcom.wire.values import (
    DATAELEMENT,
    DEFAULT_AUTHN,
    DUALSTRINGARRAY,
    EXTENDED_SIGNATURE,
    OBJREF,
    OBJREF_CUSTOM,
    OBJREF_EXTENDED,
    OBJREF_HANDLER,
    OBJREF_STANDARD,
    SECURITYBINDING,
    SIGNATURE,
    STDOBJREF,
    STRINGBINDING,
    Body,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SMALLEST_PART = 2
"""Units of the shorter of the two lists: one empty binding and the terminator (`dsa-layout`)."""

Binding = TypeVar("Binding", STRINGBINDING, SECURITYBINDING)


class Dissection(NamedTuple):
    """A reference, its fields in the order of the bytes, and how many bytes follow it."""

    value: OBJREF
    fields: tuple[Field, ...]
    left_bytes: int


def decode(data: bytes) -> OBJREF:
    """Return the reference that these bytes are, all of them.

    The padding of a DATAELEMENT and zeros behind a list of bindings are dropped: writing such a reference again gives
    the canonical bytes. Raises `WireError`.
    """
    found = dissect(data)
    if found.left_bytes:
        raise WireError(len(data) - found.left_bytes, "the end of the reference", f"{found.left_bytes} bytes more")
    return found.value


@models("objref-header", "objref-endianness", "objref-example")
def dissect(data: bytes) -> Dissection:
    """Return the reference at the beginning of these bytes, with its fields; raises `WireError`.

    Bytes that follow are counted, not judged: memory blocks and streams are often longer than what is in them. After
    an OBJREF_CUSTOM none are left, since nothing in the bytes says where its data ends.
    """
    if len(data) > LIMIT_BYTES:
        raise WireError(LIMIT_BYTES, f"the end, {LIMIT_BYTES} bytes being the limit", f"{len(data)} bytes in all")
    cursor = Cursor(bytes(data), len(data))
    cursor.constant("signature", 4, SIGNATURE)
    flags = cursor.number("flags", 4)
    if flags not in _BODIES:
        raise WireError(4, "flags STANDARD 1, HANDLER 2, CUSTOM 4 or EXTENDED 8", f"{flags:#x}")
    iid = cursor.guid("iid", nullable=False)
    value = OBJREF(iid, _BODIES[flags](cursor))
    return Dissection(value, tuple(cursor.fields), cursor.end - cursor.at)


@models("objref-standard")
def _standard(cursor: Cursor) -> OBJREF_STANDARD:
    return OBJREF_STANDARD(_std(cursor), _bindings(cursor))


@models("objref-handler")
def _handler(cursor: Cursor) -> OBJREF_HANDLER:
    return OBJREF_HANDLER(_std(cursor), cursor.guid("clsid"), _bindings(cursor))


@models("objref-custom")
def _custom(cursor: Cursor) -> OBJREF_CUSTOM:
    clsid = cursor.guid("clsid")
    extension, size = cursor.number("cbExtension", 4), cursor.number("reserved", 4)
    return OBJREF_CUSTOM(clsid, extension, size, cursor.raw("pObjectData", cursor.end - cursor.at))


@models("objref-extended")
def _extended(cursor: Cursor) -> OBJREF_EXTENDED:
    std = _std(cursor)
    cursor.constant("Signature1", 4, EXTENDED_SIGNATURE)
    bindings = _bindings(cursor)
    cursor.constant("nElms", 4, 1)
    cursor.constant("Signature2", 4, EXTENDED_SIGNATURE)
    return OBJREF_EXTENDED(std, bindings, _element(cursor, "ElmArray[0]."))


_BODIES: dict[int, Callable[[Cursor], Body]] = {
    OBJREF_STANDARD.flag: _standard,
    OBJREF_HANDLER.flag: _handler,
    OBJREF_CUSTOM.flag: _custom,
    OBJREF_EXTENDED.flag: _extended,
}


@models("stdobjref-layout")
def _std(cursor: Cursor) -> STDOBJREF:
    """Read the 40 bytes that three of the bodies begin with."""
    flags, references = cursor.number("std.flags", 4), cursor.number("std.cPublicRefs", 4)
    oxid, oid = cursor.number("std.oxid", 8), cursor.number("std.oid", 8)
    return STDOBJREF(flags, references, oxid, oid, cursor.guid("std.ipid"))


def _element(cursor: Cursor, name: str) -> DATAELEMENT:
    """Read an envoy context; its two sizes must agree."""
    identity = cursor.guid(f"{name}dataID", nullable=False)
    start = cursor.at
    size = cursor.number(f"{name}cbSize", 4)
    if not size:
        raise WireError(start, f"{name}cbSize of 1 or more", "0")
    rounded = size + -size % 8
    cursor.constant(f"{name}cbRounded", 4, rounded)
    data = cursor.raw(f"{name}Data", size)
    if rounded > size:
        cursor.raw(f"{name}padding", rounded - size)
    return DATAELEMENT(identity, data)


@models("dsa-layout")
def _bindings(cursor: Cursor, name: str = "saResAddr.") -> DUALSTRINGARRAY:
    """Read both lists; each must end with its null within the units that the header gives it."""
    start = cursor.at
    entries, security = cursor.number(f"{name}wNumEntries", 2), cursor.number(f"{name}wSecurityOffset", 2)
    if not entries and not security:
        return DUALSTRINGARRAY((), ())
    if entries < 2 * SMALLEST_PART:
        raise WireError(start, f"{name}wNumEntries of 4 or more, or no entries at all", str(entries))
    if not SMALLEST_PART <= security <= entries - SMALLEST_PART:
        raise WireError(start + 2, f"{name}wSecurityOffset from 2 to {entries - SMALLEST_PART}", str(security))
    array = cursor.part(f"{name}StringBinding and SecBinding", UNIT * entries)
    strings = array.part(f"{name}StringBinding", UNIT * security)
    return DUALSTRINGARRAY(
        _listed(strings, f"{name}StringBinding", f"{name}nullterm1", _string),
        _listed(array, f"{name}SecBinding", f"{name}nullterm2", _security),
    )


def _listed(
    cursor: Cursor, name: str, terminator: str, read_one: Callable[[Cursor, str], Binding]
) -> tuple[Binding, ...]:
    """Read one list; an empty binding can only be its first, and then nothing but the terminator follows."""
    alone = not cursor.more(name)
    found = [read_one(cursor, f"{name}[0].")]
    while not alone and cursor.more(terminator):
        found.append(read_one(cursor, f"{name}[{len(found)}]."))
    cursor.constant(terminator, UNIT, 0)
    cursor.zeros(f"{terminator} padding")
    return tuple(found)


@models("stringbinding")
def _string(cursor: Cursor, name: str) -> STRINGBINDING:
    tower = cursor.number(f"{name}wTowerId", UNIT)
    return STRINGBINDING(tower, cursor.text(f"{name}aNetworkAddr") if tower else "")


@models("securitybinding")
def _security(cursor: Cursor, name: str) -> SECURITYBINDING:
    start = cursor.at
    service = cursor.number(f"{name}wAuthnSvc", UNIT)
    if service == DEFAULT_AUTHN:
        raise WireError(start, f"{name}wAuthnSvc that names a package", "255, RPC_C_AUTHN_DEFAULT")
    if not service:
        return SECURITYBINDING()
    return SECURITYBINDING(service, cursor.number(f"{name}wAuthzSvc", UNIT), cursor.text(f"{name}aPrincName"))
