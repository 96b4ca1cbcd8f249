"""The world at one instant, as facts.

Facts of a call are gathered when it is sent; what a timeline changes while it is on its way touches the next one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.rules.calls.identity import Identity, cloaks, identity
from simcom.runtime.calls.tickets import explicit_credentials, session
from simcom.runtime.channel.contexts import context_key
from simcom.runtime.gather.logon import logon_facts
from simcom.runtime.gather.path import address_of, method_of, path_facts, version_facts
from simcom.vocabulary.citations import models
from simcom.vocabulary.facts import CallFacts, IdentityFacts, NegotiationFacts, ProxyFacts
from simcom.vocabulary.logon import PLAIN_LOGON
from simcom.vocabulary.paths import SAME_VERSION

if TYPE_CHECKING:
    from simcom.runtime.gather.whereabouts import Whereabouts
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import ComObject, InterfaceProxy, ProxyManager
    from simcom.runtime.world import World
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.facts import AccountFacts
    from simcom.vocabulary.logon import LogonFacts, TicketFacts


def security_of(process: ComProcess) -> ProcessSecurity:
    """Return a process's security; it is there before any proxy is."""
    if process.security is None:
        msg = f"{process.spec.name} holds a proxy before its security was initialised"
        raise RuntimeError(msg)
    return process.security


@models("callback.own-negotiation")
def negotiation_facts(where: Whereabouts, manager: ProxyManager, assume: Assumptions) -> NegotiationFacts:
    """Gather what a blanket is negotiated from."""
    client, server = manager.process, manager.target.process
    return NegotiationFacts(
        client=security_of(client),
        server=security_of(server),
        client_machine=client.machine.settings,
        server_machine=server.machine.settings,
        local=manager.local,
        ignores_hint=client.spec.ignores_hint,
        trusted=where.trusted(client.spec.account, client.machine, server.machine),
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
    world: World,
    thread: Thread,
    proxy: InterfaceProxy,
    known: Identity,
    interface: str,
    *,
    callback: bool = False,
    method: str | None = None,
) -> CallFacts:
    """Gather everything a call's ladder looks at: who first, then where, then the server's own settings and the ``method``'s."""
    client, server = thread.process, proxy.manager.target.process
    where, local = world.where, proxy.manager.local
    name = known.account if local else where.on_the_network(known.account, client.machine)
    account = _account(world, proxy, known, name)
    logon = PLAIN_LOGON if local else _logon(world, proxy, account, known)
    asked = method_of(proxy, method)
    return CallFacts(
        interface=interface,
        settings_of=proxy.interface,
        blanket=proxy.blanket,
        local=local,
        identity=name,
        account=account if local else _carried(account, logon),
        server_account=server.spec.account,
        server=security_of(server),
        client=security_of(client),
        client_machine=client.machine.settings,
        server_machine=server.machine.settings,
        **_tokens(where, proxy, account, known),
        **_shown_by(thread, proxy, known),
        callback=callback,
        in_process=proxy.manager.apartment,
        logon=logon,
        path=path_facts(world, proxy.manager),
        versions=SAME_VERSION if local else version_facts(client, server),
        gate=asked.gate if asked else None,
        sends_bytes=asked.sends_bytes if asked else 0,
        **_unmapped(proxy.manager.target),
        assume=world.estate.assume,
    )


def _unmapped(target: ComObject) -> dict[str, Any]:
    """Return the values of a class's AppID, if the server's own executable has none and so does not read them (`implicit.appid-by-exe`)."""
    process, machine = target.process, target.process.machine
    if not machine.classes or process.spec.appid or machine.appid_of(process.spec.executable):
        return {}
    appid = next((item.appid for item in machine.classes if item.class_ == target.class_.name), "")
    return {"unmapped": machine.application(appid), "executable": process.spec.executable}


def _shown_by(thread: Thread, proxy: InterfaceProxy, known: Identity) -> dict[str, Any]:
    """Return how a thread came to show the identity that a call goes out as, and from where it shows it."""
    return {
        "address": address_of(thread.process.machine),
        "thread_level": known.level,
        "identity_rule": known.rule,
        "thread_token": thread.token,
        "token_came_by": known.came_by,
        "cloaked": cloaks(proxy.blanket.capabilities) and known.from_thread,
    }


def _account(world: World, proxy: InterfaceProxy, known: Identity, name: str) -> AccountFacts:
    """Gather what the two sides know of the account a call goes out as."""
    client, server = proxy.manager.process, proxy.manager.target.process
    credentials = explicit_credentials(proxy.blanket, known.rule)
    account = world.where.facts(name, server.machine, credentials, world.env.now)
    if client.machine.secure_channel or name == known.account:
        return account
    return replace(account, password_ok=False)  # it shows its machine, whose password the directory no longer knows


def _logon(world: World, proxy: InterfaceProxy, account: AccountFacts, known: Identity) -> LogonFacts:
    """Gather what a logon on another machine looks at: what the caller's session and connection hold, and what the landscape says."""
    process, now_s = proxy.manager.process, world.env.now
    owner = session(
        process.machine.name, account.name, process.spec.account, explicit_credentials(proxy.blanket, known.rule)
    )
    established = process.contexts.get(context_key(proxy, known))

    def held(principal: str | None, realm: str) -> TicketFacts:
        """Return what the caller's session holds for a principal of a domain."""
        return world.tickets.held(owner, principal, realm, now_s)

    return logon_facts(world.where, process, proxy, account, known, now_s, held, established)


@models("com-user-server-u2u")
def _carried(account: AccountFacts, logon: LogonFacts) -> AccountFacts:
    """Let Kerberos's own way count, which ends at the domain that makes the ticket and need not be the machine's."""
    return replace(account, kerberos=logon.kerberos is not None)


@models("token-by-logon-type")
def _tokens(where: Whereabouts, proxy: InterfaceProxy, account: AccountFacts, known: Identity) -> dict[str, Any]:
    """Return what a caller would be on the server's machine: as itself, as nobody, as its mirror, as Guest, by its certificate.

    A token that came from another machine is a network logon's, also where it is shown within the machine it came to.
    """
    machine, local = proxy.manager.target.process.machine, proxy.manager.local
    holder = where.holder(proxy.blanket.identity)
    return {
        "token": where.token(account.name, machine, remote=not local or bool(known.came_by)),
        "anonymous_token": where.anonymous(machine),
        "mirror_token": where.token(account.mirror, machine, remote=True) if account.mirror else None,
        "guest_token": None if local else where.token(f"{machine.name}\\Guest", machine, remote=True),
        "certificate_token": where.token(holder, machine, remote=True) if holder else None,
    }


def proxy_facts(interface: str, kind: str, *, foreign: bool = False, helper: bool = False) -> ProxyFacts:
    """Describe a pointer that is passed to IClientSecurity."""
    return ProxyFacts(interface=interface, kind=kind, foreign=foreign, helper=helper)
