"""Connections: what the first call opens, what later ones share, and what a failed one leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import NETWORK, call, client, estate, explicit, machine, panel, ran, server, unmarshal
from runtime.test_contexts import blanket
from runtime.test_logon_times import DISABLED, KERBEROS, NTLM

from simcom.runtime.channel.connections import lose, lost
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import Duration, QueryInterface, Release, Repeat
from simcom.runtime.world import World
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

MACHINE_ACCOUNT = {"authn_svc": AuthnSvc.GSS_KERBEROS, "principal": "host/opc01.plant.example"}
NOBODY = {"authn_svc": AuthnSvc.NONE, "authn_level": AuthnLevel.NONE}
NAMELESS = {"authn_svc": AuthnSvc.GSS_NEGOTIATE, "principal": "host/nobody"}
SYSTEM = replace(server(), account="NT AUTHORITY\\SYSTEM")
OPEN = server(initialize=explicit(AuthnLevel.NONE))
ROUND_TRIP_S = 0.002


def kinds(row: object) -> list[str]:
    """Return the kinds of what travelled, in order."""
    return [message.kind for message in row.messages]


def first_and_second(serving: object, parts: dict[str, object], **changes: object) -> list[object]:
    """Return the rows of two calls in turn, made with a blanket's parts."""
    rows = ran(estate(serving, client(unmarshal("u"), blanket("s", **parts), call("a"), call("b")), **changes))
    return [rows["a"], rows["b"]]


@pytest.mark.parametrize(
    ("serving", "parts", "sent", "counts"),
    [
        (OPEN, NOBODY, ["tcp_connect", "bind", "orpc_request"], (2, 3)),
        (server(), NTLM, ["tcp_connect", "bind", "rpc_auth_3", "orpc_request"], (2, 3)),
        (SYSTEM, MACHINE_ACCOUNT, ["tcp_connect", "bind", "alter_context", "orpc_request"], (3, 4)),
        (server(), KERBEROS, ["tcp_connect", "bind", "alter_context", "alter_context", "orpc_request"], (4, 5)),
        (server(), NAMELESS, ["tcp_connect", "bind", "alter_context", "orpc_request"], (3, 4)),
    ],
    ids=["nobody", "NTLM", "Kerberos", "user-to-user", "NTLM within Negotiate"],
)
def test_the_first_call_opens_and_the_second_only_asks(
    serving: object, parts: dict[str, object], sent: list[str], counts: tuple[int, int]
) -> None:
    """`cost-table` and `cost-activation`: exchanges count RPC's alone, round trips the handshake too."""
    cold, warm = first_and_second(serving, parts)
    assert (cold.ruling.ok, kinds(cold), (cold.exchanges, cold.round_trips)) == (True, sent, counts)
    assert (kinds(warm), warm.exchanges, warm.round_trips) == (["orpc_request"], 1, 1)


@pytest.mark.parametrize(
    ("serving", "parts", "round_trips"),
    [(OPEN, NOBODY, 3), (server(initialize=explicit(AuthnLevel.NONE)), NOBODY, 3)],
)
def test_each_round_trip_takes_the_wires_time(serving: object, parts: dict[str, object], round_trips: int) -> None:
    cold, warm = first_and_second(serving, parts)
    lasted = [round(row.ended_s - row.begun_s, 9) for row in (cold, warm)]
    assert lasted == [round(round_trips * ROUND_TRIP_S, 9), ROUND_TRIP_S]


def test_within_a_machine_there_is_one_request_and_no_connection() -> None:
    rows = ran(estate(server(), panel(unmarshal("u"), call("a"))))
    assert (kinds(rows["a"]), rows["a"].exchanges) == (["orpc_request"], 1)


@pytest.mark.parametrize(
    ("parts", "sent"),
    [
        (NTLM, ["tcp_connect", "bind", "rpc_auth_3", "orpc_request"]),
        (NAMELESS, ["tcp_connect", "bind", "alter_context"]),
        ({**KERBEROS, "principal": None}, []),
    ],
    ids=["NTLM at the request", "Negotiate on its last leg", "Kerberos before anything"],
)
def test_a_failed_proof_shows_where_an_answer_is_due(parts: dict[str, object], sent: list[str]) -> None:
    """`bind-auth-failure-when`; nothing is kept of the connection, so that the second try is as long as the first."""
    for row in first_and_second(server(), parts, accounts=DISABLED):
        assert (row.ruling.ok, kinds(row)) == (False, sent)


def test_a_refused_call_is_answered_with_a_fault() -> None:
    """The level is too low, which only the server's own check finds: the connection stands."""
    cold, warm = first_and_second(server(initialize=explicit(AuthnLevel.PKT_INTEGRITY)), NOBODY)
    assert [(one.kind, one.leg) for one in (cold.messages[-1], warm.messages[-1])] == [("orpc_request", "fault")] * 2
    assert (cold.exchanges, warm.exchanges) == (2, 1)


@pytest.mark.parametrize(
    ("windows", "sent"),
    [
        ("current", ["alter_context", "rpc_auth_3", "orpc_request"]),
        ("server-2003-sp1", ["tcp_connect", "bind", "rpc_auth_3", "orpc_request"]),
    ],
)
def test_a_second_context_shares_the_connection_since_vista(windows: str, sent: list[str]) -> None:
    """`ctx-multiplex`: one round trip more where a connection holds one context only."""
    machines = (machine("hmi01", "corp.example"), machine("opc01", "plant.example", windows=windows))
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"))
    script = (*script, blanket("t", **NTLM, authn_level=AuthnLevel.PKT_PRIVACY), call("b"))
    row = ran(estate(server(), client(*script), machines=machines))["b"]
    assert (row.ruling.ok, kinds(row)) == (True, sent)


