"""Kerberos, both ways: who can, over which way, for which name, with which ticket, and what the server makes of it."""

from __future__ import annotations

from rules.calls_stand import GROUPS, absent, fires, shown, silent
from rules.domains_stand import (
    DENIED,
    HELD,
    KERBEROS,
    KEY,
    LOCAL,
    NEGOTIATE,
    NTLM,
    PACKAGE,
    SPN,
    STRANGER,
    WARM,
    WAY,
    WORKGROUP,
    asked,
    blanket,
    flagged,
    proof,
    ready,
    target,
    user,
)

from simcom.landscape.directory import Directory, Holding, machine_principals
from simcom.rules.ladder import judge_call
from simcom.rules.logon.tickets import AS, TICKET
from simcom.runtime.calls.tickets import Tickets, session
from simcom.runtime.estate import HOUR_S, DomainPolicy
from simcom.vocabulary.identities import Token
from simcom.vocabulary.logon import ClockFacts, Established, Exchange, TicketFacts

WRONG = "SEC_E_WRONG_PRINCIPAL"
ACCOUNT = target(principal="PLANT\\svc", by_account=True)
NO_TICKET = {"target": target(principal="PLANT\\svc", by_account=True, server_has_ticket=False)}
ELSEWHERE, TWICE, NOWHERE = target(holders=("PLANT\\svc",)), target(holders=(KEY, "PLANT\\svc")), target(holders=())
BUILT = {"established": Established("kerberos", Token("CORP\\ann", GROUPS))}
DISABLED = flagged(enabled=False)
HOME = "corp.example"
ASKED_TGT, ASKED_TICKET = Exchange("hmi01", HOME, AS, 2), Exchange("hmi01", HOME, f"{TICKET}{SPN}")


def apart(seconds: float) -> dict[str, ClockFacts]:
    """Return clocks that are so far apart."""
    return {"clocks": ClockFacts(apart_s=seconds)}


def kdcs(n: int, held: TicketFacts) -> tuple[tuple[str, int], ...]:
    """Return whom the client asks, and how often, for what is not held."""
    return tuple((one.asked, one.count) for one in proof(KERBEROS, user(n), {"tickets": held}).kdc)


def held_at(hours: float, *, protected: bool = False) -> tuple[bool, bool]:
    """Return whether TGT and ticket, got at time 0, are still good after some hours."""
    tickets, ann = Tickets(), session("hmi01", "CORP\\ann")
    tickets.store(ann, (ASKED_TGT, ASKED_TICKET), DomainPolicy, 0.0, protected=protected)
    now = tickets.held(ann, SPN, HOME, hours * HOUR_S)
    return now.tgt, now.service


def built_from(principal: str | None) -> str:
    """Return the status of explicit Kerberos with a principal."""
    return judge_call(ready(KERBEROS, blanket=blanket(KERBEROS, principal=principal))).hresult.name


def holders(principal: str) -> tuple[str, ...]:
    """Return who holds a principal where one machine has joined and registered nothing else."""
    joined = Holding(KEY, "plant.example", machine_principals("opc01", "opc01.plant.example"))
    return Directory([joined]).holders(principal, "plant.example")


CAN, MESSAGES, CACHE, SERVER_KEY = "krb-who-can", "krb-messages", "krb-cache", "krb-server-key"
UNIQUE, DEFAULT, OBJECT, U2U = "krb-spn-unique", "krb-spn-default", "com-object-principal", "com-user-server-u2u"
NAME, MUTUAL, SKEW, LIVES = "com-default-principal", "krb-mutual", "krb-clock-skew", "krb-lifetimes"
SURVIVES, STATES = "krb-established-context-survives", "krb-account-state-errors"

