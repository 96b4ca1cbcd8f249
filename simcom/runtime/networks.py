"""What lies between machines, and what happens to it and to them in time: plain frozen values of the estate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.runtime.steps import NO_TIME, Duration

if TYPE_CHECKING:
    from simcom.landscape.model import Trust
    from simcom.runtime.estate import Account, DomainPolicy, Group, Machine

LAN_ONE_WAY = Duration(0.00035)
"""Half of the median round trip of a call in a lab LAN, 0.70 ms (`cost-measured-lan`)."""
LOCAL_ONE_WAY = Duration(0.00005)
"""One way over the local transport; a figure of ours, small beside the LAN's."""

Ports = tuple[tuple[int, int], ...]
"""Ranges of TCP ports, both ends included."""


@dataclass(frozen=True, slots=True)
class Firewall:
    """What a machine's firewall lets in from other machines: some ports, and any port of some processes.

    ``closed`` says what becomes of the rest: "drop" (nothing comes back) or "reject" (refused at once).
    """

    closed: str = "drop"
    ports: Ports = ()
    processes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Two machines that cannot reach each other, on some ports or on all (none named): "drop" or "reject".

    ``one_way``: only connections from ``one`` to ``other`` are stopped. A star stands for any machine.
    """

    one: str
    other: str
    how: str = "drop"
    ports: Ports = ()
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """One-way latencies: ``latency`` between any two machines, ``links`` where a pair has its own; ``local`` within one machine.

    ``stub`` is the time a proxy needs to marshal a call before it is sent; ``function_s`` one local function call. ``blocked`` are pairs
    of a machine or domain and the domain whose controllers it cannot reach, which then cost ``unreachable_s`` a try (`cost-timeouts`).

    ``cuts`` are pairs of machines that cannot reach each other, ``unknown_names`` pairs of a client machine (empty: any) and a name that
    does not resolve there. ``syn_s`` is what an address costs that never answers (`tcp-connect-timeout`), ``refused_s`` one that refuses.
    ``keepalive_s`` is after how long without a packet a connection is found dead (`server-machine-crash`). ``ping_s`` is the period of
    pings and ``pings_missed`` how many may be missed (`ping-period`). ``per_byte_s`` is what a byte costs on the wire, and
    ``integrity_per_byte_s`` and ``privacy_per_byte_s`` what signing and sealing one costs each end.
    """

    latency: Duration = LAN_ONE_WAY
    local: Duration = LOCAL_ONE_WAY
    links: tuple[tuple[str, str, Duration], ...] = ()
    stub: Duration = NO_TIME
    function_s: float = 0.000001
    blocked: tuple[tuple[str, str], ...] = ()
    unreachable_s: float = 5.0
    cuts: tuple[Cut, ...] = ()
    unknown_names: tuple[tuple[str, str], ...] = ()
    syn_s: float = 21.0
    refused_s: float = 0.0
    keepalive_s: float = 722.0
    ping_s: float = 120.0
    pings_missed: int = 3
    per_byte_s: float = 0.0
    integrity_per_byte_s: float = 0.0
    privacy_per_byte_s: float = 0.0


DEFAULT_NETWORK = Network()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to machines or processes at a time, rather than a setting that is different from then on.

    ``kind`` is "crash" (a machine vanishes without a word), "start" (it, or a process, comes up), "restart" (a machine goes down in order
    and is back after its boot time), "kill" (a process ends), "log off" or "log on" (an account's session on a machine, by ``account``),
    "cut" (by ``cut``) or "heal" (a cut ends). ``subject`` is the machine or the process.
    """

    kind: str
    subject: str = ""
    account: str = ""
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happens, or that is different from a time on.

    A new value stands for the one of the same name (a trust: of the same ends and kind).
    """

    at_s: float
    value: Account | Group | Machine | DomainPolicy | Trust | Happening
    place: str = ""
