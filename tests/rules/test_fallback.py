"""What Negotiate takes, held against `nego-falls-back` and `nego-must-not-fall-back` read plainly, over everything that can be wrong."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from rules.domains_stand import KERBEROS, KEY, NEGOTIATE, STRANGER, WAY, blanket, policies, ready, target, user, way

from simcom.rules.ladder import judge_call
from simcom.rules.logon.choice import mechanism
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.logon import NOBODY, AccountState, ClockFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.vocabulary.facts import CallFacts

HOLDERS = {"server": (KEY,), "nobody": (), "two": (KEY, "PLANT\\svc"), "another": ("PLANT\\svc",)}


@dataclass(frozen=True)
class Point:
    """What can be wrong with Kerberos, and what forbids NTLM."""

    named: bool = True
    by_ip: bool = False
    holders: str = "server"
    trusted: bool = True
    kdc: bool = True
    skewed: bool = False
    usable: bool = True
    mutual: bool = False
    shut: bool = False
    protected: bool = False

    def facts(self) -> CallFacts:
        """Return the call."""
        state = AccountState(enabled=self.usable, protected=self.protected)
        account = replace(user() if self.trusted else STRANGER, state=state)
        kerberos = way(1, unreachable="" if self.kdc else WAY[1]) if self.trusted else None
        logon = {
            "kerberos": kerberos,
            "target": target(named_by="ip" if self.by_ip else "fqdn", holders=HOLDERS[self.holders]),
            "clocks": ClockFacts(apart_s=301.0 if self.skewed else 0.0),
            **policies(outgoing=NOBODY if self.shut else "allow"),
        }
        principal = {} if self.named else {"principal": None}
        flags = Eoac.MUTUAL_AUTH if self.mutual else Eoac.NONE
        return ready(NEGOTIATE, account, logon, blanket=blanket(NEGOTIATE, capabilities=flags, **principal))


def plain(point: Point) -> str:
    """Read the two facts: NTLM for what shows before anything is sent as Kerberos, unless NTLM will not do."""
    if point.mutual or point.shut or point.protected:
        return "kerberos"
    if not point.named or point.by_ip or not point.trusted or not point.kdc:
        return "ntlm"
    if not point.usable:
        return "kerberos"  # the KDC refuses the account before it looks for the server's name
    return "ntlm" if point.holders in {"nobody", "two"} else "kerberos"


def grid(holders: str) -> Iterator[Point]:
    """Return every combination of the switches."""
    switches = [field.name for field in fields(Point) if field.name != "holders"]
    for values in product((False, True), repeat=len(switches)):
        yield Point(holders=holders, **dict(zip(switches, values, strict=True)))


@pytest.mark.parametrize("holders", HOLDERS)
def test_negotiate_agrees_with_a_plain_reading(holders: str) -> None:
    points = list(grid(holders))
    wrong = [point for point in points if mechanism(point.facts()) != plain(point)]
    assert (wrong[:3], len(points)) == ([], 2**9)


@pytest.mark.parametrize(
    ("holder", "key", "service", "remedy"),
    [
        (
            "PLANT\\OPC01$",
            "PLANT\\svc",
            KERBEROS,
            "use a principal of PLANT\\svc, or Negotiate or NTLM with COLE_DEFAULT_PRINCIPAL",
        ),
        ("PLANT\\OPC01$", "PLANT\\svc", NEGOTIATE, "use a principal of PLANT\\svc, or NTLM"),
        ("PLANT\\bob", "PLANT\\svc", KERBEROS, "move the principal to PLANT\\svc"),
    ],
)
def test_a_machines_own_principal_stays_with_it(holder: str, key: str, service: int, remedy: str) -> None:
    last = judge_call(ready(service, logon={"target": target(holders=(holder,), key=key)})).decisive
    assert (last.rule, last.remedy.partition(";")[0]) == ("krb-server-key", remedy)
    assert ("would break the Kerberos of" in last.remedy) == holder.endswith("$")
