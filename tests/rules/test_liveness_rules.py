"""Pings and rundown as arithmetic: the facts' windows, the two ends of a set, and what both keep true of each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcom.rules import liveness
from simcom.rules.liveness import ClientSet, Ping, ServerSet, heard, holders, next_ping
from simcom.vocabulary.assumptions import Assumptions

KNOWN = ServerSet(7, 3, ("a", "b"), 100.0)


@pytest.mark.parametrize(
    ("latency", "period_s", "missed", "expected"),
    [("360 s", 120.0, 3, 360.0), ("720 s", 120.0, 3, 720.0), ("360 s", 60.0, 5, 300.0)],
)
def test_the_time_out_of_a_set(latency: str, period_s: float, missed: int, expected: float) -> None:
    assert liveness.time_out_s(period_s, missed, Assumptions(rundown_latency=latency)) == expected


@pytest.mark.parametrize(("reading", "expected"), [("run_down", 370.0), ("kept", None)])
def test_an_object_that_nobody_ever_pinged(reading: str, expected: float | None) -> None:
    assert liveness.never_pinged_s(10.0, assume=Assumptions(never_pinged=reading)) == expected


@pytest.mark.parametrize(
    ("last_call_s", "expected"),
    [(None, None), (0.0, None), (240.0, None), (240.5, 480.0), (359.0, 480.0)],
)
def test_a_call_within_the_last_period_is_as_good_as_a_ping(last_call_s: float | None, expected: float | None) -> None:
    """`rundown-grace`: the next look is one period later."""
    assert liveness.rearmed_s(360.0, last_call_s) == expected


@pytest.mark.parametrize(
    ("known", "oids", "expected"),
    [
        (ClientSet(), (), None),
        (ClientSet(), ("a", "b"), Ping(0, 1, ("a", "b"), complex=True)),
        (ClientSet(7, 1, ("a", "b")), ("a", "b"), Ping(7)),
        (ClientSet(7, 1, ("a", "b")), ("b", "a"), Ping(7)),
        (ClientSet(7, 1, ("a", "b")), ("b", "c"), Ping(7, 2, ("c",), ("a",), complex=True)),
        (ClientSet(7, 1, ("a", "b")), ("a",), Ping(7, 2, (), ("b",), complex=True)),
        (ClientSet(7, 1, ("a", "b")), (), None),
        (ClientSet(0, 4, ("a",)), ("a", "b"), Ping(0, 5, ("a", "b"), complex=True)),
    ],
)
def test_what_a_tick_sends(known: ClientSet, oids: tuple[str, ...], expected: Ping | None) -> None:
    """`ping-first`, `ping-delta`."""
    after, sent = next_ping(known, oids)
    assert (sent, after.oids) == (expected, oids)


def exists(oid: object) -> bool:
    """Know every object but `x`."""
    return oid != "x"


@pytest.mark.parametrize(
    ("kept", "ping", "expected"),
    [
        (None, Ping(9), (None, "OR_INVALID_SET")),
        (None, Ping(9, 4, ("a",), complex=True), (None, "OR_INVALID_SET")),
        (None, Ping(0, 1, ("a",), complex=True), (ServerSet(50, 1, ("a",), 200.0), "S_OK")),
        (KNOWN, Ping(7), (replace(KNOWN, heard_s=200.0), "S_OK")),
        (KNOWN, Ping(7, 2, ("c",), complex=True), (KNOWN, "S_OK")),
        (KNOWN, Ping(7, 4, ("c",), ("a",), complex=True), (ServerSet(7, 4, ("b", "c"), 200.0), "S_OK")),
        (KNOWN, Ping(7, 4, ("x", "c"), complex=True), (ServerSet(7, 4, ("a", "b", "c"), 200.0), "OR_INVALID_OID")),
    ],
)
def test_what_a_server_makes_of_a_ping(
    kept: ServerSet | None, ping: Ping, expected: tuple[ServerSet | None, str]
) -> None:
    """`ping-server-rules`; an older number changes nothing, not even the timer."""
    assert heard(kept, ping, 200.0, fresh_id=50, exists=exists) == expected


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True).map(tuple), min_size=1, max_size=12))
def test_both_ends_of_a_set_agree_after_every_tick(ticks: list[tuple[str, ...]]) -> None:
    """What the server keeps is what the client held at its last tick, whatever came and went."""
    client, server, fresh = ClientSet(), None, 1
    for number, oids in enumerate(ticks):
        client, sent = next_ping(client, oids)
        if sent is None:
            server = None
            continue
        kept = server if sent.setid else None
        server, answer = heard(kept, sent, 120.0 * number, fresh_id=fresh, exists=lambda _: True)
        assert server is not None
        fresh, client = fresh + 1, liveness.answered(client, answer, server.setid)
        assert (set(server.oids), answer, server.setid) == (set(oids), "S_OK", client.setid)


def test_a_set_that_the_server_has_lost_is_made_anew() -> None:
    client, sent = next_ping(ClientSet(7, 3, ("a",)), ("a",))
    _, answer = heard(None, sent or Ping(0), 0.0, fresh_id=8, exists=exists)
    after = liveness.answered(client, answer)
    assert next_ping(after, ("a",))[1] == Ping(0, 1, ("a",), complex=True)


@pytest.mark.parametrize(
    ("others", "expected"),
    [((), ("a", "b")), ((ServerSet(8, 1, ("a",), 0.0),), ("b",)), ((ServerSet(8, 1, ("a", "b"), 0.0),), ())],
)
def test_an_object_of_two_sets_survives_one(others: tuple[ServerSet, ...], expected: tuple[str, ...]) -> None:
    """`rundown-shared`."""
    assert holders((KNOWN, *others), KNOWN) == expected
