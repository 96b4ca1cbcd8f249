"""Who the server sees: what proves the caller, as whom it arrives, and at which level.

The rungs are in ``logon``, the checks they ask in ``rules.logon``.

Source: win32 ntlmssp.md, kerberos-v5-protocol.md, schannel.md, snego.md, setting-security-at-the-interface-proxy-level.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.calls.identity import effective_imp_level
from simcom.rules.logon.choice import KERBEROS, NTLM, SCHANNEL, mechanism, unauthenticated
from simcom.rules.logon.delegation import asserted_by_service
from simcom.rules.logon.lookup import as_guest, mirrored, without_name
from simcom.rules.logon.trouble import remembered
from simcom.rules.steps import fact
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import Caller, CallFacts
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.identities import Token
    from simcom.vocabulary.rulings import Input

PACKAGE_GROUPS: dict[str, str] = {
    KERBEROS: "Authentication authority asserted identity",
    NTLM: "NTLM Authentication",
    SCHANNEL: "SChannel Authentication",
}
"""What each package adds to a token (`auth-package-sids`, `well-known-sids`)."""

ASSERTED = "Service asserted identity"
"""What Kerberos adds instead where a service vouches for the caller."""


@models(
    "authz.anonymous-is-level-none",
    "serverquery.local-always-authenticated",
    "promote.call-to-pkt",
    "promote.local-privacy",
)
@remembered
def caller(facts: CallFacts) -> Caller:
    """Return who the server sees, and what the call really used once promoted."""
    how = mechanism(facts)
    imp = _granted(facts, how)
    if how is None:
        return Caller(ANONYMOUS, None, AuthnSvc.NONE, AuthnLevel.NONE, imp, None, facts.anonymous_token)
    token = _proved(facts, how)
    service = AuthnSvc.WINNT if facts.local else facts.blanket.authn_svc
    came_by = facts.token_came_by if facts.local else how
    return Caller(token.user, how, service, promoted_level(facts), imp, facts.blanket.principal, token, came_by)


@models("imp.service-limits")
def _granted(facts: CallFacts, how: str | None) -> int:
    """Return the impersonation level the server gets: as promoted, and by NTLM from another machine IMPERSONATE at the most."""
    level = effective_imp_level(facts.blanket.imp_level, local=facts.local, service=facts.blanket.authn_svc)
    return min(level, ImpLevel.IMPERSONATE) if how == NTLM and not facts.local else level


@models("auth-package-sids")
def _proved(facts: CallFacts, how: str) -> Token:
    """Return what the proof comes to on the server, with the group its package adds; a context keeps what it was built with."""
    if facts.logon.established is not None:
        return facts.logon.established.token
    token = _arrives(facts, how)
    if facts.local or token.user == ANONYMOUS:
        return token
    added = ASSERTED if how == KERBEROS and asserted_by_service(facts) else PACKAGE_GROUPS[how]
    return replace(token, groups=(*token.groups, added))


@models("imp.schannel-mapping", "schannel-client-identity", "guest-token")
def _arrives(facts: CallFacts, how: str) -> Token:
    """Return as whom the caller arrives: itself, its mirror, Guest, nobody, or whom its certificate is mapped to."""
    if how == SCHANNEL:
        return facts.certificate_token or facts.anonymous_token
    if facts.local or how == KERBEROS:
        return facts.token
    if without_name(facts):
        return facts.anonymous_token
    if as_guest(facts):
        return facts.guest_token or facts.anonymous_token
    return (mirrored(facts) and facts.mirror_token) or facts.token


@models("promote.service-may-raise", "promote.before-min-check")
def promoted_level(facts: CallFacts) -> int:
    """Return the level that arrives: PKT_PRIVACY over the local transport, PKT for CALL over TCP."""
    if facts.local:
        return AuthnLevel.PKT_PRIVACY
    return AuthnLevel.PKT if facts.blanket.authn_level == AuthnLevel.CALL else facts.blanket.authn_level


def who(facts: CallFacts) -> Input:
    """Return the caller as an input of a step."""
    return fact("caller's account", facts.identity)


__all__ = ["KERBEROS", "NTLM", "SCHANNEL", "caller", "mechanism", "promoted_level", "unauthenticated", "who"]
