"""Who arrives as whom: order, nesting, what is put together and what is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.proved import CLIENT, KERBEROS, accepted, chain, proved, refused, seen
from analysis.sample import BLANKET, DISPATCHED, REACHED, STRANGER, call

from simcom.analysis.identityflow import MOST_ARRIVALS, MOST_PROCESSES, identity_flow, settings
from simcom.runtime.rows import Party
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from simcom.runtime.rows import Row


def test_calls_stand_in_the_order_they_began_with_the_caller_each_server_saw() -> None:
    assert [(one.client, one.server, one.caller, one.count) for one in identity_flow(chain()).arrivals] == [
        ("viewer", "front", "CORP\\ann", 2),
        ("front", "back", "CORP\\svc-front", 1),
        ("back", "store", "", 1),
        ("back", "viewer", "ANONYMOUS LOGON", 1),
        ("viewer", "store", "", 1),
    ]


def test_a_call_knows_in_whose_course_it_was_made() -> None:
    assert [one.within for one in identity_flow(chain()).arrivals] == [None, 0, 1, 1, None]


def test_a_refused_call_carries_status_and_stage() -> None:
    third = identity_flow(chain()).arrivals[2]
    assert (third.status, third.stage) == ("E_ACCESSDENIED (0x80070005)", "authenticate")


def test_an_undetermined_call_has_a_stage_and_no_status() -> None:
    last = identity_flow(chain()).arrivals[4]
    assert (last.status, last.stage) == ("", "connect")


def test_processes_stand_in_the_order_they_appear() -> None:
    assert [party.process for party in identity_flow(chain()).processes] == ["viewer", "front", "back", "store"]


@pytest.mark.parametrize("chosen", ["viewer/1", "front/1", "back/1"])
def test_a_chosen_call_shows_the_chain_it_belongs_to(chosen: str) -> None:
    row = next(row for row in chain() if row.id == chosen)
    found = identity_flow(chain(), row).arrivals
    assert [(one.client, one.server) for one in found] == [
        ("viewer", "front"),
        ("front", "back"),
        ("back", "store"),
        ("back", "viewer"),
    ]


def test_calls_that_began_together_stand_outer_first() -> None:
    rows = tuple(replace(row, begun_s=0.0) for row in chain())
    assert [one.client for one in identity_flow(rows).arrivals][-2:] == ["back", "back"]


def test_a_call_within_one_process_is_not_drawn() -> None:
    assert identity_flow((call(1, DISPATCHED, server=CLIENT, client=CLIENT),)).arrivals == ()


def line(length: int) -> tuple[Row, ...]:
    """Return a chain of calls through so many processes and one more."""
    parties = [Party(f"p{n}", f"m{n}", "CORP\\ann") for n in range(length + 1)]
    return tuple(
        call(n, DISPATCHED, id=f"c/{n}", client=parties[n], server=parties[n + 1], begun_s=float(n))
        for n in range(length)
    )


def test_too_many_processes_are_left_out_with_a_sentence() -> None:
    found = identity_flow(line(15))
    assert (len(found.processes), len(found.arrivals)) == (MOST_PROCESSES, MOST_PROCESSES - 1)
    assert found.note == (
        "4 processes are not drawn, nor the 4 calls from or to them; choose one call to see its chain alone"
    )


def test_too_many_calls_are_left_out_with_a_sentence() -> None:
    rows = tuple(call(n, DISPATCHED, id=f"c/{n}", method=f"M{n}") for n in range(MOST_ARRIVALS + 2))
    found = identity_flow(rows)
    assert (len(found.arrivals), found.note) == (
        MOST_ARRIVALS,
        "2 later kinds of call are not drawn; choose one call to see its chain alone",
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (call(1, DISPATCHED, caller=seen("CORP\\ann")), "Kerberos, PKT_PRIVACY, IMPERSONATE"),
        (call(1, DISPATCHED, caller=seen("ANONYMOUS LOGON", None, 1, 1)), "no authentication"),
        (call(1, STRANGER, effective={**BLANKET, "mechanism": "ntlm"}), "NTLM, CONNECT, IDENTIFY"),
        (proved(call(1, STRANGER), KERBEROS), "Kerberos, CONNECT, IDENTIFY"),
        (call(1, STRANGER, effective=None), "no authentication"),
        (accepted(), "Kerberos, PKT_PRIVACY, IMPERSONATE"),
    ],
)
def test_settings_are_those_the_server_saw_else_those_asked_for(row: Row, words: str) -> None:
    assert settings(row) == words


@pytest.mark.parametrize(
    ("row", "by_client"),
    [(refused(side=Side.CLIENT), True), (refused(side=Side.SERVER), False), (call(1, REACHED), False)],
)
def test_an_arrival_knows_whether_the_clients_own_side_stopped_it(row: Row, *, by_client: bool) -> None:
    """A call that went through was not stopped, whichever side decided."""
    (found,) = identity_flow((row,)).arrivals
    assert found.by_client is by_client
