"""The result of one run: its rows, whether they met what was expected, and the estate they came from."""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.analysis.outcomes import Row, calls_of, outcomes

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate

__all__ = ["RunResult", "UnmetExpectation"]


@dataclass(frozen=True, slots=True)
class UnmetExpectation:
    """One expectation that the run did not meet: where it is written, of which step, and what came instead."""

    place: str
    id: str
    key: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        """Return it as one line, place first."""
        return f"{self.place}: {self.id or 'the whole run'}: expected {self.key} {self.expected}, got {self.got}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as a plain record."""
        words = {"place": self.place, "id": self.id, "key": self.key}
        return {**words, "expected": self.expected, "got": self.got}


@dataclass(frozen=True)
class RunResult:
    """Everything a run produced. ``run`` is its id among several, ``seed`` what its random draws began with."""

    estate: Estate = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    unmet: tuple[UnmetExpectation, ...] = ()
    run: str = ""
    file: str = ""
    seed: int = 0

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.estate.title

    @property
    def met(self) -> bool:
        """Whether every expectation was met; a run without expectations meets them all."""
        return not self.unmet

    @property
    def calls(self) -> tuple[Row, ...]:
        """The rows that are calls of a method, callbacks among them."""
        return calls_of(self.rows)

    @property
    def outcomes(self) -> dict[str, int]:
        """The number of calls with each outcome."""
        return outcomes(self.calls)

    def find(self, row_id: str) -> Row | None:
        """Return the first row with this id, or ``None``."""
        return next((row for row in self.rows if row.id == row_id), None)

    def __getitem__(self, row_id: str) -> Row:
        """Return the first row with this id; ``LookupError`` names the nearest id if there is none."""
        found = self.find(row_id)
        if found is None:
            near = self.nearest(row_id)
            hint = f"did you mean `{near}`?" if near else "`.rows` has every step with its id"
            raise LookupError(f"there is no step `{row_id[:100]}` in this run; {hint}")
        return found

    def nearest(self, row_id: str) -> str | None:
        """Return the id of a row most like this one, or ``None`` if none is much like it."""
        near = difflib.get_close_matches(row_id[:100], [row.id for row in self.rows], n=1, cutoff=0.5)
        return near[0] if near else None

    def notable(self) -> Row | None:
        """Return the row most worth explaining: the first call that is not ok, else the last call or row."""
        bad = next((row for row in self.calls if not row.ruling.ok), None)
        return bad or next(reversed(self.calls or self.rows), None)

    def records(self) -> list[dict[str, Any]]:
        """Return every row in the stable machine format."""
        return [row.to_dict() for row in self.rows]

    def to_pandas(self) -> Any:  # noqa: ANN401  (pandas is optional and may not be there to name the type)
        """Return the calls as a pandas DataFrame with dotted column names; ``ImportError`` without pandas."""
        pandas = importlib.import_module("pandas")
        return pandas.json_normalize([row.to_dict() for row in self.calls])
