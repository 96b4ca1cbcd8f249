"""What SetBlanket's DEFAULT constants are resolved from. Source: as ``requests``; win32 impersonation-levels.md (the DELEGATE recipe)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.blankets import parts
from simcom.rules.eras import installed
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import NegotiationFacts, SetBlanketFacts


def negotiation(facts: SetBlanketFacts) -> NegotiationFacts:
    """Return what DEFAULT parts are negotiated from; the pointer checks let nothing through that has none."""
    if facts.negotiation is None:
        msg = "a proxy was let through that nothing is known of"
        raise ValueError(msg)
    return facts.negotiation


def resolved_service(facts: SetBlanketFacts) -> int:
    """Return the service asked for, negotiated if it is DEFAULT (`setblanket.default.authn-service`)."""
    asked = facts.request.authn_svc
    if asked != AuthnSvc.DEFAULT:
        return asked
    agreed = negotiation(facts)
    level = parts.level(agreed).value if facts.request.authn_level == AuthnLevel.DEFAULT else facts.request.authn_level
    if level == AuthnLevel.NONE or parts.only_none(agreed):
        return AuthnSvc.NONE
    return delegating(facts) or parts.default_service(agreed).value


@models("setblanket.imp.delegate-recipe")
def delegating(facts: SetBlanketFacts) -> int:
    """Return Kerberos where DELEGATE is asked for remotely and NTLM would be chosen otherwise; 0 where it changes nothing."""
    agreed = negotiation(facts)
    has = installed(agreed.client_machine)
    kerberos = agreed.server.registered(AuthnSvc.GSS_KERBEROS) is not None and AuthnSvc.GSS_KERBEROS in has
    wanted = facts.request.imp_level == ImpLevel.DELEGATE and not agreed.local and kerberos
    return AuthnSvc.GSS_KERBEROS if wanted and parts.default_service(agreed).value == AuthnSvc.WINNT else 0


@models("setblanket.default.capabilities")
def inherited(facts: SetBlanketFacts) -> int:
    """Return the cloaking bits that EOAC_DEFAULT stands for: those passed to CoInitializeSecurity, none if nobody called it."""
    client = negotiation(facts).client
    return client.capabilities & CLOAKING if client.how in ("explicit", "COM+") else Eoac.NONE


def drops_cloaking(facts: SetBlanketFacts, chosen: int) -> bool:
    """Tell whether inherited cloaking bits are not valid here: an explicit identity, Schannel, or a cloaking flag of the request's own."""
    own = bool(facts.request.capabilities & CLOAKING)
    return own or chosen == AuthnSvc.GSS_SCHANNEL or isinstance(facts.request.auth_info, AuthInfo)
