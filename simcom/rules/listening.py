"""Exporters that cannot listen: a machine's range of ports has been narrowed, and all of them are taken.

Source: win32 configuring-the-windows-xp-2000-nt-registry-for-port-allocations-and-selective-binding.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Step


@models("port-restrict-rpc")
def no_port_left(machine: str, low: int, high: int) -> Ruling:
    """Rule on a reference that is to leave a machine on which no port is left to listen on; such a machine hands none out."""
    return Ruling((_no_port_left(machine, low, high),))


def _no_port_left(machine: str, low: int, high: int) -> Step:
    because = f"the server process cannot listen: every port from {low} to {high} of {machine} is taken"
    remedy = f"widen the range of ports of {machine}; a port is free again only when its process ends"
    where = {"stage": Stage.CONNECT, "side": Side.SERVER, "also": ("port-lazy-listen",), "remedy": remedy}
    seen = fact("ports", f"{low}-{high}")
    return fails("port-restrict-rpc", "RPC_S_OUT_OF_RESOURCES", because, seen, **where)
