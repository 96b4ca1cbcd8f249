"""Where an account stands towards a server's machine, and what it is there: the landscape's answers, turned into facts.

Routes come from the trust graph's closure and are remembered until the graph changes; nothing is searched while a call is on its way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.membership import expand
from simcom.landscape.model import implied
from simcom.landscape.routes import Carrier
from simcom.landscape.trusts import TrustGraph
from simcom.rules.eras import everyone_includes_anonymous
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.identities import (
    ANONYMOUS,
    BUILTIN_ACCOUNTS,
    EVERYONE,
    SYSTEM,
    WELL_KNOWN,
    Token,
    canonical,
    key,
)

if TYPE_CHECKING:
    from simcom.runtime.estate import Account, Estate, Machine
    from simcom.vocabulary.blankets import AuthInfo


_NOWHERE: tuple[int | None, bool, bool, str] = (None, False, False, "")
"""No route, and nothing more to say of it."""


class Whereabouts:
    """The accounts, groups and trusts of an estate, asked by name."""

    def __init__(self, estate: Estate) -> None:
        """Index the estate; the trust graph's closure is computed when first asked."""
        self.trusts = TrustGraph(estate.domains, (*implied(estate.domains), *estate.trusts))
        self._accounts = {account.name.casefold(): account for account in estate.accounts}
        self._certificates = [(item.name, item.certificate.casefold()) for item in estate.accounts if item.certificate]
        self._machines = {machine.name.casefold(): machine for machine in estate.machines}
        self._groups: dict[str, list[str]] = {group.name: list(group.members) for group in estate.groups}
        for account in estate.accounts:
            for group in account.groups:
                self._groups.setdefault(group, []).append(account.name)
        self._expanded: dict[str, tuple[str, ...]] = {}

    def account(self, name: str) -> Account | None:
        """Return a declared account."""
        return self._accounts.get(name.casefold())

    def holder(self, credentials: AuthInfo | None) -> str | None:
        """Return the account to whose certificate a client's certificate is mapped, by its subject."""
        subject = credentials.certificate if credentials else None
        return next((name for name, own in self._certificates if subject and own == subject.casefold()), None)

    def on_the_network(self, name: str, machine: Machine) -> str:
        """Return the name a process's account shows to other machines: that of its machine for SYSTEM and NETWORK SERVICE in a domain."""
        domain = self.trusts.domain(machine.domain) if machine.domain else None
        if canonical(name) == "LOCAL SERVICE":
            return ANONYMOUS
        if canonical(name) not in BUILTIN_ACCOUNTS or domain is None:
            return name
        return f"{domain.netbios}\\{machine.name.upper()}$"

    def facts(self, name: str, server: Machine, credentials: AuthInfo | None) -> AccountFacts:
        """Return what the server's side can know of an account that calls from another machine."""
        authority, _, user = name.rpartition("\\")
        declared = self.account(name)
        home = self._home(name, authority, server)
        password = _password(declared, credentials)
        route, kerberos, ntlm, link = self._route(authority, server) if home == "domain" else _NOWHERE
        mirror, matches = (None, None) if home == "server" else self._mirror(user, server, password)
        return AccountFacts(
            name=name,
            home=home,
            authority=authority or name,
            known=declared is not None or user.endswith("$"),
            enabled=declared is None or declared.enabled,
            password_ok=_same(password, _password(declared, None), unknown=True),
            route=route,
            kerberos=kerberos,
            ntlm=ntlm,
            mirror=mirror,
            mirror_matches=matches,
            link=link or _no_link(home, authority or name, server),
            unsettled=self._unsettled(authority, server) if route else "",
        )

    def _unsettled(self, authority: str, server: Machine) -> str:
        """Return what about a route is declared and not decided yet, so that no verdict is guessed."""
        route = self.trusts.route(server.domain or "", authority)
        if route is None:
            return ""
        if route.selective:
            return "the trust uses selective authentication, and Allowed to Authenticate is not modelled yet"
        return "the passwords of a trust on the route disagree, which is not modelled yet" if route.broken else ""

    def _mirror(self, user: str, server: Machine, password: str | None) -> tuple[str | None, bool | None]:
        """Return the server machine's own enabled account of the same user name, and whether its password is the same."""
        local = self.account(f"{server.name}\\{user}")
        if local is None or not local.enabled:
            return None, None
        return local.name, _same(password, local.password)

    def _home(self, name: str, authority: str, server: Machine) -> str:
        """Return where an account lives: "server" for the server machine's own, "domain", "machine" "builtin" or "anonymous"."""
        if not authority:
            return "anonymous" if key(name) == key(ANONYMOUS) else "builtin"
        if authority.casefold() == server.name.casefold():
            return "server"
        return "machine" if authority.casefold() in self._machines else "domain"

    def _route(self, authority: str, server: Machine) -> tuple[int | None, bool, bool, str]:
        """Return the length of the route to an account's domain, what it carries, and the route in words."""
        domain = self.trusts.domain(authority)
        if domain is None or server.domain is None:
            return None, False, False, ""
        route = self.trusts.route(server.domain, domain.dns)
        if route is None:
            return None, False, False, f"no trust leads from {server.domain} to {domain.dns}"
        kerberos = self.trusts.route(server.domain, domain.dns, Carrier.KERBEROS) is not None
        ntlm = self.trusts.route(server.domain, domain.dns, Carrier.NTLM) is not None
        return route.length, kerberos, ntlm, " trusts ".join(route.domains)

    def token(self, name: str, machine: Machine, *, remote: bool) -> Token:
        """Return what an account is on a machine: itself, its groups there, and the groups every caller has."""
        if key(name) == key(ANONYMOUS):
            return self.anonymous(machine)
        if key(name) == key(SYSTEM):
            return Token(SYSTEM, (EVERYONE, "Authenticated Users", "BUILTIN\\Administrators"))
        if name not in self._expanded:
            self._expanded[name] = expand(name, self._groups)
        groups = (_as_seen_on(machine.name, group) for group in self._expanded[name])
        own = tuple(group for group in groups if group is not None)
        return Token(name, (EVERYONE, "Authenticated Users", "NETWORK" if remote else "INTERACTIVE", *own))

    def anonymous(self, machine: Machine) -> Token:
        """Return the token of nobody on a machine."""
        return Token(ANONYMOUS, (EVERYONE,) if everyone_includes_anonymous(machine.settings) else ())

    def is_machine(self, name: str) -> bool:
        """Tell whether a name is a machine's."""
        return name.casefold() in self._machines


