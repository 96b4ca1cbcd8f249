"""Machines of an estate, from their forms; and as they are after each change in time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.runtime.estate import HOUR_S, Clock, Machine
from simcom.scenario.build import registry as build_registry
from simcom.scenario.build.declarations import texts
from simcom.scenario.build.presence import presence
from simcom.scenario.codes import Code
from simcom.scenario.schema.machines import MachineForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.machines import ClockForm, MachineChangeForm
    from simcom.scenario.text.places import Path
    from simcom.vocabulary.blankets import Origins

Shared = tuple["Origins", tuple[tuple[str, str], ...]]
"""What all machines of a range have alike: origins and executables."""

_BLANK = MachineForm()
_NEEDS_DOMAIN = ("domain_controller", "secure_channel", "delegation", "spns", "allowed_to_authenticate")


@dataclass(slots=True)
class Machines:
    """Every machine by folded name, as the file has it and as it is built; both move on with the timeline."""

    names: Names
    forms: dict[str, MachineForm] = field(default_factory=dict)
    made: dict[str, Machine] = field(default_factory=dict)

    def declare(self, forms: Mapping[str, MachineForm]) -> tuple[Machine, ...]:
        """Build the machines of a file, ranges spelled out."""
        for key, form in forms.items():
            self._range(key, form)
        return tuple(self.made.values())

    def _range(self, key: str, form: MachineForm) -> None:
        path: Path = ("machines", key)
        source, hosts = self.names.source, texts(key)
        executables = build_registry.executables(source, form.registry, (*path, "registry"))
        shared = build_registry.origins(source, form, path), executables
        _check(
            self.names,
            form,
            path,
            several=len(hosts) > 1,
            joined=bool(hosts) and hosts[0].casefold() in self.names.homes,
        )
        for host in hosts:
            self.forms[host.casefold()] = form
            self.made[host.casefold()] = _machine(self.names, host, form, path, shared)

    def change(self, host: str, form: MachineChangeForm, path: Path, at_s: float) -> Machine:
        """Return a machine with what changes at a time, in seconds, put over what it was."""
        known, before = host.casefold(), self.made[host.casefold()]
        alone = _BLANK.overlaid(form)
        origins = build_registry.origins(self.names.source, alone, path)
        _machine(self.names, host, alone, path, (origins, ()))  # for its complaints; those of the rest were heard
        whole = self.forms[known] = self.forms[known].overlaid(form)
        executables = build_registry.executables(self.names.source, whole.registry, (*path, "registry"))
        merged = tuple((dict(before.settings.origins) | dict(origins)).items())
        after = _machine(self.names.quiet(), host, whole, path, (merged, executables))
        clock = _clock_from(at_s, before.clock, form.clock) if form.given("clock") else before.clock
        self.made[known] = replace(after, clock=clock)
        return self.made[known]


def _machine(names: Names, host: str, form: MachineForm, path: Path, shared: Shared) -> Machine:
    settings = build_registry.settings(names, host, form, path, shared[0])
    return Machine(
        name=host,
        domain=settings.domain,
        settings=settings,
        applications=build_registry.applications(names, form.registry, path, host),
        executables=shared[1],
        fqdn=(form.fqdn or "").rstrip(".").lower(),
        controller=form.domain_controller,
        clock=Clock(form.clock.offset, form.clock.drift),
        secure_channel=form.secure_channel == "whole",
        max_concurrent_api=form.registry.max_concurrent_api,
        **presence(names, form, path),
    )


def _clock_from(at_s: float, before: Clock, form: ClockForm) -> Clock:
    """Return a clock that is as far ahead at a time as the change says, and goes on from there; without an offset it is not set."""
    ahead_s = form.offset if form.given("offset") else before.ahead_s(at_s)
    drift_s = form.drift if form.given("drift") else before.drift_s
    return Clock(ahead_s - drift_s * at_s / HOUR_S, drift_s)


def _check(names: Names, form: MachineForm, path: Path, *, several: bool, joined: bool) -> None:
    """Complain of what a machine cannot have: a workgroup's machine anything that a directory keeps, a range one DNS name."""
    for name in () if joined else _NEEDS_DOMAIN:
        if getattr(form, name) != MachineForm.model_fields[name].get_default():
            problem = f"a machine in a workgroup has no account in a directory, which `{name}` is about"
            names.source.complain(Code.NEEDS_ANOTHER, (*path, name), problem, "add `domain: ...`", at_key=True)
    if form.fqdn is None:
        return
    if "." not in form.fqdn.strip("."):
        problem = f"{quoted(form.fqdn)} is no DNS name of a machine"
        names.source.complain(Code.UNKNOWN_VALUE, (*path, "fqdn"), problem, "write for instance `opc01.plant.example`")
    if several:
        problem = "several machines cannot have one `fqdn`"
        names.source.complain(
            Code.NOT_TOGETHER, (*path, "fqdn"), problem, "leave it out, or write the machines one by one"
        )
