"""A call at its server: it waits until somebody may serve it, or is turned away, and the method runs there with its body.

A process serves as many calls at a time as it has threads. One whose objects live in a single-threaded apartment serves one call at a time,
and meanwhile those that belong to the same chain of calls, which come in while it waits for a call of its own (`apartment-rules`).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import simpy

from simcom.rules.reach import server_fault
from simcom.runtime.calls.parting import attended
from simcom.runtime.clock import draw
from simcom.runtime.process import Thread
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from simcom.runtime.calls.arrival import Underway
    from simcom.runtime.interfaces import Method
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ProxyManager
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import CallFacts

QUERY = "query_interface"
"""The kind of a call on IRemUnknown that is the object's business: RemQueryInterface asks it in its own apartment."""

STA = "sta"
"""The word for a single-threaded apartment; all others serve many calls at a time."""


@models("apartment-rules")
@dataclass(slots=True, eq=False)
class Apartment:
    """A single-threaded apartment: whose turn it is, and which chains of calls it is in the middle of.

    ``serving`` is the chain whose call it serves, 0 for none; ``waiting`` are those of its own calls that are not back yet.
    """

    turns: simpy.Resource
    serving: int = 0
    waiting: list[int] = field(default_factory=list)

    def busy(self, chain: int) -> bool:
        """Tell whether it is at something else: a call, or waiting for one of its own, of another chain (`orpc-causality`)."""
        return any(other != chain for other in (self.serving, *self.waiting) if other)


def apartment_of(world: World, process: ComProcess) -> Apartment | None:
    """Return the single-threaded apartment of a process, ``None`` if it has none."""
    if process.apartment is None and process.spec.apartment == STA:
        process.apartment = Apartment(simpy.Resource(world.env, capacity=1))
    return process.apartment


def may_wait(world: World, manager: ProxyManager, method: Method | None, *, asks: bool) -> bool:
    """Tell whether a call can be held up or turned away at its server, or while it is out holds up others at its client.

    ``asks`` tells that it asks an object for another interface, which is a call in the object's apartment like any other.
    """
    server = manager.target.process
    if apartment_of(world, manager.process) is not None and manager.process.spec.message_filter:
        return True
    if method is None:
        return asks and apartment_of(world, server) is not None
    return server.workers is not None or apartment_of(world, server) is not None


def serve(way: Underway) -> Generator[simpy.Event, None, None]:
    """Wait for somebody who may serve the call, and run the method and its body; whoever is turned away finds the plan changed."""
    world, server = way.world, way.proxy.manager.target.process
    chain = way.thread.causality or next(world.chains)
    asks = way.plan.ruling.ok and world.journal.templates[way.plan.template].kind == QUERY
    asks = asks and apartment_of(world, server) is not None
    if not (way.plan.method or asks) or _turned_away(way, chain):
        return
    with _out(apartment_of(world, way.thread.process), chain):
        yield from attended(world.tasks, way.thread, server, _served(way, chain))


def _served(way: Underway, chain: int) -> Generator[simpy.Event, None, None]:
    """Wait for somebody who may serve the call, and let it be served."""
    server = way.proxy.manager.target.process
    apartment = apartment_of(way.world, server)
    if apartment is not None and apartment.serving != chain:
        yield from _in_turn(way, apartment, chain)
    elif apartment is None and server.workers is not None:
        with server.workers.request() as worker:
            yield worker
            yield from _body(way, chain)
    else:
        yield from _body(way, chain)


def _in_turn(way: Underway, apartment: Apartment, chain: int) -> Generator[simpy.Event, None, None]:
    """Serve a call when no other chain's is being served."""
    with apartment.turns.request() as turn:
        yield turn
        apartment.serving = chain
        try:
            yield from _body(way, chain)
        finally:
            apartment.serving = 0


@contextmanager
def its_turn(world: World, process: ComProcess, chain: int) -> Iterator[Generator[simpy.Event, None, None]]:
    """Give what waits until an object can be made in a process: in a single-threaded apartment that is busy, until its turn comes.

    What belongs to the ``chain`` that the apartment serves is not held up, nor does anybody wait for a process that ends.
    """
    apartment = apartment_of(world, process)
    if apartment is None or (chain and apartment.serving == chain):
        yield _wait(None, process, world)
        return
    with apartment.turns.request() as turn:
        yield _wait(turn, process, world)


def _wait(turn: simpy.Event | None, process: ComProcess, world: World) -> Generator[simpy.Event, None, None]:
    if turn is not None and not turn.triggered:
        yield turn | process.end(world.env)


@contextmanager
def _out(apartment: Apartment | None, chain: int) -> Iterator[None]:
    """Let an apartment know that it waits for a call of its own."""
    if apartment is None:
        yield
        return
    apartment.waiting.append(chain)
    try:
        yield
    finally:
        apartment.waiting.remove(chain)


@models("orpc-causality")
def _turned_away(way: Underway, chain: int) -> bool:
    """Ask a busy apartment's message filter, and a process whose queue is full; tell whether the call goes back unserved."""
    server = way.proxy.manager.target.process
    apartment, full = apartment_of(way.world, server), _full(server)
    filtered = server.spec.message_filter if apartment is not None and apartment.busy(chain) else ""
    if not (filtered or full):
        return False

    def refused(sent: CallFacts, _now: CallFacts) -> CallFacts:
        """Return the facts of the call with what the server says to it."""
        return replace(sent, path=replace(sent.path, filtered=filtered, busy=full))

    way.look(refused, waited=True)
    return not way.plan.ruling.ok


def _full(server: ComProcess) -> bool:
    """Tell whether all threads of a process serve calls and no more may wait for one."""
    limit, workers = server.spec.queue_limit, server.workers
    if limit is None or workers is None or workers.count < workers.capacity:
        return False
    return len(workers.queue) >= limit


@models("impersonate.nested-calls", "impersonate.auto-revert")
def _body(way: Underway, chain: int) -> Generator[simpy.Event, None, None]:
    """Run a method on the server: its own time, then the steps of its body on a thread that serves the caller.

    The thread ends with the call, and with it any impersonation (`impersonate.auto-revert`, `impersonate.nested-calls`).
    """
    world, plan, method = way.world, way.plan, way.plan.method
    server = way.proxy.manager.target.process
    takes_s = draw(method.takes, world.method_numbers) if method else 0.0
    if takes_s:
        yield world.env.timeout(takes_s)
    if not server.alive:
        return
    parent = world.journal.templates[plan.template].id
    serving = Thread(server, way.thread.name, plan.ruling.value, parent)
    serving.causality = chain
    serving.wear(None)
    yield from world.run(serving, method.does if method else ())
    if method is not None and method.throws:
        way.fault(server_fault(f"{method.name} of {server.spec.name}"))
