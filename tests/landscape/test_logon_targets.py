"""Whom a ticket is for, and who passes a caller on: the server's names, its key, and the hop over a second machine boundary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from landscape.logon_estate import (
    ALONE,
    ANN,
    BESIDE,
    CLIENT,
    FORWARDING,
    PRINCIPAL,
    SERVER,
    SVC,
    WEB,
    estate,
    logon,
    machine,
)

from simcom.runtime.estate import Account
from simcom.vocabulary.logon import AccountState, Delegation, HopFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine

EAST = "east.plant.example"


@pytest.mark.parametrize(
    ("principal", "runs_as", "holders", "key", "by_account"),
    [
        (PRINCIPAL, "SYSTEM", ("EAST\\OPC01$",), "EAST\\OPC01$", False),
        ("RPCSS/opc01", "NETWORK SERVICE", ("EAST\\OPC01$",), "EAST\\OPC01$", False),
        ("host/opc01", "NT SERVICE\\h", ("EAST\\OPC01$",), "EAST\\OPC01$", False),
        (PRINCIPAL, SVC, ("EAST\\OPC01$",), SVC, False),
        ("SQL/opc01", SVC, (SVC,), SVC, False),
        ("host/both", "SYSTEM", (WEB,), "EAST\\OPC01$", False),
        ("host/nowhere", "SYSTEM", (), "EAST\\OPC01$", False),
        (SVC, SVC, (SVC,), SVC, True),
        ("svc@east.plant.example", SVC, (SVC,), SVC, True),
        ("EAST\\other", SVC, ("EAST\\other",), SVC, False),
        ("EAST\\opc01$", "SYSTEM", ("EAST\\opc01$",), "EAST\\OPC01$", False),
        ("EAST\\unheard", SVC, (), SVC, False),
        ("NT AUTHORITY\\SYSTEM", "SYSTEM", (), "EAST\\OPC01$", False),
        (None, "SYSTEM", (), "EAST\\OPC01$", False),
    ],
)
def test_target(principal: str | None, runs_as: str, holders: tuple[str, ...], key: str, by_account: bool) -> None:  # noqa: FBT001
    """Who holds the name, first in the client's own forest (hints-last), and whose key the server has."""
    accounts = (
        Account(SVC, spns=("SQL/opc01", "host/both")),
        Account(WEB, spns=("host/both",)),
        Account("EAST\\other"),
    )
    found = logon(estate(accounts=accounts), principal=principal, runs_as=runs_as).target
    assert found is not None
    assert (found.holders, found.key, found.by_account) == (holders, key, by_account)


@pytest.mark.parametrize(
    ("name", "principal", "named_by"),
    [
        ("", PRINCIPAL, "fqdn"),
        ("opc01.east.plant.example", PRINCIPAL, "fqdn"),
        ("opc01", PRINCIPAL, "fqdn"),
        ("10.0.0.5", PRINCIPAL, "ip"),
        ("fe80::1", PRINCIPAL, "ip"),
        ("", "RPCSS/opc01", "short"),
        ("opc01.east.plant.example", "host/opc01", "short"),
        ("10.0.0.5", "host/opc01", "ip"),
        ("opc01", SVC, "fqdn"),
        ("opc01", None, "fqdn"),
    ],
)
def test_named_by(name: str, principal: str | None, named_by: str) -> None:
    """Fact com-object-principal: the server's principal says how the host is named, and not the client, unless by an address."""
    found = logon(estate(), principal=principal, server_name=name).target
    assert found is not None
    assert (found.principal, found.named_by) == (principal, named_by)


BY_IP = (Account(SVC, spns=("host/10.0.0.5",)), Account("EAST\\OPC01$", spns=("OPC/10.0.0.5",)))


