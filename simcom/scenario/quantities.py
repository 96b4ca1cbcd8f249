"""Quantities that a file writes as text: durations, sizes and ranges of host names."""

from __future__ import annotations

import re
from decimal import Decimal
from ipaddress import ip_address
from itertools import product
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

UNITS_S: Mapping[str, Decimal] = MappingProxyType(
    {
        "ns": Decimal("1e-9"),
        "us": Decimal("1e-6"),
        "ms": Decimal("1e-3"),
        "s": Decimal(1),
        "min": Decimal(60),
        "h": Decimal(3600),
        "d": Decimal(86400),
    }
)
"""Units of time and their length in seconds."""

LONGEST_S = 3650 * 86400
"""Longest duration accepted, in seconds: ten years of 365 days."""

UNITS_BYTES: Mapping[str, int] = MappingProxyType({"B": 1, "kB": 1000, "KiB": 1024, "MB": 1000**2, "MiB": 1024**2})
"""Units of size and their length in bytes."""

LARGEST_BYTES = 1024**3
"""Largest size accepted, in bytes: 1 GiB. What RPC refuses is far less (`frag-sizes`), and a lesson."""

MOST_HOSTS = 100_000
"""Most names that one host range may stand for."""

_LONGEST_NAME = 255
_LONG_FORMS = MappingProxyType({
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "day": "d", "days": "d",
    "msec": "ms", "millisecond": "ms", "milliseconds": "ms", "usec": "us", "microsecond": "us", "microseconds": "us",
})  # fmt: skip
_DURATION = re.compile(r"\s*(-?)\+?([0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})\s*([^\W\d_]*)\s*")
_SIZE = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*([A-Za-z]*)\s*")
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")


def _unit_s(unit: str) -> Decimal:
    if unit in UNITS_S:
        return UNITS_S[unit]
    known = ", ".join(f"`{name}`" for name in UNITS_S)
    hint = f"did you mean `{_LONG_FORMS[unit.lower()]}`?" if unit.lower() in _LONG_FORMS else suggest(unit, UNITS_S)
    msg = f"unknown unit of time {quoted(unit)}: the units are {known}"
    raise ValueError(f"{msg}; {hint}" if hint else msg)


def _seconds(text: str) -> Decimal:
    match = _DURATION.fullmatch(text[:200])
    if match is None:
        msg = f"{quoted(text)} is not a duration: write a number and a unit, such as `20 ms`, `5 s` or `6 min`"
        raise ValueError(msg)
    sign, number, unit = match.groups()
    return Decimal(sign + number) * _unit_s(unit or "s")


def duration_s(value: str | float) -> float:
    """Read a duration: `"20 ms"`, `"5 s"`, `"6 min"`, or a bare number of seconds. Gives seconds.

    Raises ValueError for what is not a duration, is negative, not finite, or longer than ten years.

    >>> duration_s("20 ms"), duration_s("6 min"), duration_s(1.5)
    (0.02, 360.0, 1.5)
    """
    seconds = _number(value)
    if seconds < 0:
        msg = f"a duration cannot be negative, as {quoted(str(value))} is"
        raise ValueError(msg)
    return _bounded(seconds, value)


def offset_s(value: str | float) -> float:
    """Read a duration either way, such as how far a clock is ahead (`"6 min"`) or behind (`"-6 min"`). Gives seconds.

    Raises ValueError for what is not a duration, not finite, or longer than ten years.

    >>> offset_s("-6 min")
    -360.0
    """
    return _bounded(_number(value), value)


def _number(value: str | float) -> Decimal | float:
    if isinstance(value, bool):
        # a wrong value like any other to the file's author, so the same exception as for those
        raise ValueError("a duration is a number and a unit, such as `20 ms`, not true or false")  # noqa: TRY004
    return _seconds(value) if isinstance(value, str) else value


def _bounded(seconds: Decimal | float, value: str | float) -> float:
    if not -LONGEST_S <= seconds <= LONGEST_S:  # written so that a number that is no number fails too
        msg = f"{quoted(str(value))} is not a duration of at most ten years (3650 d)"
        raise ValueError(msg)
    return float(seconds)


