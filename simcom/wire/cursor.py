"""Reading bytes in order: every length is checked before anything is taken, every field is kept with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from simcom.errors import UsageError

LIMIT_BYTES = 1 << 20
"""Longest reference that is read or written. Windows states no limit; a real one has a few hundred bytes."""

NULL = UUID(int=0)
"""GUID_NULL."""

UNIT = 2
"""Bytes of a UTF-16 unit, in which DUALSTRINGARRAY counts."""

Value = int | UUID | str | bytes
"""What a field can hold."""


class WireError(UsageError):
    """Bytes are no object reference: at which offset, what was expected there, and what was found.

    For a wrong signature or flags Windows answers RPC_E_INVALID_OBJREF (`unmarshal-steps`).
    """

    def __init__(self, offset: int, expected: str, found: str) -> None:
        """Keep the three parts."""
        super().__init__(offset, expected, found)
        self.offset, self.expected, self.found = offset, expected, found

    def __str__(self) -> str:
        """Give one line."""
        return f"no object reference: at offset {self.offset} expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it was read: its dotted name, where it begins, how many bytes it takes, and what it holds."""

    name: str
    offset: int
    size: int
    value: Value


@dataclass(slots=True)
class Cursor:
    """A place in bytes that moves forward and may not pass ``end``. Every method raises `WireError`, nothing else."""

    data: bytes
    end: int
    at: int = 0
    fields: list[Field] = field(default_factory=list)

    def number(self, name: str, size: int) -> int:
        """Take an unsigned little-endian number (`objref-endianness`)."""
        value = int.from_bytes(self._take(name, size), "little")
        self._keep(name, size, value)
        return value

    def constant(self, name: str, size: int, wanted: int) -> None:
        """Take a number that can only be one."""
        start = self.at
        value = self.number(name, size)
        if value != wanted:
            raise WireError(start, f"{name} {wanted:#x}", f"{value:#x}")

    def guid(self, name: str, *, nullable: bool = True) -> UUID:
        """Take a GUID in Windows' byte order."""
        start = self.at
        value = UUID(bytes_le=self._take(name, 16))
        if not nullable and value == NULL:
            raise WireError(start, f"{name} other than GUID_NULL", "GUID_NULL")
        self._keep(name, 16, value)
        return value

    def raw(self, name: str, size: int) -> bytes:
        """Take bytes as they are; a field of no bytes is kept too."""
        value = self._take(name, size)
        self._keep(name, size, value)
        return value

    def text(self, name: str) -> str:
        """Take UTF-16 text and the null that ends it."""
        start = stop = self.at
        while stop + UNIT <= self.end and self.data[stop : stop + UNIT] != b"\0\0":
            stop += UNIT
        if stop + UNIT > self.end:
            raise WireError(start, f"{name} with a null at its end", f"none before offset {self.end}")
        try:
            value = self._take(name, stop - start).decode("utf-16-le")
        except UnicodeDecodeError as error:
            raise WireError(start + error.start, f"UTF-16 text in {name}", "half of a surrogate pair") from None
        self.at += UNIT
        self._keep(name, self.at - start, value)
        return value

    def zeros(self, name: str) -> None:
        """Take what is left up to the end, which must be zero; nothing is kept if nothing is left."""
        start = self.at
        rest = self._take(name, self.end - start)
        if any(rest):
            raise WireError(start, f"zeros up to offset {self.end}", f"0x{rest[:8].hex()}")
        if rest:
            self._keep(name, len(rest), rest)

    def more(self, name: str) -> bool:
        """Return whether the next unit is other than zero, without taking it."""
        self._need(name, UNIT)
        return self.data[self.at : self.at + UNIT] != b"\0\0"

    def part(self, name: str, size: int) -> Cursor:
        """Return a cursor for the next bytes alone, and move past them; both keep their fields in the same list."""
        start = self.at
        self._take(name, size)
        return Cursor(self.data, self.at, start, self.fields)

    def _take(self, name: str, size: int) -> bytes:
        self._need(name, size)
        self.at += size
        return self.data[self.at - size : self.at]

    def _need(self, name: str, size: int) -> None:
        left = self.end - self.at
        if left < size:
            raise WireError(self.at, f"{size} byte{'s' * (size != 1)} of {name}", f"{left or 'none'}")

    def _keep(self, name: str, size: int, value: Value) -> None:
        self.fields.append(Field(name, self.at - size, size, value))
