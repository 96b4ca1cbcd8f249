"""Faults that reach further than one call: sessions, groups and controllers that change, and when a run is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, SVC, call, client, estate, machine, ran, server, unmarshal
from runtime.test_faults import MACHINES, at, wait

from simcom.runtime.estate import Group, Script
from simcom.runtime.networks import Change, Cut
from simcom.runtime.world import World, simulate
from simcom.vocabulary.activation import INTERACTIVE_USER
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import Ace, Acl, SecurityDescriptor


@pytest.mark.parametrize(
    ("identity", "off", "alive"),
    [
        (INTERACTIVE_USER, ANN, False),
        (INTERACTIVE_USER, SVC, True),
        ("", ANN, True),
    ],
    ids=["its user", "somebody else", "not an interactive user's"],
)
def test_logging_off_ends_the_servers_of_the_interactive_user(identity: str, off: str, alive: bool) -> None:  # noqa: FBT001
    used = replace(MACHINES[1], sessions=(ANN, SVC))
    serving = server(account=ANN, identity=identity)
    world = World(
        estate(serving, machines=(MACHINES[0], used), timeline=(at(1.0, "log off", "opc01", account=off),)), "", 0
    )
    world.start()
    world.env.run()
    left = tuple(account for account in (ANN, SVC) if account != off)
    assert (world.processes["server"].alive, world.machine("opc01").sessions) == (alive, left)


def test_logging_on_adds_a_session() -> None:
    world = World(
        estate(timeline=(at(1.0, "log on", "hmi01", account=ANN), at(2.0, "log on", "hmi01", account=ANN))), "", 0
    )
    world.start()
    world.env.run()
    assert world.machine("hmi01").sessions == (ANN,)


def test_a_groups_new_members_count_from_their_time_on() -> None:
    door = SecurityDescriptor(Acl((Ace("PLANT\\readers", ALL_ACCESS),)))
    serving = server(initialize=replace(server().initialize, security_descriptor=door))
    before, after = Group("PLANT\\readers", (), "domain local"), Group("PLANT\\readers", (ANN,), "domain local")
    script = (unmarshal("u"), call("a"), wait(10.0))
    late = replace(client(objects=()), name="late", scripts=(Script("", (unmarshal("v"), call("b")), start_s=8.0),))
    rows = ran(estate(serving, client(*script), late, groups=(before,), timeline=(Change(5.0, after),)))
    assert [rows[name].ruling.hresult.name for name in "ab"] == ["E_ACCESSDENIED", "S_OK"]


def test_the_run_ends_with_its_last_script() -> None:
    one = estate(server(), client(wait(5.0)), timeline=(at(50.0, "crash", "opc01"), at(60.0, "start", "opc01")))
    world = World(one, "", 0)
    world.start()
    world.tasks.run_to_the_end()
    assert (world.env.now, world.roads.up("opc01")) == (5.0, True)


def test_a_time_to_stop_at_is_kept_to_though_no_script_runs() -> None:
    one = estate(server(initialize=None), client(wait(5.0)), timeline=(at(50.0, "crash", "opc01"),))
    seen: list[float] = []
    simulate(one, until_s=100.0, progress=seen.append)
    assert seen[-1] == 95.0


def test_a_domain_whose_last_controller_is_down_answers_nobody() -> None:
    dcs = tuple(machine(name, "plant.example") for name in ("dc1", "dc2"))
    controllers = tuple(replace(one, controller=True) for one in dcs)
    changes = (at(10.0, "crash", "dc1"), at(20.0, "crash", "dc2"), at(30.0, "start", "dc1"))
    world = World(estate(machines=(*MACHINES, *controllers), timeline=changes), "", 0)
    world.start()
    answers = []
    for until_s in (15.0, 25.0, 35.0):
        world.env.run(until=until_s)
        answers.append(world.where.policy("plant.example").reachable)
    assert answers == [True, False, True]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (at(5.0, "crash", "opc01"), [("orpc_request", "no answer"), ("tcp_connect", "no answer")]),
        (at(5.0, "cut", cut=Cut("hmi01", "opc01")), [("orpc_request", "no answer"), ("tcp_connect", "no answer")]),
        (at(5.0, "restart", "opc01"), [("tcp_connect", "no answer"), ("tcp_connect", "no answer")]),
    ],
    ids=["crash", "cut", "in order"],
)
def test_over_a_connection_whose_end_has_vanished_the_request_is_sent_in_vain(
    what: Change, expected: list[tuple[str, str]]
) -> None:
    """Only the first call believes in it; both take as long as a connection that gets no answer."""
    script = (unmarshal("u"), call("a"), wait(10.0), call("b"), call("c"))
    slow = (MACHINES[0], replace(MACHINES[1], boot_s=500.0, addresses=1))
    rows = ran(estate(server(), client(*script), machines=slow, timeline=(what,)))
    assert [(one.kind, one.leg) for name in "bc" for one in rows[name].messages] == expected
    assert [round(rows[name].ended_s - rows[name].begun_s) for name in "bc"] == [21, 21]
    assert ("again and again" in rows["b"].ruling.decisive.because) == (expected[0][0] == "orpc_request")
