r"""Names that refer to domains, machines, accounts and groups: from every way of writing them to the canonical one.

Canonical are a domain's DNS name, a machine's name as declared, and ``NETBIOS\user`` or ``MACHINE\user`` for accounts and groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from simcom.errors import quoted
from simcom.landscape.model import Domain, folded
from simcom.scenario.build.source import Source
from simcom.scenario.codes import Code
from simcom.scenario.quantities import is_address
from simcom.vocabulary.identities import BUILTIN_ACCOUNTS, WELL_KNOWN, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simcom.scenario.text.places import Path

BUILTIN = "BUILTIN\\"
VIRTUAL = ("NT SERVICE", "IIS APPPOOL")
"""Before the names of virtual accounts, which every machine has for its services and application pools (`virtual-account-rule`)."""

DOMAIN_GROUPS = (
    "Domain Admins", "Domain Users", "Domain Guests", "Domain Computers", "Domain Controllers", "Protected Users",
    "Enterprise Admins", "Schema Admins",
)  # fmt: skip
"""Groups that every domain has, or the root of its forest, without being declared (`well-known-sids`)."""

NOT_IN_NAMES = frozenset(' \t"/\\[]|<>+=;,*?@')
"""Characters that no server's name and no address has; two backslashes in front are taken off."""

_SID = re.compile(r"S-1(-[0-9]{1,20}){1,16}", re.IGNORECASE)


class Fault(NamedTuple):
    """Why a name cannot be resolved."""

    code: Code
    problem: str
    hint: str


def split(text: str) -> tuple[str, str] | None:
    r"""Split `CORP\ann` or `ann@corp.example` into authority and user; None where there is no authority."""
    if "\\" in text:
        authority, _, user = text.partition("\\")
    else:
        user, _, authority = text.rpartition("@")
    return (authority, user) if authority and user else None


def everywhere(text: str) -> str:
    """Return the canonical name of an account that every machine has, or may have for a service; else an empty text."""
    if canonical(text) in BUILTIN_ACCOUNTS:
        return canonical(text)
    authority, _, name = text.strip().partition("\\")
    known = next((word for word in VIRTUAL if word.casefold() == authority.casefold()), "")
    return f"{known}\\{name}" if known and name else ""


