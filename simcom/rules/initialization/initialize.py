"""The explicit CoInitializeSecurity: its checks in order, and the blanket it fixes for the life of the process.

Source: sdk-api nf-combaseapi-coinitializesecurity.md, ne-objidl-eole_authentication_capabilities.md; win32 schannel.md. Once
EOAC_APPID is given every other parameter is ignored (`coinitsec.sd.appid-pointer`), so the rungs after it have nothing to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import com_chosen, installed
from simcom.rules.initialization import registry
from simcom.rules.initialization.bearing import by_arguments, by_implicit_call, by_registry, still_open
from simcom.rules.initialization.checks import CHECKS, com_is_ready
from simcom.rules.initialization.given import by_appid
from simcom.rules.steps import Rung, fact, holds, ruling
from simcom.vocabulary.blankets import AuthService, InitializeArguments, ProcessSecurity
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import BUILTIN_ACCOUNTS, AccessControl, Acl, SecurityDescriptor, shows_machine
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.machines import MachineSettings
    from simcom.vocabulary.rulings import Ruling, Step


@models("coinitsec.server-blanket-fixed", "implicit.same-as-explicit", "implicit.when")
def initialize(facts: InitializeFacts) -> Ruling:
    """Rule on CoInitializeSecurity; the value is the ``ProcessSecurity`` that holds from now on.

    ``facts.arguments is None`` is the implicit call that COM makes at the first marshal or unmarshal.
    """
    if facts.arguments is None:
        return ruling((com_is_ready, registry.bad_level, registry.bad_legacy, _from_registry), facts, implicit)
    value = implicit if by_appid(facts) else explicit
    return still_open(facts, ruling((*CHECKS, *_registry_checks(facts), _initialized), facts, value))


def _registry_checks(facts: InitializeFacts) -> tuple[Rung[InitializeFacts], ...]:
    """Return the checks on registry values, where an explicit call reads any: with EOAC_APPID, or for level DEFAULT."""
    return (registry.bad_level, registry.bad_legacy) if by_appid(facts) or _asks_default(facts) else ()


def _asks_default(facts: InitializeFacts) -> bool:
    """Tell whether an explicit call leaves its level to COM."""
    return facts.arguments is not None and facts.arguments.authn_level == AuthnLevel.DEFAULT and not by_appid(facts)


def implicit(facts: InitializeFacts) -> ProcessSecurity:
    """Return what the registry gives a process: also the outcome of EOAC_APPID."""
    level, imp, caps = registry.authn_level(facts), registry.imp_level(facts), _registry_capabilities(facts)
    how = "implicit" if facts.arguments is None else "appid"
    if facts.complus:
        how, level, imp, caps = _complus()
    acl, acl_origin, acl_rule = _registry_acl(facts, level.value)
    return ProcessSecurity(
        how=how,
        authn_level=level.value,
        imp_level=imp.value,
        services=registrations(com_chosen(facts.machine, facts.assume), facts),
        com_chose=True,
        acl=acl,
        acl_rule=acl_rule,
        capabilities=caps,
        origins=(
            ("authn_level", level.origin),
            ("imp_level", imp.origin),
            ("acl", acl_origin),
            ("services", "chosen by COM"),
        ),
    )


@models("implicit.complus-defaults")
def _complus() -> tuple[str, registry.Level, registry.Level, int]:
    """Return what COM+ passes for a server application: PKT, IMPERSONATE, dynamic cloaking."""
    rule = "implicit.complus-defaults"
    level = registry.Level(AuthnLevel.PKT, "COM+ server application", rule)
    return "COM+", level, registry.Level(ImpLevel.IMPERSONATE, "COM+ server application", rule), Eoac.DYNAMIC_CLOAKING


@models("implicit.caps")
def _registry_capabilities(facts: InitializeFacts) -> int:
    """Return the only capability that the registry can give."""
    return Eoac.SECURE_REFS if registry.secure_references(facts) else Eoac.NONE


@models("implicit.acl.ignored-at-none", "authz.none.process-level-ignores-acl")
def _registry_acl(facts: InitializeFacts, level: int) -> tuple[Acl | None, str, str]:
    """Return the list, or none at all when the level came out as NONE."""
    if level == AuthnLevel.NONE:
        return None, "not used: the process is at NONE", "authz.none.process-level-ignores-acl"
    return registry.access_acl(facts)


def explicit(facts: InitializeFacts) -> ProcessSecurity:
    """Return what the arguments give a process; the registry is asked for nothing but a DEFAULT level."""
    arguments = facts.arguments or InitializeArguments()
    level = (
        default_level(facts) if arguments.authn_level == AuthnLevel.DEFAULT else _given(arguments, "authn_level", facts)
    )
    acl, acl_rule = _explicit_acl(arguments, level.value)
    imp = arguments.imp_level or registry.imp_level(facts).value
    origins = (("authn_level", level.origin), *(pair for pair in arguments.origins if pair[0] != "authn_level"))
    return ProcessSecurity(
        how="explicit",
        authn_level=level.value,
        imp_level=imp,
        services=_explicit_services(arguments, facts),
        com_chose=arguments.count == -1,
        acl=acl,
        acl_rule=acl_rule,
        auth_list=arguments.auth_list,
        capabilities=arguments.capabilities & ~Eoac.AUTO_IMPERSONATE,
        access_control=isinstance(arguments.security_descriptor, AccessControl),
        origins=origins,
    )


def _given(arguments: InitializeArguments, name: str, facts: InitializeFacts) -> registry.Level:
    """Return a level that the caller passed."""
    value: int = getattr(arguments, name)
    origin = dict(arguments.origins).get(name, "")
    return registry.Level(
        value, origin or f"CoInitializeSecurity on {facts.machine.name}", "coinitsec.level.both-roles"
    )


@models("coinitsec.level.default", "negotiation.authn-level.default-never-none")
def default_level(facts: InitializeFacts) -> registry.Level:
    """Resolve level DEFAULT: the registry's value, raised to CONNECT if that is NONE (`L-01`)."""
    found = registry.authn_level(facts)
    if found.value == AuthnLevel.NONE and facts.assume.default_authn_level == "never_none":
        return registry.Level(
            AuthnLevel.CONNECT, f"DEFAULT: raised from NONE ({found.origin})", "coinitsec.level.default"
        )
    return registry.Level(found.value, f"DEFAULT: {found.origin}", "coinitsec.level.default")


