"""The messages of calls: how many round trips, how many data units, and how far a call that fails comes on the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.calls_stand import CLIENT, SOMEBODY, host, proxy
from rules.domains_stand import KERBEROS, MIRRORED, NEGOTIATE, NTLM, STRANGER, user
from rules.domains_stand import SERVER as PROCESS
from rules.transport_stand import CONNECT, INTEGRITY, NONE, PRIVACY, brief, kinds, proof, sent, there

from simcom.rules.reach import interrupted
from simcom.rules.transport.cost import byte_s, exchanges, round_trips
from simcom.rules.transport.messages import call_messages, opened
from simcom.vocabulary.facts import AccountFacts, Gate
from simcom.vocabulary.identities import EMPTY_DACL
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.paths import DROPPED, REJECTED, RUN_DOWN, PathFacts
from simcom.vocabulary.rulings import Ruling

BIND_NTLM, BIND_KERBEROS = 208 + 316, 28 + 132 + 8 + 1900 + 32 + 4 + 72 + 8 + 170
ALTER_KERBEROS = 28 + 44 + 8 + 140 + 28 + 4 + 24 + 8 + 40


@pytest.mark.parametrize(
    ("service", "account", "expected", "trips"),
    [
        (None, user(), 2, 3),
        (NTLM, user(), 2, 3),
        (KERBEROS, user(), 3, 4),
        (NEGOTIATE, user(), 3, 4),
        (NEGOTIATE, MIRRORED, 3, 4),
    ],
    ids=["none", "NTLM", "Kerberos", "Negotiate to Kerberos", "Negotiate to NTLM"],
)
def test_a_cold_call_costs_what_the_table_says(
    service: int | None, account: AccountFacts, expected: int, trips: int
) -> None:
    """`cost-table`, and one round trip more for TCP's handshake."""
    facts = (
        there(NTLM, account, blanket=proxy(NONE), server=replace(PROCESS, authn_level=NONE))
        if service is None
        else there(service, account)
    )
    cold, warm = sent(facts), sent(facts, warm=True)
    assert (exchanges(cold), round_trips(cold)) == (expected, trips)
    assert (exchanges(warm), round_trips(warm)) == (1, 1)


def test_the_bytes_of_a_cold_call() -> None:
    found = [
        brief(sent(there(service, blanket=proxy(level, service, principal=None)), sends_bytes=100, returns_bytes=50))
        for service, level in ((NTLM, CONNECT), (NTLM, INTEGRITY))
    ]
    plain, signed = 40 + 132 + 24 + 58, 40 + 144 + 24 + 24 + 64 + 24
    legs = [("tcp_connect", 1, 0), ("bind", 1, BIND_NTLM), ("rpc_auth_3", 0, 508)]
    assert found == [[*legs, ("orpc_request", 1, plain)], [*legs, ("orpc_request", 1, signed)]]


def test_the_bytes_of_kerberos() -> None:
    found = brief(sent(there(KERBEROS)))
    assert found[1:3] == [("bind", 1, BIND_KERBEROS), ("alter_context", 1, ALTER_KERBEROS)]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("query_interface", ("rem_query_interface", 40 + 76 + 24 + 72)),
        ("add_ref", ("rem_add_ref", 40 + 64 + 24 + 20)),
        ("release", ("rem_release", 40 + 64 + 24 + 12)),
    ],
)
def test_iunknown_travels_as_a_request_to_iremunknown(kind: str, expected: tuple[str, int]) -> None:
    (one,) = sent(there(NTLM), warm=True, method=None, kind=kind)
    assert (one.kind, one.size_bytes) == expected


OLD = replace(CLIENT, windows="server-2003-sp1")


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (CLIENT, ("alter_context", "rpc_auth_3")),
        (OLD, ("tcp_connect", "bind", "rpc_auth_3")),
    ],
    ids=["since Vista", "before"],
)
def test_a_second_context_shares_the_connection_since_vista(client: object, expected: tuple[str, ...]) -> None:
    assert kinds(opened(there(NTLM, client_machine=client), proof("ntlm", 1), connected=True)) == expected


LOWER = {"blanket": proxy(NONE)}
ARRIVED = ("tcp_connect", "bind", "rpc_auth_3", "orpc_request")


