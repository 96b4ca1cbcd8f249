"""Lengths of time: what a duration in the estate comes to, draw by draw.

One stream of random numbers for each purpose, seeded from the run's seed and the purpose's name, so that adding a process changes no
other process's draws and no hash order matters.
"""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcom.runtime.networks import Network
    from simcom.runtime.steps import Duration


def stream(seed: int, purpose: str) -> random.Random:
    """Return the random numbers for one purpose of one run."""
    digest = hashlib.blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return random.Random(int.from_bytes(digest, "big"))  # noqa: S311  (simulated time, not secrets)


def draw(duration: Duration, numbers: random.Random) -> float:
    """Return one length in seconds, never negative."""
    if duration.kind == "exponential":
        return numbers.expovariate(1.0 / duration.a_s) if duration.a_s > 0 else 0.0
    if duration.kind == "uniform":
        return numbers.uniform(duration.a_s, duration.b_s)
    if duration.kind == "normal":
        return max(0.0, numbers.gauss(duration.a_s, duration.b_s))
    return duration.a_s


def one_way(network: Network, one: str, other: str) -> Duration:
    """Return the latency between two machines: the pair's own, else the general one; within a machine the local one."""
    if one == other:
        return network.local
    ends = {one, other}
    return next((latency for first, second, latency in network.links if {first, second} == ends), network.latency)
