"""What never got there, and what it cost; what refused calls leave in the logs; and pointers that no step gave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from rules.calls_stand import made
from runtime.activation_estate import ROUND_TRIP_S, activate, activations, hosts
from runtime.calls_estate import NETWORK, call, client, estate, explicit, machine, ran, server, unmarshal

from simcom.rules.reach import way_open
from simcom.runtime.channel.roads import Roads
from simcom.runtime.networks import Change, Cut, Firewall, Happening
from simcom.runtime.steps import QueryInterface, Release
from simcom.vocabulary.flags import ALL_LAUNCH
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, Ace, Acl, SecurityDescriptor

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine
    from simcom.runtime.rows import Row

UNKNOWN = replace(NETWORK, unknown_names=(("", "opc01"),))


def walled(**changes: Any) -> tuple[Machine, ...]:  # noqa: ANN401
    """Return the two machines, the server's behind a firewall."""
    here, there = hosts()
    return here, replace(there, firewall=Firewall(**changes))


def switched_off(name: str) -> tuple[Machine, ...]:
    """Return the two machines, one of them with DCOM off."""
    found = {item.name: item for item in hosts()}
    found[name] = replace(found[name], settings=replace(found[name].settings, enable_dcom="N"))
    return tuple(found.values())


PIN = "in the firewall of opc01, or pin the server to a port and open that"
AROUND = "reach opc01 from its own site or through a VPN, or let it advertise addresses that can be used from outside"
CRASHED = (Change(0.0, Happening("crash", "opc01")),)
ROADS: dict[str, tuple[dict[str, Any], float, str]] = {
    "dropped by the server": ({"machines": walled()}, 21.0, "server opc01"),
    "rejected by the server": ({"machines": walled(closed="reject")}, 0.0, "server opc01"),
    "cut, dropped": ({"network": replace(NETWORK, cuts=(Cut("hmi01", "opc01"),))}, 21.0, "client hmi01"),
    "cut, rejected": ({"network": replace(NETWORK, cuts=(Cut("hmi01", "opc01", "reject"),))}, 0.0, "client hmi01"),
    "down": ({"timeline": CRASHED}, 21.0, "client hmi01"),
    "unknown name": ({"network": UNKNOWN}, 0.0, "client hmi01"),
    "off at the client": ({"machines": switched_off("hmi01")}, 0.0, "client hmi01"),
    "off at the client, server down": ({"machines": switched_off("hmi01"), "timeline": CRASHED}, 0.0, "client hmi01"),
    "off at the server": ({"machines": switched_off("opc01")}, ROUND_TRIP_S, "server opc01"),
}


@pytest.mark.parametrize("road", ROADS)
def test_an_activation_that_reaches_no_resolver_asks_no_controller(road: str) -> None:
    changes, takes_s, decided = ROADS[road]
    row = ran(activations(activate("a"), **changes))["a"]
    assert (row.authentication, row.ended_s - row.begun_s) == (None, pytest.approx(takes_s))
    assert f"{row.ruling.decisive.side} {row.machine}" == decided


def test_every_address_is_waited_for() -> None:
    here, there = walled()
    row = ran(activations(activate("a"), machines=(here, replace(there, addresses=3))))["a"]
    assert row.ended_s - row.begun_s == pytest.approx(63.0)


@pytest.mark.parametrize(
    ("port", "changes", "cure"),
    [
        (135, {"firewall": Firewall()}, "open port 135 in the firewall of opc01"),
        (49152, {"firewall": Firewall()}, f"open ports 49152-65535 {PIN}"),
        (5001, {"firewall": Firewall(), "ports": (5000, 5010)}, f"open ports 5000-5010 {PIN}"),
        (49152, {"nat": True, "site": "works"}, AROUND),
        (135, {"up": False}, "start opc01"),
    ],
)  # fmt: skip
def test_a_cure_fits_what_stands_in_the_way(port: int, changes: dict[str, Any], cure: str) -> None:
    here, there = machine("hmi01", "corp.example"), replace(machine("opc01", "plant.example"), **changes)
    path = Roads(estate(client(), server(), machines=(here, there))).path(here, there, port)
    said = way_open(made(path=path))
    assert said is not None
    assert said.remedy == cure


