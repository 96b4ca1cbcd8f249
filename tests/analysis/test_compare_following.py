"""Which changes only follow from others, over runs made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.sample import DISPATCHED, HIGHER, STRANGER, UNKNOWN, call, estate, row

from simcom.analysis.compare import compare
from simcom.analysis.compare_rows import Turn
from simcom.analysis.result import RunResult
from simcom.rules.asynchronous import still_under_way
from simcom.rules.references import no_pointer
from simcom.vocabulary.rulings import Ruling, Step

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row

BECAUSE = replace(UNKNOWN, because="there is no such pointer")


def activation(step: Step) -> Row:
    """Return an activation that ends so."""
    return row(1, "activation", Ruling((step,)), transport="tcp")


def turns(before: list[Row], after: list[Row]) -> list[tuple[str, Turn, str, bool]]:
    """Return of each change its id, turn, from which step it follows, and whether it breaks."""
    first, second = (RunResult(estate(), tuple(rows)) for rows in (before, after))
    return [(one.row.id, one.turn, one.follows, one.breaks) for one in compare(first, second).changes]


def test_calls_and_steps_fall_away_with_the_activation_that_they_need() -> None:
    """The unmarshaling took place in the course of the activation, and gave the call its settings."""
    unmarshal = row(2, "unmarshal", Ruling((HIGHER,)), parent="viewer/1", id="viewer/1/unmarshal")
    reached = call(3, DISPATCHED, settings="viewer/1/unmarshal")
    assert turns([unmarshal, activation(DISPATCHED), reached], [activation(STRANGER), call(3, BECAUSE)]) == [
        ("viewer/1", Turn.NEWLY_FAILING, "", True),
        ("viewer/3", Turn.FOLLOWING, "viewer/1", True),
        ("viewer/1/unmarshal", Turn.FOLLOWING, "viewer/1", True),
    ]


def test_what_a_method_did_falls_away_with_the_call() -> None:
    inner = call(2, STRANGER, parent="viewer/1", id="server/1")
    found = turns([inner, call(1, DISPATCHED)], [call(1, STRANGER)])
    assert found[1] == ("server/1", Turn.FOLLOWING, "viewer/1", False)


def test_a_step_that_fails_for_a_reason_of_its_own_follows_from_nothing() -> None:
    set_blanket = row(1, "set_blanket", Ruling((DISPATCHED,)))
    before = [set_blanket, call(2, DISPATCHED, settings="viewer/1")]
    after = [replace(set_blanket, ruling=Ruling((STRANGER,))), call(2, STRANGER)]
    assert [turn for _, turn, _, _ in turns(before, after)] == [Turn.NEWLY_FAILING, Turn.NEWLY_FAILING]


def test_a_step_that_is_no_more_for_no_known_reason_follows_from_nothing() -> None:
    found = turns([call(1, DISPATCHED), call(2, DISPATCHED, settings=None)], [call(1, STRANGER)])
    assert found[1] == ("viewer/2", Turn.ONLY_BEFORE, "", False)


def test_steps_follow_from_one_that_can_no_longer_be_decided_too() -> None:
    before = [activation(DISPATCHED), call(2, DISPATCHED, settings="viewer/1")]
    assert turns(before, [activation(UNKNOWN), call(2, BECAUSE)]) == [
        ("viewer/1", Turn.NEWLY_UNDETERMINED, "", True),
        ("viewer/2", Turn.FOLLOWING, "viewer/1", True),
    ]


def test_nothing_follows_from_a_step_that_goes_on_as_before() -> None:
    before = [activation(DISPATCHED), call(2, DISPATCHED, settings="viewer/1")]
    found = turns(before, [activation(DISPATCHED), call(2, BECAUSE)])
    assert found == [("viewer/2", Turn.NEWLY_UNDETERMINED, "", True)]


def test_a_step_whose_own_settings_it_names_does_not_follow_from_itself() -> None:
    before = call(1, DISPATCHED, settings="viewer/1")
    assert turns([before], [call(1, UNKNOWN, settings="viewer/1")]) == [("viewer/1", Turn.NEWLY_UNDETERMINED, "", True)]


def again(one: Row, number: int) -> Row:
    """Return a later occurrence of a step."""
    return replace(one, id=f"{one.id}#{number}")


def test_an_occurrence_follows_from_the_failure_of_the_same_number_else_from_the_first() -> None:
    """What happens in the first turn of a loop cannot follow from what fails in the last one."""
    unmarshal = row(3, "unmarshal", Ruling((HIGHER,)), parent="viewer/1", id="viewer/1/unmarshal")
    reached = call(2, DISPATCHED, settings="viewer/1/unmarshal")
    null = replace(call(2), ruling=no_pointer("viewer/1", null=True), server=None)
    ok, bad = activation(DISPATCHED), activation(STRANGER)
    before = [ok, unmarshal, reached, again(ok, 2), again(unmarshal, 2), again(reached, 2), again(reached, 3)]
    found = turns(before, [bad, null, again(bad, 2), again(null, 2), again(null, 3)])
    assert {name: follows for name, _, follows, _ in found if follows} == {
        "viewer/2": "viewer/1",
        "viewer/2#2": "viewer/1#2",
        "viewer/2#3": "viewer/1",
        "viewer/1/unmarshal": "viewer/1",
        "viewer/1/unmarshal#2": "viewer/1#2",
    }


def test_calls_under_way_when_the_run_ends_follow_from_nothing() -> None:
    """The outer one waits for the inner one, not the other way round."""
    inner, outer = call(2, DISPATCHED, parent="viewer/1", id="server/1"), call(1, DISPATCHED)
    after = [replace(one, ruling=still_under_way(one.ruling, 9.0)) for one in (inner, outer)]
    assert turns([inner, outer], after) == [
        ("server/1", Turn.NEWLY_UNDETERMINED, "", True),
        ("viewer/1", Turn.NEWLY_UNDETERMINED, "", True),
    ]
