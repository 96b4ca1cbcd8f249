"""Machines, accounts and groups of an estate, from their forms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.runtime.estate import Account, Group, Machine
from simcom.scenario.build_access import acl, known_appid
from simcom.scenario.codes import Code
from simcom.scenario.quantities import host_names
from simcom.scenario.references import BUILTIN, Fault, Names
from simcom.vocabulary.facts import AppSettings, MachineSettings
from simcom.vocabulary.flags import ALL_LAUNCH
from simcom.vocabulary.identities import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcom.scenario.build_source import Source
    from simcom.scenario.places import Path
    from simcom.scenario.schema_base import Form
    from simcom.scenario.schema_landscape import AccountForm, GroupForm
    from simcom.scenario.schema_machines import AppIdForm, MachineForm, RegistryForm
    from simcom.vocabulary.blankets import Origins
    from simcom.vocabulary.identities import Acl

_MACHINE = re.compile(r"[\w-]+")


def spelled_out(source: Source, text: str, path: Path) -> list[str]:
    """Return the names a range stands for; complains of a range that cannot be read."""
    try:
        return host_names(text)
    except ValueError as error:
        source.complain(Code.BAD_QUANTITY, path, str(error), at_key=True)
        return []


def declare_machines(names: Names, forms: Mapping[str, MachineForm]) -> None:
    """Enter every machine, its domain and its local groups into the names."""
    for key, form in forms.items():
        path: Path = ("machines", key)
        home = names.domain(form.domain, (*path, "domain")) if form.domain else None
        if form.domain and form.workgroup:
            names.source.complain(
                Code.NOT_TOGETHER,
                (*path, "workgroup"),
                "a machine is in a domain or in a workgroup",
                "keep one of them",
            )
        for host in spelled_out(names.source, key, path):
            _declare_machine(names, host, path)
            if home is not None:
                names.homes[host.casefold()] = home
            for group in form.local_groups:
                name = local_group(host, group)
                names.groups[name.casefold()] = name


def _declare_machine(names: Names, host: str, path: Path) -> None:
    if not _MACHINE.fullmatch(host):
        names.source.complain(
            Code.UNKNOWN_VALUE, path, f"{quoted(host)} is no machine name", "use letters, digits and `-`", at_key=True
        )
    if host.casefold() in names.machines:
        problem = f"the machine {quoted(host)} is declared twice"
        names.source.complain(Code.REPEATED_NAME, path, problem, "look for ranges that overlap", at_key=True)
    names.machines[host.casefold()] = host


def local_group(host: str, group: str) -> str:
    """Return the canonical name of a machine's local group; built-in ones lose their BUILTIN prefix."""
    return f"{host.upper()}\\{canonical(group).removeprefix(BUILTIN)}"


def declare(names: Names, section: str, keys: list[str]) -> None:
    """Enter every account or group into the names."""
    known = names.accounts if section == "accounts" else names.groups
    for key in keys:
        for text in spelled_out(names.source, key, (section, key)):
            name = names.qualified(text)
            if isinstance(name, Fault):
                names.source.complain(name.code, (section, key), name.problem, name.hint, at_key=True)
            elif name.casefold() in known:
                problem = f"{quoted(key)} is declared twice, once as {quoted(known[name.casefold()])}"
                names.source.complain(Code.REPEATED_NAME, (section, key), problem, "keep one of them", at_key=True)
            else:
                known[name.casefold()] = name


def accounts(names: Names, forms: Mapping[str, AccountForm]) -> tuple[Account, ...]:
    """Return the accounts."""
    return tuple(_account(names, text, form, ("accounts", key)) for key, form in forms.items() for text in _texts(key))


def _texts(key: str) -> list[str]:
    try:
        return host_names(key)
    except ValueError:
        return []  # complained about when it was declared


def _account(names: Names, text: str, form: AccountForm, path: Path) -> Account:
    groups = tuple(_group_of(names, group, (*path, "groups", index)) for index, group in enumerate(form.groups))
    return Account(names.spoken(text), form.password, form.enabled, groups, form.certificate)


def _group_of(names: Names, text: str, path: Path) -> str:
    name = names.principal(text, path)
    if name.casefold() in names.accounts:
        names.source.complain(Code.IMPOSSIBLE, path, f"{quoted(text)} is an account, not a group", "name a group")
    return name


