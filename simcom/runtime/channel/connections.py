"""What has to be there before a request can travel: TCP's connection, a bind, the interface made known over it.

One process shares its connection to another one's endpoint among all its proxies (`ctx-reuse-key`). It stays until either process ends or
something between them breaks (`conn-idle`, `conn-loss`), and with it go the contexts built on it. It is counted from the first thing that
is sent over it; one over which nothing was ever accepted is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.logon.choice import unauthenticated
from simcom.rules.transport.legs import multiplexes
from simcom.runtime.clock import draw
from simcom.runtime.interfaces import IUNKNOWN
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.calls.arrival import Underway
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import CallFacts

INTERFACES = "interfaces"
"""The word in an estate's ``observe`` that asks for the exchange which makes a further interface known (`ctx-new-interface`)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a call has to open first. ``tcp``: the connection; ``plain``: a bind that proves nobody (at level NONE there is no other).

    ``interface`` is one that the connection does not know yet; it is empty unless the estate observes interfaces, and where the bind that
    comes first names the interface anyway.
    """

    tcp: bool
    plain: bool
    interface: str = ""

    @property
    def exchanges(self) -> int:
        """RPC's exchanges it takes: those of TCP are not RPC's (`cost-table`)."""
        return self.plain + bool(self.interface)


@models("bind-sequence-none", "ctx-scope-connection")
def opening(world: World, proxy: InterfaceProxy, facts: CallFacts) -> Opening | None:
    """Return what a call has to open before it can be made, ``None`` where all is there: also within one machine."""
    if facts.local or facts.in_process:
        return None
    held = proxy.manager.process.contexts.connection(proxy.manager.target.process)
    plain = unauthenticated(facts) and (held is None or not held.plain)
    binds = plain or (not unauthenticated(facts) and facts.logon.established is None)
    tcp = held is None or (binds and not multiplexes(facts.client_machine, facts.server_machine))
    named = travels_as(proxy) if INTERFACES in world.estate.observe else ""
    new = "" if binds or held is None or named in held.interfaces else named
    return Opening(tcp, plain, new) if tcp or plain or new else None


def travels_as(proxy: InterfaceProxy) -> str:
    """Return the interface whose calls a proxy's are on the wire: IUnknown's travel on IRemUnknown (`iunknown.remunknown`)."""
    return "IRemUnknown" if proxy.interface == IUNKNOWN else proxy.interface


@models("cost-activation", "ctx-new-interface")
def connect(way: Underway) -> Generator[simpy.Event, None, None]:
    """Let the round trips pass that open what a call needs: TCP's handshake, a bind that proves nobody, a further interface.

    What the bytes of all legs cost is counted here, also those of a context's.
    """
    made = way.plan.opening
    if way.plan.weighs.legs_s:
        yield way.world.env.timeout(way.plan.weighs.legs_s)
    if made is None:
        return
    for _ in range(made.tcp + made.exchanges):
        yield way.world.env.timeout(draw(way.plan.wire, way.world.network_numbers))
        yield way.world.env.timeout(draw(way.plan.wire, way.world.network_numbers))
    if way.plan.requests and way.plan.logon is None:
        process, server = way.proxy.manager.process, way.proxy.manager.target.process
        process.contexts.opened(server, travels_as(way.proxy), plain=made.plain)


def lose(world: World, client: ComProcess, server: ComProcess, *, told: bool = True) -> None:
    """Lose the connection of a process to a server process: all its contexts are void, and the next call opens a new one (`conn-loss`).

    With ``told`` False the client does not know: its next call goes out over the connection, in vain.
    """
    if client.contexts.lose(server, told=told):
        world.moved()


@models("conn-loss")
def lost(world: World, ended: ComProcess, *, told: bool = True) -> None:
    """Lose all connections from and to a process that ends; with ``told`` False it vanishes without a word."""
    ended.contexts.clear()
    for process in world.processes.values():
        lose(world, process, ended, told=told)
