"""Ratios against a bare simpy loop, measured in the same run: ``python tests/benchmarks/ratios.py [--clients N] [--rounds N]``.

Prints, as medians of alternating rounds: calls per second of the whole stack (decide, record, four visible legs) over those of bare
simpy processes that wait four times a call and do nothing else; the time networkx takes to close a web of 1,000 domains over the time
the trust table takes for the same answer; and the start of ``simcom --help`` over that of a bare interpreter.
Nothing here passes or fails: a time on a shared machine proves nothing.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import networkx as nx
import simpy

from simcom.landscape.model import Domain, TrustKind, declared, implied
from simcom.landscape.trusts import TrustGraph
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

CALLS = 200
FORESTS, DOMAINS_EACH = 50, 20
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


def web() -> TrustGraph:
    """Return 1,000 domains in forests of a root and its children, of which each two are joined by a one-way forest trust.

    No two forest trusts meet, so who accepts whom is the plain transitive closure here, and both ways must agree.
    """
    roots = [f"f{number}.example" for number in range(FORESTS)]
    domains = [
        Domain(f"d{place}.{root}" if place else root, f"{root[:-8]}D{place}", root, root if place else None)
        for root in roots
        for place in range(DOMAINS_EACH)
    ]
    between = [declared(*ends, TrustKind.FOREST) for ends in zip(roots[::2], roots[1::2], strict=True)]
    return TrustGraph(domains, [*implied(domains), *(trust for edges in between for trust in edges)])


def closure_ratio(rounds: int) -> tuple[float, float, float]:
    """Return networkx' time over the trust table's: with both graphs built, and with the table's own index built anew; the last in seconds.

    All are medians. The index of a web is built once after each change, as networkx' graph would have to be.
    """
    graph = web()
    plain, first = nx.DiGraph(graph.graph), graph.domains[0].dns
    rows = []
    for _ in range(rounds):
        networkx_s = seconds(lambda: nx.transitive_closure(plain, reflexive=True))
        graph.add(graph.trusts[0])  # forgets the index and the table
        index_s = seconds(lambda: graph.route(first, first))
        table_s = seconds(lambda: graph.reaches(first, first))
        rows.append((networkx_s / table_s, networkx_s / (index_s + table_s), table_s))
    check_closure(graph, plain)
    warm, cold, table_s = (statistics.median(column) for column in zip(*rows, strict=True))
    return warm, cold, table_s


def check_closure(graph: TrustGraph, plain: nx.DiGraph[str]) -> None:
    """Raise SystemExit unless both answers are the same, because a quick wrong one is worth nothing."""
    closed = nx.transitive_closure(plain, reflexive=True)
    if any(set(graph.accepted(domain.dns)) != set(closed[domain.dns]) for domain in graph.domains):
        sys.exit("the trust table and networkx disagree")


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
    warm, cold, table_s = closure_ratio(asked.rounds)
    print(
        f"trust closure, {FORESTS * DOMAINS_EACH} domains: {warm:.0f} times as fast as networkx ({1000 * table_s:.1f} ms)"
    )
    print(f"the same from a web that has just changed: {cold:.0f} times as fast")
    print(f"start, simcom --help: {start_ratio(asked.rounds):.1f} times a bare interpreter")


if __name__ == "__main__":
    main()
