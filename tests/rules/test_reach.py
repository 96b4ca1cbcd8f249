"""Whether a call gets there: the way, the versions, the object, and how long it takes to find out."""

from __future__ import annotations

from itertools import product

import pytest
from rules.calls_stand import judged, made, proxy, server

from simcom.rules.ladder import judge_call
from simcom.rules.reach import (
    announced,
    com_version,
    keepalive_s,
    lost_s,
    syn_s,
)
from simcom.rules.reach.versions import versions_between
from simcom.rules.reach.way import name_fails
from simcom.vocabulary.identities import EMPTY_DACL
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.paths import DISCONNECTED, DROPPED, LIVES, OPEN, REJECTED, RUN_DOWN, PathFacts, VersionFacts

UNAVAILABLE, GONE = "RPC_S_SERVER_UNAVAILABLE", "RPC_E_DISCONNECTED"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PathFacts(), ("S_OK", "access permission", "server")),
        (PathFacts(name="unknown"), (UNAVAILABLE, "resolve", "client")),
        (PathFacts(name="malformed"), ("CO_E_BAD_SERVER_NAME", "resolve", "client")),
        (PathFacts(way=DROPPED), (UNAVAILABLE, "connect", "server")),
        (PathFacts(way=REJECTED), (UNAVAILABLE, "connect", "server")),
        (PathFacts(exporter="gone"), (UNAVAILABLE, "connect", "server")),
        (PathFacts(exporter="other"), (GONE, "lifetime", "server")),
        (PathFacts(object=RUN_DOWN), (GONE, "lifetime", "server")),
        (PathFacts(object=DISCONNECTED), (GONE, "lifetime", "server")),
        (PathFacts(interface=False), (GONE, "lifetime", "server")),
        (PathFacts(filtered="rejected"), ("RPC_E_CALL_REJECTED", "dispatch", "server")),
        (PathFacts(filtered="retry later"), ("RPC_E_CALL_REJECTED", "dispatch", "server")),
        (PathFacts(busy=True), ("RPC_S_SERVER_TOO_BUSY", "dispatch", "server")),
    ],
)
def test_the_table_of_failures(path: PathFacts, expected: tuple[str, str, str]) -> None:
    """`fail-table`, rows a to e, u, y, aa, ab; a failure of the way is no refusal."""
    ruling = judged(path=path)
    assert (ruling.hresult.name, str(ruling.decisive.stage), str(ruling.decisive.side)) == expected
    assert str(ruling.outcome) == ("ok" if expected[0] == "S_OK" else "failed")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PathFacts(object=RUN_DOWN), "RPC_E_INVALID_OBJECT"),
        (PathFacts(interface=False), "RPC_E_INVALID_OBJECT"),
        (PathFacts(exporter="other"), GONE),
    ],
)
def test_iremunknown_has_a_code_of_its_own_for_a_dead_pointer(path: PathFacts, expected: str) -> None:
    assert judged(interface="IUnknown", path=path).hresult.name == expected


def plain(name: str, way: str, exporter: str, state: str, level: int, acl: object) -> str:
    """Read `act-sequence`, `orpc-server-order` and the table of failures plainly."""
    if name != "resolves":
        return UNAVAILABLE
    if way != OPEN or exporter == "gone":
        return UNAVAILABLE
    if level < AuthnLevel.PKT or acl is EMPTY_DACL:
        return "E_ACCESSDENIED"
    if exporter == "other" or state != LIVES:
        return GONE
    return "S_OK"


def test_the_order_of_reach_and_security() -> None:
    ways = product(
        ("resolves", "unknown"), (OPEN, DROPPED, REJECTED), ("alive", "gone", "other"), (LIVES, RUN_DOWN, DISCONNECTED)
    )
    security = [(level, acl) for level in (AuthnLevel.CONNECT, AuthnLevel.PKT) for acl in (None, EMPTY_DACL)]
    wrong = []
    for (name, way, exporter, state), (level, acl) in product(list(ways), security):
        path = PathFacts(name=name, way=way, exporter=exporter, object=state)
        process = server(AuthnLevel.PKT, acl=acl, acl_rule="coinitsec.sd.null")
        ruling = judge_call(made(path=path, blanket=proxy(level), server=process))
        if ruling.hresult.name != plain(name, way, exporter, state, level, acl):
            wrong.append((path, level, acl, ruling.hresult.name))
    assert wrong == []


def test_a_low_level_is_refused_even_for_a_dead_pointer() -> None:
    """`orpc-server-order`."""
    ruling = judged(path=PathFacts(object=RUN_DOWN), server=server(AuthnLevel.PKT_PRIVACY))
    assert (ruling.hresult.name, ruling.decisive.rule) == ("E_ACCESSDENIED", "call.min-level")