def groups(names: Names, forms: Mapping[str, GroupForm], machines: Mapping[str, MachineForm]) -> tuple[Group, ...]:
    """Return the groups of domains, then the local ones of machines."""
    wide = [
        Group(names.spoken(text), _members(names, form.members, ("groups", key, "members")))
        for key, form in forms.items()
        for text in _texts(key)
    ]
    local = [
        Group(local_group(host, group), _members(names, members, ("machines", key, "local_groups", group), host))
        for key, form in machines.items()
        for host in (_texts(key) if form.local_groups else ())
        for group, members in form.local_groups.items()
    ]
    return (*wide, *local)


def _members(names: Names, members: list[str], path: Path, host: str = "") -> tuple[str, ...]:
    return tuple(names.principal(text, (*path, index), host) for index, text in enumerate(members))


def machines(names: Names, forms: Mapping[str, MachineForm]) -> tuple[Machine, ...]:
    """Return the machines, ranges spelled out."""
    return tuple(machine for key, form in forms.items() for machine in _range(names, key, form))


def _range(names: Names, key: str, form: MachineForm) -> list[Machine]:
    where = _origins(names.source, form, ("machines", key))
    executables = _executables(names.source, form.registry, ("machines", key, "registry"))
    _check_launch_lists(names, form, ("machines", key))
    return [_machine(names, host, form, ("machines", key), (where, executables)) for host in _texts(key)]


def _check_launch_lists(names: Names, form: MachineForm, path: Path) -> None:
    """Read lists on launching for the names in them; nothing rests on them yet."""
    for part, field, key in (
        (form.registry, "default_launch_permission", "registry"),
        (form.registry, "machine_launch_restriction", "registry"),
        (form.policy, "machine_launch_restriction", "policy"),
    ):
        _acl(names, part, field, (*path, key), "")


def _machine(
    names: Names, host: str, form: MachineForm, path: Path, shared: tuple[Origins, tuple[tuple[str, str], ...]]
) -> Machine:
    home = names.homes.get(host.casefold())
    registry = form.registry
    settings = MachineSettings(
        name=host,
        windows=form.windows,
        patch=form.patch,
        joined=home is not None,
        domain=None if home is None else home.dns,
        packages=tuple(form.packages),
        enable_dcom="Y" if registry.enable_dcom is None else registry.enable_dcom,
        legacy_authn_level=registry.legacy_authn_level,
        legacy_imp_level=registry.legacy_imp_level,
        legacy_secure_references=registry.legacy_secure_references,
        default_access_permission=_acl(names, registry, "default_access_permission", (*path, "registry"), host),
        machine_access_restriction=_acl(names, registry, "machine_access_restriction", (*path, "registry"), host),
        policy_access_restriction=_acl(names, form.policy, "machine_access_restriction", (*path, "policy"), host),
        everyone_includes_anonymous=registry.everyone_includes_anonymous,
        origins=shared[0],
    )
    return Machine(host, settings.domain, settings, _applications(names, registry, path, host), shared[1])


def _acl(names: Names, form: Form, field: str, path: Path, host: str) -> Acl | None:
    """Return a list kept under a machine's registry or policy; None where the file does not give it (null is the NULL DACL)."""
    if not form.given(field):
        return None
    key = str(type(form).model_fields[field].alias)
    return acl(names, getattr(form, field), (*path, key), host)


def _applications(names: Names, registry: RegistryForm, path: Path, host: str) -> tuple[AppSettings, ...]:
    return tuple(
        _application(names, appid, form, (*path, "registry", "AppID", appid), host)
        for appid, form in registry.applications.items()
    )


def _application(names: Names, appid: str, form: AppIdForm, path: Path, host: str) -> AppSettings:
    access = (
        acl(names, form.access_permission, (*path, "AccessPermission"), host)
        if form.given("access_permission")
        else None
    )
    launch = (
        acl(names, form.launch_permission, (*path, "LaunchPermission"), host, ALL_LAUNCH)
        if form.given("launch_permission")
        else None
    )
    return AppSettings(appid, form.authentication_level, access, launch)


def _executables(source: Source, registry: RegistryForm, path: Path) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, known_appid(source, form.appid, list(registry.applications), (*path, name, "AppID")))
        for name, form in registry.executables.items()
    )


def _origins(source: Source, form: MachineForm, path: Path) -> Origins:
    own = [(key, source.at((*path, key))) for key in ("windows", "patch", "domain", "packages") if form.given(key)]
    values = type(form.registry).model_fields
    registry = [
        (str(item.alias), source.at((*path, "registry", str(item.alias))))
        for name, item in values.items()
        if form.registry.given(name) and name not in ("applications", "executables")
    ]
    policy = (
        [("policy", source.at((*path, "policy", "MachineAccessRestriction")))]
        if form.policy.given("machine_access_restriction")
        else []
    )
    return (*own, *registry, *policy)
