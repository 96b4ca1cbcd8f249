"""Which mechanism proves the caller: the proxy's service decides, and under Negotiate whether Kerberos can be tried.

Source: win32 microsoft-negotiate.md, snego.md, kerberos-v5-protocol.md; the decision table of domains and trusts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.kerberos import kerberos_trouble
from simcom.rules.logon.mutual import demanded
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import NOBODY
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.rules.logon.trouble import Trouble
    from simcom.vocabulary.facts import CallFacts

KERBEROS, NTLM, SCHANNEL = "kerberos", "ntlm", "schannel"

SPOKEN = {KERBEROS: "Kerberos", NTLM: "NTLM", SCHANNEL: "Schannel"}
"""The mechanisms as people write them."""

_MECHANISMS: dict[int, str] = {
    AuthnSvc.GSS_KERBEROS: KERBEROS,
    AuthnSvc.WINNT: NTLM,
    AuthnSvc.GSS_SCHANNEL: SCHANNEL,
}


@models("level-none-needs-service-none", "authn-none-is-anonymous-for-acls")
def unauthenticated(facts: CallFacts) -> bool:
    """Tell whether the call carries nobody's name: level NONE over the network (locally only where `L-18` is read so)."""
    none = facts.blanket.authn_level == AuthnLevel.NONE
    return none and (not facts.local or facts.assume.local_level_none == "unauthenticated")


@models("trust.kerberos", "negotiation.authn-service.default-kinds", "setblanket.principal.kerberos")
@models("ntlm-local-loopback")
def mechanism(facts: CallFacts) -> str | None:
    """Return what proves the caller: Negotiate takes Kerberos where it can, else NTLM; local calls use NTLM; NONE nothing."""
    if unauthenticated(facts):
        return None
    if facts.local:
        return NTLM
    if facts.logon.established is not None:
        return facts.logon.established.mechanism
    service = facts.blanket.authn_svc
    if service == AuthnSvc.GSS_NEGOTIATE:
        return NTLM if fallback(facts) else KERBEROS
    return _MECHANISMS.get(service)


@models("nego-picks-kerberos-unless", "nego-falls-back", "nego-must-not-fall-back")
def fallback(facts: CallFacts) -> Trouble | None:
    """Return why Negotiate takes NTLM, or None where it stays with Kerberos, be it to fail with it."""
    trouble = kerberos_trouble(facts)
    return trouble if trouble is not None and trouble.falls_back and not insists(facts) else None


@models("nego-must-not-fall-back")
def insists(facts: CallFacts) -> str:
    """Return what forbids the fall back to NTLM, in words, or an empty text."""
    if demanded(facts):
        return "mutual authentication is demanded"
    if facts.account.state.protected:
        return f"{facts.identity} is in Protected Users"
    if facts.logon.policies.outgoing == NOBODY:
        return f"the policy of {facts.client_machine.name} sends no NTLM to other machines"
    delegates = facts.blanket.imp_level == ImpLevel.DELEGATE and facts.assume.delegate_fallback == "refused"
    return "DELEGATE is demanded across machines" if delegates else ""
