"""What a logon depends on, gathered: ways and whether they are open, names and their holders, clocks, policies, the hop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from landscape.logon_estate import (
    ALONE,
    ANN,
    CLIENT,
    KAT,
    SELECTIVE,
    SERVER,
    SVC,
    estate,
    logon,
    machine,
)

from simcom.runtime.estate import Account, Clock, DomainPolicy
from simcom.runtime.networks import Network
from simcom.vocabulary.logon import PLAIN_LOGON, AccountState, TicketFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine

CORP, LAB, PLANT, EAST = "corp.example", "lab.corp.example", "plant.example", "east.plant.example"


def test_routes_are_described() -> None:
    """Both ways, the server's domain first, with the kinds of their trusts."""
    found = logon(estate(), KAT)
    assert found.kerberos == found.ntlm
    assert found.kerberos is not None
    assert found.kerberos.domains == (EAST, PLANT, CORP, LAB)
    assert found.kerberos.kinds == ("parent-child", "forest", "parent-child")
    assert (found.kerberos.routed, found.kerberos.forwards_tickets, found.kerberos.unreachable) == (True, False, "")


@pytest.mark.parametrize(
    ("caller", "server"), [(ANN, ALONE), ("HMI01\\bob", SERVER), ("LOCAL SERVICE", SERVER), (SVC, CLIENT)]
)
def test_no_route(caller: str, server: Machine) -> None:
    """Workgroup servers, local accounts, nobody, and strangers have none."""
    found = logon(estate(), caller, server=server)
    assert (found.kerberos, found.ntlm) == (None, None)


def test_a_local_logon_has_nothing_to_look_at() -> None:
    """Within one machine nobody else is asked."""
    assert logon(estate(), server=CLIENT) == PLAIN_LOGON


WARM = TicketFacts(tgt=True, referrals=(PLANT,))


@pytest.mark.parametrize(
    ("down", "blocked", "tickets", "kerberos", "ntlm"),
    [
        ((), (), TicketFacts(), "", ""),
        ((CORP,), (), TicketFacts(), CORP, CORP),
        ((CORP, EAST), (), TicketFacts(), CORP, EAST),
        ((PLANT,), (), TicketFacts(), PLANT, PLANT),
        ((CORP,), (), WARM, "", CORP),
        ((PLANT,), (), WARM, PLANT, PLANT),
        ((EAST,), (), TicketFacts(tgt=True, service=True), "", EAST),
        ((), (("hmi01", EAST),), TicketFacts(), EAST, ""),
        ((), ((CORP, PLANT),), TicketFacts(), PLANT, ""),
        ((), (("CORP", "PLANT"),), TicketFacts(), PLANT, ""),
        ((), (("opc01", EAST),), TicketFacts(), "", EAST),
        ((), ((EAST, PLANT),), TicketFacts(), "", PLANT),
        ((), ((PLANT, CORP),), TicketFacts(), "", CORP),
        ((), (("web01", CORP),), TicketFacts(), "", ""),
    ],
)
def test_unreachable(
    down: tuple[str, ...], blocked: tuple[tuple[str, str], ...], tickets: TicketFacts, kerberos: str, ntlm: str
) -> None:
    """Fact ports-not-only-trust: the client asks every KDC it has no ticket for, NTLM goes from the server hop by hop."""
    policies = tuple(DomainPolicy(name, reachable=False) for name in down)
    found = logon(estate(policies=policies, network=Network(blocked=blocked)), tickets=tickets)
    assert found.kerberos is not None
    assert found.ntlm is not None
    assert (found.kerberos.unreachable, found.ntlm.unreachable) == (kerberos, ntlm)


def test_a_controller_asks_itself() -> None:
    """A server that is a controller of its domain needs no way to one."""
    server = machine("opc01", EAST, of={"controller": True})
    whole = estate(machines=(CLIENT, server), network=Network(blocked=(("opc01", EAST),)))
    found = logon(whole, server=server)
    assert found.ntlm is not None
    assert (found.controller, found.ntlm.unreachable) == (True, "")


@pytest.mark.parametrize(
    ("mine", "theirs", "now_s", "apart_s"),
    [
        (Clock(), Clock(), 0.0, 0.0),
        (Clock(60.0), Clock(), 0.0, 60.0),
        (Clock(), Clock(60.0), 0.0, 60.0),
        (Clock(60.0), Clock(60.0), 0.0, 0.0),
        (Clock(), Clock(0.0, 60.0), 7200.0, 120.0),
    ],
)
def test_clocks(mine: Clock, theirs: Clock, now_s: float, apart_s: float) -> None:
    """How far apart the two machines' clocks are now, and what the server's domain tolerates."""
    client, server = machine("hmi01", CORP, of={"clock": mine}), machine("opc01", EAST, of={"clock": theirs})
    whole = estate(machines=(client, server), policies=(DomainPolicy(EAST, tolerance_s=99.0),))
    found = logon(whole, client=client, server=server, now_s=now_s).clocks
    assert (found.apart_s, found.tolerance_s) == (apart_s, 99.0)


