"""Two machines, a process on each that calls the other's, and everything about both sides alike: what is left to decide are the trusts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from landscape_properties.webs import webs
from runtime.calls_estate import explicit, machine

from simcom.runtime.estate import Account, Clock, Estate, Group, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import Call, CoUnmarshalInterface, SetBlanket
from simcom.runtime.world import simulate
from simcom.vocabulary.blankets import DEFAULT, BlanketRequest
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from landscape_properties.webs import Web

    from simcom.landscape.model import Domain
    from simcom.runtime.rows import Row

NEGOTIATE, KERBEROS, NTLM = AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT
RIGHT, WRONG = "right", "wrong"
LATE_S = 600.0
"""Twice as far apart as Kerberos tolerates."""


@dataclass(frozen=True)
class Meeting:
    """Who meets whom: homes of the machines "one" and "two", and what is the same on both.

    Both processes run as kim of their own domain, or as SYSTEM. ``mirror`` is the password of a local account kim on each machine,
    ``guest`` whether Guest is enabled there. ``late_s`` is how far machine two's clock is ahead. ``by_host`` lets the callers set the
    principal to the other machine's own (host/name) instead of the one its process registered.
    """

    web: Web
    homes: tuple[Domain, Domain]
    service: int = NEGOTIATE
    level: int = AuthnLevel.PKT
    mirror: str | None = None
    guest: bool = False
    late_s: float = 0.0
    by_host: bool = False
    system: bool = False
    state: AccountState = field(default_factory=AccountState)
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Fate:
    """What became of a call: its outcome and status, what proved the caller, why not, and as whom it came."""

    outcome: str
    hresult: str
    mechanism: str
    cause: str
    came_as: str


@st.composite
def meetings(draw: st.DrawFn, most: int = 5) -> Meeting:
    """Draw a web, two Windows domains of it, and what is the same on both sides."""
    web = draw(webs(most))
    return Meeting(
        web,
        draw(st.sampled_from(homes(web))),
        service=draw(st.sampled_from((NEGOTIATE, NEGOTIATE, KERBEROS, NTLM))),
        mirror=draw(st.sampled_from((None, RIGHT, WRONG))),
        guest=draw(st.booleans()),
        late_s=draw(st.sampled_from((0.0, 0.0, LATE_S))),
        by_host=draw(st.booleans()),
        system=draw(st.booleans()),
        state=draw(st.sampled_from((AccountState(), AccountState(), AccountState(enabled=False)))),
    )


def homes(web: Web) -> list[tuple[Domain, Domain]]:
    """Return every pair of Windows domains, those of different forests three times so that they are drawn more often."""
    pairs = list(product([domain for domain in web.domains if not domain.realm], repeat=2))
    return [pair for pair in pairs for _ in range(1 if pair[0].forest == pair[1].forest else 3)]


def fates(meeting: Meeting) -> tuple[Fate, Fate]:
    """Return what becomes of the call of one to two, and of two to one."""
    found = rows(meeting)
    return fate(found["one/call"]), fate(found["two/call"])


def rows(meeting: Meeting) -> dict[str, Row]:
    """Run a meeting; return its rows by id, the calls as "one/call" and "two/call"."""
    return {row.id: row for row in simulate(estate(meeting)).rows()}


def fate(row: Row) -> Fate:
    """Return what became of a call."""
    proof = row.authentication or {}
    cause = (proof.get("error") or {}).get("cause", "")
    came_as = named(row) if row.ruling.ok and row.caller else ""
    return Fate(str(row.ruling.outcome), row.ruling.hresult.name, proof.get("mechanism", ""), cause, came_as)


def named(row: Row) -> str:
    """Tell as whom a caller came: itself, its mirror on the server's machine, Guest there, or nobody."""
    authority, _, user = (row.caller.name if row.caller else "").rpartition("\\")
    server = row.server.machine if row.server else ""
    if not authority:
        return "nobody"
    if authority.casefold() != server.casefold():
        return "itself"
    return "guest" if user.casefold() == "guest" else "mirror"


def estate(meeting: Meeting) -> Estate:
    """Return the estate of a meeting."""
    first, second = meeting.homes
    late = Clock(offset_s=meeting.late_s)
    return Estate(
        title="a meeting",
        machines=(machine("one", first.dns), replace(machine("two", second.dns), clock=late)),
        processes=(process(meeting, "one", "two", second.dns), process(meeting, "two", "one", first.dns)),
        classes=(Class("Thing", (Interface("IThing", (Method("Do"),)),)),),
        accounts=tuple(accounts(meeting)),
        groups=meeting.groups,
        domains=meeting.web.domains,
        trusts=meeting.web.extra,
    )


def accounts(meeting: Meeting) -> list[Account]:
    """Return kim of every domain, and of both machines where they have mirrors; and their Guests where enabled."""
    found = [
        Account(f"{domain.netbios}\\kim", RIGHT, meeting.state) for domain in meeting.web.domains if not domain.realm
    ]
    if meeting.mirror is not None:
        found += [Account(f"{name}\\kim", meeting.mirror) for name in ("one", "two")]
    if meeting.guest:
        found += [Account(f"{name}\\Guest") for name in ("one", "two")]
    return found


def process(meeting: Meeting, name: str, other: str, domain: str) -> Process:
    """Return one of the two processes; it serves an object and calls the other's, on a machine of this domain."""
    home = meeting.homes[0] if name == "one" else meeting.homes[1]
    none = meeting.level == AuthnLevel.NONE
    request = BlanketRequest(
        authn_svc=AuthnSvc.NONE if none else meeting.service,
        authn_level=meeting.level,
        principal=f"host/{other}.{domain}" if meeting.by_host else DEFAULT,
    )
    steps = (
        CoUnmarshalInterface(f"{name}/get", "", f"{other}.thing", "IThing", "p"),
        SetBlanket(f"{name}/set", "", "p", None, helper=True, request=request),
        Call(f"{name}/call", "", "p", "Do"),
    )
    account = "SYSTEM" if meeting.system else f"{home.netbios}\\kim"
    arguments = explicit(AuthnLevel.NONE if none else AuthnLevel.CONNECT)
    return Process(name, name, account, (("thing", "Thing"),), arguments, scripts=(Script("", steps),))
