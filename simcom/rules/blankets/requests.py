"""SetBlanket: explicit values are assigned, DEFAULT constants are negotiated anew, and nothing is compared to the server's minimum.

Source: sdk-api nf-objidl-iclientsecurity-setblanket.md, nf-combaseapi-cosetproxyblanket.md; win32 security-blanket-negotiation.md,
cloaking.md, schannel.md, snego.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.blankets import parts
from simcom.rules.blankets.bearing import dropped, permitted, unchanged
from simcom.rules.blankets.checks import CHECKS
from simcom.rules.blankets.resolving import drops_cloaking, inherited, negotiation, resolved_service
from simcom.rules.steps import fact, holds, notes, ruling
from simcom.vocabulary.blankets import AuthInfo, Blanket, BlanketRequest
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc
from simcom.vocabulary.words import DEFAULT, Word

if TYPE_CHECKING:
    from simcom.vocabulary.facts import SetBlanketFacts
    from simcom.vocabulary.rulings import Ruling, Step


@models("setblanket.cross-apartment", "iclientsecurity.race")
def set_blanket(facts: SetBlanketFacts) -> Ruling:
    """Rule on SetBlanket or CoSetProxyBlanket; the value is the blanket the proxy holds afterwards, ``None`` if nothing changed."""
    return unchanged(facts, ruling((*CHECKS, _defaults, _principal, _identity, _assigned), facts, blanket_after))


def blanket_after(facts: SetBlanketFacts) -> Blanket:
    """Return the proxy's new blanket, all values resolved."""
    request, chosen = facts.request, resolved_service(facts)
    principal, principal_service = _principal_after(facts, chosen)
    return Blanket(
        authn_svc=chosen,
        authz_svc=_authz_after(request),
        principal=principal,
        authn_level=_level_after(facts, chosen),
        imp_level=_imp_after(facts, chosen),
        identity=_identity_after(facts, chosen),
        capabilities=_capabilities_after(facts, chosen),
        principal_service=principal_service,
        fixed=_fixed_after(facts, chosen),
        fixed_by="cloak.static.setblanket",
        fixed_level=facts.thread_level if facts.thread_token and _fixed_after(facts, chosen) else 0,
        fixed_came_by=facts.thread_came_by if facts.thread_token and _fixed_after(facts, chosen) else "",
    )


@models("setblanket.default.authz")
def _authz_after(request: BlanketRequest) -> int:
    return AuthzSvc.NONE if request.authz_svc == AuthzSvc.DEFAULT else request.authz_svc


@models("setblanket.default.authn-level", "setblanket.service-none-needs-level-none")
def _level_after(facts: SetBlanketFacts, chosen: int) -> int:
    asked = facts.request.authn_level
    if chosen == AuthnSvc.NONE and facts.request.authn_svc == AuthnSvc.NONE:
        return AuthnLevel.NONE
    if asked == AuthnLevel.DEFAULT:
        return parts.level(negotiation(facts)).value
    raised = _assumed_floor(facts) if asked > AuthnLevel.NONE else 0
    return max(asked, raised)


def _assumed_floor(facts: SetBlanketFacts) -> int:
    """Return the floor for explicit levels: none, unless the wide reading of `H8b` is chosen."""
    agreed = negotiation(facts)
    return parts.floor(agreed) if agreed.assume.call_floor == "all" and not agreed.local else 0


@models("setblanket.default.imp-level")
def _imp_after(facts: SetBlanketFacts, chosen: int) -> int:
    asked = facts.request.imp_level
    return parts.imp_level(chosen, negotiation(facts)) if asked == ImpLevel.DEFAULT else asked


@models("setblanket.default.principal", "setblanket.principal.null-keeps")
def _principal_after(facts: SetBlanketFacts, chosen: int) -> tuple[str | None, int]:
    """Return the principal and the service it was given for: NULL keeps what the proxy holds, even across a change of service."""
    asked, current = facts.request.principal, facts.current
    if asked is None:
        return (current.principal, current.principal_service) if current else (None, chosen)
    if isinstance(asked, Word):
        return parts.principal_for(chosen, negotiation(facts)), chosen
    return asked, chosen


@models("setblanket.default.authinfo", "setblanket.authinfo.explicit", "setblanket.authinfo.null")
def _identity_after(facts: SetBlanketFacts, chosen: int) -> AuthInfo | None:
    """Return the proxy's identity: given, or the one listed for the service, or none."""
    asked = facts.request.auth_info
    if isinstance(asked, AuthInfo):
        return asked
    listed = parts.identity_for(chosen, negotiation(facts))
    cloaked = bool(_capabilities_after(facts, chosen) & CLOAKING)
    return None if cloaked and not isinstance(asked, Word) else listed


@models("setblanket.default.capabilities", "setblanket.caps-default-drops-cloaking")
def _capabilities_after(facts: SetBlanketFacts, chosen: int) -> int:
    """Return the capabilities; what EOAC_DEFAULT inherits is cloaking at most, and only where it is valid."""
    asked = facts.request.capabilities
    if not asked & Eoac.DEFAULT:
        return asked
    return (asked & ~Eoac.DEFAULT) | (Eoac.NONE if drops_cloaking(facts, chosen) else inherited(facts))


