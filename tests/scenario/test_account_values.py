"""Who is calling, as a file says it: accounts and groups with what the directory keeps of them become plain values."""

from __future__ import annotations

import pytest
from scenario.base_file import built, changed, complaints

from simcom.runtime.estate import Account, Group
from simcom.scenario.load import loads
from simcom.vocabulary.logon import AccountState, Delegation

ANN = "CORP\\ann: {groups: [CORP\\OpcUsers]}"
OPC = "    domain: plant.example\n"


def account(text: str) -> Account:
    """Return the first account of the base, written so."""
    return built(ANN, f"CORP\\ann: {text}").estate.accounts[0]


STATES = [
    ("{enabled: false}", AccountState(enabled=False)),
    ("{locked: true}", AccountState(locked=True)),
    ("{expired: true}", AccountState(expired=True)),
    ("{password_expired: true}", AccountState(password_expired=True)),
    ("{must_change_password: true}", AccountState(must_change=True)),
    ("{workstations: [HMI01, ws02]}", AccountState(workstations=("hmi01", "ws02"))),
    ("{workstations: hmi01}", AccountState(workstations=("hmi01",))),
    ("{sensitive: true}", AccountState(sensitive=True)),
    ("{protected_users: true}", AccountState(protected=True)),
    ("{password: ''}", AccountState(blank=True)),
    ("{password: x}", AccountState()),
]


@pytest.mark.parametrize(("text", "state"), STATES)
def test_the_flags_of_an_account(text: str, state: AccountState) -> None:
    assert account(text).state == state


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("{logon_hours: {from: 8 h, until: 18 h}}", (28800.0, 64800.0)),
        ("{logon_hours: {from: 22 h, until: 6 h}}", (79200.0, 21600.0)),
        ("{logon_hours: }", None),
        ("{}", None),
    ],
)
def test_logon_hours_are_seconds_of_the_day(text: str, hours: tuple[float, float] | None) -> None:
    assert account(text).logon_hours == hours


DELEGATIONS = [
    ("{unconstrained: true}", Delegation(unconstrained=True)),
    ("{to: [host/db01, HTTP/web]}", Delegation(to=("host/db01", "HTTP/web"))),
    ("{to: host/db01, protocol_transition: true}", Delegation(to=("host/db01",), transition=True)),
    ("{from: [bob@corp.example, OPC01$@plant.example]}", Delegation(from_=("CORP\\bob", "PLANT\\OPC01$"))),
    ("", Delegation()),
]


@pytest.mark.parametrize(("text", "delegation"), DELEGATIONS)
def test_what_an_account_may_pass_on(text: str, delegation: Delegation) -> None:
    assert account(f"{{delegation: {text}}}").delegation == delegation


def test_what_the_directory_keeps_of_an_account() -> None:
    found = account(
        "{spns: [HTTP/x, MSSQLSvc/db01:1433], allowed_to_authenticate: [PLANT\\Readers, authenticated users]}"
    )
    assert found.spns == ("HTTP/x", "MSSQLSvc/db01:1433")
    assert found.allowed_to_authenticate == ("PLANT\\Readers", "Authenticated Users")


def test_protected_users_is_a_group_that_every_domain_has() -> None:
    assert account("{protected_users: true, groups: [CORP\\OpcUsers]}").groups == (
        "CORP\\OpcUsers",
        "CORP\\Protected Users",
    )
    assert account("{groups: [corp\\protected users]}").groups == ("CORP\\Protected Users",)


def test_a_machine_account_may_be_declared() -> None:
    assert built("  HMI01\\oper:", "  plant\\opc01$: {enabled: false}").estate.accounts[3] == Account(
        "PLANT\\OPC01$", state=AccountState(enabled=False)
    )


def test_what_a_machine_says_of_its_own_account_joins_what_is_declared() -> None:
    text = changed("  HMI01\\oper:", "  PLANT\\OPC01$: {sensitive: true}")
    text = text.replace(OPC, f"{OPC}    spns: [HTTP/opc]\n    delegation: {{unconstrained: true}}\n")
    assert loads(text).estate.accounts[3] == Account(
        "PLANT\\OPC01$",
        state=AccountState(sensitive=True),
        spns=("HTTP/opc",),
        delegation=Delegation(unconstrained=True),
    )


def test_a_machine_that_says_something_of_its_own_account_has_one() -> None:
    found = built(OPC, f"{OPC}    allowed_to_authenticate: CORP\\ann\n").estate.accounts
    assert found[-1] == Account("PLANT\\OPC01$", allowed_to_authenticate=("CORP\\ann",))
    assert len(found) == 5
    assert len(built().estate.accounts) == 4


@pytest.mark.parametrize("scope", ["global", "universal", "domain local"])
def test_a_group_has_a_scope(scope: str) -> None:
    text = f"CORP\\OpcUsers: {{scope: {scope}, members: [CORP\\bob]}}"
    assert built("CORP\\OpcUsers: []", text).estate.groups[0] == Group("CORP\\OpcUsers", ("CORP\\bob",), scope)


def test_a_universal_group_has_members_of_its_forest() -> None:
    text = changed(
        "PLANT\\Readers: {members: [CORP\\ann, CORP\\OpcUsers]}", "EU\\Staff: {scope: universal, members: [CORP\\ann]}"
    )
    assert complaints(text) == ()


def test_guest_may_be_declared() -> None:
    found = built("  HMI01\\oper:", "  OPC01\\Guest: {enabled: false}").estate.accounts[3]
    assert found == Account("OPC01\\Guest", state=AccountState(enabled=False))
