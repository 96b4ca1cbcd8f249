"""The account that a launched server runs as: what its machine finds when it logs it on with the password that is stored there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.landscape.model import folded
from simcom.vocabulary.activation import SERVICE, SPECIFIED_USER
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key

if TYPE_CHECKING:
    from simcom.runtime.activation.launching import Server
    from simcom.runtime.estate import Machine
    from simcom.runtime.world import World


@models("runas-identity-logon", "account-state-flags")
def logon_of(world: World, server: Server, *, starts_now: bool) -> dict[str, Any]:
    """Return what a launch would find of its fixed account, by the names of the application's facts; nothing for other identities.

    ``starts_now`` False: a server is starting already, and nobody logs on again. A machine that cannot ask the account's domain lets in
    whom it has logged on before, as it knew the account then.
    """
    spec = server.spec
    if spec is None or not starts_now or server.identity not in (SPECIFIED_USER, SERVICE):
        return {}
    if spec.password_ok is False:
        return {"password_ok": False}
    domain = _silent(world, server.machine, spec.account)
    if domain:
        return {} if _known(world, server.machine, spec.account) else {"silent_domain": domain}
    state = world.where.state(spec.account, world.env.now)
    return {"state": state, "password_ok": spec.password_ok is True or not _stale(world, spec.account)}


def _silent(world: World, machine: Machine, account: str) -> str:
    """Return an account's domain where no controller of it answers a machine; empty for accounts that are in none."""
    where = world.where
    authority = account.rpartition("\\")[0]
    domain = where.trusts.domain(authority) if authority and not where.is_machine(authority) else None
    if domain is None:
        return ""
    inventory, name = where.inventory, domain.dns
    own = machine.controller and inventory.domain_of(machine) == inventory.place(name)
    askers = (folded(machine.name), inventory.place(machine.domain or ""))
    blocked = not own and any((one, inventory.place(name)) in inventory.blocked for one in askers)
    return name if blocked or not inventory.policy(name).reachable else ""


def _known(world: World, machine: Machine, account: str) -> bool:
    """Tell whether a process has run on a machine as an account, so that the machine has its logon cached."""
    name, wanted = machine.name.casefold(), key(account)
    ran = (one for one in world.processes.values() if one.instance and one.machine.name.casefold() == name)
    return any(key(one.spec.account) == wanted for one in ran)


def _stale(world: World, account: str) -> bool:
    """Tell whether an account's password was changed in the course of the run, of which the copy stored at a machine hears nothing."""
    wanted, now = key(account), world.where.account(account)
    first = next((one for one in world.estate.accounts if key(one.name) == wanted), None)
    return first is not None and now is not None and first.password != now.password
