"""The way from a client to an endpoint of a server at one instant, and the protocol versions at its two ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcom.vocabulary.machines import ComVersion
    from simcom.vocabulary.rulings import Step

OPEN, DROPPED, REJECTED = "open", "dropped", "rejected"
"""What becomes of a packet: it arrives; nothing ever comes back; it is refused at once (`fail-fast-vs-slow`)."""

DOWN, CUT, WALL, NAT = "machine down", "cut", "firewall", "address translation"
"""What stands in a way that is not open."""

LIVES, RUN_DOWN, DISCONNECTED = "lives", "run down", "disconnected"
"""What became of an object at its exporter."""

PROCESS, MACHINE, SILENT, RESET, UNSTARTED = "process", "machine", "silent", "reset", "unstarted"
"""What a call under way is lost to: its server's process ended, that one's machine vanished, a road swallows packets, the connection was
torn down; or it is known that the call was never sent."""

KILLED, EXITED, LOGGED_OFF, SHUT_DOWN, CRASHED = "killed", "exited", "logged off", "shut down", "crashed"
"""What ended a process: somebody, itself, the end of its interactive user's session, or that of its machine, in order or not."""


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What lies between a client and one endpoint.

    ``name`` says what the server's name gives: "resolves", "unknown" or "malformed". ``way`` is ``OPEN``, ``DROPPED`` or ``REJECTED``, and
    ``why`` says in words where it is not open ("the firewall of opc01 drops port 49153"), ``rule`` which fact is behind that and ``by``
    what stands there: ``DOWN``, ``CUT``, ``WALL`` or ``NAT``. ``endpoint`` is "machine:port", ``ports`` the range that the port was taken
    from (``None``: it is fixed), ``addresses`` how many addresses are tried in turn. ``connected`` tells that a connection is there.
    ``exporter`` is "alive", "gone" (nobody listens on its port) or "other" (another exporter has got the port). ``object`` is one of
    ``LIVES``, ``RUN_DOWN``, ``DISCONNECTED``; ``interface`` tells whether the IPID is still known. ``filtered`` is what the server's
    message filter answers: empty, "rejected" or "retry later". ``busy`` tells that the server takes no more calls. ``reclaimed`` is the
    step by which an object was run down, if that is known. ``fate`` is what ended an exporter that is not there any more, one of
    ``KILLED`` and its like. ``resends`` tells that the client takes its connection to be there and sends
    over it again and again, where nothing comes back.
    """

    name: str = "resolves"
    way: str = OPEN
    why: str = ""
    rule: str = ""
    endpoint: str = ""
    addresses: int = 1
    connected: bool = True
    exporter: str = "alive"
    object: str = LIVES
    interface: bool = True
    filtered: str = ""
    busy: bool = False
    by: str = ""
    ports: tuple[int, int] | None = None
    reclaimed: Step | None = None
    resends: bool = False
    fate: str = ""


CLEAR = PathFacts()
"""Nothing in the way."""


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """COMVERSION at both ends: what the client announces and what the server speaks (`ver-rule`).

    ``negotiates`` tells that the client announces the lower of the two minors, as Windows does; else it announces its own, come what may.
    ``old_refused`` tells that the server answers too low a minor with RPC_E_INVALID_HEADER (`H24`).
    """

    client: ComVersion = (5, 7)
    server: ComVersion = (5, 7)
    negotiates: bool = True
    old_refused: bool = False


SAME_VERSION = VersionFacts()
"""Both ends speak 5.7, as everything modern does."""
