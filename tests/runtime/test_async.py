"""Calls that are begun and finished later, cancelled, or given up after a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, call, client, estate, explicit, ran, server, unmarshal
from runtime.test_contexts import blanket

from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Change, Happening
from simcom.runtime.steps import Call, CoCreateInstance, CoUnmarshalInterface, Duration, SetThreadToken, Wait
from simcom.runtime.steps_activation import CancelCall, FinishCall
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

NOBODY = explicit(AuthnLevel.NONE)
LOWEST = {"authn_svc": AuthnSvc.NONE, "authn_level": AuthnLevel.NONE}
COLD_S, WARM_S = 1.006, 1.002
"""A call that runs a second: the first one of a client, and a later one."""


def classes(*body: object) -> tuple[Class, ...]:
    """Return the classes: ``Read`` takes a second and then does something, ``Peek`` takes nothing."""
    read = Interface("IHistorian", (Method("Read", Duration(1.0), tuple(body)), Method("Peek")))
    return Class("Historian", (read,)), Class("Sink", (Interface("ISink", (Method("Tell"),)),))


def later(step: str, name: str = "x", method: str = "Read") -> Call:
    """Return the step that begins a call."""
    return replace(call(step, method=method), begin=name)


def finish(step: str, wait_s: float | None = None, name: str = "x") -> FinishCall:
    """Return the step that asks for a call's results."""
    return FinishCall(step, "", name, wait_s)


def pause(seconds: float) -> Wait:
    """Return the step that lets time pass."""
    return Wait("", "", Duration(seconds))


def rows_of(*steps: object, **changes: object) -> dict[str, object]:
    """Return the rows of a client that unmarshals and takes some steps."""
    one = estate(server(initialize=NOBODY), client(unmarshal("u"), *steps, initialize=NOBODY), classes=classes())
    return ran(replace(one, **changes))


def status(rows: dict[str, object], *names: str) -> list[str]:
    """Return the statuses of some rows; an empty text for one that is undetermined."""
    return ["" if rows[name].ruling.outcome == "undetermined" else rows[name].ruling.hresult.name for name in names]


def lasted(row: object) -> float:
    """Return how long a row took, in seconds."""
    return round(row.ended_s - row.begun_s, 3)


def test_a_call_is_begun_and_its_client_goes_on() -> None:
    rows = rows_of(later("c"), call("peek", method="Peek"), finish("f"))
    assert status(rows, "c", "peek", "f") == ["S_OK"] * 3
    assert (rows["peek"].ended_s < rows["c"].ended_s, lasted(rows["c"]), rows["f"].kind) == (
        True,
        COLD_S,
        "finish_call",
    )


def test_finishing_waits_for_the_answer_and_shows_what_became_of_the_call() -> None:
    refused = client(unmarshal("u"), blanket("s", **LOWEST), later("c"), finish("f"))
    rows = ran(estate(server(), refused, classes=classes()))
    assert (status(rows, "f"), rows["f"].ruling.decisive) == (status(rows, "c"), rows["c"].ruling.decisive)
    assert not rows["f"].ruling.ok


@pytest.mark.parametrize(
    ("waits_s", "found"),
    [((0.0, None), ["RPC_E_TIMEOUT", "S_OK"]), ((0.5, 0.5), ["RPC_E_TIMEOUT", "S_OK"]), ((2.0, 0.0), ["S_OK", ""])],
    ids=["a look, then patience", "twice half", "the results are fetched once"],
)
def test_a_call_that_is_not_finished_can_be_asked_again(waits_s: tuple[float | None, ...], found: list[str]) -> None:
    rows = rows_of(later("c"), finish("f", waits_s[0]), pause(0.1), finish("g", waits_s[1]))
    assert status(rows, "f", "g") == found


def test_a_call_object_takes_one_call_at_a_time() -> None:
    rows = rows_of(
        later("c"),
        later("d"),
        later("e", "y"),
        finish("f"),
        later("g", method="Peek"),
        finish("h"),
        finish("i", name="y"),
    )
    assert status(rows, "d", "e", "g", "h") == ["RPC_E_CALL_PENDING", "S_OK", "S_OK", "S_OK"]
    assert (rows["d"].messages, lasted(rows["d"])) == ((), 0.0)


