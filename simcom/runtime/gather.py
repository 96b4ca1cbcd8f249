"""The world at one instant, as facts.

Facts of a call are gathered when it is sent. Nothing that the server checks can change on the way, since no timeline moves the estate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.calls.identity import Identity, cloaks, identity
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import CallFacts, IdentityFacts, NegotiationFacts, ProxyFacts

if TYPE_CHECKING:
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import InterfaceProxy, ProxyManager
    from simcom.runtime.whereabouts import Whereabouts
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.facts import AccountFacts


def security_of(process: ComProcess) -> ProcessSecurity:
    """Return a process's security; it is there before any proxy is."""
    if process.security is None:
        msg = f"{process.spec.name} holds a proxy before its security was initialised"
        raise RuntimeError(msg)
    return process.security


@models("callback.own-negotiation")
def negotiation_facts(manager: ProxyManager, assume: Assumptions) -> NegotiationFacts:
    """Gather what a blanket is negotiated from."""
    client, server = manager.process, manager.target.process
    return NegotiationFacts(
        client=security_of(client),
        server=security_of(server),
        client_machine=client.machine.settings,
        server_machine=server.machine.settings,
        local=manager.local,
        ignores_hint=client.spec.ignores_hint,
        assume=assume,
    )


def goes_out_as(thread: Thread, proxy: InterfaceProxy, assume: Assumptions) -> Identity:
    """Ask who a call on this proxy goes out as, from this thread, now."""
    facts = IdentityFacts(
        blanket=proxy.blanket,
        account=thread.process.spec.account,
        thread_token=thread.token,
        thread_level=thread.token_level,
        thread_came_by=thread.came_by,
        remote=not proxy.manager.local,
        local_auth_info=assume.local_auth_info,
    )
    return identity(facts)


def call_facts(
    where: Whereabouts,
    thread: Thread,
    proxy: InterfaceProxy,
    known: Identity,
    interface: str,
    assume: Assumptions,
    *,
    callback: bool = False,
) -> CallFacts:
    """Gather everything a call's ladder looks at: who first, then where, then the server's own settings."""
    client, server = thread.process, proxy.manager.target.process
    local = proxy.manager.local
    name = known.account if local else where.on_the_network(known.account, client.machine)
    credentials = proxy.blanket.identity if known.rule == "negotiation.identity.by-service" else None
    account = where.facts(name, server.machine, credentials)
    return CallFacts(
        interface=interface,
        settings_of=proxy.interface,
        blanket=proxy.blanket,
        local=local,
        identity=name,
        account=account,
        server_account=server.spec.account,
        server=security_of(server),
        client=security_of(client),
        client_machine=client.machine.settings,
        server_machine=server.machine.settings,
        **_tokens(where, proxy, account),
        thread_level=known.level,
        identity_rule=known.rule,
        thread_token=thread.token,
        token_came_by=known.came_by,
        cloaked=cloaks(proxy.blanket.capabilities) and known.from_thread,
        callback=callback,
        in_process=proxy.manager.apartment,
        assume=assume,
    )


def _tokens(where: Whereabouts, proxy: InterfaceProxy, account: AccountFacts) -> dict[str, Any]:
    """Return what a caller would be on the server's machine: as itself, as nobody, as its mirror, by its certificate."""
    machine, local = proxy.manager.target.process.machine, proxy.manager.local
    holder = where.holder(proxy.blanket.identity)
    return {
        "token": where.token(account.name, machine, remote=not local),
        "anonymous_token": where.anonymous(machine),
        "mirror_token": where.token(account.mirror, machine, remote=True) if account.mirror else None,
        "certificate_token": where.token(holder, machine, remote=True) if holder else None,
    }


def proxy_facts(interface: str, kind: str, *, foreign: bool = False, helper: bool = False) -> ProxyFacts:
    """Describe a pointer that is passed to IClientSecurity."""
    return ProxyFacts(interface=interface, kind=kind, foreign=foreign, helper=helper)
