"""What travels of one call: its messages as far as they went, RPC's exchanges among them, and what their bytes cost in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.transport.cost import byte_s, exchanges
from simcom.rules.transport.legs import ends, plain_bind
from simcom.rules.transport.messages import REMOTE_UNKNOWN, call_messages
from simcom.rules.transport.sizes import FAULT, ORPCTHAT, request_bytes, response_bytes
from simcom.rules.transport.tokens import token_bytes, wire_level
from simcom.runtime.calls.logons import requests
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.runtime.calls.judged import Judged
    from simcom.runtime.calls.plans import Plan
    from simcom.runtime.channel.connections import Opening
    from simcom.runtime.interfaces import Method
    from simcom.runtime.journal import Template
    from simcom.runtime.networks import Network
    from simcom.vocabulary.messages import Message


@dataclass(frozen=True, slots=True)
class Bytes:
    """What the bytes of a call add to the wire's latency, in seconds: those before the request, the request's, and the answer's."""

    legs_s: float = 0.0
    sent_s: float = 0.0
    answered_s: float = 0.0


WEIGHTLESS = Bytes()


def asks(judged: Judged) -> bool:
    """Tell whether the request itself travels."""
    last = judged.ruling.decisive
    unreached = last.stops and last.stage in (Stage.RESOLVE, Stage.CONNECT)
    return not judged.facts.in_process and not unreached and requests(judged.ruling, judged.said)


def sends(judged: Judged) -> bool:
    """Tell whether anything is sent to the server at all: the request, or legs that end in a refusal."""
    said = judged.said
    return asks(judged) or bool(said is not None and said.legs and not said.reused)


@models("bind-auth-failure-when")
def messages(
    judged: Judged, made: Opening | None, method: Method | None, name: str | None, kind: str
) -> tuple[Message, ...]:
    """Return what travelled of a call, in order; ``made`` is what it had to open, ``method`` is none of IUnknown's.

    ``kind`` is the row's, which tells what a request to IRemUnknown asks for.
    """
    said = judged.said
    sent = call_messages(
        judged.facts,
        said,
        method=name,
        sends_bytes=method.sends_bytes if method else 0,
        returns_bytes=method.returns_bytes if method else 0,
        connected=made is None or not made.tcp,
        bound=said.reused if said is not None else made is None or not made.plain,
        ruling=judged.ruling,
        kind=kind,
    )
    return (*_introduction(judged, made), *sent) if sent else ()


def _introduction(judged: Judged, made: Opening | None) -> tuple[Message, ...]:
    """Return the exchange that makes a further interface known on a warm connection, where that is to be seen."""
    if made is None or not made.interface:
        return ()
    return (plain_bind(ends(judged.facts), fresh=False, leg=made.interface),)


def unanswered(plan: Plan, row: Template, *, sent: bool = True) -> Template:
    """Return the row of a call whose answer never came: its request travelled one way only, or with ``sent`` False not at all."""
    asked = bool(row.messages) and asks(plan.judged)
    before, last = (row.messages[:-1], row.messages[-1]) if asked else (row.messages, None)
    if last is not None and sent:
        half = last.size_bytes - _answer_bytes(plan.judged, plan.method, row.kind)
        before = (*before, replace(last, round_trips=0, size_bytes=half, leg="no answer"))
    return replace(row, messages=before, exchanges=exchanges(before))


def _answer_bytes(judged: Judged, method: Method | None, kind: str) -> int:
    """Return the size of the answer that a request would have had."""
    facts, said = judged.facts, judged.said
    returns = method.returns_bytes if method else REMOTE_UNKNOWN.get(kind, ("", 0, 0))[2]
    if facts.local:
        return ORPCTHAT + returns
    token = token_bytes(said.mechanism if said else None, wire_level(facts))
    return response_bytes(returns, token) if judged.ruling.ok else FAULT


def cost(network: Network, judged: Judged, sent: Iterable[Message], method: Method | None) -> Bytes:
    """Return what a call's bytes add in time, on the wire and for signing and sealing; those of the legs are not protected."""
    prices = (network.per_byte_s, network.integrity_per_byte_s, network.privacy_per_byte_s)
    if not any(prices) or judged.facts.local or judged.facts.in_process:
        return WEIGHTLESS
    facts, said = judged.facts, judged.said
    *legs, _ = (one.size_bytes for one in sent) if asks(judged) else (*(one.size_bytes for one in sent), 0)
    token, level = token_bytes(said.mechanism if said else None, wire_level(facts)), wire_level(facts)
    out = request_bytes(method.sends_bytes if method else 0, token)
    back = response_bytes(method.returns_bytes if method else 0, token) if judged.ruling.ok else FAULT
    first_s = sum(byte_s(size, AuthnLevel.NONE, per_byte_s=network.per_byte_s) for size in legs)
    return Bytes(first_s, _priced(network, out, level), _priced(network, back, level))


def _priced(network: Network, size_bytes: int, level: int) -> float:
    """Return how long a message's bytes take at a level, in seconds."""
    return byte_s(
        size_bytes,
        level,
        per_byte_s=network.per_byte_s,
        integrity_per_byte_s=network.integrity_per_byte_s,
        privacy_per_byte_s=network.privacy_per_byte_s,
    )
