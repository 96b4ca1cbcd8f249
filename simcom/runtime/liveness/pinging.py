"""One ping: how it goes out from a client machine's resolver, whether it gets through, and its row.

A ping carries the name of the process whose reference made its set. Over a context that is there, it proves nothing anew. What its
client asks of KDCs meanwhile takes no time here: nobody waits for a ping.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules import reach
from simcom.rules.ladder import judge_resolver_call
from simcom.rules.resolution import PING, resolver_blankets
from simcom.rules.rundown import ping_answered
from simcom.rules.transport.cost import exchanges
from simcom.rules.transport.messages import ping_messages
from simcom.rules.transport.travelled import FAULTED, ending
from simcom.runtime.activation.resolver import EXPORTER
from simcom.runtime.calls.judged import shown
from simcom.runtime.calls.logons import logon
from simcom.runtime.clock import draw, one_way
from simcom.runtime.gather.activation import Errand, tried, way
from simcom.runtime.journal import Template
from simcom.runtime.process import Thread
from simcom.runtime.rows import Party
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import OPEN
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from simcom.rules.liveness import Ping
    from simcom.runtime.gather.activation import Try
    from simcom.runtime.liveness.pingsets import PingSet
    from simcom.runtime.world import World
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.messages import Message
    from simcom.vocabulary.paths import PathFacts


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """How a ping went, up to the resolver's own answer. ``tries`` are those that were made, the last of which decided.

    ``connected`` tells that a connection was there, ``bound`` for each try that it found what it needs on it. It holds for the world's
    ``epoch``.
    """

    ruling: Ruling
    tries: tuple[Try, ...]
    path: PathFacts
    connected: bool
    bound: tuple[bool, ...]
    epoch: int

    @property
    def warm(self) -> bool:
        """Whether the try that decided had to open nothing."""
        return self.bound[-1]

    @property
    def passes(self) -> bool:
        """Whether the resolver takes the ping."""
        return self.ruling.ok

    @property
    def stands(self) -> bool:
        """Whether the next ping goes the same way while nothing moves: it proves nothing anew, or there is no way at all."""
        return (self.warm and self.passes) or self.path.way != OPEN


def ask(world: World, ping_set: PingSet) -> Asked:
    """Let a ping go out to the server's resolver, and judge whether it gets through."""
    earlier = ping_set.asked
    if earlier is not None and earlier.epoch == world.epoch and earlier.stands:
        return earlier
    errand = _errand(world, ping_set)
    path = way(world, errand)
    held = errand.near.process.contexts.connection(errand.far.process)
    ruling, tries = _tried(world, errand, path)
    bound = tuple(held is not None and _bound(item, plain=held.plain) for item in tries)
    if ruling.ok:
        _keep(errand, tries[-1])
    elif path.way != OPEN:
        errand.near.forget(errand.name, errand.far)
    return Asked(ruling, tries, path, held is not None, bound, world.epoch)


@models("ping-security", "actor-local-resolver-relays")
def _errand(world: World, ping_set: PingSet) -> Errand:
    """Return who pings whom: the machine's resolver under the name of the process that made the set, or under its own."""
    resolvers = world.resolvers
    near, far = (resolvers.of(world.machine(name)) for name in (ping_set.client_machine, ping_set.server_machine))
    machine = world.estate.assume.ping_identity == "machine"
    caller = near.process if machine else ping_set.maker
    return Errand(Thread(caller, f"{ping_set.client_machine}/ping"), near, far, ping_set.server_machine)


def _tried(world: World, errand: Errand, path: PathFacts) -> tuple[Ruling, tuple[Try, ...]]:
    """Judge a ping as it is tried, one way after the other; the others are gathered only where the first does not get through."""
    first, *others = resolver_blankets(errand.near.machine.settings, PING, errand.name)
    made: tuple[Try, ...] = (_gathered(world, errand, path, first),)
    ruling, last = _judged(made)
    if not ruling.ok and path.way == OPEN:
        made += tuple(_gathered(world, errand, path, blanket) for blanket in others)
        ruling, last = _judged(made)
    return ruling, made[: last + 1]


def _gathered(world: World, errand: Errand, path: PathFacts, blanket: Blanket) -> Try:
    """Gather one call to the server's resolver."""
    one = tried(world, errand, blanket, EXPORTER)
    return replace(one, judged=replace(one.judged, facts=replace(one.judged.facts, path=path)))


def _judged(tries: tuple[Try, ...]) -> tuple[Ruling, int]:
    """Judge a ping; the number is that of the try that decided."""
    return judge_resolver_call(tuple(item.judged.facts for item in tries), PING)


def _bound(one: Try, *, plain: bool) -> bool:
    """Tell whether a try finds what it needs on the connection that is there."""
    said = one.judged.said
    return plain if said is None else said.reused


def _keep(errand: Errand, one: Try) -> None:
    """Keep the connection and the context of a ping that got through."""
    made = logon(one.proxy, one.known, one.judged)
    if made is not None and made.built is not None:
        made.contexts.keep(made.key, made.built, EXPORTER)
    else:
        errand.near.process.contexts.opened(errand.far.process, EXPORTER, plain=one.judged.said is None)


def row(world: World, ping_set: PingSet, asked: Asked, sent: Ping, answer: str) -> tuple[int, float]:
    """Return the number of a ping's row, kept as a template, and how long the ping takes; ``answer`` is empty where none came."""
    one, target = asked.tries[-1], asked.tries[-1].proxy.manager.target
    steps = (ping_answered(answer, first=not sent.setid),) if answer else ()
    judged = replace(one.judged, ruling=Ruling((*asked.ruling.steps, *steps), asked.ruling.value))
    travelled = _messages(asked, sent, judged.ruling)
    made = Template(
        id=f"{ping_set.client_machine}/ping {ping_set.server_machine}",
        kind="ping",
        client=Party("RPCSS", ping_set.client_machine, ping_set.maker.spec.account),
        server=target.process.party,
        class_=target.class_.name,
        interface=EXPORTER,
        method="ComplexPing" if sent.complex else "SimplePing",
        transport="tcp",
        requested=one.proxy.blanket,
        messages=travelled,
        exchanges=exchanges(travelled),
        **shown(judged, one.proxy.blanket),
    )
    return world.journal.intern(made), _lasts_s(world, asked, travelled)


def _messages(asked: Asked, sent: Ping, ruling: Ruling) -> tuple[Message, ...]:
    """Return what travelled: of each try its legs and its request, as far as they went; only the last could be answered well."""
    found: list[Message] = []
    for one, bound in zip(asked.tries, asked.bound, strict=True):
        found += ping_messages(
            one.judged.facts,
            one.judged.said,
            added=len(sent.added),
            removed=len(sent.removed),
            simple=not sent.complex,
            connected=asked.connected or bool(found),
            bound=bound,
            how=ending(ruling) if one is asked.tries[-1] else FAULTED,
        )
    return tuple(found)


def _lasts_s(world: World, asked: Asked, messages: tuple[Message, ...]) -> float:
    """Return how long a ping takes: its round trips, or until a way that is not there is given up."""
    network, facts = world.estate.network, asked.tries[-1].judged.facts
    if asked.path.way != OPEN or asked.path.name != "resolves":
        return reach.lost_s(asked.path, network.syn_s, network.refused_s)
    wire = one_way(network, facts.client_machine.name, facts.server_machine.name)
    return sum(2 * draw(wire, world.liveness.numbers) for message in messages for _ in range(message.round_trips))
