"""What still waits for its answer when the run ends: one row for each call, of which nobody can say what would have become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from runtime.activation_estate import activate, activations, launched
from runtime.calls_estate import call, classes, client, estate, server, unmarshal
from runtime.liveness_estate import happens, release

from simcom.rules.asynchronous import still_under_way
from simcom.rules.references import ordinary_call
from simcom.runtime.steps import Call, CoCreateInstance, Duration, QueryInterface, Wait
from simcom.runtime.steps_activation import FinishCall
from simcom.runtime.world import simulate
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate
    from simcom.runtime.steps import Step

SLOW = classes(takes=Duration(100.0))
BEGUN = Call("c", "", "p", "Read", begin="s")


def unfinished(one: Estate, until_s: float | None = 50.0) -> list[str]:
    """Return the ids of the rows that were under way when the run ended, in their order."""
    rows = simulate(one, until_s=until_s).rows()
    return [row.id for row in rows if row.ruling.decisive.rule == "rpc-no-call-timeout"]


def holding(*steps: Step, **changes: object) -> Estate:
    """Return the estate whose client unmarshals and takes these steps."""
    return estate(server(), client(unmarshal("u"), *steps), **{"classes": SLOW, **changes})


def test_a_call_under_way_has_a_row() -> None:
    (row,) = [row for row in simulate(holding(call("c")), until_s=50.0).rows() if row.kind == "call"]
    assert (row.ruling.outcome, row.ended_s, row.events, row.stage) == (Outcome.UNDETERMINED, 50.0, (), "dispatch")
    assert row.ruling.decisive.because.startswith("still under way when the run ended, after 50 s")
    assert (row.messages[-1].leg, row.messages[-1].round_trips) == ("no answer", 0)


def test_so_has_each_of_a_chain_the_innermost_first() -> None:
    stuck = classes(unmarshal("in/u", "other.historian", "IHistorian", "s"), call("in/c", "s"), takes=Duration(0.0))
    other = server(name="other", objects=(("historian", "Slow"),))
    slow = (*stuck, type(SLOW[0])("Slow", SLOW[0].interfaces))
    one = estate(server(), other, client(unmarshal("u"), call("c")), classes=slow)
    assert unfinished(one) == ["in/c", "c"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((BEGUN, Wait("w", "", Duration(200.0))), ["c"]),
        ((BEGUN, FinishCall("f", "", "s")), ["c"]),
        ((Call("c", "", "p", "Read", timeout_s=90.0),), ["c"]),
        ((Wait("w", "", Duration(200.0)),), []),
    ],
    ids=["begun", "waited for", "with a time-out", "no call at all"],
)
def test_calls_that_go_on_by_themselves(steps: tuple[Step, ...], expected: list[str]) -> None:
    assert unfinished(holding(*steps)) == expected


def test_a_call_that_was_begun_and_never_finished_ends_with_the_last_script() -> None:
    assert unfinished(holding(BEGUN), None) == ["c"]


def test_a_call_whose_client_has_died_waits_no_more() -> None:
    assert unfinished(holding(BEGUN, timeline=(happens(5.0, "kill", "client"),))) == []


@pytest.mark.parametrize(
    ("step", "name"),
    [(QueryInterface("q", "", "p", "IAdmin", "a"), "q"), (release("r"), "r")],
    ids=["query", "release"],
)
def test_what_asks_iremunknown_waits_too(step: Step, name: str) -> None:
    """The request is a millisecond on its way, and the run is over before that."""
    assert unfinished(holding(Wait("w", "", Duration(1.0)), step), 1.0005) == [name]


def test_a_call_within_a_process_that_waits_for_another() -> None:
    body = (unmarshal("in/u"), call("in/c"))
    outer = type(SLOW[0])("Outer", classes(*body)[0].interfaces)
    steps = (CoCreateInstance("n", "", "Outer", "IHistorian", "d"), call("c", "d"))
    one = estate(server(), client(*steps), classes=(*SLOW, outer))
    assert unfinished(one) == ["in/c", "c"]


def test_an_activation_that_waits_for_its_server() -> None:
    one = activations(activate("a"), to=launched(registers=Duration(30.0)))
    rows = {row.id: row for row in simulate(one, until_s=20.0).rows()}
    assert (rows["a"].ruling.outcome, rows["a"].ended_s) == (Outcome.UNDETERMINED, 20.0)
    assert rows["a"].ruling.decisive.rule == "rpc-no-call-timeout"


def test_a_summary_counts_it() -> None:
    found = simulate(holding(call("c")), until_s=50.0, summary=True).counts()
    assert [(known.id, times) for known, times in found if known.kind == "call"] == [("c", 1)]


def test_what_would_have_become_of_it_is_left_open() -> None:
    ruling = still_under_way(ordinary_call(), 7.0)
    assert (ruling.outcome, ruling.value) == (Outcome.UNDETERMINED, None)
    assert "after 7 s" in ruling.decisive.because
