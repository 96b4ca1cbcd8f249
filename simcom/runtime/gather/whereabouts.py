"""Where an account stands towards a server's machine, and what it is there: the landscape's answers, turned into facts.

Routes and tokens are remembered until something changes; nothing is searched while a call is on its way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.landscape.membership import AUTHENTICATED_USERS, NETWORK, Membership, Place
from simcom.landscape.model import Trust, implied
from simcom.landscape.routes import Carrier, Route
from simcom.landscape.trusts import TrustGraph
from simcom.rules.eras import BEFORE_VISTA, everyone_includes_anonymous
from simcom.runtime.gather.inventory import Inventory
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.identities import (
    ADMINISTRATORS,
    ANONYMOUS,
    EVERYONE,
    SYSTEM,
    Token,
    canonical,
    key,
    shows_machine,
)
from simcom.vocabulary.logon import USABLE, AccountState

if TYPE_CHECKING:
    from simcom.runtime.estate import Account, DomainPolicy, Estate, Group, Machine
    from simcom.vocabulary.blankets import AuthInfo

DAY_S = 86400.0
_NOWHERE: tuple[int | None, bool, bool, str] = (None, False, False, "")
"""No route, and nothing more to say of it."""


class Whereabouts:
    """The accounts, groups and trusts of an estate, asked by name."""

    def __init__(self, estate: Estate) -> None:
        """Index the estate; the trust graph's closure is computed when first asked."""
        self.trusts = TrustGraph(estate.domains, (*implied(estate.domains), *estate.trusts))
        self.inventory = Inventory(estate, self.trusts)
        self._membership: Membership | None = None
        self._tokens: dict[tuple[str, str, bool, Route | None], Token] = {}
        self._protected: dict[str, bool] = {}

    @property
    def membership(self) -> Membership:
        """Which groups accounts have where."""
        if self._membership is None:
            self._membership = Membership(self.trusts, self.inventory.groups(), self.inventory.scopes())
        return self._membership

    def replace(self, value: Account | Group | Machine | DomainPolicy | Trust) -> None:
        """Let a new value stand for the one of the same name; a trust for the one with the same ends and kind."""
        if isinstance(value, Trust):
            self.trusts.add(value)
        elif not self.inventory.replace(value):
            return
        self._membership = None
        self._protected.clear()
        self._tokens.clear()

    def account(self, name: str) -> Account | None:
        """Return a declared account."""
        return self.inventory.account(name)

    def policy(self, domain: str) -> DomainPolicy:
        """Return what a domain's controllers do."""
        return self.inventory.policy(domain)

    def is_machine(self, name: str) -> bool:
        """Tell whether a name is a machine's."""
        return self.inventory.machine(name) is not None

    def holder(self, credentials: AuthInfo | None) -> str | None:
        """Return the account to whose certificate a client's certificate is mapped, by its subject."""
        subject = credentials.certificate if credentials else None
        held = self.inventory.certified() if subject else ()
        return next((name for name, own in held if subject and own.casefold() == subject.casefold()), None)

    @models(
        "localsystem-on-network",
        "networkservice-on-network",
        "localservice-on-network",
        "builtin-accounts-in-workgroup",
    )
    def on_the_network(self, name: str, machine: Machine) -> str:
        """Return the name a process's account shows to other machines.

        That is its machine's for SYSTEM, NETWORK SERVICE and virtual accounts in a domain, nobody's for LOCAL SERVICE, and
        one that nobody knows for the others in a workgroup.
        """
        if canonical(name) == "LOCAL SERVICE":
            return ANONYMOUS
        own = self.inventory.machine_account(machine) if shows_machine(name) else ""
        return own or name

    def trusted(self, name: str, client: Machine, server: Machine) -> bool:
        """Tell whether a trust leads from the server's domain to that of an account of the client's machine."""
        authority = self.on_the_network(name, client).rpartition("\\")[0]
        return self.trusts.route(server.domain or "", authority) is not None

    @models("explicit-credentials")
    def facts(self, name: str, server: Machine, credentials: AuthInfo | None, now_s: float = 0.0) -> AccountFacts:
        """Return what the server's side can know of an account that calls from another machine at a time of the simulation."""
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
            known=declared is not None or self.inventory.machine_of(name) is not None,
            state=self.state(name, now_s),
            password_ok=_same(password, _password(declared, None), unknown=True),
            route=route,
            kerberos=kerberos,
            ntlm=ntlm,
            mirror=mirror,
            mirror_matches=matches,
            link=link or _no_link(home, authority or name, server),
        )

    @models("account-state-flags")
    def state(self, name: str, now_s: float = 0.0) -> AccountState:
        """Return an account's flags at a time of the simulation, its hours and its membership of Protected Users taken in."""
        declared = self.account(name)
        if declared is None:
            return USABLE
        if name not in self._protected:
            carried = self.membership.carried(name)
            self._protected[name] = any(canonical(group).endswith("\\Protected Users") for group in carried)
        flags = declared.state
        within = flags.within_hours and _within(declared.logon_hours, now_s % DAY_S)
        protected, blank = flags.protected or self._protected[name], flags.blank or declared.password == ""
        if (within, protected, blank) == (flags.within_hours, flags.protected, flags.blank):
            return flags
        return replace(flags, within_hours=within, protected=protected, blank=blank)

    @models("local-account-scope")
    def _mirror(self, user: str, server: Machine, password: str | None) -> tuple[str | None, bool | None]:
        """Return the server machine's own account of the same user name, and whether its password is the same."""
        local = self.account(f"{server.name}\\{user}")
        return (None, None) if local is None else (local.name, _same(password, local.password))

    def _home(self, name: str, authority: str, server: Machine) -> str:
        """Return where an account lives: "server" for the server machine's own, "domain", "machine" "builtin" or "anonymous"."""
        if not authority or shows_machine(name):
            return "anonymous" if key(name) == key(ANONYMOUS) else "builtin"
        if authority.casefold() == server.name.casefold():
            return "server"
        return "machine" if self.is_machine(authority) else "domain"

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

    def token(self, name: str, machine: Machine, *, remote: bool, route: Route | None = None) -> Token:
        """Return what an account is on a machine: itself, its groups there, and the groups every caller has.

        ``route`` is the way the caller came, where it is not the shortest from the machine's domain to the account's.
        """
        if key(name) == key(ANONYMOUS):
            return self.anonymous(machine)
        if key(name) == key(SYSTEM):
            return Token(SYSTEM, (EVERYONE, AUTHENTICATED_USERS, ADMINISTRATORS))
        wanted = (name, machine.name, remote, route)
        if wanted not in self._tokens:
            self._tokens[wanted] = self._made(name, machine, remote=remote, route=route)
        return self._tokens[wanted]

    def _made(self, name: str, machine: Machine, *, remote: bool, route: Route | None) -> Token:
        authority, _, user = name.rpartition("\\")
        logon = NETWORK if remote else "SERVICE" if shows_machine(name) else "INTERACTIVE"
        filters = (
            machine.settings.windows not in BEFORE_VISTA and not machine.settings.local_account_token_filter_policy
        )
        place = Place(machine.name, machine.domain or "", logon, filters)
        if user.casefold() == "guest" and authority.casefold() == machine.name.casefold():
            return Token(f"{machine.name.upper()}\\{user}", self.membership.guest(name, place))
        way = route or self.trusts.route(machine.domain or "", authority)
        found = self.membership.arrived(name, place, way, self._primary(name))
        return Token(name, found.groups, found.lost)

    def _primary(self, name: str) -> str:
        """Return the primary group of a domain's account: Domain Users, or what machines have instead."""
        authority, _, user = name.rpartition("\\")
        domain = self.trusts.domain(authority)
        if domain is None or domain.realm:
            return ""
        machine = self.inventory.machine_of(name)
        special = {"guest": "Domain Guests"}.get(user.casefold(), "Domain Users")
        kept = "Domain Controllers" if machine is not None and machine.controller else "Domain Computers"
        return f"{domain.netbios}\\{kept if user.endswith('$') else special}"

    @models("everyone-excludes-anonymous")
    def anonymous(self, machine: Machine) -> Token:
        """Return the token of nobody on a machine."""
        return Token(ANONYMOUS, (EVERYONE,) if everyone_includes_anonymous(machine.settings) else ())


def _within(hours: tuple[float, float] | None, time_s: float) -> bool:
    """Tell whether a time of the day is within logon hours, which may run over midnight."""
    if hours is None:
        return True
    begin, end = hours
    return begin <= time_s < end if begin <= end else time_s >= begin or time_s < end


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
