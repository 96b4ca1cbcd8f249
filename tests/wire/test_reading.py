"""Bytes to values: examples put together by hand, and everything that can be wrong with bytes."""

from __future__ import annotations

import pytest
from wire.blobs import (
    EXAMPLES,
    FACTORY,
    ICLASSFACTORY,
    MEOW,
    SMALLEST,
    SRV1,
    SRV1_VALUE,
    STD,
    STD_VALUE,
    UNKNOWN,
    joined,
    standard,
)

from simcom.errors import UsageError
from simcom.wire import LIMIT_BYTES, OBJREF, OBJREF_STANDARD, WireError, decode, dissect

CLASS = "4433221166558877 99aabbccddeeff00"
ELEMENT = "a3a2a1a0b1b0c1c0 d0d1d2d3d4d5d6d7"


def extended(tail: str, first_signature: str = "5659534e") -> bytes:
    """Return an extended reference whose bindings are the smallest; they end at offset 80."""
    return joined(MEOW, "08000000", UNKNOWN, STD, first_signature, SMALLEST, tail)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read(name: str) -> None:
    data, value = EXAMPLES[name]
    assert decode(data) == value


def test_the_header_has_signature_and_flags() -> None:
    assert [(value.signature, value.flags) for _, value in EXAMPLES.values()] == [
        (0x574F454D, flags) for flags in (1, 1, 1, 1, 2, 4, 4, 8)
    ]


