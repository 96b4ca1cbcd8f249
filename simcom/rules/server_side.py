"""What a server can ask and do while it serves a call: the call context, the client's blanket, impersonation.

Source: sdk-api nf-combaseapi-cogetcallcontext.md, -coqueryclientblanket.md, -coimpersonateclient.md; wine
dlls/ole32/tests/compobj.c and dlls/rpcrt4/tests/server.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.steps import fails, holds, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Ruling, Step
from simcom.vocabulary.services import AuthnSvc

_TOKEN_LIMITS: dict[int, tuple[str, ...]] = {
    ImpLevel.ANONYMOUS: ("impersonate.at-anonymous",),
    ImpLevel.IDENTIFY: ("impersonate.at-identify",),
}
"""The rules that say what a token of a low level cannot do."""

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.facts import Caller


@models("callcontext.none")
def _no_call() -> Step:
    return fails(
        "callcontext.none",
        "RPC_E_CALL_COMPLETE",
        "no call is being served on this thread",
        remedy="ask from within a method",
    )


@models("callcontext.during-call")
def call_context(caller: Caller | None) -> Ruling:
    """Rule on CoGetCallContext(IID_IServerSecurity)."""
    said = _no_call() if caller is None else holds("callcontext.during-call", "the context of the call being served")
    return Ruling((said,))


@models(
    "serverquery.values",
    "serverquery.implevel-null",
    "serverquery.unauthenticated",
    "serverquery.privs.ntlm-kerberos",
    "serverquery.privs.snego",
)
def query_client_blanket(caller: Caller | None, *, imp_level_pointer: bool) -> Ruling:
    """Rule on CoQueryClientBlanket; the value is what it reports: what the call really used, and the caller's name."""
    if caller is None:
        return Ruling((_no_call(),))
    if imp_level_pointer:
        because = "the impersonation level cannot be asked for: pImpLevel must be NULL"
        return Ruling((fails("serverquery.implevel-null", "E_INVALIDARG", because),))
    nobody = caller.mechanism is None
    rule = "serverquery.unauthenticated" if nobody else "serverquery.values"
    because = "nobody's name: the call carries no authentication" if nobody else f"the call came from {caller.name}"
    return Ruling((holds(rule, because, disputed="L-18" if nobody else ""),), _reported(caller))


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
    "impersonate.needs-authentication",
    "authz.none.impersonation-unavailable",
    "impersonate.failure-keeps-process-token",
)
@models("impersonate.token-level", "impersonate.at-anonymous", "impersonate.at-identify", "imp.schannel-mapping")
def impersonate(caller: Caller | None, assume: Assumptions) -> Ruling:
    """Rule on CoImpersonateClient; the value is the level of the token that the thread then wears."""
    if caller is None:
        return Ruling((_no_call(),))
    if caller.mechanism is None:
        because = "the call is unauthenticated: there is nobody to impersonate, and the thread keeps the process token"
        code = assume.impersonate_unsecure
        also = ("impersonate.failure-keeps-process-token", "authz.none.impersonation-unavailable")
        remedy = "call in at CONNECT or higher"
        return Ruling(
            (fails("impersonate.needs-authentication", code, because, also=also, disputed="L-17", remedy=remedy),)
        )
    if caller.name == ANONYMOUS:
        because = "the client's certificate is missing or mapped to no account: there is nobody to impersonate"
        kept = "impersonate.failure-keeps-process-token"
        return Ruling((fails("imp.schannel-mapping", "E_FAIL", because, also=(kept,)),))
    level = caller.imp_level
    limits = _TOKEN_LIMITS.get(level, ())
    said = holds("impersonate.token-level", f"the thread acts as {caller.name} at {ImpLevel.show(level)}", also=limits)
    return Ruling((said,), level)


def revert(caller: Caller | None) -> Ruling:
    """Rule on CoRevertToSelf."""
    said = _no_call() if caller is None else notes("impersonate.nesting", "the thread wears its own token again")
    return Ruling((said,))
