"""An activation that was refused only because its authentication had failed before: both are told, and the first is to be mended.

Source: win32 turning-off-activation-security.md; the facts on hardening and the field (`H14`, `H16`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.activation.limits import launch_list_shown
from simcom.rules.eras import limit_shown
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.rulings import Stage, Verdict

if TYPE_CHECKING:
    from simcom.rules.activation.arrived import Arrival
    from simcom.vocabulary.rulings import Step

LISTS = (Stage.MACHINE_LIMIT, Stage.LAUNCH_PERMISSION)
"""The stages at which a nobody is refused by a list that could admit it."""


@models("act-unsecure-fallback-effect", "H14", "H16")
def told(checked: tuple[Step, ...], arrival: Arrival) -> tuple[Step, ...]:
    """Let the refusal of a retry without security name what the first attempt failed for, and that attempt's cure first."""
    last, failed = checked[-1], arrival.failed
    refused = last.verdict is Verdict.FAILS and last.stage in (*LISTS, Stage.INTEGRITY_LEVEL)
    if failed is None or not arrival.retried or not refused:
        return checked
    who = arrival.facts.attempts[0].identity
    because = f"{who} could not be authenticated ({failed.because}), and the retry without security is refused: {last.because}"
    remedy = failed.remedy or "let the first attempt be authenticated"
    if last.stage in LISTS:
        remedy += f"; or, last, let {ANONYMOUS} in by {_lists(arrival)}"
    also = (*last.also, *(rule for rule in (failed.rule,) if rule not in last.also))
    return (*checked[:-1], replace(last, because=because, remedy=remedy, also=also, cause=failed.cause))


def _lists(arrival: Arrival) -> str:
    """Return every list that has to admit a nobody, in words."""
    machine = arrival.facts.server_machine
    limits = (limit_shown(machine, name) for name in ("MachineAccessRestriction", "MachineLaunchRestriction"))
    return f"{', '.join(limits)} and {launch_list_shown(arrival.facts)}, all of them"
