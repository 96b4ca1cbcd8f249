"""What stands in the way of a logon: one value, found by the first check of a table that has something to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.vocabulary.facts import CallFacts


class Asked(StrEnum):
    """How far the client's questions to KDCs got before the trouble showed: the last one asked is the one that said no, unless ``ALL``."""

    NOBODY = "nobody"
    HOME = "the KDC of the account's own domain"
    FIRST = "the first KDC"
    LAST = "the last KDC"
    SILENT = "a KDC that does not answer"
    ALL = "every KDC"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cause of failure by its name in the table of layers, the rule that says so, and what would help.

    ``falls_back`` tells that Negotiate tries NTLM instead (`nego-falls-back`). ``undecided`` tells that something needed is not declared.
    ``asked`` is how far the questions to KDCs got.
    """

    cause: str
    rule: str
    because: str
    side: Side = Side.CLIENT
    falls_back: bool = False
    undecided: bool = False
    also: tuple[str, ...] = ()
    remedy: str = ""
    disputed: str = "L-20"
    asked: Asked = Asked.ALL


Check = Callable[["CallFacts"], Trouble | None]


def first(checks: Iterable[Check], facts: CallFacts) -> Trouble | None:
    """Return the first trouble that any of the checks finds, in order."""
    return next((found for check in checks if (found := check(facts)) is not None), None)


Asks = TypeVar("Asks")
Answer = TypeVar("Answer")


def remembered(find: Callable[[Asks], Answer]) -> Callable[[Asks], Answer]:
    """Remember the answer about the facts last asked about: the rungs of one ladder ask the same thing again and again.

    Facts never change, so the same facts have the same answer; only the last ones are kept. What is returned was worked out for the
    facts that were passed, whoever else asks meanwhile.
    """
    last: list[tuple[Asks, Answer]] = []

    def asked(facts: Asks) -> Answer:
        """Answer, from memory if these are the facts last asked about."""
        kept = last[0] if last else None
        if kept is None or kept[0] is not facts:
            kept = (facts, find(facts))
            last[:] = [kept]
        return kept[1]

    return wraps(find)(asked)
