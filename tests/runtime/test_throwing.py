"""Methods that raise an exception, and requests that are too long: both end in a fault of the server's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import call, client, estate, panel, ran, server, unmarshal
from runtime.test_async import finish, later

from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import CoUnmarshalInterface, Duration

BACK = (unmarshal("b", "client.sink", "ISink", "s"), call("tell", "s", "Tell", callback=True))
BODIES = {"no body": (), "a callback": BACK}


def kinds(*body: object, takes_s: float = 1.0, sends_bytes: int = 0) -> tuple[Class, ...]:
    """Return the classes: ``Read`` takes a second, does something and throws."""
    read = Method("Read", Duration(takes_s), tuple(body), sends_bytes=sends_bytes, throws=not sends_bytes)
    return Class("Historian", (Interface("IHistorian", (read,)),)), Class(
        "Sink", (Interface("ISink", (Method("Tell"),)),)
    )


@pytest.mark.parametrize("name", BODIES)
def test_a_method_throws_after_its_time_and_its_body(name: str) -> None:
    """`server-exception`."""
    rows = ran(estate(server(), client(unmarshal("u"), call("c"), call("d")), classes=kinds(*BODIES[name])))
    row, warm = rows["c"], rows["d"]
    assert (row.ruling.hresult.name, row.ruling.decisive.rule) == ("RPC_E_SERVERFAULT", "server-exception")
    assert (warm.ruling.hresult.name, warm.messages[-1].leg) == ("RPC_E_SERVERFAULT", "fault")
    assert warm.ended_s - warm.begun_s > 1.0
    assert row.caller.name == "CORP\\ann"


def test_what_the_body_did_before_is_done() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), call("c")), classes=kinds(*BACK)))
    assert rows["tell"].ended_s < rows["c"].ended_s


def test_a_local_call_throws_too() -> None:
    rows = ran(estate(server(), panel(unmarshal("u"), call("c")), classes=kinds()))
    assert (rows["c"].ruling.hresult.name, rows["c"].transport) == ("RPC_E_SERVERFAULT", "lrpc")


def test_an_asynchronous_call_throws_when_it_is_finished() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), later("c"), finish("f")), classes=kinds()))
    assert [rows[name].ruling.hresult.name for name in "cf"] == ["RPC_E_SERVERFAULT"] * 2


def test_a_call_between_apartments_runs_its_body_and_throws() -> None:
    own = CoUnmarshalInterface("u", "", "client.sink", "ISink", "p", apartment="other")
    told = Class("Sink", (Interface("ISink", (Method("Read", Duration(1.0), throws=True),)),))
    rows = ran(estate(server(), client(own, call("c")), classes=(kinds()[0], told)))
    assert (rows["c"].ruling.hresult.name, round(rows["c"].ended_s - rows["c"].begun_s)) == ("RPC_E_SERVERFAULT", 1)


@pytest.mark.parametrize(
    ("sends_bytes", "expected"), [(4 * 1024 * 1024 - 32, "S_OK"), (4 * 1024 * 1024 - 31, "E_ACCESSDENIED")]
)
def test_a_request_of_more_than_four_megabytes_is_refused(sends_bytes: int, expected: str) -> None:
    """`frag-sizes`: ORPCTHIS counts."""
    one = estate(server(), client(unmarshal("u"), call("c")), classes=kinds(sends_bytes=sends_bytes))
    assert ran(one)["c"].ruling.hresult.name == expected


def test_within_a_machine_no_request_is_too_long() -> None:
    one = estate(server(), panel(unmarshal("u"), call("c")), classes=kinds(sends_bytes=5_000_000))
    assert ran(one)["c"].ruling.ok


def test_answers_know_no_such_limit() -> None:
    (historian, *others) = kinds()
    read = replace(historian.interfaces[0].methods[0], throws=False, returns_bytes=5_000_000)
    big = replace(historian, interfaces=(Interface("IHistorian", (read,)),))
    assert ran(estate(server(), client(unmarshal("u"), call("c")), classes=(big, *others)))["c"].ruling.ok
