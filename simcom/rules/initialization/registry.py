"""What the registry says of a process that did not say it itself: level, impersonation level, list. Shared by both initialisations.

Each function returns a value with the place it came from; a value that stops the initialisation is returned as a failing step.
Source: win32 authenticationlevel.md, legacyauthenticationlevel.md, legacyimpersonationlevel.md, accesspermission.md,
defaultaccesspermission.md, com-security-defaults.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.initialization.given import by_appid
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import ADMINISTRATORS, SYSTEM, Ace, Acl, AppIdPointer
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

if TYPE_CHECKING:
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.machines import AppSettings
    from simcom.vocabulary.rulings import Step


@dataclass(frozen=True, slots=True)
class Level:
    """A level with its origin, and the rule under which it was found."""

    value: int
    origin: str
    rule: str


def settings(facts: InitializeFacts) -> AppSettings | None:
    """Return the AppID values in force: of the AppID that pSecDesc points to, registered or not, else of the executable's."""
    pointer = facts.arguments is not None and isinstance(facts.arguments.security_descriptor, AppIdPointer)
    return facts.pointed if pointer else facts.app


def _is_level(value: object, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest


@models("implicit.level.bad-value")
def bad_level(facts: InitializeFacts) -> Step | None:
    """Fail the initialisation over an AuthenticationLevel that is of the wrong type or out of range."""
    app = settings(facts)
    if app is None or app.authn_level is None or _is_level(app.authn_level, AuthnLevel.PKT_PRIVACY):
        return None
    return fails(
        "implicit.level.bad-value",
        "E_INVALIDARG",
        f"the AppID's AuthenticationLevel `{app.authn_level}` is not a DWORD from 1 to 6, so security cannot be initialised",
        fact("AuthenticationLevel", app.authn_level, f"AppID {app.appid} on {facts.machine.name}"),
        remedy="write a DWORD from 1 (NONE) to 6 (PKT_PRIVACY), or remove the value",
    )


def bad_legacy(facts: InitializeFacts) -> Step | None:
    """Remark on, or fail over, a Legacy level that is read here and out of range (`L-35`)."""
    wrong = [item for item in _legacies(facts) if item[1] is not None and not _is_level(item[1], item[2])]
    if not wrong:
        return None
    name, value, _, rule = wrong[0]
    seen = fact(name, value, facts.machine.origin(name))
    if facts.assume.bad_legacy_value == "E_INVALIDARG":
        return fails(rule, "E_INVALIDARG", f"{name} `{value}` is out of range", seen, disputed="L-35")
    return notes(rule, f"{name} `{value}` is out of range and counts as absent", seen, disputed="L-35")


def _legacies(facts: InitializeFacts) -> tuple[tuple[str, int | str | None, int, str], ...]:
    """Return the Legacy values that are read here, each with its highest constant and its rule.

    An AppID's own level stands before the machine's; an explicit call with level DEFAULT reads no impersonation level.
    """
    app, machine = settings(facts), facts.machine
    level = ("LegacyAuthenticationLevel", machine.legacy_authn_level, 6, "implicit.level.precedence")
    imp = ("LegacyImpersonationLevel", machine.legacy_imp_level, 4, "implicit.implevel.precedence")
    own_level = app is not None and app.authn_level is not None
    whole = facts.arguments is None or by_appid(facts)
    return (*(() if own_level else (level,)), *((imp,) if whole else ()))


@models("implicit.level.precedence")
def authn_level(facts: InitializeFacts) -> Level:
    """Return the level: AppID AuthenticationLevel, else LegacyAuthenticationLevel, else CONNECT."""
    app, machine, rule = settings(facts), facts.machine, "implicit.level.precedence"
    if app is not None and isinstance(app.authn_level, int):
        return Level(app.authn_level, f"AuthenticationLevel of AppID {app.appid} on {machine.name}", rule)
    legacy = machine.legacy_authn_level
    if isinstance(legacy, int) and _is_level(legacy, AuthnLevel.PKT_PRIVACY):
        return Level(
            legacy, machine.origin("LegacyAuthenticationLevel") or f"LegacyAuthenticationLevel on {machine.name}", rule
        )
    return Level(AuthnLevel.CONNECT, "built-in default", rule)


@models("implicit.implevel.precedence")
def imp_level(facts: InitializeFacts) -> Level:
    """Return the impersonation level: LegacyImpersonationLevel, else IDENTIFY; no AppID has one (`L-26`)."""
    machine, rule = facts.machine, "implicit.implevel.precedence"
    legacy = machine.legacy_imp_level
    if (
        facts.assume.default_imp_level == "registry"
        and isinstance(legacy, int)
        and _is_level(legacy, ImpLevel.DELEGATE)
    ):
        return Level(
            legacy, machine.origin("LegacyImpersonationLevel") or f"LegacyImpersonationLevel on {machine.name}", rule
        )
    return Level(ImpLevel.IDENTIFY, "built-in default", rule)


@models("implicit.acl.precedence", "implicit.acl.independent")
def access_acl(facts: InitializeFacts) -> tuple[Acl, str, str]:
    """Return the process ACL, its origin and its rule: AccessPermission, else DefaultAccessPermission, else built in."""
    app, machine = settings(facts), facts.machine
    if app is not None and app.access_permission is not None:
        return (
            app.access_permission,
            f"AccessPermission of AppID {app.appid} on {machine.name}",
            "implicit.acl.precedence",
        )
    if machine.default_access_permission is not None:
        origin = machine.origin("DefaultAccessPermission") or f"DefaultAccessPermission on {machine.name}"
        return machine.default_access_permission, origin, "implicit.acl.precedence"
    return built_in_acl(facts), f"built-in default of {machine.windows}", "implicit.acl.default-content"


@models("implicit.acl.default-content")
def built_in_acl(facts: InitializeFacts) -> Acl:
    """Return the default ACL: the server's own account and SYSTEM; from Vista on also Administrators (`L-02`)."""
    wanted = facts.assume.default_acl
    administrators = wanted == "with_administrators" or (wanted == "profile" and facts.machine.windows == "current")
    who = dict.fromkeys((facts.account, SYSTEM, *((ADMINISTRATORS,) if administrators else ())))
    return Acl(tuple(Ace(name, ALL_ACCESS) for name in who))


@models("implicit.secure-refs")
def secure_references(facts: InitializeFacts) -> bool:
    """Tell whether LegacySecureReferences turns secure references on: 'Y' or 'y' and nothing else."""
    return facts.machine.legacy_secure_references in ("Y", "y")
