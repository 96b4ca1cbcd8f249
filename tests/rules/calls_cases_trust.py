"""Section G, both ways: which callers can be proved, impersonation levels, and the token of a cloaked call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import MIRRORED, STRANGER, TRUSTED, fires, host, judged, made, proxy, server, silent

from simcom.rules.calls.authentication import caller
from simcom.rules.initialization.initialize import initialize
from simcom.rules.server_side import impersonate
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.blankets import AuthService, InitializeArguments
from simcom.vocabulary.facts import InitializeFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import AccountState
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import AccountFacts
    from simcom.vocabulary.rulings import Ruling

NTLM, KERBEROS, NEGOTIATE, SCHANNEL = (
    AuthnSvc.WINNT,
    AuthnSvc.GSS_KERBEROS,
    AuthnSvc.GSS_NEGOTIATE,
    AuthnSvc.GSS_SCHANNEL,
)
DENIED, NO_TICKET = "E_ACCESSDENIED", "RPC_S_SEC_PKG_ERROR"

OTHER_PASSWORD = replace(MIRRORED, mirror_matches=False)
UNSAID = replace(MIRRORED, mirror_matches=None)
NO_ACCOUNT, DISABLED, WRONG = (
    replace(TRUSTED, known=False),
    replace(TRUSTED, state=AccountState(enabled=False)),
    replace(TRUSTED, password_ok=False),
)
REALM = replace(TRUSTED, ntlm=False)
"""An account of a domain to which a route leads that carries Kerberos only."""


def call(account: AccountFacts = TRUSTED, service: int = NTLM, **changes: object) -> Ruling:
    """Judge a call by an account with a service."""
    return judged(account=account, blanket=proxy(service=service), **changes)


def lowered(account: AccountFacts, least: int) -> Ruling:
    """Judge a call that the client lowered to NONE."""
    return judged(account=account, blanket=proxy(AuthnLevel.NONE), server=server(least))


def cloaked(level: int) -> Ruling:
    """Judge a cloaked call with a token of a level."""
    return judged(cloaked=True, thread_level=level)


def granting(level: int, *, local: bool) -> Ruling:
    """Judge a call at an impersonation level."""
    return judged(blanket=proxy(imp_level=level), local=local)


def acted(service: int) -> Ruling:
    """Impersonate a caller that has no certificate."""
    return impersonate(caller(made(blanket=proxy(service=service))), RECOMMENDED)


def initialized(service: int, capabilities: int) -> Ruling:
    """Initialise a process that registers one service."""
    services = (AuthService(service, certificate="opc01"),)
    arguments = InitializeArguments(count=1, auth_services=services, capabilities=capabilities, authn_level=2)
    return initialize(InitializeFacts(MachineSettings("opc01"), "PLANT\\svc", arguments))


KRB, PLAIN, MATCH, UNTRUSTED = "trust.kerberos", "trust.ntlm", "trust.ntlm-matching-account", "trust.untrusted-domain"
TABLE, NEEDS = "cloak.decision-table", "cloak.needs-impersonate-level"

CASES = (
    fires(KRB, "no trust", lambda: call(STRANGER, KERBEROS), NO_TICKET),
    fires(KRB, "a trust", lambda: call(TRUSTED, KERBEROS)),
    fires(
        KRB,
        "the server belongs to no domain",
        lambda: call(service=KERBEROS, server_machine=host(joined=False)),
        NO_TICKET,
    ),
    fires(KRB, "a local account", lambda: call(replace(MIRRORED, home="machine"), KERBEROS), NO_TICKET),
    silent(KRB, "NTLM was chosen", call),
    silent(KRB, "a local call", lambda: call(STRANGER, KERBEROS, local=True)),
    fires(PLAIN, "an account that nobody knows", lambda: call(NO_ACCOUNT), DENIED),
    fires(PLAIN, "a disabled account", lambda: call(DISABLED), DENIED),
    fires(PLAIN, "a wrong password", lambda: call(WRONG), DENIED),
    fires(PLAIN, "the trust carries no NTLM", lambda: call(REALM), DENIED),
    fires(PLAIN, "the account is known", call),
    silent(PLAIN, "Kerberos was chosen", lambda: call(service=KERBEROS)),
    silent(PLAIN, "a local call", lambda: call(STRANGER, local=True)),
    fires(MATCH, "same name, same password", lambda: call(MIRRORED)),
    fires(MATCH, "same name, another password", lambda: call(OTHER_PASSWORD), DENIED),
    fires(MATCH, "same name, passwords not declared", lambda: call(UNSAID), ""),
    silent(MATCH, "no account of that name", lambda: call(STRANGER), DENIED),
    silent(MATCH, "the domain is trusted", lambda: call(replace(MIRRORED, route=1, ntlm=True))),
    silent(MATCH, "Kerberos cares for no mirror", lambda: call(MIRRORED, KERBEROS), NO_TICKET),
    fires(UNTRUSTED, "two strangers at CONNECT", lambda: call(STRANGER), DENIED),
    fires(UNTRUSTED, "Negotiate finds nothing better", lambda: call(STRANGER, NEGOTIATE), DENIED),
    fires(
        UNTRUSTED, "lowered to NONE, the server asks for CONNECT", lambda: lowered(STRANGER, AuthnLevel.CONNECT), DENIED
    ),
    silent(UNTRUSTED, "lowered to NONE, the server is at NONE", lambda: lowered(STRANGER, AuthnLevel.NONE)),
    silent(UNTRUSTED, "the server's domain trusts the client's", call),
    fires(TABLE, "a cloaked call", lambda: cloaked(ImpLevel.IMPERSONATE)),
    silent(TABLE, "an ordinary call", judged),
    fires(NEEDS, "a token that may only identify", lambda: cloaked(ImpLevel.IDENTIFY), DENIED),
    silent(NEEDS, "a token of IMPERSONATE", lambda: cloaked(ImpLevel.IMPERSONATE)),
    silent(NEEDS, "no cloaking", lambda: judged(thread_level=ImpLevel.IDENTIFY)),
    fires("imp.anonymous-promoted", "over the network", lambda: granting(ImpLevel.ANONYMOUS, local=False)),
    silent("imp.anonymous-promoted", "within a machine", lambda: granting(ImpLevel.ANONYMOUS, local=True)),
    silent("imp.anonymous-promoted", "IDENTIFY", lambda: granting(ImpLevel.IDENTIFY, local=False)),
    fires("imp.schannel-mapping", "a Schannel client without certificate", lambda: acted(SCHANNEL), "E_FAIL"),
    silent("imp.schannel-mapping", "NTLM needs no certificate", lambda: acted(NTLM)),
    fires(
        "cloak.not-schannel",
        "cloaking and Schannel",
        lambda: initialized(SCHANNEL, Eoac.DYNAMIC_CLOAKING),
        "E_INVALIDARG",
    ),
    silent("cloak.not-schannel", "cloaking and Kerberos", lambda: initialized(KERBEROS, Eoac.DYNAMIC_CLOAKING)),
    silent("cloak.not-schannel", "Schannel alone", lambda: initialized(SCHANNEL, Eoac.NONE)),
)
