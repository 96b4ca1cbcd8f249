"""Ways over a second machine boundary: who may pass a caller on, and what is missing where nobody may.

A token that came from another machine has no credentials behind it, so a cloaked call cannot show it to a third machine unless Kerberos
passes the caller on (`double-hop`): by a forwarded TGT, or by a ticket that the server in the middle asks for in the caller's name.

The impersonation level that each way needs is a reading of ours. COM's pages ask for DELEGATE on every hop (`cloak.any-boundary`); they
were written of forwarded TGTs, which the client must send along, and unconstrained delegation holds to that. The two newer ways work on
the ticket that the server holds anyway, and the directory alone admits them: for them IMPERSONATE, which any cloaked call needs, is
enough. A caller passed on by one of them has forwarded no TGT either, so at a fourth machine such a token is taken a little too
generously if every hop asked for DELEGATE.

Source: win32 impersonation-levels.md, Rpc/client-impersonation.md; winsrv kerberos-constrained-delegation-overview.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM, fallback, mechanism
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import HopFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.facts import CallFacts

UNDECLARED = HopFacts("the server in the middle")
"""A hop of which nothing is declared: nobody may pass anybody on."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that delegation asks for: whether it is met, the rule that asks for it, and what is wrong if it is not."""

    met: bool
    rule: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of delegation: its name, what it asks for beyond what all kinds do, the rules it rests on, and how to set it up."""

    name: str
    asks: Callable[[CallFacts, HopFacts], tuple[Condition, ...]]
    remedy: str
    also: tuple[str, ...] = ()


def unmet(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return the conditions that are not met, in order."""
    return tuple(condition for condition in conditions if not condition.met)


