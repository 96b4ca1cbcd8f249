"""Which step of one run is which of another, also where steps were put in before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.sample import DISPATCHED, call

from simcom.analysis.compare_pairs import pairs, plain_id

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row


def run(*steps: str) -> list[Row]:
    """Return rows from texts such as ``viewer/1 ReadRaw`` or ``server/1 Tell<viewer/1``: id, method, parent."""
    rows = []
    for step in steps:
        words, _, parent = step.partition("<")
        row_id, method = words.split()
        kind = "set_blanket" if method == "SetBlanket" else "call"
        rows.append(replace(call(1, DISPATCHED), id=row_id, method=method, kind=kind, parent=parent or None))
    return rows


def matched(before: list[Row], after: list[Row]) -> list[tuple[str, str]]:
    """Return the ids of the rows that were put together; a dash where there is none."""
    return [(one.id if one else "-", other.id if other else "-") for one, other in pairs(before, after)]


def test_rows_of_one_id_match_whatever_the_order() -> None:
    before, after = run("a/1 Read", "b/1 Write"), run("b/1 Write", "a/1 Read")
    assert matched(before, after) == [("b/1", "b/1"), ("a/1", "a/1")]


def test_occurrences_match_by_number() -> None:
    before, after = run("a/1 Read", "a/1#2 Read"), run("a/1 Read", "a/1#2 Read", "a/1#3 Read")
    assert matched(before, after) == [("a/1", "a/1"), ("a/1#2", "a/1#2"), ("-", "a/1#3")]


def test_steps_of_a_method_match_within_the_call_that_led_to_them() -> None:
    """The first call now fails, so that the body runs once: it is the second caller's body that is left."""
    body = ("s/1 Tell<a/1", "s/1#2 Tell<b/1")
    assert matched(run(*body), run("s/1 Tell<b/1")) == [("s/1#2", "s/1"), ("s/1", "-")]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (("a/1 SetBlanket", "a/2 Read", "a/3 Read"), [("-", "a/1"), ("a/1", "a/2"), ("a/2", "a/3")]),
        (("a/1 Read", "a/2 SetBlanket", "a/3 Read"), [("a/1", "a/1"), ("-", "a/2"), ("a/2", "a/3")]),
        (("a/1 Read", "a/2 Read", "a/3 SetBlanket"), [("a/1", "a/1"), ("a/2", "a/2"), ("-", "a/3")]),
        (("a/1 Write", "a/2 Read"), [("-", "a/1"), ("a/1", "a/2"), ("a/2", "-")]),
    ],
)
def test_ids_by_place_follow_a_step_that_was_put_in(after: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert matched(run("a/1 Read", "a/2 Read"), run(*after)) == expected


def test_ids_by_place_follow_a_step_that_was_taken_out() -> None:
    before, after = run("a/1 SetBlanket", "a/2 Read", "a/2#2 Read"), run("a/1 Read", "a/1#2 Read")
    assert matched(before, after) == [("a/2", "a/1"), ("a/2#2", "a/1#2"), ("a/1", "-")]


def test_ids_by_place_follow_a_step_without_a_row_that_was_put_in() -> None:
    """A wait leaves no row, but moves every later id: before it are 1, 2 and 4, after it 1, 3 and 5."""
    before, after = run("a/1 Make", "a/2 Read", "a/4 Read"), run("a/1 Make", "a/3 Read", "a/5 Read")
    assert matched(before, after) == [("a/1", "a/1"), ("a/2", "a/3"), ("a/4", "a/5")]


def test_what_happened_within_a_step_that_moved_moves_with_it() -> None:
    before = run("s/1 Tell<a/1", "a/1 Read")
    after = run("a/1 SetBlanket", "s/1 Tell<a/2", "a/2 Read")
    assert matched(before, after) == [("-", "a/1"), ("s/1", "s/1"), ("a/1", "a/2")]


def test_objects_that_activations_make_match_by_the_activation() -> None:
    """The first activation fails now, so that the second one's object is the first of all."""
    first, second = (
        replace(one, id=f"s.T#{number}/marshal ITank") for number, one in enumerate(run("s Go<a/1", "s Go<b/1"), 1)
    )
    assert matched([first, second], [replace(second, id=first.id)]) == [(second.id, first.id), (first.id, "-")]


def test_ids_given_in_the_file_stay_what_they_are() -> None:
    before, after = run("the-call Read", "a/2 Read"), run("the-call Write", "a/2 Read")
    assert matched(before, after) == [("the-call", "the-call"), ("a/2", "a/2")]


@pytest.mark.parametrize(
    ("row_id", "plain"),
    [
        ("a/1#12", "a/1"),
        ("a/1", "a/1"),
        ("a#2/1", "a#2/1"),
        ("a#2/1#3", "a#2/1"),
        ("s.T#7/marshal ITank", "s.T/marshal ITank"),
        ("s.T#7/rundown#2", "s.T/rundown"),
    ],
)
def test_an_id_without_its_occurrence(row_id: str, plain: str) -> None:
    assert plain_id(row_id) == plain
