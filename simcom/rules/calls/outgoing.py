"""The rungs about the calling thread: whose call it is, with what token, and whether that token can make it.

Source: win32 cloaking.md, impersonation-levels.md, com-security-defaults.md. Order: section K of the catalogue, in ``ladder``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import NTLM
from simcom.rules.calls.identity import effective_imp_level
from simcom.rules.steps import fact, fails, notes, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.rulings import Side, Stage, Step

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Input

AUTHENTICATE = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}


@models("callback.client-becomes-server", "callback.own-negotiation")
def callback_roles(facts: CallFacts) -> Step | None:
    """Note that a callback turns the roles round: the client's own security, machine and trusts decide."""
    if not facts.callback:
        return None
    because = f"a callback: {facts.server_machine.name} is the server now, and its process's own initialisation decides"
    return notes("callback.client-becomes-server", because, **AUTHENTICATE, also=("callback.own-negotiation",))


@models("cloak.default-off", "cloak.process-token-under-cloaking", "impersonate.outgoing-calls-need-cloaking")
def goes_out_as(facts: CallFacts) -> Step | None:
    """Note who the call goes out as, where that is not plainly the process."""
    plain = facts.identity_rule == "cloak.default-off" and facts.thread_token is None
    if plain or facts.cloaked:
        return None
    because = f"the call goes out as {facts.identity}"
    also: tuple[str, ...] = ()
    if facts.identity_rule == "cloak.default-off":
        because += f": the thread wears a token of {facts.thread_token}, but cloaking is off"
        also = ("impersonate.outgoing-calls-need-cloaking",)
    return notes(facts.identity_rule, because, **AUTHENTICATE, also=also)


@models(
    "cloak.needs-impersonate-level",
    "cloak.one-boundary",
    "imp.ntlm-no-network-credentials",
    "imp.local-call-delegates-once",
)
def token_usable(facts: CallFacts) -> Step | None:
    """Hold a cloaked call to a token that can make it: of level IMPERSONATE at least, and not over a second machine boundary."""
    if not facts.cloaked:
        return None
    level = fact("token's level", ImpLevel.show(facts.thread_level))
    if facts.thread_level < ImpLevel.IMPERSONATE:
        because = f"a cloaked call needs a token of level IMPERSONATE or more, this one has {ImpLevel.show(facts.thread_level)}"
        remedy = "let the client call in at IMPERSONATE, or do without cloaking"
        return fails("cloak.needs-impersonate-level", "E_ACCESSDENIED", because, level, **AUTHENTICATE, remedy=remedy)
    if facts.token_came_by and not facts.local:
        return _second_boundary(facts, level)
    also = ("imp.local-call-delegates-once",) if not facts.local else ()
    because = f"cloaked: the call goes out as {facts.identity}"
    return notes("cloak.decision-table", because, level, **AUTHENTICATE, also=also)


@models("delegate.requirements")
def _second_boundary(facts: CallFacts, level: Input) -> Step:
    """Refuse a token that has crossed a machine boundary already (`L-19`); whether DELEGATE would carry it on is not decided here."""
    came = fact("the token came by", facts.token_came_by)
    if facts.token_came_by == NTLM or facts.thread_level < ImpLevel.DELEGATE:
        rule = "imp.ntlm-no-network-credentials" if facts.thread_level >= ImpLevel.DELEGATE else "cloak.one-boundary"
        because = f"the token of {facts.identity} has crossed one machine boundary, and this call would be its second"
        also = (
            ("cloak.any-boundary", "imp.ntlm-no-network-credentials")
            if facts.token_came_by == NTLM
            else ("cloak.any-boundary",)
        )
        remedy = "delegation: level DELEGATE over Kerberos on every hop, and accounts that may be delegated; or call as the server itself"
        return fails(
            rule, "E_ACCESSDENIED", because, level, came, **AUTHENTICATE, also=also, disputed="L-19", remedy=remedy
        )
    because = "DELEGATE can carry the token on where accounts and machines are set up for it, which is not modelled yet"
    return unknown("delegate.requirements", because, level, came, **AUTHENTICATE)


@models("imp.anonymous-promoted")
def imp_level_promoted(facts: CallFacts) -> Step | None:
    """Note that ANONYMOUS becomes IDENTIFY on the network."""
    blanket = facts.blanket
    if effective_imp_level(blanket.imp_level, local=facts.local, service=blanket.authn_svc) == blanket.imp_level:
        return None
    because = "impersonation level ANONYMOUS is raised to IDENTIFY: it exists over the local transport only"
    return notes("imp.anonymous-promoted", because, **AUTHENTICATE, also=("setblanket.imp.anonymous",))
