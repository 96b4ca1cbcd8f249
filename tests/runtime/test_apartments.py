"""Who is served when: single-threaded apartments, chains of calls, message filters, full queues."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import call, client, estate, explicit, panel, ran, server, unmarshal

from simcom.runtime.estate import Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import Call, Duration, Wait
from simcom.vocabulary.levels import AuthnLevel

NOBODY = explicit(AuthnLevel.NONE)
LOCAL_S = 0.0002
"""A round trip within the machine."""


def classes(*body: object, takes_s: float = 1.0) -> tuple[Class, ...]:
    """Return the classes: the historian's ``Read`` takes a time and does something, a sink's ``Tell`` takes nothing."""
    read = Interface("IHistorian", (Method("Read", Duration(takes_s), tuple(body)), Method("Peek")))
    return Class("Historian", (read,)), Class("Sink", (Interface("ISink", (Method("Tell"),)),))


def callers(count: int, *, start_s: float = 0.0) -> tuple[Script, ...]:
    """Return scripts that call the historian's ``Read``, each some time after the one before."""
    return tuple(
        Script(
            f"t{number}",
            (unmarshal(f"u{number}", name=f"p{number}"), call(f"c{number}", f"p{number}")),
            number * start_s,
        )
        for number in range(count)
    )


def ends(apartment: str, **changes: object) -> list[float]:
    """Return when three local callers have their answers that come together, in seconds to three digits."""
    serving = server(apartment=apartment, initialize=NOBODY, **changes)
    rows = ran(estate(serving, panel(scripts=callers(3), initialize=NOBODY), classes=classes()))
    return sorted(round(rows[f"c{number}"].ended_s, 3) for number in range(3))


@pytest.mark.parametrize(
    ("apartment", "expected"),
    [("mta", [1.0, 1.0, 1.0]), ("sta", [1.0, 2.0, 3.0])],
)
def test_a_single_threaded_apartment_serves_one_call_at_a_time(apartment: str, expected: list[float]) -> None:
    assert ends(apartment) == expected


def test_an_apartment_counts_more_than_threads() -> None:
    assert ends("sta", threads=3) == [1.0, 2.0, 3.0]


def calling_back(apartment: str) -> dict[str, object]:
    """Return the rows of a client in an apartment whose server calls back while it waits, and of a stranger who calls it too."""
    back = (unmarshal("ub", "client.sink", "ISink", "back"), Call("back", "", "back", "Tell", callback=True))
    asks = (unmarshal("u"), call("c"))
    caller = client(*asks, initialize=NOBODY, apartment=apartment)
    return ran(estate(server(initialize=NOBODY), caller, classes=classes(*back)))


@pytest.mark.parametrize("apartment", ["mta", "sta"])
def test_a_call_of_the_same_chain_is_served_while_its_own_is_out(apartment: str) -> None:
    rows = calling_back(apartment)
    assert [rows[name].ruling.hresult.name for name in ("back", "c")] == ["S_OK", "S_OK"]
    assert rows["back"].ended_s < rows["c"].ended_s


def nested(waits_s: float) -> dict[str, object]:
    """Return the rows of a server in an STA whose method calls on, of its being called back, and of a stranger who comes meanwhile."""
    onward = (unmarshal("uo", "client.sink", "ISink", "onward"), Call("o", "", "onward", "Tell"))
    home = (
        unmarshal("uh", "server.historian", "IHistorian", "home"),
        Call("h", "", "home", "Peek"),
        Wait("", "", Duration(waits_s)),
    )
    sink = Class("Sink", (Interface("ISink", (Method("Tell", does=home),)),))
    historian, _ = classes(*onward, takes_s=0.0)
    stranger = panel(Wait("", "", Duration(0.5)), unmarshal("us"), call("s", method="Peek"), initialize=NOBODY)
    one = estate(
        server(apartment="sta", initialize=NOBODY), client(unmarshal("u"), call("c"), initialize=NOBODY), stranger
    )
    return ran(replace(one, classes=(historian, sink)))


def test_a_stranger_waits_until_the_chain_is_done_and_the_chain_itself_does_not() -> None:
    rows = nested(2.0)
    assert [rows[name].ruling.hresult.name for name in "cohs"] == ["S_OK"] * 4
    assert (rows["h"].ended_s < 0.5, round(rows["s"].ended_s)) == (True, 2)