CASES = (
    fires(CAN, "a local account", asked(KERBEROS, LOCAL), PACKAGE),
    fires(CAN, "a server in a workgroup", asked(KERBEROS, server_machine=WORKGROUP), PACKAGE),
    fires(
        CAN,
        "a server under a local account",
        asked(KERBEROS, logon={"target": NOWHERE}, server_account="OPC01\\svc"),
        PACKAGE,
    ),
    silent(CAN, "both are in domains", asked(KERBEROS)),
    fires(MESSAGES, "tickets are got", asked(KERBEROS)),
    shown(
        MESSAGES,
        "cold, two trusts",
        lambda: ((("lab.corp.example", 2), *((name, 1) for name in WAY[2::-1])), kdcs(2, TicketFacts())),
    ),
    silent(MESSAGES, "NTLM asks for none", asked(NTLM)),
    shown(
        CACHE,
        "a second server of the same domain",
        lambda: ((("plant.example", 1),), kdcs(2, TicketFacts(tgt=True, referrals=WAY[:2]))),
    ),
    shown(CACHE, "the same principal again", lambda: ((), kdcs(2, HELD))),
    absent(CACHE, "a TGT alone", lambda: (tuple((name, 1) for name in WAY[2::-1]), kdcs(2, WARM))),
    fires(SERVER_KEY, "the principal sits on another account", asked(NEGOTIATE, logon={"target": ELSEWHERE}), PACKAGE),
    silent(SERVER_KEY, "it sits on the server's", asked(NEGOTIATE)),
    fires(UNIQUE, "on no account", asked(KERBEROS, logon={"target": NOWHERE}), PACKAGE),
    fires(UNIQUE, "on two accounts", asked(KERBEROS, logon={"target": TWICE}), PACKAGE),
    fires(UNIQUE, "on two accounts, negotiated", asked(NEGOTIATE, logon={"target": TWICE})),
    silent(UNIQUE, "on one account", asked(KERBEROS)),
    shown(DEFAULT, "RPCSS stands for HOST", lambda: ((KEY,), holders("RPCSS/opc01"))),
    shown(DEFAULT, "by the DNS name too", lambda: ((KEY,), holders("host/OPC01.plant.example"))),
    absent(DEFAULT, "a service that is no alias", lambda: ((), holders("MSSQLSvc/opc01"))),
    fires(OBJECT, "SYSTEM registered host/fqdn", asked(NEGOTIATE)),
    silent(
        OBJECT,
        "an account's name, which the server did not register",
        asked(NEGOTIATE, logon={"target": ACCOUNT}, blanket=blanket(NEGOTIATE, principal="PLANT\\svc")),
    ),
    fires(U2U, "an account's name", asked(KERBEROS, logon={"target": ACCOUNT})),
    fires(U2U, "the server has no TGT: NTLM", asked(NEGOTIATE, logon=NO_TICKET)),
    fires(U2U, "the server has no TGT, Kerberos alone", asked(KERBEROS, logon=NO_TICKET), PACKAGE),
    silent(U2U, "a service principal", asked(KERBEROS)),
    shown(NAME, "NULL with explicit Kerberos", lambda: (WRONG, built_from(None))),
    absent(NAME, "the name from the negotiation", lambda: ("S_OK", built_from(SPN))),
    fires(
        MUTUAL,
        "nobody's name",
        asked(KERBEROS, blanket=blanket(KERBEROS, principal="host/x"), logon={"target": NOWHERE}),
        WRONG,
    ),
    silent(MUTUAL, "the exact name", asked(KERBEROS)),
    silent(MUTUAL, "NTLM does not look", asked(NTLM, blanket=blanket(NTLM, principal="PLANT\\nobody"))),
    fires(SKEW, "just beyond five minutes", asked(NEGOTIATE, logon=apart(300.5)), PACKAGE),
    fires(SKEW, "the other way, Kerberos alone", asked(KERBEROS, logon=apart(-301)), PACKAGE),
    silent(SKEW, "five minutes", asked(KERBEROS, logon=apart(300))),
    silent(SKEW, "a year, by NTLM", asked(NTLM, logon=apart(3e7))),
    shown(LIVES, "ten hours", lambda: (((True, True), (False, False)), (held_at(9.99), held_at(10)))),
    shown(LIVES, "Protected Users: four", lambda: ((False, False), held_at(4, protected=True))),
    absent(LIVES, "three hours", lambda: (((True, True), (True, True)), (held_at(3), held_at(3, protected=True)))),
    fires(SURVIVES, "disabled since", asked(KERBEROS, DISABLED, BUILT)),
    fires(SURVIVES, "the trust is gone", asked(NEGOTIATE, STRANGER, BUILT)),
    silent(SURVIVES, "a new context, a new ticket", asked(KERBEROS, DISABLED, {"tickets": WARM}), DENIED),
    fires(STATES, "disabled", asked(KERBEROS, DISABLED), DENIED),
    fires(STATES, "unknown", asked(KERBEROS, user(known=False)), DENIED),
    fires(STATES, "a wrong password", asked(KERBEROS, user(password_ok=False)), DENIED),
    silent(STATES, "by NTLM the table of NTSTATUS speaks", asked(NTLM, DISABLED), DENIED),
    silent(STATES, "a ticket in hand", asked(KERBEROS, DISABLED, {"tickets": HELD})),
)
