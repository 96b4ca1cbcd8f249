"""What a server can ask and do while it serves a call: the call context, the client's blanket, impersonation.

Source: sdk-api nf-combaseapi-cogetcallcontext.md, -coqueryclientblanket.md, -coimpersonateclient.md; wine
dlls/ole32/tests/compobj.c and dlls/rpcrt4/tests/server.c; -coswitchcallcontext.md, nf-objidl-iserversecurity-isimpersonating.md,
nf-rpcdce-rpcimpersonateclient.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcom.rules.eras import BEFORE_LIMITS
from simcom.rules.steps import fails, holds, notes, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ANONYMOUS, key
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Ruling, Step
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.facts import Caller

TOKEN_REACH: dict[int, tuple[str, ...]] = {
    ImpLevel.ANONYMOUS: ("impersonate.at-anonymous",),
    ImpLevel.IDENTIFY: ("impersonate.at-identify",),
    ImpLevel.IMPERSONATE: ("impersonate.at-impersonate",),
    ImpLevel.DELEGATE: ("impersonate.at-delegate",),
}
"""The rules that say what a token of a level can and cannot do; ``calls.outgoing`` holds cloaked calls to them."""


@dataclass(frozen=True, slots=True)
class Impersonator:
    """A server that impersonates: its own account, its machine's Windows, and whether it has SeImpersonatePrivilege."""

    account: str = ""
    windows: str = "current"
    privileged: bool = True


PRIVILEGED = Impersonator()
"""A server that may impersonate anybody."""


@models("callcontext.none")
def _no_call() -> Step:
    return fails(
        "callcontext.none",
        "RPC_E_CALL_COMPLETE",
        "no call is being served on this thread",
        remedy="ask from within a method",
    )


@models("callcontext.none", "callcontext.custom")
def _no_server_security(caller: Caller | None) -> Step | None:
    """Say why IServerSecurity cannot be had: no call is being served, or a marshaler's own context stands in the way."""
    if caller is None:
        return _no_call()
    if not caller.custom_context:
        return None
    because = "the call context was replaced by one that does not offer IServerSecurity"
    return fails("callcontext.custom", "E_NOINTERFACE", because, remedy="put the context back that COM supplied")


@models("callcontext.during-call")
def call_context(caller: Caller | None) -> Ruling:
    """Rule on CoGetCallContext(IID_IServerSecurity)."""
    said = _no_server_security(caller)
    return Ruling((said or holds("callcontext.during-call", "the context of the call being served"),))


@models("callcontext.custom")
def switch_call_context(caller: Caller | None, *, security: bool) -> Ruling:
    """Rule on CoSwitchCallContext; the value is the context that was there, "COM" or "custom". Outside a call none is followed."""
    if caller is None:
        because = "no call is being served: what a marshaler's own context means then is not followed"
        return Ruling((unknown("callcontext.none", because, remedy="switch from within a method"),))
    kind = "offers" if security else "does not offer"
    said = holds("callcontext.custom", f"the call now has a context that {kind} IServerSecurity")
    return Ruling((said,), "custom" if caller.custom_context else "COM")


@models("impersonate.isimpersonating")
def is_impersonating(caller: Caller | None, *, wears: bool) -> Ruling:
    """Rule on IServerSecurity::IsImpersonating; the value is TRUE between ImpersonateClient and RevertToSelf on this thread."""
    refused = _no_server_security(caller)
    because = f"the thread {'wears' if wears else 'does not wear'} its caller's token"
    return Ruling((refused,)) if refused else Ruling((holds("impersonate.isimpersonating", because),), wears)


@models(
    "serverquery.values",
    "serverquery.implevel-null",
    "serverquery.unauthenticated",
    "serverquery.privs.ntlm-kerberos",
    "serverquery.privs.snego",
)
def query_client_blanket(caller: Caller | None, *, imp_level_pointer: bool) -> Ruling:
    """Rule on CoQueryClientBlanket; the value is what it reports: what the call really used, and the caller's name."""
    refused = _no_server_security(caller)
    if caller is None or refused is not None:
        return Ruling((refused or _no_call(),))
    if imp_level_pointer:
        because = "the impersonation level cannot be asked for: pImpLevel must be NULL"
        return Ruling((fails("serverquery.implevel-null", "E_INVALIDARG", because),))
    nobody = caller.mechanism is None
    rule = "serverquery.unauthenticated" if nobody else "serverquery.values"
    because = "nobody's name: the call carries no authentication" if nobody else f"the call came from {caller.name}"
    said = holds(rule, because, disputed="L-18" if nobody else "", also=_privileges(caller))
    return Ruling((said,), _reported(caller))