def size_bytes(value: str | int) -> int:
    """Read a size: `"4 kB"`, or a bare number of bytes. Gives whole bytes.

    Raises ValueError for what is not a size, is negative, or more than 1 GiB.

    >>> size_bytes("4 kB"), size_bytes("1.5 KiB"), size_bytes(512)
    (4000, 1536, 512)
    """
    size = _whole_bytes(value) if isinstance(value, str) else value
    if not 0 <= size <= LARGEST_BYTES:
        msg = f"{quoted(str(value))} is not a size from nothing to 1 GiB"
        raise ValueError(msg)
    return size


def _whole_bytes(text: str) -> int:
    match = _SIZE.fullmatch(text[:200])
    if match is None:
        msg = f"{quoted(text)} is not a size: write a number and a unit, such as `512 B` or `4 kB`"
        raise ValueError(msg)
    number, unit = match.groups()
    known = next((name for name in UNITS_BYTES if name.casefold() == (unit or "B").casefold()), None)
    if known is None:
        msg = f"unknown unit of size {quoted(unit)}: the units are {', '.join(f'`{name}`' for name in UNITS_BYTES)}"
        raise ValueError(msg)
    return int(Decimal(number) * UNITS_BYTES[known])


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address.

    >>> is_address("10.0.0.5"), is_address("fe80::1"), is_address("10.0.0.300")
    (True, True, False)
    """
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _ends(inside: str, text: str) -> tuple[int, int, int]:
    """Give first number, last number and width (0: no padding) of one pair of brackets."""
    match = _RANGE.fullmatch(inside)
    if match is None:
        msg = f"{quoted('[' + inside + ']')} in {quoted(text)} is not a range: write two numbers, such as `[001-500]`"
        raise ValueError(msg)
    first, last = match.groups()
    padded = any(end.startswith("0") and len(end) > 1 for end in (first, last))
    if padded and len(first) != len(last):
        width = max(len(first), len(last))
        msg = f"{quoted(text)} pads its numbers unevenly: write `[{first.zfill(width)}-{last.zfill(width)}]`"
        raise ValueError(msg)
    if int(first) > int(last):
        msg = f"the range in {quoted(text)} runs backwards: write `[{last}-{first}]`"
        raise ValueError(msg)
    return int(first), int(last), len(first) if padded else 0


def _checked(text: str) -> list[str]:
    """Split a name at its brackets: literal, inside, literal, inside, ..., literal."""
    if len(text) > _LONGEST_NAME:
        msg = f"a name of {len(text)} characters, where {_LONGEST_NAME} are the most: {quoted(text)}"
        raise ValueError(msg)
    parts = _BRACKET.split(text)
    if any(char in literal for literal in parts[::2] for char in "[]"):
        msg = f"a bracket in {quoted(text)} has no partner: a range is written `ws[001-500]`"
        raise ValueError(msg)
    return parts


def host_names(text: str) -> list[str]:
    """Write out a host range: `ws[001-500]` stands for `ws001` to `ws500`; a plain name stands for itself.

    Zero padding is kept. Several ranges in one name multiply, the last one running fastest. Raises ValueError for a
    malformed or backward range, for more than 100,000 names, and where two ranges touch and spell a name twice.

    >>> host_names("ws[08-10]")
    ['ws08', 'ws09', 'ws10']
    """
    parts = _checked(text)
    ends = [_ends(inside, text) for inside in parts[1::2]]
    count = prod(last - first + 1 for first, last, _ in ends)
    if count > MOST_HOSTS:
        msg = f"{quoted(text)} stands for {count} names, where {MOST_HOSTS} are the most: split it into several entries"
        raise ValueError(msg)
    numbers = [[f"{n:0{width}d}" for n in range(first, last + 1)] for first, last, width in ends]
    tails = parts[2::2]
    names = [
        parts[0] + "".join(n + tail for n, tail in zip(chosen, tails, strict=True)) for chosen in product(*numbers)
    ]
    if len(set(names)) != len(names):
        msg = f"{quoted(text)} spells some names twice: put something between its ranges, or pad their numbers"
        raise ValueError(msg)
    return names
