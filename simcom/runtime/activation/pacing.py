"""The resolvers' business in time: messages that go out and come back, KDCs and controllers that are asked on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

from simcom.rules.logon.choice import KERBEROS
from simcom.rules.reach.way import lost_s
from simcom.runtime.calls.logons import ask_controllers, ask_kdcs, logon
from simcom.runtime.calls.losses import held_up, unheard
from simcom.runtime.channel.connections import lose as disconnect
from simcom.runtime.clock import draw, one_way
from simcom.runtime.tasks import Loss
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import OPEN
from simcom.vocabulary.rulings import Side, Stage, Verdict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from simcom.runtime.calls.logons import Logon
    from simcom.runtime.gather.activation import Errand, Try
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World
    from simcom.vocabulary.messages import Message
    from simcom.vocabulary.paths import PathFacts
    from simcom.vocabulary.rulings import Ruling

REQUESTS = ("remote_create_instance", "remote_get_class_object", "remote_activation", "resolve_oxid2", "resolve_oxid")
"""The requests that a resolver answers after checks of its own."""


def split(messages: Iterable[Message]) -> tuple[tuple[Message, ...], bool]:
    """Return what travels before the last request to a resolver, and whether there is such a request."""
    every = [item for item in messages if item.kind not in ("launch", "class_registered")]
    asks = bool(every) and every[-1].kind in REQUESTS
    return tuple(every[:-1] if asks else every), asks


def half(world: World, one: Errand) -> simpy.Event:
    """Let a packet go from one of the two machines to the other; return its arrival."""
    one.thread.packet_s = world.env.now
    wire = one_way(world.estate.network, one.near.machine.name, one.far.machine.name)
    return world.env.timeout(draw(wire, world.network_numbers))


def travel(world: World, one: Errand, messages: Iterable[Message]) -> Generator[simpy.Event, None, None]:
    """Let messages go out and come back, one after the other."""
    for message in messages:
        for _ in range(message.round_trips):
            yield half(world, one)
            yield half(world, one)


def unasked(ruling: Ruling) -> bool:
    """Tell whether another machine's resolver was never asked for anything that needs a caller: ServerAlive2 comes first, without one."""
    last = ruling.decisive
    stopped = last.stage in (Stage.RESOLVE, Stage.CONNECT) or (last.stage is Stage.VERSION and last.side is Side.CLIENT)
    return last.verdict is Verdict.FAILS and stopped


def unreached(ruling: Ruling, path: PathFacts) -> bool:
    """Tell whether the way to another machine's resolver is what ends a call to it."""
    open_ = path.way == OPEN and path.name == "resolves"
    return unasked(ruling) and not open_ and ruling.decisive.rule != "implicit.enabledcom"


def lose(world: World, path: PathFacts) -> Generator[simpy.Event, None, None]:
    """Let the time pass until a machine that cannot be reached is given up."""
    network = world.estate.network
    spent_s = lost_s(path, network.syn_s, network.refused_s)
    if spent_s:
        yield world.env.timeout(spent_s)


def logons(tries: Iterable[Try]) -> list[Logon]:
    """Return the logons that calls to a resolver have to make."""
    made = (logon(item.proxy, item.known, item.judged) for item in tries)
    return [item for item in made if item is not None]


def ask_for_tickets(world: World, made: Iterable[Logon]) -> Generator[simpy.Event, None, None]:
    """Let the client ask its KDCs for each logon."""
    for item in made:
        yield from ask_kdcs(world, item)


def validate(world: World, one: Errand, made: Iterable[Logon]) -> Generator[simpy.Event, None, None]:
    """Let the server's machine ask its controllers for each logon that needs it, and keep the contexts that came of them."""
    for item in made:
        if item.said.mechanism != KERBEROS and item.said.dc:
            with world.netlogon(one.far.machine).request() as slot:
                yield slot
                yield from ask_controllers(world, item)
        if item.built is not None:
            item.contexts.keep(item.key, item.built)


def reached(one: Errand, tries: Iterable[Try]) -> None:
    """Keep what came of calls to a resolver: the connection, and the right to call it as nobody."""
    contexts, server = one.near.process.contexts, one.far.process
    for item in tries:
        if not one.local:
            contexts.opened(server, item.proxy.interface, plain=item.judged.said is None)


@models("server-machine-crash")
def guarded(
    world: World, thread: Thread, proxy: InterfaceProxy, work: Generator[simpy.Event, None, Any]
) -> Generator[simpy.Event, None, tuple[Any, str]]:
    """Do work that waits for another machine's resolver; return what came of it, and how it was lost if that machine went meanwhile."""
    with world.tasks.calling(thread, proxy):
        try:
            return (yield from work), ""
        except simpy.Interrupt as stop:
            if not isinstance(loss := stop.cause, Loss) or loss.thread is not thread:
                raise
            thread.calls = None
            yield from unheard(world, thread, loss)
    disconnect(world, proxy.manager.process, proxy.manager.target.process)
    return None, loss.how


__all__ = [
    "ask_for_tickets",
    "guarded",
    "half",
    "held_up",
    "logons",
    "lose",
    "reached",
    "split",
    "travel",
    "unasked",
    "unreached",
    "validate",
]
