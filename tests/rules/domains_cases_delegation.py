"""Delegation beyond the kinds of it, both ways: the group that says who vouched for a caller, and who is never passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.calls_stand import absent, fires, shown, silent
from rules.domains_stand import DELEGATE, DENIED, KEY, NEGOTIATE, asked, ready, user

from simcom.rules.calls.authentication import caller
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import AccountState, Delegation, HopFacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.rulings import Ruling

MIDDLE = "PLANT\\svc"
TRANSITION = Delegation(to=("host/opc01.plant.example",), transition=True)
TRUSTED = Delegation(unconstrained=True)
ITSELF, SERVICE = "Authentication authority asserted identity", "Service asserted identity"


def second(rights: Delegation, came_by: str, level: int = ImpLevel.IMPERSONATE, **caller_flags: bool) -> dict[str, Any]:
    """Return the changes that make a call a second hop through an account with these rights."""
    hop = HopFacts(MIDDLE, rights, caller=AccountState(**caller_flags))
    return {"logon": {"hop": hop}, "cloaked": True, "token_came_by": came_by, "thread_level": level}


def vouched(came_by: str) -> tuple[bool, bool]:
    """Return which of the two groups a caller has on the third machine: it proved itself, or a service vouches for it."""
    groups = caller(ready(NEGOTIATE, user(0), **second(TRANSITION, came_by))).token.groups
    return ITSELF in groups, SERVICE in groups


def passed(rights: Delegation, came_by: str = "kerberos", level: int = DELEGATE, **flags: bool) -> Callable[[], Ruling]:
    """Return what judges a second hop."""
    return asked(NEGOTIATE, user(0), **second(rights, came_by, level, **flags))


KRB, TWICE, KNOWN = "krb-delegation", "double-hop", "well-known-sids"

CASES = (
    shown(KNOWN, "a service vouches for one who came by NTLM", lambda: ((False, True), vouched("ntlm"))),
    absent(KNOWN, "one who came by Kerberos proved itself", lambda: ((True, False), vouched("kerberos"))),
    fires(KRB, f"{KEY} is reached through a trusted middle", passed(TRUSTED)),
    fires(KRB, "a member of Protected Users is never passed on", passed(TRUSTED, protected=True), DENIED),
    silent(KRB, "no second boundary", asked(NEGOTIATE, user(0), cloaked=True)),
    fires(TWICE, "sensitive, by any kind", passed(TRUSTED, sensitive=True), DENIED),
    fires(TWICE, "sensitive, by protocol transition", passed(TRANSITION, "ntlm", sensitive=True), DENIED),
    fires(TWICE, "came by NTLM", passed(TRUSTED, "ntlm"), DENIED),
    silent(TWICE, "came by NTLM, with protocol transition", passed(TRANSITION, "ntlm")),
)
