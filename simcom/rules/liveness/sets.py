"""Ping sets at both ends: what a client sends at a tick, and what a server makes of it.

Source: MS-DCOM 3.1.2.5.1.2, 3.1.2.5.1.3, 3.1.2.6, 3.2.6.1. An OID is any name of an object; the order of a set is that of its coming.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

OK, INVALID_SET, INVALID_OID, ACCESS_DENIED = "S_OK", "OR_INVALID_SET", "OR_INVALID_OID", "E_ACCESSDENIED"
"""What a ping is answered with; the application never sees any of it."""


@dataclass(frozen=True, slots=True)
class Ping:
    """One ping: a SimplePing, or with ``complex`` a ComplexPing, which makes a set (``setid`` 0) or changes it."""

    setid: int
    sequence: int = 0
    added: tuple[Hashable, ...] = ()
    removed: tuple[Hashable, ...] = ()
    complex: bool = False


@dataclass(frozen=True, slots=True)
class ClientSet:
    """What a client machine knows of its set at one server machine. ``setid`` 0: the server has given none yet."""

    setid: int = 0
    sequence: int = 0
    oids: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerSet:
    """One set as the server's resolver keeps it, and when it was last heard of, in seconds."""

    setid: int
    sequence: int
    oids: tuple[Hashable, ...]
    heard_s: float


@models("ping-first", "ping-delta")
def next_ping(known: ClientSet, oids: tuple[Hashable, ...]) -> tuple[ClientSet, Ping | None]:
    """Return what a client sends at a tick for the objects it holds then, and what it knows afterwards.

    The first ping makes the set; later ones say only what came and went, or nothing. Where nothing is held any more the client forgets
    the set without a word (``None``), and the server's timer ends it.
    """
    if not oids:
        return ClientSet(), None
    if known.setid and oids == known.oids:
        return known, Ping(known.setid)
    before, after = set(known.oids), set(oids)
    added = tuple(oid for oid in oids if oid not in before)
    removed = tuple(oid for oid in known.oids if oid not in after)
    if known.setid and not added and not removed:
        return replace(known, oids=oids), Ping(known.setid)
    sequence = known.sequence + 1
    sent = Ping(known.setid, sequence, added if known.setid else oids, removed if known.setid else (), complex=True)
    return ClientSet(known.setid, sequence, oids), sent


@models("ping-server-rules", "id-setid")
def heard(
    kept: ServerSet | None, ping: Ping, now_s: float, *, fresh_id: int, exists: Callable[[Hashable], bool]
) -> tuple[ServerSet | None, str]:
    """Return a server's set after a ping, and the answer.

    ``kept`` is the set with the ping's id, ``None`` if there is none; ``fresh_id`` is the next id to give; ``exists`` tells whether an OID
    is known. An unknown OID is an error and still leaves the timer reset and the known ones in; of unknown ones alone no set is made.
    """
    if kept is None and (ping.setid or not ping.complex):
        return None, INVALID_SET
    known = kept or ServerSet(fresh_id, 0, (), now_s)
    if not ping.complex:
        return replace(known, heard_s=now_s), OK
    if ping.sequence < known.sequence:
        return known, OK
    gone = set(ping.removed)
    wanted = dict.fromkeys((*(oid for oid in known.oids if oid not in gone), *ping.added))
    found = tuple(oid for oid in wanted if exists(oid))
    answer = OK if all(map(exists, ping.added)) else INVALID_OID
    if kept is None and answer == INVALID_OID and not found:
        return None, INVALID_OID
    return ServerSet(known.setid, ping.sequence, found, now_s), answer


@models("ping-first", "ping-server-rules")
def answered(sent: ClientSet, answer: str, setid: int = 0) -> ClientSet:
    """Return what a client knows after an answer: the id of its new set, or that it has none and must make one at the next tick."""
    if answer == INVALID_SET:
        return ClientSet()
    return replace(sent, setid=setid) if not sent.setid and setid else sent


@models("rundown", "rundown-shared")
def holders(sets: Iterable[ServerSet], given_up: ServerSet) -> tuple[Hashable, ...]:
    """Return the OIDs that go with a set that is given up: those that no other set holds."""
    held = Counter(oid for one in sets if one.setid != given_up.setid for oid in one.oids)
    return tuple(oid for oid in given_up.oids if not held[oid])
