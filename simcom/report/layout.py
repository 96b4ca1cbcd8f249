"""Plain text laid out for a terminal: paint, aligned columns, wrapped paragraphs."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = {"OK": "32", "REFUSED": "1;31", "FAILED": "33", "UNDETERMINED": "35", "head": "1", "dim": "2"}
"""Terminal codes by word; the word itself is always printed, so that nothing depends on them."""

_CODE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Page:
    """Where text goes: how many characters wide, and whether it may be coloured."""

    width: int = 80
    colour: bool = False

    def paint(self, text: str, word: str) -> str:
        """Return the text in the colour of a word, or as it is."""
        code = CODES.get(word)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def wrap(self, text: str, indent: int = 0, hang: int | None = None) -> list[str]:
        """Return a paragraph as lines; ``hang`` indents every line but the first."""
        after = indent if hang is None else hang
        wide = max(self.width, after + 20)
        return textwrap.wrap(
            text, wide, initial_indent=" " * indent, subsequent_indent=" " * after,
            break_long_words=False, break_on_hyphens=False,
        ) or [""]  # fmt: skip


PLAIN = Page()
"""Eighty columns without colour: what a file or a pipe gets."""


def columns(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Return rows of cells as lines with aligned columns; the last column is not padded."""
    if not rows:
        return []
    widths = [max(shown_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "".join(padded(cell, width + gap) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def padded(cell: str, width: int) -> str:
    """Return a cell filled up with blanks to a width."""
    return cell + " " * (width - shown_width(cell))


def shown_width(text: str) -> int:
    """Return how many characters a terminal shows of a text that may be painted."""
    return len(_CODE.sub("", text))


def printable(text: str) -> str:
    """Return a text with unprintable characters escaped: names from a hostile file must not steer the terminal."""
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode("ascii") for c in text)
