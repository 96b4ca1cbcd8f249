"""The times of pings and rundowns, in seconds.

Source: MS-DCOM 3.1.1.6.2, 3.1.2.2, 3.1.2.6, 3.2.6.1; the discussion under "What happens to my COM server-side object when clients die
unexpectedly?" for what is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions

PERIOD_S, MISSED = 120.0, 3
"""The period of pings, and how many may be missed. Windows lets nobody change either."""

LATE = 2
"""By how much the time-out is longer where the six to twelve minutes of field reports are taken at their word."""


@models("ping-period", "disagree-rundown-latency", "O13")
def time_out_s(period_s: float = PERIOD_S, missed: int = MISSED, assume: Assumptions = RECOMMENDED) -> float:
    """Return how long after its last ping a set is given up."""
    return period_s * missed * (LATE if assume.rundown_latency == "720 s" else 1)


def tick_s(phase_s: float, number: int, period_s: float = PERIOD_S) -> float:
    """Return when a client machine's timer ticks for the ``number``-th time; ``phase_s`` is when it was started."""
    return phase_s + period_s * number


@models("rundown", "ping-period")
def deadline_s(last_ping_s: float, time_out: float = PERIOD_S * MISSED) -> float:
    """Return when a set is given up that was last heard of at a time."""
    return last_ping_s + time_out


@models("rundown-never-pinged")
def never_pinged_s(
    marshalled_s: float, time_out: float = PERIOD_S * MISSED, assume: Assumptions = RECOMMENDED
) -> float | None:
    """Return when an object goes for which no ping ever came, ``None`` for never: as if a set had been there since it was marshalled."""
    return None if assume.never_pinged == "kept" else marshalled_s + time_out


@models("rundown-grace")
def rearmed_s(due_s: float, last_call_s: float | None, period_s: float = PERIOD_S) -> float | None:
    """Return when an exporter looks again at an object that it was told to reclaim, ``None`` if it goes now.

    A call within the last ping period is as good as a ping; the order is then ignored, and the next look is one period later.
    """
    called = last_call_s is not None and due_s - last_call_s < period_s
    return due_s + period_s if called else None