@pytest.mark.parametrize(
    ("tries", "server_name", "principal", "asked", "holders"),
    [
        (True, "10.0.0.5", PRINCIPAL, "host/10.0.0.5", (SVC,)),
        (True, "10.0.0.5", "OPC/opc01", "OPC/10.0.0.5", ("EAST\\OPC01$",)),
        (True, "10.0.0.6", PRINCIPAL, "host/10.0.0.6", ()),
        (False, "10.0.0.5", PRINCIPAL, PRINCIPAL, ("EAST\\OPC01$",)),
        (True, "opc01", PRINCIPAL, PRINCIPAL, ("EAST\\OPC01$",)),
        (True, "10.0.0.5", "EAST\\opc01$", "EAST\\opc01$", ("EAST\\opc01$",)),
        (True, "10.0.0.5", None, None, ()),
    ],
)
def test_principal_of_an_address(
    tries: bool,  # noqa: FBT001
    server_name: str,
    principal: str | None,
    asked: str | None,
    holders: tuple[str, ...],
) -> None:
    """Fact nego-falls-back: with TryIPSPN a ticket is asked for the address, in the place of the host and of nothing else."""
    client = machine("hmi01", "corp.example", try_ip_spn=tries)
    whole = estate(machines=(client, SERVER), accounts=BY_IP)
    found = logon(whole, client=client, principal=principal, server_name=server_name).target
    assert found is not None
    assert (found.principal, found.holders) == (asked, holders)


@pytest.mark.parametrize(
    ("runs_as", "whole", "holds", "expected"),
    [("SYSTEM", True, True, (False, True)), ("SYSTEM", False, True, (True, True)), (SVC, False, False, (False, False))],
)
def test_key_and_ticket_of_the_server(runs_as: str, whole: bool, holds: bool, expected: tuple[bool, bool]) -> None:  # noqa: FBT001
    """A broken secure channel spoils the machine's own key only; the process says whether it holds a TGT."""
    server = machine("opc01", EAST, of={"secure_channel": whole})
    one = estate(machines=(CLIENT, server))
    found = logon(one, server=server, runs_as=runs_as, holds_ticket=holds)
    assert found.target is not None
    assert (found.target.key_changed, found.target.server_has_ticket) == expected
    assert found.policies.secure_channel is whole


MIDDLE = Delegation(unconstrained=True, to=(PRINCIPAL,))
PLAIN_HOP = HopFacts("", back_end_admits=(WEB,), same_domain=False, caller=AccountState(sensitive=True))


@pytest.mark.parametrize(
    ("runs_as", "client", "came_by", "expected"),
    [
        (WEB, BESIDE, "kerberos", {"middle": WEB, "rights": MIDDLE}),
        (WEB, BESIDE, "ntlm", {"middle": WEB, "rights": MIDDLE}),
        ("SYSTEM", BESIDE, "kerberos", {"middle": "CORP\\WEB01$"}),
        ("OLD01\\web", ALONE, "ntlm", {"middle": "OLD01\\web", "joined": False, "forwards_tickets": False}),
    ],
)
def test_hop(runs_as: str, client: Machine, came_by: str, expected: dict[str, Any]) -> None:
    """A token that came from elsewhere crosses a second boundary; who passes it on, and what the directory says of it."""
    accounts = (
        Account(ANN, state=AccountState(sensitive=True)),
        Account(WEB, delegation=MIDDLE),
        Account("EAST\\OPC01$", delegation=Delegation(from_=(WEB,))),
    )
    found = logon(estate(accounts=accounts), runs_as, client=client, token=(ANN, came_by)).hop
    assert found == replace(PLAIN_HOP, **expected)


@pytest.mark.parametrize("token", [None, (ANN, "")])
def test_no_hop(token: tuple[str, str] | None) -> None:
    """The process's own name, and a token that never left its machine, cross a first boundary."""
    assert logon(estate(), WEB, client=BESIDE, token=token).hop is None


@pytest.mark.parametrize(("forwarding", "expected"), [(False, False), (True, True)])
def test_a_ticket_that_crossed_a_trust(forwarding: bool, expected: bool) -> None:  # noqa: FBT001
    """Fact tgt-delegation-across-trust: the caller's TGT came to the middle only if the trust lets it."""
    middle = machine("mid01", EAST)
    whole = estate(machines=(CLIENT, SERVER, middle), **({"trusts": FORWARDING} if forwarding else {}))
    found = logon(whole, SVC, client=middle, token=(ANN, "kerberos")).hop
    assert found is not None
    assert (found.forwards_tickets, found.same_domain) == (expected, True)
