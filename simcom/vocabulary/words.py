"""How a Windows constant is read and printed.

Every constant is accepted as its short name (``PKT``), its header name (``RPC_C_AUTHN_LEVEL_PKT``) or its number, and printed
short. A number that is no constant is kept as it is: passing a wrong number is something a program can do, and Windows' answer to
it is part of what we simulate. A *name* that is no constant is a misspelling and raises ``ValueError``.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import cache
from typing import ClassVar, Self


class WindowsEnum(IntEnum):
    """An enumeration whose members also go by their prefixed header names."""

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes that may stand before a member's short name."""
        return ()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return every short name, in the header's order."""
        return tuple(cls.__members__)

    @classmethod
    def read(cls, word: str | int) -> int:
        """Return the number meant by a name or a number.

        Raises ``ValueError`` for a name that is not a constant.
        """
        if isinstance(word, int):
            return int(word)
        return int(cls[_short(word, cls.prefixes(), cls.names())])

    @classmethod
    def show(cls, number: int) -> str:
        """Return the short name of a number, or the number itself where no constant has it."""
        return _shown_value(cls, int(number))


class WindowsFlags(IntFlag):
    """A set of bits whose members also go by their prefixed header names."""

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes that may stand before a member's short name."""
        return ()

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return every short name, in the header's order."""
        return tuple(cls.__members__)

    @classmethod
    def read(cls, words: str | int | list[str] | tuple[str, ...]) -> int:
        """Return the bits meant by a number, a name, or a list of names.

        Raises ``ValueError`` for a name that is not a constant.
        """
        if isinstance(words, int):
            return int(words)
        parts = words.split("|") if isinstance(words, str) else words
        total = 0
        for part in parts:
            total |= int(cls[_short(part.strip(), cls.prefixes(), cls.names())])
        return total

    @classmethod
    def show(cls, number: int) -> tuple[str, ...]:
        """Return the short names of the bits that are set, lowest first; unknown bits as one number."""
        return _shown_bits(cls, int(number))

    def lacks(self, other: Self) -> bool:
        """Return whether any bit of ``other`` is missing here."""
        return self & other != other


class Word(str):
    """A pointer argument with a meaning of its own that is neither NULL nor a value."""

    __slots__ = ()
    known: ClassVar[tuple[str, ...]] = ()


DEFAULT = Word("DEFAULT")
"""COLE_DEFAULT_PRINCIPAL or COLE_DEFAULT_AUTHINFO, the pointer value -1 (`vocab.default-pointers`); NULL is ``None``."""


@cache
def _shown_value(words: type[WindowsEnum], number: int) -> str:
    """Return a member's name; remembered, since every step of every ruling prints some."""
    return next((name for name, member in words.__members__.items() if int(member) == number), str(number))


@cache
def _shown_bits(words: type[WindowsFlags], number: int) -> tuple[str, ...]:
    """Return the names of set bits, then the unknown rest; remembered as above."""
    members = ((name, int(member)) for name, member in words.__members__.items())
    known = [(name, bits) for name, bits in members if bits and number & bits]
    rest = number & ~sum(bits for _, bits in known)
    return (*(name for name, _ in known), *((hex(rest),) if rest else ()))


def _short(word: str, prefixes: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return the short name of a header or short name, in any case."""
    upper = word.strip().upper()
    for prefix in ("", *prefixes):
        candidate = upper.removeprefix(prefix)
        if upper.startswith(prefix) and candidate in names:
            return candidate
    msg = f"unknown constant `{word[:100]}`"
    raise ValueError(msg)