def test_nobody_over_a_warm_connection_needs_a_bind_of_its_own() -> None:
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), blanket("t", **NOBODY), call("b"), call("c"))
    rows = ran(estate(OPEN, client(*script)))
    assert [kinds(rows[name]) for name in "bc"] == [["alter_context", "orpc_request"], ["orpc_request"]]


def test_iunknowns_requests_have_names_of_their_own() -> None:
    script = (unmarshal("u"), QueryInterface("q", "", "p", "IAdmin", "r"), Release("x", "", "p"), Release("y", "", "r"))
    rows = ran(estate(server(), client(*script)))
    assert (kinds(rows["q"])[-1], kinds(rows["x"]), kinds(rows["y"])) == ("rem_query_interface", [], ["rem_release"])


@pytest.mark.parametrize(
    ("observe", "sent"),
    [((), ["orpc_request"]), (("interfaces",), ["alter_context", "orpc_request"])],
)
def test_a_further_interface_is_made_known_where_that_is_observed(observe: tuple[str, ...], sent: list[str]) -> None:
    """`ctx-new-interface`, once for each interface."""
    script = (unmarshal("u"), unmarshal("v", interface="IAdmin", name="q"))
    script = (*script, call("a"), call("b", "q", "Stop"), call("c", "q", "Stop"))
    rows = ran(estate(server(), client(*script), observe=observe))
    assert (kinds(rows["b"]), kinds(rows["c"]), rows["b"].round_trips) == (sent, ["orpc_request"], len(sent))


def world_after(*steps: object) -> World:
    """Return a world whose scripts have ended."""
    world = World(estate(server(), client(*steps)), "", 0)
    world.start()
    world.env.run()
    return world


@pytest.mark.parametrize(
    "breaks",
    [
        lambda world: lose(world, world.processes["client"], world.processes["server"]),
        lambda world: lost(world, world.processes["server"]),
        lambda world: lost(world, world.processes["client"]),
    ],
    ids=["this one", "the server ends", "the client ends"],
)
def test_with_the_connection_its_contexts_go(breaks: object) -> None:
    world = world_after(unmarshal("u"), call("a"))
    contexts = world.processes["client"].contexts
    before = (len(contexts), contexts.servers())
    breaks(world)
    assert (before, len(contexts), contexts.servers()) == ((1, (world.processes["server"],)), 0, ())


def test_other_connections_stay() -> None:
    world = world_after(unmarshal("u"), call("a"))
    lost(world, world_after(unmarshal("u")).processes["server"])
    assert len(world.processes["client"].contexts) == 1


def test_what_was_decided_before_a_loss_is_stale() -> None:
    world = world_after(unmarshal("u"), call("a"))
    epochs = [world.epoch]
    for _ in range(2):
        lose(world, world.processes["client"], world.processes["server"])
        epochs.append(world.epoch)
    assert epochs == [epochs[0], epochs[0] + 1, epochs[0] + 1]


LONG = (Class("Historian", (Interface("IHistorian", (Method("Read", sends_bytes=1000, returns_bytes=9000),)),)),)


@pytest.mark.parametrize(
    ("prices", "level", "seconds"),
    [
        ({}, AuthnLevel.CONNECT, 0.0),
        ({"per_byte_s": 1e-6}, AuthnLevel.CONNECT, 1e-6 * (40 + 32 + 1000 + 2 * 24 + 8 + 9000)),
        ({"integrity_per_byte_s": 1e-6}, AuthnLevel.CONNECT, 0.0),
        ({"integrity_per_byte_s": 1e-6, "privacy_per_byte_s": 5e-6}, AuthnLevel.PKT_INTEGRITY, 2e-6),
        ({"integrity_per_byte_s": 1e-6, "privacy_per_byte_s": 5e-6}, AuthnLevel.PKT_PRIVACY, 10e-6),
    ],
    ids=["nothing", "the wire's bytes", "unprotected", "signed at both ends", "sealed at both ends"],
)
def test_bytes_take_time_where_they_are_priced(prices: dict[str, float], level: int, seconds: float) -> None:
    """A price per byte of the protected levels is multiplied with the row's own bytes; the wire's is reckoned by hand."""
    script = (unmarshal("u"), blanket("s", **NTLM, authn_level=level), call("a"), call("b"))
    network = replace(NETWORK, latency=Duration(0.0), **prices)
    classes = (*LONG, Class("Sink", (Interface("ISink"),)))
    row = ran(estate(server(), client(*script), network=network, classes=classes))["b"]
    expected = seconds * row.size_bytes if level > AuthnLevel.CONNECT else seconds
    assert (row.ruling.ok, round(row.ended_s - row.begun_s, 9)) == (True, round(expected, 9))


def test_a_loop_connects_once() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), Repeat("", "", 3, (call("c"),)))))
    assert [rows[name].messages[0].kind for name in ("c", "c#2", "c#3")] == [
        "tcp_connect",
        "orpc_request",
        "orpc_request",
    ]
