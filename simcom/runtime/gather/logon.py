"""What decides whether a caller can prove who it is, at this instant, as facts: routes, names, clocks, policies, the hop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.routes import Carrier
from simcom.runtime.gather.routes import Attempt, issuer, kerberos_route, ntlm_route
from simcom.runtime.gather.target import target_facts
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import canonical, key, shows_machine
from simcom.vocabulary.logon import (
    NO_DELEGATION,
    NO_DOMAIN_ACCOUNTS,
    NO_RESTRICTION,
    NOBODY,
    PLAIN_LOGON,
    USABLE,
    ClockFacts,
    Delegation,
    HopFacts,
    LogonFacts,
    LogonRights,
    NtlmFacts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.rules.calls.identity import Identity
    from simcom.runtime.gather.whereabouts import Whereabouts
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.vocabulary.facts import AccountFacts
    from simcom.vocabulary.logon import AccountState, Established, TicketFacts
    from simcom.vocabulary.machines import MachineSettings

LM_LEVELS = {"win2000": 0, "xp-sp2": 0, "server-2003-sp1": 2, "current": 3}
"""LmCompatibilityLevel of a generation. Source: itpro network-security-lan-manager-authentication-level.md."""

_INCOMING = (NO_RESTRICTION, NO_DOMAIN_ACCOUNTS, NOBODY)
_DENY_OUTGOING = 2


def logon_facts(  # noqa: PLR0913, PLR0917  (all that a logon depends on, from eight places)
    where: Whereabouts,
    process: ComProcess,
    proxy: InterfaceProxy,
    account: AccountFacts,
    known: Identity,
    now_s: float,
    held: Callable[[str | None, str], TicketFacts],
    established: Established | None,
) -> LogonFacts:
    """Gather all that a logon looks at besides the account; nothing special for a call within one machine.

    ``known`` is who the call goes out as, before its name on the network; ``now_s`` the time of the simulation; ``held`` tells
    what the session has for a principal and the domain whose KDC makes its ticket.
    """
    if proxy.manager.local:
        return PLAIN_LOGON
    target = proxy.manager.target.process
    own = _key_account(where, target)
    logon = Attempt(where, account, process.machine, target.machine, own, now_s)
    asked = target_facts(logon, proxy)
    tickets = held(asked.principal, issuer(logon, asked))
    return LogonFacts(
        kerberos=kerberos_route(logon, asked, tickets),
        ntlm=ntlm_route(logon),
        target=asked,
        tickets=tickets,
        clocks=_clocks(logon),
        policies=_policies(logon),
        rights=LogonRights(target.machine.settings.network_logon, target.machine.settings.deny_network_logon),
        mirror=where.state(account.mirror, now_s) if account.mirror else USABLE,
        builtin=canonical(known.account) if shows_machine(known.account) else "",
        home=_home(logon),
        controller=target.machine.controller,
        may_authenticate=_may_authenticate(logon),
        hop=_hop(logon, process) if known.came_by else None,
        established=established,
    )


@models("domain-is-account-authority")
def _home(logon: Attempt) -> str:
    """Return the DNS name of the account's domain; an empty text if it is in none."""
    domain = logon.where.trusts.domain(logon.account.authority) if logon.account.home == "domain" else None
    return domain.dns if domain else ""


def _key_account(where: Whereabouts, server: ComProcess) -> str:
    """Return the account whose key a server process has: its machine's for the accounts that every machine has."""
    name = server.spec.account
    return (where.inventory.machine_account(server.machine) if shows_machine(name) else "") or name


def _clocks(logon: Attempt) -> ClockFacts:
    """Hold the two machines' clocks against each other; the server's domain says how far apart they may be."""
    ahead = (machine.clock.ahead_s(logon.now_s) for machine in (logon.client, logon.server))
    policy = logon.where.inventory.policy(logon.where.inventory.domain_of(logon.server))
    one, other = ahead
    return ClockFacts(abs(one - other), policy.tolerance_s)


