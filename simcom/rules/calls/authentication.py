"""Whether a caller can prove who it is: service in common, principal, route, account. Each rung answers for one service or for none.

Source: win32 ntlmssp.md, kerberos-v5-protocol.md, schannel.md, snego.md, setting-security-at-the-interface-proxy-level.md. The full
story of tickets, referrals, pass-through and tokens is told elsewhere; here a route either exists or does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.identity import effective_imp_level
from simcom.rules.steps import fact
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import Caller, CallFacts
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.identities import Token
    from simcom.vocabulary.rulings import Input

KERBEROS, NTLM, SCHANNEL = "kerberos", "ntlm", "schannel"


_MECHANISMS: dict[int, str] = {
    AuthnSvc.GSS_KERBEROS: KERBEROS,
    AuthnSvc.WINNT: NTLM,
    AuthnSvc.GSS_SCHANNEL: SCHANNEL,
}


def unauthenticated(facts: CallFacts) -> bool:
    """Tell whether the call carries nobody's name: level NONE over the network (locally only where `L-18` is read so)."""
    none = facts.blanket.authn_level == AuthnLevel.NONE
    return none and (not facts.local or facts.assume.local_level_none == "unauthenticated")


@models("trust.kerberos", "negotiation.authn-service.default-kinds", "setblanket.principal.kerberos")
def mechanism(facts: CallFacts) -> str | None:
    """Return what proves the caller: Negotiate takes Kerberos where it can, else NTLM; local calls use NTLM; NONE nothing."""
    if unauthenticated(facts):
        return None
    if facts.local:
        return NTLM
    service = facts.blanket.authn_svc
    if service == AuthnSvc.GSS_NEGOTIATE:
        usable = kerberos_possible(facts) and principal_is_right(facts) and admits(facts, KERBEROS)
        return KERBEROS if usable else NTLM
    return _MECHANISMS.get(service)


def kerberos_possible(facts: CallFacts) -> bool:
    """Tell whether tickets can be had: a domain account, a joined server run by an account of a domain, a route that carries Kerberos."""
    account = facts.account
    reached = facts.server_machine.joined and account.route is not None and account.kerberos
    return account.home == "domain" and reached and not server_is_local_account(facts)


def server_is_local_account(facts: CallFacts) -> bool:
    """Tell whether the server runs as an account of its machine's own, for which no domain can issue a ticket (`com-user-server-u2u`)."""
    authority = facts.server_account.rpartition("\\")[0]
    return authority.casefold() == facts.server_machine.name.casefold()


@models("setblanket.authinfo.snego-packages")
def admits(facts: CallFacts, package: str) -> bool:
    """Tell whether the PackageList of an extended identity admits a package to Negotiate; ``!`` before a name excludes it."""
    given = facts.blanket.identity
    if given is None or not given.extended or given.packages is None:
        return True
    names = {name.strip().casefold() for name in given.packages}
    only = {name for name in names if not name.startswith("!")}
    return f"!{package}" not in names and (not only or package in only)


def principal_is_right(facts: CallFacts) -> bool:
    """Tell whether the proxy names the server exactly, for a service that checks it."""
    wanted = {item.principal.casefold() for item in facts.server.services if item.principal}
    blanket = facts.blanket
    fresh = blanket.principal_service == blanket.authn_svc
    return bool(blanket.principal) and fresh and str(blanket.principal).casefold() in wanted


@models("trust.ntlm-matching-account")
def mirrored(facts: CallFacts) -> bool:
    """Tell whether the server's side takes the caller for its own local account of the same name and password."""
    account = facts.account
    foreign = account.home != "server" and (
        account.route is None or not account.ntlm or not facts.server_machine.joined
    )
    return not facts.local and mechanism(facts) == NTLM and foreign and account.mirror is not None


@models(
    "authz.anonymous-is-level-none",
    "serverquery.local-always-authenticated",
    "promote.call-to-pkt",
    "promote.local-privacy",
)
def caller(facts: CallFacts) -> Caller:
    """Return who the server sees, and what the call really used once promoted."""
    imp = effective_imp_level(facts.blanket.imp_level, local=facts.local, service=facts.blanket.authn_svc)
    how = mechanism(facts)
    if how is None:
        return Caller(ANONYMOUS, None, AuthnSvc.NONE, AuthnLevel.NONE, imp, None, facts.anonymous_token)
    token = _proved(facts, how)
    service = AuthnSvc.WINNT if facts.local else facts.blanket.authn_svc
    came_by = facts.token_came_by if facts.local else how
    return Caller(token.user, how, service, promoted_level(facts), imp, facts.blanket.principal, token, came_by)


@models("imp.schannel-mapping")
def _proved(facts: CallFacts, how: str) -> Token:
    """Return what the proof comes to on the server: the account itself, its mirror, or what its certificate is mapped to."""
    if how == SCHANNEL:
        return facts.certificate_token or facts.anonymous_token
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
