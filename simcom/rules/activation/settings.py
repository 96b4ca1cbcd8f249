"""The client's side of an activation before anything is sent: level, service, identity, and what is wrong with the request.

Source: sdk-api ns-wtypesbase-coauthinfo.md, ne-wtypesbase-clsctx.md, nf-combaseapi-cocreateinstanceex.md; win32 activation-security.md,
turning-off-activation-security.md, dcomscmremotecallflags.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation import attempts
from simcom.rules.activation.hardening import raise_value
from simcom.rules.activation.levels import COAUTHINFO, COINIT, STACK, asked, raised, unsecured
from simcom.rules.activation.who import shown
from simcom.rules.steps import fact, fails, holds, notes, ruling, unknown
from simcom.vocabulary.activation import ActivationSettings
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Clsctx, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.rules.steps import Rung
    from simcom.vocabulary.activation import SettingsFacts
    from simcom.vocabulary.rulings import Ruling, Step

CAN_SHOW_IDENTITIES = (AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS)
"""The services with which COAUTHINFO may carry credentials (`act.identity.coauthidentity`)."""


@models("act.aaa.disable")
def aaa_flags(facts: SettingsFacts) -> Step | None:
    """Refuse the two activate-as-activator flags together: they exclude each other."""
    both = Clsctx.DISABLE_AAA | Clsctx.ENABLE_AAA
    if facts.request.clsctx & both != both:
        return None
    because = "CLSCTX_DISABLE_AAA and CLSCTX_ENABLE_AAA exclude each other"
    return fails("act.aaa.disable", "E_INVALIDARG", because, remedy="pass one of them, or neither")


@models("act.noaggregation")
def no_aggregation(facts: SettingsFacts) -> Step | None:
    """Refuse an outer object: a class that runs in another process cannot be aggregated."""
    if not facts.request.aggregated:
        return None
    because = (
        f"punkOuter is not NULL, and {facts.request.class_} runs in another process, where it cannot be aggregated"
    )
    return fails("act.noaggregation", "CLASS_E_NOAGGREGATION", because, remedy="pass NULL for punkOuter")


@models("act.coauthinfo.implevel", "H15")
def imp_level_suffices(facts: SettingsFacts) -> Step | None:
    """Refuse an unsecured activation whose COAUTHINFO has an impersonation level below IMPERSONATE (`L-06`)."""
    info = facts.request.auth_info
    if facts.local or info is None or not unsecured(info) or _imp_in_range(info.imp_level):
        return None
    if facts.assume.coauthinfo_imp_level == "replaced":
        return None
    because = f"an unsecured activation needs impersonation level IMPERSONATE in COAUTHINFO, this one has {ImpLevel.show(info.imp_level)}"
    rule, code = "act.coauthinfo.implevel", facts.assume.coauthinfo_imp_level
    return fails(rule, code, because, disputed="L-06", also=("H15",), remedy="set dwImpersonationLevel to IMPERSONATE")


def _imp_in_range(level: int) -> bool:
    return level in (ImpLevel.IMPERSONATE, ImpLevel.DELEGATE)


@models("act.coauthinfo.bad-values")
def values_replaced(facts: SettingsFacts) -> Step | None:
    """Note the values of COAUTHINFO that are wrong and replaced by defaults, which is no argument error."""
    info = facts.request.auth_info
    if info is None or facts.local:
        return None
    service = attempts.explicit_service(facts, info)
    wrong = {
        "dwAuthzSvc": info.authz_svc not in (AuthzSvc.NONE, AuthzSvc.DEFAULT),
        "pwszServerPrincName": service == AuthnSvc.WINNT and info.principal is not None,
        "dwImpersonationLevel": not _imp_in_range(info.imp_level),
        "dwCapabilities": info.capabilities != attempts.capabilities(facts, service) & ~Eoac.DYNAMIC_CLOAKING,
    }
    names = ", ".join(name for name, bad in wrong.items() if bad)
    if not names:
        return None
    disputed = "L-06" if wrong["dwImpersonationLevel"] else ""
    return notes("act.coauthinfo.bad-values", f"replaced by defaults, without an error: {names}", disputed=disputed)


@models("act.identity.coauthidentity")
def identity_carried(facts: SettingsFacts) -> Step | None:
    """Give no verdict on credentials beside a service that must have none: no page says what becomes of them."""
    info = facts.request.auth_info
    if facts.local or info is None or info.identity is None or unsecured(info):
        return None
    service = attempts.explicit_service(facts, info)
    if service in CAN_SHOW_IDENTITIES:
        return None
    because = f"pAuthIdentityData must be NULL with {AuthnSvc.show(service)}; what happens otherwise is not documented"
    return unknown("act.identity.coauthidentity", because, remedy="name NTLM or Kerberos, or pass no credentials")


@models("act.coauthinfo.explicit")
def level_in_range(facts: SettingsFacts) -> Step | None:
    """Give no verdict on a level that is none: no page says what becomes of it."""
    found = asked(facts)
    if AuthnLevel.NONE <= found.value <= AuthnLevel.PKT_PRIVACY:
        return None
    because = f"{found.value} is no authentication level; what activation makes of it is not documented"
    return unknown(found.rule, because, remedy="use a level from NONE to PKT_PRIVACY")


@models("H11", "act-level-default")
def level_chosen(facts: SettingsFacts) -> Step:
    """Note at which level the activation is asked for, and why."""
    found = asked(facts)
    seen = fact("source of the level", found.source, found.origin)
    because = f"activation level {AuthnLevel.show(found.value)}: {found.because}"
    also = ("H11",) if found.source != STACK else ()
    return notes(found.rule, because, seen, also=also, disputed=found.disputed)


@models("H2", "H12", "act.hardening")
def level_raised(facts: SettingsFacts) -> Step | None:
    """Note that the client's machine raises the level, or that the raise in force there does not reach this source (`H12`)."""
    level, why = raised(facts)
    found = asked(facts)
    of_process = found.source == COINIT
    disputed = "H12" if of_process and raise_value(facts.client_machine)[0] == 1 else ""
    if why:
        because = f"raised from {AuthnLevel.show(found.value)} to {AuthnLevel.show(level)}: {why}"
        origin = facts.client_machine.origin("RaiseActivationAuthenticationLevel")
        seen = fact("client's machine", facts.client_machine.name, origin)
        return notes("act.hardening", because, seen, also=("H2", "H12") if of_process else ("H2",), disputed=disputed)
    if not of_process or facts.local or level >= AuthnLevel.PKT_INTEGRITY:
        return None
    because = (
        "a level that the program gave to CoInitializeSecurity is raised by RaiseActivationAuthenticationLevel 2 alone"
    )
    return notes("H12", because, disputed=disputed)


