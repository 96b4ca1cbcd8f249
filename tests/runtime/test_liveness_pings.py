"""Pings: when they go out, what they say, what they are answered, and that it makes no difference whether anybody looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import OTTO, call, machine, server, unmarshal
from runtime.liveness_estate import every, happens, holder, pings, release, rows_of, rundowns, severed, wait, world_of

from simcom.runtime.networks import Network
from simcom.runtime.world import simulate
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.flags import ALL_ACCESS, ScmFlags
from simcom.vocabulary.identities import Ace, Acl

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Process
    from simcom.runtime.journal import Template
    from simcom.runtime.networks import Change

OK, SET, OID, DENIED = "S_OK", "OR_INVALID_SET", "OR_INVALID_OID", "E_ACCESSDENIED"
LOST = "RPC_S_SERVER_UNAVAILABLE"
FIRST, SAME = "ComplexPing", "SimplePing"
OTTO_ONLY = Acl((Ace(OTTO, ALL_ACCESS),))


@pytest.mark.parametrize(
    ("client", "timeline", "expected"),
    [
        (holder(wait(500)), (), [(120, FIRST, OK), (240, SAME, OK), (360, SAME, OK), (480, SAME, OK)]),
        (holder(wait(10), release(), wait(400)), (), []),
        (holder(wait(130), release(), wait(200)), (), [(120, FIRST, OK), (240, FIRST, OK)]),
        (holder(wait(500)), (happens(130, "kill", "client"),), [(120, FIRST, OK), (240, FIRST, OK)]),
        (holder(wait(500)), (happens(130, "crash", "hmi01"),), [(120, FIRST, OK)]),
        (holder(wait(500)), severed(130, 300), [(120, FIRST, OK), (240, SAME, LOST), (360, SAME, OK), (480, SAME, OK)]),
        (
            holder(wait(500)),
            (happens(130, "restart", "opc01"),),
            [(120, FIRST, OK), (240, SAME, LOST), (360, SAME, SET), (480, FIRST, OID)],
        ),
        (
            holder(wait(500)),
            (happens(130, "kill", "server"),),
            [(120, FIRST, OK), (240, SAME, OK), (360, SAME, OK), (480, SAME, OK)],
        ),
        (
            holder(wait(500)),
            severed(1, 300),
            [(120, FIRST, LOST), (240, FIRST, LOST), (360, FIRST, OK), (480, SAME, OK)],
        ),
    ],
    ids=["hold", "between two ticks", "release", "killed", "crashed", "cut", "restart", "server killed", "cut at once"],
)
def test_a_machine_pings_what_it_holds(
    client: Process, timeline: tuple[Change, ...], expected: list[tuple[float, str, str]]
) -> None:
    assert pings(world_of(client, timeline=timeline), until_s=500) == expected


def test_what_is_gone_is_pinged_no_more() -> None:
    """`ping-server-rules`: the machine drops what the server does not know, and where nothing is left it falls silent."""
    seen = pings(world_of(holder(wait(2000)), timeline=severed(130, 700)), until_s=1100)
    results = [result for _, _, result in seen]
    assert results == [OK, LOST, LOST, LOST, LOST, SET, OID]


def test_a_set_that_was_given_up_is_made_anew_without_what_is_gone() -> None:
    later = holder(wait(750), unmarshal("v", name="q"), wait(500))
    seen = pings(world_of(later, timeline=(happens(500, "restart", "opc01"),)), until_s=1100)
    assert seen[-4:] == [(720, SAME, SET), (840, FIRST, OID), (960, SAME, OK), (1080, SAME, OK)]


def test_one_stream_for_each_pair_of_machines_whatever_holds_there() -> None:
    both = (holder(wait(500)), holder(wait(500), name="other"))
    rows = rows_of(replace(world_of(*both), observe=("ping",)), "ping", until_s=500)
    assert [row.begun_s for row in rows] == [120.0, 240.0, 360.0, 480.0]
    assert {(row.client.process, row.client.machine, row.server and row.server.process) for row in rows} == {
        ("RPCSS", "hmi01", "RPCSS")
    }


def test_the_timer_starts_with_the_machines_first_reference_and_keeps_its_phase() -> None:
    first = holder(wait(10), release(), wait(300), unmarshal("again", name="q"), wait(500))
    assert [at_s for at_s, *_ in pings(world_of(first), until_s=700)] == [360.0, 480.0, 600.0]


def test_nobody_looks_and_no_row_is_written() -> None:
    assert rows_of(world_of(holder(wait(1000))), "ping", until_s=1000) == []


@pytest.mark.parametrize("noping", [True, False])
def test_what_is_marked_noping_is_not_pinged(*, noping: bool) -> None:
    one = world_of(holder(wait(500)))
    processes = (server(noping=noping), *one.processes[1:])
    assert len(pings(replace(one, processes=processes), until_s=500)) == (0 if noping else 4)


def guarded(flags: int = 0, **changes: object) -> Estate:
    """Return the estate with a server machine that lets nobody of the other domain in, and flags on the client's."""
    client_machine = machine("hmi01", "corp.example", scm_flags=flags)
    closed = machine("opc01", "plant.example", machine_access_restriction=OTTO_ONLY)
    return world_of(holder(wait(500)), machines=(client_machine, closed), **changes)


