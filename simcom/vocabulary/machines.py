"""What one machine contributes to decisions: its Windows, its patch level, its registry values as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Origins
    from simcom.vocabulary.identities import Acl


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The values under one AppID key. ``authn_level`` is as written, since a wrong type or number has a meaning of its own.

    ``flags`` is AppIDFlags (see ``AppIdFlags``).
    """

    appid: str
    authn_level: int | str | None = None
    access_permission: Acl | None = None
    launch_permission: Acl | None = None
    flags: int = 0
    origins: Origins = field(default=(), compare=False)


ComVersion = tuple[int, int]
"""COMVERSION: major and minor, such as (5, 7)."""


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """What one machine contributes: its Windows, its patch level (``None``: not declared) and its registry values as written.

    ``packages`` are the authentication services installed. ``joined`` tells whether it belongs to a domain, ``domain`` to which.
    ``network_logon`` and ``deny_network_logon`` are the two network logon rights (None: Windows' default). A policy value replaces the
    registry value (`implicit.machine-limits.defaults`). ``require_integrity`` and ``raise_level`` are the two values of KB5004442 as they
    were read when the machine started (`H2`), ``scm_flags`` DCOMSCMRemoteCallFlags. ``com_version`` is what it speaks where that is not its
    Windows' own; ``old_versions_refused``: it answers too low a minor version with RPC_E_INVALID_HEADER (`H24`).
    """

    name: str
    windows: str = "current"
    patch: str | None = None
    joined: bool = False
    domain: str | None = None
    packages: tuple[int, ...] = ()
    enable_dcom: str = "Y"
    legacy_authn_level: int | str | None = None
    legacy_imp_level: int | str | None = None
    legacy_secure_references: str | None = None
    default_access_permission: Acl | None = None
    machine_access_restriction: Acl | None = None
    policy_access_restriction: Acl | None = None
    everyone_includes_anonymous: bool | None = None
    lm_compatibility_level: int | None = None
    restrict_sending_ntlm: int = 0
    restrict_receiving_ntlm: int = 0
    limit_blank_passwords: bool = True
    force_guest: bool = False
    local_account_token_filter_policy: bool = False
    try_ip_spn: bool = False
    network_logon: tuple[str, ...] | None = None
    deny_network_logon: tuple[str, ...] = ()
    default_launch_permission: Acl | None = None
    machine_launch_restriction: Acl | None = None
    policy_launch_restriction: Acl | None = None
    require_integrity: int | None = None
    raise_level: int | None = None
    hardening_log_off: bool = False
    scm_flags: int = 0
    activation_failure_logging: int = 0
    call_failure_logging: int = 2
    com_version: ComVersion | None = None
    old_versions_refused: bool = False
    origins: Origins = field(default=(), compare=False)

    def origin(self, name: str) -> str:
        """Return where a value came from: its place in the file."""
        return dict(self.origins).get(name, "")
