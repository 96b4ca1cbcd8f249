"""The network of an estate, from its form: latencies, and who cannot reach whose controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.model import folded
from simcom.runtime.networks import Network
from simcom.scenario.codes import Code
from simcom.scenario.declarations import spelled_out

if TYPE_CHECKING:
    from simcom.runtime.steps import Duration
    from simcom.scenario.places import Path
    from simcom.scenario.references import Names
    from simcom.scenario.schema_landscape import NetworkForm


def network(names: Names, given: NetworkForm) -> Network:
    """Return the network; what the file does not say has the usual value."""
    usual = Network()
    return Network(
        latency=given.latency or usual.latency,
        local=given.local or usual.local,
        links=_links(names, given),
        stub=given.stub or usual.stub,
        blocked=_blocked(names, given),
        unreachable_s=usual.unreachable_s if given.unreachable is None else given.unreachable,
    )


def _links(names: Names, given: NetworkForm) -> tuple[tuple[str, str, Duration], ...]:
    return tuple(
        (one, other, link.latency)
        for index, link in enumerate(given.links)
        for one in _hosts(names, link.between[0], ("network", "links", index, "between", 0))
        for other in _hosts(names, link.between[1], ("network", "links", index, "between", 1))
    )


def _hosts(names: Names, text: str, path: Path) -> list[str]:
    return [names.machine(host, path) for host in spelled_out(names.source, text, path)]


def _blocked(names: Names, given: NetworkForm) -> tuple[tuple[str, str], ...]:
    pairs: dict[tuple[str, str], None] = {}
    for index, block in enumerate(given.blocked):
        path: Path = ("network", "blocked", index)
        target = names.domain(block.to, (*path, "to"))
        for source in _blocked_from(names, block.from_, (*path, "from")):
            pairs[source, "" if target is None else target.dns] = None
    return tuple(pairs)


def _blocked_from(names: Names, text: str, path: Path) -> list[str]:
    """Return the domain or the machines that a text names."""
    domain, machine = names.domains.get(folded(text)), names.machines.get(text.casefold())
    if domain is None:
        return _hosts(names, text, path)
    if machine is not None:
        problem = f"{quoted(text)} is both a domain and a machine"
        names.source.complain(Code.AMBIGUOUS_NAME, path, problem, f"write `{domain.dns}` for the domain")
    return [domain.dns]
