"""CoInitializeSecurity's checks on dwCapabilities. Source: sdk-api ne-objidl-eole_authentication_capabilities.md; win32 schannel.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.initialization.given import by_appid, given, has
from simcom.rules.steps import fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, KNOWN, RESERVED, Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"


@models("coinitsec.caps.default-not-allowed")
def no_default_capability(facts: InitializeFacts) -> Step | None:
    """Refuse EOAC_DEFAULT, which is for SetBlanket."""
    return (
        fails("coinitsec.caps.default-not-allowed", BAD, "EOAC_DEFAULT is for SetBlanket only")
        if has(facts, Eoac.DEFAULT)
        else None
    )


@models("coinitsec.caps.reserved")
def no_reserved_capability(facts: InitializeFacts) -> Step | None:
    """Refuse reserved bits; EOAC_AUTO_IMPERSONATE meant something in 1998 (`L-21`)."""
    bits = given(facts).capabilities & (int(RESERVED) | ~KNOWN)
    if by_appid(facts) or not bits:
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
    if not has(facts, Eoac.SECURE_REFS) or given(facts).authn_level != AuthnLevel.NONE:
        return None
    return fails("coinitsec.caps.secure-refs-level", BAD, "EOAC_SECURE_REFS needs a level other than NONE")


@models("coinitsec.caps.cloaking-schannel", "cloak.not-schannel")
def no_cloaking_with_schannel(facts: InitializeFacts) -> Step | None:
    """Refuse cloaking where Schannel is among the services of either role."""
    arguments = given(facts)
    services = {item.service for item in arguments.auth_services or ()} | {item.service for item in arguments.auth_list}
    if not has(facts, CLOAKING) or AuthnSvc.GSS_SCHANNEL not in services:
        return None
    return fails(
        "coinitsec.caps.cloaking-schannel", BAD, "Schannel does not support cloaking", also=("cloak.not-schannel",)
    )


_IDLE = (
    (Eoac.MUTUAL_AUTH, "coinitsec.caps.mutual-auth-ignored", "EOAC_MUTUAL_AUTH is accepted and ignored"),
    (Eoac.ANY_AUTHORITY, "coinitsec.caps.any-authority-obsolete", "EOAC_ANY_AUTHORITY is obsolete and has no effect"),
    (Eoac.MAKE_FULLSIC, "coinitsec.caps.make-fullsic", "the Schannel principal is published in fullsic form"),
)


@models("coinitsec.caps.mutual-auth-ignored", "coinitsec.caps.any-authority-obsolete", "coinitsec.caps.make-fullsic")
def idle_capabilities(facts: InitializeFacts) -> Step | None:
    """Note the capabilities that change nothing here."""
    said = [(rule, text) for bit, rule, text in _IDLE if has(facts, bit)]
    return (
        notes(said[0][0], "; ".join(text for _, text in said), also=tuple(rule for rule, _ in said[1:]))
        if said
        else None
    )


FORBIDDEN_CHECKS = (no_default_capability, no_reserved_capability)
"""Bits that are not for CoInitializeSecurity."""

COMBINATION_CHECKS = (one_cloaking, secure_refs_need_level, no_cloaking_with_schannel)
"""Bits that exclude each other, or something else that was passed."""
