"""Where the arrows of the identity picture go, and what is written at them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.identityflow import Arrival

PITCH, NARROW_PITCH, ROOMY = 2.7, 2.1, 6
"""Inches between two processes; the smaller if there are more than so many."""

LINE_HEIGHT, GAP, HEAD = 0.15, 0.3, 0.55
"""Inches that a line of text, the room between two arrows and the boxes on top take."""

FONT_SIZE, LETTERS_PER_INCH, MARGIN = 7.5, 15, 0.4
"""Size of the texts at the arrows, how many letters of it fit in an inch, and what the arrows' ends take of their room."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An arrival with its place: the height of its arrow, in inches below the top, and the lines above and below it."""

    arrival: Arrival
    down: float
    above: tuple[str, ...]
    below: tuple[str, ...]


def pitch_of(processes: int) -> float:
    """Return the inches between two of so many processes."""
    return PITCH if processes <= ROOMY else NARROW_PITCH


def stacked(arrivals: Sequence[Arrival], spots: dict[str, float]) -> tuple[Placed, ...]:
    """Place arrivals below one another, each with room for its texts, which are wrapped to the length of its arrow."""
    found, down = [], HEAD
    for one in arrivals:
        room = int((abs(spots[one.client] - spots[one.server]) - MARGIN) * LETTERS_PER_INCH)
        above, below = (tuple(line for text in texts for line in _wrapped(text, room)) for texts in _texts(one))
        down += GAP + LINE_HEIGHT * len(above)
        found.append(Placed(one, down, above, below))
        down += LINE_HEIGHT * len(below)
    return tuple(found)


def _wrapped(text: str, room: int) -> list[str]:
    lines = textwrap.wrap(text, room, break_on_hyphens=False)
    return [line.replace("$", r"\$") for line in lines]


def _texts(one: Arrival) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands above an arrow and what below it."""
    times = f" ({one.count} times)" if one.count > 1 else ""
    kind = "callback " if one.callback else ""
    unseen = "who arrives is open" if one.outcome is Outcome.UNDETERMINED else "nobody arrives"
    seen = f"arrives as {one.caller}" if one.caller else unseen
    why = f"{one.status or one.outcome} at {one.stage}" if one.stage else ""
    return (f"{kind}{one.what}{times}", one.settings), (seen, *([why] if why else []))
