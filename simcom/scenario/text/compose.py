"""From YAML text to plain values, with the place of each.

The composer keeps its own stack, looks at every limit at every event, and stops pulling events at the first structural
fault; so a hostile file costs what was read of it and no more. Smaller faults are collected and told together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from simcom.errors import Complaint
from simcom.scenario.codes import Code
from simcom.scenario.text.composer import EMPTY, Composer, Value
from simcom.scenario.text.decoding import Limits, decode
from simcom.scenario.text.places import Path, Place, nearest, shortened
from simcom.scenario.text.reader import events, syntax_complaint

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Composed:
    """A file as plain values, and the place of each of them.

    `value` holds nothing but dict, list, str, int, float, bool and None. `places` has an entry for every path in it,
    the empty path included.
    """

    file: str
    value: dict[str, Value]
    places: Mapping[Path, Place]

    def complaint(self, code: Code, path: Path, problem: str, hint: str = "", *, at_key: bool = False) -> Complaint:
        """Make a complaint about the value at `path`, or about its key; above it where the file has no such path."""
        place = nearest(self.places, path)
        line, column = (place.key_line, place.key_column) if at_key else (place.line, place.column)
        return Complaint(self.file, line, column, code, shortened(path), problem, hint)


def compose(source: str | bytes, file: str, limits: Limits | None = None) -> Composed:
    r"""Read one scenario text; `file` is the name used in complaints.

    Keys are always text, as written: the key `6` and the key `"6"` are the same. Raises ScenarioError, and nothing
    else, for whatever is wrong with the text.

    >>> composed = compose("accounts:\n  CORP\\ann: {rank: 0x10}\n", "small.yaml")
    >>> composed.value
    {'accounts': {'CORP\\ann': {'rank': 16}}}
    >>> composed.places["accounts", "CORP\\ann", "rank"].column
    20
    """
    bounds = limits or Limits()
    composer = Composer(file, bounds)
    text = decode(source, file, bounds)
    try:
        for event in events(text):
            composer.take(event)
    except yaml.YAMLError as error:
        composer.faults.give_up(syntax_complaint(error, text, file))
    if composer.root is None:
        composer.faults.give_up(Complaint(file, 1, 1, Code.EMPTY, "", *EMPTY))
    if composer.faults.complaints:
        composer.faults.give_up()
    return Composed(file, composer.root, composer.places)
