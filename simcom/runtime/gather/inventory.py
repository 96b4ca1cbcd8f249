"""The nouns of an estate by name, as they are now: accounts, groups, machines and the policies of domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.directory import Directory, Holding, machine_principals
from simcom.landscape.model import folded
from simcom.runtime.estate import Account, DomainPolicy, Group, Machine
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.landscape.trusts import TrustGraph
    from simcom.runtime.estate import Estate


class Inventory:
    """Accounts, groups, machines and policies, asked by name without regard to case. ``replace`` puts a new value in an old one's place."""

    def __init__(self, estate: Estate, trusts: TrustGraph) -> None:
        """Index the estate."""
        self._trusts = trusts
        self._accounts = {account.name.casefold(): account for account in estate.accounts}
        self._machines = {machine.name.casefold(): machine for machine in estate.machines}
        self._policies = {folded(policy.domain): policy for policy in estate.policies}
        self._groups = {group.name.casefold(): group for group in estate.groups}
        self.blocked = frozenset((self.place(one), self.place(other)) for one, other in estate.network.blocked)
        self._directory: Directory | None = None

    def account(self, name: str) -> Account | None:
        """Return a declared account."""
        return self._accounts.get(name.casefold())

    def machine(self, name: str) -> Machine | None:
        """Return a machine."""
        return self._machines.get(name.casefold())

    def policy(self, domain: str) -> DomainPolicy:
        """Return what a domain's controllers do; Windows' defaults where nothing is declared."""
        name = folded(domain)
        return self._policies.get(name) or self._policies.setdefault(name, DomainPolicy(name))

    def place(self, name: str) -> str:
        """Return a machine's or a domain's name as ways between the two are compared: a domain's DNS name, else the name folded."""
        domain = self._trusts.domain(name)
        return domain.dns if domain else folded(name)

    def domain_of(self, machine: Machine) -> str:
        """Return the DNS name of a machine's domain; an empty text in a workgroup."""
        domain = self._trusts.domain(machine.domain) if machine.domain else None
        return domain.dns if domain else ""

    @models("machine-account")
    def machine_account(self, machine: Machine) -> str:
        r"""Return the account of a machine in its domain, ``DOMAIN\NAME$``; an empty text in a workgroup."""
        domain = self._trusts.domain(machine.domain) if machine.domain else None
        return f"{domain.netbios}\\{machine.name.upper()}$" if domain else ""

    def machine_of(self, account: str) -> Machine | None:
        r"""Return the machine whose own account this is."""
        machine = self.machine(account.rpartition("\\")[2].removesuffix("$")) if account.endswith("$") else None
        fits = machine is not None and self.machine_account(machine).casefold() == account.casefold()
        return machine if fits else None

    def dns_name(self, machine: Machine) -> str:
        """Return a machine's DNS name: the declared one, else its name in its domain."""
        domain = self._trusts.domain(machine.domain) if machine.domain else None
        return machine.fqdn or (f"{machine.name}.{domain.dns}" if domain else machine.name)

    def certified(self) -> tuple[tuple[str, str], ...]:
        """Return every account that has a certificate, with its subject."""
        return tuple((item.name, item.certificate) for item in self._accounts.values() if item.certificate)

    def groups(self) -> dict[str, list[str]]:
        """Return every group with its members, those that accounts name as theirs too."""
        groups = {group.name: list(group.members) for group in self._groups.values()}
        spelled = {name.casefold(): name for name in groups}
        for account in self._accounts.values():
            for group in account.groups:
                groups.setdefault(spelled.setdefault(group.casefold(), group), []).append(account.name)
        return groups

    def scopes(self) -> dict[str, str]:
        """Return the declared scopes of groups."""
        return {group.name: group.scope for group in self._groups.values() if group.scope}

    @property
    def directory(self) -> Directory:
        """Which accounts hold which principals."""
        if self._directory is None:
            self._directory = Directory((*self._of_machines(), *self._of_accounts()))
        return self._directory

    def replace(self, value: Account | Group | Machine | DomainPolicy) -> bool:
        """Put a new value in the place of the one with the same name; tell whether tokens have to be made anew.

        The directory is forgotten only where the new value is registered otherwise.
        """
        if isinstance(value, DomainPolicy):
            self._policies[folded(value.domain)] = value
            return False
        if isinstance(value, Group):
            self._groups[value.name.casefold()] = value
            return True
        before: Account | Machine | None
        name = value.name.casefold()
        if isinstance(value, Account):
            before, self._accounts[name] = self._accounts.get(name), value
        else:
            before, self._machines[name] = self._machines.get(name), value
        if _registered(before) != _registered(value):
            self._directory = None
        return _in_tokens(before) != _in_tokens(value)

    def _of_machines(self) -> Iterator[Holding]:
        """Return what every joined machine's account holds by itself."""
        for machine in self._machines.values():
            domain = self._trusts.domain(machine.domain) if machine.domain else None
            if domain is not None:
                principals = machine_principals(machine.name, self.dns_name(machine))
                yield Holding(self.machine_account(machine), domain.forest, principals)

    def _of_accounts(self) -> Iterator[Holding]:
        """Return what is registered on declared accounts of domains."""
        for account in self._accounts.values():
            domain = self._trusts.domain(account.name.rpartition("\\")[0])
            if domain is not None and account.spns:
                yield Holding(account.name, domain.forest, account.spns)


def _registered(value: Account | Machine | None) -> tuple[object, ...]:
    """Return what the directory of principals is made from."""
    if isinstance(value, Account):
        return (value.name, value.spns)
    return (value.name, value.domain, value.fqdn) if value else ()


def _in_tokens(value: Account | Machine | None) -> tuple[object, ...]:
    """Return what memberships and tokens are made from: flags, passwords and clocks are none of it."""
    if isinstance(value, Account):
        return (value.name, value.groups)
    return (value.name, value.domain, value.controller, value.settings) if value else ()
