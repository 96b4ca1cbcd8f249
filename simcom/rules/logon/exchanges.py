"""With how many exchanges, and with whom, a caller is proved: for reports, and for the time it takes.

Source: MS-RPCE 2.2.1.1.7 (legs); azure-docs concepts-forest-trust.md (referrals, pass-through); captures named in the facts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM, fallback, mechanism
from simcom.rules.logon.kerberos import kerberos_trouble
from simcom.rules.logon.lookup import asks_domain
from simcom.rules.logon.ntlm import asked_in_vain, ntlm_trouble
from simcom.rules.logon.principals import user_to_user
from simcom.rules.logon.tickets import AS, TICKET, asked, wanted
from simcom.rules.logon.trouble import Asked
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import Authentication, Exchange
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.rules.logon.trouble import Trouble
    from simcom.vocabulary.facts import CallFacts

_OFFERED = "com-user-server-u2u"
"""The trouble that shows only in the server's first answer, after Kerberos was offered."""

EVEN, RAW_NTLM, LONG = 2, 1, 3

UNASKED = ("ntlm_blocked", "ntlm_blocked_by_client", "secure_channel_broken", "no_credentials", "mutual_auth_failed")
"""Causes for which NTLM fails before any controller is asked, unless the trouble says that the last one refused."""


@models("cost-context-exchanges", "bind-legs-table", "bind-legs-ntlm", "bind-legs-kerberos", "bind-legs-spnego")
def legs(facts: CallFacts) -> int:
    """Return the round trips with the server that build one context."""
    how = mechanism(facts)
    if how == NTLM and facts.blanket.authn_svc == AuthnSvc.WINNT:
        return RAW_NTLM
    offered = fallback(facts) if how == NTLM else None
    long = how == KERBEROS and user_to_user(facts)
    return LONG if long or (offered is not None and offered.rule == _OFFERED) else EVEN


@models("ntlm-passthrough", "cost-ntlm-exchanges", "ntlm-routing-rule")
def passed_through(facts: CallFacts) -> tuple[Exchange, ...]:
    """Return the validations that NTLM makes the server's side ask for: its own domain, then one hop for each trust.

    A name that no domain knows goes as far as the server's own domain, which answers that it is not the one to ask.
    """
    route = facts.logon.ntlm
    domains = route.domains if route is not None and asks_domain(facts) else asked_in_vain(facts)
    askers = (facts.server_machine.name, *domains)
    hops = [Exchange(one, other, "pass-through validation") for one, other in zip(askers, domains, strict=False)]
    return _until(tuple(hops[facts.logon.controller :]), route.unreachable if route is not None else "")


@models("nego-falls-back", "cost-timeouts", "cost-kdc-exchanges", "hints-last")
def asked_of_kdcs(facts: CallFacts) -> tuple[Exchange, ...]:
    """Return what the client asked of KDCs, be it in vain: where something stopped it, the last exchange brought nothing."""
    found = kerberos_trouble(facts)
    how = Asked.ALL if found is None else found.asked
    if how is Asked.NOBODY:
        return ()
    route, made = facts.logon.kerberos, asked(facts)
    if how is Asked.HOME:
        return _at_home(facts)
    if how is Asked.ALL or not made:
        return made
    if how is Asked.FIRST:
        return (_vain(made[0], "refused", times=2 if found is not None and found.cause == "logon_denied" else 1),)
    if how is Asked.SILENT:
        made = _until(made, route.unreachable if route else "")
    return (*made[:-1], _vain(made[-1], "no answer to" if how is Asked.SILENT else "refused"))


def _at_home(facts: CallFacts) -> tuple[Exchange, ...]:
    """Return the questions to the account's own domain, whose KDC finds neither the name nor a way to it (`kdc-referral-logic`)."""
    home, client = facts.logon.home, facts.client_machine.name
    if not home:
        return ()
    logon = () if facts.logon.tickets.tgt else (Exchange(client, home, AS, 2),)
    return (*logon, Exchange(client, home, f"refused: {TICKET}{wanted(facts)}"))


def _vain(one: Exchange, why: str, times: int = 1) -> Exchange:
    """Return an exchange that brought nothing; a wrong password shows only with the second request, which carries it."""
    return replace(one, purpose=f"{why}: {one.purpose}", count=times)


def _until(made: tuple[Exchange, ...], unreachable: str) -> tuple[Exchange, ...]:
    """Return the exchanges up to the one that gets no answer, which is tried and counted."""
    last = next((place for place, item in enumerate(made) if item.asked == unreachable), len(made))
    return made[: last + 1]


def trouble(facts: CallFacts) -> Trouble | None:
    """Return what keeps the mechanism that is used from proving the caller, if anything does."""
    how = mechanism(facts)
    if facts.logon.established is not None or how not in (KERBEROS, NTLM):
        return None
    return kerberos_trouble(facts) if how == KERBEROS else ntlm_trouble(facts)


def _tried(facts: CallFacts) -> str:
    """Return the mechanism that Negotiate tries first."""
    return KERBEROS if facts.blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE else ""


def authentication(facts: CallFacts) -> Authentication | None:
    """Return how the caller of a remote call was, or was not, proved; None where nobody is to be."""
    how = mechanism(facts)
    if facts.local or facts.in_process or how is None:
        return None
    route = facts.logon.kerberos if how == KERBEROS else facts.logon.ntlm
    domains = route.domains if route is not None else ()
    double = user_to_user(facts) and how == KERBEROS
    if facts.logon.established is not None:
        return Authentication(how, reused=True, user_to_user=double, route=domains)
    return _built(facts, Authentication(how, user_to_user=double, route=domains))


def _built(facts: CallFacts, said: Authentication) -> Authentication:
    """Add what building a new context takes, and what went wrong with it."""
    found = trouble(facts)
    cause = found.cause if found is not None else ""
    kdc = asked_of_kdcs(facts) if KERBEROS in (said.mechanism, _tried(facts)) else ()
    unasked = cause in UNASKED and found is not None and found.asked is not Asked.LAST
    dc = passed_through(facts) if said.mechanism == NTLM and not unasked else ()
    return replace(said, legs=legs(facts), kdc=kdc, dc=dc, cause=cause)
