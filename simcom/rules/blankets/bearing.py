"""Which further rules bear on a SetBlanket: what a service lets stand, what EOAC_DEFAULT leaves out, what a failure leaves alone.

Source: as ``requests``. Nothing is decided here; the step that decides names these rules beside its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.blankets.resolving import inherited, negotiation, resolved_service
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.rulings import Ruling, Verdict
from simcom.vocabulary.services import AuthnSvc
from simcom.vocabulary.words import Word

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import SetBlanketFacts

WITH_SETTINGS = ("proxy", "IUnknown")
"""The kinds of pointer that hold a blanket; behind any other there is nothing that could stay as it was."""


@models("setblanket.failure-atomic")
def unchanged(facts: SetBlanketFacts, said: Ruling) -> Ruling:
    """Add to a failure that it leaves the proxy as it was."""
    last = said.steps[-1]
    if last.verdict is not Verdict.FAILS or facts.proxy.kind not in WITH_SETTINGS:
        return said
    return Ruling((*said.steps[:-1], replace(last, also=(*last.also, "setblanket.failure-atomic"))))


@models("setblanket.caps-default-drops-cloaking")
def dropped(facts: SetBlanketFacts, after: Blanket) -> tuple[str, ...]:
    """Return the rule by which EOAC_DEFAULT leaves out cloaking that the process has, where it really does."""
    lost = facts.request.capabilities & Eoac.DEFAULT and inherited(facts) & ~after.capabilities
    return ("setblanket.caps-default-drops-cloaking",) if lost else ()


def permitted(facts: SetBlanketFacts) -> tuple[str, ...]:
    """Return the rules under which a service takes what was asked for: an impersonation level, a principal."""
    return (*_imp_permitted(facts), *_principal_permitted(facts))


_REACH: dict[int, tuple[str, tuple[int, ...]]] = {
    AuthnSvc.WINNT: ("setblanket.imp.ntlm", (ImpLevel.IDENTIFY, ImpLevel.IMPERSONATE)),
    AuthnSvc.GSS_KERBEROS: ("setblanket.imp.kerberos", (ImpLevel.IDENTIFY, ImpLevel.IMPERSONATE, ImpLevel.DELEGATE)),
}
"""The levels that a service carries over the network, and the rule that says so."""


@models("setblanket.imp.ntlm", "setblanket.imp.kerberos")
def _imp_permitted(facts: SetBlanketFacts) -> tuple[str, ...]:
    """Return the rule on a level asked for by name; within one computer NTLM carries DELEGATE too."""
    chosen, asked = resolved_service(facts), facts.request.imp_level
    rule, levels = _REACH.get(chosen, ("", ()))
    near = asked == ImpLevel.DELEGATE and negotiation(facts).local
    return (rule,) if rule and (asked in levels or near) else ()


@models("setblanket.principal.schannel")
def _principal_permitted(facts: SetBlanketFacts) -> tuple[str, ...]:
    """Return the rule on Schannel's principal where one was named, or NULL passed so that the server is not authenticated."""
    named = not isinstance(facts.request.principal, Word)
    schannel = resolved_service(facts) == AuthnSvc.GSS_SCHANNEL
    return ("setblanket.principal.schannel",) if named and schannel else ()
