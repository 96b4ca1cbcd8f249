"""Calls under way while the world changes: what the client's side decided stands, the server's side decides when they arrive."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import pytest
from runtime.calls_estate import (
    ANN,
    NETWORK,
    SVC,
    call,
    classes,
    client,
    estate,
    explicit,
    machine,
    ran,
    server,
    unmarshal,
)
from runtime.test_contexts import blanket
from runtime.test_timeline import NTLM, OFF, ON, outcome, wait

from simcom.runtime.estate import Account, Clock, DomainPolicy
from simcom.runtime.networks import Change
from simcom.runtime.steps import Duration
from simcom.runtime.world import simulate
from simcom.vocabulary.identities import Acl
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

SLOW = replace(NETWORK, latency=Duration(1.0), local=Duration(1.0))
"""A second each way, so that a change can come between the legs."""

HMI, OPC = machine("hmi01", "corp.example"), machine("opc01", "plant.example")
SHUT = machine("opc01", "plant.example", machine_access_restriction=Acl(()))
REFUSING = machine("opc01", "plant.example", restrict_receiving_ntlm=2)
AHEAD = replace(OPC, clock=Clock(offset_s=900.0))
CUT_OFF = machine("hmi01", "corp.example", enable_dcom="N")
NAMELESS = {"authn_svc": AuthnSvc.GSS_NEGOTIATE, "principal": "host/nobody"}
KERBEROS = {"authn_svc": AuthnSvc.GSS_KERBEROS, "principal": SVC}
NOBODY = {"authn_svc": AuthnSvc.NONE, "authn_level": AuthnLevel.NONE}


def changed(value: Any, at_s: float, **parts: Any) -> str:  # noqa: ANN401
    """Return what becomes of a first call, sent at 0 s, if something changes later."""
    serving = server(initialize=explicit(AuthnLevel.NONE)) if parts == NOBODY else server()
    script = (unmarshal("u"), blanket("s", **parts), call("c"))
    one = estate(serving, client(*script), network=SLOW, timeline=(Change(at_s, value),))
    return outcome(ran(one)["c"])


@pytest.mark.parametrize(
    ("value", "at_s", "parts", "found"),
    [
        (OFF, 4.5, NTLM, "account_disabled"),
        (OFF, 4.5, NAMELESS, "account_disabled"),
        (REFUSING, 4.5, NTLM, "ntlm_blocked"),
        (SHUT, 4.5, NTLM, "E_ACCESSDENIED"),
        (DomainPolicy("corp.example", reachable=False), 4.5, NTLM, "no_authority"),
        (OFF, 6.5, NTLM, "S_OK"),
        (OFF, 2.5, KERBEROS, "S_OK"),
        (AHEAD, 2.5, KERBEROS, "time_skew"),
        (AHEAD, 3.5, KERBEROS, "S_OK"),
        (SHUT, 8.5, KERBEROS, "E_ACCESSDENIED"),
        (SHUT, 9.5, KERBEROS, "S_OK"),
        (SHUT, 4.5, NOBODY, "E_ACCESSDENIED"),
        (SHUT, 5.5, NOBODY, "S_OK"),
        (CUT_OFF, 0.5, NTLM, "S_OK"),
    ],
)
def test_a_first_call_meets_the_server_as_it_is_then(
    value: Any,  # noqa: ANN401
    at_s: float,
    parts: dict[str, Any],
    found: str,
) -> None:
    assert changed(value, at_s, **parts) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (SHUT, OPC, "S_OK"),
        (OPC, SHUT, "E_ACCESSDENIED"),
        (REFUSING, OPC, "S_OK"),
        (OFF, ON, "S_OK"),
        (machine("opc01", "plant.example", enable_dcom="N"), OPC, "RPC_S_SERVER_UNAVAILABLE"),
    ],
)
def test_what_was_in_the_way_at_the_sending_may_be_gone_at_the_arrival(before: Any, after: Any, found: str) -> None:  # noqa: ANN401
    script = (unmarshal("u"), blanket("s", **NTLM), call("c"))
    changes = (Change(0.0, before), Change(0.5, after))
    assert outcome(ran(estate(server(), client(*script), network=SLOW, timeline=changes))["c"]) == found


@pytest.mark.parametrize(
    ("at_s", "found"), [(11.5, "E_ACCESSDENIED"), (12.5, "E_ACCESSDENIED"), (13.5, "S_OK"), (15.0, "S_OK")]
)
def test_a_call_on_a_context_meets_the_limit_of_its_arrival(at_s: float, found: str) -> None:
    """The second call is sent at 12 s and arrives at 13 s; its method takes a second."""
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), wait(5.0), call("b"))
    long = classes(takes=Duration(1.0))
    one = estate(server(), client(*script), network=SLOW, classes=long, timeline=(Change(at_s, SHUT),))
    row = ran(one)["b"]
    lasts_s = 3.0 if found == "S_OK" else 2.0
    assert (round(row.begun_s), round(row.ended_s - row.begun_s, 6), outcome(row)) == (12.0, lasts_s, found)


def queue(change: Change, slots: int = 1) -> list[str]:
    """Return what becomes of four NTLM logons that come together to a controller that takes two seconds for each."""
    serving = replace(OPC, max_concurrent_api=slots)
    callers = [
        replace(client(unmarshal(f"u{n}"), blanket(f"s{n}", **NTLM), call(f"c{n}")), name=f"c{n}", objects=())
        for n in range(4)
    ]
    policies = (DomainPolicy("corp.example", validate_s=1.0), DomainPolicy("plant.example", validate_s=1.0))
    rows = ran(estate(server(), *callers, machines=(HMI, serving), policies=policies, timeline=(change,)))
    return [outcome(rows[f"c{n}"]) for n in range(4)]


@pytest.mark.parametrize(
    ("change", "slots", "refused"),
    [
        (Change(5.0, OFF), 1, 1),
        (Change(3.0, OFF), 1, 2),
        (Change(7.0, OFF), 1, 0),
        (Change(1.0, OFF), 4, 0),
        (Change(1.0, OFF), 2, 2),
    ],
)
def test_a_queue_is_answered_by_what_is_known_when_each_turn_comes(change: Change, slots: int, refused: int) -> None:
    assert queue(change, slots) == ["S_OK"] * (4 - refused) + ["account_disabled"] * refused


def test_the_hours_of_an_account_end_while_its_caller_queues() -> None:
    """Nothing changes but the time."""
    hours = Account(ANN, logon_hours=(0.0, 5.0))
    assert queue(Change(0.0, hours)) == ["S_OK", "S_OK", "S_OK", "outside_logon_hours"]


def test_a_refusal_on_the_bind_leaves_out_the_legs_that_follow() -> None:
    script = (unmarshal("u"), blanket("s", **KERBEROS), call("c"))
    row = ran(estate(server(), client(*script), network=SLOW, timeline=(Change(0.5, AHEAD),)))["c"]
    spent_s = sum(item["count"] for item in row.authentication["exchanges"]["kdc"]) * DomainPolicy("x").kdc_s
    assert (row.exchanges, round(row.ended_s - spent_s, 3)) == (1, 4.0)


def test_a_refused_arrival_builds_no_context_and_the_next_call_asks_again() -> None:
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), call("b"))
    changes = (Change(4.5, OFF), Change(6.0, ON))
    rows = ran(estate(server(), client(*script), network=SLOW, timeline=changes))
    assert [outcome(rows[name]) for name in "ab"] == ["account_disabled", "S_OK"]
    assert rows["b"].authentication["context"] == "new"


def test_a_change_to_come_changes_nothing_before_it_comes() -> None:
    script = (unmarshal("u"), call("a"), call("b"), call("c"))
    plain, later = (
        ran(estate(server(), client(*script), network=SLOW, timeline=changes))
        for changes in ((), (Change(7.5, Account("CORP\\nobody-here", state=OFF.state)),))
    )
    assert {name: row.to_dict() for name, row in plain.items()} == {name: row.to_dict() for name, row in later.items()}


def test_a_local_call_keeps_its_token_and_meets_the_limit_of_its_arrival() -> None:
    here = replace(client(unmarshal("u"), call("c")), machine="opc01")
    found = [
        outcome(ran(estate(server(), here, network=SLOW, timeline=(Change(0.5, value),)))["c"]) for value in (OFF, SHUT)
    ]
    assert found == ["S_OK", "E_ACCESSDENIED"]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_of_cycles_is_left_as_it_was(*, enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    try:
        ran(estate(server(), client(unmarshal("u"), call("c"))))
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was_when_a_run_breaks_off(*, enabled: bool) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(KeyboardInterrupt):
            simulate(estate(server(), client(unmarshal("u"), call("c"))), until_s=1.0, progress=stop)
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