@dataclass(slots=True)
class Names:
    """Everything declared, by folded name. `homes` has the domain of each machine that has joined one.

    `processes` are kept as they are spelled, with what they stand for: an entry with a range or a count for all of its processes.
    `addresses` are the names by which machines are reached over the network, `unresolved` those that do not resolve.
    """

    source: Source
    domains: dict[str, Domain] = field(default_factory=dict)
    machines: dict[str, str] = field(default_factory=dict)
    homes: dict[str, Domain] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    processes: dict[str, list[str]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    unresolved: set[str] = field(default_factory=set)

    def domain(self, text: str, path: Path) -> Domain | None:
        """Return a domain by DNS or NetBIOS name; complain where there is none."""
        found = self.domains.get(folded(text))
        if found is None:
            self._unknown("domain", text, path, self._domain_names(), "domains")
        return found

    def machine(self, text: str, path: Path) -> str:
        """Return a machine's name as declared; complain where there is none."""
        found = self.machines.get(text.casefold())
        if found is None:
            self._unknown("machine", text, path, self.machines.values(), "machines")
        return found or text

    def process(self, text: str, path: Path) -> list[str]:
        r"""Return the processes that a name or an entry stands for; complain where there is none.

        An instance that COM launches for an account, ``server@DOMAIN\user``, goes by the name of its process.
        """
        found = self.processes.get(text) or self.processes.get(text.partition("@")[0])
        if found is None:
            self._unknown("process", text, path, self.processes, "processes")
            return []
        return [text] if "@" in text else found

    def server(self, text: str, path: Path) -> str:
        """Return the name of a machine as a client gives it to COM; complain of one that no machine has.

        One that does not resolve, by the file's own word, and one that no machine can have are lessons.
        """
        bare = text.removeprefix("\\\\").casefold().rstrip(".")
        if bare in self.addresses or bare in self.unresolved or NOT_IN_NAMES & {*bare}:
            return text
        hint = self.source.hint(
            text, self.addresses.values(), "list it under `network: {unknown_names: ...}` if it does not resolve"
        )
        where = "add it to some machine's `aliases`" if is_address(text) else hint
        self.source.complain(Code.UNKNOWN_NAME, path, f"no machine is reached as {quoted(text)}", where)
        return text

    def account(self, text: str, path: Path) -> str:
        """Return the canonical name of a declared account, or of one that every machine has; complain of others."""
        if known := everywhere(text):
            return known
        name = self.qualified(text)
        if isinstance(name, Fault):
            self.source.complain(name.code, path, name.problem, name.hint)
            return text
        found = self.accounts.get(name.casefold()) or self.machine_account(name)
        if not found:
            self._unknown("account", text, path, chain(BUILTIN_ACCOUNTS, self.accounts.values()), "accounts")
        return found or text

    def principal(self, text: str, path: Path, host: str = "") -> str:
        """Return the canonical name of whoever may stand in an access list or a group; complain of names nobody declares.

        `host` is the machine whose local groups may go without its name.
        """
        found = self._principal(text, host)
        if not isinstance(found, Fault):
            return found
        self.source.complain(found.code, path, found.problem, found.hint)
        return text

    def spoken(self, text: str) -> str:
        """Return the canonical name where one is declared, else the text as it is: a program may pass any text."""
        found = self._principal(text, "")
        return text if isinstance(found, Fault) else found

    def qualified(self, text: str) -> str | Fault:
        """Return a name with its canonical authority, or why it has none."""
        parts = split(text)
        if parts is None:
            hint = "write it as `DOMAIN\\user`, `user@dns.name` or `MACHINE\\user`"
            return Fault(Code.UNKNOWN_NAME, f"{quoted(text)} names no domain or machine", self._near(text, hint))
        authority = self._authority(parts[0])
        return authority if isinstance(authority, Fault) else f"{authority}\\{parts[1]}"

    def _authority(self, word: str) -> str | Fault:
        domain, machine = self.domains.get(folded(word)), self.machines.get(word.casefold())
        if domain is not None and machine is not None:
            hint = f"write `{domain.dns}\\user` for the domain, or rename the machine"
            return Fault(Code.AMBIGUOUS_NAME, f"{quoted(word)} is both a domain and a machine", hint)
        if domain is not None:
            return domain.netbios
        if machine is not None:
            return machine.upper()
        hint = self.source.hint(
            word, chain(self._domain_names(), self.machines.values()), "declare it under `domains:`"
        )
        return Fault(Code.UNKNOWN_NAME, f"{quoted(word)} is neither a declared domain nor a machine", hint)

    def _principal(self, text: str, host: str) -> str | Fault:
        known = canonical(text)
        if known in WELL_KNOWN:
            return known
        if _SID.fullmatch(known):
            return known.upper()
        if virtual := everywhere(text):
            return virtual
        local = self.groups.get(f"{host}\\{text}".casefold())
        if local is not None:
            return local
        name = self.qualified(text)
        return name if isinstance(name, Fault) else self._declared(name, text)

    def _declared(self, name: str, text: str) -> str | Fault:
        key = name.casefold()
        builtin = canonical(name.partition("\\")[2])
        if builtin.startswith(BUILTIN) and name.partition("\\")[0].casefold() in self.machines:
            return builtin
        found = self.accounts.get(key) or self.groups.get(key) or self.machine_account(name) or self._domain_group(name)
        if found:
            return found
        hint = self._near(name, "declare it under `accounts:` or `groups:`")
        return Fault(Code.UNKNOWN_NAME, f"no account or group is called {quoted(text)}", hint)

    def quiet(self) -> Names:
        """Return the same names with complaints that nobody hears: for what has been complained about where it stands."""
        return replace(self, source=Source(self.source.composed, self.source.value))

    def machine_account(self, name: str) -> str:
        r"""Return the account under which a joined machine itself goes out: `DOMAIN\\MACHINE$`."""
        authority, _, user = name.partition("\\")
        home = self.homes.get(user.removesuffix("$").casefold())
        fits = user.endswith("$") and home is not None and home.netbios == authority
        return f"{authority}\\{user.upper()}" if fits else ""

    def _domain_group(self, name: str) -> str:
        """Return the canonical name of a group that every domain has, or an empty text."""
        authority, _, group = name.partition("\\")
        known = next((item for item in DOMAIN_GROUPS if item.casefold() == group.casefold()), "")
        return f"{authority}\\{known}" if known and authority.casefold() in self.domains else ""

    def _domain_names(self) -> Iterator[str]:
        return (name for domain in self.domains.values() for name in (domain.netbios, domain.dns))

    def _near(self, text: str, otherwise: str) -> str:
        return self.source.hint(text, chain(WELL_KNOWN, self.groups.values(), self.accounts.values()), otherwise)

    def _unknown(self, noun: str, text: str, path: Path, known: Iterable[str], section: str) -> None:
        hint = self.source.hint(text, known, f"declare it under `{section}:`")
        self.source.complain(Code.UNKNOWN_NAME, path, f"no {noun} is called {quoted(text)}", hint)
