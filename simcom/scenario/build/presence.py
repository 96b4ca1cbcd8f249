"""How a machine stands on the network, and which classes it knows, from its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.runtime.estate import Registration
from simcom.runtime.networks import Firewall
from simcom.scenario.build.access import known_appid
from simcom.vocabulary.activation import INTERACTIVE_USER, SERVICE, SPECIFIED_USER

if TYPE_CHECKING:
    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.appids import AppIdForm
    from simcom.scenario.schema.firewall import FirewallForm, RegistrationForm
    from simcom.scenario.schema.machines import MachineForm
    from simcom.scenario.text.places import Path

RESOLVER = "RPCSS"
"""The resolver's own process, which a firewall may name like any other."""


def presence(names: Names, form: MachineForm, path: Path) -> dict[str, Any]:
    """Return what of a machine is about reaching it and starting servers on it, by the names of its fields."""
    sessions = (names.account(text, (*path, "sessions", index)) for index, text in enumerate(form.sessions))
    return {
        "up": form.up,
        "boot_s": form.boot,
        "firewall": None if form.firewall is None else _firewall(names, form.firewall, (*path, "firewall")),
        "ports": form.ports,
        "addresses": form.addresses,
        "site": form.site,
        "nat": form.nat,
        "sessions": tuple(sessions),
        "register_timeout_s": form.register_timeout,
        "classes": tuple(_registration(names, form, name, (*path, "classes", name)) for name in form.classes),
        "aliases": tuple(form.aliases),
    }


def _firewall(names: Names, form: FirewallForm, path: Path) -> Firewall:
    where = (*path, "processes")
    found = (
        [text] if text.upper() == RESOLVER else names.process(text, (*where, index))
        for index, text in enumerate(form.processes)
    )
    return Firewall(form.closed, tuple(form.open), tuple(name for part in found for name in part))


def _registration(names: Names, machine: MachineForm, class_: str, path: Path) -> Registration:
    form: RegistrationForm = machine.classes[class_]
    known = machine.registry.applications
    appid = known_appid(names.source, form.appid, known, (*path, "AppID")) if form.appid else ""
    process = names.process(form.process, (*path, "process")) if form.process else []
    remote = names.server(form.remote_server, (*path, "RemoteServerName")) if form.remote_server else ""
    return Registration(
        class_=class_,
        registered=form.registered,
        appid=appid,
        process=process[0] if process else "",
        identity=form.identity or (identity(known[appid]) if appid in known else ""),
        remote_server=remote,
        aggregatable=form.aggregatable,
    )


def identity(form: AppIdForm) -> str:
    """Return under whose identity COM starts a server, as its AppID says; empty where it says nothing.

    Facts `act-launch-order`, `act-session-identity`: a service wins over RunAs.
    """
    if form.local_service:
        return SERVICE
    if form.run_as is None:
        return ""
    return INTERACTIVE_USER if form.run_as.casefold() == INTERACTIVE_USER else SPECIFIED_USER
