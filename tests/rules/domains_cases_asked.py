"""Questions to KDCs that brought nothing, both ways: whoever is refused asked up to the one that refused, and no further."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.calls_stand import absent, shown
from rules.domains_stand import (
    HELD,
    KERBEROS,
    KEY,
    LOCAL,
    NEGOTIATE,
    NTLM,
    STRANGER,
    WARM,
    WAY,
    WORKGROUP,
    flagged,
    proof,
    routes,
    target,
    user,
    way,
)

from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.logon import AccountState, ClockFacts

if TYPE_CHECKING:
    from simcom.vocabulary.logon import Exchange

PLANT, CORP, LAB = WAY[:3]
NEVER = Assumptions(kerberos_over_external="never")
NOWHERE, TWICE = {"target": target(holders=())}, {"target": target(holders=(KEY, "PLANT\\svc"))}
BY_IP, SHORT = {"target": target(named_by="ip")}, {"target": target(named_by="short", principal="host/opc01")}
REVOKED = {"target": target(key_state=AccountState(enabled=False))}
CHOOSY, BROKEN, UNROUTED = routes(1, selective=True), routes(1, broken=True), routes(1, routed=False)
EXTERNAL = {name: replace(one, kinds=("external",)) for name, one in routes(1).items()}
INSIDE = {name: replace(one, kinds=("parent-child",)) for name, one in routes(1).items()}

Answer = tuple[str, str, int]
LOGON: Answer = (CORP, "AS", 2)
REFERRAL, TICKET = (CORP, "TGS", 1), (PLANT, "TGS", 1)


def refused(one: Answer) -> Answer:
    """Return the same question, refused; a logon is refused at the first attempt."""
    return one[0], f"refused: {one[1]}", 1


def silent_kdc(one: Answer) -> Answer:
    """Return the same question without an answer."""
    return one[0], f"no answer to: {one[1]}", 1


def short(one: Exchange) -> Answer:
    """Return whom an exchange asked, for what in a word, whether in vain, and how often."""
    why, colon, rest = one.purpose.partition(": ")
    vain = why in ("refused", "no answer to")
    return one.asked, f"{why}: {rest.partition(':')[0]}" if vain and colon else why, one.count


def questions(*arguments: Any, home: str = CORP, **changes: Any) -> tuple[Answer, ...]:  # noqa: ANN401
    """Return what the client asked of KDCs."""
    service, account, logon = (*arguments, *(KERBEROS, user(), {})[len(arguments) :])
    return tuple(short(one) for one in proof(service, account, {"home": home, **logon}, **changes).kdc)


AT_HOME = (LOGON, refused(REFERRAL))
TO_THE_END = (LOGON, REFERRAL, refused(TICKET))

COST, FALLS, LOGIC, HINTS, FOREST = (
    "cost-kdc-exchanges",
    "nego-falls-back",
    "kdc-referral-logic",
    "hints-last",
    "gc-is-forest-local",
)
PORTS, STATES, CACHE, ROUTED = (
    "ports-not-only-trust",
    "krb-account-state-errors",
    "krb-cache",
    "forest-name-routing",
)

CASES = (
    shown(COST, "refused at the logon: one", lambda: ((refused(LOGON),), questions(KERBEROS, flagged(enabled=False)))),
    shown(
        COST,
        "refused with a TGT in hand: at the first ticket",
        lambda: ((refused(REFERRAL),), questions(KERBEROS, flagged(locked=True), {"tickets": WARM})),
    ),
    absent(COST, "not refused: all", lambda: ((LOGON, REFERRAL, TICKET), questions())),
    absent(
        COST,
        "refused by the server: all the same",
        lambda: ((LOGON, REFERRAL, TICKET), questions(KERBEROS, user(), {"clocks": ClockFacts(301)})),
    ),
    shown(
        STATES,
        "the server's account: the last one refuses",
        lambda: (TO_THE_END, questions(NEGOTIATE, user(), REVOKED)),
    ),
    absent(STATES, "the server's account, by NTLM: nobody", lambda: ((), questions(NTLM, user(), REVOKED))),
    shown(FALLS, "NTLM after an answer in vain", lambda: (TO_THE_END, questions(NEGOTIATE, user(), TWICE))),
    shown(FALLS, "NTLM after nothing: an address", lambda: ((), questions(NEGOTIATE, user(), BY_IP))),
    shown(FALLS, "NTLM after nothing: a local account", lambda: ((), questions(NEGOTIATE, LOCAL, home=""))),
    absent(FALLS, "NTLM by name asks nobody", lambda: ((), questions(NTLM, user(), TWICE))),
    shown(LOGIC, "no trust: the home KDC says so", lambda: (AT_HOME, questions(KERBEROS, STRANGER))),
    shown(LOGIC, "no trust, a TGT in hand", lambda: (AT_HOME[1:], questions(KERBEROS, STRANGER, {"tickets": WARM}))),
    shown(LOGIC, "no trust, negotiated", lambda: (AT_HOME, questions(NEGOTIATE, STRANGER))),
    shown(LOGIC, "a server in a workgroup", lambda: (AT_HOME, questions(server_machine=WORKGROUP))),
    shown(
        LOGIC,
        "an external trust, as the textbooks have it",
        lambda: (AT_HOME, questions(KERBEROS, user(), EXTERNAL, assume=NEVER)),
    ),
    absent(
        LOGIC, "an external trust, one hop", lambda: ((LOGON, REFERRAL, TICKET), questions(KERBEROS, user(), EXTERNAL))
    ),
    shown(HINTS, "beyond the forest the last KDC knows", lambda: (TO_THE_END, questions(KERBEROS, user(), NOWHERE))),
    absent(
        HINTS,
        "within the forest the first one does",
        lambda: (AT_HOME, questions(KERBEROS, user(), {**INSIDE, **NOWHERE})),
    ),
    shown(FOREST, "a short name ends at home", lambda: (AT_HOME, questions(KERBEROS, user(), SHORT))),
    absent(FOREST, "a DNS name goes on", lambda: ((LOGON, REFERRAL, TICKET), questions(KERBEROS, user(), routes(1)))),
    shown(ROUTED, "a suffix that is not routed ends at home", lambda: (AT_HOME, questions(KERBEROS, user(), UNROUTED))),
    absent(ROUTED, "one that is goes on", lambda: ((LOGON, REFERRAL, TICKET), questions(NEGOTIATE, user(), routes(1)))),
    shown(
        PORTS,
        "the home KDC is silent",
        lambda: ((silent_kdc(LOGON),), questions(KERBEROS, user(), {"kerberos": way(1, unreachable=CORP)})),
    ),
    shown(
        PORTS,
        "the server's KDC is silent",
        lambda: (
            (LOGON, REFERRAL, silent_kdc(TICKET)),
            questions(KERBEROS, user(), {"kerberos": way(1, unreachable=PLANT)}),
        ),
    ),
    absent(
        PORTS,
        "a ticket in hand asks nobody",
        lambda: ((), questions(KERBEROS, user(), {"kerberos": way(1, unreachable=CORP), "tickets": HELD})),
    ),
    shown(
        "selective-authentication", "the last KDC refuses", lambda: (TO_THE_END, questions(KERBEROS, user(), CHOOSY))
    ),
    absent(
        "selective-authentication",
        "the right is held",
        lambda: ((LOGON, REFERRAL, TICKET), questions(KERBEROS, user(), {**CHOOSY, "may_authenticate": True})),
    ),
    shown(
        "trust-password-rotation",
        "the next KDC cannot read it",
        lambda: (TO_THE_END, questions(KERBEROS, user(), BROKEN)),
    ),
    absent("trust-password-rotation", "it can", lambda: (TO_THE_END[:2], questions()[:2])),
    shown(
        CACHE,
        "a name in vain, and a ticket for it in hand",
        lambda: ((), questions(KERBEROS, user(), {**NOWHERE, "tickets": HELD})),
    ),
    absent(
        CACHE,
        "a name in vain, a TGT in hand",
        lambda: (TO_THE_END[1:], questions(KERBEROS, user(), {**NOWHERE, "tickets": WARM})),
    ),
    shown(
        "trust-walk-within-forest",
        "a second trust, the last KDC refuses",
        lambda: (
            ((LAB, "AS", 2), (LAB, "TGS", 1), (CORP, "TGS", 1), refused(TICKET)),
            questions(KERBEROS, user(2), NOWHERE, home=LAB),
        ),
    ),
    absent(
        "trust-walk-within-forest",
        "a second trust, the logon is refused",
        lambda: (((LAB, "refused: AS", 1),), questions(KERBEROS, flagged(2, enabled=False), home=LAB)),
    ),
)
