"""Who still holds what: references by machine, ping sets, and the objects that are run down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.paths import LIVES

if TYPE_CHECKING:
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject
    from simcom.runtime.world import World


class Liveness:
    """The references and ping sets of one run."""

    def __init__(self, world: World) -> None:
        """Start with none."""
        self.world = world

    def obtained(self, client: ComProcess, target: ComObject) -> None:
        """A process has got its first proxy for an object."""

    def released(self, client: ComProcess, target: ComObject) -> None:
        """A process has given its last reference to an object up, and the server knows."""

    def process_gone(self, process: ComProcess) -> None:
        """A process has ended; its machine's resolver notices at once (`rundown-process-vs-machine`)."""

    def machine_gone(self, machine: str) -> None:
        """A machine has vanished, and nobody pings from there any more."""

    def state(self, target: ComObject) -> str:
        """Return what became of an object: ``LIVES``, ``RUN_DOWN`` or ``DISCONNECTED``."""
        return LIVES if target else LIVES