def test_a_server_with_a_port_of_its_own_needs_that_one() -> None:
    rows = ran(
        activations(
            activate("a"), call("c"), to=server(port=5000), machines=walled(ports=((135, 135),))
        )
    )  # fmt: skip
    assert rows["c"].ruling.decisive.remedy == "open port 5000 in the firewall of opc01"


def refused(*steps: Any, **changes: Any) -> dict[str, Row]:  # noqa: ANN401
    """Return the rows of a client whose calls the server's own list refuses, on a machine that logs such calls."""
    there = machine("opc01", "plant.example", call_failure_logging=1, **changes)
    here = replace(machine("hmi01", "corp.example"), aliases=("panel.corp.example", "10.0.0.7", "10.0.0.8"))
    nobody = explicit(security_descriptor=SecurityDescriptor(EMPTY_DACL))
    return ran(estate(client(*steps), server(initialize=nobody), machines=(here, there)))


def numbers(row: Row) -> list[int]:
    """Return the numbers of a row's event lines."""
    return [line.number for line in row.events]


def test_refused_calls_are_logged_with_the_clients_address() -> None:
    rows = refused(unmarshal("u"), call("c"), QueryInterface("q", "", "p", "IAdmin", "x"), Release("r", "", "p"))
    assert [numbers(rows[name]) for name in "cqr"] == [[10018], [10018], [10018]]
    assert dict(rows["c"].events[0].fields)["address"] == "10.0.0.7"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, [10018]), ({"machine_access_restriction": EMPTY_DACL}, [10019]), ({"call_failure_logging": 2}, [])],
)
def test_which_line_a_refused_call_leaves(changes: dict[str, Any], expected: list[int]) -> None:
    there = replace(machine("opc01", "plant.example"))
    settings = replace(there.settings, **{"call_failure_logging": 1, **changes})
    nobody = explicit(security_descriptor=SecurityDescriptor(EMPTY_DACL))
    machines = (machine("hmi01", "corp.example"), replace(there, settings=settings))
    rows = ran(estate(client(unmarshal("u"), call("c")), server(initialize=nobody), machines=machines))
    assert numbers(rows["c"]) == expected


def test_a_limit_that_is_shut_while_the_call_travels_is_logged() -> None:
    there = machine("opc01", "plant.example", call_failure_logging=1)
    shut = Change(0.0005, replace(there, settings=replace(there.settings, machine_access_restriction=EMPTY_DACL)))
    rows = ran(
        estate(client(unmarshal("u"), call("c")), server(), machines=(machine("hmi01", "corp.example"), there), timeline=(shut,))
    )  # fmt: skip
    assert numbers(rows["c"]) == [10019]


def test_a_refused_activation_shows_the_clients_address() -> None:
    here, there = hosts(Acl((Ace("PLANT\\bob", ALL_LAUNCH),)))
    row = ran(activations(activate("a"), machines=(replace(here, aliases=("fe80::7",)), there)))["a"]
    assert [dict(line.fields)["address"] for line in row.events] == ["fe80::7"]


def test_a_program_that_goes_on_after_a_failure_holds_null() -> None:
    rows = ran(
        activations(
            activate("a"), call("c"), QueryInterface("q", "", "p", "IAdmin", "x"), call("d", "x"), timeline=CRASHED
        )
    )
    found = [
        (rows[name].ruling.hresult.name, str(rows[name].ruling.outcome), str(rows[name].ruling.basis)) for name in "cqd"
    ]
    assert found == [("E_POINTER", "failed", "inferred")] * 3


def test_what_is_left_open_leaves_the_next_step_open() -> None:
    unpatched = hosts(patch=None, machine_launch_restriction=NULL_DACL)
    rows = ran(activations(activate("a"), call("c"), machines=(replace_patch(unpatched[0]), unpatched[1])))
    assert [str(rows[name].ruling.outcome) for name in "ac"] == ["undetermined", "undetermined"]


def replace_patch(found: Machine) -> Machine:
    """Return a machine that raises nothing."""
    return replace(found, settings=replace(found.settings, patch="P0"))
