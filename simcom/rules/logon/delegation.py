"""Ways over a second machine boundary: who may pass a caller on, and what is missing where nobody may.

A token that came from another machine has no credentials behind it, so a cloaked call cannot show it to a third machine unless Kerberos
passes the caller on (`double-hop`): by a forwarded TGT, or by a ticket that the server in the middle asks for in the caller's name.

The impersonation level that each way needs is a reading of ours (`assume: constrained_delegation_level`). COM's pages ask for DELEGATE on
every hop (`cloak.any-boundary`); they were written of forwarded TGTs, which the client must send along, and unconstrained delegation
holds to that. The two newer ways work on the ticket that the server holds anyway, and the directory alone admits them: for them
IMPERSONATE, which any cloaked call needs, is enough. A caller passed on by one of them has forwarded no TGT either, so at a fourth
machine such a token is taken a little too generously if every hop asked for DELEGATE.

Source: win32 impersonation-levels.md, Rpc/client-impersonation.md; winsrv kerberos-constrained-delegation-overview.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM, SPOKEN, fallback, mechanism
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import HopFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.facts import CallFacts

UNDECLARED = HopFacts("the server in the middle")
"""A hop of which nothing is declared: nobody may pass anybody on."""

ACROSS = "tgt-delegation-across-trust"
BY_KERBEROS = "let the client come by Kerberos"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that delegation asks for: whether it is met, the rule that asks for it, and what is wrong if it is not.

    ``cure`` is what would set it right, empty where nothing does without giving up this kind of delegation.
    """

    met: bool
    rule: str
    wrong: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of delegation: its name, what it asks for beyond what all kinds do, and further rules it rests on."""

    name: str
    asks: Callable[[CallFacts, HopFacts], tuple[Condition, ...]]
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
    rule, came = _without_ticket(facts), _came_by(facts)
    untrusted, trust = f"{hop.middle} is not trusted for delegation", f"trust {hop.middle} for delegation"
    return (
        _delegated(facts),
        Condition(came == SPOKEN[KERBEROS], rule, f"the token came by {came}, which forwards no ticket", BY_KERBEROS),
        Condition(hop.rights.unconstrained, "delegate.requirements", untrusted, trust),
        _let_through(facts, hop),
    )


@models("cloak.any-boundary")
def _delegated(facts: CallFacts) -> Condition:
    """Ask for a token of level DELEGATE, which the hop that brought it gave it or did not."""
    shown = ImpLevel.show(facts.thread_level)
    cure = f"make every hop at DELEGATE (the one to {facts.client_machine.name} was made at {shown})"
    wrong = f"the token has level {shown}, not DELEGATE"
    return Condition(facts.thread_level >= ImpLevel.DELEGATE, "cloak.any-boundary", wrong, cure)


@models("tgt-delegation-across-trust")
def _let_through(facts: CallFacts, hop: HopFacts) -> Condition:
    """Ask that the trusts between the server in the middle and the caller let the caller's TGT through."""
    here, home = facts.client_machine.domain or "the server's domain", facts.logon.home or facts.account.authority
    wrong = f"the trust of {here} in {home} lets no forwarded ticket through"
    cure = f"let the trust of {here} in {home} forward tickets (TGT delegation, `tgt_delegation: true`)"
    return Condition(hop.forwards_tickets, ACROSS, wrong, cure)


