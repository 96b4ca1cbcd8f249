"""The server's half of an activation goes its way whether or not the client lives to hear of it, and says why it came to an end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runtime.activation_estate import activate, activations, call, client, estate, hosts, launched, ran
from runtime.test_activation_servers import OTTO, logged_on, two, wait

from simcom.runtime.estate import Script
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.steps import Duration
from simcom.runtime.steps_activation import ExitProcess
from simcom.runtime.world import simulate
from simcom.vocabulary.activation import INTERACTIVE_USER
from simcom.vocabulary.identities import NULL_DACL

if TYPE_CHECKING:
    from simcom.runtime.rows import Row

LONG = Duration(30.0)
KILL = Change(5.0, Happening("kill", "client"))
CRASH = Change(5.0, Happening("crash", "hmi01"))
SEVERED = Change(5.0, Happening("cut", cut=Cut("hmi01", "opc01")))


def lost(*timeline: Change, until_s: float | None = 1000.0, **changes: Any) -> dict[str, Row]:  # noqa: ANN401
    """Return the rows where something happens to the client, or to the road, while its server starts."""
    one = activations(activate("a"), to=launched(**{"registers": LONG, **changes}), timeline=timeline)
    return {row.id: row for row in simulate(one, until_s=until_s).rows()}


@pytest.mark.parametrize("what", [KILL, CRASH, SEVERED], ids=["killed", "crashed", "cut off"])
def test_the_object_is_made_and_never_pinged(what: Change) -> None:
    rows = lost(what)
    found = [(name, round(rows[name].ended_s)) for name in rows if rows[name].kind in ("launch", "rundown")]
    assert found == [("server/launch", 30), ("server.Historian#1/rundown", 390)]
    assert "hmi01 never pinged it" in rows["server.Historian#1/rundown"].ruling.decisive.because


def test_the_run_waits_for_a_launch_whose_client_is_dead() -> None:
    rows = lost(KILL, until_s=None, registers=None)
    found = {row.id: [event.number for event in row.events] for row in rows.values() if row.events or row.id == "a"}
    assert found == {"server/launch": [10010]}


def test_what_the_client_will_show_is_not_said_twice() -> None:
    rows = lost(registers=None, until_s=None)
    assert [[event.number for event in rows[name].events] for name in ("server/launch", "a")] == [[], [10010]]


def test_an_answer_that_is_lost_does_not_unsay_what_was_logged() -> None:
    cut = Change(50.0, Happening("cut", cut=Cut("hmi01", "opc01", how="reject")))
    row = lost(cut, registers=None)["a"]
    assert (row.ruling.hresult.name, [event.number for event in row.events]) == ("RPC_S_CALL_FAILED", [10010])


def test_a_reference_that_comes_after_its_object_has_gone_is_worth_nothing() -> None:
    heal = Change(600.0, Happening("heal", cut=Cut("hmi01", "opc01")))
    one = activations(activate("a"), call("c"), to=launched(registers=LONG), timeline=(SEVERED, heal))
    rows = {row.id: row for row in simulate(one).rows()}
    assert [rows[name].ruling.hresult.name for name in "ac"] == ["S_OK", "RPC_E_DISCONNECTED"]


def test_a_client_of_the_same_machine_that_died_is_noticed_at_once() -> None:
    near = replace(client(activate("a")), machine="opc01")
    one = estate(near, launched(registers=LONG), machines=hosts(NULL_DACL), timeline=(KILL,))
    rows = {row.id: row for row in simulate(one).rows()}
    assert [round(row.ended_s) for row in rows.values() if row.kind == "rundown"] == [30]


@pytest.mark.parametrize(
    ("kind", "noticed"), [("restart", ""), ("crash", "; the client noticed only when its probes got no answer")]
)
def test_a_machine_that_goes_down_while_a_server_starts(kind: str, noticed: str) -> None:
    rows = lost(Change(5.0, Happening(kind, "opc01")))
    down = "opc01 went down while the server was starting"
    assert (rows["a"].ruling.decisive.because, rows["a"].ruling.hresult.name) == (
        f"{down}{noticed}",
        "RPC_S_CALL_FAILED",
    )
    launch = rows["server/launch"]
    assert (launch.ruling.decisive.because.partition(":")[0], launch.ended_s, launch.events) == (down, 5.0, ())


def test_those_who_wait_for_a_single_use_server_start_one_each() -> None:
    rows = ran(two(single_use=True, registers=LONG))
    assert [rows[name].returned["process"] for name in "ab"] == ["server", "server@2"]
    assert [round(rows[name].ended_s) for name in "ab"] == [30, 31]


def test_a_single_use_server_that_was_given_up_serves_the_next() -> None:
    slow = launched(registers=Duration(150.0), single_use=True)
    one = activations(activate("a"), activate("b", "q"), to=slow, machines=hosts(NULL_DACL))
    rows = ran(one)
    assert [rows[name].returned["process"] for name in "ab"] == [None, "server"]
    assert [row.id for row in rows.values() if row.kind == "launch"] == ["server/launch"]


KILLED = Change(5.0, Happening("kill", "server"))
OFF = Change(5.0, Happening("log off", "opc01", OTTO))
RESTART = Change(5.0, Happening("restart", "opc01"))
EXIT = Script("", (wait(5.0), ExitProcess("exit", "")))
FATES = {
    "killed": ({}, KILLED, "was killed while the call ran", "was killed, and nobody listens"),
    "logged off": (
        {"identity": INTERACTIVE_USER},
        OFF,
        "as whom it ran, logged off",
        "as whom it ran, logged off, and nobody",
    ),
    "shut down": ({}, RESTART, "ended while the call ran: opc01 was shut down", "ended when opc01 was shut down, and"),
    "exited": ({"scripts": (EXIT,)}, None, "exited while the call ran", "has exited, and nobody listens"),
}


@pytest.mark.parametrize(("words", "what", "during", "later"), FATES.values(), ids=FATES)
def test_calls_say_what_ended_their_server(words: dict[str, Any], what: Change | None, during: str, later: str) -> None:
    from runtime.test_apartments import classes

    timeline = (what,) if what else ()
    machines = tuple(replace(item, boot_s=10.0) for item in logged_on(OTTO))
    steps = (activate("a"), call("c"), wait(60.0), call("d"))
    rows = ran(
        activations(*steps, to=launched(**words), machines=machines, classes=classes(takes_s=20.0), timeline=timeline)
    )
    said = [rows[name].ruling.decisive for name in "cd"]
    assert [text in step.because for step, text in zip(said, (during, later), strict=True)] == [True, True]
    off = what is OFF
    assert ["log on again" in step.remedy for step in said] == [off, off]
    assert ["O8" in step.also for step in said] == [off, off]
