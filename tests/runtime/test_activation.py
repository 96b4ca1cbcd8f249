"""CoCreateInstanceEx in time: what travels, what is looked at when, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from runtime.activation_estate import (
    ANN,
    ROUND_TRIP_S,
    activate,
    activations,
    call,
    client,
    estate,
    hosts,
    launched,
    ran,
    server,
)
from runtime.calls_estate import NETWORK, panel

from simcom.runtime.estate import Account, DomainPolicy, Registration
from simcom.runtime.networks import Change, Cut, Firewall, Happening
from simcom.runtime.steps import Duration, SetThreadToken, Wait
from simcom.vocabulary.activation import CoAuthInfo
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.flags import Clsctx
from simcom.vocabulary.identities import NULL_DACL, Acl
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

BOB = "CORP\\bob"
PEOPLE = (*(Account(name) for name in (ANN, BOB)),)
AT_ONCE = (
    DomainPolicy("corp.example", kdc_s=0.0, validate_s=0.0),
    DomainPolicy("plant.example", kdc_s=0.0, validate_s=0.0),
)
"""Controllers that answer in no time, so that what is left are round trips."""
BY_NTLM = CoAuthInfo(AuthnSvc.WINNT, authn_level=AuthnLevel.PKT_INTEGRITY)
COLD = ["tcp_connect", "bind", "server_alive2", "tcp_connect", "bind", "alter_context", "remote_create_instance"]


def kinds(row: Any) -> list[str]:  # noqa: ANN401
    return [message.kind for message in row.messages]


def walled(**wall: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return the two machines, the server's with a firewall."""
    here, there = hosts()
    return here, replace(there, firewall=Firewall(**wall))


def test_a_cold_activation_knocks_probes_and_asks() -> None:
    row = ran(activations(activate("a"), policies=AT_ONCE))["a"]
    assert (kinds(row), row.round_trips, row.exchanges) == (COLD, 7, 5)
    assert row.ended_s == pytest.approx(7 * ROUND_TRIP_S)


def test_an_activation_by_ntlm_takes_six_round_trips() -> None:
    """The third message of NTLM has no answer, so that its legs take one (`cost-activation`)."""
    row = ran(activations(activate("a", auth_info=BY_NTLM), policies=AT_ONCE))["a"]
    assert (kinds(row), row.round_trips) == ([*COLD[:5], "rpc_auth_3", "remote_create_instance"], 6)


def test_a_second_activation_finds_the_machine_warm() -> None:
    rows = ran(activations(activate("a"), activate("b", "q"), policies=AT_ONCE))
    assert (kinds(rows["b"]), rows["b"].round_trips) == (["remote_create_instance"], 1)
    assert rows["b"].ended_s - rows["b"].begun_s == pytest.approx(ROUND_TRIP_S)


def test_each_activation_makes_an_object_of_its_own() -> None:
    rows = ran(activations(activate("a"), activate("b", "q"), call("c"), call("d", "q")))
    made = [row for name, row in rows.items() if name.startswith("server.Historian#")]
    assert [row.id for row in made] == [
        "server.Historian#1/marshal IHistorian",
        "server.Historian#2/marshal IHistorian",
    ]
    assert [rows[name].ruling.hresult.name for name in "cd"] == ["S_OK", "S_OK"]


def test_the_interfaces_come_with_blankets_of_their_own() -> None:
    rows = ran(activations(activate("a", "p", "q"), call("c", "q", "Stop")))
    assert rows["a"].returned["interfaces"] == {"IHistorian": "S_OK", "IAdmin": "S_OK"}
    assert (rows["c"].settings, rows["c"].parent) == ("a/unmarshal IAdmin", None)
    assert rows["a/unmarshal IAdmin"].parent == "a"


def test_some_interfaces_may_be_missing() -> None:
    rows = ran(activations(activate("a", "p", "q", interfaces=("IHistorian", "INone")), call("c"), call("d", "q")))
    assert rows["a"].returned["interfaces"] == {"IHistorian": "S_OK", "INone": "E_NOINTERFACE"}
    assert (rows["a"].ruling.ok, str(rows["c"].ruling.outcome), str(rows["d"].ruling.outcome)) == (
        True,
        "ok",
        "failed",
    )


