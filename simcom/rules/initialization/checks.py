"""The checks that CoInitializeSecurity makes on its arguments, in order. Each says nothing unless it has something to object or note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA, installed
from simcom.rules.initialization.services import SERVICE_CHECKS
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, RESERVED, Eoac
from simcom.vocabulary.identities import AccessControl, AppIdPointer, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"
HIGHEST_LEVEL, HIGHEST_IMP = AuthnLevel.PKT_PRIVACY, ImpLevel.DELEGATE


def given(facts: InitializeFacts) -> InitializeArguments:
    """Return the arguments; the checks run for an explicit call only."""
    return facts.arguments or InitializeArguments()


def by_appid(facts: InitializeFacts) -> bool:
    """Tell whether EOAC_APPID sends the call to the registry."""
    return facts.arguments is not None and bool(facts.arguments.capabilities & Eoac.APPID)


def _has(facts: InitializeFacts, bits: int) -> bool:
    """Tell whether any of these capability bits counts here."""
    return bool(given(facts).capabilities & bits) and not by_appid(facts)


@models("coinitsec.needs-com")
def com_is_ready(facts: InitializeFacts) -> Step | None:
    """Refuse a call on a thread without COM."""
    if facts.com_ready:
        return None
    return fails(
        "coinitsec.needs-com",
        "CO_E_NOTINITIALIZED",
        "COM is not initialised on this thread",
        remedy="call CoInitializeEx first",
    )


_TOO_LATE = {
    "explicit": ("coinitsec.once-per-process", "an earlier CoInitializeSecurity has fixed the process's security"),
    "appid": ("coinitsec.once-per-process", "an earlier CoInitializeSecurity has fixed the process's security"),
    "implicit": (
        "coinitsec.too-late-after-implicit",
        "an interface was marshalled or unmarshalled before, and COM initialised security then",
    ),
    "COM+": ("implicit.complus-defaults", "COM+ has initialised security for its application"),
}


@models("coinitsec.once-per-process", "coinitsec.too-late-after-implicit", "implicit.complus-defaults")
def only_once(facts: InitializeFacts) -> Step | None:
    """Refuse a second initialisation, whoever made the first."""
    if not facts.done:
        return None
    rule, because = _TOO_LATE[facts.done]
    also = ("coinitsec.once-per-process", "coinitsec.server-blanket-fixed")
    return fails(
        rule,
        "RPC_E_TOO_LATE",
        because,
        also=also,
        remedy="call it before anything is marshalled, or use SetBlanket on a proxy",
    )


@models("coinitsec.sd.appid-and-access-control")
def not_both_kinds(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_APPID together with EOAC_ACCESS_CONTROL."""
    both = Eoac.APPID | Eoac.ACCESS_CONTROL
    if given(facts).capabilities & both != both:
        return None
    return fails("coinitsec.sd.appid-and-access-control", BAD, "EOAC_APPID and EOAC_ACCESS_CONTROL exclude each other")


_WANTED = {SecurityDescriptor: 0, AccessControl: int(Eoac.ACCESS_CONTROL), AppIdPointer: int(Eoac.APPID)}


@models("coinitsec.sd.type-flag-match")
def type_matches_flag(facts: InitializeFacts) -> Step | None:
    """Refuse a descriptor of another type than the flags announce; Windows would misread the pointer."""
    descriptor = given(facts).security_descriptor
    flags = given(facts).capabilities & (Eoac.APPID | Eoac.ACCESS_CONTROL)
    if descriptor is None or _WANTED[type(descriptor)] == flags:
        return None
    announced = ", ".join(Eoac.show(flags)) or "a SECURITY_DESCRIPTOR"
    because = f"pSecDesc points to {type(descriptor).__name__}, while the flags announce {announced}"
    return fails("coinitsec.sd.type-flag-match", BAD, because, remedy="give the flag that goes with the pointer's type")


@models("coinitsec.sd.appid-pointer", "coinitsec.sd.null-with-appid", "coinitsec.sd.appid-missing")
def appid_lookup(facts: InitializeFacts) -> Step | None:
    """Note where EOAC_APPID finds its values."""
    if not by_appid(facts):
        return None
    descriptor = given(facts).security_descriptor
    if descriptor is None:
        found = facts.app.appid if facts.app else "none: the machine defaults apply"
        return notes("coinitsec.sd.null-with-appid", f"pSecDesc is NULL: AppID by the executable's name: {found}")
    if facts.pointed is None:
        return notes("coinitsec.sd.appid-missing", "the AppID is not in the registry: the machine defaults apply")
    return notes("coinitsec.sd.appid-pointer", f"AppID {facts.pointed.appid}; every other parameter is ignored")


