"""Kerberos: everything that must be in order for a ticket, and for the server to accept it, in the order in which it shows.

Source: win32 kerberos-v5-protocol.md; azure-docs concepts-forest-trust.md; the section on Kerberos of domains and trusts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.logon.accounts import account_trouble
from simcom.rules.logon.principals import declined, duplicated, no_target, revoked, unregistered, wrong_holder
from simcom.rules.logon.tickets import asked
from simcom.rules.logon.trouble import Asked, Trouble, first, remembered
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Side
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.rules.logon.trouble import Check
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import RouteFacts, TargetFacts

NO_KDC = "ports-not-only-trust"
"""The rule of the one trouble that costs waiting for a KDC (see ``no_kdc``)."""
SHORT = "short-names-do-not-cross-forests"
TICKETLESS = "no ticket for {name}: {why}"


def _no_ticket(facts: CallFacts, cause: str, why: str, rule: str = "trust.kerberos", **more: Any) -> Trouble:  # noqa: ANN401  (Trouble checks them)
    """Return a trouble of which Negotiate makes NTLM."""
    because = TICKETLESS.format(name=facts.identity, why=why)
    more.setdefault("asked", Asked.NOBODY)
    return Trouble(cause, rule, because, falls_back=True, **more)


@models("setblanket.authinfo.snego-packages", "nego-package-list")
def excluded(facts: CallFacts) -> Trouble | None:
    """Leave Kerberos out where the PackageList of an extended identity does."""
    if facts.blanket.authn_svc != AuthnSvc.GSS_NEGOTIATE or admits(facts, "kerberos"):
        return None
    return _no_ticket(facts, "no_credentials", "the PackageList leaves it out", "setblanket.authinfo.snego-packages")


def admits(facts: CallFacts, package: str) -> bool:
    """Tell whether the PackageList of an extended identity admits a package to Negotiate; ``!`` before a name excludes it."""
    given = facts.blanket.identity
    if given is None or not given.extended or given.packages is None:
        return True
    names = {name.strip().casefold() for name in given.packages}
    only = {name for name in names if not name.startswith("!")}
    return f"!{package}" not in names and (not only or package in only)


@models("krb-who-can", "local-account-scope", "builtin-accounts-in-workgroup")
def no_domain_account(facts: CallFacts) -> Trouble | None:
    """Give tickets to accounts of domains only."""
    if facts.account.home == "domain":
        return None
    remedy = "call with an account of a domain, or let Negotiate or NTLM do it"
    return _no_ticket(facts, "no_authority", "it is not a domain account", also=("krb-who-can",), remedy=remedy)


@models("krb-who-can", "workgroup-machine")
def no_domain_server(facts: CallFacts) -> Trouble | None:
    """Give tickets for servers in domains only, and only where a domain knows the account the server runs as."""
    if facts.logon.tickets.service:
        return None
    if not facts.server_machine.joined:
        why = f"{facts.server_machine.name} belongs to no domain"
        return _no_ticket(facts, "spn_unknown", why, also=("krb-who-can", "workgroup-machine"), asked=Asked.HOME)
    authority = facts.server_account.rpartition("\\")[0]
    target = facts.logon.target
    local = authority.casefold() == facts.server_machine.name.casefold()
    if local and not (target is not None and target.holders):
        why = f"the server runs as {facts.server_account}, which no domain knows"
        return _no_ticket(facts, "spn_unknown", why, also=("krb-who-can", "local-account-scope"), asked=Asked.HOME)
    return None


@models("trust.kerberos", "edge-orientation", "kdc-referral-logic", "forest-trust-not-chainable", "path-admissibility")
def no_route(facts: CallFacts) -> Trouble | None:
    """Follow trusts from the server's domain to the account's, over edges that carry Kerberos."""
    account = facts.account
    if (account.route is not None and account.kerberos) or facts.logon.tickets.service:
        return None
    home = facts.server_machine.domain or facts.server_machine.name
    why = account.link if account.route is None else f"no trusts that carry Kerberos lead to {account.authority}"
    why = why or f"no trust leads from {home} to {account.authority}"
    also: tuple[str, ...] = ("kdc-referral-logic",)
    if account.route is None:
        also = ("trust.untrusted-domain", "negotiation.no-fallback-to-none", *also)
    remedy = f"a trust that leads from {home} to the account's domain"
    return _no_ticket(facts, "no_trust_path", why, also=also, remedy=remedy, asked=Asked.HOME)


def _asked_route(facts: CallFacts) -> RouteFacts | None:
    """Return the way that tickets are asked for along; none where the ticket is held, which asks nobody (`krb-cache`)."""
    return None if facts.logon.tickets.service else facts.logon.kerberos


@models("external-trust-kerberos-disagreement")
def external_trust(facts: CallFacts) -> Trouble | None:
    """Cross an external trust as assumed: by default one hop, to a server named by its DNS name."""
    route, target = _asked_route(facts), facts.logon.target
    if route is None or "external" not in route.kinds or facts.assume.kerberos_over_external == "always":
        return None
    plain = route.length == 1 and (target is None or (target.named_by == "fqdn" and _within(target, route.domains[0])))
    if plain and facts.assume.kerberos_over_external == "auto":
        return None
    why = "the KDC does not find the server's name over an external trust"
    rule = "external-trust-kerberos-disagreement"
    words = {"also": ("trust.kerberos",), "disputed": rule, "asked": Asked.HOME}
    return _no_ticket(facts, "spn_unknown", why, rule, **words)


def _within(target: TargetFacts, domain: str) -> bool:
    """Tell whether a principal's host is named directly in a domain; an account's name has no host."""
    host = str(target.principal).partition("/")[2].partition("/")[0].partition(":")[0]
    return not host or host.rstrip(".").partition(".")[2].casefold() == domain


@models("forest-name-routing", "short-names-do-not-cross-forests", "hints-last", "gc-is-forest-local")
def not_routed(facts: CallFacts) -> Trouble | None:
    """Find the server's name beyond the forest by its DNS suffix: short names and suffixes that are not routed lead nowhere."""
    route, target = _asked_route(facts), facts.logon.target
    if route is None or "forest" not in route.kinds or (target is not None and target.by_account):
        return None
    if target is not None and target.named_by == "short":
        why, rule = f"the short name {target.principal} cannot be routed to another forest", SHORT
        return _no_ticket(facts, "spn_unknown", why, rule, remedy="use the server's DNS name", asked=Asked.HOME)
    if route.routed:
        return None
    why = f"no routed suffix of the forest trust covers {facts.server_machine.name}'s DNS name"
    remedy = "route the suffix in the trust"
    return _no_ticket(facts, "spn_unknown", why, "forest-name-routing", remedy=remedy, asked=Asked.HOME)


