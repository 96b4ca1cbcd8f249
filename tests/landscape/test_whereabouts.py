"""What an account is, seen from a server's machine: its name on the network, its state now, its token."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from landscape.logon_estate import (
    ALONE,
    ANN,
    CLIENT,
    FOREST,
    KAT,
    SELECTIVE,
    SERVER,
    estate,
    facts,
    machine,
)

from simcom.runtime.estate import Account, DomainPolicy, Group
from simcom.runtime.gather.whereabouts import Whereabouts
from simcom.vocabulary.logon import AccountState

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine

HOUR_S = 3600.0


@pytest.mark.parametrize(
    ("fact", "account", "on", "shown"),
    [
        ("localsystem-on-network", "SYSTEM", CLIENT, "CORP\\HMI01$"),
        ("networkservice-on-network", "NETWORK SERVICE", CLIENT, "CORP\\HMI01$"),
        ("localservice-on-network", "LOCAL SERVICE", CLIENT, "ANONYMOUS LOGON"),
        ("virtual-account-rule", "NT SERVICE\\historian", CLIENT, "CORP\\HMI01$"),
        ("virtual-account-rule", "IIS AppPool\\web", CLIENT, "CORP\\HMI01$"),
        ("virtual-account-rule", "CORP\\gmsa$", CLIENT, "CORP\\gmsa$"),
        ("builtin-accounts-in-workgroup", "SYSTEM", ALONE, "SYSTEM"),
        ("builtin-accounts-in-workgroup", "NT SERVICE\\historian", ALONE, "NT SERVICE\\historian"),
        ("builtin-accounts-in-workgroup", "LOCAL SERVICE", ALONE, "ANONYMOUS LOGON"),
        ("a user", ANN, CLIENT, ANN),
    ],
)
def test_name_on_the_network(fact: str, account: str, on: Machine, shown: str) -> None:
    """Each row is one sentence of the named fact."""
    assert (fact, Whereabouts(estate()).on_the_network(account, on)) == (fact, shown)


@pytest.mark.parametrize(
    ("account", "server", "home", "known", "route"),
    [
        (ANN, SERVER, "domain", True, 2),
        (ANN, CLIENT, "domain", True, 0),
        (ANN, ALONE, "domain", True, None),
        ("CORP\\nobody", SERVER, "domain", False, 2),
        ("CORP\\HMI01$", SERVER, "domain", True, 2),
        ("CORP\\GHOST$", SERVER, "domain", False, 2),
        ("EAST\\HMI01$", SERVER, "domain", False, 0),
        ("OPC01\\ann", SERVER, "server", True, None),
        ("HMI01\\ann", SERVER, "machine", False, None),
        ("SYSTEM", SERVER, "builtin", False, None),
        ("NT SERVICE\\historian", SERVER, "builtin", False, None),
        ("ANONYMOUS LOGON", SERVER, "anonymous", False, None),
    ],
)
def test_home_and_route(account: str, server: Machine, home: str, known: bool, route: int | None) -> None:  # noqa: FBT001
    """Where an account lives, whether it is there, and how far away that is; a machine's own account needs no declaring."""
    found = facts(estate(accounts=(Account(ANN), Account("OPC01\\ann"))), account, server)
    assert (found.home, found.known, found.route) == (home, known, route)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ((), (None, None)),
        ((Account("OPC01\\ann", "pw"),), ("OPC01\\ann", True)),
        ((Account("OPC01\\ann", "other"),), ("OPC01\\ann", False)),
        ((Account("OPC01\\ann"),), ("OPC01\\ann", None)),
        ((Account("OPC01\\ann", "pw", AccountState(enabled=False)),), ("OPC01\\ann", True)),
        ((Account("HMI01\\ann", "pw"),), (None, None)),
    ],
)
def test_mirror(local: tuple[Account, ...], expected: tuple[str | None, bool | None]) -> None:
    """Fact mirrored-accounts: the server's own account of the same user name, disabled or not; its state speaks for itself."""
    found = facts(estate(accounts=(Account(ANN, "pw"), *local)), ANN)
    assert (found.mirror, found.mirror_matches) == expected


@pytest.mark.parametrize(
    ("account", "now_s", "expected"),
    [
        ({}, 0.0, {}),
        ({"logon_hours": (8 * HOUR_S, 18 * HOUR_S)}, 7.9 * HOUR_S, {"within_hours": False}),
        ({"logon_hours": (8 * HOUR_S, 18 * HOUR_S)}, 8 * HOUR_S, {}),
        ({"logon_hours": (8 * HOUR_S, 18 * HOUR_S)}, 18 * HOUR_S, {"within_hours": False}),
        ({"logon_hours": (8 * HOUR_S, 18 * HOUR_S)}, 33 * HOUR_S, {}),
        ({"logon_hours": (22 * HOUR_S, 6 * HOUR_S)}, 23 * HOUR_S, {}),
        ({"logon_hours": (22 * HOUR_S, 6 * HOUR_S)}, 12 * HOUR_S, {"within_hours": False}),
        ({"groups": ("CORP\\Protected Users",)}, 0.0, {"protected": True}),
        ({"groups": ("CORP\\Inner",)}, 0.0, {"protected": True}),
        ({"groups": ("LAB\\Protected Users",)}, 0.0, {}),
        ({"password": ""}, 0.0, {"blank": True}),
        ({"state": AccountState(locked=True)}, 0.0, {"locked": True}),
    ],
)
def test_state_now(account: dict[str, Any], now_s: float, expected: dict[str, bool]) -> None:
    """Hours by the simulated day, Protected Users by membership, nested too, in the account's own domain; a blank password."""
    nested = Group("CORP\\Protected Users", ("CORP\\Inner",))
    found = facts(estate(accounts=(Account(ANN, **account),), groups=(nested,)), ANN, now_s=now_s)
    assert found.state == replace(AccountState(), **expected)


