"""The map of domains and trusts, with the way that one call's authentication took or the link it missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.analysis.crossings import ASKED, asked_words, crossed, exchanges_over, route_words
from simcom.analysis.proof import proof
from simcom.landscape.model import Trust, implied
from simcom.landscape.trusts import TrustGraph

if TYPE_CHECKING:
    from simcom.analysis.outcomes import Row
    from simcom.analysis.proof import Proof
    from simcom.analysis.result import RunResult
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
    """A trust, from the trusting domain to the trusted one. ``used``: the call's authentication crosses it.

    ``broken``: its two sides' passwords have come apart; ``selective``: it lets through who is allowed to authenticate.
    ``exchanges`` took the call across it: referrals by the trusted domain's KDC, or validations passed on by the trusting domain's
    controller; ``None`` for a trust that no call is known to have crossed.
    """

    trusting: str
    trusted: str
    kind: str
    used: bool = False
    enabled: bool = True
    exchanges: int | None = None
    broken: bool = False
    selective: bool = False


@dataclass(frozen=True, slots=True)
class TrustMap:
    """What the picture shows. ``missing`` are the ends of the trust that the call needed; ``caption`` says it.

    ``asked`` is "KDC" or "DC": with whom the exchanges were, where a call's are known.
    """

    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]
    missing: tuple[str, str] | None = None
    caption: str = ""
    asked: str = ""


def trust_map(estate: Estate, row: Row | None = None) -> TrustMap:
    """Return the map of an estate; with a row, how the server's domain reached the domain of the calling account when it began."""
    web = TrustGraph(estate.domains, _trusts(estate, 0.0 if row is None else row.begun_s))
    proved = None if row is None else proof(row)
    ends = None if row is None else _ends(estate, web, row, proved)
    used = None if ends is None else crossed(web, ends, proved)
    arrows = tuple(_arrow(trust, used or (), proved) for trust in web.trusts)
    caption = "" if row is None or ends is None else f"{row.id}: {route_words(ends, used)}"
    return TrustMap(
        _places(estate, web),
        arrows,
        missing=ends if ends is not None and used is None else None,
        caption="\n".join(line for line in (caption, asked_words(proved)) if line),
        asked=ASKED.get(proved.mechanism, "") if proved else "",
    )


def most_telling(result: RunResult) -> Row | None:
    """Return the row whose route tells most: of the calls with a new context the first failed or else the first; else the notable one.

    The first, because later ones hold tickets already and ask fewer controllers.
    """
    fresh = [row for row in result.calls if (found := proof(row)) is not None and found.context == "new"]
    bad = next((row for row in fresh if not row.ruling.ok), None)
    return bad or next(iter(fresh), None) or result.notable()


def _arrow(trust: Trust, used: tuple[Trust, ...], proved: Proof | None) -> Arrow:
    is_used = trust.key in [one.key for one in used]
    count = exchanges_over(trust, proved) if is_used and proved and proved.context == "new" else None
    ends = (trust.trusting, trust.trusted)
    return Arrow(*ends, str(trust.kind), is_used, trust.enabled, count, trust.broken, trust.selective)


def _trusts(estate: Estate, now_s: float) -> tuple[Trust, ...]:
    """Return the trusts at a time: those every forest has, the declared ones and what the timeline made of them until then."""
    changes = sorted((change for change in estate.timeline if change.at_s <= now_s), key=lambda change: change.at_s)
    later = (change.value for change in changes if isinstance(change.value, Trust))
    return tuple({trust.key: trust for trust in (*implied(estate.domains), *estate.trusts, *later)}.values())


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


def _ends(estate: Estate, web: TrustGraph, row: Row, proved: Proof | None) -> tuple[str, str] | None:
    """Return the server machine's domain and the calling account's, or ``None`` if the call is not between domains."""
    if row.server is None:
        return None
    if proved is not None and proved.domains:
        return proved.domains[0], proved.domains[-1]
    homes = {machine.name: machine.domain for machine in estate.machines}
    server = _home(web, homes.get(row.server.machine))
    client = _home(web, row.client.account.partition("\\")[0])
    return (server, client) if server and client else None
