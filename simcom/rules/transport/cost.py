"""What messages cost: round trips as the facts count them, and the time that bytes take on the wire and at either end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.vocabulary.messages import Message

ENDS = 2
"""Signing and sealing cost both ends the same."""


def round_trips(messages: Iterable[Message]) -> int:
    """Return how often something goes out and an answer comes back, TCP's handshakes included."""
    return sum(one.round_trips for one in messages)


@models("cost-table")
def exchanges(messages: Iterable[Message]) -> int:
    """Return RPC's exchanges alone: the bind and its legs and the request, without TCP's handshakes."""
    return sum(one.round_trips for one in messages if one.kind != "tcp_connect")


def byte_s(
    size_bytes: int,
    level: int,
    *,
    per_byte_s: float = 0.0,
    integrity_per_byte_s: float = 0.0,
    privacy_per_byte_s: float = 0.0,
) -> float:
    """Return how long bytes take beyond the latency: once on the wire, and signed or sealed at both ends."""
    signed_s = integrity_per_byte_s if level >= AuthnLevel.CALL else 0.0
    crypto_s = privacy_per_byte_s if level >= AuthnLevel.PKT_PRIVACY else signed_s
    return size_bytes * (per_byte_s + ENDS * crypto_s)
