"""The network of an estate, from its form: latencies, cuts, and who cannot reach whose controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.landscape.model import folded
from simcom.runtime.networks import Cut, Network
from simcom.scenario.build.declarations import spelled_out
from simcom.scenario.codes import Code
from simcom.scenario.schema.network import ANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.runtime.steps import Duration
    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.network import CutForm, NetworkForm
    from simcom.scenario.text.places import Path

MOST_CUTS = 100_000
"""Pairs of machines that one entry may cut."""


def network(names: Names, given: NetworkForm) -> Network:
    """Return the network; what the file does not say has the usual value."""
    usual = Network()
    return Network(
        latency=given.latency or usual.latency,
        local=given.local or usual.local,
        links=_links(names, given),
        stub=given.stub or usual.stub,
        blocked=_blocked(names, given),
        cuts=cuts(names, given.cuts, ("network", "cuts")),
        unknown_names=_unknown_names(names, given),
        ping_s=given.ping.period,
        pings_missed=given.ping.missed,
        integrity_per_byte_s=given.crypto.integrity,
        privacy_per_byte_s=given.crypto.privacy,
        **{field: getattr(usual, field) if said is None else said for field, said in _seconds(given)},
    )


def _seconds(given: NetworkForm) -> list[tuple[str, float | None]]:
    """Return the plain numbers of seconds, by the name of their field; None where the file does not say."""
    keys = ("unreachable", "syn", "refused", "keepalive", "per_byte")
    return [(f"{key}_s", getattr(given, key)) for key in keys]


def cuts(names: Names, forms: Sequence[CutForm], path: Path) -> tuple[Cut, ...]:
    """Return pairs of machines that cannot reach each other, ranges spelled out; complains of machines nobody declares."""
    return tuple(cut for index, form in enumerate(forms) for cut in _cuts(names, form, (*path, index)))


def _cuts(names: Names, form: CutForm, path: Path) -> list[Cut]:
    ends = (form.between[0], form.between[1]) if form.between else (form.from_, form.to)
    keys: tuple[Path, Path] = (("between", 0), ("between", 1)) if form.between else (("from",), ("to",))
    one, other = (_ends(names, text, (*path, *key)) for text, key in zip(ends, keys, strict=True))
    if len(one) * len(other) > MOST_CUTS:
        problem = f"this cuts {len(one) * len(other)} pairs of machines, where {MOST_CUTS} are the most"
        names.source.complain(Code.OUT_OF_RANGE, path, problem, f"write `{ANY}` for any machine")
        return []
    return [Cut(a, b, form.how, tuple(form.ports), one_way=not form.between) for a in one for b in other]


def _ends(names: Names, text: str, path: Path) -> list[str]:
    return [ANY] if text == ANY else _hosts(names, text, path)


def _unknown_names(names: Names, given: NetworkForm) -> tuple[tuple[str, str], ...]:
    return tuple(
        ("" if host == ANY else host, form.name)
        for index, form in enumerate(given.unknown_names)
        for host in _ends(names, form.from_, ("network", "unknown_names", index, "from"))
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
