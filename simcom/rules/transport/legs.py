"""Connections and contexts as messages: the handshake, the bind, and the legs that carry tokens.

Source: MS-RPCE 2.2.1.1.7, 3.3.1.5.2, 3.3.1.5.3; captures named in the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.rules.logon.choice import NTLM
from simcom.rules.transport.sizes import BIND_NAK, FAULT, ack_bytes, auth3_bytes, bind_bytes
from simcom.rules.transport.tokens import leg_tokens
from simcom.vocabulary.citations import models
from simcom.vocabulary.messages import Message

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.machines import MachineSettings

BIND, ALTER = "bind", "alter_context"
RESOLVER_PORT = 135
"""The port of every resolver (`port-135`)."""

DYNAMIC = "49152"
"""A port of the usual number of digits, where none is known: its length is the secondary address's."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Between whom: the client's machine, the endpoint called, and how many presentation elements a bind offers."""

    frm: str
    to: str
    elements: int = 1

    @property
    def port(self) -> str:
        """Return the port as the server writes it into its bind_ack."""
        head, colon, tail = self.to.rpartition(":")
        return tail if head and colon and tail.isdigit() else DYNAMIC


def offered(client: MachineSettings) -> int:
    """Return how many presentation elements a client's bind offers: Vista and later add NDR64 and the bind-time features."""
    return 1 if client.windows in BEFORE_VISTA else 3


@models("ctx-multiplex")
def multiplexes(client: MachineSettings, server: MachineSettings) -> bool:
    """Tell whether two machines put several security contexts on one connection: both are Vista or later."""
    return client.windows not in BEFORE_VISTA and server.windows not in BEFORE_VISTA


def ends(facts: CallFacts) -> Ends:
    """Return between whom a call travels."""
    return Ends(
        facts.client_machine.name, facts.path.endpoint or facts.server_machine.name, offered(facts.client_machine)
    )


def connect(one: Ends) -> Message:
    """Return TCP's handshake; its bytes are not RPC's and are not counted."""
    return Message("tcp_connect", one.frm, one.to)


@models("bind-sequence-none")
def plain_bind(one: Ends, *, fresh: bool = True, leg: str = "no security") -> Message:
    """Return the bind without security: one round trip, on an open connection an alter_context."""
    elements, address = (one.elements, one.port) if fresh else (1, "")
    size = bind_bytes(elements, None) + ack_bytes(elements, address, None)
    return Message(BIND if fresh else ALTER, one.frm, one.to, 1, size, leg)


@models("bind-auth-failure-when", "bind-legs-schannel")
def build(one: Ends, said: Authentication, *, fresh: bool = True) -> tuple[Message, ...]:
    """Return the legs of a new security context, as far as they travelled.

    Raw NTLM's third message has no answer, so what fails there shows at the first request; everything else answers on the leg itself,
    with a bind_nak on the bind and a fault on an alter_context.
    """
    if said.mechanism == NTLM and said.legs == 1:
        return _three(one, fresh=fresh)
    tokens = leg_tokens(said.mechanism, said.legs, user_to_user=said.user_to_user)
    return tuple(
        _leg(one, said, number, pair, fresh=fresh and number == 1) for number, pair in enumerate(tokens, start=1)
    )


@models("bind-legs-ntlm")
def _three(one: Ends, *, fresh: bool) -> tuple[Message, ...]:
    """Return raw NTLM's legs: NEGOTIATE and CHALLENGE, then AUTHENTICATE, which goes along with the first request."""
    (out, back), (last, _) = leg_tokens(NTLM, 2)
    elements, address = (one.elements, one.port) if fresh else (1, "")
    size = bind_bytes(elements, out) + ack_bytes(elements, address, back)
    first = Message(BIND if fresh else ALTER, one.frm, one.to, 1, size, "NTLM 1")
    return first, Message("rpc_auth_3", one.frm, one.to, 0, auth3_bytes(last), "NTLM 3")


def _leg(one: Ends, said: Authentication, number: int, tokens: tuple[int, int], *, fresh: bool) -> Message:
    """Return one leg with its answer, which is a refusal on the last leg of a context that failed."""
    out, back = tokens
    refused = bool(said.cause) and number == said.legs
    elements, address = (one.elements, one.port) if fresh else (1, "")
    answer = (BIND_NAK if fresh else FAULT) if refused else ack_bytes(elements, address, back)
    size = bind_bytes(elements, out) + answer
    name = {"ntlm": "NTLM", "kerberos": "Kerberos", "schannel": "Schannel"}[said.mechanism]
    leg = f"{name} {number}" + (", refused" if refused else "")
    return Message(BIND if fresh else ALTER, one.frm, one.to, 1, size, leg)
