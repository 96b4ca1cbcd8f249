"""What holds of every reference and of any bytes whatever."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    WireError,
    decode,
    dissect,
    encode,
)
from simcom.wire.meanings import entries

if TYPE_CHECKING:
    from uuid import UUID


def numbers(size: int, first: int = 0) -> st.SearchStrategy[int]:
    """Return unsigned numbers of so many bytes."""
    return st.integers(first, (1 << 8 * size) - 1)


guids = st.uuids(allow_nil=True)
names = st.uuids()
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
services = numbers(2, 1).filter(lambda service: service != 255)
strings = st.lists(st.builds(STRINGBINDING, numbers(2, 1), texts), min_size=1, max_size=3).map(tuple)
securities = st.lists(st.builds(SECURITYBINDING, services, numbers(2), texts), min_size=1, max_size=3).map(tuple)
arrays = st.just(DUALSTRINGARRAY((), ())) | st.builds(
    DUALSTRINGARRAY, st.just((STRINGBINDING(),)) | strings, st.just((SECURITYBINDING(),)) | securities
)
stds = st.builds(STDOBJREF, numbers(4), numbers(4), numbers(8), numbers(8), guids)
elements = st.builds(DATAELEMENT, names, st.binary(min_size=1, max_size=20))
bodies = (
    st.builds(OBJREF_STANDARD, stds, arrays)
    | st.builds(OBJREF_HANDLER, stds, guids, arrays)
    | st.builds(OBJREF_CUSTOM, guids, numbers(4), numbers(4), st.binary(max_size=40))
    | st.builds(OBJREF_EXTENDED, stds, arrays, elements)
)
references = st.builds(OBJREF, names, bodies)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return the bytes of a reference, a few of them changed, perhaps cut short or longer."""
    data = bytearray(encode(draw(references)))
    for place in draw(st.lists(st.integers(0, len(data) - 1), max_size=4)):
        data[place] = draw(st.sampled_from([0, 1, 2, 4, 8, 0xD8, 0xFF]) | st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data + draw(st.binary(max_size=3)))


@given(references)
def test_reading_undoes_writing(value: OBJREF) -> None:
    assert decode(encode(value)) == value


@given(references.filter(lambda value: value.flags != OBJREF_CUSTOM.flag), st.data())
def test_a_reference_cut_short_is_refused(value: OBJREF, data: st.DataObject) -> None:
    whole = encode(value)
    length = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(WireError) as caught:
        decode(whole[:length])
    assert 0 <= caught.value.offset <= length


@given(
    st.binary(max_size=200) | damaged() | st.binary(max_size=100).map(lambda tail: b"MEOW\1\0\0\0" + b"\1" * 56 + tail)
)
def test_no_bytes_are_read_wrongly_or_crash(data: bytes) -> None:
    """Either an error that says where, or a value that survives being written and read again."""
    with contextlib.suppress(WireError):
        value = decode(data)
        assert decode(encode(value)) == value
        assert len(encode(value)) <= len(data) + 8


@given(damaged())
def test_whatever_can_be_read_can_be_told(data: bytes) -> None:
    with contextlib.suppress(WireError):
        found = dissect(data)
        told = entries(found)
        assert sum(entry.size for entry in told) == len(data)
        assert [entry.name for entry in told if not isinstance(entry.meaning, str)] == []


@given(names, guids)
def test_guids_are_in_windows_byte_order(iid: UUID, clsid: UUID) -> None:
    data = encode(OBJREF(iid, OBJREF_CUSTOM(clsid, 0, 0, b"")))
    assert data[8:16] == iid.bytes[3::-1] + iid.bytes[5:3:-1] + iid.bytes[7:5:-1]
    assert (data[16:24], data[32:40]) == (iid.bytes[8:], clsid.bytes[8:])