@models("ntlm-restrictions", "blank-password")
def _policies(logon: Attempt) -> NtlmFacts:
    settings = logon.server.settings
    guest = logon.where.account(f"{logon.server.name}\\Guest")
    return NtlmFacts(
        client_level=_lm_level(logon.client.settings),
        verifier_level=_verifier_level(logon),
        outgoing=NOBODY if logon.client.settings.restrict_sending_ntlm >= _DENY_OUTGOING else NO_RESTRICTION,
        incoming=_INCOMING[min(settings.restrict_receiving_ntlm, len(_INCOMING) - 1)],
        in_domain=_restricted(logon),
        secure_channel=logon.server.secure_channel,
        domain_answers=not _own_domain_silent(logon),
        blank_allowed=not settings.limit_blank_passwords,
        guest=guest is not None and _usable(logon.where.state(guest.name, logon.now_s)),
        guest_only=settings.force_guest,
    )


def _usable(state: AccountState) -> bool:
    """Tell whether nothing in an account's own flags keeps it from being used."""
    barred = state.locked or state.expired or state.password_expired or state.must_change
    return state.enabled and state.within_hours and not barred


def _restricted(logon: Attempt) -> str:
    """Return what the domains at the two ends of NTLM's way do with it.

    The account's own domain validates it, and its policy counts whatever it denies; the server's denies strangers only if it denies all.
    """
    route, inventory = logon.route(Carrier.NTLM), logon.where.inventory
    if route is None:
        return NO_RESTRICTION
    near, far = (inventory.policy(domain).restrict_ntlm for domain in (route.domains[0], route.domains[-1]))
    return far if far != NO_RESTRICTION or near != NOBODY else near


def _own_domain_silent(logon: Attempt) -> bool:
    """Tell whether the server reaches no controller of its own domain."""
    domain = logon.where.inventory.domain_of(logon.server)
    return bool(domain and logon.first_silent([(logon.names(logon.server), domain)]))


@models("lm-compat-level")
def _verifier_level(logon: Attempt) -> int:
    """Return the level of whoever checks the password: a controller of the account's domain, else the server's machine."""
    route = logon.route(Carrier.NTLM)
    if route is None:
        return _lm_level(logon.server.settings)
    return logon.where.inventory.policy(route.domains[-1]).lm_compatibility_level


def _lm_level(settings: MachineSettings) -> int:
    declared = settings.lm_compatibility_level
    return LM_LEVELS[settings.windows] if declared is None else declared


@models("selective-authentication")
def _may_authenticate(logon: Attempt) -> bool:
    """Tell whether the caller, or a group it has there, holds Allowed to Authenticate on the account the server runs as."""
    own = logon.where.account(logon.key)
    if own is None or not own.allowed_to_authenticate:
        return False
    held = logon.where.token(logon.account.name, logon.server, remote=True).principals()
    return any(key(name) in held for name in own.allowed_to_authenticate)


def _hop(logon: Attempt, process: ComProcess) -> HopFacts:
    """Describe who would pass the caller on to a further machine, and what the directory says of the two."""
    where = logon.where
    middle = where.on_the_network(process.spec.account, process.machine)
    return HopFacts(
        middle=middle,
        rights=_delegation(where, middle),
        joined=bool(logon.client.domain and logon.server.domain),
        back_end_admits=_delegation(where, logon.key).from_,
        same_domain=_domain_part(middle) == _domain_part(logon.key),
        caller=logon.account.state,
        forwards_tickets=_forwarded(logon),
    )


def _delegation(where: Whereabouts, name: str) -> Delegation:
    account = where.account(name)
    return account.delegation if account else NO_DELEGATION


def _domain_part(name: str) -> str:
    return name.rpartition("\\")[0].casefold()


def _forwarded(logon: Attempt) -> bool:
    """Tell whether the caller's TGT may come as far as the machine in the middle, which is the client of this call."""
    route = logon.where.trusts.route(logon.client.domain or "", logon.account.authority, Carrier.KERBEROS)
    return route is not None and route.forwards_tickets
