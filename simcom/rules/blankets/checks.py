"""The checks that SetBlanket makes on its arguments. Source: as ``blanket_requests``; wine dlls/ole32/tests/marshal.c."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.blankets.pointers import pointer_checks
from simcom.rules.blankets.resolving import negotiation, resolved_service
from simcom.rules.eras import installed
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, SET_BLANKET_ALLOWED, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc
from simcom.vocabulary.words import Word

if TYPE_CHECKING:
    from simcom.vocabulary.facts import SetBlanketFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"


def _assume(facts: SetBlanketFacts) -> Assumptions:
    return facts.negotiation.assume if facts.negotiation else Assumptions()


def _pointer(facts: SetBlanketFacts) -> Step | None:
    """Object to a pointer that has no settings."""
    return pointer_checks(facts.proxy, _assume(facts))


@models("setblanket.secure-refs-iunknown")
def secure_refs(facts: SetBlanketFacts) -> Step | None:
    """Refuse IUnknown where secure references hold it to the default settings."""
    if facts.proxy.kind != "IUnknown" or not negotiation(facts).client.capabilities & Eoac.SECURE_REFS:
        return None
    return fails(
        "setblanket.secure-refs-iunknown", BAD, "with secure references IUnknown always uses the default settings"
    )


@models("setblanket.bad-service")
def service_exists(facts: SetBlanketFacts) -> Step | None:
    """Refuse a service that the client machine does not have."""
    asked = facts.request.authn_svc
    if asked in (AuthnSvc.DEFAULT, AuthnSvc.NONE, *installed(negotiation(facts).client_machine)):
        return None
    because = f"there is no authentication service {AuthnSvc.show(asked)} on {negotiation(facts).client_machine.name}"
    return fails("setblanket.bad-service", BAD, because, fact("dwAuthnSvc", asked))


@models("setblanket.level-range")
def levels_in_range(facts: SetBlanketFacts) -> Step | None:
    """Refuse a level that is no constant."""
    asked = facts.request
    if not 0 <= asked.authn_level <= AuthnLevel.PKT_PRIVACY:
        return fails(
            "setblanket.level-range", BAD, f"authentication level {asked.authn_level} is none of the constants 0 to 6"
        )
    if not 0 <= asked.imp_level <= ImpLevel.DELEGATE:
        return fails(
            "setblanket.level-range", BAD, f"impersonation level {asked.imp_level} is none of the constants 0 to 4"
        )
    return None


@models("setblanket.caps-allowed")
def capabilities_allowed(facts: SetBlanketFacts) -> Step | None:
    """Refuse capabilities that are for CoInitializeSecurity, reserved, or unknown."""
    odd = facts.request.capabilities & ~int(SET_BLANKET_ALLOWED)  # int: unknown bits count too
    return fails("setblanket.caps-allowed", BAD, f"{', '.join(Eoac.show(odd))}: not for SetBlanket") if odd else None


@models("setblanket.caps-both-cloaking")
def one_cloaking(facts: SetBlanketFacts) -> Step | None:
    """Refuse static and dynamic cloaking together."""
    if facts.request.capabilities & CLOAKING != CLOAKING:
        return None
    return fails("setblanket.caps-both-cloaking", BAD, "static and dynamic cloaking exclude each other")


@models("setblanket.caps-cloaking-authinfo")
def cloaking_without_identity(facts: SetBlanketFacts) -> Step | None:
    """Refuse cloaking with an explicit identity; NULL and COLE_DEFAULT_AUTHINFO are none."""
    if not facts.request.capabilities & CLOAKING or not isinstance(facts.request.auth_info, AuthInfo):
        return None
    return fails(
        "setblanket.caps-cloaking-authinfo", BAD, "a cloaking flag and an explicit identity exclude each other"
    )


@models("setblanket.authinfo.explicit")
def credentials_of_service(facts: SetBlanketFacts) -> Step | None:
    """Refuse credentials of another type than the service takes: a certificate for Schannel, a name and password for the others."""
    given, chosen = facts.request.auth_info, resolved_service(facts)
    if not isinstance(given, AuthInfo) or chosen == AuthnSvc.NONE:
        return None
    certificate = given.certificate is not None
    if certificate == (chosen == AuthnSvc.GSS_SCHANNEL):
        return None
    wanted = "a certificate context" if chosen == AuthnSvc.GSS_SCHANNEL else "SEC_WINNT_AUTH_IDENTITY"
    because = f"{AuthnSvc.show(chosen)} takes {wanted} for pAuthInfo; Windows would misread what is passed"
    return fails("setblanket.authinfo.explicit", BAD, because, remedy=f"pass {wanted}, or NULL")


@models("setblanket.caps-cloaking-schannel", "schannel-limits")
def cloaking_without_schannel(facts: SetBlanketFacts) -> Step | None:
    """Refuse cloaking with Schannel."""
    if not facts.request.capabilities & CLOAKING or resolved_service(facts) != AuthnSvc.GSS_SCHANNEL:
        return None
    return fails(
        "setblanket.caps-cloaking-schannel",
        BAD,
        "Schannel does not support cloaking",
        also=("cloak.not-schannel", "schannel-limits"),
    )


@models("setblanket.level-none-needs-service-none")
def none_needs_none(facts: SetBlanketFacts) -> Step | None:
    """Refuse level NONE with any service but NONE; for service DEFAULT see `L-10`."""
    asked, rule = facts.request, "setblanket.level-none-needs-service-none"
    if asked.authn_level != AuthnLevel.NONE or asked.authn_svc == AuthnSvc.NONE:
        return None
    remedy = "pass RPC_C_AUTHN_NONE together with RPC_C_AUTHN_LEVEL_NONE"
    if asked.authn_svc != AuthnSvc.DEFAULT:
        return fails(
            rule, BAD, f"level NONE goes with service NONE, not with {AuthnSvc.show(asked.authn_svc)}", remedy=remedy
        )
    if _assume(facts).service_default_level_none == "accepted":
        return notes(rule, "level NONE with service DEFAULT is taken as service NONE", disputed="L-10")
    return fails(
        rule,
        BAD,
        "service DEFAULT stands for a real service, which level NONE excludes",
        disputed="L-10",
        remedy=remedy,
    )


@models("setblanket.service-none-needs-level-none")
def service_none(facts: SetBlanketFacts) -> Step | None:
    """Refuse service NONE with an explicit level above NONE (`L-10`)."""
    asked, rule = facts.request, "setblanket.service-none-needs-level-none"
    if asked.authn_svc != AuthnSvc.NONE or asked.authn_level == AuthnLevel.NONE:
        return None
    if asked.authn_level == AuthnLevel.DEFAULT:
        return notes(rule, "service NONE with level DEFAULT gives level NONE", disputed="L-10")
    if _assume(facts).service_none_above_none == "level_none":
        return notes(rule, "service NONE with a higher level is taken as level NONE", disputed="L-10")
    because = f"service NONE cannot carry level {AuthnLevel.show(asked.authn_level)}"
    return fails(rule, BAD, because, disputed="L-10", remedy="pass level NONE, or a real service")


@models("setblanket.imp.ntlm", "setblanket.imp.kerberos", "setblanket.imp.anonymous", "imp.service-limits")
def imp_level_of_service(facts: SetBlanketFacts) -> Step | None:
    """Hold the impersonation level to what the service can do (`L-14`)."""
    chosen, asked, assume = resolved_service(facts), facts.request.imp_level, _assume(facts)
    if chosen == AuthnSvc.WINNT and asked == ImpLevel.DELEGATE and not negotiation(facts).local:
        because = "NTLM carries DELEGATE only within one computer"
        if assume.ntlm_remote_delegate == "accepted":
            return notes("setblanket.imp.ntlm", because, disputed="L-14")
        return fails("setblanket.imp.ntlm", BAD, because, disputed="L-14", also=("imp.service-limits",))
    if asked != ImpLevel.ANONYMOUS:
        return None
    if chosen == AuthnSvc.WINNT and assume.ntlm_anonymous == "E_INVALIDARG":
        return fails("setblanket.imp.ntlm", BAD, "NTLM takes IDENTIFY or IMPERSONATE", disputed="L-14")
    return notes(
        "setblanket.imp.anonymous",
        "ANONYMOUS is real over the local transport only; elsewhere it becomes IDENTIFY",
        disputed="L-14",
    )


@models("setblanket.imp.schannel", "coinitsec.authlist.schannel-needs-entry", "schannel-opt-in", "schannel-limits")
def schannel(facts: SetBlanketFacts) -> Step | None:
    """Hold Schannel to its own terms: listed at initialisation, a level above NONE, impersonation level IMPERSONATE."""
    if resolved_service(facts) != AuthnSvc.GSS_SCHANNEL:
        return None
    if negotiation(facts).client.entry(AuthnSvc.GSS_SCHANNEL) is None:
        because = "the process did not list Schannel in pAuthList when it initialised security"
        opt_in = ("schannel-opt-in",)
        return fails(
            "coinitsec.authlist.schannel-needs-entry", BAD, because, also=opt_in, remedy="list Schannel in pAuthList"
        )
    if facts.request.imp_level not in (ImpLevel.IMPERSONATE, ImpLevel.DEFAULT):
        because = "with Schannel the impersonation level must be IMPERSONATE"
        return fails("setblanket.imp.schannel", BAD, because, also=("schannel-limits",))
    return None


@models("setblanket.principal.schannel", "coinitsec.caps.require-fullsic")
def schannel_principal(facts: SetBlanketFacts) -> Step | None:
    """Refuse a Schannel principal that is in neither standard form, or not in the full one where the process requires that."""
    name = facts.request.principal
    if resolved_service(facts) != AuthnSvc.GSS_SCHANNEL or not name or isinstance(name, Word):
        return None
    if not name.startswith(("msstd:", "fullsic:")):
        because = f"the principal `{name}` is in neither msstd nor fullsic form"
        return fails("setblanket.principal.schannel", "RPC_E_INVALID_STD_NAME", because, remedy=f"write msstd:{name}")
    if negotiation(facts).client.capabilities & Eoac.REQUIRE_FULLSIC and not name.startswith("fullsic:"):
        return fails(
            "coinitsec.caps.require-fullsic", "RPC_E_FULLSIC_REQUIRED", "the process requires names in fullsic form"
        )
    return None


@models("setblanket.service-not-offered", "setblanket.snego.both-sides")
def service_offered(facts: SetBlanketFacts) -> Step | None:
    """Note a service that the server did not register; the call will meet it (`L-13`)."""
    chosen = resolved_service(facts)
    if chosen == AuthnSvc.NONE or negotiation(facts).server.registered(chosen):
        return None
    rule = "setblanket.snego.both-sides" if chosen == AuthnSvc.GSS_NEGOTIATE else "setblanket.service-not-offered"
    because = f"the server process did not register {AuthnSvc.show(chosen)}"
    if _assume(facts).service_not_offered == "SetBlanket":
        return fails(rule, "RPC_S_UNKNOWN_AUTHN_SERVICE", because, disputed="L-13")
    return notes(rule, because + ": SetBlanket takes it, a call will fail", disputed="L-13")


CHECKS = (
    _pointer,
    secure_refs,
    service_exists,
    levels_in_range,
    capabilities_allowed,
    one_cloaking,
    cloaking_without_identity,
    cloaking_without_schannel,
    credentials_of_service,
    none_needs_none,
    service_none,
    imp_level_of_service,
    schannel,
    schannel_principal,
    service_offered,
)
"""The order in which SetBlanket looks at its arguments. The pages give no order; nearly all objections have one code."""