def _privileges(caller: Caller) -> tuple[str, ...]:
    """Return the rules behind the client's name: by the package that proved it, by Negotiate, and by the local transport."""
    named = ("serverquery.privs.ntlm-kerberos",) if caller.mechanism in ("ntlm", "kerberos") else ()
    negotiated = ("serverquery.privs.snego",) if caller.authn_svc == AuthnSvc.GSS_NEGOTIATE else ()
    local = caller.mechanism == "ntlm" and caller.came_by != "ntlm"
    return (*named, *negotiated, *(("serverquery.local-always-authenticated",) if local else ()))


def _reported(caller: Caller) -> dict[str, Any]:
    """Return the out parameters of CoQueryClientBlanket."""
    return {
        "authn_svc": AuthnSvc.show(caller.authn_svc),
        "authz_svc": "NONE",
        "principal": caller.principal if caller.mechanism else None,
        "authn_level": AuthnLevel.show(caller.authn_level),
        "privs": None if caller.name == ANONYMOUS else caller.name,
    }


@models(
    "impersonate.token-level",
    "impersonate.at-anonymous",
    "impersonate.at-identify",
    "impersonate.at-impersonate",
    "impersonate.at-delegate",
)
def impersonate(caller: Caller | None, assume: Assumptions, server: Impersonator = PRIVILEGED) -> Ruling:
    """Rule on CoImpersonateClient; the value is the level of the token that the thread then wears."""
    refused = _no_server_security(caller)
    if caller is None or refused is not None:
        return Ruling((refused or _no_call(),))
    nobody = _nobody_to_impersonate(caller, assume)
    if nobody is not None:
        return Ruling((nobody,))
    level, limited = _granted(caller, server)
    because = f"the thread acts as {caller.name} at {ImpLevel.show(level)}"
    also = TOKEN_REACH.get(level, ())
    said = holds("impersonate.token-level", because, also=also)
    return Ruling((limited, said) if limited else (said,), level)


@models(
    "impersonate.needs-authentication",
    "authz.none.impersonation-unavailable",
    "impersonate.failure-keeps-process-token",
    "imp.schannel-mapping",
)
def _nobody_to_impersonate(caller: Caller, assume: Assumptions) -> Step | None:
    """Say why there is nobody to impersonate, if so: no authentication, or a certificate that stands for no account."""
    kept = "impersonate.failure-keeps-process-token"
    if caller.mechanism is None:
        because = "the call is unauthenticated: there is nobody to impersonate, and the thread keeps the process token"
        words = {"disputed": "L-17", "remedy": "call in at CONNECT or higher"}
        also = (kept, "authz.none.impersonation-unavailable")
        return fails("impersonate.needs-authentication", assume.impersonate_unsecure, because, also=also, **words)
    if caller.name != ANONYMOUS or caller.mechanism != "schannel":
        return None
    because = "the client's certificate is missing or mapped to no account: there is nobody to impersonate"
    return fails("imp.schannel-mapping", "E_FAIL", because, also=(kept,))


@models("impersonate.privilege")
def _granted(caller: Caller, server: Impersonator) -> tuple[int, Step | None]:
    """Return the level that a server gets: without SeImpersonatePrivilege no more than IDENTIFY, save of its own account (XP SP2 on)."""
    level = caller.imp_level
    free = server.privileged or server.windows in BEFORE_LIMITS or key(server.account) == key(caller.name)
    if free or level <= ImpLevel.IDENTIFY:
        return level, None
    because = (
        f"the server has no SeImpersonatePrivilege and {caller.name} is not its own account: IDENTIFY is all it gets"
    )
    return ImpLevel.IDENTIFY, notes("impersonate.privilege", because, remedy="give the server's account the privilege")


def revert(caller: Caller | None) -> Ruling:
    """Rule on CoRevertToSelf."""
    said = _no_server_security(caller)
    return Ruling((said or notes("impersonate.nesting", "the thread wears its own token again"),))
