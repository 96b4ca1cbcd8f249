"""IUnknown over the wire: what QueryInterface and the last Release send, and what comes back where nothing is known any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import call, unmarshal
from runtime.liveness_estate import happens, holder, pings, release, rows_of, severed, wait, world_of

from simcom.runtime.steps import QueryInterface
from simcom.runtime.steps_activation import ExitProcess

if TYPE_CHECKING:
    from simcom.runtime.steps import Step


def ask(interface: str, step: str = "q") -> QueryInterface:
    """Return the step that asks for another interface."""
    return QueryInterface(step, "", "p", interface, step)


@pytest.mark.parametrize(
    ("steps", "row", "messages", "result"),
    [
        ((ask("IAdmin"),), "q", [("rem_query_interface", 116 + 96)], "S_OK"),
        ((ask("INowhere"),), "q", [("rem_query_interface", 116 + 96)], "E_NOINTERFACE"),
        ((ask("IHistorian"),), "q", [], "S_OK"),
        ((release(),), "r", [("rem_release", 104 + 36)], "S_OK"),
        ((ask("IAdmin"), release()), "r", [], "S_OK"),
        ((ask("IAdmin"), release(), release("last", "q")), "last", [("rem_release", 104 + 36)], "S_OK"),
    ],
    ids=["new interface", "none such", "held already", "last release", "not the last", "last of two"],
)
def test_what_iunknowns_methods_send(
    steps: tuple[Step, ...], row: str, messages: list[tuple[str, int]], result: str
) -> None:
    """At CONNECT nothing is added to a request: 40 bytes of header, 32 of ORPCTHIS, the arguments; and 24 and 8 for the answer."""
    found = {item.id: item for item in rows_of(world_of(holder(call("c"), *steps)))}
    sent = [(message.kind, message.size_bytes) for message in found[row].messages]
    assert (sent, found[row].ruling.hresult.name) == (messages, result)


@pytest.mark.parametrize(
    ("step", "expected"),
    [(ask("IAdmin"), "RPC_E_INVALID_OBJECT"), (release(), "S_OK"), (call("c"), "RPC_E_DISCONNECTED")],
    ids=["QueryInterface", "Release", "call"],
)
def test_what_is_told_of_an_object_that_was_run_down(step: Step, expected: str) -> None:
    one = world_of(holder(wait(1000), step), timeline=severed(250, 700))
    (row,) = [item for item in rows_of(one) if item.id == step.id]
    assert row.ruling.hresult.name == expected


@pytest.mark.parametrize("how", ["killed", "cut off"])
def test_a_release_that_does_not_get_through_is_silent(how: str) -> None:
    away = happens(50, "kill", "server") if how == "killed" else severed(50, 4000)[0]
    (row,) = rows_of(world_of(holder(wait(100), release()), timeline=(away,)), "release")
    assert (row.ruling.hresult.name, row.ruling.decisive.rule) == ("S_OK", "iunknown.release-fails")
    assert "does not get through" in row.ruling.decisive.because


def test_a_process_that_ends_in_order_releases_what_it_holds() -> None:
    one = world_of(holder(wait(130), ExitProcess("x", "")), holder(wait(600), unmarshal("b2", name="q"), name="b"))
    kinds = [row.kind for row in rows_of(replace(one, observe=())) if row.client.process == "client"]
    assert kinds.count("release") == 1
    assert [method for _, method, _ in pings(one, until_s=400)] == ["ComplexPing", "SimplePing", "SimplePing"]
