"""Servers whose callers are gone: they go on with what they do, since nobody tells them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import SVC, call, client, estate, explicit, ran, server, unmarshal
from runtime.test_faults import FAILED, UNAVAILABLE, at, found, wait

from simcom.runtime.estate import Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import Duration
from simcom.runtime.world import simulate
from simcom.vocabulary.levels import AuthnLevel

NOBODY = explicit(AuthnLevel.NONE)
DONE = unmarshal("done", "server.historian", name="own")
TELL = (unmarshal("back", "client.sink", "ISink", "s"), call("tell", "s", "Tell", callback=True))


def kinds(*body: object, takes_s: float = 100.0, tell_s: float = 0.0) -> tuple[Class, ...]:
    """Return the classes: ``Read`` takes a time, then does something; a sink's ``Tell`` takes its own."""
    read = Interface("IHistorian", (Method("Read", Duration(takes_s), tuple(body)), Method("Peek")))
    return Class("Historian", (read,)), Class("Sink", (Interface("ISink", (Method("Tell", Duration(tell_s)),)),))


def two(second_s: float, *, second: str = "Peek", apartment: str = "sta") -> tuple[Process, ...]:
    """Return a server in an apartment, a client that calls ``Read`` at once, and another one that calls later."""
    words = {"initialize": NOBODY, "objects": ()}
    other = client(**words, scripts=(Script("", (unmarshal("v"), call("d", method=second)), second_s),))
    first = client(unmarshal("u"), call("c"), **words)
    return server(initialize=NOBODY, apartment=apartment), first, replace(other, name="other")


@pytest.mark.parametrize("kind", ["kill", "crash"])
def test_an_apartment_stays_busy_with_the_call_of_a_dead_client(kind: str) -> None:
    subject = "client" if kind == "kill" else "hmi01"
    serving, first, other = two(60.0)
    changes = (at(50.0, kind, subject),)
    rows = ran(estate(serving, first, replace(other, machine="opc01"), classes=kinds(), timeline=changes))
    assert ("c" in rows, found(rows["d"])) == (False, ("S_OK", 100))


def test_a_call_that_waits_for_its_turn_is_served_though_its_client_is_gone() -> None:
    serving, first, other = two(60.0, second="Read")
    one = estate(serving, first, other, classes=kinds(DONE), timeline=(at(70.0, "kill", "other"),))
    rows = [row for row in simulate(one).rows() if row.id.startswith("done")]
    assert [round(row.ended_s) for row in rows] == [100, 200]


@pytest.mark.parametrize(
    ("died_s", "expected"), [(50.0, (UNAVAILABLE, 100)), (150.0, (FAILED, 150)), (250.0, ("S_OK", 200))]
)
def test_a_callback_to_a_dead_client_fails_and_the_body_goes_on(died_s: float, expected: tuple[str, int]) -> None:
    """`client-gone-callback`: whether it was under way or begins later."""
    beside = Process("client", "opc01", SVC, (("sink", "Sink"),), explicit())
    beside = replace(beside, scripts=(Script("", (unmarshal("u"), call("c"))),))
    body = (*TELL, wait(50.0), unmarshal("later", "server.historian", name="own"))
    changes = (at(died_s, "kill", "client"),)
    rows = ran(estate(server(), beside, classes=kinds(*body, tell_s=100.0), timeline=changes))
    assert (found(rows["tell"]), round(rows["later"].ended_s)) == (expected, expected[1] + 50)


def nested(*body: object) -> tuple[Process, ...]:
    """Return a helper, a server whose ``Read`` calls it, and a client."""
    helper = Process("helper", "opc01", SVC, (("worker", "Worker"),), explicit())
    return server(), helper, client(unmarshal("u"), call("c"))


INNER = (wait(20.0), unmarshal("done", "helper.worker", "IWorker", "own"))
OUTER = (unmarshal("h", "helper.worker", "IWorker", "w"), call("work", "w", "Work"))
WORKER = Class("Worker", (Interface("IWorker", (Method("Work", Duration(30.0), INNER),)),))


@pytest.mark.parametrize(
    ("dies", "told"),
    [("client", ["work"]), ("server", ["c"]), ("helper", ["work", "c"])],
)
def test_whoever_lives_goes_on(dies: str, told: list[str]) -> None:
    """The client calls the server, which calls the helper. Killed at 115 s, in the helper's own time."""
    changes = (at(115.0, "kill", dies),)
    one = estate(*nested(), classes=(*kinds(*OUTER), WORKER), timeline=changes)
    rows = {row.id: row for row in simulate(one).rows()}
    assert [name for name in ("work", "c") if name in rows] == told
    assert ("done" in rows) == (dies != "helper")


def test_a_server_that_goes_on_alone_and_dies_too_ends_where_it_is() -> None:
    serving, first, _ = two(0.0)
    changes = (at(50.0, "kill", "client"), at(120.0, "kill", "server"))
    one = estate(serving, first, classes=kinds(wait(100.0), DONE), timeline=changes)
    assert [row.id for row in simulate(one).rows() if row.id == "done"] == []


def test_a_server_that_dies_before_the_body_of_a_lone_call_never_runs_it() -> None:
    serving, first, _ = two(0.0)
    changes = (at(50.0, "kill", "client"), at(70.0, "kill", "server"))
    one = estate(serving, first, classes=kinds(DONE), timeline=changes)
    assert [row.id for row in simulate(one).rows() if row.id == "done"] == []