def _as_seen_on(machine: str, group: str) -> str | None:
    """Return a group's name on a machine: a local group of this machine by its own name, one of another machine not at all."""
    authority, _, name = group.rpartition("\\")
    if authority.casefold() != machine.casefold():
        return group
    builtin = f"BUILTIN\\{name}"
    return builtin if builtin in WELL_KNOWN else canonical(name) if canonical(name) in WELL_KNOWN else group


def _password(declared: Account | None, credentials: AuthInfo | None) -> str | None:
    """Return the password a caller has: of its credentials, else its account's own."""
    if credentials is not None and credentials.password is not None:
        return credentials.password
    return declared.password if declared else None


def _same(one: str | None, other: str | None, *, unknown: bool | None = None) -> bool | None:
    """Compare two passwords; ``unknown`` is the answer where one is not declared."""
    return unknown if one is None or other is None else one == other


def _no_link(home: str, authority: str, server: Machine) -> str:
    """Say why an account without a route is a stranger."""
    return {
        "anonymous": "nobody's name is shown",
        "server": f"{authority} is the server's own machine",
        "machine": f"{authority} is a machine's own account database, which no other machine consults",
        "builtin": f"{authority} is an account that only its own machine knows",
        "domain": f"{server.name} has no domain controller that could ask {authority}",
    }[home]
