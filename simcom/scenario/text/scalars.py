r"""What an unquoted word of a file means: the core schema of YAML 1.2, and nothing more.

`null`, `Null`, `NULL`, `~` and nothing at all are None; `true` and `false` (also with a capital, or in capitals) are
booleans; `12`, `017` (seventeen), `0o17` (fifteen), `0x80070005` and `1.5e3` are numbers. Everything else is text:
`no`, `on`, `12:30`, `S-1-5-18`, a GUID, and an account such as `CORP\ann`, whose backslash has no meaning of its own
here. (In double quotes it would start an escape, so accounts are best left plain or put in single quotes.)

Whatever stands in quotes or in a block is text and never comes here.
"""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Scalar: TypeAlias = str | int | float | bool | None

MAX_DIGITS = 30
"""Longest whole number accepted, in digits: far above 64 bits, far below what would take time to convert."""

MAX_FLOAT_LENGTH = 400
"""Longest fraction accepted, in characters."""

_WORDS: Mapping[str, Scalar] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)
_NUMBER_STARTS = frozenset("0123456789+-.")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def _whole(text: str, base: int, digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        msg = f"a whole number of {len(digits)} digits, where {MAX_DIGITS} are the most that is read"
        raise ValueError(msg)
    return int(text, base)


def _decimal(text: str) -> int:
    return _whole(text, 10, text.lstrip("+-"))


def _prefixed(text: str) -> int:
    return _whole(text, 0, text[2:])


def _float(text: str) -> float:
    if len(text) > MAX_FLOAT_LENGTH:
        msg = f"a number of {len(text)} characters, where {MAX_FLOAT_LENGTH} are the most that is read"
        raise ValueError(msg)
    value = float(text)
    if math.isinf(value):
        raise ValueError("a number too large to be told from infinity")
    return value


def _refuse(text: str) -> float:
    msg = f"`{text}` is not a finite number"
    raise ValueError(msg)


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (re.compile(r"[-+]?[0-9]+"), _decimal),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), _prefixed),
    (_FLOAT, _float),
    (_NOT_FINITE, _refuse),
)


def resolve(text: str) -> Scalar:
    """Give the value of an unquoted word.

    Raises ValueError, with a message fit for a complaint, for a number that is not finite or has too many digits.

    >>> resolve("no"), resolve("017"), resolve("0o17"), resolve("12:30")
    ('no', 17, 15, '12:30')
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    return next((read(text) for pattern, read in _NUMBERS if pattern.fullmatch(text)), text)
