"""A COM process: its security, fixed once; the objects it serves; the pointers it holds; the threads that run its scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.initialization.initialize import initialize
from simcom.runtime.channel.contexts import Contexts
from simcom.runtime.proxy import ComObject, Pointer, ProxyManager
from simcom.runtime.rows import Party
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import InitializeFacts
from simcom.vocabulary.identities import AppIdPointer

if TYPE_CHECKING:
    from collections.abc import Callable

    import simpy

    from simcom.runtime.calls.serving import Apartment
    from simcom.runtime.estate import Machine, Process
    from simcom.runtime.functions.asynchronous import CallObject
    from simcom.runtime.interfaces import Class
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import InitializeArguments, ProcessSecurity
    from simcom.vocabulary.facts import Caller
    from simcom.vocabulary.machines import AppSettings
    from simcom.vocabulary.rulings import Ruling


class ComProcess:
    """The state of one process.

    ``extra`` counts the references that AddRef added to a pointer; ``workers`` is the capacity to serve calls, ``None`` for no limit.
    ``contexts`` are those it has built with servers, ``apartment`` its single-threaded one if its objects live in one, ``call_objects`` its
    asynchronous calls by name. ``alive`` tells whether it runs, ``fate`` what ended it (``KILLED`` and its like). ``instance`` counts the
    processes of this name from 1, and is 0 for one that has not been started yet. A process that died stays dead: its name's next one is
    another ``ComProcess``.
    """

    def __init__(
        self,
        spec: Process,
        machine: Machine,
        classes: dict[str, Class],
        *,
        certificate: bool,
        instance: int = 1,
        listen: Callable[[ComProcess], int] | None = None,
    ) -> None:
        """Set up the process; nothing is initialised yet, but COM+ has been before the process's own code runs."""
        self.alive = instance > 0
        self.instance = instance
        self.fate = ""
        self._listen = listen
        self._port: int | None = spec.port
        self.spec = spec
        self.machine = machine
        self.party = Party(spec.name, machine.name, spec.account)
        self.objects = {name: ComObject(name, classes[class_], self) for name, class_ in spec.objects}
        self.security: ProcessSecurity | None = None
        self.security_step = ""
        self.com_ready = spec.com_ready
        self.pointers: dict[str, Pointer] = {}
        self.extra: Counter[str] = Counter()
        self.managers: dict[tuple[str, bool], ProxyManager] = {}
        self.marshalled: set[tuple[str, str]] = set()
        self.workers: simpy.Resource | None = None
        self.contexts = Contexts()
        self.apartment: Apartment | None = None
        self.call_objects: dict[str, CallObject] = {}
        self._certificate = certificate
        self._end: simpy.Event | None = None

    def end(self, env: simpy.Environment) -> simpy.Event:
        """Return what happens when the process ends."""
        if self._end is None:
            self._end = env.event()
        return self._end

    def die(self, fate: str) -> None:
        """Take note that the process has ended, and of what ended it; whoever waits for that is told."""
        self.fate = fate if self.alive else self.fate
        self.alive = False
        if self._end is not None and not self._end.triggered:
            self._end.succeed()

    @property
    @models("port-lazy-listen")
    def port(self) -> int:
        """The TCP port its exporter listens on, from the first time that somebody has to know; 0 where none was left.

        It stays what it was when the process has died, since old references go on pointing there.
        """
        if self._port is None and self.alive:
            self._port = self._listen(self) if self._listen else 0
        return self._port or 0

    def manager(self, target: ComObject, *, apartment: bool = False, server_name: str = "") -> ProxyManager:
        """Return the one proxy manager for an object; the name by which its server is reached is that of the first time.

        An object of the same name in a later instance of its process is another one, with a manager of its own.
        """
        wanted = (target.path, apartment)
        held = self.managers.get(wanted)
        if held is None or held.target is not target:
            held = self.managers[wanted] = ProxyManager(self, target, apartment, server_name=server_name)
        return held

    def forget(self, gone: ComObject) -> None:
        """Let an object go that was made for somebody who has released it; another one may be called by its name."""
        del self.objects[gone.name]
        self.marshalled = {pair for pair in self.marshalled if pair[0] != gone.name}

    @models("coinitsec.once-per-process", "coinitsec.failure-leaves-uninitialised", "coinitsec.server-blanket-fixed")
    def initialize_security(self, arguments: InitializeArguments | None, assume: Assumptions, step: str) -> Ruling:
        """Call CoInitializeSecurity, or let COM do it (``None``); only a success fixes anything."""
        ruling = initialize(self._facts(arguments, assume))
        if ruling.ok:
            self.security = ruling.value
            self.security_step = step
        return ruling

    def _facts(self, arguments: InitializeArguments | None, assume: Assumptions) -> InitializeFacts:
        """Gather what an initialisation looks at."""
        return InitializeFacts(
            machine=self.machine.settings,
            account=self.spec.account,
            arguments=arguments,
            done=self.security.how if self.security else "",
            com_ready=self.com_ready,
            complus=self.spec.complus,
            has_certificate=self._certificate,
            app=self._own_application(),
            pointed=self._pointed(arguments),
            dns_name=self.machine.fqdn,
            assume=assume,
        )

    @models("implicit.appid-by-exe", "implicit.running-process-unaffected")
    def _own_application(self) -> AppSettings | None:
        """Return the values of the process's AppID: set through IGlobalOptions, else found by the executable's name."""
        appid = self.spec.appid or self.machine.appid_of(self.spec.executable)
        return self.machine.application(appid)

    def _pointed(self, arguments: InitializeArguments | None) -> AppSettings | None:
        """Return the values of the AppID that pSecDesc points to."""
        descriptor = arguments.security_descriptor if arguments else None
        return self.machine.application(descriptor.appid) if isinstance(descriptor, AppIdPointer) else None


@dataclass(eq=False, slots=True)
class Thread:
    """One thread: its process, the token it wears, the call it serves and the step it serves it for.

    ``key`` is what decisions about its calls are remembered by; it changes with the token. ``saved`` is the token it wore before it
    impersonated its caller. ``calls`` is the proxy through which it is calling just now, ``packet_s`` when the latest packet of that
    call passed, and ``causality`` numbers the chain of calls that it belongs to (`id-cid`), 0 while it has none. ``task`` is what carries
    it while it runs.
    """

    process: ComProcess
    name: str
    serving: Caller | None = None
    parent: str | None = None
    token: str | None = None
    token_level: int = 0
    came_by: str = ""
    key: tuple[str | None, int, str, str | None] = (None, 0, "", None)
    saved: tuple[str | None, int, str] | None = None
    calls: InterfaceProxy | None = None
    packet_s: float = 0.0
    causality: int = 0
    task: simpy.Process | None = None

    def wear(self, token: str | None, level: int = 0, came_by: str = "") -> None:
        """Put a token on, or take it off with ``None``; ``came_by`` is the mechanism that brought it from another machine, if any."""
        self.token, self.token_level, self.came_by = token, level, came_by
        self.key = (token, level, came_by, self.parent)

    @models("impersonate.nesting")
    def impersonate(self, caller: Caller, level: int) -> None:
        """Wear the caller's token; what was worn before the first time is kept for the one way back."""
        self.saved = self.saved or (self.token, self.token_level, self.came_by)
        self.wear(caller.name, level, caller.came_by)

    def revert(self) -> None:
        """Wear again what was worn before the first impersonation, however many followed."""
        if self.saved is not None:
            self.wear(*self.saved)
            self.saved = None
