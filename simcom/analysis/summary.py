"""The counts of a run that kept no rows: how often each thing happened, what decided, on which machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, overload

from simcom.analysis.outcomes import Cause, Row, causes_of_many, is_call
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simcom.analysis.result import UnmetExpectation
    from simcom.runtime.journal import Template

Counted = tuple[tuple[Row, int], ...]
"""Rows that each stand for a number of equal ones; their times and steps mean nothing."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to, in counts.

    ``checked`` is how many expectations of the whole run were looked at, ``unchecked`` how many concern single steps, which a summary
    does not have.
    """

    counted: Counted
    title: str = ""
    run: str = ""
    file: str = ""
    seed: int = 0
    unmet: tuple[UnmetExpectation, ...] = ()
    checked: int = 0
    unchecked: int = 0

    @property
    def met(self) -> bool:
        """Whether every expectation that could be looked at was met."""
        return not self.unmet

    @property
    def rows(self) -> int:
        """The number of steps that were taken."""
        return sum(count for _, count in self.counted)

    @property
    def kinds(self) -> dict[str, int]:
        """How many steps there were of each kind, most frequent first."""
        found: Counter[str] = Counter()
        for row, count in self.counted:
            found[row.kind] += count
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def outcomes(self) -> dict[str, int]:
        """The number of calls with each outcome; all outcomes are there."""
        return _by_outcome((row, count) for row, count in self.counted if is_call(row))

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What decided the steps that did not go through, stage by stage."""
        return causes_of_many(self.counted)

    @property
    def machines(self) -> dict[str, dict[str, int]]:
        """The outcomes of what was asked of each machine by a call, an activation or the like; the machines by name."""
        found: dict[str, list[tuple[Row, int]]] = {}
        for row, count in self.counted:
            if row.server is not None and row.transport != "none":
                found.setdefault(row.server.machine, []).append((row, count))
        return {name: _by_outcome(found[name]) for name in sorted(found)}

    @property
    def events(self) -> dict[tuple[str, int], int]:
        """How many lines of each number each machine's event log got, by machine and number."""
        found: Counter[tuple[str, int]] = Counter()
        for row, count in self.counted:
            for event in row.events:
                found[event.machine, event.number] += count
        return dict(sorted(found.items()))

    def records(self) -> Sequence[dict[str, Any]]:
        """Return the rows in the stable machine format, each as often as it happened, none of them kept twice."""
        return Repeated([(row.to_dict(), count) for row, count in self.counted])


def summary(counts: Iterable[tuple[Template, int]], *, title: str, run: str, file: str, seed: int) -> Summary:
    """Return the counts of a run from what its journal counted."""
    return Summary(tuple((_row(one, run, seed), count) for one, count in counts), title, run, file, seed)


def _row(one: Template, run: str, seed: int) -> Row:
    """Return a row that stands for every occurrence of a template; what only explanations need is left out."""
    return Row(
        run=run, seed=seed, step=0, id=one.id, parent=one.parent, kind=one.kind, begun_s=0.0, ended_s=0.0,
        client=one.client, server=one.server, class_=one.class_, interface=one.interface, method=one.method,
        transport=one.transport, requested=None, negotiated=None, effective=None, returned=None, caller=one.caller,
        ruling=one.ruling, exchanges=one.exchanges, messages=one.messages, events=one.events, settings=one.settings,
        place=one.place, name=one.name,
    )  # fmt: skip


def _by_outcome(counted: Iterable[tuple[Row, int]]) -> dict[str, int]:
    found = dict.fromkeys(map(str, Outcome), 0)
    for row, count in counted:
        found[str(row.ruling.outcome)] += count
    return found


class Repeated(Sequence[dict[str, Any]]):
    """A sequence in which each record stands as often as is said, while it is kept once."""

    def __init__(self, counted: Iterable[tuple[dict[str, Any], int]]) -> None:
        self._counted = tuple(counted)

    def __len__(self) -> int:
        """Return how many records there are, repetitions included."""
        return sum(count for _, count in self._counted)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Go through the records, the equal ones one after the other."""
        return chain.from_iterable(repeat(record, count) for record, count in self._counted)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[dict[str, Any]]: ...

    def __getitem__(self, place: int | slice) -> dict[str, Any] | Sequence[dict[str, Any]]:
        """Return the record at a place, or those of a slice."""
        return list(self)[place]
