"""The roads: names, addresses, firewalls, cuts, machines that are down, and the ports that exporters listen on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import NETWORK, call, client, estate, machine, ran, server, unmarshal

from simcom.runtime.channel.ports import DYNAMIC_NEW, DYNAMIC_OLD, span
from simcom.runtime.channel.roads import Roads
from simcom.runtime.networks import Cut, Firewall, Network
from simcom.runtime.steps import CoUnmarshalInterface
from simcom.runtime.world import World
from simcom.vocabulary.paths import DROPPED, OPEN, REJECTED

HMI, OPC = machine("hmi01", "corp.example"), machine("opc01", "plant.example")
CLOSED = Firewall("drop", ((135, 135),))
UNAVAILABLE = "RPC_S_SERVER_UNAVAILABLE"


def roads(*machines: object, **network: object) -> Roads:
    """Return the roads of an estate of these machines."""
    return Roads(estate(machines=machines or (HMI, OPC), network=Network(**network)))


@pytest.mark.parametrize(
    ("wall", "port", "process", "way"),
    [
        (None, 50000, "server", OPEN),
        (Firewall("drop"), 135, "", DROPPED),
        (Firewall("reject"), 135, "", REJECTED),
        (CLOSED, 135, "", OPEN),
        (CLOSED, 50000, "server", DROPPED),
        (Firewall("drop", ((135, 135), (49152, 65535))), 65535, "server", OPEN),
        (Firewall("drop", ((135, 135), (49152, 65535))), 49151, "server", DROPPED),
        (Firewall("drop", (), ("SERVER",)), 50000, "server", OPEN),
        (Firewall("drop", (), ("other",)), 50000, "server", DROPPED),
    ],
)
def test_a_firewall_lets_ports_and_processes_in(wall: Firewall | None, port: int, process: str, way: str) -> None:
    walled = replace(OPC, firewall=wall)
    found = roads(HMI, walled).path(HMI, walled, port, process)
    assert (found.way, bool(found.why), found.endpoint) == (way, way != OPEN, f"opc01:{port}")


def test_a_firewall_asks_neither_its_own_machine_nor_a_connection_that_is_there() -> None:
    walled = replace(OPC, firewall=CLOSED)
    own = roads(HMI, walled).path(walled, walled, 50000)
    held = roads(HMI, walled).path(HMI, walled, 50000, connected=True)
    assert (own.way, held.way) == (OPEN, OPEN)


BOTH = Cut("HMI01", "opc01")


@pytest.mark.parametrize(
    ("cut", "there", "back"),
    [
        (BOTH, DROPPED, DROPPED),
        (replace(BOTH, how="reject"), REJECTED, REJECTED),
        (replace(BOTH, one_way=True), DROPPED, OPEN),
        (Cut("opc01", "hmi01", one_way=True), OPEN, DROPPED),
        (replace(BOTH, ports=((135, 135),)), OPEN, OPEN),
        (replace(BOTH, ports=((49152, 65535),)), DROPPED, DROPPED),
        (Cut("*", "opc01", one_way=True), DROPPED, OPEN),
        (Cut("*", "*"), DROPPED, DROPPED),
        (Cut("hmi01", "opc02"), OPEN, OPEN),
    ],
)
def test_a_cut_stops_what_it_names(cut: Cut, there: str, back: str) -> None:
    found = roads(cuts=(cut,))
    assert (found.path(HMI, OPC, 50000).way, found.path(OPC, HMI, 50000).way) == (there, back)


def test_a_cut_stops_a_connection_too_and_a_healed_one_does_not() -> None:
    found = roads(cuts=(BOTH,))
    cut = found.path(HMI, OPC, 50000, connected=True).way
    found.heal(Cut("opc01", "hmi01"))
    assert (cut, found.path(HMI, OPC, 50000).way) == (DROPPED, OPEN)


def test_healing_some_ports_leaves_the_others_cut() -> None:
    low, high = replace(BOTH, ports=((135, 135),)), replace(BOTH, ports=((50000, 50000),))
    found = roads(cuts=(low, high))
    found.heal(low)
    assert [found.path(HMI, OPC, port).way for port in (135, 50000)] == [OPEN, DROPPED]


@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("", "resolves"),
        ("opc01", "resolves"),
        ("OLD-OPC", "unknown"),
        ("elsewhere", "resolves"),
        ("10.0.0.1", "resolves"),
        ("fe80::1", "resolves"),
        ("\\\\opc01", "resolves"),
        ("opc 01", "malformed"),
        ("opc01/share", "malformed"),
    ],
)
def test_what_a_name_gives(name: str, gives: str) -> None:
    unknown = (("", "old-opc"), ("hmi02", "elsewhere"))
    assert roads(unknown_names=unknown).path(HMI, OPC, 135, name=name).name == gives


def test_a_machine_that_is_down_answers_nobody() -> None:
    found = roads(HMI, replace(OPC, up=False))
    before = (found.up("OPC01"), found.path(HMI, OPC, 135).way)
    found.switch("opc01", on=True)
    assert (before, found.up("opc01"), found.path(HMI, OPC, 135).way) == ((False, DROPPED), True, OPEN)


@pytest.mark.parametrize(
    ("site", "port", "way"),
    [("", 50000, DROPPED), ("plant", 50000, OPEN), ("", 135, OPEN)],
    ids=["from outside", "from inside", "the resolver is asked for by name"],
)
def test_behind_nat_the_bindings_mean_nothing_outside(site: str, port: int, way: str) -> None:
    hidden = replace(OPC, nat=True, site="plant")
    assert roads(HMI, hidden).path(replace(HMI, site=site), hidden, port).way == way


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, DYNAMIC_NEW),
        ({"settings": replace(OPC.settings, windows="server-2003-sp1")}, DYNAMIC_OLD),
        ({"ports": (5000, 5002)}, (5000, 5002)),
    ],
)
def test_the_range_of_a_machine(changes: dict[str, object], expected: tuple[int, int]) -> None:
    assert span(replace(OPC, **changes)) == expected


def listening(count: int, **changes: object) -> World:
    """Return a world of some servers on opc01."""
    servers = [server(name=f"s{number}", **changes) for number in range(count)]
    return World(estate(*servers, machines=(HMI, replace(OPC, ports=(5000, 5001)))), "", 0)


def test_ports_are_given_out_when_they_are_needed_and_in_turn() -> None:
    world = listening(4)
    found = [world.processes[name].port for name in ("s1", "s0", "s2")]
    world.kill(world.processes["s1"])
    assert (found, world.processes["s3"].port, world.processes["s1"].port) == ([5000, 5001, 0], 5000, 5000)


def test_a_port_that_was_freed_is_taken_last() -> None:
    world = listening(3)
    first = world.processes["s0"].port
    world.kill(world.processes["s0"])
    assert (first, world.processes["s1"].port, world.processes["s2"].port) == (5000, 5001, 5000)


def test_a_pinned_port_is_nobody_elses() -> None:
    pinned, other = server(name="pinned", port=5000), server(name="other")
    world = World(estate(pinned, other, machines=(HMI, replace(OPC, ports=(5000, 5001)))), "", 0)
    assert (world.processes["pinned"].port, world.processes["other"].port) == (5000, 5001)


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({"firewall": CLOSED}, 21.0),
        ({"firewall": CLOSED, "addresses": 3}, 63.0),
        ({"firewall": replace(CLOSED, closed="reject")}, 0.0),
        ({"up": False}, 21.0),
    ],
    ids=["dropped", "three addresses", "rejected", "down"],
)
def test_how_long_it_takes_to_find_that_nobody_answers(changes: dict[str, object], seconds: float) -> None:
    """Nothing is said of where the object is, so that its process is there though its machine may be down."""
    rows = ran(estate(server(), client(unmarshal("u"), call("c"), call("d")), machines=(HMI, replace(OPC, **changes))))
    found = [(rows[name].ruling.hresult.name, round(rows[name].ended_s - rows[name].begun_s, 6)) for name in "cd"]
    assert found == [(UNAVAILABLE, seconds)] * 2


def test_a_name_that_does_not_resolve_fails_at_once() -> None:
    reference = CoUnmarshalInterface("u", "", "server.historian", "IHistorian", "p", server_name="gone")
    one = estate(server(), client(reference, call("c")), network=replace(NETWORK, unknown_names=(("hmi01", "gone"),)))
    row = ran(one)["c"]
    assert (row.ruling.hresult.name, row.stage, row.ended_s - row.begun_s) == (UNAVAILABLE, "resolve", 0.0)
