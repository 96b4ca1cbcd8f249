"""What the server's side finds when a call reaches it: its checks are made with the facts of that moment, not of the sending.

What the client's side decided stands, and so does what the caller brings along: a token of its own machine, a ticket with its groups, a
context. Anew is what the server's side looks up: its own machine; for Kerberos its clock and its key, when the ticket comes; for NTLM
the account, the controllers and the policies, when its validation begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from simcom.rules.ladder import judge_call
from simcom.rules.logon.choice import NTLM
from simcom.runtime.calls.judged import Judged, shown, unchanged
from simcom.runtime.calls.logons import proved
from simcom.runtime.calls.plans import planned
from simcom.runtime.gather.call import call_facts
from simcom.vocabulary.blankets import Blanket
from simcom.vocabulary.rulings import Ruling, Side, Stage, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication

    Look = Callable[[CallFacts, CallFacts], CallFacts]
    """What makes of the facts of the sending and those of now the facts that one check of the server's side looks at."""


def with_ticket(sent: CallFacts, now: CallFacts) -> CallFacts:
    """Return what a ticket meets: the server's clock, its key and its logon rights now, and the groups of when it was issued."""
    target, fresh = sent.logon.target, now.logon.target
    if target is not None and fresh is not None:
        target = replace(target, key_changed=fresh.key_changed)
    logon = replace(sent.logon, clocks=now.logon.clocks, target=target, rights=now.logon.rights)
    return replace(sent, server_machine=now.server_machine, logon=logon)


def for_validation(sent: CallFacts, now: CallFacts) -> CallFacts:
    """Return what an NTLM response meets: all that the server and its controllers know now, of a client as it was.

    Kerberos is out of the question, since whoever took NTLM has left it behind.
    """
    was, policies = sent.logon, now.logon.policies
    policies = replace(policies, client_level=was.policies.client_level, outgoing=was.policies.outgoing)
    fresh = {name: getattr(now.logon, name) for name in ("ntlm", "mirror", "rights", "controller", "may_authenticate")}
    tokens = ("token", "anonymous_token", "mirror_token", "guest_token", "certificate_token")
    return replace(
        sent,
        account=replace(now.account, kerberos=False),
        server_machine=now.server_machine,
        logon=replace(was, policies=policies, **fresh),
        **{name: getattr(now, name) for name in tokens},
    )


def for_access(sent: CallFacts, now: CallFacts) -> CallFacts:
    """Return what the checks of access look at: the machine and the object as they are, and the caller as it was proved."""
    there = now.path
    path = replace(sent.path, object=there.object, interface=there.interface, reclaimed=there.reclaimed)
    return replace(sent, server_machine=now.server_machine, anonymous_token=now.anonymous_token, path=path)


@dataclass(slots=True)
class Underway:
    """A call on its way: the plan as it stands, and the world's epoch when it was last held against it; ``sent``: the request is out."""

    world: World
    thread: Thread
    proxy: InterfaceProxy
    plan: Plan
    epoch: int
    sent: bool = False

    def send(self) -> None:
        """Send the request: from now on nothing passes over the connection until the answer comes."""
        self.sent, self.thread.packet_s = True, self.world.env.now

    def look(self, look: Look, *, waited: bool = False) -> None:
        """Let the server's side check now, if anything has moved since the last time or the call had to wait for the check."""
        moved = self.world.epoch != self.epoch
        sent = self.plan.judged
        unasked = self.proxy.manager.apartment or sent.ruling.decisive.stage is Stage.CONNECT
        if unasked or not (moved or waited):
            return
        self.epoch = self.world.epoch
        as_sent = replace(self.proxy, blanket=sent.facts.blanket, plans={})
        facts = sent.facts
        method = self.world.journal.templates[self.plan.template].method
        who = (self.world, self.thread, as_sent, self.plan.known)
        now = call_facts(*who, facts.interface, callback=facts.callback, method=method)
        found = look(facts, now)
        judged = None if unchanged(facts, found) else judged_again(sent, found)
        if judged is not None:
            self._follow(as_sent, judged)

    def fault(self, said: Step) -> None:
        """Let the call end with a fault of the server's, now that it has been served."""
        sent = self.plan.judged
        judged = replace(sent, ruling=Ruling((*sent.ruling.steps, said), sent.ruling.value))
        self._follow(replace(self.proxy, blanket=sent.facts.blanket, plans={}), judged)

    def _follow(self, as_sent: InterfaceProxy, judged: Judged) -> None:
        """Go on as the server's side has now decided."""
        row = self.world.journal.templates[self.plan.template]
        blanket = row.requested if isinstance(row.requested, Blanket) else as_sent.blanket
        parts = {"ruling": judged.ruling} if as_sent.manager.apartment else shown(judged, blanket)
        row = replace(row, **parts)
        self.plan = planned(self.world, as_sent, self.plan.known, judged, row, self.plan.opening)


def judged_again(sent: Judged, facts: CallFacts) -> Judged | None:
    """Return what the server's side makes of a call that the client's side let through; ``None`` where it has nothing to say."""
    later = judge_call(facts)
    heard = [place for place, step in enumerate(later.steps) if step.side is Side.SERVER]
    if not heard or (later.steps[-1].stops and later.steps[-1].side is Side.CLIENT):
        return None
    ruling = Ruling((*takewhile(_of_client, sent.ruling.steps), *later.steps[heard[0] :]), later.value)
    return Judged(facts, ruling, _said(sent.said, proved(facts, ruling)))


def _of_client(step: Step) -> bool:
    return step.side is Side.CLIENT


def _said(sent: Authentication | None, later: Authentication | None) -> Authentication | None:
    """Return how the caller was proved: what the client asked for, and what the server's side did about it."""
    if sent is None or later is None:
        return later
    return replace(later, kdc=sent.kdc, legs=sent.legs if sent.mechanism == NTLM else later.legs)
