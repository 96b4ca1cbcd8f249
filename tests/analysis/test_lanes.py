"""The lanes and arrows of the timeline: which there are, what is put together, what is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.in_time import LOST, LOW, NOWHERE, ONE, SERVER, TWO, activation, at, call, happens, patched, run

from simcom.analysis.lanes import MOST_ARROWS, MOST_LANES, lanes
from simcom.analysis.lanes_arrows import Arrow
from simcom.analysis.marks import Mark
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from simcom.analysis.result import RunResult

PANEL, RESOLVER, ARCHIVE = ("hmi01", "panel1"), ("opc01", "RPCSS"), ("opc01", "server")


def arrows(result: RunResult) -> list[Arrow]:
    """Return the arrows of a run's picture."""
    return [one for one in lanes(result).items if isinstance(one, Arrow)]


def test_an_activation_goes_to_the_resolver_and_a_call_to_the_server() -> None:
    found = lanes(run((activation(1), call(2))))
    assert [(one.tail, one.head, one.what) for one in found.items if isinstance(one, Arrow)] == [
        (PANEL, RESOLVER, "CoCreateInstanceEx Historian"),
        (PANEL, ARCHIVE, "ReadRaw"),
    ]
    assert found.lanes == (PANEL, RESOLVER, ARCHIVE)


def test_lanes_stand_machine_by_machine_in_the_order_of_the_file() -> None:
    found = lanes(run((activation(0, client=TWO), activation(1))))
    assert found.lanes == (PANEL, ("hmi02", "panel2"), RESOLVER)


def test_a_failure_has_its_stage_its_status_and_its_side() -> None:
    low, nowhere = arrows(run((activation(1, LOW), call(2, NOWHERE))))
    assert (low.outcome, low.status, low.stage, low.by_client) == (
        Outcome.REFUSED,
        "E_ACCESSDENIED",
        "integrity level",
        False,
    )
    assert (nowhere.stage, nowhere.by_client) == ("connect", True)


def test_what_was_never_sent_stays_on_its_own_lane() -> None:
    (one,) = arrows(run((call(1, LOST, server=None, transport="none"),)))
    assert (one.tail, one.head, one.status) == (PANEL, PANEL, "undetermined")


def test_a_rundown_is_on_its_servers_lane_and_local_steps_are_not_drawn() -> None:
    rows = (
        at(1, "rundown", SERVER, object="a", transport="none"),
        at(2, "set_blanket"),
        at(3, "release", transport="none"),
    )
    assert [(one.what, one.tail, one.head) for one in arrows(run(rows))] == [("a is run down", ARCHIVE, ARCHIVE)]


def test_messages_are_drawn_in_short_runs_only() -> None:
    short, long = (
        lanes(run([activation(number) for number in range(3)])),
        lanes(run([activation(n) for n in range(30)])),
    )
    assert [len(one.messages) for one in short.items if isinstance(one, Arrow)] == [2, 2, 2]
    assert (short.detailed, long.detailed) == (True, False)


def test_alike_steps_that_follow_one_another_are_one_up_to_a_happening() -> None:
    found = lanes(run([activation(number) for number in range(60)], happens(20.5, "kill", "server")))
    assert [(one.count, one.at_s, one.until_s) for one in found.items if isinstance(one, Arrow)] == [
        (21, 0, 20),
        (39, 21, 59),
    ]
    assert found.note == "alike steps are put together"


def test_all_alike_steps_are_one_where_there_are_too_many() -> None:
    rows = [(activation if number % 2 else call)(number) for number in range(100)]
    assert [one.count for one in arrows(run(rows))] == [50, 50]


def test_failures_go_before_what_passed() -> None:
    rows = [call(number, method=f"m{number}", messages=activation(0).messages) for number in range(80)]
    found = lanes(run([*rows, call(90, LOW)]))
    shown = [one for one in found.items if isinstance(one, Arrow)]
    assert (len(shown), shown[-1].outcome) == (MOST_ARROWS, Outcome.REFUSED)
    assert "37 kinds of step that went through are not drawn" in found.note


def test_many_numbered_processes_are_one_lane() -> None:
    rows = [activation(n, client=replace(ONE, process=f"view{n:02}", machine=f"ws{n:02}")) for n in range(30)]
    found = lanes(run(rows, patched(5, "ws07", patch="P3")))
    assert found.lanes == (RESOLVER, ("ws (30)", "view (30)"))
    assert (found.labels["ws07"], "numbered names are one" in found.note) == ("ws (30)", True)


def test_lanes_that_cannot_be_put_together_are_cut_off_and_counted() -> None:
    rows = [activation(n, client=replace(ONE, process="view" + "abcdefghijklmnopqrst"[n])) for n in range(20)]
    found = lanes(run([*rows, activation(50, LOW, client=replace(ONE, process="last"))]))
    assert len(found.lanes) == MOST_LANES
    assert ("hmi01", "last") in found.lanes
    assert "10 more processes are not drawn, nor their 10 steps" in found.note


def test_changes_of_machines_that_are_not_drawn_are_left_out() -> None:
    rows = (call(0), call(9))
    found = lanes(
        run(rows, patched(1, "hmi02", patch="P3"), patched(2, "opc01", patch="P3"), happens(3, "crash", "hmi02"))
    )
    assert [(one.at_s, one.kind) for one in found.items if isinstance(one, Mark)] == [(2, "change"), (3, "crash")]
