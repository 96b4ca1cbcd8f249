"""The rungs before anything of RPC's travels: the server's name, the way to its port, the process that listens there.

Source: MS-RPCE 2.1.1.1; MS KB 200770; win32 Rpc preventing-client-side-hangs.md; the facts' table of failures.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simcom.rules.reach.fates import bearing, cure, ended_before
from simcom.rules.steps import fact, fails
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import CUT, DOWN, DROPPED, NAT, OPEN, WALL
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.paths import PathFacts
    from simcom.vocabulary.rulings import Step

UNAVAILABLE = "RPC_S_SERVER_UNAVAILABLE"
SINK_GONE = "drop the sink: its client has to ask again"
"""What helps a server whose client, which it calls back, is gone (`client-gone-callback`)."""
RESENT = (
    ": the client takes its connection to be there, and TCP sends the request again and again before it gives it up"
)
FIRST_SYN_S, RETRANSMISSIONS = 3.0, 2
"""How long TCP waits for an answer to its first SYN, and how often it tries again by default."""

KEEPALIVE_STEP_S, KEEPALIVE_NEVER, KEEPALIVE_DEFAULT, PROBES = 120.0, 10, 5, 3


@models("tcp-connect-timeout")
def syn_s(retransmissions: int = RETRANSMISSIONS) -> float:
    """Return how long an address takes that never answers, in seconds: 3, then twice as long each time."""
    return FIRST_SYN_S * float(2 ** (retransmissions + 1) - 1)


@models("keepalive-table", "server-machine-crash")
def keepalive_s(parameter: int = KEEPALIVE_DEFAULT) -> float | None:
    """Return after how many idle seconds RPC probes a connection, by its time-out parameter (0 to 10); ``None`` for never."""
    return None if parameter >= KEEPALIVE_NEVER else KEEPALIVE_STEP_S * (parameter + 1)


@models("keepalive-table", "server-machine-crash")
def given_up_s(packet_s: float, gone_s: float, keepalive_s: float) -> float:
    """Return when a call finds out that nobody has been there since ``gone_s``, in seconds.

    Its connection has been idle since ``packet_s`` and is probed after each ``keepalive_s``; a probe that is answered begins the wait anew.
    """
    if keepalive_s <= 0:
        return gone_s
    probes = max(1, math.ceil((gone_s - packet_s) / keepalive_s))
    return max(packet_s + probes * keepalive_s, gone_s)


@models("fail-fast-vs-slow", "tcp-connect-timeout", "dns-multi-address", "H17")
def lost_s(path: PathFacts, syn_s: float = 21.0, refused_s: float = 0.0) -> float:
    """Return after how many seconds a failure to reach shows: the time-out for every address that is silent, at once for the rest.

    ``syn_s`` and ``refused_s`` are what an address costs that never answers and one that refuses.
    """
    if path.name != "resolves":
        return 0.0
    if path.way == DROPPED:
        return syn_s if path.resends else path.addresses * syn_s
    return path.addresses * refused_s if path.way != OPEN or path.exporter == "gone" else 0.0


@models("fail-table")
def name_resolves(facts: CallFacts) -> Step | None:
    """Refuse a call to a name that gives no address, at once."""
    return None if facts.local else name_fails(facts.path, facts.server_machine.name, facts.client_machine.name)


def name_fails(path: PathFacts, name: str, client: str) -> Step | None:
    """Return the failure of a name that is malformed or gives no address on the client's machine, ``None`` where it resolves."""
    if path.name == "resolves":
        return None
    where = {"stage": Stage.RESOLVE, "side": Side.CLIENT}
    if path.name == "malformed":
        because = f"`{name}` is no machine's name"
        return fails("fail-table", "CO_E_BAD_SERVER_NAME", because, **where, remedy="give a name or an address")
    because = f"the name of {name} gives no address on {client}"
    also = ("fail-fast-vs-slow",)
    remedy = f"register {name} in the client's DNS, or ask for it by a name that resolves there"
    return fails("fail-table", UNAVAILABLE, because, **where, also=also, remedy=remedy)


