"""Where each key and each value of a file stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from simcom.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

Path: TypeAlias = tuple[str | int, ...]
"""The way from the top of a file to a value: keys as text, places in a list as numbers from 0."""

_SHOWN_PARTS = 12
_PLAIN_KEY = re.compile(r"[^.\[\]\"`\s]{1,60}")


class Mark(Protocol):
    """The part of a YAML mark that is used here."""

    @property
    def line(self) -> int:
        """Line, from 0."""

    @property
    def column(self) -> int:
        """Column, from 0."""

    @property
    def index(self) -> int:
        """Character of the text, from 0."""


class Place(NamedTuple):
    """Line and column, counted from 1, of a key and of its value; where there is no key, both are the value's.

    A tuple, because there is one for every node of a file and a frozen dataclass takes four times as long to make.
    """

    key_line: int
    key_column: int
    line: int
    column: int


def place_at(key: Mark, value: Mark) -> Place:
    """Turn the YAML marks of a key and its value, which count from 0, into a place."""
    return Place(key.line + 1, key.column + 1, value.line + 1, value.column + 1)


def nearest(places: Mapping[Path, Place], path: Path) -> Place:
    """Find the place of `path`, or of the closest thing above it that the file spells out.

    A missing key is complained about at the mapping that lacks it. Raises KeyError when not even the top has a place.
    """
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return places[()]


def _part(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    shown = quoted(part)[1:-1]
    return f".{shown}" if _PLAIN_KEY.fullmatch(part) else f'["{shown}"]'


def dotted(path: Path) -> str:
    r"""Write a path for people: `processes.viewer.script[2].call`, or `domains["corp.example"].netbios`.

    Keys that hold a dot, a bracket or a blank stand in brackets and quotes, so that no two paths look alike.
    """
    return "".join(_part(part) for part in path).removeprefix(".")


def shortened(path: Path) -> str:
    """Write a path for a complaint: as `dotted` does, with the middle left out of one that is very long.

    >>> shortened(("a",) * 40)
    'a.a.a.a.a.a ... a.a.a.a.a.a'
    """
    if len(path) <= _SHOWN_PARTS:
        return dotted(path)
    half = _SHOWN_PARTS // 2
    return f"{dotted(path[:half])} ... {dotted(path[-half:])}"
