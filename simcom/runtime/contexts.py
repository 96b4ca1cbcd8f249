"""Security contexts as a client process holds them: who it has proved itself to be, to which server process, with which settings.

A context ends with its connection only, that is, with either process: not with the ticket or the account it was built with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from simcom.rules.calls.identity import Identity
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.vocabulary.blankets import AuthInfo
    from simcom.vocabulary.logon import Established


@dataclass(frozen=True, slots=True)
class ContextKey:
    """What two calls must agree in to share a context: server process, provider, level, principal, identity and quality of service.

    ``token`` tells one token of an account from another: the level it was impersonated at and how it came; empty for the process's own.
    """

    server: str
    service: int
    level: int
    principal: str | None
    account: str
    credentials: AuthInfo | None
    token: tuple[int, str] | None
    imp_level: int
    capabilities: int


@models("cost-context-scope")
def context_key(proxy: InterfaceProxy, known: Identity) -> ContextKey:
    """Return what a call's context is kept under: all that a connection compares before it shares one (`ctx-reuse-key`)."""
    blanket = proxy.blanket
    return ContextKey(
        server=proxy.manager.target.process.spec.name,
        service=blanket.authn_svc,
        level=blanket.authn_level,
        principal=blanket.principal.casefold() if blanket.principal else None,
        account=known.account.casefold(),
        credentials=blanket.identity,
        token=(known.level, known.came_by) if known.from_thread else None,
        imp_level=blanket.imp_level,
        capabilities=blanket.capabilities,
    )


@models("krb-established-context-survives")
class Contexts:
    """The contexts of one client process."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[ContextKey, Established] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept)

    def get(self, key: ContextKey) -> Established | None:
        """Return the context with these settings, or ``None``."""
        return self._kept.get(key)

    def keep(self, key: ContextKey, built: Established) -> None:
        """Keep a context that was built."""
        self._kept[key] = built
