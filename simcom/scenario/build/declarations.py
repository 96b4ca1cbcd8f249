"""Names that a file declares, entered before anything refers to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.build.references import BUILTIN, Fault, Names
from simcom.scenario.codes import Code
from simcom.scenario.quantities import host_names
from simcom.vocabulary.identities import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.machines import MachineForm
    from simcom.scenario.schema.processes import ProcessForm
    from simcom.scenario.text.places import Path

_MACHINE = re.compile(r"[\w-]+")


def spelled_out(source: Source, text: str, path: Path) -> list[str]:
    """Return the names a range stands for; complains of a range that cannot be read."""
    try:
        return host_names(text)
    except ValueError as error:
        source.complain(Code.BAD_QUANTITY, path, str(error), at_key=True)
        return []


def texts(key: str) -> list[str]:
    """Return the names a range stands for; none for one that was complained about when it was declared."""
    try:
        return host_names(key)
    except ValueError:
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
            _declare_addresses(names, host, form)
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


def _declare_addresses(names: Names, host: str, form: MachineForm) -> None:
    """Enter every name by which clients may reach a machine."""
    home = names.homes.get(host.casefold())
    full = form.fqdn or (f"{host}.{home.dns}" if home else host)
    for name in (host, full, *form.aliases):
        names.addresses[name.casefold().rstrip(".")] = name


def declare_processes(names: Names, forms: Mapping[str, ProcessForm]) -> None:
    """Enter every process, and every entry for all that it stands for."""
    for key, form in forms.items():
        named = texts(key)
        for name in named:
            names.processes[name] = process_names(name, form.count)
        every = [item for name in named for item in names.processes[name]]
        names.processes.update({name: [name] for name in every})
        names.processes.setdefault(key, every)


def process_names(name: str, count: int) -> list[str]:
    """Return the names of several processes of one kind."""
    return [name] if count == 1 else [f"{name}#{number}" for number in range(1, count + 1)]


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
                known[name.casefold()] = names.machine_account(name) or name
