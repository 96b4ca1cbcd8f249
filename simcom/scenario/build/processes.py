"""Processes of an estate, from their forms; ranges and counts are spelled out here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.runtime.estate import Process, Script
from simcom.runtime.steps import Repeat, Step
from simcom.scenario.build.access import initialize_arguments, known_appid
from simcom.scenario.build.declarations import process_names, spelled_out
from simcom.scenario.build.launching import launching
from simcom.scenario.codes import Code
from simcom.scenario.steps.build import Ids, Thread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcom.runtime.estate import Machine
    from simcom.scenario.build.machines import Machines
    from simcom.scenario.build.references import Names
    from simcom.scenario.expectations import Expectation
    from simcom.scenario.schema.appids import AppIdForm
    from simcom.scenario.schema.processes import ProcessForm
    from simcom.scenario.text.places import Path
    from simcom.vocabulary.blankets import InitializeArguments

_PROCESS = re.compile(r"[^\s./#\\\[\]]+")
_RANGE = re.compile(r"\[[^\]]*\]")
INITIALIZE = "CoInitializeSecurity"


def instances(key: str, form: ProcessForm, names: Names) -> list[str]:
    """Return the names of the processes that one entry stands for."""
    found = spelled_out(names.source, key, ("processes", key))
    return [item for name in found for item in process_names(name, form.count)]


def reached(processes: Sequence[Process], machines: Sequence[Machine]) -> dict[str, tuple[str, ...]]:
    """Return, for each process, the names of its machine by which clients may reach it: the short one, then the DNS name."""
    full = {item.name: item.fqdn or (f"{item.name}.{item.domain}" if item.domain else item.name) for item in machines}
    return {item.name: tuple(dict.fromkeys((item.machine, full.get(item.machine, item.machine)))) for item in processes}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry under `processes:`; ``several`` tells whether it stands for more than one, ``account`` is its own, if it has one."""

    key: str
    form: ProcessForm
    account: str
    several: bool


