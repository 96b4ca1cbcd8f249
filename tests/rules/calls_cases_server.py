"""Sections F and J, both ways: minimum level, promotion, and what a server asks of the call it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import absent, fires, judged, made, proxy, server, services, shown, silent

from simcom.rules.calls.authentication import caller
from simcom.rules.server_side import call_context, impersonate, query_client_blanket
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.identities import EMPTY_DACL
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

NONE, CONNECT, CALL, PKT, INTEGRITY, PRIVACY = (level for level in AuthnLevel if level)
KERBEROS, NEGOTIATE = AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE
DENIED = "E_ACCESSDENIED"


def at(level: int, least: int = CONNECT, **changes: object) -> Ruling:
    """Judge a call at a level against a server process's level."""
    return judged(blanket=proxy(level), server=server(least), **changes)


def asked(level: int = CONNECT, service: int = AuthnSvc.WINNT, *, pointer: bool = False, local: bool = False) -> Ruling:
    """Ask what a call at this level used."""
    return query_client_blanket(caller(made(blanket=proxy(level, service), local=local)), imp_level_pointer=pointer)


def acted(level: int = CONNECT, imp: int = ImpLevel.IMPERSONATE, *, local: bool = False) -> Ruling:
    """Impersonate the caller of a call at this level."""
    return impersonate(caller(made(blanket=proxy(level, imp_level=imp), local=local)), RECOMMENDED)


def stage_when_nobody_is_listed(level: int) -> str:
    """Return where a call ends whose caller is on no list."""
    return str(judged(blanket=proxy(level), server=server(PKT, acl=EMPTY_DACL)).decisive.stage)


def told(name: str, level: int = CONNECT, service: int = AuthnSvc.WINNT) -> object:
    """Return one value that CoQueryClientBlanket gives."""
    return asked(level, service).value[name]


def without_services(level: int) -> Ruling:
    """Judge a call to a process that registered no service."""
    return judged(blanket=proxy(level, AuthnSvc.NONE), server=server(NONE, services=services()))


MIN, EQUAL, AFTER = "call.min-level", "call.min-level-equal-or-higher", "call.permission-after-level"
LOCAL_KNOWN, NEEDS = "serverquery.local-always-authenticated", "impersonate.needs-authentication"
UNSECURE, LOST = "RPC_E_UNSECURE_CALL", "impersonate.failure-keeps-process-token"
BEFORE_MIN, RAISED = "promote.before-min-check", "promote.service-may-raise"
TIES = "vocab.authn-level.none-ties-service"

