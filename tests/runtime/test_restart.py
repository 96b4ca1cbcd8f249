"""Processes and machines that come again: as new ones, with what waited for a restart, and unknown to old references."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, SVC, call, client, estate, machine, ran, server, unmarshal
from runtime.test_faults import UNAVAILABLE, at, found, wait

from simcom.runtime.estate import Estate, Script
from simcom.runtime.networks import Change, Cut
from simcom.runtime.world import World, simulate
from simcom.vocabulary.activation import LAUNCHING_USER

MACHINES = (machine("hmi01", "corp.example"), machine("opc01", "plant.example"))


def run(one: Estate, until_s: float = 1000.0) -> World:
    """Return the world as it is after some time."""
    world = World(one, "", 0)
    world.start()
    world.env.run(until=until_s)
    return world


AGAIN = (unmarshal("u"), call("a"), wait(10.0), call("b"), unmarshal("v", name="q"), call("c", "q"))


def test_a_restarted_server_is_another_one_to_old_references() -> None:
    """The old proxy never heals, and a new reference reaches the new process by a new port."""
    rows = ran(estate(server(), client(*AGAIN), timeline=(at(5.0, "restart", "server"),)))
    assert [found(rows[name])[0] for name in "abc"] == ["S_OK", UNAVAILABLE, "S_OK"]
    assert [rows[name].ruling.decisive.rule for name in "b"] == ["server-killed-idle"]


def test_an_old_reference_to_a_pinned_port_meets_another_exporter() -> None:
    rows = ran(estate(server(port=5000), client(*AGAIN), timeline=(at(5.0, "restart", "server"),)))
    assert [found(rows[name])[0] for name in "abc"] == ["S_OK", "RPC_E_DISCONNECTED", "S_OK"]


def test_instances_are_counted_and_start_from_nothing() -> None:
    world = run(
        estate(server(initialize=None), client(unmarshal("u"), wait(100.0)), timeline=(at(5.0, "restart", "server"),)),
        9.0,
    )
    new = world.processes["server"]
    old = world.processes["client"].pointers["p"].manager.target.process
    assert (old.alive, old.instance, new.alive, new.instance) == (False, 1, True, 2)
    assert (old.security is None, new.security, new.objects["historian"] is old.objects["historian"]) == (
        False,
        None,
        False,
    )


def test_a_restarted_machine_takes_its_boot_time_and_runs_its_scripts_again() -> None:
    quick = (MACHINES[0], replace(MACHINES[1], boot_s=30.0))
    beats = server(scripts=(Script("", (unmarshal("beat", "client.sink", "ISink", "s"), wait(500.0))),))
    rows = simulate(estate(beats, client(wait(100.0)), machines=quick, timeline=(at(5.0, "restart", "opc01"),))).rows()
    assert [(row.id, round(row.begun_s)) for row in rows if row.kind == "unmarshal"] == [("beat", 0), ("beat#2", 35)]


@pytest.mark.parametrize(
    ("starts", "alive"), [("at once", (True, True)), ("on activation", (False, False)), ("never", (False, False))]
)
def test_what_a_machine_starts_with(starts: str, alive: tuple[bool, bool]) -> None:
    one = estate(server(starts=starts), timeline=(at(5.0, "crash", "opc01"), at(9.0, "start", "opc01")))
    assert tuple(run(one, end_s).processes["server"].alive for end_s in (1.0, 10.0)) == alive


def test_what_com_launched_is_gone_after_a_restart() -> None:
    world = World(estate(server(starts="on activation"), timeline=(at(5.0, "restart", "opc01"),)), "", 0)
    world.start()
    launched = world.spawn(world.processes["server"].spec)
    world.env.run(until=500.0)
    assert (launched.instance, launched.alive, world.processes["server"] is launched) == (1, False, True)


def test_a_machine_that_is_switched_off_has_no_processes_until_it_starts() -> None:
    off = (MACHINES[0], replace(MACHINES[1], up=False))
    one = estate(server(), machines=off, timeline=(at(5.0, "start", "opc01"),))
    found_at = [(run(one, end_s).processes["server"].instance) for end_s in (1.0, 6.0)]
    assert found_at == [0, 1]


@pytest.mark.parametrize("kind", ["start", "restart"])
def test_a_process_starts_only_on_a_machine_that_is_up(kind: str) -> None:
    world = run(estate(server(), timeline=(at(5.0, "crash", "opc01"), at(6.0, kind, "server"))), 10.0)
    assert world.processes["server"].alive is False


def test_starting_what_runs_changes_nothing() -> None:
    world = run(estate(server(), timeline=(at(5.0, "start", "opc01"), at(6.0, "start", "server"))), 10.0)
    assert world.processes["server"].instance == 1


PATCHED = machine("opc01", "plant.example", patch="P3", lm_compatibility_level=5)


def test_a_patch_waits_for_the_restart_and_other_values_do_not() -> None:
    old = machine("opc01", "plant.example", patch="P1")
    one = estate(server(), machines=(MACHINES[0], old), timeline=(Change(5.0, PATCHED), at(10.0, "restart", "opc01")))
    seen = [run(one, end_s).processes["server"].machine.settings for end_s in (6.0, 11.0, 200.0)]
    assert [(item.patch, item.lm_compatibility_level) for item in seen] == [("P1", 5), ("P1", 5), ("P3", 5)]


def test_values_that_wait_add_up() -> None:
    """Two changes before one restart: the later one says it all."""
    twice = (Change(5.0, PATCHED), Change(6.0, replace(PATCHED, settings=replace(PATCHED.settings, raise_level=1))))
    one = estate(server(), timeline=(*twice, at(10.0, "restart", "opc01")))
    settings = run(one, 200.0).machine("opc01").settings
    assert (settings.patch, settings.raise_level) == ("P3", 1)


def test_a_server_of_launching_users_has_an_instance_for_each() -> None:
    spec = server(starts="on activation", identity=LAUNCHING_USER)
    world = World(estate(spec), "", 0)
    world.start()
    launched = [world.spawn(spec, account) for account in (ANN, SVC, ANN)]
    assert [(item.spec.name, item.instance, item.party.account) for item in launched] == [
        (f"server@{ANN}", 1, ANN),
        (f"server@{SVC}", 1, SVC),
        (f"server@{ANN}", 2, ANN),
    ]


def test_killing_a_process_kills_every_instance_of_it() -> None:
    spec = server(starts="on activation", identity=LAUNCHING_USER)
    world = World(estate(spec, timeline=(at(5.0, "kill", "server"),)), "", 0)
    world.start()
    launched = [world.spawn(spec, account) for account in (ANN, SVC)]
    world.env.run()
    assert [item.alive for item in launched] == [False, False]


def test_a_restarted_machine_asks_for_its_tickets_anew() -> None:
    quick = (replace(MACHINES[0], boot_s=30.0), MACHINES[1])
    caller = client(unmarshal("u"), call("a"), wait(500.0))
    one = estate(server(), caller, machines=quick, timeline=(at(5.0, "restart", "hmi01"),))
    asked = [len(row.authentication["exchanges"]["kdc"]) for row in simulate(one).rows() if row.kind == "call"]
    assert asked == [3, 3]


@pytest.mark.parametrize(
    ("start_s", "begun_s"),
    [(0.0, [0, 40]), (2.0, [2, 40]), (20.0, [40]), (60.0, [60])],
    ids=["at once", "before the end", "while it boots", "after it is up"],
)
def test_a_script_starts_at_its_time_or_else_when_its_machine_is_up(start_s: float, begun_s: list[int]) -> None:
    """A start is a time of the run, not one of the machine; one that has passed is now."""
    quick = (replace(MACHINES[0], boot_s=30.0), MACHINES[1])
    caller = client(scripts=(Script("", (unmarshal("u"), wait(100.0)), start_s),))
    one = estate(server(), caller, machines=quick, timeline=(at(10.0, "restart", "hmi01"),))
    assert [round(row.begun_s) for row in simulate(one).rows() if row.kind == "unmarshal"] == begun_s


@pytest.mark.parametrize(("starts", "ends_s"), [("at once", [0, 40]), ("never", [])])
def test_a_run_lasts_while_a_machine_with_scripts_boots(starts: str, ends_s: list[int]) -> None:
    """Nothing else runs: the only script was cut short by the restart."""
    quick = (replace(MACHINES[0], boot_s=30.0), MACHINES[1])
    caller = replace(client(unmarshal("u"), wait(100.0)), starts=starts)
    one = estate(server(), caller, machines=quick, timeline=(at(10.0, "restart", "hmi01"),))
    assert [round(row.begun_s) for row in simulate(one).rows() if row.kind == "unmarshal"] == ends_s


@pytest.mark.parametrize("kind", ["restart", "cut"])
def test_a_run_does_not_last_for_what_has_no_scripts(kind: str) -> None:
    """The server's machine boots, and a road is cut, long after the last script has ended."""
    slow = (MACHINES[0], replace(MACHINES[1], boot_s=5000.0))
    what = at(1.0, "restart", "opc01") if kind == "restart" else at(9000.0, "cut", cut=Cut("hmi01", "opc01"))
    world = World(estate(server(), client(wait(10.0)), machines=slow, timeline=(what,)), "", 0)
    world.start()
    world.tasks.run_to_the_end()
    assert world.env.now == 10.0
