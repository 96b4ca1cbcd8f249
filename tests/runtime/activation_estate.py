"""An estate for activations: a historian's class on opc01, which CORP's people may launch, and a client on hmi01."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runtime.calls_estate import ANN, EVERYBODY, SVC, call, classes, client, estate, machine, ran, server

from simcom.runtime.estate import Registration
from simcom.runtime.interfaces import Class
from simcom.runtime.steps import Duration
from simcom.runtime.steps_activation import Activate
from simcom.vocabulary.activation import ActivationRequest
from simcom.vocabulary.flags import ALL_LAUNCH
from simcom.vocabulary.identities import NULL_DACL, Ace, Acl
from simcom.vocabulary.machines import AppSettings

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Machine, Process
    from simcom.runtime.steps import Step

APPID = "{historian}"
MAY = Acl((Ace(ANN, ALL_LAUNCH),))
"""A launch list that admits Ann."""

LAN = Duration(0.001)
ROUND_TRIP_S = 0.002


def hosts(may: Acl | None = MAY, **changes: Any) -> tuple[Machine, ...]:  # noqa: ANN401
    """Return the client's machine and the server's, patched alike, with the limits open; ``changes`` are of the server's settings."""
    words = {"patch": "P3", "machine_launch_restriction": NULL_DACL}
    here = machine("hmi01", "corp.example", **words)
    there = machine("opc01", "plant.example", **{**words, **changes})
    applications = (AppSettings(APPID, launch_permission=may),)
    return here, replace(there, applications=applications, classes=(Registration("Historian", appid=APPID),))


def activate(step: str, *names: str, server_name: str = "opc01", **changes: Any) -> Step:  # noqa: ANN401
    """Return the step that asks opc01 for a historian."""
    words = {"interfaces": ("IHistorian", "IAdmin")[: max(1, len(names))], "server_name": server_name, **changes}
    return Activate(step, "", ActivationRequest("Historian", **words), names or ("p",))


def launched(**changes: Any) -> Process:  # noqa: ANN401
    """Return the server process as one that COM starts."""
    return server(**{"starts": "on activation", **changes})


def activations(*steps: Step, to: Process | None = None, may: Acl | None = MAY, **changes: Any) -> Estate:  # noqa: ANN401
    """Return the estate in which the client takes these steps."""
    words = {"machines": hosts(may), **changes}
    return estate(client(*steps), to or server(), **words)


__all__ = [
    "ANN", "APPID", "EVERYBODY", "MAY", "ROUND_TRIP_S", "SVC", "Class", "Duration", "activate", "activations", "call", "classes",
    "client", "estate", "hosts", "launched", "machine", "ran", "server",
]  # fmt: skip