@models("delegate.kerberos-mutual", "delegate.requirements", "krb-delegation")
def all_kinds_ask(facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what every kind of delegation asks for: Kerberos on the proxy, a principal, and a caller and machines that allow it."""
    who = facts.identity
    return (
        Condition(facts.account.home == "domain", "delegate.requirements", f"{who} is not an account of a domain"),
        _over_kerberos(facts),
        Condition(bool(facts.blanket.principal), "delegate.kerberos-mutual", "the proxy names no server principal"),
        Condition(hop.joined, "delegate.requirements", "a machine on the way is in no domain"),
        Condition(not hop.caller.sensitive, "delegate.requirements", f"{who} is sensitive and cannot be delegated"),
        Condition(not hop.caller.protected, "krb-delegation", f"{who} is in Protected Users"),
    )


@models("imp.ntlm-no-network-credentials", "double-hop")
def _over_kerberos(facts: CallFacts) -> Condition:
    """Ask that this call's own proof is Kerberos: the server in the middle has no password to answer an NTLM challenge with."""
    how, service = mechanism(facts), AuthnSvc.show(facts.blanket.authn_svc)
    wrong = f"the proxy's service is {service}, and only Kerberos passes a caller on"
    because = fallback(facts) if how == NTLM and facts.blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE else None
    if because is not None:
        wrong = f"Negotiate would fall back to NTLM here ({because.because}), and only Kerberos passes a caller on"
    rule = "imp.ntlm-no-network-credentials" if how == NTLM else "delegate.requirements"
    return Condition(how == KERBEROS, rule, wrong)


@models("krb-delegation", "delegate.requirements", "cloak.any-boundary", "tgt-delegation-across-trust")
def unconstrained(facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what a forwarded TGT asks for: DELEGATE over Kerberos, a middle that is trusted, and trusts that let the TGT through."""
    level = f"the token has level {ImpLevel.show(facts.thread_level)}, not DELEGATE"
    came = f"the token came by {facts.token_came_by}, which forwards no ticket"
    kerberos = facts.token_came_by == KERBEROS
    no_trust = "a trust between the caller and the server in the middle lets no forwarded ticket through"
    return (
        Condition(facts.thread_level >= ImpLevel.DELEGATE, "cloak.any-boundary", level),
        Condition(kerberos, _without_ticket(facts), came),
        Condition(hop.rights.unconstrained, "delegate.requirements", f"{hop.middle} is not trusted for delegation"),
        Condition(hop.forwards_tickets, "tgt-delegation-across-trust", no_trust),
    )


@models("krb-delegation")
def constrained(facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what S4U2Proxy asks for: the principal listed, one domain, and a ticket to work on, or the right to ask for one."""
    principal = facts.blanket.principal or ""
    listed = principal.casefold() in {name.casefold() for name in hop.rights.to}
    evidence = facts.token_came_by == KERBEROS or hop.rights.transition
    without = f"the token came by {facts.token_came_by}, and {hop.middle} may not use protocol transition"
    unlisted = f"{principal or 'no principal'} is not among what {hop.middle} may delegate to"
    return (
        Condition(listed, "krb-delegation", unlisted),
        Condition(hop.same_domain, "krb-delegation", f"the back end's account is in another domain than {hop.middle}"),
        Condition(evidence, _without_ticket(facts), without),
    )


@models("krb-delegation")
def resource_based(_facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what the back end's own list asks for: the middle's name on it. Domains and protocol transition do not matter."""
    admitted = hop.middle.casefold() in {name.casefold() for name in hop.back_end_admits}
    return (Condition(admitted, "krb-delegation", f"the back end's account does not admit {hop.middle}"),)


def _without_ticket(facts: CallFacts) -> str:
    """Return the rule that says why a token that did not come by Kerberos has no ticket behind it."""
    return "imp.ntlm-no-network-credentials" if facts.token_came_by == NTLM else "krb-delegation"


WAYS = (
    Way(
        "unconstrained delegation",
        unconstrained,
        "trust {middle} for delegation and let the client call in over Kerberos at DELEGATE",
        ("cloak.any-boundary", "delegate.requirements", "impersonate.at-delegate"),
    ),
    Way(
        "constrained delegation",
        constrained,
        "let {middle} delegate to {principal} (msDS-AllowedToDelegateTo), with protocol transition if the client did not use Kerberos",
    ),
    Way(
        "resource-based delegation",
        resource_based,
        "name {middle} in msDS-AllowedToActOnBehalfOfOtherIdentity of the back end's account",
    ),
)
"""The kinds of delegation, in the order they are tried."""


@models("krb-delegation")
def way_on(facts: CallFacts, hop: HopFacts) -> Way | None:
    """Return the first kind of delegation that passes the caller on, or ``None``."""
    if unmet(all_kinds_ask(facts, hop)):
        return None
    return next((way for way in WAYS if not unmet(way.asks(facts, hop))), None)


@models("krb-delegation")
def asserted_by_service(facts: CallFacts) -> bool:
    """Tell whether the server in the middle vouches for a caller that did not come by Kerberos (S4U2Self, protocol transition)."""
    second = facts.cloaked and not facts.local and facts.token_came_by not in ("", KERBEROS)
    return second and facts.logon.hop is not None and way_on(facts, facts.logon.hop) is not None


def refusing_rule(facts: CallFacts, hop: HopFacts) -> str:
    """Return the rule that decides where no kind applies: what a fitting kind lacks, else what the token lacks."""
    if any(not unmet(way.asks(facts, hop)) for way in WAYS):
        no_ticket = unmet(all_kinds_ask(facts, hop))[0].rule == "imp.ntlm-no-network-credentials"
        return "imp.ntlm-no-network-credentials" if no_ticket else "delegate.requirements"
    if facts.thread_level < ImpLevel.DELEGATE:
        return "cloak.one-boundary"
    return "imp.ntlm-no-network-credentials" if facts.token_came_by == NTLM else "delegate.requirements"


def in_the_way(facts: CallFacts, hop: HopFacts) -> tuple[str, tuple[str, ...]]:
    """Return everything that is wrong, in words and by kind, and the rules that say so."""
    lists = {"": unmet(all_kinds_ask(facts, hop)), **{way.name: unmet(way.asks(facts, hop)) for way in WAYS}}
    found = {name: conditions for name, conditions in lists.items() if conditions}
    words = (f"{name}: " * bool(name) + ", ".join(item.wrong for item in items) for name, items in found.items())
    rules = dict.fromkeys(item.rule for items in found.values() for item in items)
    return "; ".join(words), tuple(rules)


def remedy(facts: CallFacts, hop: HopFacts) -> str:
    """Return what would have passed: one line for each kind, unless something stands in the way of all kinds."""
    plain = "call as the server itself, or with credentials given to the proxy"
    general = unmet(all_kinds_ask(facts, hop))
    if general:
        return f"no kind of delegation helps while {' and '.join(item.wrong for item in general)}; {plain}"
    names = {"middle": hop.middle, "principal": facts.blanket.principal}
    return "; or ".join((*(way.remedy.format(**names) for way in WAYS), plain))
