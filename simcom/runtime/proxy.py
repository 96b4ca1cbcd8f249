"""Pointers as a process holds them: proxy managers, interface proxies, and the pointers that are no proxies.

One ``ProxyManager`` stands for one remote object in one process. All holders of an interface share its ``InterfaceProxy``, and with it
one blanket (`iclientsecurity.shared-slot`); a copy is a second, private one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Outcome

if TYPE_CHECKING:
    from simcom.runtime.interfaces import Class
    from simcom.runtime.process import ComProcess
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.rulings import Ruling, Step


@dataclass(eq=False, slots=True)
class Arrivals:
    """When the latest call on an object arrived, minus infinity before the first."""

    latest_s: float = -math.inf


@dataclass(eq=False, slots=True)
class ComObject:
    """An object that a process serves; ``made`` by an activation, it is gone with the last reference to it."""

    name: str
    class_: Class
    process: ComProcess
    made: bool = False
    calls: Arrivals = field(default_factory=Arrivals)

    @property
    def path(self) -> str:
        """The object's name for others: ``process.object``."""
        return f"{self.process.spec.name}.{self.name}"


@models("iclientsecurity.shared-slot", "iclientsecurity.per-interface", "iclientsecurity.lifetime-of-setting")
@dataclass(eq=False, slots=True)
class InterfaceProxy:
    """One interface of one remote object, with the blanket its calls use.

    ``settings`` is the id of the step that gave it its present blanket. ``plans`` keeps what was decided of its calls, until the blanket
    moves.
    """

    manager: ProxyManager
    interface: str
    default: Blanket
    blanket: Blanket
    settings: str
    copy: bool = False
    plans: dict[Any, Any] = field(default_factory=dict)

    @models("setblanket.failure-atomic", "iclientsecurity.race")
    def assign(self, blanket: Blanket, settings: str) -> None:
        """Replace the blanket as a whole; what was decided of later calls is forgotten."""
        self.blanket = blanket
        self.settings = settings
        for plan in (plan for kept in self.plans.values() for plan in kept.values()):
            plan.settled = False
        self.plans.clear()


@dataclass(eq=False, slots=True)
class ProxyManager:
    """All interface proxies of one object in one process, and the settings of its IUnknown.

    ``apartment`` tells that client and server are two apartments of one process. ``server_name`` is the name by which the client reaches
    the server's machine: short, an IP address, or (also if empty) its DNS name.
    """

    process: ComProcess
    target: ComObject
    apartment: bool = False
    proxies: dict[str, InterfaceProxy] = field(default_factory=dict)
    server_name: str = ""

    @property
    def local(self) -> bool:
        """Whether its calls stay on LRPC: within one machine, unless the client's stack is one that always speaks TCP (`H10`)."""
        return self.process.machine.name == self.target.process.machine.name and not self.process.spec.stack

    @property
    def transport(self) -> str:
        """The transport of its calls; none within a process."""
        if self.apartment:
            return "none"
        return "lrpc" if self.local else "tcp"


@dataclass(eq=False, slots=True)
class LocalPointer:
    """A pointer to an interface that the proxy manager implements itself: IUnknown, IClientSecurity, IMarshal."""

    manager: ProxyManager
    interface: str


@dataclass(eq=False, slots=True)
class DirectPointer:
    """A pointer to an object without any proxy: an in-process object, or one of the same apartment."""

    class_: Class
    interface: str
    target: ComObject | None = None


@dataclass(eq=False, slots=True)
class CustomPointer:
    """A pointer to a custom proxy that offers no IClientSecurity and speaks a protocol of its own."""

    target: ComObject
    interface: str


@dataclass(eq=False, slots=True)
class NoPointer:
    """What is left where a pointer was to come from a step that failed, or where one was ``released``.

    ``failed`` is the check that failed the process's own initialisation, after which it can make no call at all. ``null`` tells that
    the step was told so: what the program holds is NULL.
    """

    step: str
    released: bool = False
    failed: Step | None = None
    null: bool = False


def told_so(ruling: Ruling) -> bool:
    """Tell whether a step that gave no pointer is known to have failed, so that its program holds NULL."""
    return ruling.outcome in (Outcome.FAILED, Outcome.REFUSED)


Pointer = InterfaceProxy | LocalPointer | DirectPointer | CustomPointer | NoPointer