def test_a_cancelled_call_lets_its_client_go_on_and_the_server_too() -> None:
    writes = CoCreateInstance("body", "", "Sink", "ISink", "mine")
    cancel = CancelCall("k", "", "x")
    rows = rows_of(later("c"), pause(0.5), cancel, finish("f"), pause(2.0), classes=classes(writes))
    assert status(rows, "c", "k", "f", "body") == ["RPC_E_CALL_CANCELED", "S_OK", "RPC_E_CALL_CANCELED", "S_OK"]
    assert (lasted(rows["c"]), rows["body"].begun_s > rows["c"].ended_s, rows["k"].kind) == (0.5, True, "cancel_call")


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((CancelCall("k", "", "x"),), ""),
        ((later("c"), pause(2.0), CancelCall("k", "", "x")), "RPC_E_CALL_COMPLETE"),
        ((later("c"), finish("f"), CancelCall("k", "", "x")), ""),
        ((later("c"), CancelCall("k", "", "x")), "S_OK"),
    ],
    ids=["nothing begun", "back already", "finished", "under way"],
)
def test_what_there_is_to_cancel(steps: tuple[object, ...], found: str) -> None:
    assert status(rows_of(*steps), "k") == [found]


@pytest.mark.parametrize(
    ("limits", "found", "seconds"),
    [
        ({}, "S_OK", COLD_S),
        ({"timeout_s": 0.5}, "RPC_S_CALL_CANCELLED", 0.5),
        ({"timeout_s": 1.5}, "S_OK", COLD_S),
        ({"cancel_s": 0.5}, "RPC_E_CALL_CANCELED", 0.5),
        ({"cancel_s": 1.5}, "S_OK", COLD_S),
        ({"timeout_s": 0.7, "cancel_s": 0.5}, "RPC_E_CALL_CANCELED", 0.5),
        ({"timeout_s": 0.5, "cancel_s": 0.7}, "RPC_S_CALL_CANCELLED", 0.5),
    ],
)
def test_a_call_may_be_given_up(limits: dict[str, float], found: str, seconds: float) -> None:
    """`rpc-no-call-timeout` and `orpc-cancel`: the client has two ways of its own to stop waiting, and by itself waits for ever."""
    rows = rows_of(replace(call("c"), **limits))
    assert (status(rows, "c"), lasted(rows["c"])) == ([found], seconds)


def test_a_call_that_was_given_up_runs_on_and_its_context_is_kept() -> None:
    rows = rows_of(replace(call("c"), timeout_s=0.5), call("d"))
    assert (status(rows, "c", "d"), lasted(rows["d"])) == (["RPC_S_CALL_CANCELLED", "S_OK"], WARM_S)


def test_a_call_that_was_given_up_shows_what_held_before() -> None:
    rows = rows_of(replace(call("c"), timeout_s=0.5), call("d"))
    given_up, whole = rows["c"].ruling, rows["d"].ruling
    assert (given_up.steps[:-1], given_up.decisive.rule, rows["c"].caller) == (
        whole.steps, "rpc-no-call-timeout", rows["d"].caller)  # fmt: skip


@pytest.mark.parametrize("first", [True, False], ids=["cold", "warm"])
def test_a_request_without_an_answer_is_no_round_trip(first: bool) -> None:  # noqa: FBT001  (a parameter of the table)
    """40 of header and 32 of ORPCTHIS went out; nothing came back while anybody waited."""
    before = () if first else (call("b", method="Peek"),)
    rows = rows_of(*before, replace(call("c"), timeout_s=0.5))
    last = rows["c"].messages[-1]
    assert (last.kind, last.leg, last.round_trips, last.size_bytes) == ("orpc_request", "no answer", 0, 72)
    assert (rows["c"].exchanges, rows["c"].round_trips) == ((1, 2) if first else (0, 0))


