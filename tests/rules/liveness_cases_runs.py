"""Liveness as it is seen in a run, both ways: which object a ping is for, who shares one, and what a release and a death say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import absent, shown
from runtime.calls_estate import OTTO, call, unmarshal
from runtime.liveness_estate import happens, holder, pings, release, rows_of, rundowns, severed, wait, world_of

from simcom.runtime.world import simulate

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Process

CRASH = (happens(250, "crash", "hmi01"),)
KILL = (happens(250, "kill", "client"),)
OTHER = holder(wait(4000), name="b", on="hmi02")
AGAIN = (wait(1000), unmarshal("again", name="q"), call("new", "q"), call("old", "p"))


def results(*steps: object, ids: tuple[str, ...]) -> list[str]:
    """Return what some steps came to of a client that is cut off from 250 s until 700 s."""
    rows = simulate(world_of(holder(*steps), timeline=severed(250, 700))).rows()
    return [row.ruling.hresult.name for row in rows if row.id in ids]


def listed(*processes: object) -> int:
    """Return how many pings there are in six minutes."""
    return len(pings(world_of(*processes), until_s=370))


def unpinged(*processes: Process) -> Estate:
    """Return the estate whose server marshals its object so that nobody pings it."""
    one = world_of(*processes)
    return replace(one, processes=tuple(replace(item, noping=item.name == "server") for item in one.processes))


CASES = (
    shown("ping-noping", "an object that nobody pings", lambda: ([], pings(unpinged(holder(wait(500))), until_s=370))),
    absent("ping-noping", "any other is pinged", lambda: (3, listed(holder(wait(500))))),
    shown(
        "rundown-latency",
        "six minutes after the last ping of a machine that vanished",
        lambda: ([600.0], rundowns(world_of(holder(), timeline=CRASH))),
    ),
    absent(
        "rundown-latency",
        "the next tick, where only a process ended",
        lambda: ([360.0], rundowns(world_of(holder(), timeline=KILL))),
    ),
    shown(
        "id-oid",
        "a new reference to an object that was run down is to a new entry",
        lambda: (["S_OK", "RPC_E_DISCONNECTED"], results(*AGAIN, ids=("new", "old"))),
    ),
    absent(
        "id-oid",
        "two references to one entry are the same object's",
        lambda: (
            ["S_OK", "S_OK"],
            results(unmarshal("again", name="q"), call("new", "q"), call("old"), ids=("new", "old")),
        ),
    ),
    shown(
        "ping-machine-level",
        "two processes of a machine share its pings",
        lambda: (3, listed(holder(wait(500)), holder(wait(500), name="b"))),
    ),
    absent("ping-machine-level", "two machines ping each for itself", lambda: (6, listed(holder(wait(500)), OTHER))),
    shown(
        "rundown-shared", "another machine keeps it", lambda: ([], rundowns(world_of(holder(), OTHER, timeline=CRASH)))
    ),
    absent("rundown-shared", "nobody else does", lambda: ([600.0], rundowns(world_of(holder(), timeline=CRASH)))),
    shown(
        "rundown-process-vs-machine",
        "a dead process is in the next ping",
        lambda: ([360.0], rundowns(world_of(holder(), timeline=KILL))),
    ),
    absent(
        "rundown-process-vs-machine",
        "within the server's machine nobody has to ping",
        lambda: ([250.0], rundowns(world_of(holder(on="opc01", account=OTTO), timeline=KILL))),
    ),
    shown(
        "remrelease-semantics",
        "what the server no longer knows is skipped silently",
        lambda: (["S_OK"], results(wait(1000), release(), ids=("r",))),
    ),
    absent(
        "remrelease-semantics",
        "a call on it is told",
        lambda: (["RPC_E_DISCONNECTED"], results(wait(1000), call("c"), ids=("c",))),
    ),
    shown(
        "ping-delta",
        "the last object of all is still taken out",
        lambda: ("ComplexPing", pings(world_of(holder(wait(130), release(), wait(200))))[-1][1]),
    ),
    absent(
        "ping-first",
        "the second ping is of the set that is there",
        lambda: (
            1,
            sum(row.method == "ComplexPing" for row in rows_of(world_of(holder(wait(500)), observe=("ping",)), "ping")),
        ),
    ),
)
