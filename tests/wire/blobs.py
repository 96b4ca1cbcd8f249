"""References put together by hand from [MS-DCOM] 2.2.18 and 2.2.19, byte for byte, and what they mean."""

from __future__ import annotations

from uuid import UUID

from simcom.wire import (
    DATAELEMENT,
    DUALSTRINGARRAY,
    OBJREF,
    OBJREF_CUSTOM,
    OBJREF_EXTENDED,
    OBJREF_HANDLER,
    OBJREF_STANDARD,
    SECURITYBINDING,
    STDOBJREF,
    STRINGBINDING,
)

ICLASSFACTORY = UUID("00000001-0000-0000-c000-000000000046")
IUNKNOWN = UUID("00000000-0000-0000-c000-000000000046")
HANDLER = UUID("11223344-5566-7788-99aa-bbccddeeff00")
CONTEXT = UUID("a0a1a2a3-b0b1-c0c1-d0d1-d2d3d4d5d6d7")

MEOW = "4d454f57"
FACTORY = "0100000000000000c000000000000046"
UNKNOWN = "0000000000000000c000000000000046"
STD = "00000000 05000000 8877665544332211 00ffeeddccbbaa99 01000000bc0aef0d0102030405060708"
"""Flags 0, five references, OXID, OID, IPID: 40 bytes."""

SRV1 = "0e00 0700 0700 5300520056003100 0000 0000 0900 ffff 0000 0a00 ffff 0000 0000"
"""Fourteen units, seven of them before the security bindings: SRV1 over TCP; Negotiate and NTLM without names."""

SMALLEST = "0400 0200 0000 0000 0000 0000"
"""The smallest array that the specification knows."""

NAMED = (
    "1700 0a00 0700 6100 5b00 3500 5d00 0000 0800 6200 0000 0000"
    " 1000 ffff 6800 2f00 6100 0000 0a00 ffff 4400 5c00 7500 0000 0000"
)
"""Twenty-three units, ten before the security bindings: a[5] over TCP, b over UDP; Kerberos and NTLM with names."""

ABSENT = "0000 0000"
"""No entries at all, as in references that never leave their machine."""


def joined(*parts: str) -> bytes:
    """Return bytes from pieces of hexadecimal."""
    return bytes.fromhex(" ".join(parts))


def standard(bindings: str) -> bytes:
    """Return a standard reference with these bindings."""
    return joined(MEOW, "01000000", FACTORY, STD, bindings)


STD_VALUE = STDOBJREF(0, 5, 0x1122334455667788, 0x99AABBCCDDEEFF00, UUID("00000001-0abc-0def-0102-030405060708"))
SRV1_VALUE = DUALSTRINGARRAY((STRINGBINDING(7, "SRV1"),), (SECURITYBINDING(9), SECURITYBINDING(10)))
NAMED_VALUE = DUALSTRINGARRAY(
    (STRINGBINDING(7, "a[5]"), STRINGBINDING(8, "b")),
    (SECURITYBINDING(16, aPrincName="h/a"), SECURITYBINDING(10, aPrincName="D\\u")),
)

EXAMPLES = {
    "standard": (standard(SRV1), OBJREF(ICLASSFACTORY, OBJREF_STANDARD(STD_VALUE, SRV1_VALUE))),
    "several bindings": (standard(NAMED), OBJREF(ICLASSFACTORY, OBJREF_STANDARD(STD_VALUE, NAMED_VALUE))),
    "smallest array": (standard(SMALLEST), OBJREF(ICLASSFACTORY, OBJREF_STANDARD(STD_VALUE, DUALSTRINGARRAY()))),
    "no bindings": (standard(ABSENT), OBJREF(ICLASSFACTORY, OBJREF_STANDARD(STD_VALUE, DUALSTRINGARRAY((), ())))),
    "handler": (
        joined(MEOW, "02000000", UNKNOWN, STD, "4433221166558877 99aabbccddeeff00", SRV1),
        OBJREF(IUNKNOWN, OBJREF_HANDLER(STD_VALUE, HANDLER, SRV1_VALUE)),
    ),
    "custom": (
        joined(MEOW, "04000000", UNKNOWN, "4433221166558877 99aabbccddeeff00", "00000000 0b000000 c0ffee"),
        OBJREF(IUNKNOWN, OBJREF_CUSTOM(HANDLER, 0, 11, bytes.fromhex("c0ffee"))),
    ),
    "custom without data": (
        joined(MEOW, "04000000", UNKNOWN, "4433221166558877 99aabbccddeeff00", "01000000 ffffffff"),
        OBJREF(IUNKNOWN, OBJREF_CUSTOM(HANDLER, 1, 0xFFFFFFFF, b"")),
    ),
    "extended": (
        joined(MEOW, "08000000", UNKNOWN, STD, "5659534e", SRV1, "01000000 5659534e")
        + joined("a3a2a1a0b1b0c1c0 d0d1d2d3d4d5d6d7 05000000 08000000 0102030405 000000"),
        OBJREF(IUNKNOWN, OBJREF_EXTENDED(STD_VALUE, SRV1_VALUE, DATAELEMENT(CONTEXT, bytes.fromhex("0102030405")))),
    ),
}
"""Bytes and their values, by name."""
