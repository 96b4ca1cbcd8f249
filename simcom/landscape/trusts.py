"""The web of trusts: names, routes and who accepts whose accounts, remembered until a trust changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.errors import UsageError, quoted
from simcom.landscape.missing import MissingLink, blocking_edge, possible_cures, reason_for
from simcom.landscape.model import folded
from simcom.landscape.routes import Carrier, Route, closure, links_of, paths_from, route_along

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from simcom.landscape.model import Domain, Trust
    from simcom.landscape.routes import Links


@dataclass(slots=True)
class _Memory:
    """What was found out since the last change; thrown away as a whole by the next one."""

    graph: nx.MultiDiGraph[str] | None = None
    sets: dict[str, int] = field(default_factory=dict)
    links: dict[Carrier, Links] = field(default_factory=dict)
    paths: dict[tuple[str, Carrier], dict[str, tuple[Trust, ...]]] = field(default_factory=dict)
    routes: dict[tuple[str, str, Carrier], Route | None] = field(default_factory=dict)


class TrustGraph:
    """Domains and the trusts between them, and which route an authentication takes.

    Trusts inside a forest are not added by themselves: pass `implied(domains)` along with the declared ones. Every
    change moves `epoch` on by one and forgets what was remembered; between changes a question is searched once.

    Parameters
    ----------
    domains
        Every domain and realm, each DNS name once.
    trusts
        Edges trusting -> trusted, as `implied` and `declared` make them; of two with the same ends and kind the later
        one counts.

    Raises
    ------
    UsageError
        If two domains share a DNS name, or a trust names a domain that is not there or joins a domain to itself.

    Examples
    --------
    >>> from simcom.landscape.model import Domain, TrustKind, declared
    >>> plant = Domain("plant.example", "PLANT", "plant.example")
    >>> corp = Domain("corp.example", "CORP", "corp.example")
    >>> web = TrustGraph([plant, corp], declared("plant.example", "corp.example", TrustKind.EXTERNAL))
    >>> web.route("PLANT", "CORP").length, web.route("CORP", "PLANT")
    (1, None)
    """

    def __init__(self, domains: Iterable[Domain], trusts: Iterable[Trust] = ()) -> None:
        self._domains: dict[str, Domain] = {}
        for domain in domains:
            if domain.dns in self._domains:
                raise UsageError(f"the domain {quoted(domain.dns)} is declared twice; declare it once")
            self._domains[domain.dns] = domain
        self._names = _names(self._domains.values())
        self._trusts = {trust.key: self._checked(trust) for trust in trusts}
        self._places = {dns: place for place, dns in enumerate(sorted(self._domains))}
        self._memory = _Memory()
        self.epoch = 0

    @property
    def domains(self) -> tuple[Domain, ...]:
        """Every domain, sorted by DNS name."""
        return tuple(self._domains[dns] for dns in sorted(self._domains))

    @property
    def trusts(self) -> tuple[Trust, ...]:
        """Every trust, disabled ones too, sorted by trusting domain, trusted domain and kind."""
        return tuple(self._trusts[key] for key in sorted(self._trusts))

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The web as a read-only networkx graph: nodes are DNS names, edges trusting -> trusted, keyed by kind.

        Node and edge attributes `domain` and `trust` hold the values themselves. Change it with `add` and `remove`.
        """
        if self._memory.graph is None:
            self._memory.graph = self._drawn()
        return self._memory.graph

    def domain(self, name: str) -> Domain | None:
        """Find a domain by DNS or NetBIOS name, in any case; None if unknown or a NetBIOS name of several domains."""
        dns = self._names.get(folded(name))
        return None if dns is None else self._domains[dns]

    def add(self, trust: Trust) -> None:
        """Add a trust, or replace the one with the same ends and kind (to disable or break it, say)."""
        self._trusts[trust.key] = self._checked(trust)
        self._changed()

    def remove(self, trust: Trust) -> None:
        """Take away the trust with these ends and this kind; a trust that is not there raises UsageError."""
        if trust.key not in self._trusts:
            raise UsageError(f"there is no {_named(trust)} to remove; the trust must have been added first")
        del self._trusts[trust.key]
        self._changed()

    def route(self, trusting: str, trusted: str, carrier: Carrier = Carrier.ANY) -> Route | None:
        """Return the route from the server's domain to the account's, or None if its accounts are strangers there.

        With a carrier only trusts that carry that mechanism count, as Netlogon and the KDC each see the web; that way
        may be longer, or missing. An unknown name has no route. Found once for each epoch, then looked up.
        """
        key = (trusting, trusted, carrier)
        try:
            return self._memory.routes[key]
        except KeyError:
            return self._memory.routes.setdefault(key, self._search(trusting, trusted, carrier))

    def reaches(self, trusting: str, trusted: str) -> bool:
        """Whether there is a route, from one table for the whole web: the answer for estates of many pairs."""
        ends = self.domain(trusting), self.domain(trusted)
        if ends[0] is None or ends[1] is None:
            return False
        return bool(self._closure()[ends[0].dns] >> self._places[ends[1].dns] & 1)

    def accepted(self, trusting: str) -> tuple[str, ...]:
        """Return the DNS names of the domains whose accounts servers of `trusting` accept, its own too, sorted."""
        return tuple(dns for dns in self._places if self.reaches(trusting, dns))

    def missing_link(self, trusting: str, trusted: str) -> MissingLink | None:
        """Return why there is no route and which single trust would give one; None if there is a route.

        Searches each time and tries every cure on a copy of the web: for explanations, never for a call's verdict.
        """
        server, client = self.domain(trusting), self.domain(trusted)
        if server is None or client is None:
            stranger = trusting if server is None else trusted
            return MissingLink(f"{quoted(stranger)} is no domain of this landscape")
        return None if self.route(server.dns, client.dns) else self._gap(server, client)

    def _gap(self, server: Domain, client: Domain) -> MissingLink:
        wrong_way = self.route(client.dns, server.dns) is not None
        blocked_by = blocking_edge(self._trusts.values(), server.dns, client.dns)
        return MissingLink(
            reason=reason_for(server.dns, client.dns, blocked_by, wrong_way=wrong_way),
            nearest=self._nearest(server.dns),
            wrong_way=wrong_way,
            blocked_by=blocked_by,
            cures=tuple(
                cure for cure in possible_cures(server, client, blocked_by) if self._cured(cure, server, client)
            ),
        )

    def _nearest(self, source: str) -> tuple[str, ...]:
        paths = self._paths(source, Carrier.ANY)
        return tuple(sorted(paths, key=lambda dns: (len(paths[dns]), dns)))

    def _cured(self, cure: Trust, server: Domain, client: Domain) -> bool:
        if cure.trusting not in self._domains or cure.trusted not in self._domains:
            return False  # the root of a forest of which only other domains were declared
        tried = TrustGraph(self._domains.values(), (*self._trusts.values(), cure))
        return tried.route(server.dns, client.dns) is not None

    def _search(self, trusting: str, trusted: str, carrier: Carrier) -> Route | None:
        server, client = self.domain(trusting), self.domain(trusted)
        if server is None or client is None:
            return None
        path = self._paths(server.dns, carrier).get(client.dns)
        return None if path is None else route_along(server.dns, path)

    def _paths(self, source: str, carrier: Carrier) -> dict[str, tuple[Trust, ...]]:
        if (source, carrier) not in self._memory.paths:
            self._memory.paths[source, carrier] = paths_from(self._links_for(carrier), source)
        return self._memory.paths[source, carrier]

    def _links_for(self, carrier: Carrier) -> Links:
        if carrier not in self._memory.links:
            usable = (trust for trust in self._trusts.values() if trust.enabled and carrier.crosses(trust))
            self._memory.links[carrier] = links_of(usable)
        return self._memory.links[carrier]

    def _closure(self) -> dict[str, int]:
        if not self._memory.sets:
            self._memory.sets = closure(self._links_for(Carrier.ANY), self._places)
        return self._memory.sets

    def _drawn(self) -> nx.MultiDiGraph[str]:
        import networkx as nx  # here, because loading it takes longer than most runs

        drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for domain in self.domains:
            drawn.add_node(domain.dns, domain=domain)
        for trust in self.trusts:
            drawn.add_edge(trust.trusting, trust.trusted, key=trust.kind, trust=trust)
        nx.freeze(drawn)
        return drawn

    def _checked(self, trust: Trust) -> Trust:
        for name in (trust.trusting, trust.trusted):
            if name not in self._domains:
                raise UsageError(f"the {_named(trust)} names an unknown domain {quoted(name)}; declare the domain")
        if trust.trusting == trust.trusted:
            raise UsageError(
                f"the {_named(trust)} joins a domain to itself; a domain needs no trust for its own accounts"
            )
        return trust

    def _changed(self) -> None:
        self.epoch += 1
        self._memory = _Memory()


def _names(domains: Iterable[Domain]) -> dict[str, str]:
    """Map DNS names, and NetBIOS names that belong to one domain only, to DNS names; a DNS name wins."""
    known = tuple(domains)
    shared = Counter(folded(domain.netbios) for domain in known)
    flat = {folded(domain.netbios): domain.dns for domain in known if shared[folded(domain.netbios)] == 1}
    return {**flat, **{domain.dns: domain.dns for domain in known}}


def _named(trust: Trust) -> str:
    return f"{trust.kind} trust {quoted(trust.trusting)} -> {quoted(trust.trusted)}"
