"""A composed file on its way to an estate: its values, where each of them really stands, and the complaints so far.

Values move on that way: `--set` puts some in, and defaults and profiles are copied under items. A complaint or an origin still names
the place where the user wrote the value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.errors import Complaint, ScenarioError, quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import SYNONYMS
from simcom.scenario.suggest import suggest
from simcom.scenario.text.places import Path, nearest, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from simcom.scenario.text.compose import Composed

MOST_COMPLAINTS = 50
COLLECTED = 1000
"""Complaints after which nothing more is looked at."""

HINTED = 200
"""Complaints for which the nearest right word is looked up; a file with more of them is past such help."""


@dataclass(slots=True)
class Source:
    """A file's values with their places; `moved` tells where a copied part came from, `given` which `--set` brought one in.

    ``rules`` are the ids that an expectation may name; none leaves them unchecked.
    """

    composed: Composed
    value: dict[str, Any]
    moved: dict[Path, Path] = field(default_factory=dict)
    given: dict[Path, str] = field(default_factory=dict)
    complaints: dict[Complaint, None] = field(default_factory=dict)
    rules: Collection[str] = ()

    def complain(self, code: Code, path: Path, problem: str, hint: str = "", *, at_key: bool = False) -> None:
        """Note a complaint about what is at `path`; the same one twice is one. Raises ScenarioError when there are too many."""
        real = self.real(path)
        setting = self._setting(real)
        if setting:
            made = Complaint(f"--set {setting}", 1, 1, code, shortened(real), problem, hint)
        else:
            made = self.composed.complaint(code, real, problem, hint, at_key=at_key)
        self.complaints[made] = None
        if len(self.complaints) >= COLLECTED:
            self.raise_complaints()

    def hint(self, word: str, options: Iterable[str], otherwise: str = "") -> str:
        """Return the nearest right word as a hint, or another hint where there is none."""
        return otherwise if len(self.complaints) > HINTED else suggest(word, options) or otherwise

    def check_rule(self, name: str, path: Path, *, at_key: bool = False) -> None:
        """Complain of an id that is no rule's: an expectation of it could never be met."""
        if self.rules and name not in self.rules:
            hint = self.hint(name, self.rules, "`simcom rules` lists them")
            self.complain(Code.UNKNOWN_VALUE, path, f"no rule has the id {quoted(name)}", hint, at_key=at_key)

    def raise_complaints(self) -> None:
        """Raise what was complained about, in the order of the file; not more than can be read."""
        found = sorted(self.complaints)
        if len(found) > MOST_COMPLAINTS:
            last = found[MOST_COMPLAINTS]
            rest = f"and {len(found) - MOST_COMPLAINTS} more; mend these first"
            found[MOST_COMPLAINTS:] = [Complaint(last.file, last.line, last.column, last.code, "", rest)]
        if found:
            raise ScenarioError(tuple(found))

    def real(self, path: Path) -> Path:
        """Return the path of the file where the value at `path` was written."""
        spelled = self.spelled(path)
        for length in range(len(spelled), 0, -1):
            if (start := self.moved.get(spelled[:length])) is not None:
                return (*start, *spelled[length:])
        return spelled

    def spelled(self, path: Path) -> Path:
        """Return a path with the keys that the file uses: synonyms put back, and what no mapping or list has left out."""
        here: Any = self.value
        found: list[str | int] = []
        for part in path:
            if (spelling := _spelling(here, part)) is not None:
                found.append(spelling)
                here = here[spelling]
        return tuple(found)

    def at(self, path: Path) -> str:
        """Return `file:line:column` of a value, or the `--set` that gave it."""
        real = self.real(path)
        if setting := self._setting(real):
            return f"--set {setting}"
        place = nearest(self.composed.places, real)
        return f"{self.composed.file}:{place.line}:{place.column}"

    def line(self, path: Path) -> str:
        """Return `file:line` of a key or list item, or the `--set` that gave it."""
        real = self.real(path)
        if setting := self._setting(real):
            return f"--set {setting}"
        return f"{self.composed.file}:{nearest(self.composed.places, real).key_line}"

    def _setting(self, real: Path) -> str:
        if not self.given:
            return ""
        return next(
            (self.given[real[:length]] for length in range(len(real), 0, -1) if real[:length] in self.given), ""
        )


def _spelling(here: object, part: str | int) -> str | int | None:
    """Return how a mapping spells a key, or where a list has an item; None where it has no such thing."""
    if isinstance(here, dict):
        return next((name for name in (part, *SYNONYMS.get(str(part), ())) if name in here), None)
    if isinstance(here, list) and isinstance(part, int):
        return part if part < len(here) else None
    return here.index(part) if isinstance(here, list) and part in here else None
