"""Tickets over time: what a logon session holds, and what that saves it from asking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, NETWORK, SVC, call, client, estate, ran, server, unmarshal
from runtime.test_contexts import blanket

from simcom.rules.logon.tickets import AS, REFERRAL, TICKET
from simcom.runtime.calls.logons import LAST_REFUSED, obtained
from simcom.runtime.calls.tickets import Tickets, session
from simcom.runtime.estate import Account, DomainPolicy
from simcom.runtime.networks import Change
from simcom.runtime.steps import Duration, Wait
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState, Authentication, Exchange, TicketFacts
from simcom.vocabulary.services import AuthnSvc

OWNER = session("hmi01", ANN)
POLICIES = {
    "corp.example": DomainPolicy("corp.example", tgt_life_s=100.0, ticket_life_s=50.0),
    "plant.example": DomainPolicy("plant.example", tgt_life_s=20.0, ticket_life_s=30.0),
    "short.example": DomainPolicy("short.example", tgt_life_s=10.0, ticket_life_s=600.0),
    "long.example": DomainPolicy("long.example", tgt_life_s=100_000.0, ticket_life_s=100_000.0),
}
NOTHING = TicketFacts()


def exchange(asked: str, purpose: str) -> Exchange:
    """Return one exchange of the client's."""
    return Exchange("hmi01", asked, purpose)


def warm(home: str, *, protected: bool = False) -> Tickets:
    """Return the tickets after a logon at time 0 in ``home``, a referral and a ticket."""
    tickets = Tickets()
    made = [
        exchange(home, AS),
        exchange(home, f"{REFERRAL}plant.example"),
        exchange("plant.example", f"{TICKET}host/opc"),
    ]
    tickets.store(OWNER, made, POLICIES.__getitem__, 0.0, protected=protected)
    return tickets


@pytest.mark.parametrize(
    ("now_s", "held"),
    [
        (0.0, TicketFacts(tgt=True, referrals=("plant.example",), service=True)),
        (29.9, TicketFacts(tgt=True, referrals=("plant.example",), service=True)),
        (30.0, TicketFacts(tgt=True, referrals=("plant.example",))),
        (99.9, TicketFacts(tgt=True, referrals=("plant.example",))),
        (100.0, NOTHING),
    ],
)
def test_each_ticket_has_an_end_of_its_own(now_s: float, held: TicketFacts) -> None:
    assert warm("corp.example").held(OWNER, "HOST/opc", "PLANT.example", now_s) == held


TGT_ONLY = TicketFacts(tgt=True, referrals=("plant.example",))
EVERYTHING = replace(TGT_ONLY, service=True)


@pytest.mark.parametrize(
    ("owner", "principal", "realm", "held"),
    [
        (OWNER, "host/opc", "plant.example", EVERYTHING),
        (OWNER, "host/other", "plant.example", TGT_ONLY),
        (OWNER, "host/opc", "corp.example", TGT_ONLY),
        (OWNER, None, "plant.example", TGT_ONLY),
        (session("HMI01", ANN.upper()), "host/opc", "plant.example", EVERYTHING),
        (session("hmi02", ANN), "host/opc", "plant.example", NOTHING),
        (session("hmi01", SVC), "host/opc", "plant.example", NOTHING),
    ],
    ids=["same", "principal", "realm", "no principal", "case", "machine", "account"],
)
def test_tickets_belong_to_one_session_and_one_principal(
    owner: tuple[str, str], principal: str | None, realm: str, held: TicketFacts
) -> None:
    assert warm("corp.example").held(owner, principal, realm, 1.0) == held


def test_no_ticket_outlives_its_tgt() -> None:
    held = [warm("short.example").held(OWNER, "host/opc", "plant.example", now_s) for now_s in (9.9, 10.0)]
    assert held == [TicketFacts(tgt=True, referrals=("plant.example",), service=True), NOTHING]


def test_a_ticket_got_without_a_tgt_of_ones_own_lasts_as_the_policy_says() -> None:
    """So it is with one that constrained delegation brought."""
    tickets = Tickets()
    tickets.store(OWNER, [exchange("plant.example", f"{TICKET}host/opc")], POLICIES.__getitem__, 5.0)
    held = [tickets.held(OWNER, "host/opc", "plant.example", now_s) for now_s in (34.9, 35.0)]
    assert held == [TicketFacts(service=True), NOTHING]


@pytest.mark.parametrize(("protected", "hours", "tgt"), [(False, 4, True), (True, 3.99, True), (True, 4, False)])
def test_protected_users_have_a_tgt_for_four_hours(protected: bool, hours: float, tgt: bool) -> None:  # noqa: FBT001
    tickets = warm("long.example", protected=protected)
    assert tickets.held(OWNER, "host/opc", "plant.example", hours * 3600).tgt == tgt


def kdcs(row: object) -> list[tuple[str, int]]:
    """Return whom a call's client asked for tickets, and how many times."""
    return [(one["asked"], one["count"]) for one in row.authentication["exchanges"]["kdc"]]


