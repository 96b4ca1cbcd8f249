"""Liveness held against a plain reading of the facts, tick by tick, and against itself: seen, unseen and summed up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from runtime.calls_estate import call
from runtime.liveness_estate import happens, holder, release, rundowns, severed, wait, world_of

from simcom.runtime.world import simulate

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate
    from simcom.runtime.journal import Journal
    from simcom.runtime.rows import Row

PERIOD, TIME_OUT, END = 120, 360, 3000
Cuts = list[tuple[int, int]]

CUTS = st.lists(st.tuples(st.integers(1, 2500), st.integers(1, 900)), max_size=4).map(
    lambda found: [(begun, begun + lasts) for begun, lasts in found]
)
"""Times at which nothing gets through, in whole seconds; they may overlap."""


def apart(cuts: Cuts) -> Cuts:
    """Return cuts that neither overlap nor touch, so that each heals by itself."""
    kept: Cuts = []
    for begun, ends in sorted(cuts):
        if not kept or begun > kept[-1][1]:
            kept.append((begun, ends))
    return kept


def plain(cuts: Cuts, dies: int | None, *, process: bool) -> list[int]:
    """Return when an object goes that is held from time 0: the facts, read as a loop over the ticks of its only client's machine.

    The client's process or machine dies at a time, or never. Nobody calls.
    """
    heard: int | None = None
    for tick in range(PERIOD, END + TIME_OUT + PERIOD, PERIOD):
        limit = (0 if heard is None else heard) + TIME_OUT
        if limit < tick:
            return [limit]
        dead = dies is not None and dies <= tick
        if dead and not process:
            continue
        if any(begun <= tick < ends for begun, ends in cuts):
            continue
        if dead and heard is not None:
            return [tick]
        heard = heard if dead else tick
    return []


def built(cuts: Cuts, dies: int | None, *, process: bool) -> Estate:
    """Return the same as an estate."""
    death = () if dies is None else (happens(dies, *(("kill", "client") if process else ("crash", "hmi01"))),)
    timeline = (*(change for begun, ends in apart(cuts) for change in severed(begun, ends)), *death)
    return world_of(holder(wait(END)), timeline=timeline)


@settings(max_examples=150, deadline=None)
@given(cuts=CUTS, dies=st.none() | st.integers(1, 2500), process=st.booleans())
def test_rundown_comes_when_a_plain_reading_says_so(cuts: Cuts, dies: int | None, *, process: bool) -> None:
    expected = plain(apart(cuts), dies, process=process)
    found = rundowns(built(cuts, dies, process=process))
    assert found == [float(at_s) for at_s in expected if at_s < 5000]


@settings(max_examples=40, deadline=None)
@given(cuts=CUTS, waits=st.lists(st.integers(1, 400), min_size=1, max_size=8), dies=st.none() | st.integers(1, 2500))
def test_looking_changes_nothing_and_a_summary_counts_right(cuts: Cuts, waits: list[int], dies: int | None) -> None:
    steps = [step for seconds in waits for step in (wait(seconds), call("c"))]
    one = replace(built(cuts, dies, process=False), observe=())
    clients = (holder(*steps, release(), wait(500)), holder(wait(700), call("d"), wait(4000), name="b", on="hmi02"))
    one = replace(one, processes=(*one.processes[:2], *clients))
    seen = replace(one, observe=("ping",))
    unseen_rows = [_told(row) for row in simulate(one, until_s=3500.5).rows()]
    journal, counted = (simulate(seen, until_s=3500.5, summary=summary) for summary in (False, True))
    assert [_told(row) for row in journal.rows() if row.kind != "ping"] == unseen_rows
    assert _counts(counted) == _counts(journal)


def _told(row: Row) -> tuple[object, ...]:
    """Return what matters of a row."""
    return row.id, row.begun_s, row.ended_s, row.ruling.hresult.name, row.ruling.rules


def _counts(journal: Journal) -> dict[tuple[str, str, str], int]:
    """Return how often each thing happened, by id, method and result."""
    found: dict[tuple[str, str, str], int] = {}
    for known, count in journal.counts():
        wanted = (known.id, known.method or "", known.ruling.hresult.name)
        found[wanted] = found.get(wanted, 0) + count
    return found
