"""What passed between processes: a lane for each, time downwards, an arrow for each message or step, and what happened to machines."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.analysis.lanes import lanes
from simcom.analysis.lanes_arrows import Arrow
from simcom.analysis.matrix import LETTERS
from simcom.report.plot_identity import LINES
from simcom.report.plot_lanes import Words, arrow, badge, beside, cross, frame, heads, legend, sign, threads, words_at
from simcom.report.plot_style import new_figure, set_title
from simcom.report.plot_time import instant, length, said
from simcom.report.wording import message as message_name
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcom.analysis.lanes import Lanes
    from simcom.analysis.lanes_arrows import Lane
    from simcom.analysis.marks import Mark
    from simcom.analysis.result import RunResult
    from simcom.vocabulary.messages import Message

STEP, LINE, MESSAGE, HAPPENING, PAUSE = 0.4, 0.15, 0.21, 0.42, 0.12
"""Inches downwards: for an arrow, a line of text more, a message, a happening, and a pause of ``LONG_S`` or more before any of them."""

ENDS_OF_CUT = re.compile(" [→↔] ")
"""What stands between the two machines of a cut."""

LONG_S = 1.0
"""Seconds of nothing that are a pause."""

PITCH, NARROW_PITCH, ROOMY = 2.1, 1.75, 5
"""Inches between two lanes; the smaller if there are more than so many."""

HEAD, FOOT = 1.05, 0.35
"""Inches above the first item and below the last one."""

LETTERS_IN_INCH, MARGIN, SHORTEST, OWN_ROOM = 15, 0.5, 20, 4.0
"""Letters of a text that fit in an inch of its arrow, inches of it that its ends take, the least letters of a line, and the inches that a
text beside its own lane may take."""

GONE = "†"
"""The letter of an object that is run down."""

SLOW_S = 1.0
"""From how many seconds on it is said how long a step took."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item, how far down in inches it is, when it begins in words, and the lines above and below its arrow."""

    item: Arrow | Mark
    down: float
    when: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def timeline_figure(result: RunResult) -> Figure:
    """Draw what passed between the processes of a run; the order downwards is that of time, the distance is not."""
    found = lanes(result)
    pitch = PITCH if len(found.lanes) <= ROOMY else NARROW_PITCH
    spots = {lane: place * pitch for place, lane in enumerate(found.lanes)}
    span_s = max((row.ended_s for row in result.rows), default=0.0)
    placed, depth = stacked(found, spots, lambda at_s: instant(at_s, result.estate.begins, span_s))
    figure = new_figure(max(7.0, pitch * max(len(spots), 1) + 1.5), depth + 1.5)
    set_title(figure, result.title)
    axes = figure.subplots()
    frame(axes, len(spots), pitch, depth, _caption(found))
    heads(axes, spots, pitch)
    threads(axes, spots, _alive(found, placed, depth))
    _times(axes, placed, pitch)
    for one in placed:
        _draw(axes, one, spots, found.labels)
    if not placed:
        axes.text(0.5, 0.4, "nothing passed between processes", transform=axes.transAxes, ha="center", va="center")
    arrows = [one.item for one in placed if isinstance(one.item, Arrow)]
    stroked = any(one.tail != one.head and not one.messages for one in arrows)
    ended = any(one.kind == "rundown" for one in arrows)
    legend(figure, LINES if stroked else {}, (f"{GONE}: an object is run down",) if ended else ())
    return figure


def _caption(found: Lanes) -> str:
    each = "each arrow is a message, there and back" if found.detailed else "each arrow is a step"
    return "; ".join(word for word in (f"time runs downwards, not to scale; {each}", found.note) if word)


def stacked(found: Lanes, spots: dict[Lane, float], when: Callable[[float], str]) -> tuple[tuple[Placed, ...], float]:
    """Place items below one another; return them, and how deep the picture is. ``when`` puts a time into words."""
    placed: list[Placed] = []
    down, before_s = HEAD, 0.0
    for item in found.items:
        down += PAUSE if item.at_s - before_s >= LONG_S else 0.0
        one = _placed(item, spots, when)
        placed.append(replace(one, down=down + one.down))
        down, before_s = down + _room(one), item.at_s
    return tuple(placed), down + FOOT


def _placed(item: Arrow | Mark, spots: dict[Lane, float], when: Callable[[float], str]) -> Placed:
    """Return an item with its texts, wrapped to its arrow, and how far below the upper edge of its room it is."""
    if not isinstance(item, Arrow):
        return Placed(item, HAPPENING / 2, when(item.at_s))
    times = f" ({item.count} times, until {when(item.until_s)})" if item.count > 1 else ""
    across = abs(spots[item.tail] - spots[item.head]) or min(OWN_ROOM, max(spots.values()) - spots[item.tail] + 1.0)
    room = max(int((across - MARGIN) * LETTERS_IN_INCH), SHORTEST)
    above, below = (
        tuple(textwrap.wrap(text, room, break_long_words=False)) for text in (f"{item.what}{times}", _below(item))
    )
    return Placed(item, STEP / 2 + 0.05 + LINE * (len(above) - 1), when(item.at_s), above, below)


