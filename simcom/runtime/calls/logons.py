"""A logon in time: what the client asks of KDCs, the legs with the server, what the server asks of controllers, and what is kept of it all.

Kerberos fails before anything is sent or on the bind; raw NTLM only once the first request has travelled, since its last leg has no reply
(`ntlm-legs`), and NTLM within Negotiate on its last leg, which has one (`bind-auth-failure-when`). Whoever asks a controller that does
not answer waits for nothing (`cost-timeouts`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM
from simcom.rules.logon.exchanges import RAW_NTLM, authentication
from simcom.rules.logon.lookup import asks_domain
from simcom.runtime.calls.tickets import explicit_credentials, session
from simcom.runtime.channel.contexts import context_key
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import Established
from simcom.vocabulary.rulings import Outcome, Side, Stage

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.rules.calls.identity import Identity
    from simcom.runtime.calls.judged import Judged
    from simcom.runtime.calls.tickets import Session
    from simcom.runtime.channel.contexts import ContextKey, Contexts
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication, Exchange
    from simcom.vocabulary.rulings import Ruling

BY_KDC = ("selective_auth_denied", "trust_broken")
"""Causes that stand with the server's side and yet are found by a KDC, so that no Kerberos message ever reaches the server."""
LAST_REFUSED = ("no_authority", "spn_unknown", "no_trust_path", *BY_KDC)
"""Causes found by the last KDC that was asked; what the ones before it gave is kept."""
BY_SERVER = ("wrong_principal", "time_skew", "logon_type_not_granted")
"""Causes found by the server, to whom the client came with a ticket."""


@dataclass(frozen=True, slots=True)
class Logon:
    """A logon that has to be made before a request can be answered, and where its fruits are kept.

    ``built`` is the context there is if it succeeds, ``None`` if it will not. ``silent`` are the domains whose controllers do not answer
    the client and the server; ``protected`` tells that the caller is in Protected Users.
    """

    said: Authentication
    owner: Session
    contexts: Contexts
    key: ContextKey
    built: Established | None
    silent: tuple[str, str]
    protected: bool


def proved(facts: CallFacts, ruling: Ruling) -> Authentication | None:
    """Return how far a call's logon went: as judged where the server saw somebody, else up to what stopped it; ``None`` if never tried."""
    said = authentication(facts)
    if said is None or ruling.value is not None or ruling.outcome is Outcome.UNDETERMINED:
        return said
    last = ruling.decisive
    if last.stage is not Stage.AUTHENTICATE or not last.cause:
        return None
    legs = said.legs if said.mechanism == NTLM else int(last.cause not in BY_KDC)
    if last.side is Side.SERVER:
        return replace(said, legs=legs, cause=last.cause)
    asked = said.kdc if last.cause == said.cause else ()
    return replace(said, legs=0, kdc=asked, dc=(), cause=last.cause)


@models("bind-auth-failure-when")
def requests(ruling: Ruling, said: Authentication | None) -> bool:
    """Tell whether the request itself travels: not where the client's side refuses, nor where a leg that has an answer brings a refusal."""
    if not ruling.ok and ruling.decisive.side is not Side.SERVER:
        return False
    return said is None or not said.cause or not (said.mechanism == KERBEROS or validates_on_a_leg(said))


def validates_on_a_leg(said: Authentication) -> bool:
    """Tell whether the server's answer to the last leg waits for NTLM's validation: within Negotiate, where the legs are even."""
    return said.mechanism == NTLM and said.legs > RAW_NTLM


def logon(proxy: InterfaceProxy, known: Identity, judged: Judged) -> Logon | None:
    """Return the logon that a call has to make, ``None`` where nobody is to be proved or a context is there."""
    facts, said = judged.facts, judged.said
    if said is None or said.reused or not (said.legs or said.kdc or said.dc):
        return None
    process, seen, route = proxy.manager.process, judged.ruling.value, facts.logon.kerberos
    return Logon(
        said=said,
        owner=_owner(process, facts),
        contexts=process.contexts,
        key=context_key(proxy, known),
        built=None if seen is None else Established(said.mechanism, seen.token),
        silent=(route.unreachable if route else "", _silent_for_server(facts)),
        protected=facts.account.state.protected,
    )


def _owner(process: ComProcess, facts: CallFacts) -> Session:
    """Return the logon session whose tickets a call uses."""
    credentials = explicit_credentials(facts.blanket, facts.identity_rule)
    return session(process.machine.name, facts.identity, process.spec.account, credentials)


@models("cost-timeouts")
def _silent_for_server(facts: CallFacts) -> str:
    """Return the domain that does not answer the server's side: one on the way to the account's, or its own, asked in vain."""
    route, own = facts.logon.ntlm, facts.server_machine.domain or ""
    if route is not None and asks_domain(facts):
        return route.unreachable
    return "" if facts.logon.policies.domain_answers else own


@models("krb-messages", "cost-kdc-exchanges", "cost-timeouts")
def ask_kdcs(world: World, made: Logon) -> Generator[simpy.Event, None, None]:
    """Let the client ask one KDC after the other, and keep the tickets it gets."""
    inventory, said = world.where.inventory, made.said
    for exchange in said.kdc:
        silent = exchange.asked == made.silent[0]
        each_s = world.estate.network.unreachable_s if silent else inventory.policy(exchange.asked).kdc_s
        yield world.env.timeout(each_s * (1 if silent else exchange.count))
    if said.kdc:
        world.tickets.store(made.owner, obtained(said), inventory.policy, world.env.now, protected=made.protected)


def obtained(said: Authentication) -> tuple[Exchange, ...]:
    """Return the exchanges with KDCs that brought a ticket: all but the last where Negotiate went on to NTLM for want of one."""
    if said.mechanism == NTLM:
        return said.kdc[:-1]
    if not said.cause or said.cause in BY_SERVER:
        return said.kdc
    return said.kdc[:-1] if said.cause in LAST_REFUSED else ()


def ask_controllers(world: World, made: Logon | None) -> Generator[simpy.Event, None, None]:
    """Let the server's side ask one controller after the other."""
    if made is not None:
        for exchange in made.said.dc:
            yield world.env.timeout(_hop_s(world, made, exchange))


def _hop_s(world: World, made: Logon, exchange: Exchange) -> float:
    """Return how long one hop of the pass-through takes, in seconds."""
    if exchange.asked == made.silent[1]:
        return world.estate.network.unreachable_s
    return world.where.inventory.policy(exchange.asked).validate_s * exchange.count