@models(
    "coinitsec.sd.null",
    "authz.none.explicit-null-sd",
    "authz.access-control-object",
)
def _explicit_acl(arguments: InitializeArguments, level: int) -> tuple[Acl | None, str]:
    """Return the ACL of the descriptor and the rule by which it holds; no descriptor, no check."""
    given = arguments.security_descriptor
    if isinstance(given, AccessControl):
        return given.acl, "authz.access-control-object"
    if isinstance(given, SecurityDescriptor):
        return given.dacl, "coinitsec.sd.null-dacl" if given.dacl.aces is None else "authz.rights.call"
    return None, "authz.none.explicit-null-sd" if level == AuthnLevel.NONE else "coinitsec.sd.null"


@models("coinitsec.authsvc.list", "coinitsec.authsvc.zero", "coinitsec.authsvc.minus-one")
def _explicit_services(arguments: InitializeArguments, facts: InitializeFacts) -> tuple[AuthService, ...]:
    """Return the registered services: COM's choice, or the listed ones that the machine has, in their order."""
    if arguments.count == -1:
        return registrations(com_chosen(facts.machine, facts.assume), facts)
    has = (*installed(facts.machine), AuthnSvc.NONE)
    listed = (arguments.auth_services or ())[: arguments.count]
    usable = (item for item in listed if item.service in has and _has_certificate(item, facts))
    return tuple(_with_principal(item, facts) for item in usable)


def _has_certificate(item: AuthService, facts: InitializeFacts) -> bool:
    """Tell whether an entry has the certificate it needs, which only Schannel does."""
    return item.service != AuthnSvc.GSS_SCHANNEL or item.certificate is not None or facts.has_certificate


def registrations(services: tuple[int, ...], facts: InitializeFacts) -> tuple[AuthService, ...]:
    """Return registrations under the process's own principal."""
    return tuple(_with_principal(AuthService(service), facts) for service in services)


@models("coinitsec.authsvc.principal-null")
def _with_principal(item: AuthService, facts: InitializeFacts) -> AuthService:
    """Fill in the current user's name where the principal is NULL."""
    if item.principal is not None or item.service == AuthnSvc.NONE:
        return item
    if item.service == AuthnSvc.GSS_SCHANNEL:
        return AuthService(item.service, item.authz, f"msstd:{facts.account}", item.certificate or facts.account)
    return AuthService(
        item.service, item.authz, own_principal(item.service, facts.account, facts.machine, facts.dns_name)
    )


def own_principal(service: int, account: str, machine: MachineSettings, dns_name: str = "") -> str:
    """Return the principal COM registers for an account: one that shows its machine has its host, in a domain (`com-object-principal`)."""
    if shows_machine(account) and machine.domain and service != AuthnSvc.WINNT:
        return f"host/{dns_name or f'{machine.name}.{machine.domain}'}"
    return f"NT AUTHORITY\\{account}" if account in BUILTIN_ACCOUNTS else account


def _from_registry(facts: InitializeFacts) -> Step:
    """Say what an implicit initialisation gave."""
    found = implicit(facts)
    rule = "implicit.complus-defaults" if facts.complus else "implicit.when"
    because = "COM+ initialised security for its application" if facts.complus else "COM initialised security by itself"
    because += f": level {AuthnLevel.show(found.authn_level)}"
    return holds(rule, because, *described(found), also=by_implicit_call(facts, found))


@models("coinitsec.roles.parameters", "coinitsec.level.both-roles", "coinitsec.overrides-registry")
def _initialized(facts: InitializeFacts) -> Step:
    """Say what an explicit initialisation gave."""
    found = implicit(facts) if by_appid(facts) else explicit(facts)
    if by_appid(facts):
        pointed = facts.arguments is not None and facts.arguments.security_descriptor is not None
        rule = "coinitsec.sd.appid-pointer" if pointed else "coinitsec.sd.null-with-appid"
        because = "the values come from the registry, as for an implicit call"
    else:
        rule = "coinitsec.overrides-registry"
        because = "the values come from the arguments; the registry no longer matters for this process"
    also = (
        "coinitsec.level.both-roles",
        "coinitsec.roles.parameters",
        "coinitsec.cannot-override-machine-restriction",
        *(by_registry(facts, found) if by_appid(facts) else by_arguments(facts, found)),
    )
    return holds(rule, because, *described(found), also=also)


def described(security: ProcessSecurity) -> tuple:  # type: ignore[type-arg]
    """Return a process's security as inputs for a step."""
    return (
        fact("authentication level", AuthnLevel.show(security.authn_level), security.origin("authn_level")),
        fact("impersonation level", ImpLevel.show(security.imp_level), security.origin("imp_level")),
        fact(
            "services",
            ", ".join(AuthnSvc.show(item.service) for item in security.services) or "none",
            security.origin("services"),
        ),
        fact("access list", security.acl or "none: no access check by the process", security.origin("acl")),
        fact("capabilities", ", ".join(Eoac.show(security.capabilities)) or "NONE", security.origin("capabilities")),
    )
