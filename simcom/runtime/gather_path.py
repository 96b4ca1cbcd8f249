"""The way to a server at this instant as facts, the versions at both ends, and what a method demands of its callers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.activation.stacks import stack_named
from simcom.rules.reach.versions import versions_between
from simcom.vocabulary.paths import CLEAR, LIVES, OPEN, SAME_VERSION, PathFacts, VersionFacts

if TYPE_CHECKING:
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy, ProxyManager
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import Gate


def path_facts(world: World, manager: ProxyManager) -> PathFacts:
    """Gather what lies between a client and an object: the road, the process that should listen there, and the object itself."""
    server = manager.target.process
    found = CLEAR if manager.local else _road(world, manager.process, server, manager.server_name)
    if not server.alive:
        found = world.roads.without(found, server)
    if not world.liveness.any_ended:
        return found
    state = world.liveness.state(manager.target, manager)
    return found if state == LIVES else replace(found, object=state)


def _road(world: World, client: ComProcess, server: ComProcess, name: str) -> PathFacts:
    """Gather the road to another machine; a connection that is there passes where a new one would not."""
    ends = (client.machine, server.machine, server.port, server.spec.name, name)
    found = world.roads.path(*ends)
    if found.way != OPEN and client.contexts.connection(server) is not None:
        return world.roads.path(*ends, connected=True)
    return found


def version_facts(client: ComProcess, server: ComProcess) -> VersionFacts:
    """Gather what a client announces and what a server speaks; a process may announce a version of its own, as foreign stacks do."""
    stack = stack_named(client.spec.stack)
    announces = client.spec.com_version or (stack.announces if stack else None)
    found = versions_between(client.machine.settings, server.machine.settings, announces)
    if server.spec.com_version is not None:
        found = replace(found, server=server.spec.com_version)
    return SAME_VERSION if found == SAME_VERSION else found


def gate_of(proxy: InterfaceProxy, method: str | None) -> Gate | None:
    """Return what the code of a method demands of its callers, ``None`` for nothing."""
    interface = proxy.manager.target.class_.interface(proxy.interface)
    found = interface.method(method) if interface and method else None
    return found.gate if found else None
