"""Who sent what to whom, when: the processes of a run side by side, and what passed between them in the order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simcom.analysis.lanes_arrows import RESOLVER, Arrow, Lane, arrows_of, folded
from simcom.analysis.lives import initially, lives
from simcom.analysis.marks import Mark, marks
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.result import RunResult

MOST_LANES = 12
"""Processes that can still be read side by side."""

MOST_ARROWS = 44
"""Arrows and happenings that can still be read below one another."""

MOST_MESSAGES = 36
"""Messages up to which each is an arrow of its own; above, there is one for each step."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """What the picture shows, from left to right and from top to bottom; ``note`` says what was left out or put together.

    ``running`` are the lanes of processes that run from the start; ``turns`` are times at which a lane's process ends (False) or
    starts (True). ``labels`` has for each name, in lower case, that is drawn together with others what stands for them.
    """

    lanes: tuple[Lane, ...]
    items: tuple[Arrow | Mark, ...]
    running: frozenset[Lane]
    turns: tuple[tuple[float, Lane, bool], ...]
    labels: dict[str, str] = field(default_factory=dict)
    note: str = ""
    detailed: bool = False


def lanes(result: RunResult) -> Lanes:
    """Return the processes of a run and what passed between them, cut to what can be read."""
    arrows, labels = folded(arrows_of(result.rows), MOST_LANES)
    every = dict.fromkeys(lane for one in arrows for lane in (one.tail, one.head))
    kept = _kept(arrows, every)
    shown = [one for one in arrows if one.tail in kept and one.head in kept]
    last_s = max((row.ended_s for row in result.rows), default=0.0)
    happened = _touching(marks(result.estate, last_s), kept, labels)
    detailed = len(shown) + len(happened) <= MOST_ARROWS and sum(len(one.messages) for one in shown) <= MOST_MESSAGES
    merged = shown if detailed else _merged(shown, happened)
    drawn = _fitted(merged, happened)
    items: list[Arrow | Mark] = sorted([*happened, *drawn], key=lambda one: one.at_s)
    return Lanes(
        lanes=_side_by_side(kept, [labels.get(one.name.casefold(), one.name) for one in result.estate.machines]),
        items=tuple(items),
        running=frozenset(lane for lane in kept if initially(result.estate, lane) or lane[1] in labels.values()),
        turns=lives(result, last_s),
        labels=labels,
        note=_note(
            len(every) - len(kept),
            len(arrows) - len(shown),
            len(merged) - len(drawn),
            merged=len(merged) < len(shown),
            folded_=bool(labels),
        ),
        detailed=detailed,
    )


def _kept(arrows: Iterable[Arrow], every: Iterable[Lane]) -> dict[Lane, None]:
    """Return the lanes to draw: of too many, those with most failures, then with most arrows."""
    failures: Counter[Lane] = Counter()
    drawn: Counter[Lane] = Counter()
    for one in arrows:
        for lane in (one.tail, one.head):
            drawn[lane] += 1
            failures[lane] += one.outcome is not Outcome.OK
    order = list(every)
    best = sorted(order, key=lambda lane: (-failures[lane], -drawn[lane], order.index(lane)))[:MOST_LANES]
    return dict.fromkeys(sorted(best, key=order.index))


def _side_by_side(kept: Iterable[Lane], machines: list[str]) -> tuple[Lane, ...]:
    """Return lanes machine by machine in the order of the file; on each, the resolver stands first."""
    order = {name: place for place, name in reversed([*enumerate(machines)])}
    return tuple(sorted(kept, key=lambda lane: (order.get(lane[0], len(order)), lane[1] != RESOLVER)))


def _touching(found: Iterable[Mark], kept: Iterable[Lane], labels: dict[str, str]) -> list[Mark]:
    """Return the happenings; of changes of settings, those that concern a machine that is drawn."""
    machines = {machine for machine, _ in kept}
    return [
        one
        for one in found
        if one.kind != "change" or any(labels.get(name.casefold(), name) in machines for name in one.subjects)
    ]


def _merged(arrows: list[Arrow], happened: Sequence[Mark]) -> list[Arrow]:
    """Put alike arrows together that follow one another; where that is not enough, all between one happening and the next."""
    times = [mark.at_s for mark in happened]
    plain = [replace(one, messages=()) for one in arrows]
    stretches = [bisect_right(times, one.at_s) for one in plain]
    found: list[Arrow] = []
    for place, one in enumerate(plain):
        again = place and stretches[place] == stretches[place - 1] and _alike(found[-1]) == _alike(one)
        if again:
            found[-1] = replace(found[-1], count=found[-1].count + 1, until_s=one.at_s)
        else:
            found.append(one)
    return found if len(found) + len(happened) <= MOST_ARROWS else _gathered(plain, stretches)


def _gathered(arrows: list[Arrow], stretches: list[int]) -> list[Arrow]:
    """Put all alike arrows of a stretch together, at the place of the first."""
    found: dict[tuple[int, Arrow], Arrow] = {}
    for one, stretch in zip(arrows, stretches, strict=True):
        place = (stretch, _alike(one))
        first = found.get(place)
        found[place] = one if first is None else replace(first, count=first.count + 1, until_s=one.at_s)
    return list(found.values())


def _alike(one: Arrow) -> Arrow:
    """Return an arrow without what may differ between two that are put together."""
    return replace(one, at_s=0.0, ended_s=0.0, until_s=0.0, count=1, round_trips=0)


def _fitted(arrows: list[Arrow], happened: Sequence[Mark]) -> list[Arrow]:
    """Return the arrows there is room for: failures go before what went through."""
    room = max(MOST_ARROWS - len(happened), 1)
    order = sorted(range(len(arrows)), key=lambda place: (arrows[place].outcome is Outcome.OK, place))
    return [arrows[place] for place in sorted(order[:room])]


def _note(processes: int, steps: int, kinds: int, *, merged: bool, folded_: bool) -> str:
    words = ["alike steps are put together"] if merged else []
    words += ["processes with numbered names are one"] if folded_ else []
    if processes:
        words.append(f"{processes} more processes are not drawn, nor their {steps} steps")
    if kinds > 0:
        words.append(f"{kinds} kinds of step that went through are not drawn")
    return "; ".join(words)
