"""Name routing between forests: which server names a forest trust leads to (fact forest-name-routing).

The client's forest keeps, with each forest trust, the name suffixes of the forest on the other side. The longest suffix
that a server's name ends in chooses the trust; a name in none of them cannot be found, although the trust is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.kinds import TrustKind
from simcom.landscape.model import folded
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.landscape.model import Trust
    from simcom.landscape.routes import Route
    from simcom.landscape.trusts import TrustGraph


@models("forest-name-routing", "short-names-do-not-cross-forests")
def routed(host: str, route: Route, trusts: TrustGraph) -> bool:
    """Tell whether a server's name leads along a route. Only crossing a forest trust depends on it; a short name never crosses.

    Where another forest trust of the client's forest has a longer suffix for the name, the request goes there instead.
    """
    crossing = next((trust for trust in route.trusts if trust.kind is TrustKind.FOREST), None)
    if crossing is None:
        return True
    here = matched(host, crossing, trees_of(crossing.trusting, trusts))
    return bool(here) and all(
        len(matched(host, one, trees_of(one.trusting, trusts))) <= len(here) for one in _rivals(crossing, trusts)
    )


def matched(host: str, trust: Trust, trees: tuple[str, ...]) -> str:
    """Return the longest suffix by which a trust claims a name, or an empty text; an excluded suffix takes the name out.

    `trees` are the roots of the trusting forest's trees, which stand for the suffixes where none are declared.
    """
    name = folded(host)
    if "." not in name or any(_ends_in(name, suffix) for suffix in trust.excluded):
        return ""
    suffixes = trees if trust.suffixes is None else trust.suffixes
    return max((suffix for suffix in suffixes if _ends_in(name, suffix)), key=len, default="")


def trees_of(root: str, trusts: TrustGraph) -> tuple[str, ...]:
    """Return the DNS names of the roots of a forest's trees, which Windows enters as suffixes by itself."""
    return tuple(domain.dns for domain in trusts.domains if domain.forest == root and domain.parent is None)


def _ends_in(name: str, suffix: str) -> bool:
    return name == suffix or name.endswith(f".{suffix}")


def _rivals(crossing: Trust, trusts: TrustGraph) -> tuple[Trust, ...]:
    """Return the other forest trusts over which the same forest could send the request."""
    return tuple(
        trust
        for trust in trusts.trusts
        if trust.kind is TrustKind.FOREST
        and trust.enabled
        and trust.trusted == crossing.trusted
        and trust.trusting != crossing.trusting
    )