@models("fail-table", "tcp-connect-timeout", "fail-fast-vs-slow", "dns-multi-address", "H17")
@models("port-callback-direction", "rpc-retry-no-reresolve", "client-gone-callback")
def way_open(facts: CallFacts) -> Step | None:
    """Refuse a call whose packets do not get through: after the time-out of every address if they are dropped, at once if refused."""
    if facts.local or facts.path.way == OPEN:
        return None
    also: tuple[str, ...] = ("port-callback-direction",) if facts.callback else ()
    path, machine = facts.path, facts.server_machine.name
    if path.exporter == "alive":
        return way_fails(path, machine, also)
    also += ("rpc-retry-no-reresolve",)
    then = f"{_way_cure(path, machine)}, then activate the object again: a proxy never heals"
    return way_fails(path, machine, also, SINK_GONE if facts.callback else then)


def way_fails(path: PathFacts, machine: str, more: tuple[str, ...] = (), remedy: str = "") -> Step | None:
    """Return the failure of a way that is not open, ``None`` where it is; only a server's own firewall decides on its side.

    ``remedy`` is what helps, if more than opening the way.
    """
    if path.way == OPEN:
        return None
    to = path.endpoint or machine
    silent = path.way == DROPPED
    why = path.why or (f"nothing comes back from {to}" if silent else f"{to} refuses the connection")
    after = ": the client waits for each address in turn" if silent and path.addresses > 1 else ""
    after = RESENT if path.resends else after
    seen = (fact("endpoint", to), fact("addresses tried", path.addresses), fact("packets", path.way))
    rule = path.rule or ("tcp-connect-timeout" if silent else "fail-fast-vs-slow")
    also = (*_also(path, silent=silent), *more)
    side = Side.CLIENT if path.by in (CUT, DOWN) else Side.SERVER
    where = {"stage": Stage.CONNECT, "side": side, "also": also, "remedy": remedy or _way_cure(path, machine)}
    return fails(rule, UNAVAILABLE, f"{why}{after}", *seen, **where)


def _way_cure(path: PathFacts, machine: str) -> str:
    """Return what would open a way, by what stands in it."""
    to = path.endpoint or machine
    if path.by == WALL and path.ports is not None:
        low, high = path.ports
        return f"open ports {low}-{high} in the firewall of {machine}, or pin the server to a port and open that"
    cures = {
        DOWN: f"start {machine}",
        CUT: f"let the network between the two machines pass {to} again",
        WALL: f"open port {to.rpartition(':')[2]} in the firewall of {machine}",
        NAT: f"reach {machine} from its own site or through a VPN, or let it advertise addresses that can be used from outside",
    }
    return cures.get(path.by) or f"let {to} be reached: start the machine, or open the port in every firewall between"


def _also(path: PathFacts, *, silent: bool) -> tuple[str, ...]:
    """Return what else bears on a way that is not open."""
    rules: tuple[str, ...] = ("fail-fast-vs-slow", "fail-table", "H17")
    rules += ("tcp-connect-timeout",) if silent else ()
    return rules + (("dns-multi-address",) if path.addresses > 1 else ())


@models("server-killed-idle", "server-restart-stale", "rpc-retry-no-reresolve", "client-gone-callback", "fail-table")
def exporter_there(facts: CallFacts) -> Step | None:
    """Refuse a call to a process that is gone; a proxy never looks for a new one, so every later call ends the same way."""
    if facts.path.exporter != "gone":
        return None
    fate = facts.path.fate
    because = facts.path.why or f"{ended_before(fate, facts.server_machine.name)}, and nobody listens on its port"
    remedy = SINK_GONE if facts.callback else cure(fate, "activate the object again: a proxy never heals")
    where = {"stage": Stage.CONNECT, "side": Side.SERVER, "remedy": remedy}
    also = ("rpc-retry-no-reresolve", "fail-table", *(("client-gone-callback",) if facts.callback else bearing(fate)))
    return fails(facts.path.rule or "server-killed-idle", UNAVAILABLE, because, **where, also=also)