def appid_alone(facts: InitializeFacts) -> Step | None:
    """Refuse other parameters beside EOAC_APPID where that reading is chosen (`L-24`)."""
    if not by_appid(facts) or facts.assume.appid_other_parameters == "ignored":
        return None
    blank = InitializeArguments(
        security_descriptor=given(facts).security_descriptor, capabilities=given(facts).capabilities
    )
    if given(facts) == blank:
        return None
    return fails("coinitsec.sd.appid-pointer", BAD, "other parameters are given beside EOAC_APPID", disputed="L-24")


@models("coinitsec.reserved-null")
def reserved_is_null(facts: InitializeFacts) -> Step | None:
    """Refuse a reserved parameter that is not NULL."""
    if by_appid(facts) or not (given(facts).reserved1 or given(facts).reserved3):
        return None
    name = "pReserved1" if given(facts).reserved1 else "pReserved3"
    return fails("coinitsec.reserved-null", BAD, f"{name} is not NULL")


@models("coinitsec.sd.null-with-access-control")
def access_control_given(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_ACCESS_CONTROL without an object."""
    if not _has(facts, Eoac.ACCESS_CONTROL) or given(facts).security_descriptor is not None:
        return None
    return fails(
        "coinitsec.sd.null-with-access-control", BAD, "EOAC_ACCESS_CONTROL needs an IAccessControl, pSecDesc is NULL"
    )


@models("coinitsec.sd.access-control-level", "coinitsec.sd.level-none")
def descriptor_needs_level(facts: InitializeFacts) -> Step | None:
    """Refuse an access list together with level NONE (`L-07` for a plain descriptor)."""
    arguments = given(facts)
    if by_appid(facts) or arguments.authn_level != AuthnLevel.NONE or arguments.security_descriptor is None:
        return None
    level = fact("dwAuthnLevel", "NONE", dict(arguments.origins).get("authn_level", ""))
    if isinstance(arguments.security_descriptor, AccessControl):
        return fails(
            "coinitsec.sd.access-control-level", BAD, "an IAccessControl object cannot go with level NONE", level
        )
    if facts.assume.descriptor_with_level_none == "accepted":
        return notes(
            "coinitsec.sd.level-none",
            "a security descriptor beside level NONE is taken as it is",
            level,
            disputed="L-07",
        )
    because = "a security descriptor means that callers are checked, and at NONE there is nobody to check"
    remedy = "pass NULL for pSecDesc, or a level of CONNECT or more"
    return fails("coinitsec.sd.level-none", BAD, because, level, disputed="L-07", remedy=remedy)


@models("coinitsec.sd.owner-group")
def descriptor_is_complete(facts: InitializeFacts) -> Step | None:
    """Refuse a descriptor without owner or group, or in self-relative form."""
    descriptor = given(facts).security_descriptor
    if by_appid(facts) or not isinstance(descriptor, SecurityDescriptor):
        return None
    parts = (("owner", descriptor.owner), ("group", descriptor.group), ("absolute form", descriptor.absolute))
    missing = [name for name, present in parts if not present]
    return (
        fails("coinitsec.sd.owner-group", BAD, f"the security descriptor lacks {', '.join(missing)}")
        if missing
        else None
    )


@models("coinitsec.sd.sacl")
def sacl_is_null(facts: InitializeFacts) -> Step | None:
    """Refuse a SACL, but for a mandatory label from Vista on."""
    descriptor = given(facts).security_descriptor
    if by_appid(facts) or not isinstance(descriptor, SecurityDescriptor) or descriptor.sacl == "null":
        return None
    old = facts.machine.windows in BEFORE_VISTA
    if descriptor.sacl == "label" and not old:
        return notes("coinitsec.sd.sacl", "the SACL holds a mandatory label only")
    return fails(
        "coinitsec.sd.sacl", BAD, "the SACL must be NULL" + (" before Vista" if descriptor.sacl == "label" else "")
    )


@models("coinitsec.level.range")
def level_in_range(facts: InitializeFacts) -> Step | None:
    """Refuse a level that is no constant."""
    level = given(facts).authn_level
    if by_appid(facts) or 0 <= level <= HIGHEST_LEVEL:
        return None
    return fails(
        "coinitsec.level.range",
        BAD,
        f"dwAuthnLevel {level} is none of the constants 0 to 6",
        fact("dwAuthnLevel", level),
    )


@models("coinitsec.implevel.no-default")
def imp_level_is_said(facts: InitializeFacts) -> Step | None:
    """Refuse RPC_C_IMP_LEVEL_DEFAULT (`L-09`) and anything that is no level."""
    level = given(facts).imp_level
    if by_appid(facts) or 0 < level <= HIGHEST_IMP:
        return None
    if level == ImpLevel.DEFAULT and facts.assume.imp_level_default == "accepted":
        return notes(
            "coinitsec.implevel.no-default",
            "RPC_C_IMP_LEVEL_DEFAULT is taken as the registry's default",
            disputed="L-09",
        )
    because = f"dwImpLevel {ImpLevel.show(level)} is not for use with CoInitializeSecurity"
    disputed = "L-09" if level == ImpLevel.DEFAULT else ""
    return fails(
        "coinitsec.implevel.no-default", BAD, because, fact("dwImpLevel", ImpLevel.show(level)), disputed=disputed
    )


@models("coinitsec.caps.default-not-allowed")
def no_default_capability(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_DEFAULT, which is for SetBlanket."""
    return (
        fails("coinitsec.caps.default-not-allowed", BAD, "EOAC_DEFAULT is for SetBlanket only")
        if _has(facts, Eoac.DEFAULT)
        else None
    )


@models("coinitsec.caps.reserved")
def no_reserved_capability(facts: InitializeFacts) -> Step | None:
    """Refuse reserved bits; EOAC_AUTO_IMPERSONATE meant something in 1998 (`L-21`)."""
    bits = given(facts).capabilities & RESERVED
    if not _has(facts, RESERVED):
        return None
    names = ", ".join(Eoac.show(bits))
    if bits == Eoac.AUTO_IMPERSONATE and facts.assume.auto_impersonate == "ignored":
        return notes("coinitsec.caps.reserved", f"{names} is reserved and ignored", disputed="L-21")
    return fails(
        "coinitsec.caps.reserved",
        BAD,
        f"{names}: reserved today",
        disputed="L-21" if bits & Eoac.AUTO_IMPERSONATE else "",
    )


@models("coinitsec.caps.both-cloaking")
def one_cloaking(facts: InitializeFacts) -> Step | None:
    """Refuse static and dynamic cloaking together."""
    if by_appid(facts) or given(facts).capabilities & CLOAKING != CLOAKING:
        return None
    return fails("coinitsec.caps.both-cloaking", BAD, "static and dynamic cloaking exclude each other")


@models("coinitsec.caps.secure-refs-level")
def secure_refs_need_level(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_SECURE_REFS at level NONE."""
    if not _has(facts, Eoac.SECURE_REFS) or given(facts).authn_level != AuthnLevel.NONE:
        return None
    return fails("coinitsec.caps.secure-refs-level", BAD, "EOAC_SECURE_REFS needs a level other than NONE")


@models("coinitsec.caps.cloaking-schannel", "cloak.not-schannel")
def no_cloaking_with_schannel(facts: InitializeFacts) -> Step | None:
    """Refuse cloaking where Schannel is among the services of either role."""
    arguments = given(facts)
    services = {item.service for item in arguments.auth_services or ()} | {item.service for item in arguments.auth_list}
    if not _has(facts, CLOAKING) or AuthnSvc.GSS_SCHANNEL not in services:
        return None
    return fails(
        "coinitsec.caps.cloaking-schannel", BAD, "Schannel does not support cloaking", also=("cloak.not-schannel",)
    )


@models("coinitsec.authlist.unregistered-service", "coinitsec.authlist.identity-per-service")
def auth_list_is_known(facts: InitializeFacts) -> Step | None:
    """Refuse an identity for a service that the machine does not have."""
    has = installed(facts.machine)
    odd = [entry for entry in given(facts).auth_list if entry.service not in has and entry.auth_info is not None]
    if by_appid(facts) or not odd:
        return None
    because = f"pAuthList gives an identity for {AuthnSvc.show(odd[0].service)}, which is not registered with COM"
    return fails("coinitsec.authlist.unregistered-service", BAD, because)


_IDLE = (
    (Eoac.MUTUAL_AUTH, "coinitsec.caps.mutual-auth-ignored", "EOAC_MUTUAL_AUTH is accepted and ignored"),
    (Eoac.ANY_AUTHORITY, "coinitsec.caps.any-authority-obsolete", "EOAC_ANY_AUTHORITY is obsolete and has no effect"),
    (Eoac.MAKE_FULLSIC, "coinitsec.caps.make-fullsic", "the Schannel principal is published in fullsic form"),
)


@models("coinitsec.caps.mutual-auth-ignored", "coinitsec.caps.any-authority-obsolete", "coinitsec.caps.make-fullsic")
def idle_capabilities(facts: InitializeFacts) -> Step | None:
    """Note the capabilities that change nothing here."""
    said = [(rule, text) for bit, rule, text in _IDLE if _has(facts, bit)]
    return (
        notes(said[0][0], "; ".join(text for _, text in said), also=tuple(rule for rule, _ in said[1:]))
        if said
        else None
    )


CHECKS = (
    com_is_ready,
    only_once,
    not_both_kinds,
    type_matches_flag,
    appid_lookup,
    appid_alone,
    reserved_is_null,
    no_default_capability,
    no_reserved_capability,
    access_control_given,
    descriptor_needs_level,
    descriptor_is_complete,
    sacl_is_null,
    level_in_range,
    imp_level_is_said,
    one_cloaking,
    secure_refs_need_level,
    no_cloaking_with_schannel,
    *SERVICE_CHECKS,
    auth_list_is_known,
    idle_capabilities,
)
"""The order in which an explicit call is checked. The pages give no order among argument errors, which all have one code."""
