"""The same estate with machines at another patch level."""

from __future__ import annotations

from dataclasses import replace

from analysis.sample import estate

from simcom.analysis.compare_patch import ORIGIN, patched
from simcom.runtime.estate import Account, Estate, Machine
from simcom.runtime.networks import Change


def at(machine: Machine, patch: str | None) -> Machine:
    """Return a machine at a patch level."""
    return replace(machine, settings=replace(machine.settings, patch=patch))


def levels(found: Estate) -> list[str | None]:
    """Return the patch level of each machine, and of each in the timeline."""
    later = [change.value.settings.patch for change in found.timeline if isinstance(change.value, Machine)]
    return [*(machine.settings.patch for machine in found.machines), *later]


def test_only_the_named_machines_get_the_level() -> None:
    found = patched(estate(), ["opc01"], "P3")
    assert (levels(found), levels(estate())) == ([None, "P3"], [None, None])


def test_explanations_say_where_the_level_comes_from() -> None:
    opc01 = estate().machines[1]
    told = replace(opc01, settings=replace(opc01.settings, origins=(("patch", "a.yaml:3"), ("windows", "a.yaml:4"))))
    settings = patched(replace(estate(), machines=(told,)), ["opc01"], "P3").machines[0].settings
    assert (settings.origin("patch"), settings.origin("windows")) == (ORIGIN, "a.yaml:4")


def test_a_level_that_comes_in_time_stays_and_one_that_is_carried_on_does_not() -> None:
    opc01 = estate().machines[1]
    timeline = (Change(1.0, at(opc01, None)), Change(2.0, at(opc01, "P2")), Change(3.0, Account("CORP\\ann")))
    found = patched(replace(estate(), timeline=timeline), ["opc01"], "P1")
    assert (levels(found), found.timeline[2]) == ([None, "P1", "P1", "P2"], timeline[2])


def test_a_change_of_another_machine_stays() -> None:
    timeline = (Change(1.0, estate().machines[0]),)
    assert patched(replace(estate(), timeline=timeline), ["opc01"], "P1").timeline == timeline
