"""When a call finds out that nobody answers any more: its keep-alives run from the last packet, not from what happened."""

from __future__ import annotations

import pytest
from runtime.calls_estate import call, classes, client, estate, ran, server, unmarshal

from simcom.rules.reach import given_up_s
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.steps import Duration, Wait

HOURS = classes(takes=Duration(7200.0))
FAILED = "RPC_S_CALL_FAILED"


def at(seconds: float, kind: str) -> Change:
    """Return what happens to the server's machine, or to the road to it."""
    road = kind in ("cut", "heal")
    return Change(seconds, Happening(kind, "" if road else "opc01", cut=Cut("hmi01", "opc01") if road else None))


@pytest.mark.parametrize(
    ("packet_s", "gone_s", "keepalive_s", "expected"),
    [
        (0.0, 300.0, 720.0, 720.0),
        (0.0, 720.0, 720.0, 720.0),
        (0.0, 721.0, 720.0, 1440.0),
        (100.0, 100.0, 720.0, 820.0),
        (100.0, 2000.0, 720.0, 2260.0),
        (0.0, 300.0, 0.0, 300.0),
    ],
)
def test_the_first_keepalive_after_the_loss_finds_out(
    packet_s: float, gone_s: float, keepalive_s: float, expected: float
) -> None:
    assert given_up_s(packet_s, gone_s, keepalive_s) == expected


@pytest.mark.parametrize(
    ("happens", "ends"),
    [
        ((at(300.0, "crash"),), (FAILED, 722)),
        ((at(800.0, "crash"),), (FAILED, 1444)),
        ((at(300.0, "crash"), at(310.0, "start"), at(320.0, "crash")), (FAILED, 722)),
        ((at(300.0, "cut"),), (FAILED, 722)),
        ((at(800.0, "cut"),), (FAILED, 1444)),
        ((at(300.0, "cut"), at(700.0, "heal")), ("S_OK", 7200)),
        ((at(300.0, "cut"), at(500.0, "heal"), at(600.0, "cut")), (FAILED, 722)),
    ],
    ids=["crash", "second probe", "crash again", "cut", "cut late", "healed in time", "cut again"],
)
def test_a_long_call_is_probed_from_its_request_on(happens: tuple[Change, ...], ends: tuple[str, int]) -> None:
    one = estate(server(), client(unmarshal("u"), call("c")), classes=HOURS, timeline=happens)
    row = ran(one)["c"]
    assert (row.ruling.hresult.name, round(row.ended_s)) == ends


def test_a_lost_call_leaves_its_script_alone() -> None:
    script = (unmarshal("u"), call("c"), Wait("w", "", Duration(50.0)), call("d"))
    changes = (at(300.0, "cut"), at(740.0, "heal"))
    rows = ran(estate(server(), client(*script), classes=HOURS, timeline=changes))
    found = [(rows[name].ruling.decisive.rule, round(rows[name].begun_s)) for name in "cd"]
    assert found == [("server-machine-crash", 0), ("rundown", 772)]
