"""Estates for liveness: clients that hold a historian for a while, a watcher that keeps the run going, and what happens to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runtime.calls_estate import OTTO, call, client, estate, explicit, machine, server, unmarshal

from simcom.runtime.estate import Process, Script
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.steps import Duration, Release, Repeat, Wait
from simcom.runtime.world import simulate

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate
    from simcom.runtime.rows import Row
    from simcom.runtime.steps import Step

PERIOD_S, TIME_OUT_S = 120.0, 360.0
LONG_S = 5000.0
"""How long the watcher keeps a run going."""


def wait(seconds: float, step: str = "w") -> Step:
    """Return the step that waits."""
    return Wait(step, "", Duration(seconds))


def release(step: str = "r", pointer: str = "p") -> Step:
    """Return the step that releases."""
    return Release(step, "", pointer)


def holder(*steps: Step, name: str = "client", on: str = "hmi01", **changes: Any) -> Process:  # noqa: ANN401
    """Return a client that unmarshals at time 0 and then takes the steps."""
    script = (Script("", (unmarshal(f"{name}/u"), *steps)),)
    return replace(client(), **{"name": name, "machine": on, "objects": (), "scripts": script, **changes})


def watcher(lasts_s: float = LONG_S) -> Process:
    """Return a process beside the server that does nothing for a long time and holds nothing."""
    return Process("watcher", "opc01", OTTO, initialize=explicit(), scripts=(Script("", (wait(lasts_s, "idle"),)),))


def happens(at_s: float, kind: str, subject: str = "", **more: Any) -> Change:  # noqa: ANN401
    """Return something that happens at a time."""
    return Change(at_s, Happening(kind, subject, **more))


def severed(begin_s: float, end_s: float, one: str = "hmi01", other: str = "opc01") -> tuple[Change, Change]:
    """Return a cut between two machines that heals again."""
    cut = Cut(one, other)
    return happens(begin_s, "cut", cut=cut), happens(end_s, "heal", cut=cut)


def world_of(*processes: Process, **changes: Any) -> Estate:  # noqa: ANN401
    """Return the estate with two client machines, the server and the watcher."""
    machines = (machine("hmi01", "corp.example"), machine("hmi02", "corp.example"), machine("opc01", "plant.example"))
    return estate(server(), watcher(), *processes, **{"machines": machines, **changes})


def rows_of(one: Estate, kind: str = "", **options: Any) -> list[Row]:  # noqa: ANN401
    """Return the rows of a kind, in the order they ended."""
    return [row for row in simulate(one, **options).rows() if kind in ("", row.kind)]


def rundowns(one: Estate, **options: Any) -> list[float]:  # noqa: ANN401
    """Return when objects were run down."""
    return [round(row.begun_s, 3) for row in rows_of(one, "rundown", **options)]


def pings(one: Estate, **options: Any) -> list[tuple[float, str, str]]:  # noqa: ANN401
    """Return the pings as seen: when, which, and what came of it."""
    seen = replace(one, observe=("ping",))
    found = rows_of(seen, "ping", **options)
    return [(round(row.begun_s, 3), row.method or "", row.ruling.hresult.name) for row in found]


def every(seconds: float, times: int, step: str = "c") -> Step:
    """Return calls at equal distances."""
    return Repeat("", "", times, (wait(seconds), call(step)))
