"""Security blankets: what a process asks for, what a proxy holds, what SetBlanket is given.

Source: win32 security-blanket-negotiation.md; sdk-api nf-combaseapi-coinitializesecurity.md, nf-objidl-iclientsecurity-setblanket.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc
from simcom.vocabulary.words import DEFAULT, Word

if TYPE_CHECKING:
    from simcom.vocabulary.identities import Acl, Descriptor

Origins = tuple[tuple[str, str], ...]
"""Pairs of a value's name and where it came from: a place in a file, a registry value, a default."""


@dataclass(frozen=True, slots=True)
class AuthInfo:
    """Credentials given as pAuthInfo: SEC_WINNT_AUTH_IDENTITY, its _EX form (``extended``), or a certificate context.

    ``password`` is ``None`` when the scenario does not declare it. ``packages`` is the PackageList of an _EX structure.
    """

    account: str | None = None
    password: str | None = field(default=None, repr=False)
    extended: bool = False
    packages: tuple[str, ...] | None = None
    certificate: str | None = None

    def __str__(self) -> str:
        """Return whose credentials these are, never the password."""
        return self.account or (f"certificate {self.certificate}" if self.certificate else "anonymous")


@dataclass(frozen=True, slots=True)
class AuthService:
    """One entry of asAuthSvc (SOLE_AUTHENTICATION_SERVICE): a service to register, with its principal."""

    service: int
    authz: int = AuthzSvc.NONE
    principal: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class AuthEntry:
    """One entry of pAuthList (SOLE_AUTHENTICATION_INFO): the identity to show when a service is chosen."""

    service: int
    authz: int = AuthzSvc.NONE
    auth_info: AuthInfo | None = None


@dataclass(frozen=True, slots=True)
class InitializeArguments:
    """The nine parameters of CoInitializeSecurity, in the header's order.

    ``count`` is cAuthSvc: -1 lets COM choose, 0 registers nothing. ``origins`` names the file place of each declared parameter.
    """

    security_descriptor: Descriptor = None
    count: int = -1
    auth_services: tuple[AuthService, ...] | None = None
    reserved1: bool = False
    authn_level: int = AuthnLevel.DEFAULT
    imp_level: int = ImpLevel.IDENTIFY
    auth_list: tuple[AuthEntry, ...] = ()
    capabilities: int = Eoac.NONE
    reserved3: bool = False
    origins: Origins = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ProcessSecurity:
    """What one process has once its security is initialised: a server half and a client half (`coinitsec.roles.parameters`).

    ``how`` is "explicit", "implicit", "appid" (explicit with EOAC_APPID) or "COM+". ``acl`` is the process ACL, or ``None`` where no
    check is made, and ``acl_rule`` the rule that says so. ``services`` are the ones registered; ``com_chose`` tells whether COM
    picked the list.
    """

    how: str
    authn_level: int
    imp_level: int
    services: tuple[AuthService, ...]
    com_chose: bool
    acl: Acl | None
    acl_rule: str
    auth_list: tuple[AuthEntry, ...] = ()
    capabilities: int = Eoac.NONE
    access_control: bool = False
    origins: Origins = field(default=(), compare=False)

    def origin(self, name: str) -> str:
        """Return where a value came from, or an empty text."""
        return dict(self.origins).get(name, "")

    def entry(self, service: int) -> AuthEntry | None:
        """Return the pAuthList entry for a service."""
        return next((entry for entry in self.auth_list if entry.service == service), None)

    def registered(self, service: int) -> AuthService | None:
        """Return the registration of a service."""
        return next((item for item in self.services if item.service == service), None)


@dataclass(frozen=True, slots=True)
class Blanket:
    """The settings of one interface proxy, all resolved: no DEFAULT constant ever stands here (`queryblanket.no-default-constants`).

    ``identity`` is the credentials the proxy uses, or ``None`` for the process token (or thread token under cloaking). ``fixed`` is
    the account fixed by static cloaking, if it is, and ``fixed_level`` the level of the token it came from (0: the process's own).
    ``fixed_came_by`` is the mechanism by which that token came from another machine, if it did, and ``fixed_by`` the rule that fixed it.
    ``principal_service`` is the service for which the principal was given.
    """

    authn_svc: int
    authz_svc: int
    principal: str | None
    authn_level: int
    imp_level: int
    identity: AuthInfo | None = None
    capabilities: int = Eoac.NONE
    principal_service: int = AuthnSvc.NONE
    fixed: str | None = None
    fixed_level: int = 0
    fixed_came_by: str = ""
    fixed_by: str = "cloak.static.first-call"


@dataclass(frozen=True, slots=True)
class BlanketRequest:
    """What a program passes to SetBlanket. Pointers are NULL (``None``), ``DEFAULT`` or a value (`vocab.default-pointers`)."""

    authn_svc: int = AuthnSvc.DEFAULT
    authz_svc: int = AuthzSvc.DEFAULT
    principal: str | Word | None = DEFAULT
    authn_level: int = AuthnLevel.DEFAULT
    imp_level: int = ImpLevel.DEFAULT
    auth_info: AuthInfo | Word | None = DEFAULT
    capabilities: int = Eoac.DEFAULT
    origins: Origins = field(default=(), compare=False)
