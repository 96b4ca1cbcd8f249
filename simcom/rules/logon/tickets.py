"""Which KDCs a client has to ask for the server's ticket, given what its logon session holds.

A caller that is passed on over a second machine boundary has a session on the machine in the middle. A forwarded TGT is in it from the
start. Protocol transition and constrained delegation (S4U2Self, S4U2Proxy) need a TGT of the server in the middle instead. What that
server holds for itself is not known here, only what its caller's session holds; so a session that holds no TGT has the server log on
first, and then keeps the server's TGT and its ticket to itself in the caller's name. The logon is thus counted once for each caller and
not once for each server, which is the upper bound; it is asked of the domain of the server's machine. From there on the way is that of
any logon, from the caller's domain to the back end's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import ImpLevel
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
    return (*found, Exchange(client, way[-1], f"{TICKET}{wanted(facts)}"))


def wanted(facts: CallFacts) -> str:
    """Return the name the ticket is asked for: the proxy's principal, unless the server is called by another."""
    target = facts.logon.target
    return (target.principal if target is not None else None) or facts.blanket.principal or "the server"


@models("krb-delegation", "krb-messages")
def _first(facts: CallFacts, client: str, home: str) -> list[Exchange]:
    """Return what gets the first ticket: a logon, or nothing where one is held or was forwarded; S4U2Self where no ticket came."""
    if facts.logon.tickets.tgt or forwarded(facts):
        return []
    if not (facts.cloaked and facts.token_came_by):
        return [Exchange(client, home, AS, 2)]
    own = Exchange(client, facts.client_machine.domain or home, AS, 2)
    return [own] if facts.token_came_by == KERBEROS else [own, Exchange(client, home, S4U2SELF)]


@models("krb-delegation", "tgt-delegation-across-trust")
def forwarded(facts: CallFacts) -> bool:
    """Tell whether a cloaked caller's TGT was forwarded to the server in the middle, as unconstrained delegation has it."""
    hop = facts.logon.hop
    if hop is None or not facts.cloaked or facts.token_came_by != KERBEROS:
        return False
    return facts.thread_level >= ImpLevel.DELEGATE and hop.rights.unconstrained and hop.forwards_tickets
