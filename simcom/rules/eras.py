"""What differs by Windows generation and patch level: dated defaults, each with its source. No number of this kind stands elsewhere.

The generations are ``win2000``, ``xp-sp2``, ``server-2003-sp1`` and ``current`` (Vista and later, as today's reference pages have it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import ALL_ACCESS, ALL_LAUNCH, Right
from simcom.vocabulary.identities import (
    ADMINISTRATORS,
    ANONYMOUS,
    DISTRIBUTED_COM_USERS,
    EVERYONE,
    NULL_DACL,
    SYSTEM,
    Ace,
    Acl,
)
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.machines import MachineSettings

WINDOWS = ("win2000", "xp-sp2", "server-2003-sp1", "current")
PATCHES = ("P0", "P1", "P1b", "P2", "P2b", "P3")
BEFORE_VISTA = WINDOWS[:3]
BEFORE_LIMITS = WINDOWS[:1]
"""Windows without machine-wide limits: before XP SP2 and Server 2003 SP1 (`implicit.machine-limits.defaults`)."""

CALL_FLOOR_FROM = PATCHES.index("P2b")
"""The first patch level that contains the October 2022 call floor (`H8b`)."""

_LOCAL = Right.EXECUTE | Right.EXECUTE_LOCAL
_CLASSIC = (AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT, AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_SCHANNEL)

INSTALLED: dict[str, tuple[int, ...]] = {
    "win2000": _CLASSIC,
    "xp-sp2": _CLASSIC,
    "server-2003-sp1": _CLASSIC,
    "current": (*_CLASSIC, AuthnSvc.NEGO_EXTENDER, AuthnSvc.PKU2U),
}
"""The authentication services of a generation. Source: win32 com-and-security-packages.md; the last two (`com-registers`)."""

COM_CHOOSES: dict[str, tuple[int, ...]] = {
    "win2000": (AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT),
    "xp-sp2": (AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT),
    "server-2003-sp1": (AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT),
    "current": (AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE),
}
"""The list COM registers when it chooses, in published order (`implicit.services`, `L-03`, `com-registers`)."""

_EVERYONE = Ace(EVERYONE, ALL_ACCESS)
_DCOM_USERS = Ace(DISTRIBUTED_COM_USERS, ALL_ACCESS)

ACCESS_LIMITS: dict[str, Acl] = {
    "win2000": NULL_DACL,
    "xp-sp2": Acl((_EVERYONE, Ace(ANONYMOUS, _LOCAL))),
    "server-2003-sp1": Acl((_DCOM_USERS, _EVERYONE, Ace(ANONYMOUS, ALL_ACCESS))),
    "current": Acl((_DCOM_USERS, _EVERYONE, Ace(ANONYMOUS, _LOCAL))),
}
"""The default machine access limit (table A5; `L-04`, `L-05`)."""

_LAUNCHING_ANYWHERE = Ace(ADMINISTRATORS, ALL_LAUNCH)
_LAUNCHING_LOCALLY = Ace(EVERYONE, Right.EXECUTE | Right.EXECUTE_LOCAL | Right.ACTIVATE_LOCAL)
_LAUNCHING_USERS = Ace(DISTRIBUTED_COM_USERS, ALL_LAUNCH)
_LAUNCHING_LOGGERS = Ace("BUILTIN\\Performance Log Users", ALL_LAUNCH)

LAUNCH_LIMITS: dict[str, Acl] = {
    "win2000": NULL_DACL,
    "xp-sp2": Acl((_LAUNCHING_ANYWHERE, _LAUNCHING_LOCALLY)),
    "server-2003-sp1": Acl((_LAUNCHING_ANYWHERE, _LAUNCHING_USERS, _LAUNCHING_LOCALLY)),
    "current": Acl((_LAUNCHING_ANYWHERE, _LAUNCHING_USERS, _LAUNCHING_LOGGERS, _LAUNCHING_LOCALLY)),
}
"""The default machine launch limit (table A5, `L-04`); the last group is what a health check expects of later Windows (`O11`)."""

BUILT_IN_LAUNCH = Acl(tuple(Ace(name, ALL_LAUNCH) for name in (ADMINISTRATORS, SYSTEM, "INTERACTIVE")))
"""What DefaultLaunchPermission holds where nobody has changed it (`act.launch-acl.precedence`)."""

REGISTER_TIMEOUT_S = {"win2000": 30.0}
"""How long a launched server may take to register, where that is not the assumed time (`act-register-timeout`)."""

RAISES = {"P0": 0, "P1": 0, "P1b": 1, "P2": 1, "P2b": 2, "P3": 2}
"""RaiseActivationAuthenticationLevel where it is absent, by patch level (`H1`): the first text of KB5004442 did not have it yet."""

ENFORCES_FROM, ENFORCES_FOR_GOOD_FROM = PATCHES.index("P2"), PATCHES.index("P3")
"""The patch levels from which activations below PKT_INTEGRITY are refused unless turned off, and come what may (`H1`)."""

RAISE_KNOWN_FROM = HARDENING_LOGGED_FROM = PATCHES.index("P1b")
"""The patch level from which Windows knows RaiseActivationAuthenticationLevel and logs 10036 to 10038 (`H1`)."""

_ANONYMOUS_BY_CHOICE = {"yes": ALL_ACCESS, "no": _LOCAL}


def installed(machine: MachineSettings) -> tuple[int, ...]:
    """Return the services a machine has: the declared ones, else those of its Windows."""
    return machine.packages or INSTALLED[machine.windows]


@models("implicit.services", "com-registers")
def com_chosen(machine: MachineSettings, assume: Assumptions) -> tuple[int, ...]:
    """Return what COM registers by itself: never Schannel. With Negotiate assumed everywhere (`L-03`) old Windows registers it too."""
    has = installed(machine)
    windows = "current" if assume.default_service == "negotiate" else machine.windows
    return tuple(service for service in COM_CHOOSES[windows] if service in has)


@models("implicit.machine-limits.defaults")
def access_limit(machine: MachineSettings, assume: Assumptions) -> tuple[Acl, str]:
    """Return the machine-wide access limit in force and where it comes from: policy, registry, or the default of its Windows."""
    if machine.windows in BEFORE_LIMITS:
        return NULL_DACL, f"default of {machine.windows}, which knows no machine-wide limits"
    if machine.policy_access_restriction is not None:
        return machine.policy_access_restriction, machine.origin("policy") or "Group Policy"
    if machine.machine_access_restriction is not None:
        return machine.machine_access_restriction, machine.origin("MachineAccessRestriction") or "registry"
    default = ACCESS_LIMITS[machine.windows]
    if default.aces is None or assume.anonymous_remote_access == "profile":
        return default, f"default of {machine.windows}"
    others = tuple(ace for ace in default.aces if ace.trustee != ANONYMOUS)
    mask = _ANONYMOUS_BY_CHOICE[assume.anonymous_remote_access]
    return Acl((*others, Ace(ANONYMOUS, mask))), "default, changed by assume.anonymous_remote_access (L-05)"


@models("implicit.machine-limits.defaults", "authz.server2003-dcom-users", "O11")
def launch_limit(machine: MachineSettings) -> tuple[Acl, str]:
    """Return the machine-wide launch limit in force and where it comes from: policy, registry, or the default of its Windows."""
    if machine.windows in BEFORE_LIMITS:
        return NULL_DACL, f"default of {machine.windows}, which knows no machine-wide limits"
    if machine.policy_launch_restriction is not None:
        return machine.policy_launch_restriction, machine.origin("policy") or "Group Policy"
    if machine.machine_launch_restriction is not None:
        return machine.machine_launch_restriction, machine.origin("MachineLaunchRestriction") or "registry"
    return LAUNCH_LIMITS[machine.windows], f"default of {machine.windows}"


def limit_shown(machine: MachineSettings, name: str) -> str:
    """Return a machine-wide limit in words, by its registry value's name: a policy's where that stands above the registry."""
    by_policy = {
        "MachineAccessRestriction": machine.policy_access_restriction,
        "MachineLaunchRestriction": machine.policy_launch_restriction,
    }[name]
    old = machine.windows in BEFORE_LIMITS
    return f"{name} of {machine.name}" if old or by_policy is None else f"the policy's {name} (Group Policy)"


def limit_widened(machine: MachineSettings, name: str, who: str, right: Right) -> str:
    """Return the cure of a limit's refusal: an entry in it, which only the policy can have where one sets the limit."""
    shown = limit_shown(machine, name)
    by_policy = shown != f"{name} of {machine.name}"
    grant = f"grant {who} {right.name} in {shown}"
    return f"change the policy: {grant}" if by_policy else grant


@models("act-register-timeout", "disagree-register-timeout")
def register_timeout_s(machine: MachineSettings, assume: Assumptions) -> float:
    """Return how many seconds a launched server may take to register its class: 30 on Windows 2000, else as assumed."""
    return REGISTER_TIMEOUT_S.get(machine.windows, float(assume.register_timeout.removesuffix(" s")))


@models("authz.everyone-not-anonymous")
def everyone_includes_anonymous(machine: MachineSettings) -> bool:
    """Tell whether Everyone contains ANONYMOUS LOGON: only before XP / Server 2003, or where EveryoneIncludesAnonymous is 1."""
    if machine.everyone_includes_anonymous is not None:
        return machine.everyone_includes_anonymous
    return machine.windows == "win2000"


@models("H8b")
def has_call_floor(machine: MachineSettings) -> bool:
    """Tell whether a client machine raises its calls to PKT_INTEGRITY (`H8b`): only where its declared patch level is P2b or later."""
    return machine.patch is not None and PATCHES.index(machine.patch) >= CALL_FLOOR_FROM
