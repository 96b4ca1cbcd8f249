"""Liveness as arithmetic: when pings go out, what they say, how a server answers them, and when an object is run down.

``timers`` has the times, ``sets`` the two ends of a ping set. Nothing here waits or draws; whoever simulates asks.
"""

from simcom.rules.liveness.sets import (
    ACCESS_DENIED,
    INVALID_OID,
    INVALID_SET,
    OK,
    ClientSet,
    Ping,
    ServerSet,
    answered,
    heard,
    holders,
    next_ping,
)
from simcom.rules.liveness.timers import (
    MISSED,
    PERIOD_S,
    deadline_s,
    never_pinged_s,
    rearmed_s,
    tick_s,
    time_out_s,
)

__all__ = [
    "ACCESS_DENIED",
    "INVALID_OID",
    "INVALID_SET",
    "MISSED",
    "OK",
    "PERIOD_S",
    "ClientSet",
    "Ping",
    "ServerSet",
    "answered",
    "deadline_s",
    "heard",
    "holders",
    "never_pinged_s",
    "next_ping",
    "rearmed_s",
    "tick_s",
    "time_out_s",
]
