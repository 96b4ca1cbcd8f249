"""A week of an estate: ``python tests/benchmarks/week.py [--machines N] [--servers N] [--days N] [--rounds N]``.

Every client machine holds an object on each of the servers, pings it every two minutes and calls it every hour. Prints, as medians of
alternating rounds: wall time, the peak of memory, and how fast the run is beside a bare simpy loop that waits once for each thing that can
be seen in it: each ping, each leg of each call, each pause. Once with every ping written down, once with ``summary``, which only counts.
Nothing here passes or fails: a time on a shared machine proves nothing.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
import tracemalloc
from typing import TYPE_CHECKING

import simpy

from simcom.landscape.model import Domain
from simcom.runtime import steps
from simcom.runtime.estate import Account, Estate, Machine, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Network
from simcom.runtime.world import simulate
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from simcom.runtime.journal import Journal

HOUR_S, DAY_S, PERIOD_S = 3600.0, 86400.0, 120.0
LEGS_S = (0.0005, 0.002, 0.0005)
"""Request, method, reply."""


def estate(machines: int, servers: int) -> Estate:
    """Return the servers and their clients, all in one domain."""
    home = {"joined": True, "domain": "corp.example"}
    names = [*(f"server{number}" for number in range(servers)), *(f"ws{number:05}" for number in range(machines))]
    served = [server(number) for number in range(servers)]
    return Estate(
        title="a week",
        machines=tuple(Machine(name, "corp.example", MachineSettings(name, **home)) for name in names),
        processes=(*served, *(client(number, servers) for number in range(machines))),
        classes=(Class("Data", (Interface("IData", (Method("Read", steps.Duration(LEGS_S[1])),)),)),),
        accounts=(Account("CORP\\ann"), Account("CORP\\svc")),
        domains=(Domain("corp.example", "CORP", "corp.example"),),
        network=Network(latency=steps.Duration(LEGS_S[0])),
        observe=("ping",),
    )


def server(number: int) -> Process:
    """Return one server with an object."""
    return Process(f"data{number}", f"server{number}", "CORP\\svc", (("Data", "Data"),), InitializeArguments())


def client(number: int, servers: int) -> Process:
    """Return one client: it comes a little after the one before, unmarshals, and calls every hour until the run ends."""
    name = f"client{number}"
    every = range(servers)
    held = tuple(steps.CoUnmarshalInterface(f"{name}/u{n}", "", f"data{n}.Data", "IData", f"p{n}") for n in every)
    calls = tuple(steps.Call(f"{name}/c{n}", "", f"p{n}", "Read") for n in every)
    turn = (*calls, steps.Wait(f"{name}/w", "", steps.Duration(HOUR_S)))
    script = Script("", (*held, steps.Repeat(f"{name}/r", "", None, turn)), start_s=number * 0.1)
    arguments = InitializeArguments(authn_level=AuthnLevel.PKT)
    return Process(name, f"ws{number:05}", "CORP\\ann", initialize=arguments, scripts=(script,))


def bare(machines: int, servers: int, lasts_s: float) -> None:
    """Run the floor: as many things happen, and nothing is decided or kept."""
    env = simpy.Environment()

    def pings(begin_s: float) -> Generator[simpy.Event, None, None]:
        yield env.timeout(begin_s)
        while True:
            yield env.timeout(PERIOD_S)

    def calls(begin_s: float) -> Generator[simpy.Event, None, None]:
        yield env.timeout(begin_s)
        while True:
            for _ in range(servers):
                for leg_s in LEGS_S:
                    yield env.timeout(leg_s)
            yield env.timeout(HOUR_S)

    for number in range(machines):
        env.process(calls(number * 0.1))
        for _ in range(servers):
            env.process(pings(number * 0.1))
    env.run(until=lasts_s)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long something takes by the clock, and of the processor's own time; Python's collector is out of the way."""
    gc.collect()
    gc.disable()
    begun, used = time.perf_counter(), time.process_time()
    work()
    spent = time.perf_counter() - begun, time.process_time() - used
    gc.enable()
    return spent


def peak_bytes(work: Callable[[], object]) -> int:
    """Return the most memory that something has at a time."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def measured(asked: argparse.Namespace, *, summary: bool) -> None:
    """Measure one way of running, and print it."""
    lasts_s = asked.days * DAY_S
    built = estate(asked.machines, asked.servers)
    last: list[Journal] = []

    def run() -> None:
        last[:] = [simulate(built, until_s=lasts_s, summary=summary)]

    pairs = [(seconds(lambda: bare(asked.machines, asked.servers, lasts_s)), seconds(run)) for _ in range(asked.rounds)]
    ratio = statistics.median(floor[1] / own[1] for floor, own in pairs)
    spent_s = statistics.median(own[0] for _, own in pairs)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in _kinds(last[0]))
    memory = "" if asked.no_memory else f", at most {peak_bytes(run) / 2**20:,.0f} MiB"
    print(f"{'summary' if summary else 'every row'}: {spent_s:.1f} s, {ratio:.2f} of bare simpy{memory}; {kinds}")


def _kinds(journal: Journal) -> list[tuple[str, int]]:
    """Return how many rows of each kind there are that come again and again."""
    counts: dict[str, int] = {}
    for template, count in journal.counts():
        counts[template.kind] = counts.get(template.kind, 0) + count
    return [(kind, counts[kind]) for kind in ("ping", "call")]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=1000)
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--no-memory", action="store_true", help="leave out the run that measures memory, which is slow"
    )
    asked = parser.parse_args()
    print(f"{asked.machines} machines, {asked.servers} servers, {asked.days:g} days")
    for summary in (False, True):
        measured(asked, summary=summary)


if __name__ == "__main__":
    main()