def test_a_begun_call_may_have_a_timeout_too() -> None:
    rows = rows_of(replace(later("c"), timeout_s=0.5), finish("f"))
    assert status(rows, "c", "f") == ["RPC_S_CALL_CANCELLED"] * 2


def test_a_begun_call_keeps_the_token_of_its_beginning() -> None:
    cloaked = explicit(capabilities=Eoac.DYNAMIC_CLOAKING)
    wear, bare = (
        SetThreadToken("t", "", "PLANT\\otto", ImpLevel.IMPERSONATE),
        SetThreadToken("n", "", ANN, ImpLevel.IMPERSONATE),
    )
    caller = client(
        unmarshal("u"), wear, later("c"), bare, later("d", "y"), finish("f"), finish("g", name="y"), initialize=cloaked
    )
    rows = ran(estate(server(), caller, classes=classes()))
    assert [rows[name].caller.name for name in "cd"] == ["PLANT\\otto", ANN]


def test_pointers_without_a_proxy_are_called_at_once() -> None:
    own = CoCreateInstance("o", "", "Historian", "IHistorian", "p")
    one = estate(server(initialize=NOBODY), client(own, later("c", method="Peek"), finish("f")), classes=classes())
    assert status(ran(one), "c", "f") == ["S_OK", ""]


def test_nothing_to_finish_is_undetermined() -> None:
    assert status(rows_of(finish("f")), "f") == [""]


def test_two_apartments_of_a_process_have_their_timeouts_too() -> None:
    other = CoUnmarshalInterface("u", "", "server.historian", "IHistorian", "p", apartment="other")
    both = server(initialize=NOBODY, scripts=(client(other, replace(call("c"), timeout_s=0.5)).scripts))
    assert status(ran(estate(both, classes=classes())), "c") == ["RPC_S_CALL_CANCELLED"]


def happens(at_s: float, kind: str, subject: str) -> tuple[Change, ...]:
    """Return the timeline in which something happens once."""
    return (Change(at_s, Happening(kind, subject)),)


@pytest.mark.parametrize(
    ("limits", "kind", "found", "ends_s"),
    [
        ({"begin": "x"}, "kill", "RPC_S_CALL_FAILED", 0.5),
        ({"timeout_s": 5.0}, "kill", "RPC_S_CALL_FAILED", 0.5),
        ({"timeout_s": 5.0}, "crash", "RPC_S_CALL_CANCELLED", 5.0),
        ({"cancel_s": 5.0}, "crash", "RPC_E_CALL_CANCELED", 5.0),
        ({"begin": "x"}, "crash", "RPC_S_CALL_FAILED", 722.0),
    ],
)
def test_a_server_may_die_meanwhile(limits: dict[str, object], kind: str, found: str, ends_s: float) -> None:
    """A process that ends is noticed at once; a machine that vanishes is not, and then a limit of one's own comes first."""
    timeline = happens(0.5, kind, "server" if kind == "kill" else "opc01")
    rows = rows_of(replace(call("c"), **limits), finish("f"), timeline=timeline)
    assert (status(rows, "c"), round(rows["c"].ended_s, 1)) == ([found], ends_s)


@pytest.mark.parametrize("limits", [{"begin": "x"}, {"timeout_s": 5.0}])
def test_a_call_ends_with_its_client(limits: dict[str, object]) -> None:
    steps = (replace(call("c"), **limits), finish("f"), call("d"))
    rows = rows_of(*steps, timeline=happens(0.5, "kill", "client"))
    assert [name for name in ("c", "f", "d") if name in rows] == []


def test_a_begun_call_finds_its_chain_at_its_client() -> None:
    """The server calls back while the client's apartment waits in FinishCall, or does anything else."""
    back = (unmarshal("ub", "client.sink", "ISink", "back"), Call("b", "", "back", "Tell", callback=True))
    caller = client(
        unmarshal("u"), later("c"), finish("f"), initialize=NOBODY, apartment="sta", message_filter="rejected"
    )
    rows = ran(estate(server(initialize=NOBODY), caller, classes=classes(*back)))
    assert status(rows, "b", "c", "f") == ["S_OK"] * 3
