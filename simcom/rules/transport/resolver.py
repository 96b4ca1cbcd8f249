"""The resolver's business on the wire: one request and what it needs, resolution of an OXID, and pings. All of it goes to port 135.

Source: MS-DCOM 3.2.4.1.1, 3.2.4.1.2, 3.2.6.1; sizes as measured with a public protocol library and in public captures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.choice import unauthenticated
from simcom.rules.transport.legs import RESOLVER_PORT, Ends, build, connect, multiplexes, offered, plain_bind
from simcom.rules.transport.sizes import FAULT, REQUEST_HEADER, native_bytes, pdu_bytes
from simcom.rules.transport.tokens import token_bytes, wire_level
from simcom.rules.transport.travelled import ANSWERED, FAULTED, NO_ANSWER, RESPONSE, answered, ending, knocked
from simcom.vocabulary.citations import models
from simcom.vocabulary.messages import Message
from simcom.vocabulary.paths import OPEN
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.machines import MachineSettings
    from simcom.vocabulary.paths import PathFacts
    from simcom.vocabulary.rulings import Ruling

WITH_RESOLVE_OXID2 = (5, 2)
"""The version from which a resolver has ResolveOxid2 (`ver-history`)."""

STUBS: dict[str, tuple[int, int]] = {
    "server_alive2": (0, 160),
    "remote_create_instance": (1000, 1050),
    "remote_get_class_object": (1000, 1050),
    "remote_activation": (1000, 1050),
    "resolve_oxid2": (18, 220),
    "resolve_oxid": (18, 200),
    "simple_ping": (8, 4),
    "complex_ping": (24, 16),
}
"""Stubs of a request and its reply. Requests and an activation's reply are `native-stub-sizes`; the other replies are figures of ours."""


@models("native-stub-sizes")
def ping_stub_bytes(added: int, removed: int = 0) -> int:
    """Return the stub of a ComplexPing that adds and removes so many OIDs: 24 if none, else 28 and 8 for each."""
    return 28 + 8 * (added + removed) if added or removed else 24


@models("port-135")
def resolver_ends(client: MachineSettings, server: MachineSettings, path: PathFacts | None = None) -> Ends:
    """Return between whom the resolver's business travels."""
    named = path.endpoint if path is not None else ""
    return Ends(client.name, named or f"{server.name}:{RESOLVER_PORT}", offered(client))


@models("act-serveralive-unauth")
def server_alive(one: Ends) -> tuple[Message, ...]:
    """Return ServerAlive2 on a connection of its own, which is never protected."""
    size = native_bytes(*STUBS["server_alive2"], None)
    return connect(one), plain_bind(one), Message("server_alive2", one.frm, one.to, 1, size)


def asked_resolver(
    facts: CallFacts,
    said: Authentication | None,
    one: Ends,
    request: tuple[str, int, int],
    *,
    connected: bool,
    probed: bool,
    how: str,
) -> tuple[Message, ...]:
    """Return one authenticated or unsecured request to a resolver, with the context it needs, as far as it travelled.

    ``connected`` tells that a connection is there that new contexts may share, ``probed`` that one without security is, ServerAlive2's
    own: there an unsecured request only adds its interface. ``how`` is how the request was answered.
    """
    if said is None and not unauthenticated(facts):
        return ()
    if said is not None and not said.legs and not said.reused:
        return ()
    made = () if said is not None and said.reused else _opened(facts, said, one, connected=connected, probed=probed)
    return (*made, _request(facts, said, one, request, how)) if answered(said) else made


def _request(
    facts: CallFacts, said: Authentication | None, one: Ends, request: tuple[str, int, int], how: str
) -> Message:
    """Return a request with its answer, if it got one."""
    name, sends, returns = request
    token = token_bytes(said.mechanism if said else None, wire_level(facts))
    whole = how in (RESPONSE, ANSWERED)
    size = native_bytes(sends, returns, token) if whole else pdu_bytes(REQUEST_HEADER, sends, token)
    size += FAULT if how == FAULTED else 0
    return Message(name, one.frm, one.to, int(how != NO_ANSWER), size, how)


