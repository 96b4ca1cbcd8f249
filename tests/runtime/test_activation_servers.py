"""Servers that COM starts: which instance serves whom, whether and when it registers, and as whom it runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runtime.activation_estate import (
    ANN,
    APPID,
    MAY,
    SVC,
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
from runtime.calls_estate import unmarshal

from simcom.runtime.estate import Account, Process, Registration, Script
from simcom.runtime.networks import Change, Happening
from simcom.runtime.steps import Duration, Wait
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.identities import NULL_DACL, Acl

if TYPE_CHECKING:
    from simcom.runtime.estate import Estate, Machine

BOB, OTTO = "CORP\\bob", "PLANT\\otto"


def wait(seconds: float) -> Wait:
    return Wait(f"wait {seconds:g}", "", Duration(seconds))


def two(**changes: Any) -> Estate:  # noqa: ANN401
    """Return the estate in which Ann's and Bob's client each ask for a historian, Bob's a second later."""
    bob = Process("other", "hmi01", BOB, initialize=client().initialize, scripts=(Script("", (activate("b"),), 1.0),))
    people = tuple(Account(name) for name in (ANN, BOB, SVC, OTTO))
    return estate(client(activate("a")), bob, launched(**changes), machines=hosts(NULL_DACL), accounts=people)


def logged_on(*accounts: str, **words: Any) -> tuple[Machine, ...]:  # noqa: ANN401
    here, there = hosts(NULL_DACL)
    return here, replace(there, sessions=accounts, **words)


def processes(one: Estate) -> list[tuple[str, str, bool]]:
    """Return the process, its account and whether it was started, of both activations."""
    rows = ran(one)
    return [tuple(rows[name].returned[key] for key in ("process", "run_as", "launched")) for name in "ab"]


def test_a_specified_user_serves_everybody() -> None:
    assert processes(two()) == [("server", SVC, True), ("server", SVC, False)]


def test_the_launching_user_has_an_instance_of_their_own() -> None:
    own = processes(two(identity=LAUNCHING_USER))
    assert own == [("server@CORP\\ann", ANN, True), ("server@CORP\\bob", BOB, True)]


def test_one_account_has_one_instance() -> None:
    rows = ran(activations(activate("a"), activate("b", "q"), to=launched(identity=LAUNCHING_USER)))
    assert [rows[name].returned["launched"] for name in "ab"] == [True, False]


def test_the_interactive_user_is_whoever_is_logged_on() -> None:
    own = replace(two(identity=INTERACTIVE_USER), machines=logged_on(OTTO))
    assert processes(own) == [("server", OTTO, True), ("server", OTTO, False)]


def test_nobody_logged_on_nothing_started() -> None:
    row = ran(replace(two(identity=INTERACTIVE_USER), machines=logged_on()))["a"]
    assert (row.ruling.hresult.name, row.returned["launched"]) == ("CO_E_RUNAS_LOGON_FAILURE", False)


def test_a_log_off_ends_the_interactive_users_server() -> None:
    off = Change(5.0, Happening("log off", "opc01", OTTO))
    steps = (activate("a"), call("c"), wait(10.0), call("d"), activate("b", "q"))
    one = activations(*steps, to=launched(identity=INTERACTIVE_USER), machines=logged_on(OTTO), timeline=(off,))
    rows = ran(one)
    codes = [rows[name].ruling.hresult.name for name in "acdb"]
    assert codes == ["S_OK", "S_OK", "RPC_S_SERVER_UNAVAILABLE", "CO_E_RUNAS_LOGON_FAILURE"]


def test_a_single_use_class_object_is_gone_after_one_activation() -> None:
    assert [name for name, *_ in processes(two(single_use=True))] == ["server", "server@2"]


def test_a_server_that_is_starting_serves_all_who_wait_for_it() -> None:
    rows = ran(two(registers=Duration(30.0)))
    assert [row.id for row in rows.values() if row.kind == "launch"] == ["server/launch"]
    assert [round(rows[name].ended_s) for name in "ab"] == [30, 30]


TIMES = {
    "never": ({"registers": None}, {}, "CO_E_SERVER_EXEC_FAILURE", 120.0, [10010]),
    "too late": ({"registers": Duration(150.0)}, {}, "CO_E_SERVER_EXEC_FAILURE", 120.0, [10010]),
    "at the last moment": ({"registers": Duration(120.0)}, {}, "S_OK", 120.0, []),
    "the machine waits longer": ({"registers": Duration(150.0)}, {"register_timeout_s": 200.0}, "S_OK", 150.0, []),
    "it cannot start": ({"starts": "never"}, {}, "CO_E_SERVER_EXEC_FAILURE", 0.0, [10001]),
    "a wrong password": ({"password_ok": False}, {}, "CO_E_RUNAS_LOGON_FAILURE", 0.0, [10004]),
}


