"""The checks that CoInitializeSecurity makes on its arguments, in order. Each says nothing unless it has something to object or note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import installed
from simcom.rules.initialization.capabilities import COMBINATION_CHECKS, FORBIDDEN_CHECKS, idle_capabilities
from simcom.rules.initialization.descriptors import CONTENT_CHECKS, KIND_CHECKS
from simcom.rules.initialization.given import by_appid, given
from simcom.rules.initialization.services import SERVICE_CHECKS
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"
HIGHEST_LEVEL, HIGHEST_IMP = AuthnLevel.PKT_PRIVACY, ImpLevel.DELEGATE


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


@models("coinitsec.reserved-null")
def reserved_is_null(facts: InitializeFacts) -> Step | None:
    """Refuse a reserved parameter that is not NULL."""
    if by_appid(facts) or not (given(facts).reserved1 or given(facts).reserved3):
        return None
    name = "pReserved1" if given(facts).reserved1 else "pReserved3"
    return fails("coinitsec.reserved-null", BAD, f"{name} is not NULL")


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


@models("coinitsec.authlist.unregistered-service", "coinitsec.authlist.identity-per-service")
def auth_list_is_known(facts: InitializeFacts) -> Step | None:
    """Refuse an identity for a service that the machine does not have."""
    has = installed(facts.machine)
    odd = [entry for entry in given(facts).auth_list if entry.service not in has and entry.auth_info is not None]
    if by_appid(facts) or not odd:
        return None
    because = f"pAuthList gives an identity for {AuthnSvc.show(odd[0].service)}, which is not registered with COM"
    return fails("coinitsec.authlist.unregistered-service", BAD, because)


CHECKS = (
    com_is_ready,
    only_once,
    *KIND_CHECKS,
    reserved_is_null,
    *FORBIDDEN_CHECKS,
    *CONTENT_CHECKS,
    level_in_range,
    imp_level_is_said,
    *COMBINATION_CHECKS,
    *SERVICE_CHECKS,
    auth_list_is_known,
    idle_capabilities,
)
"""The order in which an explicit call is checked. The pages give no order among argument errors, which all have one code."""