@models("ports-not-only-trust", "domain-is-account-authority", "krb-cache", "nego-falls-back")
def no_kdc(facts: CallFacts) -> Trouble | None:
    """Ask only KDCs that answer; a ticket that is still held asks none."""
    route = facts.logon.kerberos
    if route is None or not route.unreachable or route.unreachable not in {item.asked for item in asked(facts)}:
        return None
    why = f"no KDC of {route.unreachable} can be reached from {facts.client_machine.name}"
    remedy = f"open the way from {facts.client_machine.name} to the KDCs of {route.unreachable}"
    return _no_ticket(facts, "no_authority", why, NO_KDC, also=("krb-messages",), remedy=remedy, asked=Asked.SILENT)


@models("krb-account-state-errors", "krb-established-context-survives")
def account_refused(facts: CallFacts) -> Trouble | None:
    """Let the KDC look at the account whenever a new ticket is asked for."""
    if facts.logon.tickets.service:
        return None
    return account_trouble(facts, "krb-account-state-errors", kerberos=True)


@models("selective-authentication")
def not_allowed_to_authenticate(facts: CallFacts) -> Trouble | None:
    """Ask for Allowed to Authenticate where a trust on the route uses selective authentication."""
    route = _asked_route(facts)
    if route is None or not route.selective or facts.logon.may_authenticate:
        return None
    return selective_refusal(facts, Side.CLIENT)


def selective_refusal(facts: CallFacts, side: Side) -> Trouble:
    """Return the refusal that selective authentication gives, whatever the mechanism: a KDC tells the client, a controller the server."""
    target = facts.logon.target
    account = target.key if target is not None and target.key else f"the machine {facts.server_machine.name}"
    because = f"the trust uses selective authentication, and {facts.identity} may not authenticate to {account}"
    remedy = f"grant {facts.identity} Allowed to Authenticate on the account object of {account}"
    rule = "selective-authentication"
    return Trouble("selective_auth_denied", rule, because, side, remedy=remedy, asked=Asked.LAST)


@models("trust-password-rotation")
def broken_trust(facts: CallFacts) -> Trouble | None:
    """Refuse where the passwords of a trust on the route have come apart: the next KDC cannot read the referral."""
    route = _asked_route(facts)
    if route is None or not route.broken:
        return None
    return broken_refusal(Side.CLIENT)


def broken_refusal(side: Side) -> Trouble:
    """Return the refusal of a broken trust, whatever the mechanism."""
    because, remedy = "the passwords of a trust on the route no longer agree", "reset the trust's password"
    return Trouble("trust_broken", "trust-password-rotation", because, side, remedy=remedy, asked=Asked.LAST)


@models("krb-clock-skew", "nego-must-not-fall-back")
def skewed(facts: CallFacts) -> Trouble | None:
    """Hold the server's clock against the client's; Windows clients set themselves right against the KDC."""
    clocks = facts.logon.clocks
    if abs(clocks.apart_s) <= clocks.tolerance_s:
        return None
    because = (
        f"the clocks of {facts.client_machine.name} and {facts.server_machine.name} are {abs(clocks.apart_s):g} s apart"
    )
    because += f", more than the {clocks.tolerance_s:g} s that Kerberos tolerates"
    also = ("nego-must-not-fall-back", "trust.kerberos")
    return Trouble(
        "time_skew", "krb-clock-skew", because, Side.SERVER, also=also, remedy="set both clocks by the domain's"
    )


KERBEROS_CHECKS: tuple[Check, ...] = (
    excluded,
    no_domain_account,
    no_domain_server,
    no_target,
    no_route,
    external_trust,
    not_routed,
    broken_trust,
    no_kdc,
    account_refused,
    unregistered,
    duplicated,
    revoked,
    not_allowed_to_authenticate,
    declined,
    wrong_holder,
    skewed,
)
"""Order: who can at all, where to, over which way, from whom, for whom, and what the server makes of it."""


@models("krb-mutual")
@remembered
def kerberos_trouble(facts: CallFacts) -> Trouble | None:
    """Return the first thing that keeps Kerberos from proving the caller, None if it does."""
    return first(KERBEROS_CHECKS, facts)
