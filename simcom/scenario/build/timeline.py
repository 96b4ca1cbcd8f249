"""The timeline of an estate: each change as the whole new value of what changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.model import folded, implied
from simcom.runtime.networks import Change
from simcom.scenario.build.accounts import DIRECTORY_KEYS
from simcom.scenario.build.declarations import spelled_out
from simcom.scenario.build.domains import one_trust
from simcom.scenario.build.groups import group, local_groups
from simcom.scenario.build.happenings import happenings
from simcom.scenario.build.policies import policy
from simcom.scenario.build.references import everywhere
from simcom.scenario.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from simcom.landscape.model import Domain, Trust
    from simcom.runtime.estate import Account, DomainPolicy, Group, Machine
    from simcom.runtime.networks import Happening
    from simcom.scenario.build.accounts import Accounts
    from simcom.scenario.build.machines import Machines
    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.accounts import GroupForm
    from simcom.scenario.schema.landscape import DomainForm
    from simcom.scenario.schema.machines import MachineChangeForm
    from simcom.scenario.schema.timeline import ChangeForm
    from simcom.scenario.text.places import Path

    Value = Account | Group | Machine | DomainPolicy | Trust | Happening


@dataclass(slots=True)
class Timeline:
    """What the file says of everything that can change; accounts, machines and domains move on from entry to entry."""

    names: Names
    machines: Machines
    accounts: Accounts
    forms: Mapping[str, DomainForm]
    domains: Sequence[Domain]
    trusts: Sequence[Trust]
    said: dict[str, DomainForm] = field(default_factory=dict)

    def build(self, entries: Sequence[ChangeForm]) -> tuple[Change, ...]:
        """Return the changes in order of time, those of one time in the order of the file."""
        self.said.update((folded(dns), form) for dns, form in self.forms.items())
        order = sorted(range(len(entries)), key=lambda index: entries[index].at)
        return tuple(change for index in order for change in self._entry(entries[index], ("timeline", index)))

    def _entry(self, form: ChangeForm, path: Path) -> Iterator[Change]:
        parts = (self._accounts, self._groups, self._machines, self._domains, self._trusts)
        for value, where in (
            *(pair for part in parts for pair in part(form, path)),
            *happenings(self.names, form, path),
        ):
            yield Change(form.at, value, self.names.source.line(where))

    def _groups(self, form: ChangeForm, path: Path) -> Iterator[tuple[Value, Path]]:
        for key, change in form.groups.items():
            where = (*path, "groups", key)
            for text in spelled_out(self.names.source, key, where):
                yield from ((group, where) for group in self._group(text, change, where))

    def _group(self, text: str, change: GroupForm, where: Path) -> Iterator[Group]:
        """Give a group as it is from now on; its scope stays."""
        name = self.names.principal(text, where)
        if change.scope is not None:
            problem, hint = "the scope of a group cannot change in time yet", "delete it"
            self.names.source.complain(Code.IMPOSSIBLE, (*where, "scope"), problem, hint, at_key=True)
        if name.casefold() in self.names.groups:
            named = (name, self.accounts.scopes.get(name.casefold(), ""))
            yield group(self.names, named, change.members, (*where, "members"))
        elif name != text or name.casefold() in self.names.accounts:
            problem = f"{quoted(text)} is no group that the file declares"
            hint = "declare it under `groups:`"
            self.names.source.complain(Code.UNKNOWN_NAME, where, problem, hint, at_key=True)

    def _accounts(self, form: ChangeForm, path: Path) -> Iterator[tuple[Value, Path]]:
        for key, change in form.accounts.items():
            where = (*path, "accounts", key)
            for text in spelled_out(self.names.source, key, where):
                name = self.names.account(text, where)
                if name.casefold() in self.names.accounts or self.names.machine_account(name):
                    yield self.accounts.put(name, change, where), where
                elif everywhere(name):
                    problem = f"{quoted(name)} is in no directory, and has nothing that could change"
                    self.names.source.complain(Code.IMPOSSIBLE, where, problem, "name a declared account", at_key=True)

    def _machines(self, form: ChangeForm, path: Path) -> Iterator[tuple[Value, Path]]:
        for key, change in form.machines.items():
            where = (*path, "machines", key)
            self._check_registry(change, where)
            for text in spelled_out(self.names.source, key, where):
                host = self.names.machine(text, where)
                if host.casefold() in self.machines.made:
                    yield self.machines.change(host, change, where, form.at), where
                    yield from ((value, where) for value in local_groups(self.names, host, change, where))
                    yield from ((value, where) for value in self._own_account(host, change, where))

    def _own_account(self, host: str, change: MachineChangeForm, where: Path) -> Iterator[Account]:
        """Give the machine's own account where the change says anything of it."""
        home = self.names.homes.get(host.casefold())
        if home is not None and any(change.given(key) for key in DIRECTORY_KEYS):
            yield self.accounts.put(f"{home.netbios}\\{host.upper()}$", change, where)

    def _check_registry(self, change: MachineChangeForm, path: Path) -> None:
        if change.registry.given("max_concurrent_api"):
            problem = "`MaxConcurrentApi` is read when the machine starts, and cannot change in time yet"
            where = (*path, "registry", "MaxConcurrentApi")
            self.names.source.complain(Code.IMPOSSIBLE, where, problem, "set it under `machines:`", at_key=True)

    def _domains(self, form: ChangeForm, path: Path) -> Iterator[tuple[Value, Path]]:
        for key, change in form.domains.items():
            where = (*path, "domains", key)
            domain = self.names.domain(key, where)
            if domain is not None:
                self.said[domain.dns] = self.said[domain.dns].overlaid(change)
                yield policy(domain.dns, self.said[domain.dns]), where

    def _trusts(self, form: ChangeForm, path: Path) -> Iterator[tuple[Value, Path]]:
        known = {trust.key for trust in (*implied(self.domains), *self.trusts)}
        for index, change in enumerate(form.trusts):
            where = (*path, "trusts", index)
            for trust in one_trust(self.names, change, where):
                if trust.key not in known:
                    ends = f"{quoted(trust.trusting)} has no {trust.kind} trust in {quoted(trust.trusted)} that could change"
                    hint = "declare it under `trusts:`, with `enabled: false` if it comes only later"
                    self.names.source.complain(Code.UNKNOWN_NAME, where, ends, hint)
                yield trust, where
