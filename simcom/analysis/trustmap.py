"""The map of domains and trusts, with the way that one call's authentication took or the link it missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.landscape.model import implied
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row
    from simcom.landscape.model import Trust
    from simcom.runtime.estate import Estate

WORKGROUP = "no domain"
"""The node of machines that belong to no domain."""


@dataclass(frozen=True, slots=True)
class Place:
    """A domain (or all machines without one): its name, its forest's root, and the machines in it."""

    name: str
    forest: str
    machines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A trust, from the trusting domain to the trusted one. ``used``: the call's authentication crosses it."""

    trusting: str
    trusted: str
    kind: str
    used: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class TrustMap:
    """What the picture shows. ``missing`` are the ends of the trust that the call needed; ``caption`` says it."""

    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]
    missing: tuple[str, str] | None = None
    caption: str = ""


def trust_map(estate: Estate, row: Row | None = None) -> TrustMap:
    """Return the map of an estate; with a row, how the server's domain reaches the domain of the calling account."""
    web = TrustGraph(estate.domains, _trusts(estate))
    ends = None if row is None else _ends(estate, web, row)
    route = None if ends is None else web.route(*ends)
    used = () if route is None else tuple(trust.key for trust in route.trusts)
    arrows = tuple(Arrow(t.trusting, t.trusted, str(t.kind), t.key in used, t.enabled) for t in web.trusts)
    missing = ends if ends is not None and route is None else None
    return TrustMap(_places(estate, web), arrows, missing, _caption(row, ends, found=route is not None))


def _trusts(estate: Estate) -> tuple[Trust, ...]:
    """Return the declared trusts and the ones every forest has, a declared one in place of its twin."""
    keys = {trust.key for trust in estate.trusts}
    return (*(trust for trust in implied(estate.domains) if trust.key not in keys), *estate.trusts)


def _places(estate: Estate, web: TrustGraph) -> tuple[Place, ...]:
    inside = [Place(item.dns, item.forest, _machines(estate, web, item.dns)) for item in web.domains]
    alone = _machines(estate, web, None)
    inside.sort(key=lambda place: (place.forest, place.name))
    return (*inside, *([Place(WORKGROUP, "", alone)] if alone else []))


def _machines(estate: Estate, web: TrustGraph, dns: str | None) -> tuple[str, ...]:
    return tuple(machine.name for machine in estate.machines if _home(web, machine.domain) == dns)


def _home(web: TrustGraph, name: str | None) -> str | None:
    found = web.domain(name) if name else None
    return found.dns if found else None


def _ends(estate: Estate, web: TrustGraph, row: Row) -> tuple[str, str] | None:
    """Return the server machine's domain and the client account's, or ``None`` if the call is not between domains."""
    if row.server is None:
        return None
    homes = {machine.name: machine.domain for machine in estate.machines}
    server = _home(web, homes.get(row.server.machine))
    client = _home(web, row.client.account.partition("\\")[0])
    return (server, client) if server and client else None


def _caption(row: Row | None, ends: tuple[str, str] | None, *, found: bool) -> str:
    if row is None or ends is None:
        return ""
    if ends[0] == ends[1]:
        return f"{row.id}: both ends are in {ends[0]}"
    if found:
        return f"{row.id}: {ends[0]} accepts accounts of {ends[1]} by the trusts drawn thick"
    return f"{row.id}: {ends[0]} does not accept accounts of {ends[1]}: no trust"
