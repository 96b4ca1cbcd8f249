"""The fields of Windows' event lines: who, from where, which class, which program.

Source: the DistributedCOM provider's manifest as the facts report it; KB5004442 for 10036 to 10038. A field of which nothing is declared
reads ``not declared``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.identities import ANONYMOUS, WELL_KNOWN, canonical
from simcom.vocabulary.messages import Event

if TYPE_CHECKING:
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.facts import Caller, CallFacts

UNDECLARED = "not declared"
THE_SYSTEM = "NT AUTHORITY"
"""Under which authority Windows' built-in principals are shown."""

Fields = tuple[tuple[str, str], ...]


def who(caller: Caller) -> Fields:
    """Return domain, user and SID of a caller; accounts of domains have SIDs that a scenario does not declare."""
    domain, _, user = caller.name.rpartition("\\")
    known = WELL_KNOWN.get(canonical(caller.name))
    built_in = THE_SYSTEM if known or caller.name == ANONYMOUS else UNDECLARED
    return (("domain", domain or built_in), ("user", user), ("SID", known or UNDECLARED))


def from_where(facts: ActivationFacts | CallFacts) -> Fields:
    """Return the client's address: its machine's name where none is declared, and LocalHost over the local transport."""
    shown = "LocalHost (Using LRPC)" if facts.local else facts.address or facts.client_machine.name
    return (("address", shown),)


def which_class(facts: ActivationFacts) -> Fields:
    """Return the class and its application."""
    app = facts.application
    return (("CLSID", app.class_), ("APPID", app.appid or UNDECLARED))


def program(facts: ActivationFacts) -> Fields:
    """Return the program that asks, and its process id, which a scenario does not declare."""
    return (("application", facts.process or UNDECLARED), ("PID", UNDECLARED))


def distance(*, local: bool) -> Fields:
    """Return how far the caller is, as Windows says it."""
    return (("distance", "Local" if local else "Remote"),)


def on(machine: str, number: int, fields: Fields, *, audit: bool = False, severity: str = "Error") -> Event:
    """Return one line in a machine's System log; what only audits is inferred (`H20`)."""
    return Event(number, machine, fields, severity, audit=audit, inferred=audit)
