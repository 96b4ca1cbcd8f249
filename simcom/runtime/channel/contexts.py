"""Connections and security contexts as a client process holds them: to which server process, with which settings, proved to be whom.

A context ends with its connection only, that is, with either process or with what lies between them: not with the ticket or the account
it was built with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.rules.calls.identity import Identity
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.vocabulary.blankets import AuthInfo
    from simcom.vocabulary.logon import Established


@dataclass(frozen=True, slots=True)
class ContextKey:
    """What two calls must agree in to share a context: server process, provider, level, principal, identity and quality of service.

    ``server`` is one run of a process: one that was started again is another. ``token`` tells one token of an account from another: the
    level it was impersonated at and how it came; empty for the process's own.
    """

    server: ComProcess
    service: int
    level: int
    principal: str | None
    account: str
    credentials: AuthInfo | None
    token: tuple[int, str] | None
    imp_level: int
    capabilities: int


@models("cost-context-scope", "ctx-reuse-key")
def context_key(proxy: InterfaceProxy, known: Identity) -> ContextKey:
    """Return what a call's context is kept under: all that a connection compares before it shares one (`ctx-reuse-key`)."""
    blanket = proxy.blanket
    return ContextKey(
        server=proxy.manager.target.process,
        service=blanket.authn_svc,
        level=blanket.authn_level,
        principal=blanket.principal.casefold() if blanket.principal else None,
        account=known.account.casefold(),
        credentials=blanket.identity,
        token=(known.level, known.came_by) if known.from_thread else None,
        imp_level=blanket.imp_level,
        capabilities=blanket.capabilities,
    )


@dataclass(slots=True, eq=False)
class Connection:
    """A TCP connection to a server process, with what was built on it.

    ``plain`` tells that requests may travel on it that prove nobody. Several contexts may share it (`ctx-multiplex`). ``interfaces`` are
    those that were made known over it.
    """

    plain: bool = False
    contexts: dict[ContextKey, Established] = field(default_factory=dict)
    interfaces: set[str] = field(default_factory=set)


@models("krb-established-context-survives", "ctx-multiplex", "conn-idle")
class Contexts:
    """The connections and contexts of one client process: one connection to each server process it called."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[ComProcess, Connection] = {}
        self._vanished: set[ComProcess] = set()

    def __len__(self) -> int:
        """Return how many contexts there are."""
        return sum(len(one.contexts) for one in self._kept.values())

    def servers(self) -> tuple[ComProcess, ...]:
        """Return the processes to which there is a connection, in the order of the connecting."""
        return tuple(self._kept)

    def connection(self, server: ComProcess) -> Connection | None:
        """Return the connection to a server process, or ``None``."""
        return self._kept.get(server)

    def opened(self, server: ComProcess, interface: str = "", *, plain: bool = False) -> Connection:
        """Keep what was opened to a server process: the connection, the right to call as nobody, an interface."""
        held = self._kept.setdefault(server, Connection())
        held.plain = held.plain or plain
        held.interfaces.update(filter(None, (interface,)))
        return held

    def get(self, key: ContextKey) -> Established | None:
        """Return the context with these settings, or ``None``."""
        held = self._kept.get(key.server)
        return None if held is None else held.contexts.get(key)

    def keep(self, key: ContextKey, built: Established, interface: str = "") -> None:
        """Keep a context that was built, and the connection it belongs to."""
        self.opened(key.server, interface).contexts[key] = built

    def trusts(self, server: ComProcess) -> bool:
        """Tell whether there is a connection to a server process as far as the client knows, which nobody told that it has vanished."""
        return server in self._kept or server in self._vanished

    def lose(self, server: ComProcess, *, told: bool = True) -> bool:
        """Forget the connection to a server process and all that was built on it; tell whether there was one.

        With ``told`` False the other end has vanished, and the client will find that out by a call.
        """
        had = self._kept.pop(server, None) is not None
        if had and not told:
            self._vanished.add(server)
        elif told and server in self._vanished:
            self._vanished.discard(server)
            return True
        return had

    def clear(self) -> None:
        """Forget everything: the process has ended."""
        self._kept.clear()
        self._vanished.clear()
