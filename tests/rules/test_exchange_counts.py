"""How many exchanges prove a caller, held against the numbers of the facts: `krb-messages`, `ntlm-passthrough`, the costs."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from rules.domains_stand import HELD, KERBEROS, NEGOTIATE, NTLM, WARM, WAY, proof, target, user, way

from simcom.rules.logon.tickets import AS, REFERRAL, TICKET
from simcom.vocabulary.logon import TicketFacts

LENGTHS = range(4)
SPN = "host/opc01.plant.example"


@pytest.mark.parametrize("n", LENGTHS)
def test_a_cold_client_asks_each_kdc_on_the_way_from_its_own(n: int) -> None:
    way_there = WAY[n::-1]
    referrals = [("hmi01", here, f"{REFERRAL}{there}", 1) for here, there in pairwise(way_there)]
    expected = [("hmi01", way_there[0], AS, 2), *referrals, ("hmi01", WAY[0], f"{TICKET}{SPN}", 1)]
    said = proof(KERBEROS, user(n))
    assert [(one.asker, one.asked, one.purpose, one.count) for one in said.kdc] == expected
    assert (len(said.kdc) - 1, said.dc, said.route) == (n + 1, (), WAY[: n + 1])


@pytest.mark.parametrize(
    ("n", "held", "expected"),
    [
        *((n, HELD, 0) for n in LENGTHS),
        *((n, WARM, n + 1) for n in LENGTHS),
        *((n, TicketFacts(tgt=True, referrals=WAY[:n]), 1) for n in LENGTHS),
        (3, TicketFacts(tgt=True, referrals=WAY[2:3]), 3),
        (3, TicketFacts(tgt=True, referrals=WAY[1:3]), 2),
        (1, TicketFacts(tgt=True, referrals=("other.example",)), 2),
        (2, TicketFacts(service=True), 0),
    ],
)
def test_what_is_held_is_not_asked_for_again(n: int, held: TicketFacts, expected: int) -> None:
    assert sum(one.count for one in proof(KERBEROS, user(n), {"tickets": held}).kdc) == expected


@pytest.mark.parametrize("n", LENGTHS)
def test_two_principals_of_one_server_share_the_referrals(n: int) -> None:
    """`cost-kdc-exchanges`: RPCSS/name and then host/fqdn cost n + 2 ticket exchanges altogether."""
    first = [one for one in proof(KERBEROS, user(n)).kdc if one.purpose != AS]
    kept = tuple(one.purpose.removeprefix(REFERRAL) for one in first if one.purpose.startswith(REFERRAL))
    second = proof(KERBEROS, user(n), {"tickets": TicketFacts(tgt=True, referrals=kept)}).kdc
    assert len(first) + len(second) == n + 2


@pytest.mark.parametrize(("n", "controller"), list(product(LENGTHS, (False, True))))
def test_the_servers_side_passes_on_hop_by_hop(n: int, controller: bool) -> None:  # noqa: FBT001  (a column)
    askers = ("opc01", *WAY[:n])
    hops = list(zip(askers, WAY[: n + 1], strict=True))
    said = proof(NTLM, user(n), {"controller": controller})
    assert [(one.asker, one.asked) for one in said.dc] == hops[controller:]
    assert (sum(one.count for one in said.dc), said.kdc) == (n if controller else n + 1, ())


@pytest.mark.parametrize(("n", "silent"), [(n, place) for n in LENGTHS for place in range(n + 1)])
def test_the_first_silent_controller_ends_it(n: int, silent: int) -> None:
    shut = {"kerberos": way(n, unreachable=WAY[silent]), "ntlm": way(n, unreachable=WAY[silent])}
    kdc, dc = proof(KERBEROS, user(n), shut).kdc, proof(NTLM, user(n), shut).dc
    assert {kdc[-1].asked, dc[-1].asked} == {WAY[silent]}
    # the client comes from its own domain, the server's side from the server's; a first silent KDC is never asked for a ticket
    assert (len(kdc), len(dc)) == (1 if silent == n else n - silent + 2, silent + 1)


LEGS = {
    ("NTLM", "ordinary"): 1,
    ("NTLM", "by account"): 1,
    ("NTLM", "declined"): 1,
    ("NTLM", "address"): 1,
    ("Kerberos", "ordinary"): 2,
    ("Negotiate", "ordinary"): 2,
    ("Negotiate", "by account"): 3,
    ("Negotiate", "declined"): 3,
    ("Negotiate", "address"): 2,
    ("Negotiate", "nowhere"): 2,
}
TARGETS = {
    "ordinary": target(),
    "by account": target(by_account=True),
    "declined": target(by_account=True, server_has_ticket=False),
    "address": target(named_by="ip"),
    "nowhere": target(holders=()),
}
SERVICES = {"NTLM": NTLM, "Kerberos": KERBEROS, "Negotiate": NEGOTIATE}


@pytest.mark.parametrize(("service", "name"), list(LEGS))
@pytest.mark.parametrize("n", LENGTHS)
def test_legs_do_not_depend_on_the_length_of_the_way(n: int, service: str, name: str) -> None:
    assert proof(SERVICES[service], user(n), {"target": TARGETS[name]}).legs == LEGS[service, name]