def filtered(message_filter: str, apartment: str = "sta", **changes: object) -> list[str]:
    """Return what two callers get of which the second comes while the first is served."""
    serving = server(apartment=apartment, message_filter=message_filter, initialize=NOBODY, **changes)
    rows = ran(estate(serving, panel(scripts=callers(2, start_s=0.5), initialize=NOBODY), classes=classes()))
    return [rows[f"c{number}"].ruling.hresult.name for number in range(2)]


@pytest.mark.parametrize(
    ("message_filter", "apartment", "second"),
    [
        ("", "sta", "S_OK"),
        ("rejected", "sta", "RPC_E_CALL_REJECTED"),
        ("retry later", "sta", "RPC_E_CALL_REJECTED"),
        ("rejected", "mta", "S_OK"),
    ],
)
def test_a_busy_apartments_filter_answers(message_filter: str, apartment: str, second: str) -> None:
    """`orpc-causality`; no client here has a filter that would try again, and a multithreaded apartment has none at all."""
    assert filtered(message_filter, apartment) == ["S_OK", second]


def test_a_rejected_call_has_run_nothing_and_takes_a_round_trip() -> None:
    serving = server(apartment="sta", message_filter="rejected", initialize=NOBODY)
    rows = ran(estate(serving, panel(scripts=callers(2, start_s=0.5), initialize=NOBODY), classes=classes()))
    row = rows["c1"]
    assert (round(row.ended_s - row.begun_s, 9), len(row.messages), row.stage) == (LOCAL_S, 1, "dispatch")


def test_an_apartment_with_a_filter_is_busy_while_its_own_call_is_out() -> None:
    """The client waits for a call of its own; a stranger is turned away, the server's callback is not."""
    back = (
        Wait("", "", Duration(1.0)),
        unmarshal("ub", "client.sink", "ISink", "back"),
        Call("b", "", "back", "Tell", callback=True),
    )
    caller = client(unmarshal("u"), call("c"), initialize=NOBODY, apartment="sta", message_filter="rejected")
    stranger = panel(
        Wait("", "", Duration(0.5)),
        unmarshal("us", "client.sink", "ISink"),
        call("s", method="Tell"),
        initialize=NOBODY,
    )
    later = replace(stranger, name="later", scripts=(Script("", (Wait("", "", Duration(5.0)), unmarshal("ul", "client.sink", "ISink"),
                                                                 call("l", method="Tell"))),))  # fmt: skip
    rows = ran(estate(server(initialize=NOBODY), caller, stranger, later, classes=classes(*back, takes_s=0.0)))
    assert [rows[name].ruling.hresult.name for name in "bcsl"] == ["S_OK", "S_OK", "RPC_E_CALL_REJECTED", "S_OK"]


@pytest.mark.parametrize(
    ("queue_limit", "found"),
    [
        (None, ["S_OK", "S_OK", "S_OK"]),
        (2, ["S_OK", "S_OK", "S_OK"]),
        (1, ["S_OK", "S_OK", "RPC_S_SERVER_TOO_BUSY"]),
        (0, ["S_OK", "RPC_S_SERVER_TOO_BUSY", "RPC_S_SERVER_TOO_BUSY"]),
    ],
)
def test_a_full_queue_takes_no_more_calls(queue_limit: int | None, found: list[str]) -> None:
    """Row aa of `fail-table`: one thread serves, a few may wait."""
    serving = server(threads=1, queue_limit=queue_limit, initialize=NOBODY)
    rows = ran(estate(serving, panel(scripts=callers(3, start_s=0.1), initialize=NOBODY), classes=classes()))
    assert [rows[f"c{number}"].ruling.hresult.name for number in range(3)] == found


def test_input_synchronous_messages_let_no_call_out() -> None:
    script = (unmarshal("u"), replace(call("a", method="Peek"), inputsync=True), call("b", method="Peek"))
    rows = ran(estate(server(initialize=NOBODY), client(*script, initialize=NOBODY), classes=classes()))
    assert [rows[name].ruling.hresult.name for name in "ab"] == ["RPC_E_CANTCALLOUT_ININPUTSYNCCALL", "S_OK"]
    assert (rows["a"].messages, rows["a"].exchanges, rows["b"].messages[0].kind) == ((), 0, "tcp_connect")
