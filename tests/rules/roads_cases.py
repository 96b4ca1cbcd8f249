"""Ports, names and machines that come and go, both ways."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import absent, shown
from runtime.calls_estate import ANN, call, client, estate, machine, ran, server, unmarshal

from simcom.runtime.channel.ports import DYNAMIC_NEW, DYNAMIC_OLD, span
from simcom.runtime.networks import Change, Happening
from simcom.runtime.world import World
from simcom.vocabulary.activation import INTERACTIVE_USER

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine

HMI, OPC = machine("hmi01", "corp.example"), machine("opc01", "plant.example")
ONE_PORT = replace(OPC, ports=(5000, 5000))
OLD = replace(OPC, settings=replace(OPC.settings, windows="server-2003-sp1"))
TOLD = "RPC_S_OUT_OF_RESOURCES"


def reached(host: Machine = OPC, second: str = "opc01", port: int | None = None) -> list[str]:
    """Return what becomes of references to two servers, the second of them on a machine of its own or beside the first."""
    one, other = server(port=port), replace(server(), name="other", machine=second)
    script = (unmarshal("a"), unmarshal("b", "other.historian", name="q"), call("c", "q"))
    rows = ran(estate(one, other, client(*script), machines=(HMI, host)))
    return [rows[name].ruling.hresult.name for name in "ab"]


def ports(host: Machine = OPC, port: int | None = None) -> tuple[int, int]:
    """Return the ports of two servers, the second of which is asked for its own first."""
    world = World(estate(server(port=port), replace(server(), name="other"), machines=(HMI, host)), "", 0)
    other = world.processes["other"].port
    return world.processes["server"].port, other


def at_the_screen(identity: str) -> bool:
    """Tell whether a server runs on when its user logs off."""
    used = replace(OPC, sessions=(ANN,))
    off = Change(1.0, Happening("log off", "opc01", ANN))
    world = World(estate(server(account=ANN, identity=identity), machines=(HMI, used), timeline=(off,)), "", 0)
    world.start()
    world.env.run()
    return world.processes["server"].alive


def patched(kind: str) -> str | None:
    """Return a machine's patch level after an update, and something that happened to it."""
    value = machine("opc01", "plant.example", patch="P3")
    later = Change(2.0, Happening(kind, "opc01"))
    world = World(estate(server(), timeline=(Change(1.0, value), later)), "", 0)
    world.start()
    world.env.run()
    return world.machine("opc01").settings.patch


CASES = (
    shown("port-dynamic-new", "today's range", lambda: (DYNAMIC_NEW, span(OPC))),
    absent("port-dynamic-new", "before Vista", lambda: (DYNAMIC_OLD, span(OLD))),
    shown("port-dynamic-old", "before Vista", lambda: (DYNAMIC_OLD, span(OLD))),
    absent("port-dynamic-old", "a range of its own", lambda: ((5000, 5000), span(ONE_PORT))),
    shown("port-restrict-rpc", "two servers and one port", lambda: (["S_OK", TOLD], reached(ONE_PORT))),
    absent("port-restrict-rpc", "ports enough", lambda: (["S_OK", "S_OK"], reached())),
    shown("port-static-appid", "pinned", lambda: ((6000, 5000), ports(ONE_PORT, 6000))),
    absent("port-static-appid", "not pinned: whoever comes first", lambda: ((0, 5000), ports(ONE_PORT))),
    shown("port-lazy-listen", "who is asked for first listens first", lambda: ((49153, 49152), ports())),
    absent(
        "port-lazy-listen", "nobody on another machine asks", lambda: (["S_OK", "S_OK"], reached(ONE_PORT, "hmi01"))
    ),
    shown(
        "act-session-identity",
        "the interactive user's server goes with him",
        lambda: (False, at_the_screen(INTERACTIVE_USER)),
    ),
    absent("act-session-identity", "any other stays", lambda: (True, at_the_screen(""))),
    shown("H2", "the values are read at the start", lambda: ("P3", patched("restart"))),
    absent("H2", "and at no other time", lambda: (None, patched("log on"))),
)
