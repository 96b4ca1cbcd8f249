"""Rundown: when objects go whose clients are gone, what saves them, and what those find who still hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runtime.calls_estate import OTTO, call, server, unmarshal
from runtime.liveness_estate import (
    TIME_OUT_S,
    every,
    happens,
    holder,
    release,
    rows_of,
    rundowns,
    severed,
    wait,
    watcher,
    world_of,
)

from simcom.runtime.estate import Script
from simcom.runtime.networks import Cut
from simcom.runtime.steps import CoMarshalInterface, CoUnmarshalInterface, QueryInterface
from simcom.runtime.steps_activation import CoDisconnectObject
from simcom.runtime.world import simulate
from simcom.vocabulary.assumptions import RECOMMENDED

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Process
    from simcom.runtime.networks import Change
    from simcom.runtime.steps import Step

CRASH = (happens(250, "crash", "hmi01"),)
LATER = (*CRASH, happens(1000, "crash", "hmi02"))
KILL = (happens(250, "kill", "client"),)


@pytest.mark.parametrize(
    ("clients", "timeline", "expected"),
    [
        ((holder(wait(4000)),), CRASH, [600.0]),
        ((holder(wait(4000)),), (happens(100, "crash", "hmi01"),), [360.0]),
        ((holder(wait(4000)),), (happens(250, "restart", "hmi01"),), []),
        ((holder(wait(4000)),), KILL, [360.0]),
        ((holder(wait(4000)),), (happens(100, "kill", "client"),), [360.0]),
        ((holder(wait(4000), on="opc01", account=OTTO),), KILL, [250.0]),
        ((holder(wait(4000)), holder(wait(4000), name="b")), KILL, []),
        ((holder(wait(4000)), holder(wait(4000), name="b")), (*KILL, happens(500, "kill", "b")), [600.0]),
        ((holder(wait(4000)), holder(wait(4000), name="b", on="hmi02")), CRASH, []),
        ((holder(wait(4000)), holder(wait(4000), name="b", on="hmi02")), LATER, [1320.0]),
        ((holder(wait(100), release()),), (), []),
        ((holder(wait(100), release()),), CRASH, []),
        ((holder(wait(4000)),), severed(250, 600), []),
        ((holder(wait(4000)),), severed(250, 601), [600.0]),
        ((holder(wait(4000)),), (happens(250, "crash", "opc01"),), []),
        ((holder(wait(4000)),), (happens(250, "kill", "server"),), []),
    ],
    ids=[
        "crash",
        "crash before the first ping",
        "restart of the client, which holds it again",
        "kill",
        "kill before the first ping",
        "kill on the server's machine",
        "another process there",
        "both processes there",
        "another machine",
        "both machines",
        "released",
        "released before the crash",
        "short cut",
        "long cut",
        "server's machine gone",
        "server gone",
    ],
)
def test_an_object_goes_when_nobody_is_left(
    clients: tuple[Process, ...], timeline: tuple[Change, ...], expected: list[float]
) -> None:
    assert rundowns(world_of(*clients, timeline=timeline)) == expected


@settings(max_examples=25, deadline=None)
@given(crashed_s=st.floats(121.0, 2000.0), begun_s=st.floats(0.0, 119.0))
def test_a_crash_is_seen_after_more_than_two_periods_and_at_most_three(crashed_s: float, begun_s: float) -> None:
    client = holder(wait(4000), scripts=(Script("", (unmarshal("u"), wait(4000)), start_s=begun_s),))
    one = world_of(client, timeline=(happens(begun_s + crashed_s, "crash", "hmi01"),))
    (gone_s,) = [row.begun_s for row in rows_of(one, "rundown")]
    assert 240.0 - 1e-6 <= gone_s - (begun_s + crashed_s) <= TIME_OUT_S + 1e-6


def test_the_row_of_a_rundown_is_the_servers() -> None:
    (row,) = rows_of(world_of(holder(wait(4000)), timeline=CRASH), "rundown")
    assert (row.id, row.client.process, row.server and row.server.process, row.class_) == (
        "server.historian/rundown",
        "server",
        "server",
        "Historian",
    )
    assert (row.ruling.decisive.rule, row.stage, str(row.ruling.outcome)) == ("rundown", "lifetime", "ok")
    assert "hmi01" in row.ruling.decisive.because


@pytest.mark.parametrize(
    ("timeline", "rule"),
    [
        (CRASH, "rundown-latency"),
        (KILL, "rundown-process-vs-machine"),
        ((happens(100, "crash", "hmi01"),), "rundown-never-pinged"),
    ],
)
def test_a_rundown_says_why(timeline: tuple[Change, ...], rule: str) -> None:
    (row,) = rows_of(world_of(holder(wait(4000)), timeline=timeline), "rundown")
    assert rule in row.ruling.rules


def calling(*calls: float, timeline: tuple[Change, ...]) -> Estate:
    """Return the estate with a local process that released and yet keeps calling by another's reference: calls at these times."""
    waits = [later - earlier for earlier, later in zip((0.0, *calls), calls, strict=False)]
    steps = [step for seconds in waits for step in (wait(seconds), call("c"))]
    return world_of(holder(*steps), timeline=timeline)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [((100,), [600.0]), ((470,), [600.0]), ((481,), [720.0]), ((481, 599.5, 700), [840.0]), ((590, 710, 830), [960.0])],
)
def test_a_call_within_the_last_period_saves_an_object_for_one_more(
    calls: tuple[float, ...], expected: list[float]
) -> None:
    """Only pings are cut off: port 135 is closed for good, and the exporter's port stays open."""
    resolver_only = happens(250, "cut", cut=_ping_cut())
    assert rundowns(calling(*calls, timeline=(resolver_only,))) == expected


