"""Processes without COM: what they cannot do, and what leaving COM takes along."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import call, client, estate, ran, server, unmarshal
from runtime.test_faults import wait

from simcom.runtime.estate import Script
from simcom.runtime.steps import (
    CoCreateInstance,
    CoInitializeEx,
    CoMarshalInterface,
    CoUninitialize,
    QueryInterface,
    Step,
)
from simcom.runtime.steps_activation import Activate
from simcom.runtime.world import simulate
from simcom.vocabulary.activation import ActivationRequest

LEAVE, ENTER = CoUninitialize("leave", ""), CoInitializeEx("enter", "")
NOT_READY = ("CO_E_NOTINITIALIZED", "local", "client")


def verdict(row: object) -> tuple[str, str, str]:
    """Return the status of a step, with the stage and the side that decided."""
    last = row.ruling.decisive
    return row.ruling.hresult.name, str(last.stage), str(last.side)


NEEDING: dict[str, Step] = {
    "marshal": CoMarshalInterface("x", "", "sink", "ISink"),
    "unmarshal": unmarshal("x"),
    "create": CoCreateInstance("x", "", "Historian", "IHistorian", "o"),
    "activate": Activate("x", "", ActivationRequest("Historian", ("IHistorian",), server_name="opc01"), ("o",)),
    "call": call("x"),
    "query": QueryInterface("x", "", "p", "IAdmin", "o"),
}


@pytest.mark.parametrize("name", NEEDING)
def test_without_com_a_step_fails_at_once(name: str) -> None:
    rows = ran(estate(server(), client(NEEDING[name], com_ready=False, initialize=None)))
    assert verdict(rows["x"]) == NOT_READY


def test_what_was_refused_can_be_done_once_com_is_there() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), ENTER, unmarshal("v"), call("c"), com_ready=False)))
    assert [rows[name].ruling.ok for name in "uvc"] == [False, True, True]


def test_a_server_without_com_marshals_nothing() -> None:
    rows = ran(estate(server(com_ready=False, initialize=None), client(unmarshal("u"))))
    assert verdict(rows["u"]) == ("CO_E_NOTINITIALIZED", "local", "server")


def test_leaving_com_releases_every_proxy() -> None:
    journal = simulate(estate(server(), client(unmarshal("u"), call("c"), LEAVE, call("d"), ENTER, call("e"))))
    rows = {row.id: row for row in journal.rows()}
    assert (rows["leave/release 1"].kind, rows["leave/release 1"].messages[-1].kind) == ("release", "rem_release")
    assert verdict(rows["d"]) == NOT_READY
    assert str(rows["e"].ruling.outcome) == "undetermined"


def test_a_server_that_leaves_com_is_cut_off_from_its_clients() -> None:
    """`server-apartment-end`."""
    leaving = server(scripts=(Script("", (wait(5.0), LEAVE)),))
    rows = ran(estate(leaving, client(unmarshal("u"), call("c"), wait(10.0), call("d"))))
    assert [rows[name].ruling.hresult.name for name in "cd"] == ["S_OK", "RPC_E_DISCONNECTED"]


def test_another_process_goes_on() -> None:
    other = replace(client(wait(5.0), unmarshal("v"), call("d")), name="other")
    rows = ran(estate(server(), client(unmarshal("u"), LEAVE), other))
    assert rows["d"].ruling.ok