@pytest.mark.parametrize(
    ("caller", "client", "server", "expected"),
    [
        (ANN, {}, {}, {}),
        (ANN, {"windows": "xp-sp2"}, {}, {"client_level": 0}),
        (ANN, {"windows": "server-2003-sp1"}, {}, {"client_level": 2}),
        (ANN, {"lm_compatibility_level": 1}, {"lm_compatibility_level": 4}, {"client_level": 1}),
        ("HMI01\\bob", {}, {"lm_compatibility_level": 4}, {"verifier_level": 4}),
        (KAT, {}, {}, {"verifier_level": 5}),
        (ANN, {"restrict_sending_ntlm": 1}, {}, {}),
        (ANN, {"restrict_sending_ntlm": 2}, {}, {"outgoing": "deny all"}),
        (ANN, {}, {"restrict_receiving_ntlm": 1}, {"incoming": "deny domain accounts"}),
        (ANN, {}, {"restrict_receiving_ntlm": 2}, {"incoming": "deny all"}),
        (ANN, {}, {"limit_blank_passwords": False}, {"blank_allowed": True}),
        (ANN, {}, {"force_guest": True}, {"guest_only": True}),
    ],
)
def test_ntlm_policies(caller: str, client: dict[str, Any], server: dict[str, Any], expected: dict[str, Any]) -> None:
    """The client's, the server's and the verifier's: a controller of the account's domain, or the server for local accounts."""
    one, other = machine("hmi01", CORP, **client), machine("opc01", EAST, **server)
    whole = estate(machines=(one, other), policies=(DomainPolicy(LAB, lm_compatibility_level=5),))
    found = logon(whole, caller, client=one, server=other).policies
    plain = logon(estate()).policies
    assert {
        name: getattr(found, name) for name in plain.__slots__ if getattr(found, name) != getattr(plain, name)
    } == expected


@pytest.mark.parametrize(("enabled", "open_"), [(None, False), (False, False), (True, True)])
def test_guest(enabled: bool | None, open_: bool) -> None:  # noqa: FBT001
    """Fact guest-fallback: the server's Guest counts where it is declared and enabled."""
    accounts = () if enabled is None else (Account("OPC01\\Guest", state=AccountState(enabled=enabled)),)
    assert logon(estate(accounts=accounts)).policies.guest is open_


@pytest.mark.parametrize(
    ("on", "holders", "expected"),
    [
        ("EAST\\OPC01$", (ANN,), True),
        ("EAST\\OPC01$", ("CORP\\Staff",), True),
        ("EAST\\OPC01$", ("Authenticated Users",), True),
        ("EAST\\OPC01$", ("CORP\\bob",), False),
        ("EAST\\OPC01$", (), False),
        (SVC, (ANN,), False),
    ],
)
def test_allowed_to_authenticate(on: str, holders: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001
    """Fact selective-authentication: the right counts on the account the server runs as, held by the caller or its groups."""
    accounts = (Account(ANN, groups=("CORP\\Staff",)), Account(on, allowed_to_authenticate=holders))
    found = logon(estate(trusts=SELECTIVE, accounts=accounts))
    assert found.may_authenticate is expected
    assert found.kerberos is not None
    assert found.kerberos.selective


@pytest.mark.parametrize(
    ("caller", "home"),
    [(ANN, CORP), ("lab\\kat", LAB), (SVC, EAST), ("SYSTEM", CORP), ("HMI01\\bob", ""), ("LOCAL SERVICE", "")],
)
def test_home(caller: str, home: str) -> None:
    """Fact domain-is-account-authority: the domain of the account that shows on the network, if it is in one."""
    assert logon(estate(), caller).home == home


@pytest.mark.parametrize(
    ("caller", "client", "builtin"),
    [("SYSTEM", CLIENT, "SYSTEM"), ("NT SERVICE\\h", ALONE, "NT SERVICE\\h"), (ANN, CLIENT, "")],
)
def test_builtin(caller: str, client: Machine, builtin: str) -> None:
    """The process's own account, where it shows another name on the network, or none."""
    assert logon(estate(), caller, client=client).builtin == builtin


def test_rights_and_mirror() -> None:
    """The server machine's two rights, and the state of its account of the caller's name."""
    server = machine("opc01", EAST, network_logon=(ANN,), deny_network_logon=("CORP\\bob",))
    mirror = Account("OPC01\\ann", "", AccountState(locked=True))
    found = logon(estate(machines=(CLIENT, server), accounts=(mirror,)), server=server)
    assert (found.rights.allowed, found.rights.denied) == ((ANN,), ("CORP\\bob",))
    assert found.mirror == AccountState(locked=True, blank=True)