def test_the_class_object_is_one_for_all() -> None:
    steps = (activate("a", interfaces=("IClassFactory",), factory=True), call("c", "p", "CreateInstance"))
    rows = ran(activations(*steps, activate("b", "q", interfaces=("IClassFactory",), factory=True)))
    assert (rows["a"].method, kinds(rows["a"])[-1]) == ("CoGetClassObject", "remote_get_class_object")
    assert [name for name in rows if "/marshal" in name] == ["server.Historian class object/marshal IClassFactory"]
    assert rows["c"].ruling.ok


def test_nothing_is_initialised_before_the_reply() -> None:
    rows = ran(estate(client(activate("a"), initialize=None), server(initialize=None), machines=hosts()))
    order = list(rows)
    assert order == [
        "server/implicit",
        "server.Historian#1/marshal IHistorian",
        "client/implicit",
        "a/unmarshal IHistorian",
        "a",
    ]


WAYS = {
    "dropped": ({"machines": walled(ports=((49152, 65535),))}, "RPC_S_SERVER_UNAVAILABLE", 21.0, "10028"),
    "rejected": ({"machines": walled(closed="reject")}, "RPC_S_SERVER_UNAVAILABLE", 0.0, "10028"),
    "port 135 open": ({"machines": walled(ports=((135, 135),))}, "S_OK", 7 * ROUND_TRIP_S, ""),
    "RPCSS let in": ({"machines": walled(processes=("RPCSS",))}, "S_OK", 7 * ROUND_TRIP_S, ""),
    "cut off": (
        {"network": replace(NETWORK, cuts=(Cut("hmi01", "opc01"),))},
        "RPC_S_SERVER_UNAVAILABLE",
        21.0,
        "10028",
    ),
    "down": ({"timeline": (Change(0.0, Happening("crash", "opc01")),)}, "RPC_S_SERVER_UNAVAILABLE", 21.0, "10028"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_way_to_the_resolver(way: str) -> None:
    changes, code, takes_s, event = WAYS[way]
    row = ran(activations(activate("a"), policies=AT_ONCE, **changes))["a"]
    assert (row.ruling.hresult.name, row.ended_s - row.begun_s) == (code, pytest.approx(takes_s))
    assert [str(one.number) for one in row.events] == ([event] if event else [])


@pytest.mark.parametrize(
    ("name", "code"),
    [("opc01", "S_OK"), ("OPC01.plant.example", "S_OK"), ("opc01.corp.example", "RPC_S_SERVER_UNAVAILABLE"),
     ("opc 01", "CO_E_BAD_SERVER_NAME"), ("10.0.0.5", "S_OK")],
)  # fmt: skip
def test_names_of_a_machine(name: str, code: str) -> None:
    here, there = hosts()
    row = ran(activations(activate("a", server_name=name), machines=(here, replace(there, aliases=("10.0.0.5",)))))["a"]
    assert row.ruling.hresult.name == code


def test_the_registry_may_name_the_machine() -> None:
    here, there = hosts()
    named = replace(here, classes=(Registration("Historian", remote_server="opc01"),))
    row = ran(activations(activate("a", server_name=""), machines=(named, there)))["a"]
    assert (row.transport, row.ruling.ok) == ("tcp", True)


def test_within_a_machine_there_is_one_local_exchange() -> None:
    here = estate(panel(activate("a"), account=ANN), server(), machines=hosts())
    row = ran(here)["a"]
    assert (row.transport, kinds(row), row.ended_s) == ("lrpc", ["remote_create_instance"], pytest.approx(0.0002))


def test_a_foreign_stack_is_a_remote_client_on_its_own_machine() -> None:
    here = estate(panel(activate("a"), account=ANN, stack="j-interop"), server(), machines=hosts())
    row = ran(here)["a"]
    assert (row.transport, row.ruling.hresult.name, row.stage) == ("tcp", "E_ACCESSDENIED", "integrity level")
    assert [(one.number, one.machine) for one in row.events] == [(10036, "opc01")]


def test_what_the_server_checks_is_what_it_finds_when_the_request_is_there() -> None:
    shut = replace(hosts()[1], settings=replace(hosts()[1].settings, machine_launch_restriction=Acl(())))
    rows = ran(activations(activate("a"), policies=AT_ONCE, timeline=(Change(12.5 * ROUND_TRIP_S / 2, shut),)))
    assert (rows["a"].ruling.hresult.name, rows["a"].stage) == ("E_ACCESSDENIED", "machine limit")


def test_a_machine_that_vanishes_is_given_up_by_keep_alives() -> None:
    lost = Change(2.0, Happening("crash", "opc01"))
    rows = ran(activations(activate("a"), to=launched(registers=Duration(60.0)), timeline=(lost,)))
    assert (rows["a"].ruling.hresult.name, rows["a"].ended_s) == (
        "RPC_S_CALL_FAILED",
        pytest.approx(NETWORK.keepalive_s, abs=0.1),
    )


def test_after_a_restart_the_machine_is_found_again() -> None:
    again = (Change(1.0, Happening("crash", "opc01")), Change(2.0, Happening("start", "opc01")))
    wait = Wait("w", "", Duration(5.0))
    rows = ran(activations(activate("a"), wait, activate("b", "q"), call("c"), call("d", "q"), timeline=again))
    codes = [rows[name].ruling.hresult.name for name in "abcd"]
    assert codes == ["S_OK", "S_OK", "RPC_S_SERVER_UNAVAILABLE", "S_OK"]
    assert kinds(rows["b"])[0] == "tcp_connect"


def test_the_thread_token_goes_out_where_the_activation_cloaks() -> None:
    steps = (SetThreadToken("t", "", BOB, 3), activate("a", clsctx=int(Clsctx.ENABLE_CLOAKING)), activate("b", "q"))
    rows = ran(activations(*steps, may=NULL_DACL, accounts=PEOPLE))
    assert [rows[name].caller.name for name in "ab"] == [BOB, ANN]


def test_credentials_of_the_activation_do_not_carry_over() -> None:
    bob = CoAuthInfo(AuthnSvc.WINNT, authn_level=AuthnLevel.PKT_INTEGRITY, identity=AuthInfo(BOB))
    rows = ran(activations(activate("a", auth_info=bob), call("c"), may=NULL_DACL, accounts=PEOPLE))
    assert [rows[name].caller.name for name in "ac"] == [BOB, ANN]


def test_a_request_that_contradicts_itself_is_not_sent() -> None:
    both = int(Clsctx.ENABLE_AAA | Clsctx.DISABLE_AAA)
    row = ran(activations(activate("a", clsctx=both)))["a"]
    assert (row.ruling.hresult.name, row.messages, row.server) == ("E_INVALIDARG", (), None)


@pytest.mark.parametrize(
    ("packages", "asked", "expected"),
    [
        ((AuthnSvc.WINNT,), AuthnSvc.GSS_KERBEROS, "RPC_S_UNKNOWN_AUTHN_SERVICE"),
        ((AuthnSvc.WINNT,), AuthnSvc.GSS_NEGOTIATE, "RPC_S_UNKNOWN_AUTHN_SERVICE"),
        ((AuthnSvc.WINNT,), AuthnSvc.WINNT, "S_OK"),
        ((AuthnSvc.WINNT, AuthnSvc.GSS_NEGOTIATE), AuthnSvc.GSS_KERBEROS, "S_OK"),
        ((), AuthnSvc.GSS_KERBEROS, "S_OK"),
    ],
)
def test_a_resolver_takes_the_services_that_its_machine_has(
    packages: tuple[int, ...], asked: int, expected: str
) -> None:
    """Row o of `fail-table`; Negotiate takes the raw packages, where it is (`nego-server-compat`)."""
    info = CoAuthInfo(asked, principal="RPCSS/opc01.plant.example", authn_level=AuthnLevel.PKT_INTEGRITY)
    rows = ran(activations(activate("a", auth_info=info), machines=hosts(packages=packages)))
    assert rows["a"].ruling.hresult.name == expected
