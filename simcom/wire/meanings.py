"""What each field of a dissected reference says, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from simcom.vocabulary.citations import models
from simcom.wire.names import GUIDS, TOWERS, authn_name
from simcom.wire.values import NO_AUTHZ, SORF_NOPING

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.wire.cursor import Field, Value
    from simcom.wire.reading import Dissection

BODIES = {1: "OBJREF_STANDARD", 2: "OBJREF_HANDLER", 4: "OBJREF_CUSTOM", 8: "OBJREF_EXTENDED"}
"""Names of the four forms by their flag."""

SHOWN_BYTES = 32
"""Longest run of opaque bytes that people are shown whole."""

HEXADECIMAL = ("signature", "flags", "oxid", "oid", "wAuthzSvc", "Signature1", "Signature2")
"""Fields whose numbers are shown in hexadecimal; the others count something or have a name."""

NEUTRAL, MTA = 0, 0xFFFF
"""Apartments as Windows writes them in an IPID (`id-ipid-windows-layout`)."""

_ENDPOINT = re.compile(r"(?P<host>.*)\[(?P<endpoint>[^\[\]]*)\]", re.DOTALL)


class Entry(NamedTuple):
    """One line about a field: name, place, the value as it is shown, and the meaning."""

    name: str
    offset: int
    size: int
    value: str
    meaning: str


def entries(found: Dissection, longest_bytes: int = SHOWN_BYTES) -> list[Entry]:
    """Return every field of a reference in the order of the bytes, told in words; longer opaque bytes are shortened."""
    told = [Entry(one.name, one.offset, one.size, shown(one, longest_bytes), _meaning(one)) for one in found.fields]
    return told + ([_left_over(found)] if found.left_bytes else [])


def shown(one: Field, longest_bytes: int = SHOWN_BYTES) -> str:
    """Return a field's value as text: GUIDs as Windows writes them without braces, numbers, text, or bytes in hex."""
    value = one.value
    if isinstance(value, bytes):
        return value[:longest_bytes].hex() + ("..." if len(value) > longest_bytes else "")
    if isinstance(value, int) and _leaf(one) in HEXADECIMAL:
        return f"0x{value:0{2 * one.size}x}"
    return str(value)


def _left_over(found: Dissection) -> Entry:
    """Return the line about what follows the reference."""
    end = max(one.offset + one.size for one in found.fields)
    count = found.left_bytes
    return Entry("(left over)", end, count, "", f"{count} byte{'s' * (count != 1)} that belong to no field")


def _leaf(one: Field) -> str:
    """Return the last word of a field's name."""
    return one.name.rpartition(".")[2]


def _meaning(one: Field) -> str:
    """Return the words for a field; nothing where the name says all."""
    tell = _MEANINGS.get(one.name) or _MEANINGS.get(_leaf(one))
    return tell(one.value) if tell else ""


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _flags(value: Value) -> str:
    return f"{BODIES[_number(value)]} follows"


@models("stdobjref-flags")
def _std_flags(value: Value) -> str:
    """Tell pinging from not; the other bits mean nothing to a client (`stdobjref-flags`)."""
    number = _number(value)
    told = "SORF_NOPING: the client does not ping the object" if number & SORF_NOPING else "the client pings the object"
    rest = number & ~SORF_NOPING
    return f"{told}; {rest:#x} is ignored" if rest else told


def _references(value: Value) -> str:
    """Tell how many references come along; none is table marshalling (`marshal-flags`)."""
    if value == 0:
        return "none comes with it (table marshalling): the client asks with RemAddRef"
    return f"{_number(value)} public, come with it and must be released later"


@models("id-ipid-windows-layout")
def _ipid(value: Value) -> str:
    """Tell what Windows hides in an IPID (`id-ipid-windows-layout`); other systems put other things there."""
    if not isinstance(value, UUID):
        return ""
    thread = value.time_hi_version
    kinds = {NEUTRAL: "the neutral apartment", MTA: "the MTA"}
    where = kinds.get(thread, f"the STA of thread {thread}")
    return f"one interface of the object; from Windows: process {value.time_mid} (low 16 bits), {where}"


def _interface(value: Value) -> str:
    return GUIDS.get(str(value), "an interface without a well-known name")


def _class(value: Value) -> str:
    return GUIDS.get(str(value), "a class without a well-known name")


@models("binding-resolver-vs-exporter")
def _address(value: Value) -> str:
    """Tell a resolver's form from an exporter's (`binding-resolver-vs-exporter`)."""
    found = _ENDPOINT.fullmatch(str(value))
    if found:
        return f"host {found['host']}, endpoint {found['endpoint']}: an exporter's form"
    return "host without endpoint: a resolver's form" if value else "no address"


def _authz(value: Value) -> str:
    return "none; reserved" if value == NO_AUTHZ else "ignored; 0xffff is sent"


def _always(words: str) -> Callable[[Value], str]:
    return lambda _: words


_MEANINGS: dict[str, Callable[[Value], str]] = {
    "signature": _always("MEOW: an object reference"),
    "flags": _flags,
    "std.flags": _std_flags,
    "cPublicRefs": _references,
    "oxid": _always("the exporter: on Windows, one apartment of a process"),
    "oid": _always("the object; pings are for it"),
    "ipid": _ipid,
    "iid": _interface,
    "clsid": _class,
    "dataID": _always("the marshalled context"),
    "cbExtension": lambda value: "always sent as 0" if value == 0 else "ignored; 0 is sent",
    "reserved": _always("ignored; Windows writes the size of the data"),
    "pObjectData": _always("opaque; read by the class above"),
    "wNumEntries": lambda value: f"{2 * _number(value)} bytes of bindings follow" if value else "no bindings at all",
    "wSecurityOffset": lambda value: f"of these, {2 * _number(value)} bytes are before the first security binding",
    "wTowerId": lambda value: TOWERS.get(_number(value), "unknown protocol") if value else "empty: no string binding",
    "aNetworkAddr": _address,
    "wAuthnSvc": lambda value: authn_name(_number(value)) if value else "NONE: calls are made without security",
    "wAuthzSvc": _authz,
    "aPrincName": lambda value: "the principal name to ask for" if value else "no principal name",
    "nullterm1": _always("end of the string bindings"),
    "nullterm2": _always("end of the security bindings"),
    "nullterm1 padding": _always("ignored"),
    "nullterm2 padding": _always("ignored"),
    "Signature1": _always("mark of the extended form"),
    "Signature2": _always("the same mark again"),
    "nElms": _always("one element, always"),
    "cbSize": _always("bytes of data"),
    "cbRounded": _always("the same, rounded up to a multiple of eight"),
    "padding": _always("up to the rounded size"),
    "Data": _always("opaque: a marshalled envoy context"),
}