CASES = (
    fires("callcontext.during-call", "a method asks", lambda: call_context(caller(made()))),
    silent("callcontext.during-call", "no method runs", lambda: call_context(None), "RPC_E_CALL_COMPLETE"),
    fires("callcontext.none", "no method runs", lambda: call_context(None), "RPC_E_CALL_COMPLETE"),
    silent("callcontext.none", "a method asks", lambda: call_context(caller(made()))),
    fires(MIN, "PKT against PKT_INTEGRITY", lambda: at(PKT, INTEGRITY), DENIED),
    fires(MIN, "a remote NONE against CONNECT", lambda: at(NONE), DENIED),
    silent(MIN, "PKT against PKT", lambda: at(PKT, PKT)),
    silent(MIN, "a local NONE against PKT_PRIVACY", lambda: at(NONE, PRIVACY, local=True)),
    fires(EQUAL, "exactly the minimum", lambda: at(PKT, PKT)),
    fires(EQUAL, "above the minimum", lambda: at(PRIVACY, PKT)),
    silent(EQUAL, "below the minimum", lambda: at(CONNECT, PKT), DENIED),
    shown(
        AFTER, "too low and unlisted: the level decides", lambda: ("call level", stage_when_nobody_is_listed(CONNECT))
    ),
    absent(AFTER, "high enough: the list decides", lambda: ("access permission", stage_when_nobody_is_listed(PKT))),
    fires("serverquery.values", "an authenticated call", asked),
    silent("serverquery.values", "a call at NONE", lambda: asked(NONE)),
    fires("serverquery.implevel-null", "pImpLevel is given", lambda: asked(pointer=True), "E_INVALIDARG"),
    silent("serverquery.implevel-null", "pImpLevel is NULL", asked),
    shown("serverquery.privs.ntlm-kerberos", "NTLM gives a name", lambda: ("CORP\\ann", told("privs"))),
    shown("serverquery.privs.ntlm-kerberos", "Kerberos too", lambda: ("CORP\\ann", told("privs", service=KERBEROS))),
    absent("serverquery.privs.ntlm-kerberos", "NONE gives no name", lambda: (None, told("privs", NONE))),
    shown(
        "serverquery.privs.snego",
        "the service is Negotiate",
        lambda: ("GSS_NEGOTIATE", told("authn_svc", service=NEGOTIATE)),
    ),
    absent(
        "serverquery.privs.snego",
        "Kerberos was asked for",
        lambda: ("GSS_KERBEROS", told("authn_svc", service=KERBEROS)),
    ),
    fires("serverquery.unauthenticated", "a remote call at NONE", lambda: asked(NONE)),
    silent("serverquery.unauthenticated", "a local call at NONE", lambda: asked(NONE, local=True)),
    fires(LOCAL_KNOWN, "local NONE passes PKT_PRIVACY", lambda: at(NONE, PRIVACY, local=True)),
    silent(LOCAL_KNOWN, "remote NONE does not", lambda: at(NONE, PRIVACY), DENIED),
    fires(NEEDS, "the call is at NONE", lambda: acted(NONE), UNSECURE),
    silent(NEEDS, "CONNECT is enough", acted),
    fires(LOST, "impersonation failed", lambda: acted(NONE), UNSECURE),
    silent(LOST, "impersonation succeeded", acted),
    fires("authz.none.impersonation-unavailable", "at NONE", lambda: acted(NONE), UNSECURE),
    silent("authz.none.impersonation-unavailable", "at CONNECT", acted),
    fires("impersonate.token-level", "the token has the call's level", acted),
    silent("impersonate.token-level", "there is no token", lambda: acted(NONE), UNSECURE),
    fires("impersonate.at-anonymous", "a local call", lambda: acted(imp=ImpLevel.ANONYMOUS, local=True)),
    silent("impersonate.at-anonymous", "a remote call is promoted", lambda: acted(imp=ImpLevel.ANONYMOUS)),
    fires("impersonate.at-identify", "IDENTIFY", lambda: acted(imp=ImpLevel.IDENTIFY)),
    silent("impersonate.at-identify", "IMPERSONATE", acted),
    fires("promote.call-to-pkt", "CALL over TCP", lambda: at(CALL)),
    silent("promote.call-to-pkt", "CONNECT over TCP", lambda: at(CONNECT)),
    silent("promote.call-to-pkt", "CALL over the local transport", lambda: at(CALL, local=True)),
    fires("promote.local-privacy", "CONNECT within a machine", lambda: at(CONNECT, local=True)),
    silent("promote.local-privacy", "CONNECT over TCP", lambda: at(CONNECT)),
    fires(RAISED, "CALL is raised", lambda: at(CALL)),
    silent(RAISED, "PKT_PRIVACY stays", lambda: at(PRIVACY)),
    fires(BEFORE_MIN, "CALL passes a minimum of PKT", lambda: at(CALL, PKT)),
    silent(BEFORE_MIN, "CONNECT does not", lambda: at(CONNECT, PKT), DENIED),
    shown(TIES, "a call at NONE needs no service", lambda: ("S_OK", without_services(NONE).hresult.name)),
    absent(
        TIES, "one above NONE does", lambda: ("RPC_E_NO_GOOD_SECURITY_PACKAGES", without_services(CONNECT).hresult.name)
    ),
)
