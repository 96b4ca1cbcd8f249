"""The TCP ports of exporters: each machine's range, who holds which, and which is given out next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.rules.listening import no_port_left
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject
    from simcom.vocabulary.rulings import Ruling

DYNAMIC_NEW, DYNAMIC_OLD = (49152, 65535), (1025, 5000)
"""Where exporters listen since Windows Vista, and before (`port-dynamic-new`, `port-dynamic-old`)."""


@models("port-dynamic-new", "port-dynamic-old")
def span(machine: Machine) -> tuple[int, int]:
    """Return the range of ports of a machine's exporters, both ends included: its own, or its Windows'."""
    return machine.ports or (DYNAMIC_OLD if machine.settings.windows in BEFORE_VISTA else DYNAMIC_NEW)


def unlistened(client: ComProcess, target: ComObject) -> Ruling | None:
    """Return why a server cannot hand out a reference to another machine: it has no port to listen on. ``None`` where it can."""
    server = target.process
    if client.machine.name == server.machine.name or not server.alive or server.port:
        return None
    return no_port_left(server.machine.name, *span(server.machine))


class PortsInUse:
    """Who holds which port. Ports are given out in turn, so that one that was freed is taken again last."""

    def __init__(self) -> None:
        """Start with all of them free."""
        self._held: dict[str, dict[int, ComProcess]] = {}
        self._latest: dict[str, int] = {}

    def holder(self, machine: str, port: int) -> ComProcess | None:
        """Return the process that holds a port of a machine."""
        return self._held.get(machine.casefold(), {}).get(port)

    @models("port-restrict-rpc")
    def take(self, process: ComProcess) -> int:
        """Give a process the next free port of its machine, which it keeps until it dies; 0 if there is none."""
        name = process.machine.name.casefold()
        low, high = span(process.machine)
        held, size = self._held.setdefault(name, {}), high - low + 1
        first = self._latest.get(name, low - 1) + 1
        free = ((first - low + turn) % size + low for turn in range(min(size, len(held) + 1)))
        port = next((port for port in free if port not in held), 0)
        if port:
            held[port], self._latest[name] = process, port
        return port

    @models("port-static-appid")
    def pin(self, process: ComProcess) -> None:
        """Let a process hold the port it is pinned to."""
        if process.spec.port is not None:
            self._held.setdefault(process.machine.name.casefold(), {})[process.spec.port] = process

    def free(self, process: ComProcess) -> None:
        """Give back what a process held when it died."""
        held = self._held.get(process.machine.name.casefold(), {})
        for port in [port for port, holder in held.items() if holder is process]:
            del held[port]