@pytest.mark.parametrize(
    ("changes", "expected", "last"),
    [
        ({"client_machine": replace(CLIENT, enable_dcom="N")}, (), ""),
        ({"path": PathFacts(name="unknown")}, (), ""),
        ({"path": PathFacts(way=DROPPED, addresses=2)}, ("tcp_connect",) * 2, "no answer"),
        ({"path": PathFacts(way=REJECTED)}, ("tcp_connect",), "refused"),
        ({"path": PathFacts(exporter="gone")}, ("tcp_connect",), "refused"),
        ({"cloaked": True, "thread_level": 2}, (), ""),
        ({"server": replace(PROCESS, services=())}, (), ""),
        ({"server": replace(PROCESS, authn_level=PRIVACY)}, ARRIVED, "fault"),
        ({"server": replace(PROCESS, acl=EMPTY_DACL)}, ARRIVED, "fault"),
        ({"path": PathFacts(object=RUN_DOWN)}, ARRIVED, "fault"),
        ({"gate": Gate(AuthnLevel.PKT_PRIVACY)}, ARRIVED, "answer"),
        ({"path": PathFacts(object=RUN_DOWN), "interface": "IUnknown"}, ARRIVED, "answer"),
        ({"sends_bytes": 4 * 1024 * 1024}, ARRIVED, "fault"),
        (LOWER, ("tcp_connect", "bind", "orpc_request"), "fault"),
        (
            {
                **LOWER,
                "server": replace(PROCESS, authn_level=NONE),
                "server_machine": host(machine_access_restriction=SOMEBODY),
            },
            ("tcp_connect", "bind", "orpc_request"),
            "fault",
        ),
    ],
)
def test_a_call_that_fails_sends_what_came_before(
    changes: dict[str, object], expected: tuple[str, ...], last: str
) -> None:
    found = sent(there(NTLM, **changes))
    assert (kinds(found), found[-1].leg if found else "") == (expected, last)


def test_an_address_that_is_silent_is_no_round_trip() -> None:
    ways = (PathFacts(way=DROPPED, addresses=3), PathFacts(way=REJECTED))
    assert [round_trips(sent(there(NTLM, path=way))) for way in ways] == [0, 1]


@pytest.mark.parametrize(
    ("service", "expected", "last"),
    [
        (NTLM, ARRIVED, "fault"),
        (NEGOTIATE, ("tcp_connect", "bind", "alter_context"), "NTLM 2, refused"),
        (KERBEROS, (), ""),
    ],
    ids=["raw NTLM: at the first request", "Negotiate: on its last leg", "Kerberos: at the KDC"],
)
def test_where_a_failed_logon_shows(service: int, expected: tuple[str, ...], last: str) -> None:
    """`bind-auth-failure-when`."""
    found = sent(there(service, STRANGER))
    assert (kinds(found), found[-1].leg if found else "") == (expected, last)


def test_kerberos_that_the_server_refuses_ends_with_a_bind_nak() -> None:
    facts = there(KERBEROS)
    found = call_messages(facts, proof("kerberos", 1, "time_skew"), method="Read", connected=False, bound=False)
    assert (kinds(found), found[-1].leg) == (("tcp_connect", "bind"), "Kerberos 1, refused")
    assert found[-1].size_bytes == 28 + 132 + 8 + 1900 + 24


def test_local_calls_are_one_message_without_headers() -> None:
    assert brief(sent(there(NTLM, local=True), sends_bytes=10, returns_bytes=20)) == [
        ("orpc_request", 1, 32 + 10 + 8 + 20)
    ]
    assert sent(there(NTLM, in_process=True)) == ()


@pytest.mark.parametrize(
    ("level", "expected"),
    [(NONE, 100 * 1.0), (CONNECT, 100 * 1.0), (INTEGRITY, 100 * (1.0 + 2 * 0.5)), (PRIVACY, 100 * (1.0 + 2 * 3.0))],
)
def test_bytes_take_time_on_the_wire_and_at_both_ends(level: int, expected: float) -> None:
    assert byte_s(100, level, per_byte_s=1.0, integrity_per_byte_s=0.5, privacy_per_byte_s=3.0) == expected


@pytest.mark.parametrize(
    ("how", "expected"),
    [("process", ("orpc_request", 0, 72)), ("machine", ("orpc_request", 0, 72)), ("reset", ("orpc_request", 0, 72))],
)
def test_a_call_that_is_lost_under_way_gets_no_answer(how: str, expected: tuple[str, int, int]) -> None:
    said, lost = proof("ntlm", 0, reused=True), Ruling((interrupted(how),))
    found = call_messages(there(NTLM), said, method="Read", connected=True, bound=True, ruling=lost)
    assert (brief(found), found[-1].leg) == ([expected], "no answer")
