"""Calls to a resolver, one attempt after another: what is said before one, and what becomes of one that failed.

Source: win32 dcomscmremotecallflags.md, turning-off-activation-security.md. Only an attempt whose authentication fails is followed by
another; a caller who was authenticated and then refused is told so (`H16`: those refusals surface as 0x80070005).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.steps import fact, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage, Verdict
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step

RESOLVE, PING, ACTIVATE = "resolve", "ping", "activate"
"""What a call to a resolver is for."""

_RULES = {RESOLVE: "resolve-security", PING: "ping-security", ACTIVATE: "act-sequence"}
_CALLS = {RESOLVE: "ResolveOxid2", PING: "the ping", ACTIVATE: "the activation"}
GUARDS = {RESOLVE: "resolve-server-check", PING: "ping-permission"}
"""The rule by which a machine's access limit guards each kind of call."""
_WHERE = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}


@models("H8a")
def attempted(call: CallFacts, number: int, purpose: str) -> Step | None:
    """Note how an attempt goes out; a local one needs no telling."""
    if call.local:
        return None
    blanket = call.blanket
    seen = (
        fact("authentication service", AuthnSvc.show(blanket.authn_svc)),
        fact("authentication level", AuthnLevel.show(blanket.authn_level)),
        fact("principal", blanket.principal or "NULL"),
    )
    who = "without security" if blanket.authn_level == AuthnLevel.NONE else _secured(blanket, call.identity)
    because = f"attempt {number + 1}: {_CALLS[purpose]} goes to {call.server_machine.name} {who}"
    also = ("H8a",) if purpose != ACTIVATE else ()
    return notes(_RULES[purpose], because, *seen, **_WHERE, also=also)


def _secured(blanket: Blanket, name: str) -> str:
    return f"by {AuthnSvc.show(blanket.authn_svc)} at {AuthnLevel.show(blanket.authn_level)} as {name}"


@models("disagree-unreachable-resolver")
def unreached(said: Step, assume: Assumptions, purpose: str) -> Step:
    """Return a failure to reach a resolver under the code that its purpose gives it: an unmarshal has one of its own."""
    if purpose != RESOLVE or said.stage not in (Stage.RESOLVE, Stage.CONNECT) or said.rule == "implicit.enabledcom":
        return said
    disputed = "disagree-unreachable-resolver"
    return replace(said, hresult=assume.unreachable_resolver, disputed=disputed, also=(*said.also, disputed))


def fails(taken: tuple[Step, ...]) -> bool:
    """Tell whether an attempt failed; one of which nothing is known is not followed by another."""
    return bool(taken) and taken[-1].verdict is Verdict.FAILS


@models("act.scm-fallback", "act-unsecure-fallback", "H14", "err-activation-auth")
def given_up(taken: tuple[Step, ...], follows: Blanket, purpose: str) -> tuple[Step, ...]:
    """Return a failed attempt's steps as remarks, and that another one follows."""
    last = taken[-1]
    quiet = (replace(step, verdict=Verdict.NOTES, hresult="S_OK") if step.stops else step for step in taken)
    how = "without security" if follows.authn_level == AuthnLevel.NONE else f"by {AuthnSvc.show(follows.authn_svc)}"
    because = f"that attempt fails with {last.hresult} ({last.rule}), and {_CALLS[purpose]} is tried again {how}"
    also = ("H14", *(("act-unsecure-fallback", "err-activation-auth") if purpose == ACTIVATE else ("H8a",)))
    return (*quiet, notes("act.scm-fallback", because, **_WHERE, also=also))


def first_failed(taken: tuple[Step, ...]) -> Step | None:
    """Return the check that the first attempt failed, of all attempts' steps; ``None`` where it got through."""
    followed = (place for place, step in enumerate(taken) if step.rule == "act.scm-fallback")
    place = next(followed, 0)
    return taken[place - 1] if place else None
