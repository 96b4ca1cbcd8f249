"""The same estate with some machines at another patch level from the start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.runtime.estate import Machine

if TYPE_CHECKING:
    from collections.abc import Collection

    from simcom.runtime.estate import Estate
    from simcom.runtime.networks import Change


ORIGIN = "--patch"
"""Where explanations say that such a patch level comes from."""


def patched(estate: Estate, machines: Collection[str], level: str) -> Estate:
    """Return an estate in which these machines (names as declared) begin at a patch level.

    A change of a machine in the course of time stays as it is, but for a patch level that it only carried on from the start.
    """
    names = set(machines)
    levels = {machine.name: machine.settings.patch for machine in estate.machines if machine.name in names}
    timeline = tuple(_later(change, levels, level) for change in estate.timeline)
    now = tuple(_at(one, level) if one.name in levels else one for one in estate.machines)
    return replace(estate, machines=now, timeline=timeline)


def _later(change: Change, levels: dict[str, str | None], level: str) -> Change:
    """Return a change of the timeline, the machine in it at the new level if its level is the one it began with."""
    machine = change.value
    if not isinstance(machine, Machine) or machine.name not in levels:
        return change
    carried = machine.settings.patch == levels[machine.name]
    return replace(change, value=_at(machine, level)) if carried else change


def _at(machine: Machine, level: str) -> Machine:
    kept = (pair for pair in machine.settings.origins if pair[0] != "patch")
    return replace(machine, settings=replace(machine.settings, patch=level, origins=(*kept, ("patch", ORIGIN))))
