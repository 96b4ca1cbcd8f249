r"""Who: well-known principals, tokens, entries and lists of access.

A principal is a name. Well-known ones have one canonical name and a SID (`well-known-sids`); accounts are ``DOMAIN\\user`` or
``MACHINE\\user``. Names compare without regard to case, through ``key``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Right

WELL_KNOWN: dict[str, str] = {
    "Everyone": "S-1-1-0",
    "NETWORK": "S-1-5-2",
    "BATCH": "S-1-5-3",
    "INTERACTIVE": "S-1-5-4",
    "SERVICE": "S-1-5-6",
    "ANONYMOUS LOGON": "S-1-5-7",
    "SELF": "S-1-5-10",
    "Authenticated Users": "S-1-5-11",
    "REMOTE INTERACTIVE LOGON": "S-1-5-14",
    "This Organization": "S-1-5-15",
    "SYSTEM": "S-1-5-18",
    "LOCAL SERVICE": "S-1-5-19",
    "NETWORK SERVICE": "S-1-5-20",
    "BUILTIN\\Administrators": "S-1-5-32-544",
    "BUILTIN\\Users": "S-1-5-32-545",
    "BUILTIN\\Guests": "S-1-5-32-546",
    "BUILTIN\\Performance Log Users": "S-1-5-32-559",
    "BUILTIN\\Distributed COM Users": "S-1-5-32-562",
    "NTLM Authentication": "S-1-5-64-10",
    "SChannel Authentication": "S-1-5-64-14",
    "Other Organization": "S-1-5-1000",
    "Authentication authority asserted identity": "S-1-18-1",
    "Service asserted identity": "S-1-18-2",
}
"""Canonical name of each well-known principal, with its SID. Source: win32 SecAuthZ/well-known-sids.md."""

OTHER_NAMES: dict[str, str] = {
    "world": "Everyone",
    "anonymous": "ANONYMOUS LOGON",
    "nt authority\\anonymous logon": "ANONYMOUS LOGON",
    "nt authority\\system": "SYSTEM",
    "localsystem": "SYSTEM",
    "local system": "SYSTEM",
    "nt authority\\local service": "LOCAL SERVICE",
    "localservice": "LOCAL SERVICE",
    "nt authority\\network service": "NETWORK SERVICE",
    "networkservice": "NETWORK SERVICE",
    "nt authority\\authenticated users": "Authenticated Users",
    "nt authority\\interactive": "INTERACTIVE",
    "nt authority\\network": "NETWORK",
    "principal self": "SELF",
    "administrators": "BUILTIN\\Administrators",
    "users": "BUILTIN\\Users",
    "guests": "BUILTIN\\Guests",
    "distributed com users": "BUILTIN\\Distributed COM Users",
    "performance log users": "BUILTIN\\Performance Log Users",
}
"""Other spellings of the same principals."""

EVERYONE = "Everyone"
ANONYMOUS = "ANONYMOUS LOGON"
SYSTEM = "SYSTEM"
ADMINISTRATORS = "BUILTIN\\Administrators"
DISTRIBUTED_COM_USERS = "BUILTIN\\Distributed COM Users"
BUILTIN_ACCOUNTS = (SYSTEM, "LOCAL SERVICE", "NETWORK SERVICE")
"""Accounts that every machine has and no domain knows by name."""

VIRTUAL = ("NT SERVICE", "IIS APPPOOL")
"""Authorities whose accounts exist on each machine by themselves (`virtual-account-rule`)."""

_CANONICAL = (
    {name.casefold(): name for name in WELL_KNOWN}
    | {sid.casefold(): name for name, sid in WELL_KNOWN.items()}
    | OTHER_NAMES
)


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the canonical name of a well-known principal or SID; any other name unchanged."""
    return _CANONICAL.get(name.strip().casefold(), name.strip())


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Return what names are compared by."""
    return canonical(name).casefold()


@models("virtual-account-rule")
@lru_cache(maxsize=65536)
def shows_machine(name: str) -> bool:
    r"""Tell whether an account has no name of its own on the network: SYSTEM and its like, ``NT SERVICE\x``, ``IIS APPPOOL\x``."""
    return canonical(name) in BUILTIN_ACCOUNTS or name.rpartition("\\")[0].upper() in VIRTUAL


@dataclass(frozen=True, slots=True)
class Ace:
    """One entry: ``allow`` or deny, a trustee's name, and the exact mask as written in the descriptor."""

    trustee: str
    mask: int
    allow: bool = True

    def __str__(self) -> str:
        """Return the entry as people say it."""
        rights = ", ".join(Right.show(self.mask)) or "no rights"
        return f"{'allow' if self.allow else 'deny'} {self.trustee} ({rights})"


@dataclass(frozen=True, slots=True)
class Acl:
    """A DACL. ``aces is None`` is the NULL DACL, which admits everybody; ``()`` is the empty one, which admits nobody."""

    aces: tuple[Ace, ...] | None

    def __str__(self) -> str:
        """Return the list in words."""
        if self.aces is None:
            return "NULL DACL"
        return "; ".join(str(ace) for ace in self.aces) or "empty DACL"


NULL_DACL = Acl(None)
EMPTY_DACL = Acl(())


@dataclass(frozen=True, slots=True)
class SecurityDescriptor:
    """What pSecDesc may point to when it is a SECURITY_DESCRIPTOR.

    ``sacl`` is "null", "label" (a mandatory label with NO_EXECUTE_UP) or "other".
    """

    dacl: Acl
    owner: bool = True
    group: bool = True
    absolute: bool = True
    sacl: str = "null"


@dataclass(frozen=True, slots=True)
class AccessControl:
    """An IAccessControl object, with the answers it gives."""

    acl: Acl


@dataclass(frozen=True, slots=True)
class AppIdPointer:
    """A pointer to a GUID that names an application."""

    appid: str


Descriptor = SecurityDescriptor | AccessControl | AppIdPointer | None
"""Everything pSecDesc can be."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a caller is on one machine: its name and every group it carries there, both canonical.

    ``lost`` are the groups that were taken away on the way, each with the rule that took it (`sid-filtering`, `uac-remote-token-filter`).
    """

    user: str
    groups: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()

    def principals(self) -> frozenset[str]:
        """Return the comparison keys of the user and of every group."""
        return frozenset(key(name) for name in (self.user, *self.groups))
