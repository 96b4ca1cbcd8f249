"""What travels and what is left behind: the messages of one step, and the lines it writes into Windows' event logs."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Message:
    """One exchange of a step: what it is, between whom, how many round trips it takes and how many bytes travel in all.

    ``kind`` is a word of ``KINDS``. ``frm`` and ``to`` are machines or endpoints ("opc01:135"). ``leg`` says more where one kind comes in
    several forms, such as the security token a leg carries. A message of no round trip goes along with the next one (rpc_auth_3).
    """

    kind: str
    frm: str
    to: str
    round_trips: int = 1
    size_bytes: int = 0
    leg: str = ""


KINDS = ("name_lookup", "tcp_connect", "server_alive2", "bind", "alter_context", "rpc_auth_3", "remote_create_instance",
         "remote_get_class_object", "remote_activation", "launch", "class_registered", "resolve_oxid", "resolve_oxid2",
         "rem_query_interface", "rem_add_ref", "rem_release", "orpc_request", "complex_ping", "simple_ping", "rundown", "kdc_exchange",
         "dc_validation")  # fmt: skip
"""The kinds of messages (`sim-messages`). A request stands for its answer too, be it a response or a fault."""


EVENTS: Mapping[int, str] = MappingProxyType(
    {
        5605: "the namespace demands packet privacy of its callers",
        10000: "the server process could not be started",
        10001: "the server process could not be started",
        10004: "the stored account of the server could not be logged on",
        10005: "the service that is the server could not be started",
        10006: "another computer answered an activation with an error",
        10009: "the computer could not be reached by any protocol",
        10010: "the launched server did not register its class in time",
        10015: "a machine-wide limit denied a launch or an activation of the class",
        10016: "a launch or activation permission denied the caller",
        10017: "the access permission in the registry denied the caller",
        10018: "the access permission that the server set itself denied the caller",
        10019: "a machine-wide limit denied access",
        10027: "a machine-wide limit denied the caller, before any class was known",
        10028: "the computer could not be reached by any protocol",
        10036: "the activation came at less than PKT_INTEGRITY",
        10037: "the program itself set less than PKT_INTEGRITY for its activation",
        10038: "the program's default for its activation was less than PKT_INTEGRITY",
    }
)
"""What each event that may be written tells, in words of ours, by its number. Numbers and meanings: `H18`, `H19`, `act-events`."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a Windows event log that a step leaves behind: its number, on which machine, and its fields in order.

    ``audit`` tells that nothing was refused by what it reports (`H20`). ``inferred`` tells that no source says that it is logged here.
    """

    number: int
    machine: str
    fields: tuple[tuple[str, str], ...] = ()
    severity: str = "Error"
    log: str = "System"
    source: str = "Microsoft-Windows-DistributedCOM"
    audit: bool = False
    inferred: bool = False
