"""Ratios against a bare simpy loop, measured in the same run: ``python tests/benchmarks/ratios.py [--clients N] [--rounds N]``.

Prints, as medians of alternating rounds: calls per second of the whole stack (decide, record, four visible legs) over those of bare
simpy processes that wait four times a call and do nothing else; and the start of ``simcom --help`` over that of a bare interpreter.
Nothing here passes or fails: a time on a shared machine proves nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import simpy

from simcom.landscape.model import Domain
from simcom.runtime import steps
from simcom.runtime.estate import Account, Class, Estate, Interface, Machine, Method, Network, Process, Script
from simcom.runtime.world import simulate
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.facts import MachineSettings
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

CALLS = 200
LEGS_S = (0.0001, 0.0005, 0.002, 0.0005)
"""Stub, request, method, reply."""


def estate(clients: int) -> Estate:
    """Return one server and many clients that call it again and again, in one domain."""
    home = {"joined": True, "domain": "corp.example"}
    machines = tuple(
        Machine(name, "corp.example", MachineSettings(name, **home))
        for name in ("server", *(f"ws{n:05}" for n in range(clients)))
    )
    takes = Method("Read", steps.Duration(LEGS_S[2]))
    served = Process("server", "server", "CORP\\svc", (("Data", "Data"),), InitializeArguments())
    return Estate(
        title="benchmark",
        machines=machines,
        processes=(served, *(client(n) for n in range(clients))),
        classes=(Class("Data", (Interface("IData", (takes,)),)),),
        accounts=(Account("CORP\\ann"), Account("CORP\\svc")),
        domains=(Domain("corp.example", "CORP", "corp.example"),),
        network=Network(latency=steps.Duration(LEGS_S[1]), stub=steps.Duration(LEGS_S[0])),
    )


def client(number: int) -> Process:
    """Return one client: unmarshal, then call in a loop."""
    name = f"client{number}"
    script = (
        steps.CoUnmarshalInterface(f"{name}/1", "", "server.Data", "IData", "data"),
        steps.Repeat(f"{name}/2", "", CALLS, (steps.Call(f"{name}/2.1", "", "data", "Read"),)),
    )
    arguments = InitializeArguments(authn_level=AuthnLevel.PKT)
    return Process(name, f"ws{number:05}", "CORP\\ann", initialize=arguments, scripts=(Script("", script),))


def bare_client(env: simpy.Environment) -> Generator[simpy.Event, None, None]:
    """Wait as often as a call has legs, and do nothing else."""
    for _ in range(CALLS):
        for leg_s in LEGS_S:
            yield env.timeout(leg_s)


def run_bare(clients: int) -> None:
    """Run the floor."""
    env = simpy.Environment()
    for _ in range(clients):
        env.process(bare_client(env))
    env.run()


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def call_ratio(clients: int, rounds: int) -> tuple[float, float]:
    """Return the median of bare time over stack time, and of the stack's calls per second."""
    built = estate(clients)
    pairs = [(seconds(lambda: run_bare(clients)), seconds(lambda: simulate(built))) for _ in range(rounds)]
    ratio = statistics.median(bare / stack for bare, stack in pairs)
    return ratio, clients * CALLS / statistics.median(stack for _, stack in pairs)


def start_ratio(rounds: int) -> float:
    """Return the median of ``simcom --help`` over a bare interpreter."""
    bare, helped = [sys.executable, "-c", "pass"], [sys.executable, "-m", "simcom", "--help"]
    pairs = [(seconds(lambda: quietly(bare)), seconds(lambda: quietly(helped))) for _ in range(rounds)]
    return statistics.median(helped_s / bare_s for bare_s, helped_s in pairs)


def quietly(command: list[str]) -> None:
    """Run a command and throw its output away."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    ratio, rate = call_ratio(asked.clients, asked.rounds)
    print(f"calls, {asked.clients} clients, four legs: {ratio:.2f} of bare simpy ({rate:,.0f} calls/s)")
    print(f"start, simcom --help: {start_ratio(asked.rounds):.1f} times a bare interpreter")


if __name__ == "__main__":
    main()