COLD = [("corp.example", 2), ("corp.example", 1), ("plant.example", 1)]


@pytest.mark.parametrize(
    ("wait_s", "asked"),
    [(0.0, []), (29.0, []), (31.0, [("plant.example", 1)]), (101.0, COLD)],
    ids=["at once", "ticket held", "ticket over", "TGT over"],
)
def test_what_is_held_is_not_asked_for_again(wait_s: float, asked: list[tuple[str, int]]) -> None:
    policies = (POLICIES["corp.example"], POLICIES["plant.example"])
    raise_level = blanket("s", authn_level=AuthnLevel.PKT_PRIVACY)
    script = (unmarshal("u"), call("a"), Wait("", "", Duration(wait_s)), raise_level, call("b"))
    rows = ran(estate(server(), client(*script), policies=policies))
    assert (kdcs(rows["a"]), kdcs(rows["b"])) == (COLD, asked)


def test_a_second_process_of_the_session_finds_its_tickets() -> None:
    second = replace(client(Wait("", "", Duration(1.0)), unmarshal("v"), call("b")), name="second", objects=())
    rows = ran(estate(server(), client(unmarshal("u"), call("a")), second))
    assert (kdcs(rows["a"]), kdcs(rows["b"]), rows["b"].authentication["context"]) == (COLD, [], "new")


OUTAGE = (Change(10.0, DomainPolicy("corp.example", reachable=False)),)
KERBEROS = {"authn_svc": AuthnSvc.GSS_KERBEROS, "principal": SVC}


@pytest.mark.parametrize(
    ("first_s", "result"),
    [(1.0, "S_OK"), (11.0, "RPC_S_SEC_PKG_ERROR")],
    ids=["cached before the outage", "nothing cached"],
)
def test_cached_tickets_work_during_an_outage(first_s: float, result: str) -> None:
    kerberos, raised = blanket("k", **KERBEROS), blanket("s", authn_level=AuthnLevel.PKT_PRIVACY, **KERBEROS)
    script = (
        unmarshal("u"),
        kerberos,
        Wait("", "", Duration(first_s)),
        call("a"),
        Wait("", "", Duration(20.0)),
        raised,
    )
    rows = ran(estate(server(), client(*script, call("b")), timeline=OUTAGE))
    assert (rows["a"].ruling.hresult.name, rows["b"].ruling.hresult.name) == (result, result)


def test_a_kdc_that_does_not_answer_costs_its_timeout_each_time() -> None:
    script = (unmarshal("u"), blanket("k", **KERBEROS), call("a"), call("b"))
    network = replace(NETWORK, unreachable_s=7.0)
    policies = (DomainPolicy("corp.example", reachable=False),)
    rows = ran(estate(server(), client(*script), policies=policies, network=network))
    spent = [(round(rows[name].ended_s - rows[name].begun_s, 6), rows[name].exchanges) for name in "ab"]
    assert spent == [(7.0, 0), (7.0, 0)]


def test_what_the_kdcs_before_a_silent_one_gave_is_kept() -> None:
    script = (unmarshal("u"), blanket("k", **KERBEROS), call("a"), call("b"))
    policies = (DomainPolicy("plant.example", reachable=False),)
    rows = ran(estate(server(), client(*script), policies=policies))
    assert (kdcs(rows["a"]), kdcs(rows["b"])) == (COLD, COLD[2:])


@pytest.mark.parametrize(("at_s", "result"), [(5.0, "S_OK"), (0.0, "E_ACCESSDENIED")], ids=["warm", "cold"])
def test_a_disabled_account_goes_on_with_the_ticket_it_has(at_s: float, result: str) -> None:
    gone = (Change(at_s, Account(ANN, state=AccountState(enabled=False))),)
    raised = blanket("s", authn_level=AuthnLevel.PKT_PRIVACY)
    script = (unmarshal("u"), call("a"), Wait("", "", Duration(10.0)), raised, call("b"))
    rows = ran(estate(server(), client(*script), timeline=gone))
    assert rows["b"].ruling.hresult.name == result


AS_KDC, TGS, LAST = (Exchange("hmi01", "corp.example", purpose) for purpose in ("AS", "TGS: referral", "TGS: ticket"))
ALL = (AS_KDC, TGS, LAST)


@pytest.mark.parametrize(
    ("mechanism", "cause", "kept"),
    [
        ("kerberos", "", ALL),
        ("kerberos", "time_skew", ALL),
        ("kerberos", "logon_type_not_granted", ALL),
        *(("kerberos", cause, ALL[:-1]) for cause in LAST_REFUSED),
        ("kerberos", "account_disabled", ()),
        *(("ntlm", cause, ALL[:-1]) for cause in ("", "account_disabled", "no_trust_path")),
    ],
)
def test_a_refused_exchange_brings_nothing(mechanism: str, cause: str, kept: tuple[Exchange, ...]) -> None:
    """The last one is the one that was refused, also where Negotiate went on to NTLM."""
    assert obtained(Authentication(mechanism, kdc=ALL, cause=cause)) == kept