FAULTS = {
    "nothing": (b"", 0, "4 bytes of signature", "none"),
    "cut in the signature": (b"MEO", 0, "4 bytes of signature", "3"),
    "another signature": (b"WOEM" + bytes(92), 0, "signature 0x574f454d", "0x4d454f57"),
    "no flag": (joined(MEOW, "00000000", FACTORY), 4, "flags STANDARD 1, HANDLER 2, CUSTOM 4 or EXTENDED 8", "0x0"),
    "two flags": (joined(MEOW, "05000000", FACTORY), 4, "flags STANDARD 1, HANDLER 2, CUSTOM 4 or EXTENDED 8", "0x5"),
    "null IID": (joined(MEOW, "01000000") + bytes(16), 8, "iid other than GUID_NULL", "GUID_NULL"),
    "cut in the IID": (joined(MEOW, "01000000 00"), 8, "16 bytes of iid", "1"),
    "cut in the IPID": (joined(MEOW, "01000000", FACTORY, STD)[:-1], 48, "16 bytes of std.ipid", "15"),
    "cut in the class": (joined(MEOW, "02000000", FACTORY, STD, "44"), 64, "16 bytes of clsid", "1"),
    "cut before the data": (joined(MEOW, "04000000", FACTORY, CLASS, "00000000"), 44, "4 bytes of reserved", "none"),
    "no array": (standard(""), 64, "2 bytes of saResAddr.wNumEntries", "none"),
    "three entries": (standard("0300 0200 0000 0000 0000"), 64,
        "saResAddr.wNumEntries of 4 or more, or no entries at all", "3"),
    "entries beyond the end": (standard("0500 0200 0000 0000 0000 0000"), 68,
        "10 bytes of saResAddr.StringBinding and SecBinding", "8"),
    "security too early": (standard("0400 0100 0000 0000 0000 0000"), 66, "saResAddr.wSecurityOffset from 2 to 2", "1"),
    "security too late": (standard("0400 0300 0000 0000 0000 0000"), 66, "saResAddr.wSecurityOffset from 2 to 2", "3"),
    "security of an absent array": (standard("0000 0200"), 64,
        "saResAddr.wNumEntries of 4 or more, or no entries at all", "0"),
    "address without null": (standard("0600 0400 0700 5300 5200 5600 0000 0000"), 70,
        "saResAddr.StringBinding[0].aNetworkAddr with a null at its end", "none before offset 76"),
    "half a pair": (standard("0700 0500 0700 5300 00d8 0000 0000 0000 0000"), 72,
        "UTF-16 text in saResAddr.StringBinding[0].aNetworkAddr", "half of a surrogate pair"),
    "strings without terminator": (standard("0600 0300 0700 5300 0000 0900 0000 0000"), 74,
        "2 bytes of saResAddr.nullterm1", "none"),
    "strings after the empty one": (standard("0700 0500 0000 0700 5300 0000 0000 0000 0000"), 70,
        "saResAddr.nullterm1 0x0", "0x7"),
    "strings after the terminator": (standard("0900 0700 0700 5300 0000 0000 0800 5300 0000 0000 0000"), 76,
        "zeros up to offset 82", "0x080053000000"),
    "security after NONE": (standard("0700 0200 0000 0000 0000 0900 ffff 0000 0000"), 74,
        "saResAddr.nullterm2 0x0", "0x9"),
    "default package": (standard("0700 0200 0000 0000 ff00 ffff 0000 0000 0000"), 72,
        "saResAddr.SecBinding[0].wAuthnSvc that names a package", "255, RPC_C_AUTHN_DEFAULT"),
    "bytes behind": (standard(SRV1) + b"\0\0", 96, "the end of the reference", "2 bytes more"),
    "first signature": (extended("", "5659534f"), 64, "Signature1 0x4e535956", "0x4f535956"),
    "no element": (extended("00000000"), 80, "nElms 0x1", "0x0"),
    "second signature": (extended("01000000 00000000"), 84, "Signature2 0x4e535956", "0x0"),
    "null context": (extended("01000000 5659534e") + bytes(24), 88,
        "ElmArray[0].dataID other than GUID_NULL", "GUID_NULL"),
    "empty context": (extended("01000000 5659534e" + ELEMENT) + bytes(8), 104, "ElmArray[0].cbSize of 1 or more", "0"),
    "sizes that differ": (extended("01000000 5659534e" + ELEMENT + "09000000 08000000") + bytes(16), 108,
        "ElmArray[0].cbRounded 0x10", "0x8"),
    "context cut": (extended("01000000 5659534e" + ELEMENT + "05000000 08000000 0102030405 00"), 117,
        "3 bytes of ElmArray[0].padding", "1"),
    "too long": (bytes(LIMIT_BYTES + 1), LIMIT_BYTES, f"the end, {LIMIT_BYTES} bytes being the limit",
        f"{LIMIT_BYTES + 1} bytes in all"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_place(name: str) -> None:
    data, *place = FAULTS[name]
    with pytest.raises(WireError) as caught:
        decode(data)
    assert list(caught.value.args) == place
    assert (caught.value.exit_code, "\n" in str(caught.value)) == (2, False)


def test_the_error_is_a_usage_error_that_can_be_made_again() -> None:
    error = WireError(4, "this", "that")
    again = type(error)(*error.args)
    assert isinstance(error, UsageError)
    assert str(again) == str(error) == "no object reference: at offset 4 expected this, found that"


def test_zeros_behind_a_terminator_are_dropped() -> None:
    padded = "1000 0800 0700 5300520056003100 0000 0000 0000 0900 ffff 0000 0a00 ffff 0000 0000 0000"
    assert decode(standard(padded)) == OBJREF(ICLASSFACTORY, OBJREF_STANDARD(STD_VALUE, SRV1_VALUE))


def test_every_byte_belongs_to_one_field() -> None:
    for data, _ in EXAMPLES.values():
        fields = dissect(data + b"xyz" * (data[4] != 4)).fields
        ends = [field.offset + field.size for field in fields]
        assert [field.offset for field in fields] == [0, *ends[:-1]]
        assert ends[-1] == len(data)


@pytest.mark.parametrize(("name", "left"), [("standard", 3), ("custom", 0)])
def test_what_follows_is_counted(name: str, left: int) -> None:
    assert dissect(EXAMPLES[name][0] + b"xyz").left_bytes == left
