"""The way to a server at this instant as facts, the versions at both ends, and what a method demands of its callers."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from simcom.rules.activation.stacks import stack_named
from simcom.rules.reach.versions import versions_between
from simcom.vocabulary.paths import CLEAR, DROPPED, LIVES, OPEN, RUN_DOWN, SAME_VERSION, PathFacts, VersionFacts

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine
    from simcom.runtime.interfaces import Method
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy, ProxyManager
    from simcom.runtime.world import World


def path_facts(world: World, manager: ProxyManager) -> PathFacts:
    """Gather what lies between a client and an object: the road, the process that should listen there, and the object itself."""
    server = manager.target.process
    found = CLEAR if manager.local else _road(world, manager.process, server, manager.server_name)
    if not server.alive:
        found = world.roads.without(found, server)
    if not world.liveness.any_ended:
        return found
    state = world.liveness.state(manager.target, manager)
    if state == LIVES:
        return found
    return replace(
        found, object=state, reclaimed=world.liveness.reclaimed(manager.target) if state == RUN_DOWN else None
    )


def _road(world: World, client: ComProcess, server: ComProcess, name: str) -> PathFacts:
    """Gather the road to another machine; a connection that is there passes where a new one would not."""
    ends = (client.machine, server.machine, server.port, server.spec.name, name)
    found = world.roads.path(*ends)
    if found.way == OPEN or not client.contexts.trusts(server):
        return found
    found = world.roads.path(*ends, connected=True)
    return replace(found, resends=True) if found.way == DROPPED else found


def version_facts(client: ComProcess, server: ComProcess) -> VersionFacts:
    """Gather what a client announces and what a server speaks; a process may announce a version of its own, as foreign stacks do."""
    stack = stack_named(client.spec.stack)
    announces = client.spec.com_version or (stack.announces if stack else None)
    found = versions_between(client.machine.settings, server.machine.settings, announces)
    if server.spec.com_version is not None:
        found = replace(found, server=server.spec.com_version)
    return SAME_VERSION if found == SAME_VERSION else found


def method_of(proxy: InterfaceProxy, method: str | None) -> Method | None:
    """Return the method that a call asks for, ``None`` for IUnknown's and for one that the class does not have."""
    interface = proxy.manager.target.class_.interface(proxy.interface)
    return interface.method(method) if interface and method else None


def address_of(machine: Machine) -> str:
    """Return the address under which event logs show a machine: the first of its aliases that is an IP address, else its name."""
    return next((alias for alias in machine.aliases if _is_address(alias)), machine.name)


@lru_cache(maxsize=4096)
def _is_address(name: str) -> bool:
    """Tell whether a name is an IP address, of either version."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
