"""Which domain's KDC makes the server's ticket: that of the account that holds the principal, wherever the server's machine is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from landscape.logon_estate import ALONE, ANN, CLIENT, KAT, PRINCIPAL, SELECTIVE, SERVER, SVC, WEB, estate, logon
from runtime.calls_estate import ANN as CALLER
from runtime.calls_estate import OTTO, call, client, machine, ran, server, unmarshal
from runtime.calls_estate import estate as running

from simcom.runtime.estate import Account, DomainPolicy
from simcom.vocabulary.logon import TicketFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Process

CORP, LAB, PLANT, EAST = "corp.example", "lab.corp.example", "plant.example", "east.plant.example"
ACCOUNTS = (Account(WEB, spns=("SQL/opc01.east.plant.example",)), Account(SVC))
HERS = "CORP\\svc-opc"


@pytest.mark.parametrize(
    ("caller", "runs_as", "principal", "expected"),
    [
        (ANN, WEB, WEB, (CORP,)),
        (ANN, WEB, "web@corp.example", (CORP,)),
        (KAT, WEB, WEB, (CORP, LAB)),
        (ANN, WEB, "SQL/opc01.east.plant.example", (CORP,)),
        (ANN, WEB, PRINCIPAL, (EAST, PLANT, CORP)),
        (ANN, "SYSTEM", PRINCIPAL, (EAST, PLANT, CORP)),
        (ANN, SVC, SVC, (EAST, PLANT, CORP)),
        (ANN, WEB, "host/nowhere", (CORP,)),
        (ANN, SVC, "host/nowhere", (EAST, PLANT, CORP)),
        (ANN, "OPC01\\svc", "host/nowhere", (EAST, PLANT, CORP)),
        (ANN, "SYSTEM", None, (EAST, PLANT, CORP)),
        (SVC, WEB, WEB, None),
    ],
)
def test_the_way_ends_where_the_ticket_is_made(
    caller: str, runs_as: str, principal: str | None, expected: tuple[str, ...] | None
) -> None:
    """Facts krb-server-key and com-user-server-u2u: the holder's domain, else that of the server's account, else the machine's."""
    found = logon(estate(accounts=ACCOUNTS), caller, runs_as=runs_as, principal=principal)
    assert (found.kerberos.domains if found.kerberos else None) == expected


@pytest.mark.parametrize("caller", [ANN, SVC])
def test_ntlm_goes_from_the_servers_machine(caller: str) -> None:
    """Whoever holds the principal, the server's machine asks a controller of its own domain."""
    found = logon(estate(accounts=ACCOUNTS), caller, runs_as=WEB, principal=WEB)
    assert found.ntlm is not None
    assert found.ntlm.domains[0] == EAST


def test_a_workgroup_has_no_way_whoever_holds_the_name() -> None:
    """Nobody's ticket is of use to a machine that is in no domain."""
    assert logon(estate(accounts=ACCOUNTS), server=ALONE, runs_as=WEB, principal=WEB).kerberos is None


@pytest.mark.parametrize(("principal", "crosses"), [(WEB, False), (PRINCIPAL, True)])
def test_a_trust_that_is_not_used_does_not_matter(principal: str, crosses: bool) -> None:  # noqa: FBT001
    """Selective authentication and silent domains of the machine's side count where the ticket is made there."""
    policies = (DomainPolicy(PLANT, reachable=False),)
    found = logon(estate(accounts=ACCOUNTS, trusts=SELECTIVE, policies=policies), runs_as=WEB, principal=principal)
    assert found.kerberos is not None
    assert (found.kerberos.selective, found.kerberos.unreachable) == (crosses, PLANT if crosses else "")


def test_tickets_are_those_of_the_asked_principal_and_issuer() -> None:
    """What the session holds is looked up by the name that is asked for and the domain that makes its ticket."""
    held = TicketFacts(tgt=True, service=True)
    assert logon(estate(), client=CLIENT, server=SERVER, tickets=held).tickets == held


def kdcs(row: Any) -> list[tuple[str, int]]:  # noqa: ANN401
    """Return which KDCs a call asked, and how often."""
    return [(one["asked"], one["count"]) for one in row.authentication["exchanges"]["kdc"]]


def test_the_servers_account_is_the_clients_own() -> None:
    """PLANT's machine, CORP's account: the logon and the ticket are CORP's, and a second proxy finds the ticket there."""
    script = (unmarshal("u"), call("a"), unmarshal("v", "other.historian", name="q"), call("b", "q"))
    serving = (server(account=HERS), server(name="other", account=HERS))
    rows = ran(running(*serving, client(*script), accounts=(Account(CALLER), Account(HERS))))
    assert (kdcs(rows["a"]), kdcs(rows["b"])) == ([(CORP, 2), (CORP, 1)], [])


@pytest.mark.parametrize(("account", "found"), [(HERS, "ntlm"), ("PLANT\\svc-opc", "kerberos")])
def test_a_caller_whom_the_accounts_domain_does_not_trust(account: str, found: str) -> None:
    """CORP does not trust PLANT, so its KDC makes no ticket for a PLANT account, although the server's machine is PLANT's."""
    there: Process = replace(client(unmarshal("u"), call("a")), account=OTTO, machine="hmi02")
    machines = (machine("hmi02", PLANT), machine("opc01", PLANT))
    accounts = (Account(OTTO), Account(HERS), Account("PLANT\\svc-opc"))
    row = ran(running(server(account=account), there, machines=machines, accounts=accounts))["a"]
    assert (row.ruling.ok, row.authentication["mechanism"]) == (True, found)
