"""The hardening of 2021 to 2023 (KB5004442): who enforces PKT_INTEGRITY on activations, who raises to it, who writes about it.

A patch level that is not declared is never guessed: it neither enforces nor raises here, and ``known`` tells that nothing is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import (
    BEFORE_VISTA,
    ENFORCES_FOR_GOOD_FROM,
    ENFORCES_FROM,
    HARDENING_LOGGED_FROM,
    PATCHES,
    RAISE_KNOWN_FROM,
    RAISES,
)
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.vocabulary.machines import MachineSettings

REQUIRE, RAISE = "RequireIntegrityActivationAuthenticationLevel", "RaiseActivationAuthenticationLevel"
"""The two registry values, under HKLM\\SOFTWARE\\Microsoft\\Ole\\AppCompat (`H2`)."""


@models("H6")
def phase(machine: MachineSettings) -> int | None:
    """Return how far a machine is patched, as a place in ``PATCHES``; old Windows never got the update, ``None`` is not declared."""
    if machine.windows in BEFORE_VISTA:
        return 0
    return None if machine.patch is None else PATCHES.index(machine.patch)


def known(machine: MachineSettings) -> bool:
    """Tell whether it is declared, one way or another, if a machine enforces."""
    return phase(machine) is not None or machine.require_integrity is not None


@models("H1", "H2", "H5", "act.hardening")
def enforced(machine: MachineSettings) -> tuple[bool, str]:
    """Return whether a server's machine refuses authenticated activations below PKT_INTEGRITY, and by what; ask ``known`` first."""
    level, required = phase(machine), machine.require_integrity
    if level == 0:
        return False, _never(machine)
    if level is not None and level >= ENFORCES_FOR_GOOD_FROM:
        ignored = f"; {REQUIRE} {required} is ignored" if required is not None else ""
        return True, f"patch {machine.patch} enforces, and nothing turns it off{ignored}"
    if required is not None:
        return bool(required), f"{REQUIRE} is {required}"
    if level is None:
        return False, "its patch level is not declared"
    on = level >= ENFORCES_FROM
    return on, f"patch {machine.patch} {'enforces' if on else 'does not enforce'}, and {REQUIRE} is absent"


def _never(machine: MachineSettings) -> str:
    """Say why a machine knows nothing of the update."""
    old = machine.windows in BEFORE_VISTA
    return f"{machine.windows} never got the update" if old else "patch P0 is from before the update"


@models("H1", "H2", "H3", "H4", "act.hardening")
def raise_value(machine: MachineSettings) -> tuple[int, str]:
    """Return the client's raise in force, and where it comes from.

    0 raises nothing, 1 the default level, 2 every level above NONE.
    """
    level, written = phase(machine), machine.raise_level
    if level is not None and level < RAISE_KNOWN_FROM:
        return 0, _never(machine) if level == 0 else f"patch {machine.patch} raises nothing yet"
    if written is not None:
        return written, f"{RAISE} is {written}" + (", which is not documented" if written == 0 else "")
    if level is None:
        return 0, "its patch level is not declared"
    return RAISES[PATCHES[level]], f"patch {machine.patch}, {RAISE} absent"


@models("H1", "H2")
def writes(machine: MachineSettings) -> bool:
    """Tell whether a machine writes events 10036 to 10038: from October 2021 on, unless DisableAuthenticationLevelHardeningLog."""
    level = phase(machine)
    patched = level is not None and level >= HARDENING_LOGGED_FROM
    undeclared = level is None and (machine.require_integrity, machine.raise_level) != (None, None)
    return (patched or undeclared) and not machine.hardening_log_off
