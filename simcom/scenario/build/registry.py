"""What a machine's registry, policy and user rights hold, from their forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.scenario.build.access import acl, known_appid
from simcom.vocabulary.flags import ALL_ACCESS, ALL_LAUNCH
from simcom.vocabulary.machines import AppSettings, MachineSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.scenario.build.references import Names
    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.appids import AppIdForm
    from simcom.scenario.schema.base import Form
    from simcom.scenario.schema.machines import MachineForm, RightsForm
    from simcom.scenario.schema.registry import RegistryForm
    from simcom.scenario.text.places import Path
    from simcom.vocabulary.blankets import Origins
    from simcom.vocabulary.identities import Acl

_AS_WRITTEN = (
    "legacy_authn_level", "legacy_imp_level", "legacy_secure_references", "everyone_includes_anonymous",
    "lm_compatibility_level", "restrict_sending_ntlm", "restrict_receiving_ntlm", "limit_blank_passwords", "force_guest",
    "local_account_token_filter_policy", "try_ip_spn", "require_integrity", "raise_level", "scm_flags",
    "activation_failure_logging", "call_failure_logging",
)  # fmt: skip
"""Registry values that are taken over as they are."""


def settings(names: Names, host: str, form: MachineForm, path: Path, origins: Origins) -> MachineSettings:
    """Return what a machine contributes to decisions."""
    home, registry = names.homes.get(host.casefold()), form.registry
    rights = (*path, "rights")
    return MachineSettings(
        name=host,
        windows=form.windows,
        patch=form.patch,
        joined=home is not None,
        domain=None if home is None else home.dns,
        packages=tuple(form.packages),
        enable_dcom="Y" if registry.enable_dcom is None else registry.enable_dcom,
        **{name: getattr(registry, name) for name in _AS_WRITTEN},
        hardening_log_off=bool(registry.hardening_log_off),
        com_version=form.com_version,
        old_versions_refused=form.old_versions_refused,
        **_lists(names, form, path, host),
        network_logon=_right(names, form.rights, "network_logon", rights, host),
        deny_network_logon=_right(names, form.rights, "deny_network_logon", rights, host) or (),
        origins=origins,
    )


_LISTS = (
    # of the machine, where it is written, and the mask of an entry that names no rights
    ("default_access_permission", "registry", "default_access_permission", ALL_ACCESS),
    ("machine_access_restriction", "registry", "machine_access_restriction", ALL_ACCESS),
    ("policy_access_restriction", "policy", "machine_access_restriction", ALL_ACCESS),
    ("default_launch_permission", "registry", "default_launch_permission", ALL_LAUNCH),
    ("machine_launch_restriction", "registry", "machine_launch_restriction", ALL_LAUNCH),
    ("policy_launch_restriction", "policy", "machine_launch_restriction", ALL_LAUNCH),
)


def _lists(names: Names, form: MachineForm, path: Path, host: str) -> dict[str, Any]:
    """Return every access list kept for the whole machine, by the name it has among the settings."""
    return {
        name: _acl(names, getattr(form, part), field, (*path, part), (host, full)) for name, part, field, full in _LISTS
    }


def _right(names: Names, form: RightsForm, field: str, path: Path, host: str) -> tuple[str, ...] | None:
    """Return who holds a user right; None where the file does not say."""
    holders: Sequence[str] | None = getattr(form, field)
    if holders is None:
        return None
    where = (*path, str(type(form).model_fields[field].alias))
    return tuple(names.principal(text, (*where, index), host) for index, text in enumerate(holders))


def _acl(names: Names, form: Form, field: str, path: Path, of: tuple[str, int]) -> Acl | None:
    """Return a list kept under a machine's registry or policy; None where the file does not give it (null is the NULL DACL)."""
    if not form.given(field):
        return None
    key = str(type(form).model_fields[field].alias)
    return acl(names, getattr(form, field), (*path, key), *of)


def applications(names: Names, registry: RegistryForm, path: Path, host: str) -> tuple[AppSettings, ...]:
    """Return the AppID keys with their values."""
    return tuple(
        _application(names, appid, form, (*path, "registry", "AppID", appid), host)
        for appid, form in registry.applications.items()
    )


def _application(names: Names, appid: str, form: AppIdForm, path: Path, host: str) -> AppSettings:
    return AppSettings(
        appid=appid,
        authn_level=form.authentication_level,
        access_permission=_acl(names, form, "access_permission", path, (host, ALL_ACCESS)),
        launch_permission=_acl(names, form, "launch_permission", path, (host, ALL_LAUNCH)),
        flags=form.flags,
        origins=tuple(_given(names.source, form, path)),
    )


def executables(source: Source, registry: RegistryForm, path: Path) -> tuple[tuple[str, str], ...]:
    """Return which executable has which AppID."""
    return tuple(
        (name, known_appid(source, form.appid, list(registry.applications), (*path, name, "AppID")))
        for name, form in registry.executables.items()
    )


_OWN = ("windows", "patch", "domain", "packages", "com_version", "old_versions_refused")


def origins(source: Source, form: MachineForm, path: Path) -> Origins:
    """Return where each value that the file gives was written, by the value's own name."""
    own = [(key, source.at((*path, key))) for key in _OWN if form.given(key)]
    registry = _given(source, form.registry, (*path, "registry"))
    rights = _given(source, form.rights, (*path, "rights"))
    policy = [("policy", place) for _, place in _given(source, form.policy, (*path, "policy"))][:1]
    return (*own, *registry, *rights, *policy)


def _given(source: Source, form: Form, path: Path) -> list[tuple[str, str]]:
    return [
        (str(item.alias), source.at((*path, str(item.alias))))
        for name, item in type(form).model_fields.items()
        if form.given(name) and name not in ("applications", "executables")
    ]
