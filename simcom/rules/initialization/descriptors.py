"""CoInitializeSecurity's checks on pSecDesc. Each says nothing unless it has something to object or note.

Source: sdk-api nf-combaseapi-coinitializesecurity.md; win32 the-com-elevation-moniker.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.rules.initialization.given import by_appid, given, has
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.blankets import InitializeArguments
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import AccessControl, AppIdPointer, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"


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


_OTHERS = ("auth_svc_count", "auth_services", "reserved1", "authn_level", "imp_level", "auth_list", "reserved3")
_FIELDS = {"auth_svc_count": "count"}
"""The parameters beside pSecDesc and dwCapabilities, and the one whose field has another name."""


def _usual(usual: InitializeArguments, name: str) -> object:
    """Return what a parameter is when nothing is said of it."""
    return getattr(usual, _FIELDS.get(name, name))


def appid_alone(facts: InitializeFacts) -> Step | None:
    """Refuse other parameters beside EOAC_APPID where that reading is chosen (`L-24`)."""
    if not by_appid(facts) or facts.assume.appid_other_parameters == "ignored":
        return None
    usual, declared = InitializeArguments(), dict(given(facts).origins)
    values = {name: getattr(given(facts), _FIELDS.get(name, name)) for name in _OTHERS}
    wrong = [name for name, value in values.items() if value and (name in declared or value != _usual(usual, name))]
    if not wrong:
        return None
    because = f"beside EOAC_APPID the other parameters must be zero: {', '.join(wrong)}"
    return fails("coinitsec.sd.appid-pointer", BAD, because, disputed="L-24")


@models("coinitsec.sd.null-with-access-control")
def access_control_given(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_ACCESS_CONTROL without an object."""
    if not has(facts, Eoac.ACCESS_CONTROL) or given(facts).security_descriptor is not None:
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


KIND_CHECKS = (not_both_kinds, type_matches_flag, appid_lookup, appid_alone)
"""What kind of pointer it is."""

CONTENT_CHECKS = (access_control_given, descriptor_needs_level, descriptor_is_complete, sacl_is_null)
"""What it points to."""
