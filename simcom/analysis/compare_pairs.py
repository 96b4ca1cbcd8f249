"""Which step of one run is which of another: by id and occurrence, and by order where a file's steps have moved."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row

Key = tuple[str, str, int]
"""A step's id without its occurrence, that of the step in whose course it happened, and which occurrence there it is."""

Sign = tuple[str, str]
"""What a step does: its kind and its method."""

_AGAIN = re.compile(r"#([0-9]+)$")
_MADE = re.compile(r"#[0-9]+(?=/(?:marshal |rundown))")
_BY_PLACE = re.compile(r"(.*/)([0-9]+(?:\.[0-9]+)*)")
_SAME_KIND = {"callback": "call"}


def pairs(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[Row | None, Row | None]]:
    """Return the rows of two runs by twos: those of the second in their order, then those that only the first has.

    Rows match by id, by the step in whose course they happened, and by occurrence. Ids that only tell a step's place in its script are
    followed where steps were put in or taken out: then what the steps do tells which is which.
    """
    old = dict(zip(keys(before, {}), before, strict=True))
    new = dict(zip(keys(after, moved(before, after)), after, strict=True))
    matched: list[tuple[Row | None, Row | None]] = [(old.get(key), row) for key, row in new.items()]
    return [*matched, *((row, None) for key, row in old.items() if key not in new)]


def keys(rows: Iterable[Row], names: dict[str, str]) -> list[Key]:
    """Return the key of every row; ``names`` are ids that go by another in keys."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for row in rows:
        own, parent = (names.get(word, word) for word in (plain_id(row.id), plain_id(row.parent or "")))
        seen[own, parent] += 1
        found.append((own, parent, seen[own, parent]))
    return found


def plain_id(row_id: str) -> str:
    """Return an id without its occurrence: ``viewer/3`` for ``viewer/3#2``.

    Objects that activations make are numbered through a run, so that one activation more or less gives all later ones other numbers: what
    is written of them goes without that number too, ``server.Tank/rundown`` for ``server.Tank#7/rundown``.
    """
    return _MADE.sub("", _AGAIN.sub("", row_id))


def occurrence(row_id: str) -> int:
    """Return which occurrence of its step an id tells: 2 for ``viewer/3#2``, 1 for ``viewer/3``."""
    found = _AGAIN.search(row_id)
    return int(found[1]) if found else 1


def moved(before: Iterable[Row], after: Iterable[Row]) -> dict[str, str]:
    """Return the ids of the second run's steps that are another's of the first; one that is nobody's goes by a name of its own."""
    old, new = _scripts(before), _scripts(after)
    found: dict[str, str] = {}
    for script, steps in new.items():
        known = old.get(script, {})
        if _shifted(known, steps):
            found |= _aligned(known, steps)
    return found


def _shifted(old: dict[str, Sign], new: dict[str, Sign]) -> bool:
    """Tell whether a script's steps have moved: an id does something else now, or each run has ids that the other has not."""
    another = any(old.get(step_id, sign) != sign for step_id, sign in new.items())
    return another or bool(old.keys() - new.keys() and new.keys() - old.keys())


def _scripts(rows: Iterable[Row]) -> dict[str, dict[str, Sign]]:
    """Return what each step does whose id tells its place, in the order of the places, script by script."""
    found: dict[str, dict[tuple[int, ...], tuple[str, Sign]]] = {}
    for row in rows:
        own = plain_id(row.id)
        if match := _BY_PLACE.fullmatch(own):
            place = tuple(map(int, match[2].split(".")))
            sign = (_SAME_KIND.get(row.kind, row.kind), row.method or "")
            found.setdefault(match[1], {}).setdefault(place, (own, sign))
    return {script: dict(steps[place] for place in sorted(steps)) for script, steps in found.items()}


def _aligned(old: dict[str, Sign], new: dict[str, Sign]) -> dict[str, str]:
    """Return the old id of each new one, as few steps as possible being held for new."""
    was, now = list(old), list(new)
    matcher: SequenceMatcher[Sign] = SequenceMatcher(None, list(old.values()), list(new.values()), autojunk=False)
    found = {step_id: f"{step_id} (new)" for step_id in now}
    for first, second, size in matcher.get_matching_blocks():
        found |= dict(zip(now[second : second + size], was[first : first + size], strict=True))
    return found
