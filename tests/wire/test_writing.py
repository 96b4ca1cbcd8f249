"""Values to bytes: the same examples, and values that no reference can hold."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from wire.blobs import CONTEXT, EXAMPLES, HANDLER, IUNKNOWN, SRV1_VALUE, STD_VALUE

from simcom.errors import UsageError
from simcom.wire import (
    DATAELEMENT,
    DUALSTRINGARRAY,
    LIMIT_BYTES,
    OBJREF,
    OBJREF_CUSTOM,
    OBJREF_EXTENDED,
    OBJREF_STANDARD,
    SECURITYBINDING,
    STRINGBINDING,
    encode,
)

NULL = UUID(int=0)
TCP = STRINGBINDING(7, "a")


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_written(name: str) -> None:
    data, value = EXAMPLES[name]
    assert encode(value).hex(" ") == data.hex(" ")


def bound(strings: tuple[STRINGBINDING, ...], *securities: SECURITYBINDING) -> OBJREF:
    """Return a reference with these bindings."""
    return OBJREF(IUNKNOWN, OBJREF_STANDARD(STD_VALUE, DUALSTRINGARRAY(strings, securities)))


def context(identity: UUID, data: bytes) -> OBJREF:
    """Return a reference with this envoy context."""
    return OBJREF(IUNKNOWN, OBJREF_EXTENDED(STD_VALUE, SRV1_VALUE, DATAELEMENT(identity, data)))


NONE = SECURITYBINDING()
IMPOSSIBLE = {
    "null IID": (replace(EXAMPLES["standard"][1], iid=NULL), "iid GUID_NULL"),
    "too many references": (
        OBJREF(IUNKNOWN, OBJREF_STANDARD(replace(STD_VALUE, cPublicRefs=1 << 32), SRV1_VALUE)),
        "std.cPublicRefs 4294967296: it must be from 0 to 4294967295",
    ),
    "negative OXID": (OBJREF(IUNKNOWN, OBJREF_STANDARD(replace(STD_VALUE, oxid=-1), SRV1_VALUE)), "std.oxid -1"),
    "tower of three bytes": (bound((STRINGBINDING(1 << 16, "a"),), NONE), "wTowerId 65536"),
    "address without tower": (bound((STRINGBINDING(0, "a"),), NONE), "aNetworkAddr `a`: tower 0 has no address"),
    "empty string binding with others": (bound((TCP, STRINGBINDING()), NONE), "StringBinding: an empty binding"),
    "NONE with others": (bound((TCP,), NONE, SECURITYBINDING(9)), "SecBinding: an empty binding must stand alone"),
    "no string binding": (bound((), NONE), "an empty StringBinding beside one that is not"),
    "no security binding": (bound((TCP,)), "an empty SecBinding beside one that is not"),
    "NONE with a name": (bound((TCP,), SECURITYBINDING(0, aPrincName="a")), "a security binding for NONE"),
    "default package": (bound((TCP,), SECURITYBINDING(255)), "wAuthnSvc 255"),
    "null in a name": (bound((TCP,), SECURITYBINDING(9, aPrincName="a\0b")), "a null would end it early"),
    "half a pair": (bound((STRINGBINDING(7, "\ud800"),), NONE), "half of a surrogate pair"),
    "bindings too long": (bound((STRINGBINDING(7, "a" * 65536),), NONE), "wNumEntries 65541"),
    "null context": (context(NULL, b"a"), "dataID GUID_NULL"),
    "empty context": (context(CONTEXT, b""), "a DATAELEMENT without Data"),
    "too long": (OBJREF(IUNKNOWN, OBJREF_CUSTOM(HANDLER, 0, 0, bytes(LIMIT_BYTES))), f"the limit is {LIMIT_BYTES}"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_no_reference_can_hold_is_refused(name: str) -> None:
    value, words = IMPOSSIBLE[name]
    with pytest.raises(UsageError) as caught:
        encode(value)
    assert str(caught.value).startswith("cannot encode ")
    assert words in str(caught.value)