def test_whom_the_server_saw_before_the_object_was_missed() -> None:
    reached, not_reached = judged(path=PathFacts(object=RUN_DOWN)), judged(path=PathFacts(way=DROPPED))
    assert (reached.value.name, not_reached.value) == ("CORP\\ann", None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PathFacts(), 0.0),
        (PathFacts(name="unknown"), 0.0),
        (PathFacts(way=DROPPED), 21.0),
        (PathFacts(way=DROPPED, addresses=3), 63.0),
        (PathFacts(way=REJECTED, addresses=3), 0.0),
        (PathFacts(exporter="gone"), 0.0),
        (PathFacts(exporter="other"), 0.0),
    ],
)
def test_a_silent_address_costs_time_and_a_refusing_one_none(path: PathFacts, expected: float) -> None:
    """`fail-fast-vs-slow`."""
    assert lost_s(path) == expected


def test_what_an_address_costs_can_be_said() -> None:
    ways = (PathFacts(way=DROPPED, addresses=2), PathFacts(way=REJECTED, addresses=2), PathFacts(exporter="gone"))
    assert [lost_s(one, 3.0, 0.5) for one in ways] == [6.0, 1.0, 0.5]


@pytest.mark.parametrize(("retransmissions", "expected"), [(0, 3.0), (1, 9.0), (2, 21.0)])
def test_syn_doubles(retransmissions: int, expected: float) -> None:
    assert syn_s(retransmissions) == expected == sum(3.0 * 2**number for number in range(retransmissions + 1))


@pytest.mark.parametrize(("parameter", "expected"), [(0, 120.0), (5, 720.0), (9, 1200.0), (10, None)])
def test_when_a_connection_is_probed(parameter: int, expected: float | None) -> None:
    """`keepalive-table`."""
    assert keepalive_s(parameter) == expected


def versions(
    client: tuple[int, int], server_: tuple[int, int], *, negotiates: bool = True, old: bool = False
) -> tuple[str, str]:
    """Return status and side of a call between two versions."""
    ruling = judged(versions=VersionFacts(client, server_, negotiates, old))
    return ruling.hresult.name, str(ruling.decisive.side) if not ruling.ok else ""


MISMATCH = "RPC_E_VERSION_MISMATCH"


@pytest.mark.parametrize(
    ("client", "server_", "words", "expected"),
    [
        ((5, 7), (5, 7), {}, ("S_OK", "")),
        ((5, 7), (5, 6), {}, ("S_OK", "")),
        ((5, 6), (5, 7), {"old": True}, ("S_OK", "")),
        ((5, 7), (6, 0), {}, (MISMATCH, "client")),
        ((5, 7), (6, 0), {"negotiates": False}, (MISMATCH, "server")),
        ((5, 7), (5, 6), {"negotiates": False}, (MISMATCH, "server")),
        ((5, 1), (5, 7), {"negotiates": False}, ("S_OK", "")),
        ((5, 1), (5, 7), {"negotiates": False, "old": True}, ("RPC_E_INVALID_HEADER", "server")),
        ((5, 7), (5, 7), {"negotiates": False, "old": True}, ("S_OK", "")),
    ],
)
def test_versions(
    client: tuple[int, int], server_: tuple[int, int], words: dict[str, bool], expected: tuple[str, str]
) -> None:
    """`ver-rule`, `H24`."""
    assert versions(client, server_, **words) == expected


@pytest.mark.parametrize(
    ("windows", "declared", "expected"),
    [
        ("win2000", None, (5, 6)),
        ("xp-sp2", None, (5, 7)),
        ("server-2003-sp1", None, (5, 7)),
        ("current", None, (5, 7)),
        ("current", (5, 4), (5, 4)),
    ],
)
def test_what_each_windows_speaks(windows: str, declared: tuple[int, int] | None, expected: tuple[int, int]) -> None:
    assert com_version(MachineSettings("pc", windows=windows, com_version=declared)) == expected


def test_windows_negotiates_and_a_stack_of_its_own_does_not() -> None:
    new, old = MachineSettings("new"), MachineSettings("old", windows="win2000")
    pairs = [versions_between(new, old), versions_between(old, new), versions_between(new, old, (5, 7))]
    assert [announced(one) for one in pairs] == [(5, 6), (5, 6), (5, 7)]


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("malformed", "`opc01/historian` is no machine's name"),
        ("unknown", "the name of opc01/historian gives no address on hmi01"),
    ],
)
def test_a_name_is_shown_as_it_was_asked_for(name: str, because: str) -> None:
    said = name_fails(PathFacts(name=name, why="opc01 is down"), "opc01/historian", "hmi01")
    assert said is not None
    assert said.because == because
