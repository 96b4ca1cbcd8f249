"""An estate made by hand: a client on hmi01 (CORP), a server on opc01 (PLANT, which trusts CORP), a panel beside the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.landscape.kinds import TrustKind
from simcom.landscape.model import Domain, declared
from simcom.runtime.estate import Account, Estate, Machine, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Network
from simcom.runtime.steps import Call, CoUnmarshalInterface, Duration, Step
from simcom.runtime.world import simulate
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, NULL_DACL, Ace, Acl, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings

if TYPE_CHECKING:
    from simcom.runtime.rows import Row

ANN, SVC, OTTO = "CORP\\ann", "PLANT\\svc-opc", "PLANT\\otto"

DOMAINS = (Domain("corp.example", "CORP", "corp.example"), Domain("plant.example", "PLANT", "plant.example"))
TRUSTS = declared("plant.example", "corp.example", TrustKind.EXTERNAL)
"""PLANT trusts CORP; the other way round nothing is trusted."""

NETWORK = Network(latency=Duration(0.001), local=Duration(0.0001))
EVERYBODY = SecurityDescriptor(Acl((Ace(EVERYONE, ALL_ACCESS), Ace(ANONYMOUS, ALL_ACCESS))))


def explicit(level: int = AuthnLevel.CONNECT, **changes: Any) -> InitializeArguments:  # noqa: ANN401
    """Return the arguments of an explicit CoInitializeSecurity that admits everybody; at NONE there is no descriptor."""
    door = None if level == AuthnLevel.NONE else EVERYBODY
    words = {"authn_level": level, "imp_level": ImpLevel.IMPERSONATE, "security_descriptor": door, **changes}
    return InitializeArguments(**words)


def machine(name: str, domain: str | None, **changes: Any) -> Machine:  # noqa: ANN401
    """Return a machine whose limit admits everybody."""
    words = {"joined": domain is not None, "domain": domain, "machine_access_restriction": NULL_DACL, **changes}
    return Machine(name, domain, MachineSettings(name, **words))


def client(*steps: Step, **changes: Any) -> Process:  # noqa: ANN401
    """Return the client process with its script; it serves one object, for callbacks."""
    words = {"objects": (("sink", "Sink"),), "initialize": explicit(), "scripts": (Script("", steps),), **changes}
    return Process("client", "hmi01", ANN, **words)


def panel(*steps: Step, **changes: Any) -> Process:  # noqa: ANN401
    """Return a client process on the server's own machine."""
    words = {"account": OTTO, "initialize": explicit(), "scripts": (Script("", steps),), **changes}
    return Process("panel", "opc01", **words)


def server(**changes: Any) -> Process:  # noqa: ANN401
    """Return the server process with one object, the historian."""
    words = {"name": "server", "account": SVC, "objects": (("historian", "Historian"),), **changes}
    return Process(machine="opc01", **{"initialize": explicit(), **words})


def classes(*body: Step, takes: Duration = Duration(0.0)) -> tuple[Class, ...]:  # noqa: B008  (a frozen value)
    """Return the classes; ``body`` is what the historian's ``Read`` does, ``takes`` how long it runs."""
    read = Interface("IHistorian", (Method("Read", takes, body),))
    tell = Interface("ISink", (Method("Tell"),))
    quiet = Interface("IHistorian", (Method("Read"),))
    historian = Class("Historian", (read, Interface("IAdmin", (Method("Stop"),))))
    return (historian, Class("Quiet", (quiet,)), Class("Sink", (tell,)))


def unmarshal(step: str, target: str = "server.historian", interface: str = "IHistorian", name: str = "p") -> Step:
    """Return the step that makes a proxy."""
    return CoUnmarshalInterface(step, "", target, interface, name)


def call(step: str, pointer: str = "p", method: str = "Read", *, callback: bool = False) -> Step:
    """Return the step that calls."""
    return Call(step, "", pointer, method, callback)


def estate(*processes: Process, **changes: Any) -> Estate:  # noqa: ANN401
    """Return the estate with these processes."""
    base = Estate(
        title="by hand",
        machines=(machine("hmi01", "corp.example"), machine("opc01", "plant.example")),
        processes=processes,
        classes=classes(),
        accounts=(Account(ANN), Account(SVC), Account(OTTO)),
        domains=DOMAINS,
        trusts=TRUSTS,
        network=NETWORK,
    )
    return replace(base, **changes)


def ran(one: Estate, **options: Any) -> dict[str, Row]:  # noqa: ANN401
    """Run an estate; return its rows by id."""
    return {row.id: row for row in simulate(one, **options).rows()}
