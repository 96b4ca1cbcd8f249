"""The time that a logon takes, leg by leg, and the queue before a slow domain controller."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, NETWORK, SVC, call, client, estate, explicit, machine, ran, server, unmarshal
from runtime.test_contexts import blanket

from simcom.runtime.estate import Account, DomainPolicy, Script
from simcom.runtime.steps import Duration, Wait
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState
from simcom.vocabulary.services import AuthnSvc

ROUND_TRIP_S = 0.002
CONNECT_S = ROUND_TRIP_S
"""TCP's handshake, which comes before whatever is sent first (`cost-activation`)."""
POLICIES = (
    DomainPolicy("corp.example", kdc_s=0.1, validate_s=0.25),
    DomainPolicy("plant.example", kdc_s=0.01, validate_s=1.0),
)
NTLM, KERBEROS = {"authn_svc": AuthnSvc.WINNT}, {"authn_svc": AuthnSvc.GSS_KERBEROS, "principal": SVC}
DISABLED = (Account(ANN, state=AccountState(enabled=False)), Account(SVC))


def lasted(row: object) -> float:
    """Return how long a row took, in seconds."""
    return round(row.ended_s - row.begun_s, 6)


@pytest.mark.parametrize(
    ("parts", "seconds", "exchanges"),
    [
        (KERBEROS, CONNECT_S + 3 * 0.1 + 0.01 + 4 * ROUND_TRIP_S, 4),
        (NTLM, CONNECT_S + 1.0 + 0.25 + 2 * ROUND_TRIP_S, 2),
        ({"authn_svc": AuthnSvc.NONE, "authn_level": AuthnLevel.NONE}, CONNECT_S + 2 * ROUND_TRIP_S, 2),
    ],
    ids=["Kerberos", "NTLM", "nobody"],
)
def test_the_first_call_takes_its_logon_too(parts: dict[str, object], seconds: float, exchanges: int) -> None:
    serving = server(initialize=explicit(AuthnLevel.NONE)) if "authn_level" in parts else server()
    rows = ran(estate(serving, client(unmarshal("u"), blanket("s", **parts), call("c")), policies=POLICIES))
    assert rows["c"].ruling.ok
    assert (lasted(rows["c"]), rows["c"].exchanges) == (round(seconds, 6), exchanges)


@pytest.mark.parametrize(
    ("parts", "seconds", "exchanges"),
    [(NTLM, CONNECT_S + 1.25 + 2 * ROUND_TRIP_S, 2), ({**KERBEROS, "principal": None}, 0.0, 0)],
    ids=["NTLM after the request", "Kerberos before anything is sent"],
)
def test_a_failed_logon_goes_as_far_as_where_it_fails(parts: dict[str, object], seconds: float, exchanges: int) -> None:
    script = (unmarshal("u"), blanket("s", **parts), call("c"))
    rows = ran(estate(server(), client(*script), policies=POLICIES, accounts=DISABLED))
    assert not rows["c"].ruling.ok
    assert (lasted(rows["c"]), rows["c"].exchanges) == (seconds, exchanges)


def test_kerberos_that_the_server_rejects_fails_on_the_bind() -> None:
    late = replace(machine("opc01", "plant.example"), clock=replace(machine("x", None).clock, offset_s=301.0))
    machines = (machine("hmi01", "corp.example"), late)
    rows = ran(estate(server(), client(unmarshal("u"), call("c")), machines=machines, policies=POLICIES))
    assert rows["c"].authentication["error"]["cause"] == "time_skew"
    assert (lasted(rows["c"]), rows["c"].exchanges) == (round(0.31 + CONNECT_S + ROUND_TRIP_S, 6), 1)


def test_the_layers_of_an_error_end_with_what_the_caller_got() -> None:
    script = (unmarshal("u"), blanket("s", **NTLM), call("c"))
    error = ran(estate(server(), client(*script), accounts=DISABLED))["c"].authentication["error"]
    expected = {"cause": "account_disabled", "status": "0xC0000072", "win32": 1331, "surfaced": "E_ACCESSDENIED"}
    assert {name: error[name] for name in expected} == expected