@models("krb-delegation")
def constrained(facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what S4U2Proxy asks for: the principal listed, one domain, and a ticket to work on, or the right to ask for one."""
    principal = facts.blanket.principal or "no principal"
    listed = principal.casefold() in {name.casefold() for name in hop.rights.to}
    unlisted = f"{principal} is not among what {hop.middle} may delegate to"
    elsewhere = f"the back end's account is in another domain than {hop.middle}, and constrained delegation ends with the domain"
    evidence = facts.token_came_by == KERBEROS or hop.rights.transition
    without = f"the token came by {_came_by(facts)}, and {hop.middle} may not use protocol transition"
    allow = f"allow {hop.middle} protocol transition or {BY_KERBEROS}"
    return (
        Condition(
            listed, "krb-delegation", unlisted, f"let {hop.middle} delegate to {principal} (msDS-AllowedToDelegateTo)"
        ),
        Condition(hop.same_domain, "krb-delegation", elsewhere),
        Condition(evidence, _without_ticket(facts), without, allow),
        *_every_hop(facts),
    )


@models("krb-delegation")
def resource_based(facts: CallFacts, hop: HopFacts) -> tuple[Condition, ...]:
    """Return what the back end's own list asks for: the middle's name on it. Domains and protocol transition do not matter."""
    admitted = hop.middle.casefold() in {name.casefold() for name in hop.back_end_admits}
    cure = f"name {hop.middle} in msDS-AllowedToActOnBehalfOfOtherIdentity of the back end's account"
    cure += "" if hop.same_domain else ", which unlike constrained delegation does not end with the domain"
    wrong = f"the back end's account does not admit {hop.middle}"
    return (Condition(admitted, "krb-delegation", wrong, cure), *_every_hop(facts))


def _every_hop(facts: CallFacts) -> tuple[Condition, ...]:
    """Ask for DELEGATE where COM's pages are taken to speak of every kind of delegation."""
    return (_delegated(facts),) if facts.assume.constrained_delegation_level == "DELEGATE" else ()


def _came_by(facts: CallFacts) -> str:
    """Return the mechanism by which the token came, as people write it."""
    return SPOKEN.get(facts.token_came_by, facts.token_came_by)


def _without_ticket(facts: CallFacts) -> str:
    """Return the rule that says why a token that did not come by Kerberos has no ticket behind it."""
    return "imp.ntlm-no-network-credentials" if facts.token_came_by == NTLM else "krb-delegation"


WAYS = (
    Way(
        "unconstrained delegation",
        unconstrained,
        ("cloak.any-boundary", "delegate.requirements", "impersonate.at-delegate"),
    ),
    Way("constrained delegation", constrained),
    Way("resource-based delegation", resource_based),
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
    general, forwarding = unmet(all_kinds_ask(facts, hop)), unmet(unconstrained(facts, hop))
    if any(not unmet(way.asks(facts, hop)) for way in WAYS):
        no_ticket = general[0].rule == "imp.ntlm-no-network-credentials"
        return "imp.ntlm-no-network-credentials" if no_ticket else "delegate.requirements"
    if not general and [item.rule for item in forwarding] == [ACROSS]:
        return ACROSS
    if facts.thread_level < ImpLevel.DELEGATE:
        return "cloak.one-boundary"
    return "imp.ntlm-no-network-credentials" if facts.token_came_by == NTLM else "delegate.requirements"


def in_the_way(facts: CallFacts, hop: HopFacts) -> tuple[str, tuple[str, ...]]:
    """Return everything that is wrong, in words and by kind, and the rules that say so."""
    lists = {"": unmet(all_kinds_ask(facts, hop)), **{way.name: unmet(way.asks(facts, hop)) for way in WAYS}}
    found = {name: conditions for name, conditions in lists.items() if conditions}
    words = (
        f"{name}: {', '.join(item.wrong for item in items)}" if name else "; ".join(item.wrong for item in items)
        for name, items in found.items()
    )
    rules = dict.fromkeys(item.rule for items in found.values() for item in items)
    return "; ".join(words), tuple(rules)


def remedy(facts: CallFacts, hop: HopFacts) -> str:
    """Return what would have passed: what each kind still lacks, unless something stands in the way of all kinds."""
    plain = "call as the server itself, or with credentials given to the proxy"
    general = unmet(all_kinds_ask(facts, hop))
    if general:
        return f"no kind of delegation helps here: {'; '.join(item.wrong for item in general)}. Instead {plain}"
    lines = (_missing(way.name, unmet(way.asks(facts, hop))) for way in WAYS)
    return "; or ".join((*filter(None, lines), plain))


def _missing(name: str, lacking: tuple[Condition, ...]) -> str:
    """Return what one kind of delegation still lacks, or an empty text where no setting opens it."""
    cures = [item.cure for item in lacking]
    return f"{name}: {_joined(cures)}" if cures and all(cures) else ""


def _joined(things: list[str]) -> str:
    """Return things in a row, with commas and a last `and`."""
    *others, last = things
    return f"{', '.join(others)} and {last}" if others else last
