"""Cloaked calls over a second machine boundary, as points of a grid: what the accounts may do and what spoils it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from rules.calls_stand import SVC, made, proxy

from simcom.rules.calls.outgoing import token_usable
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import AccountState, Delegation, HopFacts, LogonFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step

MIDDLE = "CORP\\HMI01$"
NTLM, KERBEROS, NEGOTIATE = AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE
UNCONSTRAINED, CONSTRAINED, BY_RESOURCE = (
    "unconstrained delegation",
    "constrained delegation",
    "resource-based delegation",
)


@dataclass(frozen=True)
class Hop:
    """One point of the grid: the token, what the accounts may do, and what can spoil it."""

    came_by: str = "kerberos"
    level: int = ImpLevel.IMPERSONATE
    service: int = NEGOTIATE
    trusted: bool = False
    listed: bool = False
    transition: bool = False
    admitted: bool = False
    sensitive: bool = False
    protected: bool = False
    joined: bool = True
    same_domain: bool = True
    forwards: bool = True

    def facts(self) -> CallFacts:
        """Return the facts of a cloaked call with such a token."""
        rights = Delegation(self.trusted, (SVC.upper(),) if self.listed else ("host/other",), self.transition)
        admits = ("CORP\\other", MIDDLE.lower()) if self.admitted else ("CORP\\other",)
        state = AccountState(sensitive=self.sensitive, protected=self.protected)
        hop = HopFacts(MIDDLE, rights, self.joined, admits, self.same_domain, state, self.forwards)
        return over(hop, self.came_by, self.level, self.service)

    def said(self) -> Step:
        """Return what the rung says."""
        return said(self.facts())


def over(hop: HopFacts | None, came_by: str, level: int, service: int = NEGOTIATE) -> CallFacts:
    """Return the facts of a cloaked call over a second boundary."""
    blanket = proxy(service=service)
    words = {"cloaked": True, "thread_level": level, "token_came_by": came_by, "logon": LogonFacts(hop=hop)}
    return made(blanket=blanket, **words)


def said(facts: CallFacts) -> Step:
    """Return what the rung says of a cloaked call."""
    step = token_usable(facts)
    assert step is not None
    return step


def grid(came_by: str, level: int, service: int) -> Iterator[Hop]:
    """Return every combination of what accounts may do and what spoils it."""
    for switches in product((False, True), repeat=9):
        yield Hop(came_by, level, service, *switches)
