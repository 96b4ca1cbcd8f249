"""Pings and rundown, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import absent, shown

from simcom.rules import liveness
from simcom.rules.liveness import ClientSet, Ping, ServerSet, heard, holders, next_ping
from simcom.vocabulary.assumptions import Assumptions

if TYPE_CHECKING:
    from collections.abc import Hashable

KEPT = ServerSet(7, 3, ("a", "b"), 0.0)
HELD = ClientSet(7, 3, ("a", "b"))


def answer(kept: ServerSet | None, ping: Ping) -> str:
    """Return what a server that knows `a`, `b` and `c` answers."""
    return heard(kept, ping, 120.0, fresh_id=9, exists=lambda oid: oid in ("a", "b", "c"))[1]


def sends(known: ClientSet, *oids: Hashable) -> Ping | None:
    """Return what a client sends at a tick."""
    return next_ping(known, oids)[1]


def made(ping: Ping) -> int | None:
    """Return the id of the set there is after a ping to a server that has none."""
    found = heard(None, ping, 0.0, fresh_id=9, exists=lambda _: True)[0]
    return found.setid if found else None


CASES = (
    shown("ping-period", "three periods of two minutes", lambda: (360.0, liveness.time_out_s())),
    absent("ping-period", "the parameters are an estate's", lambda: (300.0, liveness.time_out_s(60.0, 5))),
    shown("O13", "a vanished client is noticed after six minutes", lambda: (360.0, liveness.deadline_s(0.0))),
    absent("O13", "not before the last ping's time is over", lambda: (True, liveness.deadline_s(240.0) > 360.0)),
    shown(
        "disagree-rundown-latency",
        "twelve minutes, as the post has it",
        lambda: (720.0, liveness.time_out_s(assume=Assumptions(rundown_latency="720 s"))),
    ),
    absent("disagree-rundown-latency", "six, as the specification counts", lambda: (360.0, liveness.time_out_s())),
    shown("ping-first", "a set is made", lambda: (Ping(0, 1, ("a",), complex=True), sends(ClientSet(), "a"))),
    absent("ping-first", "what came and went between two ticks is never pinged", lambda: (None, sends(ClientSet()))),
    shown(
        "ping-delta",
        "what came and what went",
        lambda: (Ping(7, 4, ("c",), ("a",), complex=True), sends(HELD, "b", "c")),
    ),
    absent("ping-delta", "nothing new", lambda: (Ping(7), sends(HELD, "a", "b"))),
    shown("ping-server-rules", "an unknown set", lambda: ("OR_INVALID_SET", answer(None, Ping(7)))),
    shown(
        "ping-server-rules",
        "an unknown object",
        lambda: ("OR_INVALID_OID", answer(KEPT, Ping(7, 4, ("x",), complex=True))),
    ),
    absent("ping-server-rules", "a known set", lambda: ("S_OK", answer(KEPT, Ping(7)))),
    absent("ping-server-rules", "an old number", lambda: ("S_OK", answer(KEPT, Ping(7, 2, ("x",), complex=True)))),
    shown("id-setid", "the server gives one", lambda: (9, made(Ping(0, 1, ("a",), complex=True)))),
    absent("id-setid", "not for one that it does not know", lambda: (None, made(Ping(7, 1, ("a",), complex=True)))),
    shown("rundown", "the set's objects go", lambda: (("a", "b"), holders((KEPT,), KEPT))),
    shown(
        "rundown-shared", "held by another set", lambda: (("b",), holders((KEPT, ServerSet(8, 1, ("a",), 0.0)), KEPT))
    ),
    absent("rundown-shared", "held by nobody else", lambda: (("a", "b"), holders((KEPT,), KEPT))),
    shown("rundown-grace", "called within the last period", lambda: (480.0, liveness.rearmed_s(360.0, 250.0))),
    absent("rundown-grace", "called before", lambda: (None, liveness.rearmed_s(360.0, 240.0))),
    shown("rundown-never-pinged", "as if a set had been there", lambda: (365.0, liveness.never_pinged_s(5.0))),
    absent(
        "rundown-never-pinged",
        "kept, as the specification says",
        lambda: (None, liveness.never_pinged_s(5.0, assume=Assumptions(never_pinged="kept"))),
    ),
)