def _ping_cut(*ports: int) -> Cut:
    """Return what stops pings and nothing else, or stops a range of ports."""
    low, high = ports or (135, 135)
    return Cut("hmi01", "opc01", ports=((low, high),))


@pytest.mark.parametrize(("calls", "expected"), [((590, 700), []), ((590,), [720.0])])
def test_an_object_that_was_spared_until_pings_name_it_again_lives_on(
    calls: tuple[float, ...], expected: list[float]
) -> None:
    """The way heals at 650: the ping at 720 learns that the set is gone, and the one at 840 makes a new one."""
    timeline = (happens(250, "cut", cut=_ping_cut()), happens(650, "heal", cut=_ping_cut()))
    assert rundowns(calling(*calls, timeline=timeline)) == expected


def after_rundown(*steps: Step) -> dict[str, tuple[str, str]]:
    """Return result and deciding rule of what a client does whose object was run down while it was cut off."""
    one = world_of(holder(wait(1000), *steps), timeline=severed(250, 700))
    return {row.id: (row.ruling.hresult.name, row.ruling.decisive.rule) for row in simulate(one).rows()}


def test_a_call_after_rundown_finds_the_object_disconnected() -> None:
    assert after_rundown(call("c"))["c"] == ("RPC_E_DISCONNECTED", "rundown")


def test_query_interface_after_rundown_is_told_by_iremunknown() -> None:
    asked = QueryInterface("q", "", "p", "IAdmin", "admin")
    assert after_rundown(asked)["q"][0] == "RPC_E_INVALID_OBJECT"


def test_release_after_rundown_is_skipped_in_silence() -> None:
    assert after_rundown(release())["r"] == ("S_OK", "remrelease-semantics")


def test_a_new_reference_after_rundown_works_while_the_old_one_stays_dead() -> None:
    found = after_rundown(unmarshal("again", name="q"), call("new", "q"), call("old", "p"))
    assert (found["new"][0], found["old"][0]) == ("S_OK", "RPC_E_DISCONNECTED")


def test_a_client_that_was_not_cut_off_keeps_the_object_for_all() -> None:
    other = holder(wait(1200), call("b"), name="b", on="hmi02")
    one = world_of(holder(wait(1000), call("c")), other, timeline=severed(250, 700))
    found = {row.id: row.ruling.hresult.name for row in simulate(one).rows()}
    assert (found["c"], found["b"]) == ("S_OK", "S_OK")


def test_a_refused_release_leaves_the_object_to_the_next_ping() -> None:
    """The client's machine knows that it holds nothing any more, and its ping says so although the release did not get through."""
    exporter = happens(130, "cut", cut=_ping_cut(49152, 65535))
    one = world_of(holder(call("c"), wait(150), release()), timeline=(exporter,))
    assert rundowns(one) == [240.0]


@pytest.mark.parametrize(
    ("how", "noping", "expected"),
    [
        ("normal", False, [600.0]),
        ("table strong", False, []),
        ("table weak", False, [600.0]),
        ("normal", True, []),
    ],
)
def test_flags_of_the_marshalling_decide_who_is_run_down(how: str, noping: bool, expected: list[float]) -> None:  # noqa: FBT001
    marshal = CoMarshalInterface("m", "", "historian", "IHistorian", how, noping)
    taken = CoUnmarshalInterface("u", "", "server.historian", "IHistorian", "p")
    client = holder(scripts=(Script("", (wait(1, "first"), taken, wait(4000))),))
    one = replace(world_of(client, timeline=CRASH))
    processes = (server(scripts=(Script("", (marshal,)),)), watcher(), client)
    found = rundowns(replace(one, processes=processes))
    assert [round(at_s) for at_s in found] == [round(at_s) + 1 for at_s in expected]


def test_codisconnectobject_cuts_everybody_off() -> None:
    cutting = server(scripts=(Script("", (wait(50), CoDisconnectObject("d", "", "historian"))),))
    one = world_of(holder(wait(100), call("c"), unmarshal("again", name="q"), call("n", "q")))
    rows = simulate(replace(one, processes=(cutting, *one.processes[1:]))).rows()
    found = {row.id: row.ruling.hresult.name for row in rows}
    assert (found["c"], found["n"]) == ("RPC_E_DISCONNECTED", "S_OK")


@pytest.mark.parametrize(
    ("switch", "value", "timeline", "expected"),
    [
        ("rundown_latency", "720 s", CRASH, [960.0]),
        ("never_pinged", "kept", (happens(100, "crash", "hmi01"),), []),
        ("never_pinged", "kept", CRASH, [600.0]),
    ],
)
def test_where_the_sources_disagree_a_switch_decides(
    switch: str, value: str, timeline: tuple[Change, ...], expected: list[float]
) -> None:
    assume = replace(RECOMMENDED, **{switch: value})
    assert rundowns(world_of(holder(wait(4000)), timeline=timeline, assume=assume)) == expected


def test_calls_that_never_stop_keep_an_object_that_nobody_pings() -> None:
    one = world_of(holder(every(100, 40)), timeline=(happens(10, "cut", cut=_ping_cut()),))
    assert rundowns(one, until_s=3900) == []
    assert {row.ruling.hresult.name for row in rows_of(one, "call", until_s=3900)} == {"S_OK"}


def test_a_summary_knows_which_calls_save_an_object_too() -> None:
    """At 600 s the set is given up; the call at 590 s lets the object live until 720 s."""
    one = calling(590, 700, timeline=(happens(250, "cut", cut=_ping_cut()),))
    counts = simulate(one, summary=True).counts()
    calls = [(known.ruling.hresult.name, count) for known, count in counts if known.id == "c"]
    assert (calls, sum(count for known, count in counts if known.kind == "rundown")) == ([("S_OK", 1)] * 2, 1)