FOUR = ("Everyone", "Authenticated Users", "NETWORK", "This Organization")


@pytest.mark.parametrize(
    ("account", "server", "remote", "groups"),
    [
        (ANN, SERVER, True, (*FOUR, "CORP\\Domain Users")),
        (KAT, SERVER, True, (*FOUR, "LAB\\Domain Users")),
        ("CORP\\HMI01$", SERVER, True, (*FOUR, "CORP\\Domain Computers")),
        ("CORP\\DC01$", SERVER, True, (*FOUR, "CORP\\Domain Controllers")),
        ("CORP\\Guest", SERVER, True, (*FOUR, "CORP\\Domain Guests")),
        ("MIT\\eve", SERVER, True, FOUR),
        ("OPC01\\ann", SERVER, True, FOUR),
        ("OPC01\\Guest", SERVER, True, ("Everyone", "NETWORK", "BUILTIN\\Guests")),
        (
            ANN,
            CLIENT,
            False,
            ("Everyone", "Authenticated Users", "INTERACTIVE", "This Organization", "CORP\\Domain Users"),
        ),
        ("NETWORK SERVICE", CLIENT, False, ("Everyone", "Authenticated Users", "SERVICE", "This Organization")),
        ("SYSTEM", CLIENT, False, ("Everyone", "Authenticated Users", "BUILTIN\\Administrators")),
        ("ANONYMOUS LOGON", SERVER, True, ()),
    ],
)
def test_token(account: str, server: Machine, remote: bool, groups: tuple[str, ...]) -> None:  # noqa: FBT001
    """The groups that nobody declares, by kind of account and of logon."""
    whole = estate(machines=(CLIENT, SERVER, machine("dc01", "corp.example", of={"controller": True})))
    assert Whereabouts(whole).token(account, server, remote=remote).groups == groups


@pytest.mark.parametrize(
    ("settings", "kept"),
    [({}, False), ({"windows": "xp-sp2"}, True), ({"local_account_token_filter_policy": True}, True)],
)
def test_remote_token_filter_follows_the_machine(settings: dict[str, Any], kept: bool) -> None:  # noqa: FBT001
    """Fact uac-remote-token-filter: Vista and later, unless LocalAccountTokenFilterPolicy is 1."""
    server = machine("opc01", "east.plant.example", **settings)
    local = Group("OPC01\\Administrators", ("OPC01\\ann",))
    token = Whereabouts(estate(machines=(server,), groups=(local,))).token("OPC01\\ann", server, remote=True)
    assert ("BUILTIN\\Administrators" in token.groups) is kept


@pytest.mark.parametrize("included", [False, True])
def test_everyone_excludes_anonymous(included: bool) -> None:  # noqa: FBT001
    """Nobody has no groups, unless the machine lets Everyone include it."""
    server = machine("opc01", "east.plant.example", everyone_includes_anonymous=included)
    assert Whereabouts(estate()).anonymous(server).groups == (("Everyone",) if included else ())


def test_a_route_may_be_given() -> None:
    """The token is that of the way the caller came, where it is not the shortest."""
    where, other = Whereabouts(estate()), Whereabouts(estate(trusts=SELECTIVE))
    route = other.trusts.route("EAST", "CORP")
    ways = where.token(ANN, SERVER, remote=True), where.token(ANN, SERVER, remote=True, route=route)
    assert [token.groups[3] for token in ways] == ["This Organization", "Other Organization"]


def test_replace() -> None:
    """Each kind of value takes the place of the one of its name, and what was remembered is forgotten."""
    where = Whereabouts(estate(accounts=(Account(ANN),)))
    before = (where.state(ANN), where.policy("CORP.example").reachable, where.token(ANN, SERVER, remote=True).groups[3])
    where.replace(Account(ANN, state=AccountState(enabled=False), groups=("CORP\\New",)))
    where.replace(DomainPolicy("corp.example", reachable=False))
    where.replace(SELECTIVE[0])
    where.replace(replace(CLIENT, fqdn="other.example"))
    token = where.token(ANN, SERVER, remote=True).groups
    after = (where.state(ANN), where.policy("CORP.example").reachable, token[3])
    assert before == (AccountState(), True, "This Organization")
    assert after == (AccountState(enabled=False), False, "Other Organization")
    assert "CORP\\New" in token
    assert where.inventory.directory.holders("host/other.example", "corp.example") == ("CORP\\HMI01$",)
    assert where.trusts.trusts.count(FOREST[0]) == 0
