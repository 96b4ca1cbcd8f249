"""What travels and what is left behind: the messages of one step, and the lines it writes into Windows' event logs."""

from __future__ import annotations

from dataclasses import dataclass


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
