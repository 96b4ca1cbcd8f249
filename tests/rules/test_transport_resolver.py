"""The resolver's business on the wire: activations, resolutions and pings, held against the facts' counts of round trips."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.calls_stand import CLIENT, SERVER
from rules.domains_stand import KERBEROS, NEGOTIATE, NTLM
from rules.transport_activations import PROVED, activated, activation, attempt, proofs, stopped, worked
from rules.transport_stand import brief, kinds, there, trips

from simcom.rules.transport.cost import round_trips
from simcom.rules.transport.messages import activation_messages, ping_messages, resolve_messages
from simcom.vocabulary.activation import ActivationRequest, ApplicationFacts
from simcom.vocabulary.paths import DROPPED, REJECTED, PathFacts, VersionFacts
from simcom.vocabulary.rulings import Side, Stage

PROBE = ("tcp_connect", "bind", "server_alive2")
OVER_NTLM = ("tcp_connect", "bind", "rpc_auth_3", "remote_create_instance")
LOST = PathFacts(connected=False, endpoint="opc01:135")
"""The way to a resolver that is known, where the connection is not there any more."""

OVER_KERBEROS = ("tcp_connect", "bind", "alter_context", "remote_create_instance")


@pytest.mark.parametrize(("service", "activation_trips", "both"), [(NTLM, 6, 9), (KERBEROS, 7, 11)])
def test_a_cold_activation_and_the_first_call(service: int, activation_trips: int, both: int) -> None:
    """`cost-activation`: 3 + 3 + 3 with NTLM, 3 + 4 + 4 with Kerberos."""
    found = round_trips(activated(service))
    assert (found, found + trips(there(service))) == (activation_trips, both)


@pytest.mark.parametrize(
    ("services", "words", "expected"),
    [
        ((NTLM,), {}, (*PROBE, *OVER_NTLM)),
        ((NEGOTIATE,), {}, (*PROBE, *OVER_KERBEROS)),
        ((KERBEROS,), {"warm": True}, ("alter_context", "alter_context", "remote_create_instance")),
        ((NTLM,), {"warm": True, "resolver": LOST}, OVER_NTLM),
        ((None,), {"warm": True, "resolver": LOST}, ("tcp_connect", "bind", "remote_create_instance")),
        ((KERBEROS,), {"launched": True}, (*PROBE, *OVER_KERBEROS, "launch", "class_registered")),
        ((NEGOTIATE, None), {}, (*PROBE, "tcp_connect", "bind", "alter_context", "remote_create_instance")),
        ((None,), {"warm": True}, ("alter_context", "remote_create_instance")),
        ((NTLM,), {"local": True}, ("remote_create_instance",)),
        ((NTLM,), {"local": True, "launched": True}, ("remote_create_instance", "launch", "class_registered")),
        ((NTLM,), {"request": ActivationRequest("H", ("I",), factory=True)}, (*PROBE, *OVER_NTLM[:-1], "remote_get_class_object")),
        ((NTLM,), {"versions": VersionFacts((5, 7), (5, 4))}, (*PROBE, *OVER_NTLM[:-1], "remote_activation")),
        ((NTLM,), {"versions": VersionFacts((5, 4), (5, 7))}, (*PROBE, *OVER_NTLM[:-1], "remote_activation")),
    ],
)  # fmt: skip
def test_what_an_activation_sends(
    services: tuple[int | None, ...], words: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert kinds(activated(*services, **words)) == expected


def test_a_context_that_is_there_leaves_the_request_alone() -> None:
    facts, said = activation(KERBEROS, warm=True), replace(PROVED[KERBEROS], legs=0, reused=True)
    assert kinds(activation_messages(facts, worked(facts), (said,))) == ("remote_create_instance",)


@pytest.mark.parametrize(
    ("stage", "side", "words", "expected"),
    [
        (Stage.LOCAL, Side.CLIENT, {}, ()),
        (Stage.CONNECT, Side.CLIENT, {}, ()),
        (Stage.RESOLVE, Side.CLIENT, {"resolver": PathFacts(name="unknown")}, ()),
        (Stage.CONNECT, Side.SERVER, {"resolver": PathFacts(way=DROPPED, addresses=2)}, ("tcp_connect", "tcp_connect")),
        (Stage.CONNECT, Side.CLIENT, {"resolver": PathFacts(way=REJECTED)}, ("tcp_connect",)),
        (Stage.VERSION, Side.CLIENT, {}, PROBE),
        (Stage.VERSION, Side.SERVER, {}, (*PROBE, *OVER_KERBEROS)),
        (Stage.MACHINE_LIMIT, Side.SERVER, {}, (*PROBE, *OVER_KERBEROS)),
    ],
)
def test_an_activation_that_is_stopped(
    stage: Stage, side: Side, words: dict[str, object], expected: tuple[str, ...]
) -> None:
    found = activation_messages(activation(KERBEROS, **words), stopped(stage, side), proofs(KERBEROS))
    assert kinds(found) == expected


@pytest.mark.parametrize(("starts", "expected"), [(True, "launch"), (False, "remote_create_instance")])
def test_a_server_that_does_not_register_was_launched(starts: bool, expected: str) -> None:  # noqa: FBT001  (a column)
    application = ApplicationFacts("Historian", running=False, starts=starts)
    ruling = stopped(Stage.START_SERVER, Side.SERVER, "CO_E_SERVER_EXEC_FAILURE")
    found = activation_messages(activation(NTLM, application=application), ruling, proofs(NTLM))
    assert found[-1].kind == expected


RESOLVED = worked(activation(NTLM))


@pytest.mark.parametrize(
    ("services", "warm", "expected", "count"),
    [
        ((NTLM,), False, (*PROBE, *OVER_NTLM[:-1], "resolve_oxid2"), 6),
        ((KERBEROS,), False, (*PROBE, *OVER_KERBEROS[:-1], "resolve_oxid2"), 7),
        ((KERBEROS,), True, ("alter_context", "alter_context", "resolve_oxid2"), 3),
        ((NEGOTIATE, None), False, (*PROBE, "tcp_connect", "bind", "alter_context", "resolve_oxid2"), 7),
    ],
)
def test_what_a_resolution_sends(
    services: tuple[int | None, ...],
    warm: bool,  # noqa: FBT001  (a column)
    expected: tuple[str, ...],
    count: int,
) -> None:
    """`cost-activation`: ServerAlive2 3, ResolveOxid2 3 or 4."""
    found = resolve_messages(tuple(map(attempt, services)), RESOLVED, proofs(*services), warm=warm)
    assert (kinds(found), round_trips(found)) == (expected, count)


@pytest.mark.parametrize(
    ("minor", "known", "expected"),
    [
        (1, True, [("resolve_oxid2", "fault"), ("resolve_oxid", "")]),
        (2, True, [("rpc_auth_3", "NTLM 3"), ("resolve_oxid2", "")]),
        (2, False, [("rpc_auth_3", "NTLM 3"), ("resolve_oxid2", "answer")]),
    ],
)
def test_how_a_resolution_ends(minor: int, known: bool, expected: list[tuple[str, str]]) -> None:  # noqa: FBT001
    """`ver-history`, `unmarshal-steps`: ResolveOxid2 is there from 5.2; an OXID that is not known is said in the results."""
    call = replace(attempt(NTLM), versions=VersionFacts((5, 7), (5, minor)))
    found = resolve_messages((call,), RESOLVED, proofs(NTLM), known=known)
    assert [(one.kind, one.leg) for one in found[-2:]] == expected


@pytest.mark.parametrize(
    ("stage", "code", "expected"),
    [
        (Stage.LAUNCH_PERMISSION, "E_ACCESSDENIED", "fault"),
        (Stage.START_SERVER, "REGDB_E_CLASSNOTREG", "answer"),
        (Stage.VERSION, "RPC_E_INVALID_HEADER", "answer"),
    ],
)
def test_what_is_wrong_with_an_activation_is_said_in_its_answer(stage: Stage, code: str, expected: str) -> None:
    *_, last = activation_messages(activation(NTLM), stopped(stage, Side.SERVER, code), proofs(NTLM))
    assert last.leg == expected


def test_a_ping_that_is_answered_with_a_failure_has_the_size_of_an_answer() -> None:
    good, bad = (ping_messages(attempt(NTLM), PROVED[NTLM], how=how)[0] for how in ("", "answer"))
    assert (bad.size_bytes, bad.leg) == (good.size_bytes, "answer")


def test_a_resolver_that_is_not_reached() -> None:
    call = replace(attempt(NTLM), path=PathFacts(way=DROPPED, endpoint="opc01:135"))
    found = resolve_messages((call,), stopped(Stage.RESOLVE, Side.CLIENT), ())
    assert [(one.kind, one.to, one.leg) for one in found] == [("tcp_connect", "opc01:135", "no answer")]


@pytest.mark.parametrize(
    ("added", "removed", "expected"),
    [
        (0, 0, ("simple_ping", 24 + 16 + 24 + 24 + 16 + 24)),
        (1, 0, ("complex_ping", 24 + 48 + 24 + 24 + 16 + 24)),
        (3, 2, ("complex_ping", 24 + 80 + 24 + 24 + 16 + 24)),
    ],
)
def test_the_bytes_of_a_ping(added: int, removed: int, expected: tuple[str, int]) -> None:
    """`native-stub-sizes`: SimplePing 8; ComplexPing 28 and 8 for each OID, padded to 16 before an NTLM trailer."""
    (one,) = ping_messages(attempt(NTLM), PROVED[NTLM], added=added, removed=removed)
    assert (one.kind, one.size_bytes, one.to) == (*expected, "opc01:135")


def test_an_empty_complex_ping() -> None:
    (one,) = ping_messages(attempt(None), None, simple=False)
    assert brief((one,)) == [("complex_ping", 1, 24 + 24 + 24 + 16)]


def test_a_ping_to_a_resolver_that_is_cut_off() -> None:
    call = replace(attempt(NTLM), path=PathFacts(way=DROPPED))
    assert kinds(ping_messages(call, PROVED[NTLM])) == ("tcp_connect",)


def test_old_windows_has_a_connection_for_each_context() -> None:
    old = {"client_machine": replace(CLIENT, windows="xp-sp2"), "server_machine": replace(SERVER, windows="xp-sp2")}
    found = ping_messages(replace(attempt(NTLM), **old), PROVED[NTLM], bound=False)
    assert kinds(found) == ("tcp_connect", "bind", "rpc_auth_3", "simple_ping")
