"""Classes, their interfaces and methods, as plain frozen values of the estate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.runtime.steps import NO_TIME

if TYPE_CHECKING:
    from simcom.runtime.steps import Duration, Step
    from simcom.vocabulary.facts import Gate

IUNKNOWN = "IUnknown"
LOCAL_INTERFACES = ("IUnknown", "IMultiQI", "IClientSecurity", "IMarshal", "IMarshal2", "IProxyManager", "IRpcOptions")
"""Interfaces that every proxy manager implements itself. IUnknown is the one that still has settings of its own."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method: how long it runs on the server, and what its body does there.

    ``sends_bytes`` and ``returns_bytes`` are the lengths of its marshalled arguments and results, ``gate`` what its own code demands of
    callers, ``throws`` tells that it raises an exception (`server-exception`).
    """

    name: str
    takes: Duration = NO_TIME
    does: tuple[Step, ...] = ()
    sends_bytes: int = 0
    returns_bytes: int = 0
    gate: Gate | None = None
    throws: bool = False


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface with its methods. IUnknown's three are always there."""

    name: str
    methods: tuple[Method, ...] = ()

    def method(self, name: str) -> Method | None:
        """Return a method by name."""
        return next((item for item in self.methods if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Class:
    """A class. ``marshaling`` is "standard", "custom" (no IClientSecurity) or "custom with IClientSecurity".

    ``unmarshaler_allowed`` tells whether its unmarshal class is one EOAC_NO_CUSTOM_MARSHAL lets through.
    """

    name: str
    interfaces: tuple[Interface, ...] = ()
    marshaling: str = "standard"
    unmarshaler_allowed: bool = False

    def interface(self, name: str) -> Interface | None:
        """Return an interface by name."""
        return next((item for item in self.interfaces if item.name == name), None)
