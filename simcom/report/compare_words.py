"""How a comparison is put into words: counts, differences, and many machines or steps in a few names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcom.analysis.compare import calls_among
from simcom.analysis.compare_rows import COST, Turn
from simcom.report.layout import printable
from simcom.report.wording import plural, seconds, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.compare_rows import Change, Difference

VERBS = {
    Turn.NEWLY_FAILING: ("newly fails", "newly fail"),
    Turn.NEWLY_UNDETERMINED: ("can no longer be decided", "can no longer be decided"),
    Turn.FOLLOWING: ("falls away with that", "fall away with that"),
    Turn.NEWLY_PASSING: ("newly passes", "newly pass"),
    Turn.OTHER_CAUSE: ("fails otherwise", "fail otherwise"),
    Turn.CHANGED: ("changed", "changed"),
    Turn.ONLY_BEFORE: ("is no more", "are no more"),
    Turn.ONLY_AFTER: ("is new", "are new"),
}
"""What is said of one step that turned, and of several."""

_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")


def counted(steps: int, calls: int) -> str:
    """Return how many calls and other steps there are: ``2 calls``, ``1 step``, ``2 calls and 1 other step``."""
    if steps == calls:
        return plural(calls, "call")
    if not calls:
        return plural(steps, "step")
    return f"{plural(calls, 'call')} and {plural(steps - calls, 'other step')}"


def how_many(changes: Sequence[Change]) -> str:
    """Return how many calls and other steps some changes are of."""
    return counted(len(changes), calls_among(changes))


def verb(turn: Turn, number: int) -> str:
    """Return what a number of steps did."""
    return VERBS[turn][number != 1]


def difference(one: Difference) -> str:
    """Return a difference as ``authn_level CONNECT -> PKT_INTEGRITY``."""
    return f"{one.name.removesuffix('_s')} {_value(one.name, one.before)} -> {_value(one.name, one.after)}"


def _value(name: str, value: object) -> str:
    timed = name in COST and isinstance(value, float)
    return seconds(value) if timed and isinstance(value, float) else printable(shown(value))


def ranges(names: Iterable[str]) -> list[str]:
    """Return names with those that count on put together: ``ws[001-003]`` for ws001, ws002, ws003; each name once."""
    found: dict[tuple[str, int], list[int]] = {}
    plain = []
    for name in dict.fromkeys(names):
        match = _NUMBERED.fullmatch(name)
        if match is None:
            plain.append(name)
        else:
            found.setdefault((match[1], len(match[2])), []).append(int(match[2]))
    return [*plain, *(text for (stem, width), numbers in found.items() for text in _runs(stem, width, sorted(numbers)))]


def _runs(stem: str, width: int, numbers: list[int]) -> list[str]:
    """Return a name for each stretch of numbers without a gap."""
    starts = [place for place, number in enumerate(numbers) if not place or number != numbers[place - 1] + 1]
    ends = [*(start - 1 for start in starts[1:]), len(numbers) - 1]
    return [_run(stem, width, numbers[start], numbers[end]) for start, end in zip(starts, ends, strict=True)]


def _run(stem: str, width: int, first: int, last: int) -> str:
    ends = (f"{number:0{width}d}" for number in (first, last))
    return f"{stem}[{'-'.join(ends)}]" if first != last else f"{stem}{first:0{width}d}"
