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


@models("ping-first")
def first_tick_s(phase_s: float, now_s: float, period_s: float = PERIOD_S) -> float:
    """Return the first tick after a time: what is obtained and given up before it is never pinged."""
    return tick_s(phase_s, int((now_s - phase_s) // period_s) + 1, period_s)


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


@models("rundown-process-vs-machine")
def process_gone_s(died_s: float, phase_s: float, period_s: float = PERIOD_S) -> float:
    """Return when the references of a client process that died are given up: its machine notices at once and says so at the next tick."""
    return first_tick_s(phase_s, died_s, period_s)


@models("rundown-latency")
def after_crash_s(crashed_s: float, phase_s: float, period_s: float = PERIOD_S, missed: int = MISSED) -> float:
    """Return how long after the crash of a client's machine its objects go: more than ``missed - 1`` periods, at most ``missed``."""
    last_s = first_tick_s(phase_s, crashed_s, period_s) - period_s
    return deadline_s(last_s, period_s * missed) - crashed_s
