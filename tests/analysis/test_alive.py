"""Objects that clients hold: their number over time, and how they end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.in_time import ONE, SERVER, TWO, at, happens, held, released, run
from analysis.sample import DISPATCHED

from simcom.analysis.alive import CUT_OFF, DIED, RELEASED, RUN_DOWN, Ending, alive

if TYPE_CHECKING:
    from simcom.runtime.networks import Change
    from simcom.runtime.rows import Row

UNTOLD = replace(DISPATCHED, rule="iunknown.release-fails")
BOTH = (held(0, "a"), held(1, "b", TWO))


def ended(*rows: Row, timeline: tuple[Change, ...] = ()) -> list[tuple[str, int]]:
    """Return how objects of the server ended, and how many are left each time."""
    (found,) = alive(run(rows, *timeline))
    return [(one.how, one.left) for one in found.ends]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((*BOTH, released(5, "a")), [(RELEASED, 1)]),
        ((*BOTH, released(5, "a", ONE, UNTOLD)), []),
        ((*BOTH, at(5, "release", object="a", transport="none")), []),
        ((*BOTH, held(2, "a", TWO), released(5, "a")), []),
        ((*BOTH, held(2, "a", TWO), released(5, "a"), released(6, "a", TWO)), [(RELEASED, 1)]),
        ((*BOTH, at(5, "rundown", SERVER, object="b", transport="none")), [(RUN_DOWN, 1)]),
        ((*BOTH, at(5, "rundown", SERVER, object="c", transport="none")), []),
        ((*BOTH, at(5, "disconnect", SERVER, server=None, name="a")), [(CUT_OFF, 1)]),
        ((*BOTH, at(5, "exit", SERVER, server=None)), [(DIED, 0)]),
    ],
)
def test_how_objects_end(rows: tuple[Row, ...], expected: list[tuple[str, int]]) -> None:
    assert ended(*rows) == expected


def test_objects_that_end_together_are_one_ending() -> None:
    (found,) = alive(run((*BOTH, at(9, "call")), happens(5, "crash", "opc01")))
    assert found.ends == (Ending(5, DIED, 2, 0),)
    assert found.steps == ((0.0, 0), (0.01, 1), (1.01, 2), (5, 0))
    assert found.most == 2


def test_a_client_that_dies_leaves_its_objects() -> None:
    assert ended(*BOTH, at(9, "call"), timeline=(happens(5, "crash", "hmi01"),)) == []


def test_an_object_of_ones_own_is_not_held() -> None:
    assert alive(run((held(0, "a", SERVER),))) == ()


def test_each_server_process_counts_its_own() -> None:
    other = replace(SERVER, process="archive")
    found = alive(run((held(0, "a"), at(1, "unmarshal", object="a", server=other))))
    assert [(one.process, one.most) for one in found] == [("server", 1), ("archive", 1)]
