"""The rungs about the calling thread: whose call it is, with what token, and whether that token can make it.

Source: win32 cloaking.md, impersonation-levels.md, com-security-defaults.md. Order: section K of the catalogue, in ``ladder``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.identity import effective_imp_level
from simcom.rules.logon.choice import SPOKEN
from simcom.rules.logon.delegation import UNDECLARED, in_the_way, refusing_rule, remedy, way_on
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.rulings import Side, Stage, Step

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import HopFacts
    from simcom.vocabulary.rulings import Input

AUTHENTICATE = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}

STATIC = ("cloak.static.first-call", "cloak.static.setblanket")
CHOICES = (*STATIC, "cloak.dynamic.each-call")
"""The rules by which cloaking chooses a token."""


@models(
    "callback.client-becomes-server", "callback.own-negotiation", "roles-swap-on-callback", "mirrored-needs-both-ways"
)
def callback_roles(facts: CallFacts) -> Step | None:
    """Note that a callback turns the roles round: the client's own security, machine and trusts decide."""
    if not facts.callback:
        return None
    because = f"a callback: {facts.server_machine.name} is the server now, and its process's own initialisation decides"
    return notes(
        "callback.client-becomes-server",
        because,
        **AUTHENTICATE,
        also=("callback.own-negotiation", "roles-swap-on-callback", "mirrored-needs-both-ways"),
    )


@models("cloak.default-off", "cloak.process-token-under-cloaking", "impersonate.outgoing-calls-need-cloaking")
def goes_out_as(facts: CallFacts) -> Step | None:
    """Note who the call goes out as, where that is not plainly the process."""
    plain = facts.identity_rule == "cloak.default-off" and facts.thread_token is None
    if plain or facts.cloaked:
        return None
    because = f"the call goes out as {facts.identity}{_kept(facts)}"
    also: tuple[str, ...] = ()
    if facts.identity_rule == "cloak.default-off":
        because += f": the thread wears a token of {facts.thread_token}, but cloaking is off"
        also = ("impersonate.outgoing-calls-need-cloaking",)
    return notes(facts.identity_rule, because, **AUTHENTICATE, also=also)


@models("cloak.static.first-call", "cloak.static.setblanket")
def _kept(facts: CallFacts) -> str:
    """Say that static cloaking fixed an identity earlier, where the thread wears something else now; else an empty text."""
    fixed, worn = facts.blanket.fixed, facts.thread_token
    if facts.identity_rule not in STATIC or fixed is None:
        return ""
    wears = worn.casefold() if worn is not None else None
    if wears == (fixed.casefold() if facts.cloaked else None):
        return ""
    now = "no token" if worn is None else f"a token of {worn}"
    return f", which static cloaking fixed on the proxy earlier, although the thread wears {now} now"


def _aside(facts: CallFacts) -> str:
    """Return what ``_kept`` says, for the middle of a sentence."""
    kept = _kept(facts)
    return f"{kept}," if kept else ""


def _chosen(facts: CallFacts) -> tuple[str, ...]:
    """Return the rule by which cloaking chose the token, as further rules of a step."""
    return (facts.identity_rule,) if facts.identity_rule in CHOICES else ()


@models("cloak.needs-impersonate-level", "cloak.one-boundary", "imp.local-call-delegates-once")
def token_usable(facts: CallFacts) -> Step | None:
    """Hold a cloaked call to a token that can make it: of level IMPERSONATE at least, and not over a second machine boundary."""
    if not facts.cloaked:
        return None
    level = fact("token's level", ImpLevel.show(facts.thread_level))
    if facts.thread_level < ImpLevel.IMPERSONATE:
        because = f"a cloaked call needs a token of level IMPERSONATE or more, this one has {ImpLevel.show(facts.thread_level)}"
        cure = "let the client call in at IMPERSONATE, or do without cloaking"
        words = {"also": _chosen(facts), "remedy": cure}
        return fails("cloak.needs-impersonate-level", "E_ACCESSDENIED", because, level, **AUTHENTICATE, **words)
    if facts.token_came_by and not facts.local:
        return _second_boundary(facts, level)
    also = ("imp.local-call-delegates-once",) if not facts.local else ()
    because = f"cloaked: the call goes out as {facts.identity}{_kept(facts)}"
    return notes("cloak.decision-table", because, level, **AUTHENTICATE, also=(*_chosen(facts), *also))


@models("delegate.requirements", "double-hop", "krb-delegation")
def _second_boundary(facts: CallFacts, level: Input) -> Step:
    """Let a token that has crossed a machine boundary cross another only where delegation passes its user on (`L-19`)."""
    came = fact("the token came by", SPOKEN.get(facts.token_came_by, facts.token_came_by))
    hop = facts.logon.hop or UNDECLARED
    way = way_on(facts, hop)
    if way is None:
        return _stays_here(facts, hop, level, came)
    because = (
        f"cloaked over a second machine boundary: {hop.middle} passes {facts.identity}{_aside(facts)} on by {way.name}"
    )
    return notes("krb-delegation", because, level, came, **AUTHENTICATE, also=(*_chosen(facts), *way.also))


@models("cloak.one-boundary", "imp.ntlm-no-network-credentials", "delegate.requirements", "double-hop")
def _stays_here(facts: CallFacts, hop: HopFacts, *inputs: Input) -> Step:
    """Refuse the second boundary, with all that is missing for each kind of delegation."""
    rule = refusing_rule(facts, hop)
    wrong, rules = in_the_way(facts, hop)
    because = (
        f"the token of {facts.identity}{_aside(facts)} has crossed a machine boundary, "
        f"and this call would take it over another; {wrong}"
    )
    also = ("double-hop", *_chosen(facts), *(other for other in rules if other != rule))
    words = {"also": also, "disputed": "L-19", "remedy": remedy(facts, hop), "cause": "delegation_refused"}
    return fails(rule, facts.assume.second_boundary, because, *inputs, **AUTHENTICATE, **words)


@models("imp.anonymous-promoted")
def imp_level_promoted(facts: CallFacts) -> Step | None:
    """Note that ANONYMOUS becomes IDENTIFY on the network."""
    blanket = facts.blanket
    if effective_imp_level(blanket.imp_level, local=facts.local, service=blanket.authn_svc) == blanket.imp_level:
        return None
    because = "impersonation level ANONYMOUS is raised to IDENTIFY: it exists over the local transport only"
    return notes("imp.anonymous-promoted", because, **AUTHENTICATE, also=("setblanket.imp.anonymous",))