@models("ctx-new-interface")
def _opened(
    facts: CallFacts, said: Authentication | None, one: Ends, *, connected: bool, probed: bool
) -> tuple[Message, ...]:
    """Return the connection and the bind or legs that a request to a resolver needs."""
    if said is None:
        return (plain_bind(one, fresh=False, leg="interface"),) if probed else (connect(one), plain_bind(one))
    shares = connected and multiplexes(facts.client_machine, facts.server_machine)
    legs = build(one, said, fresh=not shares)
    return legs if shares else (connect(one), *legs)


@models("unmarshal-steps", "cost-activation")
def resolve_messages(
    attempts: tuple[CallFacts, ...],
    ruling: Ruling,
    proofs: tuple[Authentication | None, ...],
    *,
    warm: bool = False,
    known: bool = True,
) -> tuple[Message, ...]:
    """Return the messages of an OXID's resolution: ServerAlive2 unless the resolver is known, then the request of each attempt made.

    ``known`` tells whether the resolver still knows the OXID.
    """
    first, last = attempts[0], ruling.decisive
    one = resolver_ends(first.client_machine, first.server_machine, first.path)
    if last.stops and last.stage in (Stage.RESOLVE, Stage.CONNECT):
        if first.path.way != OPEN or first.path.name != "resolves":
            return knocked(one, first.path)
        if last.side is Side.CLIENT:
            return ()
    found, held = list(() if warm else server_alive(one)), warm and first.path.connected
    for number, (call, said) in enumerate(zip(attempts, proofs, strict=False), start=1):
        how = ending(ruling) if number == len(proofs) else FAULTED
        how = ANSWERED if how == RESPONSE and not known else how
        found.extend(_resolved(call, said, one, connected=held, probed=held or not warm, how=how))
    return tuple(found)


@models("unmarshal-steps", "ver-history")
def _resolved(
    call: CallFacts, said: Authentication | None, one: Ends, *, connected: bool, probed: bool, how: str
) -> tuple[Message, ...]:
    """Return one attempt at ResolveOxid2, and ResolveOxid after it where the server is older than that and knows no such number."""
    new, old = (("resolve_oxid2", *STUBS["resolve_oxid2"]), ("resolve_oxid", *STUBS["resolve_oxid"]))
    too_old = call.versions.server < WITH_RESOLVE_OXID2 and not (said is not None and said.cause)
    sent = asked_resolver(call, said, one, new, connected=connected, probed=probed, how=FAULTED if too_old else how)
    return (*sent, _request(call, said, one, old, how)) if sent and too_old else sent


@models("ping-first", "ping-delta", "ping-machine-level", "native-stub-sizes")
def ping_messages(  # noqa: PLR0913  (each is one thing that the wire depends on)
    facts: CallFacts,
    said: Authentication | None,
    *,
    added: int = 0,
    removed: int = 0,
    simple: bool | None = None,
    connected: bool = True,
    bound: bool = True,
    how: str = RESPONSE,
) -> tuple[Message, ...]:
    """Return the messages of one ping: a ComplexPing where OIDs come or go, else a SimplePing (``simple`` says otherwise).

    ``how`` is how the request was answered, in the words of ``ending``.
    """
    one = resolver_ends(facts.client_machine, facts.server_machine, facts.path)
    plain = not (added or removed) if simple is None else simple
    kind = "simple_ping" if plain else "complex_ping"
    sends = STUBS[kind][0] if plain else ping_stub_bytes(added, removed)
    if facts.path.way != OPEN:
        return knocked(one, facts.path)
    request = (kind, sends, STUBS[kind][1])
    if bound:
        return (_request(facts, said, one, request, how),)
    return asked_resolver(facts, said, one, request, connected=connected, probed=connected, how=how)
