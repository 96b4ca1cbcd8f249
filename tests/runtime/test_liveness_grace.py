"""A call that has arrived saves an object from being reclaimed, whatever became of it since (`rundown-grace`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import call, server
from runtime.liveness_estate import happens, holder, rundowns, wait, world_of

from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Cut
from simcom.runtime.steps import Duration
from simcom.vocabulary.identities import EMPTY_DACL, SecurityDescriptor

if TYPE_CHECKING:
    from simcom.runtime.estate import Process
    from simcom.runtime.steps import Call

SLOW = (Class("Historian", (Interface("IHistorian", (Method("Read", Duration(200.0)),)),)),)
UNPINGED = happens(250, "cut", cut=Cut("hmi01", "opc01", ports=((135, 135),)))
"""Pings get through no more, while calls do: the set is given up at 600 s, and what was not called since 480 s goes."""


def serving() -> Process:
    """Return the server without anything but its historian."""
    return replace(server(), objects=(("historian", "Historian"),))


def goes(made: Call, at_s: float, *more: object, takes: str = "constant", **changes: object) -> list[float]:
    """Return when the object goes on which a client makes one call of 200 s, of a fixed length or of one that is drawn."""
    classes = SLOW if takes == "constant" else (_drawn(),)
    one = world_of(holder(wait(at_s), made, wait(4000)), timeline=(UNPINGED, *more), classes=classes, **changes)
    return rundowns(replace(one, processes=(serving(), *one.processes[1:])))


def _drawn() -> Class:
    length = Duration(200.0, 201.0, kind="uniform")
    return Class("Historian", (Interface("IHistorian", (Method("Read", length),)),))


MADE = call("c")
CALLS = {
    "still running": (MADE, ()),
    "timed out": (replace(MADE, timeout_s=30.0), ()),
    "cancelled": (replace(MADE, cancel_s=30.0), ()),
    "by itself": (replace(MADE, begin="b"), ()),
    "its client is killed": (MADE, (happens(550, "kill", "client"),)),
}


@pytest.mark.parametrize("takes", ["constant", "uniform"])
@pytest.mark.parametrize(("made", "more"), CALLS.values(), ids=CALLS)
def test_a_call_counts_from_its_arrival(made: Call, more: tuple[object, ...], takes: str) -> None:
    assert [round(at_s) for at_s in goes(made, 490, *more, takes=takes)] == [720]


def test_a_call_that_arrived_too_early_does_not_count_by_its_end() -> None:
    assert goes(MADE, 450) == [600.0]


def test_a_call_that_is_refused_does_not_count() -> None:
    closed = replace(serving().initialize, security_descriptor=SecurityDescriptor(EMPTY_DACL))
    one = world_of(holder(wait(490), MADE, wait(4000)), timeline=(UNPINGED,), classes=SLOW)
    refusing = replace(serving(), initialize=closed)
    assert rundowns(replace(one, processes=(refusing, *one.processes[1:]))) == [600.0]
