"""The estate, from the checked form of a whole file: names first, then values, then what scripts refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.model import folded
from simcom.runtime.estate import Estate
from simcom.scenario.build import classes as build_classes
from simcom.scenario.build import declarations
from simcom.scenario.build import domains as build_domains
from simcom.scenario.build import processes as build_processes
from simcom.scenario.build.accounts import Accounts
from simcom.scenario.build.groups import groups, scopes
from simcom.scenario.build.machines import Machines
from simcom.scenario.build.network import network
from simcom.scenario.build.policies import policies
from simcom.scenario.build.references import Names
from simcom.scenario.build.timeline import Timeline
from simcom.scenario.expectations import Expectation, RunExpectation
from simcom.scenario.steps import scripts as steps_scripts
from simcom.scenario.steps.build import Ids, check_rules, wanted
from simcom.vocabulary.assumptions import Assumptions

if TYPE_CHECKING:
    from simcom.landscape.model import Domain
    from simcom.scenario.build.source import Source
    from simcom.scenario.schema.scenario import ScenarioForm

Expectations = tuple[Expectation | RunExpectation, ...]


def build(source: Source, form: ScenarioForm) -> tuple[Estate, Expectations]:
    """Return the estate and what is expected of it. Complaints are left in the source; with any, the estate is of no use."""
    domains = build_domains.domains(source, form.domains)
    names = _names(source, form, domains)
    ids = Ids(names, ends=form.until is not None)
    machines = Machines(names)
    accounts = Accounts(names, scopes(names, form.groups))
    declared = machines.declare(form.machines)
    programs = build_processes.Programs(names, ids, machines)
    trusts = build_domains.trusts(names, form.trusts)
    estate = Estate(
        title=form.title,
        machines=declared,
        processes=programs.build(form.processes),
        classes=build_classes.classes(names, ids, form.classes),
        accounts=accounts.declare(form.accounts, form.machines),
        groups=groups(names, form.groups, form.machines),
        domains=domains,
        trusts=trusts,
        policies=policies(form.domains),
        timeline=Timeline(names, machines, accounts, form.domains, domains, trusts).build(form.timeline),
        network=network(names, form.network),
        assume=Assumptions(**form.assume.model_dump()),
        observe=tuple(dict.fromkeys(form.observe)),
        begins=form.begins,
        about=form.about,
        sources=tuple(form.sources),
    )
    instances = {key: build_processes.instances(key, item, names) for key, item in form.processes.items()}
    steps_scripts.check(source, form, instances, build_processes.reached(estate.processes, declared))
    return estate, (*ids.expectations, *_by_id(names, form), *_of_run(source, form))


def _names(source: Source, form: ScenarioForm, domains: tuple[Domain, ...]) -> Names:
    names = Names(source)
    for domain in domains:
        names.domains[folded(domain.netbios)] = domain
    for domain in domains:
        names.domains[domain.dns] = domain
    declarations.declare_machines(names, form.machines)
    declarations.declare(names, "accounts", list(form.accounts))
    declarations.declare(names, "groups", list(form.groups))
    declarations.declare_processes(names, form.processes)
    names.unresolved.update(item.name.casefold().rstrip(".") for item in form.network.unknown_names)
    return names


def _by_id(names: Names, form: ScenarioForm) -> tuple[Expectation, ...]:
    """Return what is expected of rows that no step of the file left."""
    found = []
    for row, expected in (form.expect.by_id if form.expect else {}).items():
        path = ("expect", "by_id", row)
        check_rules(names.source, expected, path)
        found.append(Expectation(row, names.source.at(path), wanted(names, expected, path)))
    return tuple(found)


def _of_run(source: Source, form: ScenarioForm) -> tuple[RunExpectation, ...]:
    if form.expect is None:
        return ()
    for name in form.expect.causes:
        source.check_rule(name, ("expect", "causes", name), at_key=True)
    counted = [name for name in type(form.expect).model_fields if form.expect.given(name) and name != "by_id"]
    given = [(name, getattr(form.expect, name)) for name in counted]
    return (RunExpectation(source.at(("expect",)), tuple(given)),)
