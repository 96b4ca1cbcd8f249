"""The name a ticket is asked for, and what the directory says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.landscape.directory import host_of
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key
from simcom.vocabulary.logon import TargetFacts

if TYPE_CHECKING:
    from simcom.runtime.gather.routes import Attempt
    from simcom.runtime.proxy import InterfaceProxy


def target_facts(logon: Attempt, proxy: InterfaceProxy) -> TargetFacts:
    """Gather who holds the principal that is asked for, whose key the server has, and how the client names the server."""
    address = _address(proxy.manager.server_name)
    tries = bool(address) and logon.client.settings.try_ip_spn
    principal, spec = _asked(proxy.blanket.principal, address if tries else ""), proxy.manager.target.process.spec
    named = _account_named(logon, principal or "")
    own_name = bool(named) and key(named) == key(logon.key) and not logon.key.endswith("$")
    machine = logon.where.inventory.machine_account(logon.server)
    return TargetFacts(
        principal=principal,
        holders=(named,) if named else _holders(logon, principal or ""),
        key=logon.key,
        key_state=logon.where.state(logon.key, logon.now_s),
        key_changed=not logon.server.secure_channel and key(logon.key) == key(machine),
        named_by="ip" if address else _named_by(principal or ""),
        by_account=own_name,
        server_has_ticket=spec.holds_ticket,
    )


def _account_named(logon: Attempt, principal: str) -> str:
    r"""Return the domain's account that a principal of the form ``DOMAIN\user`` or ``user@realm`` names, or an empty text."""
    authority, _, user = principal.rpartition("\\")
    if "/" not in principal and "@" in principal:
        user, _, authority = principal.rpartition("@")
    domain = logon.where.trusts.domain(authority)
    name = f"{domain.netbios}\\{user}" if domain else ""
    exists = logon.where.account(name) is not None or logon.where.inventory.machine_of(name) is not None
    return name if exists or (name and key(name) == key(logon.key)) else ""


@models("hints-last")
def _holders(logon: Attempt, principal: str) -> tuple[str, ...]:
    """Return who holds a principal: as the client's own forest knows it, and only then as the server's does."""
    trusts, directory = logon.where.trusts, logon.where.inventory.directory
    domains = (trusts.domain(logon.account.authority), trusts.domain(logon.server.domain or ""))
    found = (directory.holders(principal, domain.forest) for domain in domains if domain is not None)
    return next((holders for holders in found if holders), ())


def _address(name: str) -> str:
    """Return the name by which the client reaches the server if it is an IP address, else an empty text."""
    return name if ":" in name or name.replace(".", "").isdigit() else ""


@models("nego-falls-back")
def _asked(principal: str | None, address: str) -> str | None:
    """Return the principal that a ticket is asked for: the proxy's, with the address as its host where the client tries that."""
    host = host_of(principal or "")
    return f"{str(principal).partition('/')[0]}/{address}" if address and host else principal


@models("com-object-principal")
def _named_by(principal: str) -> str:
    """Tell how a principal names its host, by a short name or by a DNS name: it is the server's, whatever name the client uses."""
    host = host_of(principal)
    return "short" if host and "." not in host else "fqdn"
