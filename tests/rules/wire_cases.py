"""References as bytes, both ways: what each layout says, and what it refuses."""

from __future__ import annotations

from uuid import UUID

from rules.calls_stand import absent, shown
from wire.blobs import EXAMPLES, FACTORY, MEOW, SMALLEST, SRV1, STD, joined, standard

from simcom.wire import WireError, decode, dissect
from simcom.wire.cursor import Field
from simcom.wire.meanings import entries
from simcom.wire.names import authn_name
from simcom.wire.reading import Dissection

EXAMPLE = standard(SRV1)


def refused(data: bytes) -> int:
    """Return at which byte a reference is refused, -1 if it is not."""
    try:
        decode(data)
    except WireError as error:
        return error.offset
    return -1


def says(name: str, value: object, size: int = 4) -> str:
    """Return what a field's value says in words."""
    found = Dissection(EXAMPLES["standard"][1], (Field(name, 0, size, value),), 0)  # type: ignore[arg-type]
    return entries(found)[0].meaning


def body(name: str) -> object:
    """Return what an example holds after its header."""
    return EXAMPLES[name][1].u_objref


def read(name: str) -> tuple[object, object]:
    """Return what an example should hold and what it is read as."""
    return body(name), decode(EXAMPLES[name][0]).u_objref


def offsets(*names: str) -> tuple[int, ...]:
    """Return where fields of the worked example stand."""
    found = {one.name: one.offset for one in dissect(EXAMPLE).fields}
    return tuple(found[name] for name in names)


ADDRESS = "saResAddr.StringBinding[0].aNetworkAddr"
IPID = UUID("00000001-0abc-ffff-0102-030405060708")

CASES = (
    shown("objref-endianness", "the low byte comes first", lambda: (0x1122334455667788, body("standard").std.oxid)),  # type: ignore[attr-defined]
    absent("objref-endianness", "a signature with the high byte first", lambda: (0, refused(b"WOEM" + EXAMPLE[4:]))),
    shown("objref-header", "signature, flags, IID", lambda: ((0, 4, 8), offsets("signature", "flags", "iid"))),
    absent("objref-header", "two flags at once", lambda: (4, refused(joined(MEOW, "05000000", FACTORY)))),
    shown("objref-standard", "a STDOBJREF and bindings", lambda: read("standard")),
    absent("objref-standard", "no bindings behind it", lambda: (64, refused(standard("")))),
    shown(
        "stdobjref-layout",
        "forty bytes",
        lambda: (
            (24, 28, 32, 40, 48),
            offsets(*(f"std.{one}" for one in ("flags", "cPublicRefs", "oxid", "oid", "ipid"))),
        ),
    ),
    absent("stdobjref-layout", "one byte short", lambda: (48, refused(joined(MEOW, "01000000", FACTORY, STD)[:-1]))),
    shown(
        "stdobjref-flags",
        "the one bit with a meaning",
        lambda: ("SORF_NOPING: the client does not ping the object", says("std.flags", 0x1000)),
    ),
    absent(
        "stdobjref-flags",
        "other bits",
        lambda: ("the client pings the object; 0x280 is ignored", says("std.flags", 0x280)),
    ),
    shown("objref-handler", "a class between", lambda: read("handler")),
    absent("objref-handler", "cut in the class", lambda: (64, refused(joined(MEOW, "02000000", FACTORY, STD, "44")))),
    shown("objref-custom", "opaque data", lambda: read("custom")),
    absent(
        "objref-custom",
        "no reserved word",
        lambda: (44, refused(joined(MEOW, "04000000", FACTORY, "00" * 16, "00" * 4))),
    ),
    shown("objref-extended", "an envoy context", lambda: read("extended")),
    absent(
        "objref-extended",
        "another signature",
        lambda: (64, refused(joined(MEOW, "08000000", FACTORY, STD, "00000000", SMALLEST))),
    ),
    shown("objref-example", "it is read", lambda: read("standard")),
    absent("objref-example", "without its last byte", lambda: (True, refused(EXAMPLE[:-1]) > 0)),
    shown("dsa-layout", "the smallest array", lambda: read("smallest array")),
    absent("dsa-layout", "an offset of nothing", lambda: (66, refused(standard("0400 0000 0000 0000 0000 0000")))),
    shown("stringbinding", "tower and text", lambda: ((7, "SRV1"), _first("StringBinding"))),
    absent("stringbinding", "tower 0 has no address", lambda: ((0, ""), _first("StringBinding", "smallest array"))),
    shown("securitybinding", "service, 0xFFFF, no name", lambda: ((9, 0xFFFF, ""), _first("SecBinding"))),
    absent("securitybinding", "never 0xFF", lambda: (True, refused(standard(SRV1.replace("0900", "ff00", 1))) > 0)),
    shown("authn-service-values", "known by number", lambda: ("GSS_NEGOTIATE (Negotiate)", authn_name(9))),
    absent("authn-service-values", "a number of nobody's", lambda: ("77", authn_name(77))),
    shown(
        "binding-resolver-vs-exporter",
        "with an endpoint",
        lambda: (True, "an exporter's form" in says(ADDRESS, "a[5000]")),
    ),
    absent(
        "binding-resolver-vs-exporter",
        "without one",
        lambda: ("host without endpoint: a resolver's form", says(ADDRESS, "a")),
    ),
    shown(
        "id-ipid-windows-layout",
        "process and MTA",
        lambda: (True, says("std.ipid", IPID, 16).endswith("process 2748 (low 16 bits), the MTA")),
    ),
    absent(
        "id-ipid-windows-layout",
        "an STA's thread",
        lambda: (True, says("std.ipid", UUID(fields=(1, 2748, 16, 1, 2, 3)), 16).endswith("the STA of thread 16")),
    ),
)


def _first(which: str, name: str = "standard") -> tuple[object, ...]:
    """Return the fields of an example's first binding of a kind."""
    one = getattr(body(name).saResAddr, which)[0]  # type: ignore[attr-defined]
    words = ("wTowerId", "aNetworkAddr") if which == "StringBinding" else ("wAuthnSvc", "wAuthzSvc", "aPrincName")
    return tuple(getattr(one, word) for word in words)