@models("setblanket.identity-refixed", "cloak.static.setblanket")
def _fixed_after(facts: SetBlanketFacts, chosen: int) -> str | None:
    """Return the account that static cloaking fixes at this very call: the thread token's, else the process's."""
    static = _capabilities_after(facts, chosen) & Eoac.STATIC_CLOAKING
    return (facts.thread_token or facts.account) if static else None


@dataclass(frozen=True, slots=True)
class _Default:
    """One DEFAULT constant: how to see it in a request, the rule that resolves it, and what it became."""

    name: str
    rule: str
    value: str


@models("setblanket.defaults-recomputed", "setblanket.default.authn-service", "setblanket.change-one")
def _defaults(facts: SetBlanketFacts) -> Step | None:
    """Say what each DEFAULT constant became: what negotiation gives, not what the proxy held."""
    after = blanket_after(facts)
    found = _resolved_defaults(facts, after)
    if not found:
        return None
    seen = (fact(item.name, item.value, "negotiated anew") for item in found)
    because = "each DEFAULT constant is replaced by what negotiation gives for it, whatever the proxy held before"
    alone = ("setblanket.change-one",) if len(found) > 1 else ()
    also = (*(item.rule for item in found), *alone, *_recipe(facts), *dropped(facts, after))
    disputed = "L-01" if facts.request.authn_level == 0 and after.authn_level == AuthnLevel.NONE else ""
    return notes("setblanket.defaults-recomputed", because, *seen, also=also, disputed=disputed)


def _recipe(facts: SetBlanketFacts) -> tuple[str, ...]:
    """Return the rule by which DELEGATE with service DEFAULT leaves the package to COM, if that is what was asked."""
    asked = facts.request
    follows = asked.imp_level == ImpLevel.DELEGATE and asked.authn_svc == AuthnSvc.DEFAULT
    return ("setblanket.imp.delegate-recipe",) if follows else ()


def _resolved_defaults(facts: SetBlanketFacts, after: Blanket) -> tuple[_Default, ...]:
    """Return every part of the request that was a DEFAULT constant."""
    asked = facts.request
    rows = (
        (asked.authn_svc == AuthnSvc.DEFAULT, "service", "authn-service", AuthnSvc.show(after.authn_svc)),
        (asked.authz_svc == AuthzSvc.DEFAULT, "authorization", "authz", AuthzSvc.show(after.authz_svc)),
        (asked.principal is DEFAULT, "principal", "principal", after.principal or "NULL"),
        (
            asked.authn_level == AuthnLevel.DEFAULT,
            "authentication level",
            "authn-level",
            AuthnLevel.show(after.authn_level),
        ),
        (asked.imp_level == ImpLevel.DEFAULT, "impersonation level", "imp-level", ImpLevel.show(after.imp_level)),
        (asked.auth_info is DEFAULT, "identity", "authinfo", str(after.identity or "the process token")),
        (
            bool(asked.capabilities & Eoac.DEFAULT),
            "capabilities",
            "capabilities",
            ", ".join(Eoac.show(after.capabilities)) or "NONE",
        ),
    )
    return tuple(
        _Default(name, f"setblanket.default.{rule}", value) for is_default, name, rule, value in rows if is_default
    )


def _principal(facts: SetBlanketFacts) -> Step | None:
    """Warn of a principal that was kept, perhaps for another service."""
    if facts.request.principal is not None or facts.current is None:
        return None
    kept = facts.current.principal or "NULL"
    stale = facts.current.principal_service != resolved_service(facts)
    because = f"NULL keeps the principal the proxy holds ({kept})" + (
        ", which belongs to another service" if stale else ""
    )
    return notes("setblanket.principal.null-keeps", because)


def _identity(facts: SetBlanketFacts) -> Step | None:
    """Say whom calls go out as from now on."""
    fixed = _fixed_after(facts, resolved_service(facts))
    if fixed is not None:
        return notes(
            "setblanket.identity-refixed",
            f"static cloaking fixes the identity now: {fixed}",
            also=("cloak.static.setblanket",),
        )
    if isinstance(facts.request.auth_info, AuthInfo):
        return notes("setblanket.authinfo.explicit", f"the proxy's identity is {facts.request.auth_info}")
    rule = "setblanket.authinfo.null" if facts.request.auth_info is None else "setblanket.default.authinfo"
    listed = _identity_after(facts, resolved_service(facts))
    because = f"the identity listed in pAuthList: {listed}" if listed else "no explicit identity"
    return notes(rule, because, also=("setblanket.identity-refixed",))


@models(
    "setblanket.assigned-not-negotiated",
    "setblanket.service-not-offered",
    "iclientsecurity.shared-slot",
    "iclientsecurity.per-interface",
)
def _assigned(facts: SetBlanketFacts) -> Step:
    """Assign the values; whether the server will have them shows on the call."""
    after = blanket_after(facts)
    server = negotiation(facts).server
    below = after.authn_level < server.authn_level
    because = f"level {AuthnLevel.show(after.authn_level)} and service {AuthnSvc.show(after.authn_svc)} are assigned as they are"
    if below:
        because += (
            f"; the server process asks for {AuthnLevel.show(server.authn_level)}, which only a call will find out"
        )
    slot = ("iclientsecurity.per-interface", "iclientsecurity.shared-slot", "iclientsecurity.lifetime-of-setting")
    also = (*slot, *permitted(facts))
    return holds("setblanket.assigned-not-negotiated", because, also=also)
