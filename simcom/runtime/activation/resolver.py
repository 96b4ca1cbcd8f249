"""Object resolvers: the RPCSS of every machine, what it knows of others, and which servers it has started.

A resolver is a process of its own with a connection to each other resolver it has called. What a client process asks of another machine
travels through its own machine's resolver, but under the name of whoever asked (`act-identity-client`).
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_LIMITS, installed
from simcom.runtime.estate import Process
from simcom.runtime.interfaces import Class, Interface
from simcom.runtime.process import ComProcess
from simcom.runtime.proxy import ComObject
from simcom.vocabulary.blankets import AuthService, ProcessSecurity
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.activation.launching import Launch
    from simcom.runtime.estate import Machine
    from simcom.runtime.world import World

RESOLVER_PORT = 135
"""The TCP port of every resolver (`port-135`)."""

RPCSS, NETWORK_SERVICE = "RPCSS", "NETWORK SERVICE"
ACTIVATOR, EXPORTER = "IRemoteSCMActivator", "IObjectExporter"

_CLASS = Class(RPCSS, (Interface(EXPORTER), Interface(ACTIVATOR)))


@models("actor-object-resolver", "binding-security-resolver")
def resolver_security(machine: Machine) -> ProcessSecurity:
    """Return the security of a machine's resolver: all services that it has, Negotiate first, no least level, no list of its own."""
    services = sorted(installed(machine.settings), key=lambda item: item != AuthnSvc.GSS_NEGOTIATE)
    return ProcessSecurity(
        how="explicit",
        authn_level=AuthnLevel.NONE,
        imp_level=ImpLevel.IMPERSONATE,
        services=tuple(AuthService(item) for item in services),
        com_chose=False,
        acl=None,
        acl_rule="coinitsec.sd.null",
        capabilities=Eoac.NONE,
    )


class Resolver:
    """One machine's resolver, from one start of the machine to its end.

    ``reached`` are the names under which it has reached other resolvers, ``oxids`` the exporters whose bindings it knows. ``launches`` are
    the servers it has started, oldest first, by the name of the instance, and ``drawn_s`` how long the next one of a name will take to
    register; ``used`` are those whose single-use class object is taken, ``unpinged`` objects marshalled so that nobody pings them,
    ``tables`` those that were marshalled into a table, and how (`marshal-flags`), ``stale`` those of them that were cut off since, and how.
    """

    def __init__(self, machine: Machine) -> None:
        """Start a resolver that knows nobody."""
        spec = Process(RPCSS, machine.name, NETWORK_SERVICE, port=RESOLVER_PORT)
        self.process = ComProcess(spec, machine, {}, certificate=False)
        self.process.security = resolver_security(machine)
        self.endpoint = ComObject(RPCSS, _CLASS, self.process)
        self.reached: set[str] = set()
        self.oxids: set[ComProcess] = set()
        self.launches: dict[str, list[Launch]] = {}
        self.drawn_s: dict[str, float] = {}
        self.used: set[ComProcess] = set()
        self.unpinged: set[ComObject] = set()
        self.tables: dict[ComObject, str] = {}
        self.stale: dict[ComObject, str] = {}

    @property
    def machine(self) -> Machine:
        """The machine as it is now."""
        return self.process.machine

    def unused(self, name: str) -> list[Launch]:
        """Return the launches of an instance that live and whose class object nobody has taken."""
        return [one for one in self.launches.get(name, ()) if one.process.alive and one.process not in self.used]

    @models("act-identity-client", "actor-local-resolver-relays")
    def acting_for(self, client: ComProcess) -> ComProcess:
        """Return this resolver in the guise of a client process: its account and its tickets, but the resolver's own connections."""
        guise = copy(client)
        guise.contexts = self.process.contexts
        guise.security = self.process.security
        guise.managers = {}
        return guise

    @models("act-remote-machine-cache")
    def knows(self, name: str) -> bool:
        """Tell whether a machine was reached under this name; Windows 2000 holds names apart by their case."""
        return self._spelled(name) in self.reached

    def remember(self, name: str) -> None:
        """Keep the name under which a machine was reached."""
        self.reached.add(self._spelled(name))

    def forget(self, name: str, server: Resolver) -> None:
        """Forget a machine that could not be reached, and the connection to its resolver."""
        self.reached.discard(self._spelled(name))
        self.process.contexts.lose(server.process)

    def _spelled(self, name: str) -> str:
        return name if self.machine.settings.windows in BEFORE_LIMITS else name.casefold()


class Resolvers:
    """The resolvers of one run, each made when it is first needed."""

    def __init__(self, world: World) -> None:
        """Start with none."""
        self._world = world
        self._all: dict[str, Resolver] = {}

    def of(self, machine: Machine) -> Resolver:
        """Return a machine's resolver; it takes note of what has become of the machine since."""
        name = machine.name.casefold()
        if name not in self._all:
            self._all[name] = Resolver(machine)
        found = self._all[name]
        found.process.machine = machine
        return found

    def processes(self) -> tuple[ComProcess, ...]:
        """Return the processes of all resolvers there are, in the order they were needed."""
        return tuple(item.process for item in self._all.values())

    def machine_gone(self, machine: str, fate: str) -> None:
        """Let a machine's resolver end with it: its tables are lost, and so are the connections that others had to it."""
        gone = self._all.pop(machine.casefold(), None)
        if gone is not None:
            gone.process.die(fate)
            for other in self._all.values():
                other.process.contexts.lose(gone.process)

    @models("oxid-cache-scope")
    def process_gone(self, ended: ComProcess) -> None:
        """Forget what a machine's own resolver knew of a process that ended; other machines find out when they call it."""
        own = self._all.get(ended.machine.name.casefold())
        if own is not None:
            own.oxids.discard(ended)
            own.used.discard(ended)
