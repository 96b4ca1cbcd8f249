"""Who a call goes out as: the cloaking table, and the impersonation level it really has.

Source: win32 cloaking.md, impersonation-levels.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, Eoac
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import IdentityFacts


@dataclass(frozen=True, slots=True)
class Identity:
    """The account a call goes out as and the rule that chose it.

    ``fixes`` tells that it becomes fixed on the proxy, ``from_thread`` that it is or was a thread's token, of impersonation ``level``,
    which ``came_by`` a mechanism from another machine.
    """

    account: str
    rule: str
    fixes: bool = False
    from_thread: bool = False
    level: int = ImpLevel.IMPERSONATE
    came_by: str = ""


@models(
    "cloak.decision-table",
    "cloak.default-off",
    "cloak.static.first-call",
    "cloak.dynamic.each-call",
    "cloak.process-token-under-cloaking",
    "cloak.delegate-without-cloaking",
    "impersonate.outgoing-calls-need-cloaking",
)
def identity(facts: IdentityFacts) -> Identity:
    """Apply the decision table: cloaking, the thread's token, and what is already fixed on the proxy."""
    blanket = facts.blanket
    if blanket.capabilities & Eoac.STATIC_CLOAKING:
        if blanket.fixed is not None:
            token, level = bool(blanket.fixed_level), blanket.fixed_level or ImpLevel.IMPERSONATE
            came_by = blanket.fixed_came_by
            return Identity(blanket.fixed, blanket.fixed_by, from_thread=token, level=level, came_by=came_by)
        return _token(facts, "cloak.static.first-call", fixes=True)
    if blanket.capabilities & Eoac.DYNAMIC_CLOAKING:
        return _token(facts, "cloak.dynamic.each-call", fixes=False)
    if blanket.identity is not None and blanket.identity.account and _uses_credentials(facts):
        return Identity(blanket.identity.account, "negotiation.identity.by-service")
    return Identity(facts.account, "cloak.default-off")


def _token(facts: IdentityFacts, rule: str, *, fixes: bool) -> Identity:
    """Return the thread's token, or the process's where the thread has none."""
    if facts.thread_token is not None:
        level, came_by = facts.thread_level, facts.thread_came_by
        return Identity(facts.thread_token, rule, fixes=fixes, from_thread=True, level=level, came_by=came_by)
    return Identity(facts.account, "cloak.process-token-under-cloaking", fixes=fixes)


def _uses_credentials(facts: IdentityFacts) -> bool:
    """Tell whether explicit credentials count: always remotely, locally by the newer page (`L-15`)."""
    return facts.remote or facts.local_auth_info == "used"


@models("imp.anonymous-promoted", "setblanket.imp.anonymous")
def effective_imp_level(level: int, *, local: bool, service: int) -> int:
    """Return the impersonation level after promotion: ANONYMOUS exists over the local transport only; Schannel has IMPERSONATE only."""
    if service == AuthnSvc.GSS_SCHANNEL:
        return ImpLevel.IMPERSONATE
    return ImpLevel.IDENTIFY if level == ImpLevel.ANONYMOUS and not local else level


def cloaks(capabilities: int) -> bool:
    """Tell whether any cloaking bit is set."""
    return bool(capabilities & CLOAKING)