def test_a_machine_limit_refuses_pings_and_the_object_goes_though_its_client_lives() -> None:
    assert pings(guarded(), until_s=300) == [(120, FIRST, DENIED), (240, FIRST, DENIED)]
    assert rundowns(guarded()) == [360.0]


@pytest.mark.parametrize(
    ("flags", "expected"), [(0, OK), (int(ScmFlags.RESOLVE_DISALLOW_UNSECURE_CALL), DENIED)], ids=["default", "0x8"]
)
def test_without_a_trust_a_ping_goes_out_unsecured_unless_that_is_forbidden(flags: int, expected: str) -> None:
    machines = (machine("hmi01", "corp.example", scm_flags=flags), machine("opc01", "plant.example"))
    seen = pings(world_of(holder(wait(500)), machines=machines, trusts=()), until_s=130)
    assert [result for _, _, result in seen] == [expected]


def test_the_first_ping_builds_a_context_and_the_next_ones_use_it() -> None:
    rows = rows_of(replace(world_of(holder(wait(500))), observe=("ping",)), "ping", until_s=500)
    kinds = [[message.kind for message in row.messages] for row in rows]
    assert kinds[0] == ["tcp_connect", "bind", "alter_context", "complex_ping"]
    assert kinds[1:] == [["simple_ping"]] * 3
    assert [row.round_trips for row in rows] == [4, 1, 1, 1]
    assert rows[1].ended_s - rows[1].begun_s == pytest.approx(0.002)


@pytest.mark.parametrize(("who", "account"), [("application", "CORP\\ann"), ("machine", "CORP\\HMI01$")])
def test_whose_credentials_a_ping_carries_is_a_switch(who: str, account: str) -> None:
    one = world_of(holder(wait(500)), assume=replace(RECOMMENDED, ping_identity=who), observe=("ping",))
    callers = [row.caller.name for row in rows_of(one, "ping", until_s=130) if row.caller]
    assert callers == [account]


def test_a_week_of_pings_is_the_same_seen_or_unseen() -> None:
    """What else happens does not depend on whether anybody looks."""
    clients = (holder(every(1000, 20)), holder(every(700, 25), name="other", on="hmi02"))
    one = world_of(*clients, timeline=(*severed(4000, 4900), happens(9000, "crash", "hmi02")))
    unseen = [row.to_dict() | {"step": 0} for row in simulate(one).rows()]
    watched = simulate(replace(one, observe=("ping",))).rows()
    assert [row.to_dict() | {"step": 0} for row in watched if row.kind != "ping"] == unseen
    assert sum(row.kind == "ping" for row in watched) > 100


@pytest.mark.parametrize("observe", [(), ("ping",)], ids=["unseen", "seen"])
def test_a_summary_counts_what_a_run_writes_down(observe: tuple[str, ...]) -> None:
    clients = (holder(every(1000, 4)), holder(every(700, 5), name="other", on="hmi02"))
    one = world_of(*clients, observe=observe, timeline=(*severed(1500, 2400), happens(3000, "crash", "hmi02")))
    whole, counted = (simulate(one, until_s=4100.5, summary=summary) for summary in (False, True))
    assert dict(_by_kind(counted.counts())) == dict(_by_kind(whole.counts()))
    assert len(counted) == len(whole) == len(whole.rows())


def _by_kind(counts: tuple[tuple[Template, int], ...]) -> list[tuple[tuple[str, str, str], int]]:
    """Return how often each thing happened, by id, method and result."""
    found: dict[tuple[str, str, str], int] = {}
    for template, count in counts:
        key = (template.id, template.method or "", template.ruling.hresult.name)
        found[key] = found.get(key, 0) + count
    return sorted(found.items())


def test_a_summary_keeps_no_rows() -> None:
    with pytest.raises(RuntimeError, match="a summary keeps no rows"):
        simulate(world_of(holder(call("c"))), summary=True).rows()


@pytest.mark.parametrize(("period", "missed", "expected"), [(120.0, 3, 600.0), (60.0, 3, 420.0), (120.0, 2, 480.0)])
def test_period_and_missed_pings_are_the_networks(period: float, missed: int, expected: float) -> None:
    one = world_of(
        holder(wait(2000)),
        timeline=(happens(250, "crash", "hmi01"),),
        network=Network(ping_s=period, pings_missed=missed),
    )
    assert rundowns(one) == [expected]
