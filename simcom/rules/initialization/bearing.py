"""Which further rules bear on an initialisation: what the registry gave, what the arguments mean, what a failure leaves.

Source: as ``registry`` and ``initialize``. Nothing is decided here; the step that decides names these rules beside its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.initialization import registry
from simcom.rules.initialization.given import given
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Ruling, Verdict

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.facts import InitializeFacts


@models("coinitsec.failure-leaves-uninitialised")
def still_open(facts: InitializeFacts, said: Ruling) -> Ruling:
    """Add to the failure of an explicit call that the process is as uninitialised as before; an initialised one stays what it is."""
    last = said.steps[-1]
    if last.verdict is not Verdict.FAILS or facts.arguments is None or facts.done:
        return said
    return Ruling((*said.steps[:-1], replace(last, also=(*last.also, "coinitsec.failure-leaves-uninitialised"))))


@models("implicit.caps", "implicit.services")
def by_implicit_call(facts: InitializeFacts, found: ProcessSecurity) -> tuple[str, ...]:
    """Return the rules behind the parts of an implicit initialisation; what COM+ passes is its own."""
    own = () if facts.complus else ("implicit.level.precedence", "implicit.caps")
    return ("implicit.same-as-explicit", *own, "implicit.services", *by_registry(facts, found))


def by_registry(facts: InitializeFacts, found: ProcessSecurity) -> tuple[str, ...]:
    """Return the rules behind the values that were read from the registry, implicitly or by EOAC_APPID."""
    return (*_by_executable(facts), *_by_list(facts, found), *_by_references(found))


@models("implicit.appid-by-exe")
def _by_executable(facts: InitializeFacts) -> tuple[str, ...]:
    """Return the rule by which the AppID was found, if there is one and pSecDesc does not point to it."""
    pointed = facts.arguments is not None and given(facts).security_descriptor is not None
    return ("implicit.appid-by-exe",) if facts.app is not None and not pointed else ()


@models("implicit.acl.ignored-at-none", "implicit.acl.independent")
def _by_list(facts: InitializeFacts, found: ProcessSecurity) -> tuple[str, ...]:
    """Return the rules behind the access list, or behind there being none."""
    if found.acl is None:
        return ("implicit.acl.ignored-at-none", found.acl_rule)
    default = (found.acl_rule,) if found.acl_rule != "implicit.acl.precedence" else ()
    alone = ("implicit.acl.independent",) if _one_without_other(facts) else ()
    return ("implicit.acl.precedence", *default, *alone)


def _one_without_other(facts: InitializeFacts) -> bool:
    """Tell whether the AppID has a level and no list, or a list and no level; COM+ brings the level itself."""
    app = registry.settings(facts)
    if app is None or facts.complus:
        return False
    return (app.authn_level is None) is not (app.access_permission is None)


def _by_references(found: ProcessSecurity) -> tuple[str, ...]:
    """Return the rule by which the registry turned secure references on."""
    return ("implicit.secure-refs",) if found.capabilities & Eoac.SECURE_REFS else ()


@models("coinitsec.implevel.client-only", "coinitsec.authlist.identity-per-service")
def by_arguments(facts: InitializeFacts, found: ProcessSecurity) -> tuple[str, ...]:
    """Return the rules behind what an explicit call was given: descriptor, impersonation level, identities, level DEFAULT."""
    identities = ("coinitsec.authlist.identity-per-service",) if given(facts).auth_list else ()
    return (found.acl_rule, "coinitsec.implevel.client-only", *identities, *_by_default_level(facts))


@models("coinitsec.level.default", "negotiation.authn-level.default-never-none")
def _by_default_level(facts: InitializeFacts) -> tuple[str, ...]:
    """Return the rules behind level DEFAULT, and the one that raised a NONE in the registry (`L-01`)."""
    if given(facts).authn_level != AuthnLevel.DEFAULT:
        return ()
    none = registry.authn_level(facts).value == AuthnLevel.NONE
    raised = none and facts.assume.default_authn_level == "never_none"
    return ("coinitsec.level.default", *(("negotiation.authn-level.default-never-none",) if raised else ()))
