"""What one step puts on the wire, message by message. The one door to this room: calls here, the resolver's business beside.

KDCs and controllers are not here: how they were asked is told by ``Authentication``, and nobody counts them as the call's round trips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.choice import mechanism
from simcom.rules.transport.activation import activation_messages
from simcom.rules.transport.legs import build, connect, ends, multiplexes, plain_bind
from simcom.rules.transport.resolver import ping_messages, resolve_messages
from simcom.rules.transport.sizes import FAULT, ORPCTHAT, ORPCTHIS, request_bytes, response_bytes
from simcom.rules.transport.tokens import token_bytes, wire_level
from simcom.rules.transport.travelled import ANSWERED, FAULTED, NO_ANSWER, RESPONSE, answered, asked, ending, unreached
from simcom.vocabulary.citations import models
from simcom.vocabulary.messages import Message

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling

REMOTE_UNKNOWN: dict[str, tuple[str, int, int]] = {
    "query_interface": ("rem_query_interface", 44, 64),
    "add_ref": ("rem_add_ref", 32, 12),
    "release": ("rem_release", 32, 4),
}
"""IUnknown's three methods as requests to IRemUnknown, with the bytes of arguments and results for one interface or reference.

Requests: `native-stub-sizes` less ORPCTHIS. Results by the layouts of [MS-DCOM] 3.1.1.5.6: a REMQIRESULT of 48 with its pointer and
count and an HRESULT; a list of one HRESULT and the call's own; an HRESULT."""


@models("ctx-scope-connection")
def call_messages(  # noqa: PLR0913  (each is one thing that the wire depends on)
    facts: CallFacts,
    said: Authentication | None,
    *,
    method: str | None,
    sends_bytes: int = 0,
    returns_bytes: int = 0,
    connected: bool,
    bound: bool,
    ruling: Ruling | None = None,
    kind: str = "query_interface",
) -> tuple[Message, ...]:
    """Return the messages of one call, exactly those that travelled, with their bytes.

    Parameters
    ----------
    facts, said
        The call, and how far the proof of its caller went (``None``: nobody was to be proved).
    method
        The method's name; ``None`` for a request to IRemUnknown, of which ``kind`` says which ("query_interface", "add_ref", "release").
    sends_bytes, returns_bytes
        The marshalled arguments and results of a method.
    connected, bound
        Whether the TCP connection to the endpoint is there, and whether the bind or security context is.
    ruling
        What became of the call; ``None`` where everything held.
    """
    if facts.in_process or not asked(facts, ruling):
        return ()
    name, sends, returns = ("orpc_request", sends_bytes, returns_bytes) if method is not None else REMOTE_UNKNOWN[kind]
    if facts.local:
        size = ORPCTHIS + sends + ORPCTHAT + returns
        return (Message(name, facts.client_machine.name, facts.server_machine.name, 1, size, "local"),)
    stopped = unreached(ends(facts), facts, ruling)
    if stopped:
        return _resent(facts, said, name, sends) if facts.path.resends else stopped
    made = () if bound else opened(facts, said, connected=connected)
    return (*made, *_request(facts, said, (name, sends, returns), ruling))


def _resent(facts: CallFacts, said: Authentication | None, name: str, sends: int) -> tuple[Message, ...]:
    """Return a request that goes out over a connection whose other end has vanished: it is counted once, however often TCP sends it."""
    how = said.mechanism if said else mechanism(facts)
    one, token = ends(facts), token_bytes(how, wire_level(facts))
    return (Message(name, one.frm, one.to, 0, request_bytes(sends, token), NO_ANSWER),)


@models("ctx-multiplex", "ctx-scope-connection")
def opened(facts: CallFacts, said: Authentication | None, *, connected: bool) -> tuple[Message, ...]:
    """Return what comes before a request that finds no context: the handshake where there is no connection to share, and the legs.

    Windows before Vista puts one security context on a connection, so there a further one has a connection of its own.
    """
    if said is not None and not said.legs:
        return ()
    one = ends(facts)
    shares = connected and multiplexes(facts.client_machine, facts.server_machine)
    legs = (plain_bind(one, fresh=not shares),) if said is None else build(one, said, fresh=not shares)
    return legs if shares else (connect(one), *legs)


def _request(
    facts: CallFacts, said: Authentication | None, sizes: tuple[str, int, int], ruling: Ruling | None
) -> tuple[Message, ...]:
    """Return the request with its answer; a refusal is answered with a fault, and a call that no leg proved sends none."""
    if not answered(said):
        return ()
    one, (name, sends, returns) = ends(facts), sizes
    token = token_bytes(said.mechanism if said else None, wire_level(facts))
    how = ending(ruling)
    whole = response_bytes(returns, token)
    back = {RESPONSE: whole, ANSWERED: whole, FAULTED: FAULT, NO_ANSWER: 0}[how]
    return (Message(name, one.frm, one.to, int(how != NO_ANSWER), request_bytes(sends, token) + back, how),)


__all__ = ["activation_messages", "call_messages", "opened", "ping_messages", "resolve_messages"]