@models("act.coauthinfo.null", "act.scm-fallback", "act-unsecure-fallback", "H14", "act.coauthinfo.explicit")
def tries(facts: SettingsFacts) -> Step | None:
    """Note which attempts will be made."""
    info = facts.request.auth_info
    if facts.local or facts.stack:
        return None
    planned = ", then ".join(_attempt(blanket.authn_svc) for blanket in attempts.attempts(facts))
    if info is not None:
        disputed = "L-27" if info.authn_svc == AuthnSvc.DEFAULT and not unsecured(info) else ""
        because = f"a COAUTHINFO is used as it is: {planned}; no other attempt follows"
        return notes(asked(facts).rule if _says_level(facts) else "act.coauthinfo.explicit", because, disputed=disputed)
    seen = fact("DCOMSCMRemoteCallFlags", hex(facts.client_machine.scm_flags))
    also = ("act.scm-fallback", "act-unsecure-fallback", "H14")
    return notes("act.coauthinfo.null", f"no COAUTHINFO: {planned}", seen, also=also)


def _says_level(facts: SettingsFacts) -> bool:
    return asked(facts).source == COAUTHINFO


def _attempt(service: int) -> str:
    """Return an attempt in a word."""
    return "without security" if service == AuthnSvc.NONE else AuthnSvc.show(service)


@models("act.identity.process-or-thread", "act-identity-client", "O10")
def identity_shown(facts: SettingsFacts) -> Step:
    """Note as whom the activation goes out."""
    found = shown(facts)
    because = f"the activation goes out as {found.name}"
    if found.credentials is not None:
        because += ": the credentials of COAUTHINFO, for the activation alone"
        return notes(found.rule, because, also=("act-identity-client", "O10"))
    if facts.thread_token is not None and not found.from_thread:
        because += f": the thread wears a token of {facts.thread_token}, but cloaking is off"
    return notes(found.rule, because, also=("act-identity-client",))


@models("act-spn", "act-implevel-default", "com-activation-principal")
def ready(facts: SettingsFacts) -> Step:
    """Say that the activation can be sent, and how."""
    first = attempts.attempts(facts)[0]
    seen = (
        fact("authentication service", AuthnSvc.show(first.authn_svc)),
        fact("authentication level", AuthnLevel.show(first.authn_level)),
        fact("impersonation level", ImpLevel.show(first.imp_level)),
        fact("principal", first.principal or "NULL"),
    )
    spn = ("act-spn", "com-activation-principal") if (first.principal or "").startswith("RPCSS/") else ()
    because = f"{ImpLevel.show(first.imp_level)}, as activations have it" + (f", to {first.principal}" if spn else "")
    return holds("act-implevel-default", because, *seen, also=spn)


SETTINGS_LADDER: tuple[Rung[SettingsFacts], ...] = (
    aaa_flags,
    no_aggregation,
    imp_level_suffices,
    values_replaced,
    identity_carried,
    level_in_range,
    level_chosen,
    level_raised,
    tries,
    identity_shown,
    ready,
)
"""What the client's process and its machine's RPCSS settle before anything is sent."""


@models("act-sequence")
def activation_settings(facts: SettingsFacts) -> Ruling:
    """Rule on how an activation goes out; the value is the ``ActivationSettings``, ``None`` if the request is refused at once."""
    return ruling(SETTINGS_LADDER, facts, _value)


def _value(facts: SettingsFacts) -> ActivationSettings:
    """Return the settings, once nothing stands in the way."""
    found, who = asked(facts), shown(facts)
    return ActivationSettings(
        attempts=attempts.attempts(facts),
        source=found.source,
        asked_level=found.value,
        raised_by="H2" if raised(facts)[1] else "",
        identity_rule=who.rule,
        from_thread=who.from_thread,
    )
