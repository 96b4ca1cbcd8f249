"""Two runs held against each other: what each step turned to, and how the turns are grouped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.sample import BLANKET, CLIENT, DISPATCHED, HIGHER, REACHED, SERVER, STRANGER, UNKNOWN, call, estate, row

from simcom.analysis.compare import Comparison, compare
from simcom.analysis.compare_rows import Difference, Turn
from simcom.analysis.result import RunResult
from simcom.runtime.rows import Party
from simcom.vocabulary.messages import Event, Message
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row
    from simcom.vocabulary.rulings import Step

OTHER = replace(STRANGER, rule="another.rule")
ELSEWHERE = Party("server", "opc02", SERVER.account)


def compared(before: list[Row], after: list[Row]) -> Comparison:
    """Compare two runs of these rows."""
    return compare(RunResult(estate(), tuple(before)), RunResult(estate(), tuple(after)))


@pytest.mark.parametrize(
    ("was", "now", "turn"),
    [
        (DISPATCHED, DISPATCHED, Turn.SAME),
        (DISPATCHED, STRANGER, Turn.NEWLY_FAILING),
        (DISPATCHED, UNKNOWN, Turn.NEWLY_UNDETERMINED),
        (STRANGER, DISPATCHED, Turn.NEWLY_PASSING),
        (STRANGER, STRANGER, Turn.SAME),
        (STRANGER, OTHER, Turn.OTHER_CAUSE),
        (STRANGER, replace(STRANGER, hresult="E_FAIL"), Turn.OTHER_CAUSE),
        (STRANGER, UNKNOWN, Turn.NEWLY_UNDETERMINED),
        (UNKNOWN, STRANGER, Turn.NEWLY_FAILING),
        (UNKNOWN, DISPATCHED, Turn.NEWLY_PASSING),
        (UNKNOWN, UNKNOWN, Turn.SAME),
    ],
)
def test_a_step_turns_by_what_became_of_it(was: Step, now: Step, turn: Turn) -> None:
    found = compared([call(1, REACHED, was)], [call(1, REACHED, now)])
    assert [one.turn for one in found.changes] == ([] if turn is Turn.SAME else [turn])
    assert found.same == ((1, 1) if turn is Turn.SAME else (0, 0))


@pytest.mark.parametrize(
    ("was", "now", "breaks"),
    [
        (DISPATCHED, STRANGER, True),
        (DISPATCHED, UNKNOWN, True),
        (UNKNOWN, STRANGER, True),
        (STRANGER, UNKNOWN, False),
        (STRANGER, OTHER, False),
        (STRANGER, DISPATCHED, False),
    ],
)
def test_what_can_no_longer_be_relied_upon_breaks(was: Step, now: Step, *, breaks: bool) -> None:
    found = compared([call(1, was)], [call(1, now)])
    assert bool(found.breaking) is breaks


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"effective": {**BLANKET, "authn_level": "PKT"}}, [Difference("authn_level", "CONNECT", "PKT")]),
        ({"effective": {**BLANKET, "mechanism": "ntlm"}}, [Difference("mechanism", None, "ntlm")]),
        (
            {"messages": (Message("bind", "a", "b", 1, 80),)},
            [Difference("round_trips", 0, 1), Difference("bytes", None, 80)],
        ),
        ({"ended_s": 0.5}, [Difference("duration_s", 0.0007, 0.499)]),
        ({"ended_s": 0.00171}, []),
        ({"events": (Event(10036, "opc01"),) * 2}, [Difference("events", [], ["10036 on opc01 x2"])]),
        ({"returned": {"a": 1, "b": 2}}, [Difference("returned", None, {"a": 1, "b": 2})]),
        ({"place": "elsewhere.yaml:3", "begun_s": 7.001, "ended_s": 7.0017}, []),
    ],
)
def test_two_occurrences_differ_in_what_matters(part: dict[str, object], expected: list[Difference]) -> None:
    """A little more time and another place in the file are no difference; the start does not count, but how long it took does."""
    found = compared([call(1, REACHED, DISPATCHED)], [call(1, REACHED, DISPATCHED, **part)])
    assert [difference for one in found.changes for difference in one.differences] == expected


def test_records_that_a_step_returned_differ_key_by_key() -> None:
    one, other = (call(1, DISPATCHED, returned={"authn_level": level, "how": "explicit"}) for level in ("PKT", "CALL"))
    assert compared([one], [other]).changes[0].differences == (Difference("returned.authn_level", "PKT", "CALL"),)


def test_the_check_that_let_a_step_through_is_not_compared() -> None:
    assert compared([call(1, REACHED)], [call(1, REACHED, DISPATCHED)]).changes == ()


def test_a_step_of_one_run_alone_is_told_as_such() -> None:
    steps = {name: replace(call(1, DISPATCHED), id=name) for name in ("went", "stayed")}
    came = replace(call(3, STRANGER), id="came")
    found = compared([steps["went"], steps["stayed"]], [steps["stayed"], came])
    assert [(one.turn, one.row.id, one.breaks) for one in found.changes] == [
        (Turn.ONLY_AFTER, "came", False),
        (Turn.ONLY_BEFORE, "went", False),
    ]


def test_changes_are_grouped_by_cause_the_gravest_and_most_frequent_first() -> None:
    ids = range(1, 6)
    now = [DISPATCHED, OTHER, STRANGER, STRANGER, DISPATCHED]
    was = [STRANGER, DISPATCHED, DISPATCHED, DISPATCHED, DISPATCHED]
    before, after = ([call(n, step) for n, step in zip(ids, steps, strict=True)] for steps in (was, now))
    found = compared(before, after)
    assert [(group.cause.turn, group.cause.rule, len(group.changes)) for group in found.groups] == [
        (Turn.NEWLY_FAILING, "trust.untrusted-domain", 2),
        (Turn.NEWLY_FAILING, "another.rule", 1),
        (Turn.NEWLY_PASSING, "trust.untrusted-domain", 1),
    ]
    assert found.same == (1, 1)


def test_a_group_names_the_machines_on_which_was_decided() -> None:
    servers = [SERVER, ELSEWHERE, SERVER]
    before = [call(n, DISPATCHED, server=server) for n, server in enumerate(servers, 1)]
    after = [call(n, STRANGER, server=server) for n, server in enumerate(servers, 1)]
    (group,) = compared(before, after).groups
    assert (group.machines, group.cause.side) == ((("opc01", 2), ("opc02", 1)), "server")
    assert group.remedy == STRANGER.remedy


def test_a_group_takes_a_call_as_its_example() -> None:
    def steps(step: Step) -> list[Row]:
        return [row(1, "set_blanket", Ruling((step,))), call(2, step)]

    (group,) = compared(steps(DISPATCHED), steps(STRANGER)).groups
    assert group.example.row.id == "viewer/2"


def test_settings_that_changed_alike_are_one_group() -> None:
    higher = {**BLANKET, "authn_level": "PKT"}
    before = [call(n, DISPATCHED) for n in (1, 2)]
    after = [call(1, DISPATCHED, effective=higher), call(2, DISPATCHED, effective=higher, ended_s=9.0)]
    assert [group.cause.different for group in compared(before, after).groups] == [
        ("authn_level CONNECT -> PKT",),
        ("authn_level CONNECT -> PKT", "cost"),
    ]


def test_a_local_step_shows_the_level_it_negotiated() -> None:
    one, other = (
        row(1, "unmarshal", Ruling((HIGHER,)), negotiated={**BLANKET, "authn_level": v}) for v in ("PKT", "CALL")
    )
    assert compared([one], [other]).changes[0].differences == (Difference("authn_level", "PKT", "CALL"),)


def test_a_run_compared_with_itself_shows_nothing() -> None:
    rows = [call(1, STRANGER), row(2, "set_blanket", Ruling((HIGHER,)), client=CLIENT)]
    assert (compared(rows, rows).changes, compared(rows, rows).same) == ((), (2, 1))
