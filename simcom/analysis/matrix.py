"""The outcome matrix: which client process reached which server process, and with what outcome."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.outcomes import Row

LETTERS = {Outcome.OK: "A", Outcome.REFUSED: "R", Outcome.FAILED: "F", Outcome.UNDETERMINED: "U"}
"""One letter for each outcome: it must be told without colours. ``A``: accepted."""

MOST = 24
"""Rows or columns that can still be read in one picture."""

_NUMBERED = re.compile(r"[#-]?\d+$")


@dataclass(frozen=True, slots=True)
class Cell:
    """The calls from one client to one server, by outcome."""

    counts: tuple[tuple[Outcome, int], ...]

    @property
    def text(self) -> str:
        """The letter alone if all calls ended alike, else each letter with its number: ``2A 1R``."""
        if len(self.counts) == 1:
            outcome, count = self.counts[0]
            return LETTERS[outcome] if count == 1 else f"{count}{LETTERS[outcome]}"
        return " ".join(f"{count}{LETTERS[outcome]}" for outcome, count in self.counts)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Clients down, servers across; a pair without calls has no cell. ``note`` says what was put together to fit."""

    clients: tuple[str, ...]
    servers: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    note: str = ""


def matrix(calls: Sequence[Row], most: int = MOST) -> Matrix:
    """Count calls by client and server process; more than ``most`` of either are put together by name, then cut off."""
    pairs = [(row.client.process, row.server.process, row.ruling.outcome) for row in calls if row.server]
    clients, note_down = _fitted([pair[0] for pair in pairs], most, "client")
    servers, note_across = _fitted([pair[1] for pair in pairs], most, "server")
    found = Counter((clients[client], servers[server], outcome) for client, server, outcome in pairs)
    keys = dict.fromkeys((client, server) for client, server, _ in found)
    return Matrix(
        tuple(dict.fromkeys(clients.values())),
        tuple(dict.fromkeys(servers.values())),
        {key: _cell(found, key) for key in keys},
        "; ".join(note for note in (note_down, note_across) if note),
    )


def _cell(found: Counter[tuple[str, str, Outcome]], key: tuple[str, str]) -> Cell:
    return Cell(tuple((outcome, found[*key, outcome]) for outcome in Outcome if found[*key, outcome]))


def _fitted(names: Sequence[str], most: int, what: str) -> tuple[dict[str, str], str]:
    """Map every name to the label it is drawn under, and say in a note what was put together."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) <= most:
        return {name: name for name in distinct}, ""
    families = Counter(_NUMBERED.sub("", name) for name in distinct)
    labels = {name: _family(name, families) for name in distinct}
    kept = list(dict.fromkeys(labels.values()))[: most - 1]
    rest = [name for name in distinct if labels[name] not in kept]
    if len(rest) > 1:
        labels.update(dict.fromkeys(rest, f"{len(rest)} others"))
    return labels, f"{len(distinct)} {what} processes drawn in {len(set(labels.values()))} lines"


def _family(name: str, families: Counter[str]) -> str:
    stem = _NUMBERED.sub("", name)
    return f"{stem} ({families[stem]})" if families[stem] > 1 else name
