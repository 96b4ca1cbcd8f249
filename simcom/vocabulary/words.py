"""How a Windows constant is read and printed.

Every constant is accepted as its short name (``PKT``), its header name (``RPC_C_AUTHN_LEVEL_PKT``) or its number, and printed
short. A number that is no constant is kept as it is: passing a wrong number is something a program can do, and Windows' answer to
it is part of what we simulate. A *name* that is no constant is a misspelling and raises ``ValueError``.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
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
        return cls(number).name if number in cls._value2member_map_ else str(number)


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
        known = [member for member in cls.__members__.values() if member.value and number & member.value]
        rest = number & ~sum(member.value for member in known)
        return (*(str(member.name) for member in known), *((hex(rest),) if rest else ()))

    def lacks(self, other: Self) -> bool:
        """Return whether any bit of ``other`` is missing here."""
        return self & other != other


class Word(str):
    """A pointer argument with a meaning of its own that is neither NULL nor a value."""

    __slots__ = ()
    known: ClassVar[tuple[str, ...]] = ()


DEFAULT = Word("DEFAULT")
"""COLE_DEFAULT_PRINCIPAL or COLE_DEFAULT_AUTHINFO, the pointer value -1 (`vocab.default-pointers`); NULL is ``None``."""


def _short(word: str, prefixes: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return the short name of a header or short name, in any case."""
    upper = word.strip().upper()
    for prefix in ("", *prefixes):
        candidate = upper.removeprefix(prefix)
        if upper.startswith(prefix) and candidate in names:
            return candidate
    msg = f"unknown constant `{word[:100]}`"
    raise ValueError(msg)