def _room(one: Placed) -> float:
    if not isinstance(one.item, Arrow):
        return HAPPENING
    return STEP + LINE * (len(one.above) - 1 + len(one.below)) + MESSAGE * len(one.item.messages)


def _below(one: Arrow) -> str:
    """Return what stands below an arrow: status and stage of what did not go through, and how long it took if long."""
    slow = f"after {length(one.takes_s)}" if one.takes_s >= SLOW_S else ""
    return " ".join(word for word in (one.status, f"at {one.stage}" if one.stage else "", slow) if word)


def _alive(found: Lanes, placed: Sequence[Placed], depth: float) -> dict[Lane, list[tuple[float, float]]]:
    """Return from where to where downwards each lane's process lives."""
    spans: dict[Lane, list[tuple[float, float]]] = {}
    for lane in found.lanes:
        since = HEAD - 0.2 if lane in found.running else None
        spans[lane] = []
        for at_s, _, starts in (turn for turn in found.turns if turn[1] == lane):
            down = _down(placed, at_s, depth)
            if since is not None and not starts:
                spans[lane].append((since, down))
            since = (down if since is None else since) if starts else None
        if since is not None:
            spans[lane].append((since, depth))
    return spans


def _down(placed: Sequence[Placed], at_s: float, depth: float) -> float:
    """Return how far down a time is: at the first item from then on."""
    return next((one.down for one in placed if one.item.at_s >= at_s), depth - FOOT / 2)


def _times(axes: Axes, placed: Sequence[Placed], pitch: float) -> None:
    """Write on the left when things begin; the same time is not written twice."""
    for before, one in zip((None, *placed), placed, strict=False):
        if before is None or before.when != one.when:
            beside(axes, -pitch / 2 - 0.05, one.down, one.when)


def _draw(axes: Axes, one: Placed, spots: dict[Lane, float], labels: dict[str, str]) -> None:
    """Draw a step, or a band over the lanes of those to whom something happens: over all, if none of these is drawn."""
    if isinstance(one.item, Arrow):
        _step(axes, one, one.item, spots)
    else:
        names = {labels.get(name, name).casefold() for name in touched(one.item)}
        hit = [across for lane, across in spots.items() if names & {name.casefold() for name in lane}]
        sign(axes, hit or list(spots.values()), one.down, said(one.item), strong=one.item.kind != "change")


def touched(mark: Mark) -> set[str]:
    """Return the names of the machines and processes that something happens to, in lower case."""
    parts = (part for name in mark.subjects for part in (name, *ENDS_OF_CUT.split(name), name.rpartition(" on ")[2]))
    return {part.casefold() for part in parts}


def _step(axes: Axes, placed: Placed, one: Arrow, spots: dict[Lane, float]) -> None:
    """Draw a step: its name, an arrow or one for each message, its letter, and why it was stopped."""
    tail, head, down = spots[one.tail], spots[one.head], placed.down
    if one.tail == one.head:
        badge(axes, tail, down, GONE if one.kind == "rundown" else LETTERS[one.outcome])
        words_at(axes, tail + 0.14, down, (*placed.above, *placed.below), Words.OWN)
        return
    words_at(axes, (tail + head) / 2, down - 0.06, placed.above, Words.ABOVE)
    last = _messages(axes, one, down, (tail, head))
    if not one.messages:
        arrow(axes, tail, head, down, one.outcome)
    forth = 1 if head > tail else -1
    badge(axes, tail + forth * 0.2, down, LETTERS[one.outcome])
    if one.outcome in (Outcome.REFUSED, Outcome.FAILED):
        cross(axes, tail + forth * 0.42 if one.by_client else head - forth * 0.2, last)
    words_at(axes, (tail + head) / 2, last + (0.16 if one.messages else 0.06), placed.below, Words.BELOW)


def _messages(axes: Axes, one: Arrow, down: float, ends: tuple[float, float]) -> float:
    """Draw the messages of a step below one another; return how far down the last is, without any where the step is."""
    last = down
    for number, message in enumerate(one.messages):
        last = down + MESSAGE * (number + 0.6)
        _message(axes, message, last, ends, one)
    return last


def _message(axes: Axes, message: Message, down: float, ends: tuple[float, float], one: Arrow) -> None:
    """Draw one message between two lanes, or as a word where its other end has none."""
    text = message_name(message.kind, message.leg)
    asker, asked = (end.partition(":")[0].casefold() for end in (message.frm, message.to))
    between = {asker, asked} == {one.tail[0].casefold(), one.head[0].casefold()}
    if between:
        arrow(axes, *ends, down, one.outcome, thin=True, there_and_back=message.round_trips > 0)
        words_at(axes, sum(ends) / 2, down, (text,), Words.ON)
        return
    at = ends[0] if asker == one.tail[0].casefold() else ends[1]
    toward = f", {message.to}" if asked != asker else ""
    words_at(axes, at + 0.1, down, (f"{text}{toward}",), Words.NOTE)