@pytest.mark.parametrize("time", TIMES)
def test_how_long_a_launch_may_take(time: str) -> None:
    words, machine, code, took_s, events = TIMES[time]
    row = ran(activations(activate("a"), to=launched(**words), machines=logged_on(**machine)))["a"]
    assert (row.ruling.hresult.name, round(row.ended_s)) == (code, took_s)
    assert [one.number for one in row.events] == events


def test_one_that_registers_late_serves_the_next() -> None:
    steps = (activate("a"), wait(60.0), activate("b", "q"))
    rows = ran(activations(*steps, to=launched(registers=Duration(150.0))))
    assert [(rows[name].ruling.ok, rows[name].returned["process"]) for name in "ab"] == [
        (False, None),
        (True, "server"),
    ]


@pytest.mark.parametrize(
    ("windows", "waits_s", "code"), [("current", 120, "S_OK"), ("win2000", 30, "RPC_S_SERVER_UNAVAILABLE")]
)
def test_a_late_server_runs_on_except_on_windows_2000(windows: str, waits_s: float, code: str) -> None:
    slow = launched(registers=Duration(150.0))
    steps = (activate("a"), unmarshal("u"), call("c"))
    row = ran(activations(*steps, to=slow, machines=hosts(NULL_DACL, windows=windows)))
    assert (row["a"].ruling.hresult.name, round(row["a"].ended_s), row["c"].ruling.hresult.name) == (
        "CO_E_SERVER_EXEC_FAILURE",
        waits_s,
        code,
    )


def test_one_that_hangs_is_started_again() -> None:
    rows = ran(activations(activate("a"), activate("b", "q"), to=launched(registers=None)))
    assert [row.id for row in rows.values() if row.kind == "launch"] == ["server/launch", "server@2/launch"]


def test_a_server_that_dies_while_it_starts_has_not_registered() -> None:
    killed = Change(5.0, Happening("kill", "server"))
    rows = ran(activations(activate("a"), to=launched(registers=Duration(30.0)), timeline=(killed,)))
    assert [rows[name].ruling.hresult.name for name in ("a", "server/launch")] == ["CO_E_SERVER_EXEC_FAILURE"] * 2
    assert [round(rows[name].ended_s, 2) for name in ("a", "server/launch")] == [5.0, 5.0]
    assert "ended before it had registered" in rows["a"].ruling.decisive.because


def test_a_launch_that_comes_to_nothing_says_so() -> None:
    rows = ran(activations(activate("a"), to=launched(registers=None)))
    launch = rows["server/launch"].ruling
    assert (str(launch.outcome), launch.hresult) == ("failed", rows["a"].ruling.hresult)
    assert ran(activations(activate("a"), to=launched()))["server/launch"].ruling.ok


def test_a_killed_server_is_started_anew() -> None:
    killed = Change(5.0, Happening("kill", "server"))
    steps = (activate("a"), wait(10.0), call("c"), activate("b", "q"), call("d", "q"))
    rows = ran(activations(*steps, to=launched(), timeline=(killed,)))
    assert [rows[name].ruling.hresult.name for name in "acbd"] == ["S_OK", "RPC_S_SERVER_UNAVAILABLE", "S_OK", "S_OK"]
    assert rows["b"].returned["launched"]


def test_a_class_that_nothing_serves_is_unknown() -> None:
    here, there = hosts(default_launch_permission=MAY)
    gone = replace(there, classes=(Registration("Historian", registered=False),))
    rows = [
        ran(activations(activate("a"), machines=(here, gone)))["a"],
        ran(activations(activate("a"), to=server(objects=()), machines=(here, replace(there, classes=()))))["a"],
    ]
    assert [row.ruling.hresult.name for row in rows] == ["REGDB_E_CLASSNOTREG", "REGDB_E_CLASSNOTREG"]


def test_a_class_that_is_not_registered_has_no_list_to_be_asked() -> None:
    here, there = hosts()
    row = ran(activations(activate("a"), machines=(here, replace(there, classes=())), to=server(objects=())))["a"]
    assert (row.ruling.hresult.name, str(row.ruling.decisive.stage)) == ("REGDB_E_CLASSNOTREG", "start server")


def test_a_registration_may_name_the_process() -> None:
    here, there = hosts(NULL_DACL)
    named = replace(there, classes=(Registration("Historian", appid=APPID, process="server"),))
    row = ran(activations(activate("a"), to=launched(objects=()), machines=(here, named)))["a"]
    assert (row.ruling.ok, row.returned["process"]) == (True, "server")


@pytest.mark.parametrize(("choice", "code"), [("remarked", "S_OK"), ("required", "E_OUTOFMEMORY")])
def test_the_list_of_a_launched_server_is_looked_at_once_it_is_there(choice: str, code: str) -> None:
    given = client().initialize.security_descriptor
    shut = launched(initialize=replace(client().initialize, security_descriptor=replace(given, dacl=Acl(()))))
    row = ran(activations(activate("a"), to=shut, assume=Assumptions(system_in_acl=choice)))["a"]
    assert (row.ruling.hresult.name, "authz.system-must-be-in-acl" in row.ruling.rules) == (code, True)
