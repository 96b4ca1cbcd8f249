"""The roads between machines at this instant: who is up, which names resolve, which ports can be reached.

A machine's firewall looks at connections that are new; a cut stops everything between two machines, and a machine that is down answers
nobody. Within one machine nothing stands in the way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.runtime.channel.ports import PortsInUse, span
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import CUT, DOWN, DROPPED, NAT, OPEN, REJECTED, WALL, PathFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Machine
    from simcom.runtime.networks import Cut, Firewall, Ports
    from simcom.runtime.process import ComProcess

RESOLVER_PORT = 135
"""Where every machine's resolver listens (`port-135`)."""
HOW = {"drop": DROPPED, "reject": REJECTED}
NOT_IN_NAMES = frozenset(' \t"/\\[]|<>+=;,*?@')
"""Characters that no server's name and no address has; two backslashes in front are taken off."""

_Way = tuple[str, str, str, str]
"""What becomes of a packet, why, by which fact, and what stands in its way."""
_CLEAR_WAY: _Way = (OPEN, "", "", "")


class Roads:
    """What lies between the machines of one run. ``cuts`` are those there are now; ``ports`` who listens where."""

    def __init__(self, estate: Estate) -> None:
        """Start with the roads as the estate declares them."""
        self.estate = estate
        self.cuts: list[Cut] = [*estate.network.cuts]
        self.ports = PortsInUse()
        self._down = {machine.name.casefold() for machine in estate.machines if not machine.up}
        self._known: dict[tuple[str, str, int, str, str, bool], PathFacts] = {}

    def up(self, machine: str) -> bool:
        """Tell whether a machine is running."""
        return machine.casefold() not in self._down

    def switch(self, machine: str, *, on: bool) -> None:
        """Let a machine come up or go down."""
        (self._down.discard if on else self._down.add)(machine.casefold())
        self.changed()

    def changed(self) -> None:
        """Forget what was found before a machine or a road changed."""
        self._known.clear()

    def cut(self, cut: Cut) -> None:
        """Cut two machines off from each other."""
        self.cuts.append(cut)
        self.changed()

    def heal(self, cut: Cut) -> None:
        """End every cut between the same two machines; if the healed one names ports, only cuts of these ports."""
        self.cuts = [one for one in self.cuts if _ends(one) != _ends(cut) or (cut.ports and one.ports != cut.ports)]
        self.changed()

    def path(
        self, client: Machine, server: Machine, port: int, process: str = "", name: str = "", *, connected: bool = False
    ) -> PathFacts:
        """Return what lies between a client's machine and a port of a server's: ``process`` listens there, and is called by ``name``.

        ``connected``: over a connection that is there, of which no firewall asks anything any more.
        """
        wanted = (client.name, server.name, port, process, name, connected)
        known = self._known.get(wanted)
        if known is None:
            known = self._known[wanted] = self._found(client, server, port, process, name, connected=connected)
        return known

    def _found(
        self, client: Machine, server: Machine, port: int, process: str, name: str, *, connected: bool
    ) -> PathFacts:
        """Look at name, cuts, addresses and firewall."""
        endpoint = f"{server.name}:{port}" if port else server.name
        way, why, rule, by = self._way(client, server, port, process, connected=connected)
        named = "resolves" if connected else self._named(client, name)
        found = PathFacts(named, way, why, rule, endpoint, max(server.addresses, 1), by=by)
        return replace(found, ports=self._range(server, port)) if by == WALL else found

    @models("port-dynamic-new", "port-static-appid")
    def _range(self, server: Machine, port: int) -> tuple[int, int] | None:
        """Return the range that a port was taken from, ``None`` for one that is fixed."""
        holder = self.ports.holder(server.name, port)
        fixed = port == RESOLVER_PORT or (holder is not None and holder.spec.port == port)
        return None if fixed else span(server)

    @models("dns-multi-address")
    def _named(self, client: Machine, name: str) -> str:
        """Tell what a server's name gives on a client's machine: "resolves", "unknown" or "malformed"."""
        bare = name.removeprefix("\\\\")
        if NOT_IN_NAMES & {*bare}:
            return "malformed"
        unknown = (
            bare.casefold() == other.casefold() and one.casefold() in ("", "*", client.name.casefold())
            for one, other in self.estate.network.unknown_names
        )
        return "unknown" if bare and any(unknown) else "resolves"

    def _way(self, client: Machine, server: Machine, port: int, process: str, *, connected: bool) -> _Way:
        """Tell what becomes of a packet to a port."""
        if not self.up(server.name):
            return DROPPED, f"{server.name} is down", "fail-table", DOWN
        if client.name.casefold() == server.name.casefold():
            return _CLEAR_WAY
        cut = self.severed(client.name, server.name, port)
        if cut is not None:
            return HOW[cut.how], f"{client.name} is cut off from {server.name}", "fail-fast-vs-slow", CUT
        if connected:
            return _CLEAR_WAY
        if server.nat and port != RESOLVER_PORT and client.site != server.site:
            why = f"the addresses in {server.name}'s bindings mean nothing outside of its own network"
            return DROPPED, why, "fail-table", NAT
        return _through(server, port, process)

    def severed(self, client: str, server: str, port: int) -> Cut | None:
        """Return the cut that stops a connection from one machine to a port of another, if there is one."""
        return next((cut for cut in self.cuts if _stops(cut, client.casefold(), server.casefold(), port)), None)

    def listen(self, process: ComProcess) -> int:
        """Give a process the port its exporter listens on; 0 if none is left in its machine's range (`port-restrict-rpc`)."""
        return self.ports.take(process)

    def without(self, path: PathFacts, process: ComProcess) -> PathFacts:
        """Return the way to a process that is dead: nobody listens on its port any more, or another exporter does."""
        other = process.port and self.ports.holder(process.machine.name, process.port) is not None
        return replace(path, exporter="other" if other else "gone", fate=process.fate)


@models("fail-table")
def _through(server: Machine, port: int, process: str) -> _Way:
    """Tell what a machine's firewall makes of a new connection from elsewhere."""
    wall: Firewall | None = server.firewall
    if wall is None or _within(wall.ports, port) or _named_in(wall, process):
        return _CLEAR_WAY
    verb = {"drop": "drops", "reject": "rejects"}[wall.closed]
    return HOW[wall.closed], f"the firewall of {server.name} {verb} port {port}", "fail-table", WALL


def _named_in(wall: Firewall, process: str) -> bool:
    """Tell whether a firewall lets everything in to a process, by its name or by that of which it is an instance."""
    own = process.casefold()
    return bool(own) and not {own, own.partition("@")[0]}.isdisjoint(name.casefold() for name in wall.processes)


def _within(ports: Ports, port: int) -> bool:
    return any(low <= port <= high for low, high in ports)


def _stops(cut: Cut, client: str, server: str, port: int) -> bool:
    """Tell whether a cut stops connections from a client to a port of a server."""
    ends = (cut.one.casefold(), cut.other.casefold())
    ways = (ends,) if cut.one_way else (ends, ends[::-1])
    meant = any(one in ("*", client) and other in ("*", server) for one, other in ways)
    return meant and (not cut.ports or _within(cut.ports, port))


def _ends(cut: Cut) -> frozenset[str]:
    return frozenset((cut.one.casefold(), cut.other.casefold()))
