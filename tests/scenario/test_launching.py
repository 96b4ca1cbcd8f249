"""How a process is started, as whom, and how it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from scenario.base_file import changed, complaints
from scenario.test_machine_values import server

from simcom.rules.activation.stacks import STACKS
from simcom.runtime.steps import Duration
from simcom.scenario.load import loads
from simcom.scenario.schema.processes import Stack

if TYPE_CHECKING:
    from simcom.runtime.estate import Process

ACCOUNT = "    account: PLANT\\svc-opc\n    appid"


def without_account(text: str) -> Process:
    """Return the server of the base with some lines in place of its account."""
    return loads(changed(ACCOUNT, f"    {text}\n    appid")).estate.processes[0]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("starts: on activation", "starts", "on activation"),
        ("starts: never", "starts", "never"),
        ("identity: specified user", "identity", "specified user"),
        ("identity: PLANT\\svc-opc", "identity", "specified user"),
        ("identity: service", "starts", "at once"),
        ("identity: interactive user", "starts", "on activation"),
        ("registers: 5 s", "registers", Duration(5.0)),
        ("registers: {uniform: [1 s, 2 s]}", "registers", Duration(1.0, 2.0, "uniform")),
        ("registers: never", "registers", None),
        ("single_use: true", "single_use", True),
        ("password_ok: false", "password_ok", False),
        ("batch_right: false", "batch_right", False),
        ("apartment: sta", "apartment", "sta"),
        ("message_filter: retry later", "message_filter", "retry later"),
        ("com_version: 5.1", "com_version", (5, 1)),
        ("port: 5000", "port", 5000),
        ("noping: true", "noping", True),
        ("stack: 'wmic [sign]'", "stack", "wmic [sign]"),
        ("complus: false", "starts", "at once"),
    ],
)
def test_a_process_and_how_it_serves(text: str, name: str, value: object) -> None:
    assert getattr(server(text), name) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("identity: launching user", ("launching user", "", "on activation")),
        ("identity: PLANT\\svc-opc", ("specified user", "PLANT\\svc-opc", "at once")),
    ],
)
def test_an_identity_may_stand_for_an_account(text: str, expected: tuple[str, str, str]) -> None:
    made = without_account(text)
    assert (made.identity, made.account, made.starts) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("Endpoints: 'ncacn_ip_tcp,0,5000'", {"port": 5000}),
        ("Endpoints: ['ncacn_ip_tcp,0,5000']", {"port": 5000}),
        ("RunAs: PLANT\\svc-opc", {"identity": "specified user", "account": "PLANT\\svc-opc"}),
        ("RunAs: Interactive User", {"identity": "interactive user", "starts": "on activation"}),
    ],
)
def test_the_appid_of_a_process_speaks_for_it(values: str, expected: dict[str, Any]) -> None:
    made = loads(changed("AccessPermission: null}", f"AccessPermission: null, {values}}}")).estate.processes[0]
    assert {name: getattr(made, name) for name in expected} == expected


def test_a_process_speaks_louder_than_its_appid() -> None:
    text = changed(
        "AccessPermission: null}", "AccessPermission: null, RunAs: Interactive User, Endpoints: 'ncacn_ip_tcp,0,5000'}"
    )
    own = text.replace("    appid: Historian\n", "    appid: Historian\n    identity: service\n    port: 6000\n")
    made = loads(own).estate.processes[0]
    assert (made.identity, made.port, made.starts) == ("service", 6000, "at once")


def test_every_foreign_stack_may_be_named() -> None:
    assert set(get_args(Stack)) == {"", *STACKS}


MISTAKES = [
    ("starts: on actvation", "SC204", "did you mean `on activation`?"),
    ("identity: launchin user", "SC204", "did you mean `launching user`?"),
    ("identity: CORP\\ann", "SC401", "a specified user `CORP\\ann` cannot run as the account `PLANT\\svc-opc`"),
    ("identity: CORP\\anne", "SC301", "did you mean `CORP\\ann`?"),
    ("registers: nevr", "SC206", "is not a duration"),
    ("apartment: mtaa", "SC204", "did you mean `mta`?"),
    ("message_filter: reject", "SC204", "did you mean `rejected`?"),
    ("stack: impaket", "SC204", "did you mean `impacket`?"),
    ("stack: impacket\n    starts: on activation", "SC403", "COM starts no server whose stack is `impacket`"),
    ("port: 0", "SC205", "at least 1"),
    ("com_version: new", "SC206", "write `5.7` or `5.6`"),
]


@pytest.mark.parametrize(("text", "code", "says"), MISTAKES)
def test_a_mistake_is_told(text: str, code: str, says: str) -> None:
    found = complaints(changed("    appid: Historian\n", f"    appid: Historian\n    {text}\n"))
    assert (code, True) in [(str(item.code), says in str(item)) for item in found], "\n".join(map(str, found))
    assert {str(item.code) for item in found} <= {code, "SC401"}


@pytest.mark.parametrize(
    "text",
    [
        "identity: service",
        "single_use: true",
        "identity: launching user\n    starts: at once",
        "identity: service\n    starts: never",
    ],
)
def test_what_is_nobody_elses_runs_as_somebody(text: str) -> None:
    (found,) = complaints(changed(ACCOUNT, f"    {text}\n    appid"))
    assert (str(found.code), "runs as somebody; add `account: ...`" in str(found)) == ("SC202", True)


def test_an_appid_may_stand_for_an_account() -> None:
    text = changed("AccessPermission: null}", "AccessPermission: null, RunAs: PLANT\\svc-opc}")
    assert loads(text.replace(ACCOUNT, "    appid")).estate.processes[0].account == "PLANT\\svc-opc"
