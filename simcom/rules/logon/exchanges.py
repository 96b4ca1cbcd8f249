"""With how many exchanges, and with whom, a caller is proved: for reports, and for the time it takes.

Source: MS-RPCE 2.2.1.1.7 (legs); azure-docs concepts-forest-trust.md (referrals, pass-through); captures named in the facts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM, fallback, mechanism
from simcom.rules.logon.kerberos import NO_KDC, kerberos_trouble
from simcom.rules.logon.lookup import asks_domain
from simcom.rules.logon.ntlm import asked_in_vain, ntlm_trouble
from simcom.rules.logon.principals import user_to_user
from simcom.rules.logon.tickets import asked
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
"""Causes for which NTLM fails before any controller is asked."""

BY_FIRST_KDC = (
    "unknown_account",
    "logon_denied",
    "account_disabled",
    "account_expired",
    "account_locked",
    "password_expired",
    "must_change",
    "outside_logon_hours",
    "workstation_not_allowed",
)
"""Causes that the first KDC asked, that of the account's own domain, finds."""


@models("cost-context-exchanges", "bind-legs-table")
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


@models("nego-falls-back", "cost-timeouts", "cost-kdc-exchanges")
def tried_first(facts: CallFacts) -> tuple[Exchange, ...]:
    """Return what Negotiate asked of KDCs before it took NTLM because one of them did not answer; the last brought nothing."""
    route, back = facts.logon.kerberos, fallback(facts)
    if facts.blanket.authn_svc != AuthnSvc.GSS_NEGOTIATE or route is None or back is None or back.rule != NO_KDC:
        return ()
    *answered, last = _until(asked(facts), route.unreachable)
    return (*answered, replace(last, purpose=f"no answer to {last.purpose}", count=1))


def _until(made: tuple[Exchange, ...], unreachable: str) -> tuple[Exchange, ...]:
    """Return the exchanges up to the one that gets no answer, which is tried and counted."""
    last = next((place for place, item in enumerate(made) if item.asked == unreachable), len(made))
    return made[: last + 1]


def _got(facts: CallFacts, cause: str) -> tuple[Exchange, ...]:
    """Return the exchanges with KDCs that were made: up to the one that refused the account, or that nobody answered."""
    route = facts.logon.kerberos
    made = _until(asked(facts), route.unreachable if route else "")
    return made[:1] if cause in BY_FIRST_KDC else made


def trouble(facts: CallFacts) -> Trouble | None:
    """Return what keeps the mechanism that is used from proving the caller, if anything does."""
    how = mechanism(facts)
    if facts.logon.established is not None or how not in (KERBEROS, NTLM):
        return None
    return kerberos_trouble(facts) if how == KERBEROS else ntlm_trouble(facts)


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
    found = trouble(facts)
    cause = found.cause if found is not None else ""
    kdc = _got(facts, cause) if how == KERBEROS else tried_first(facts)
    dc = passed_through(facts) if how == NTLM and cause not in UNASKED else ()
    return Authentication(how, user_to_user=double, route=domains, legs=legs(facts), kdc=kdc, dc=dc, cause=cause)
