"""One logon under way, and the ways that Kerberos and NTLM would take for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.landscape.directory import host_of
from simcom.landscape.model import folded
from simcom.landscape.routes import Carrier
from simcom.landscape.scopes import authority_of
from simcom.landscape.suffixes import routed
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import RouteFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.landscape.routes import Route
    from simcom.runtime.estate import Machine
    from simcom.runtime.gather.whereabouts import Whereabouts
    from simcom.vocabulary.facts import AccountFacts
    from simcom.vocabulary.logon import TargetFacts, TicketFacts


@dataclass(frozen=True, slots=True)
class Attempt:
    """One logon under way: who calls, from which machine, whom, and when. ``key`` is the account whose key the server process has."""

    where: Whereabouts
    account: AccountFacts
    client: Machine
    server: Machine
    key: str
    now_s: float

    def route(self, carrier: Carrier, end: str = "") -> Route | None:
        """Return the way to a domain account's domain that a mechanism would take, from ``end`` or else from the server's domain."""
        if self.account.home != "domain" or not self.server.domain:
            return None
        return self.where.trusts.route(end or self.server.domain, self.account.authority, carrier)

    def first_silent(self, asked: Iterable[tuple[tuple[str, ...], str]]) -> str:
        """Return the first domain that does not answer whoever asks it; each asker goes by several names."""
        return next((domain for askers, domain in asked if self._silent(askers, domain)), "")

    @models("ports-not-only-trust")
    def _silent(self, askers: tuple[str, ...], domain: str) -> bool:
        inventory = self.where.inventory
        return any((one, domain) in inventory.blocked for one in askers) or not inventory.policy(domain).reachable

    def names(self, machine: Machine) -> tuple[str, ...]:
        """Return the names by which a way from a machine may be blocked: its own and its domain's."""
        return (folded(machine.name), self.where.inventory.place(machine.domain or ""))


@models("com-user-server-u2u", "krb-server-key")
def issuer(logon: Attempt, target: TargetFacts) -> str:
    """Return the DNS name of the domain whose KDC makes the server's ticket; an empty text in a workgroup.

    That is the domain of the account that holds the principal, or where nobody does, of the account the server runs as; only
    where no domain knows either is it the machine's.
    """
    names = (*target.holders[:1], target.key)
    found = (logon.where.trusts.domain(authority_of(name)) for name in names)
    return next((domain.dns for domain in found if domain), "") or logon.where.inventory.domain_of(logon.server)


def kerberos_route(logon: Attempt, target: TargetFacts, tickets: TicketFacts) -> RouteFacts | None:
    """Return Kerberos's way, or None: the client asks a KDC of each domain on it for which it has no ticket yet."""
    route = logon.route(Carrier.KERBEROS, issuer(logon, target))
    if route is None:
        return None
    host = host_of(target.principal or "") or logon.where.inventory.dns_name(logon.server)
    asked = ((logon.names(logon.client), domain) for domain in _to_ask(route, tickets))
    return _described(route, logon.first_silent(asked), leads=routed(host, route, logon.where.trusts))


def _to_ask(route: Route, tickets: TicketFacts) -> tuple[str, ...]:
    """Return the domains whose KDCs the client still has to ask, its account's first."""
    way = tuple(reversed(route.domains))
    if tickets.service:
        return ()
    start = max(place for place, domain in enumerate(way) if place == 0 or domain in tickets.referrals)
    return way[start:] if tickets.tgt else (way[0], *way[start:])


def ntlm_route(logon: Attempt) -> RouteFacts | None:
    """Return NTLM's way: the server's machine asks a controller of its domain, which passes on from domain to domain."""
    route = logon.route(Carrier.NTLM)
    if route is None:
        return None
    askers = (logon.names(logon.server), *((domain,) for domain in route.domains))
    hops = tuple(zip(askers, route.domains, strict=False))
    return _described(route, logon.first_silent(hops[logon.server.controller :]))


def _described(route: Route, unreachable: str, *, leads: bool = True) -> RouteFacts:
    return RouteFacts(
        domains=route.domains,
        kinds=tuple(str(kind) for kind in route.edges),
        selective=route.selective,
        broken=route.broken,
        unreachable=unreachable,
        routed=leads,
        forwards_tickets=route.forwards_tickets,
    )
