"""Which KDCs a client has to ask for the server's ticket, given what its logon session holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import Exchange

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

S4U2SELF = "TGS: ticket to itself in the caller's name"
KERBEROS = "kerberos"
AS = "AS: ticket-granting ticket, refused once for lack of pre-authentication"
REFERRAL, TICKET = "TGS: referral to ", "TGS: ticket for "


@models("krb-messages", "krb-cache", "cost-kdc-exchanges", "trust-walk-within-forest")
def asked(facts: CallFacts) -> tuple[Exchange, ...]:
    """Return the exchanges that get the server's ticket: AS once for a logon, a referral for each trust, and the ticket itself.

    What is held is not asked for again. Without a route there is nobody to ask.
    """
    route, held = facts.logon.kerberos, facts.logon.tickets
    if route is None or held.service:
        return ()
    client, way = facts.client_machine.name, tuple(reversed(route.domains))
    found = _first(facts, client, way[0])
    start = max((place for place, domain in enumerate(way) if place == 0 or domain in held.referrals), default=0)
    hops = zip(way[start:], way[start + 1 :], strict=False)
    found += [Exchange(client, near, f"{REFERRAL}{far}") for near, far in hops]
    wanted = facts.blanket.principal or "the server"
    return (*found, Exchange(client, way[-1], f"{TICKET}{wanted}"))


@models("krb-delegation")
def _first(facts: CallFacts, client: str, home: str) -> list[Exchange]:
    """Return what gets the first ticket: a logon, or nothing where one is held or was forwarded; S4U2Self where none came."""
    if facts.cloaked and facts.token_came_by:
        return [] if facts.token_came_by == KERBEROS else [Exchange(client, home, S4U2SELF)]
    return [] if facts.logon.tickets.tgt else [Exchange(client, home, AS, 2)]
