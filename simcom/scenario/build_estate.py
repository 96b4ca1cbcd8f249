"""The estate, from the checked form of a whole file: names first, then values, then what scripts refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.model import folded
from simcom.runtime.estate import Estate, Network
from simcom.scenario import build_classes, build_domains, build_machines, build_processes, steps_scripts
from simcom.scenario.expectations import Expectation, RunExpectation
from simcom.scenario.references import Names
from simcom.scenario.steps_build import Ids
from simcom.vocabulary.assumptions import Assumptions

if TYPE_CHECKING:
    from simcom.landscape.model import Domain
    from simcom.runtime.steps import Duration
    from simcom.scenario.build_source import Source
    from simcom.scenario.schema_scenario import ScenarioForm

Expectations = tuple[Expectation | RunExpectation, ...]


def build(source: Source, form: ScenarioForm) -> tuple[Estate, Expectations]:
    """Return the estate and what is expected of it. Complaints are left in the source; with any, the estate is of no use."""
    domains = build_domains.domains(source, form.domains)
    names = _names(source, form, domains)
    ids = Ids(names)
    machines = build_machines.machines(names, form.machines)
    programs = build_processes.Programs(names, ids, {machine.name: machine for machine in machines})
    estate = Estate(
        title=form.title,
        machines=machines,
        processes=programs.build(form.processes),
        classes=build_classes.classes(names, ids, form.classes),
        accounts=build_machines.accounts(names, form.accounts),
        groups=build_machines.groups(names, form.groups, form.machines),
        domains=domains,
        trusts=build_domains.trusts(names, form.trusts),
        network=_network(names, form),
        assume=Assumptions(**form.assume.model_dump()),
        about=form.about,
        sources=tuple(form.sources),
    )
    instances = {key: build_processes.instances(key, item, names) for key, item in form.processes.items()}
    steps_scripts.check(source, form, instances)
    return estate, (*ids.expectations, *_of_run(source, form))


def _names(source: Source, form: ScenarioForm, domains: tuple[Domain, ...]) -> Names:
    names = Names(source)
    for domain in domains:
        names.domains[folded(domain.netbios)] = domain
    for domain in domains:
        names.domains[domain.dns] = domain
    build_machines.declare_machines(names, form.machines)
    build_machines.declare(names, "accounts", list(form.accounts))
    build_machines.declare(names, "groups", list(form.groups))
    return names


def _network(names: Names, form: ScenarioForm) -> Network:
    given, usual = form.network, Network()
    return Network(
        latency=given.latency or usual.latency,
        local=given.local or usual.local,
        links=_links(names, form),
        stub=given.stub or usual.stub,
    )


def _links(names: Names, form: ScenarioForm) -> tuple[tuple[str, str, Duration], ...]:
    return tuple(
        (one, other, link.latency)
        for index, link in enumerate(form.network.links)
        for one in _hosts(names, link.between[0], index, 0)
        for other in _hosts(names, link.between[1], index, 1)
    )


def _hosts(names: Names, text: str, index: int, end: int) -> list[str]:
    path = ("network", "links", index, "between", end)
    return [names.machine(host, path) for host in build_machines.spelled_out(names.source, text, path)]


def _of_run(source: Source, form: ScenarioForm) -> tuple[RunExpectation, ...]:
    if form.expect is None:
        return ()
    for name in form.expect.causes:
        source.check_rule(name, ("expect", "causes", name), at_key=True)
    given = [(name, getattr(form.expect, name)) for name in type(form.expect).model_fields if form.expect.given(name)]
    return (RunExpectation(source.at(("expect",)), tuple(given)),)