def queue(slots: int) -> list[float]:
    """Return how long each of three NTLM logons takes that reach one server together, in seconds, shortest first."""
    serving = replace(machine("opc01", "plant.example"), max_concurrent_api=slots)
    names = [f"c{number}" for number in range(3)]
    callers = [
        replace(client(unmarshal(f"u/{name}"), blanket(f"s/{name}", **NTLM), call(name)), name=name, objects=())
        for name in names
    ]
    machines = (machine("hmi01", "corp.example"), serving)
    rows = ran(estate(server(), *callers, machines=machines, policies=POLICIES))
    return sorted(lasted(rows[name]) for name in names)


@pytest.mark.parametrize(
    ("slots", "waits"),
    [(1, [0, 1, 2]), (2, [0, 0, 1]), (3, [0, 0, 0]), (10, [0, 0, 0])],
)
def test_a_slow_controller_makes_a_queue(slots: int, waits: list[int]) -> None:
    alone_s = CONNECT_S + 1.25 + 2 * ROUND_TRIP_S
    assert queue(slots) == [round(alone_s + 1.25 * turns, 6) for turns in waits]


def test_a_silent_controller_holds_its_slot_for_the_timeout() -> None:
    serving = replace(machine("opc01", "plant.example"), max_concurrent_api=1)
    scripts = tuple(
        Script(name, (unmarshal(f"u{name}", name=name), blanket(f"s{name}", name, **NTLM), call(f"c{name}", name)))
        for name in "ab"
    )
    machines = (machine("hmi01", "corp.example"), serving)
    network = replace(NETWORK, blocked=(("plant.example", "corp.example"),), unreachable_s=5.0)
    rows = ran(estate(server(), client(scripts=scripts), machines=machines, network=network, policies=POLICIES))
    spent = sorted(lasted(rows[name]) for name in ("ca", "cb"))
    assert [round(one_s) for one_s in spent] == [6, 12]
    assert rows["ca"].authentication["error"]["cause"] == "no_authority"


@pytest.mark.parametrize(
    ("account", "blocked", "seconds"),
    [
        ("NOWHERE\\guest", (("opc01", "plant.example"),), 5.0),
        ("NOWHERE\\guest", (), 1.0),
        (ANN, (("plant.example", "corp.example"),), 1.0 + 5.0),
        (ANN, (("opc01", "plant.example"),), 5.0),
    ],
    ids=["unknown, own domain silent", "unknown", "the account's domain silent", "own domain silent"],
)
def test_whoever_asks_a_silent_controller_waits(
    account: str, blocked: tuple[tuple[str, str], ...], seconds: float
) -> None:
    """A name that no trusted domain knows is asked for at the server's own domain alone."""
    network = replace(NETWORK, blocked=blocked, unreachable_s=5.0)
    one = replace(client(unmarshal("u"), blanket("s", **NTLM), call("c")), account=account)
    accounts = (Account(ANN), Account(SVC), Account(account))
    row = ran(estate(server(), one, network=network, policies=POLICIES, accounts=accounts))["c"]
    assert not row.ruling.ok
    assert lasted(row) == round(CONNECT_S + seconds + 2 * ROUND_TRIP_S, 6)


def test_legs_are_drawn_one_by_one_and_alike_for_a_seed() -> None:
    network = replace(NETWORK, latency=Duration(0.01, "exponential"))
    one = estate(server(), client(unmarshal("u"), call("a"), Wait("", "", Duration(1.0)), call("b")), network=network)
    runs = [[row.to_dict() for row in ran(one, seed=seed).values()] for seed in (3, 3, 4)]
    assert (runs[0] == runs[1], runs[0] == runs[2]) == (True, False)
