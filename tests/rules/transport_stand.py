"""Messages of calls made by hand: what travels between hmi01 and a server process on opc01, as kinds, round trips and bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.domains_stand import NTLM, ready

from simcom.rules.ladder import judge_call
from simcom.rules.logon.choice import mechanism
from simcom.rules.transport.cost import round_trips
from simcom.rules.transport.messages import call_messages
from simcom.runtime.calls.logons import proved
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import Authentication
from simcom.vocabulary.paths import PathFacts

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.messages import Message

OPEN_WAY = PathFacts(endpoint="opc01:49153")
NONE, CONNECT, CALL, PKT, INTEGRITY, PRIVACY = (level for level in AuthnLevel if level)


def there(service: int = NTLM, *arguments: Any, **changes: Any) -> CallFacts:  # noqa: ANN401
    """Return a call made ``ready``, to a port."""
    return ready(service, *arguments, **{"path": OPEN_WAY, **changes})


def sent(facts: CallFacts, *, warm: bool = False, **words: Any) -> tuple[Message, ...]:  # noqa: ANN401
    """Return what a call sends, judged as a run would; ``warm``: connection and context are there."""
    ruling = judge_call(facts)
    said = proved(facts, ruling)
    if warm and said is not None:
        said = replace(said, reused=True, legs=0, kdc=(), dc=())
    words = {"method": "Read", "connected": warm, "bound": warm, **words}
    return call_messages(facts, said, ruling=ruling, **words)


def kinds(messages: tuple[Message, ...]) -> tuple[str, ...]:
    """Return the kinds of messages, in order."""
    return tuple(one.kind for one in messages)


def brief(messages: tuple[Message, ...]) -> list[tuple[str, int, int]]:
    """Return kind, round trips and bytes of each message."""
    return [(one.kind, one.round_trips, one.size_bytes) for one in messages]


def trips(facts: CallFacts, **words: Any) -> int:  # noqa: ANN401
    """Return the round trips of a call."""
    return round_trips(sent(facts, **words))


def proof(mechanism_name: str, legs: int, cause: str = "", **words: Any) -> Authentication:  # noqa: ANN401
    """Return how a caller was proved, by hand."""
    return Authentication(mechanism_name, legs=legs, cause=cause, **words)


__all__ = [
    "CALL",
    "CONNECT",
    "INTEGRITY",
    "NONE",
    "OPEN_WAY",
    "PKT",
    "PRIVACY",
    "brief",
    "kinds",
    "mechanism",
    "proof",
    "sent",
    "there",
    "trips",
]