@dataclass(frozen=True, slots=True)
class Programs:
    """What processes are built with: the names, the ids, and the machines by folded name, as built and as the file has them."""

    names: Names
    ids: Ids
    machines: Machines

    def build(self, forms: Mapping[str, ProcessForm]) -> tuple[Process, ...]:
        """Return every process."""
        made = [process for key, form in forms.items() for process in self._entry(key, form)]
        self._check_names(made, forms)
        return tuple(made)

    def _check_names(self, made: Sequence[Process], forms: Mapping[str, ProcessForm]) -> None:
        if len({process.name for process in made}) == len(made):
            return
        seen: dict[str, str] = {}
        for key, form in forms.items():
            for name in instances(key, form, self.names):
                if name in seen:
                    problem = f"the process {quoted(name)} is declared twice"
                    path = ("processes", key)
                    self.names.source.complain(
                        Code.REPEATED_NAME, path, problem, "look for ranges that overlap", at_key=True
                    )
                seen[name] = key

    def _entry(self, key: str, form: ProcessForm) -> list[Process]:
        path: Path = ("processes", key)
        named = instances(key, form, self.names)
        if named and not _PROCESS.fullmatch(named[0].split("#")[0]):
            problem = f"{quoted(key)} is no process name"
            self.names.source.complain(
                Code.UNKNOWN_VALUE, path, problem, "leave out blanks and `.`, `/`, `#`, `\\`", at_key=True
            )
        account = self.names.account(form.account, (*path, "account")) if form.account else ""
        hosts = self._hosts(form, len(named), (*path, "machine"))
        return self._each(named, hosts, Entry(key, form, account, several=len(named) > 1), path)

    def _each(self, named: Sequence[str], hosts: Sequence[str], entry: Entry, path: Path) -> list[Process]:
        """Return the processes of an entry: the first on each machine is built, the others there are its copies."""
        built: dict[str, tuple[Process, list[Expectation]]] = {}
        made = []
        for name, host in zip(named, hosts, strict=False):
            if host in built:
                made.append(self._copy(name, *built[host]))
                continue
            known = len(self.ids.expectations)
            made.append(self._process(name, host, entry, path))
            built[host] = (made[-1], self.ids.expectations[known:])
        return made

    def _copy(self, name: str, first: Process, expected: Sequence[Expectation]) -> Process:
        """Return a process that differs from the first one by its name alone, its steps' ids included."""
        start = len(first.name)
        self.ids.expectations.extend(replace(item, id=name + item.id[start:]) for item in expected)
        scripts = tuple(replace(script, steps=_renamed(script.steps, name, start)) for script in first.scripts)
        return replace(first, name=name, scripts=scripts)

    def _hosts(self, form: ProcessForm, number: int, path: Path) -> list[str]:
        """Return the machine of each process of an entry: one for all, or one each."""
        hosts = [self.names.machine(host, path) for host in spelled_out(self.names.source, form.machine, path)]
        if len(hosts) in (1, number):
            return hosts * number if len(hosts) == 1 else hosts
        if hosts:
            problem = f"{number} process(es) cannot be dealt out to {len(hosts)} machines"
            self.names.source.complain(
                Code.NOT_TOGETHER, path, problem, "name one machine, or as many as there are processes"
            )
        return []

    def _process(self, name: str, host: str, entry: Entry, path: Path) -> Process:
        form = entry.form
        appids = self._appids(host)
        executable = form.executable or f"{_RANGE.sub('', entry.key)}.exe"
        appid = self._appid(form.appid, host, appids, (*path, "appid"))
        return Process(
            name=name,
            machine=host,
            objects=tuple((item, kind or item) for item, kind in form.serves.items()),
            initialize=self._initialize(entry, host, appids, (*path, INITIALIZE)),
            initialize_place="" if form.initialize_security is None else self._initialize_place(name, form, path),
            executable=executable,
            appid=appid,
            complus=form.complus,
            com_ready=form.com == "ready",
            threads=form.threads,
            queue_limit=form.queue,
            ignores_hint=form.ignores_authn_hint,
            holds_ticket=form.holds_ticket,
            may_impersonate=form.may_impersonate,
            scripts=_scripts(Thread(self.names, self.ids, name, host, appids, entry.several), form, path),
            place=self.names.source.line(path),
            **launching(self.names, form, (entry.account, self._key(host, appid, executable)), path),
        )

    def _appids(self, host: str) -> tuple[str, ...]:
        machine = self.machines.made.get(host.casefold())
        return () if machine is None else tuple(app.appid for app in machine.applications)

    def _key(self, host: str, appid: str | None, executable: str) -> AppIdForm | None:
        """Return what the registry has under the AppID of a process: its own, or that of its executable."""
        machine, form = self.machines.made.get(host.casefold()), self.machines.forms.get(host.casefold())
        if machine is None or form is None:
            return None
        return form.registry.applications.get(appid or machine.appid_of(executable) or "")

    def _appid(self, appid: str | None, host: str, known: tuple[str, ...], path: Path) -> str | None:
        if appid is None or host.casefold() not in self.machines.made:
            return appid
        return known_appid(self.names.source, appid, known, path)

    def _initialize(self, entry: Entry, host: str, appids: tuple[str, ...], path: Path) -> InitializeArguments | None:
        security = entry.form.initialize_security
        return None if security is None else initialize_arguments(self.names, security, path, host, appids)

    def _initialize_place(self, name: str, form: ProcessForm, path: Path) -> str:
        """Enter the id of the process's own CoInitializeSecurity, and what is expected of it."""
        where = (*path, INITIALIZE)
        step = self.ids.take(f"{name}/{INITIALIZE}", where)
        self.ids.expect(step, form.initialize_security.expect if form.initialize_security else None, where)
        return self.names.source.line(where)


def _scripts(thread: Thread, form: ProcessForm, path: Path) -> tuple[Script, ...]:
    main = (
        [Script("", thread.build(form.script, f"{thread.owner}/", (*path, "script")), form.start)]
        if form.script
        else []
    )
    others = [
        Script(name, thread.build(items, f"{thread.owner}.{name}/", (*path, "scripts", name)), form.start)
        for name, items in form.scripts.items()
    ]
    return (*main, *others)


def _renamed(items: tuple[Step, ...], name: str, start: int) -> tuple[Step, ...]:
    """Return copies of steps with another process's name before their ids."""
    return tuple(
        replace(item, id=name + item.id[start:], steps=_renamed(item.steps, name, start))
        if isinstance(item, Repeat)
        else replace(item, id=name + item.id[start:])
        for item in items
    )
