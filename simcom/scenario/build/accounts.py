"""Accounts of an estate, from their forms; machines' own accounts among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.model import folded
from simcom.runtime.estate import Account
from simcom.scenario.build.declarations import texts
from simcom.scenario.build.groups import check_scope, principals
from simcom.scenario.codes import Code
from simcom.scenario.schema.accounts import AccountForm, DirectoryForm
from simcom.vocabulary.logon import AccountState, Delegation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.accounts import DelegationForm
    from simcom.scenario.schema.machines import MachineForm
    from simcom.scenario.text.places import Path

DIRECTORY_KEYS = tuple(DirectoryForm.model_fields)
"""Keys that a machine may have on behalf of its own account."""


@dataclass(slots=True)
class Accounts:
    """Every account by folded name, as the file has it and as it is built; both move on with the timeline.

    ``scopes`` are those of the groups that declare one, by folded name.
    """

    names: Names
    scopes: Mapping[str, str] = field(default_factory=dict)
    forms: dict[str, AccountForm] = field(default_factory=dict)
    made: dict[str, Account] = field(default_factory=dict)

    def declare(self, forms: Mapping[str, AccountForm], machines: Mapping[str, MachineForm]) -> tuple[Account, ...]:
        """Build the accounts of a file, and what its machines say of their own."""
        for key, form in forms.items():
            for text in texts(key):
                self.put(self.names.spoken(text), form, ("accounts", key))
        for key, machine in machines.items():
            for name in self._own_accounts(key, machine):
                self._check_once(name, machine, ("machines", key))
                self.put(name, machine, ("machines", key))
        return tuple(self.made.values())

    def put(self, name: str, form: DirectoryForm, path: Path) -> Account:
        """Put what an account's or a machine's form says over what is known of an account, and return the account."""
        said = form if isinstance(form, AccountForm) else _of_directory(form)
        known = name.casefold()
        heard = _account(self, self.names, name, said, path)
        under = self.forms.get(known)
        self.forms[known] = said if under is None else under.overlaid(said)
        # what was said before has been complained about where it stands
        self.made[known] = heard if under is None else _account(self, self.names.quiet(), name, self.forms[known], path)
        return self.made[known]

    def _own_accounts(self, key: str, machine: MachineForm) -> Iterator[str]:
        """Give the accounts of the machines of a range, where the range says anything of them."""
        if not any(machine.given(name) for name in DIRECTORY_KEYS):
            return
        for host in texts(key):
            home = self.names.homes.get(host.casefold())
            if home is not None:
                yield f"{home.netbios}\\{host.upper()}$"

    def _check_once(self, name: str, machine: MachineForm, path: Path) -> None:
        declared = self.forms.get(name.casefold())
        for key in DIRECTORY_KEYS:
            if declared is not None and declared.given(key) and machine.given(key):
                problem = f"`{key}` of {quoted(name)} is given both here and under `accounts:`"
                self.names.source.complain(Code.NOT_TOGETHER, (*path, key), problem, "keep one of them", at_key=True)


def _of_directory(form: DirectoryForm) -> AccountForm:
    """Return what a machine's form says of its own account."""
    return AccountForm().model_copy(update={key: getattr(form, key) for key in DIRECTORY_KEYS if form.given(key)})


def _account(ledger: Accounts, names: Names, name: str, form: AccountForm, path: Path) -> Account:
    authority = name.rpartition("\\")[0]
    if folded(authority) not in names.domains:
        _check_local(names, name, form, path)
    groups = [
        _group_of(ledger, names, (name, group), (*path, "groups", place)) for place, group in enumerate(form.groups)
    ]
    if form.protected_users:
        groups.append(f"{authority}\\Protected Users")
    hours = form.logon_hours
    return Account(
        name=name,
        password=form.password,
        state=_state(names, form, path),
        groups=tuple(dict.fromkeys(groups)),
        certificate=form.certificate,
        logon_hours=None if hours is None else (hours.from_, hours.until),
        spns=tuple(form.spns),
        delegation=_delegation(names, form.delegation, (*path, "delegation")),
        allowed_to_authenticate=principals(names, form.allowed_to_authenticate, (*path, "allowed_to_authenticate")),
    )


def _state(names: Names, form: AccountForm, path: Path) -> AccountState:
    stations = (names.machine(text, (*path, "workstations", place)) for place, text in enumerate(form.workstations))
    return AccountState(
        enabled=form.enabled,
        locked=form.locked,
        expired=form.expired,
        password_expired=form.password_expired,
        must_change=form.must_change_password,
        workstations=tuple(stations),
        sensitive=form.sensitive,
        protected=form.protected_users,
        blank=form.password == "",
    )


def _delegation(names: Names, form: DelegationForm, path: Path) -> Delegation:
    sources = tuple(names.account(text, (*path, "from", place)) for place, text in enumerate(form.from_))
    return Delegation(form.unconstrained, tuple(form.to), form.protocol_transition, sources)


def _check_local(names: Names, name: str, form: AccountForm, path: Path) -> None:
    """Complain of what only a directory keeps, on an account of one machine."""
    for key in ("protected_users", "sensitive", *DIRECTORY_KEYS):
        if getattr(form, key) != AccountForm.model_fields[key].get_default():
            problem = f"{quoted(name)} is an account of one machine, and `{key}` is kept in a domain's directory"
            names.source.complain(
                Code.IMPOSSIBLE, (*path, key), problem, "delete it, or name a domain's account", at_key=True
            )


def _group_of(ledger: Accounts, names: Names, pair: tuple[str, str], path: Path) -> str:
    """Return the canonical name of a group that an account, the first of the pair, says it is in."""
    member, text = pair
    name = names.principal(text, path)
    if name.casefold() in names.accounts:
        names.source.complain(Code.IMPOSSIBLE, path, f"{quoted(text)} is an account, not a group", "name a group")
    check_scope(names, member, name, ledger.scopes.get(name.casefold(), ""), path)
    return name
