"""The server's principal name: whether there is one, and whose key the ticket for it is made for.

Source: win32 about-mutual-authentication-using-kerberos.md, name-formats-for-unique-spns.md; MS-DCOM 2.2.19.4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.logon.accounts import cured, state_trouble
from simcom.rules.logon.trouble import Asked, Trouble
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import AccountState
from simcom.vocabulary.rulings import Side
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import TargetFacts


def named(facts: CallFacts) -> bool:
    """Tell whether the proxy names the server rightly: by a name it registered, or by one the directory has for its account."""
    return registered(facts) or (fresh(facts) and bool(_holders(facts)))


@models("com-object-principal", "com-default-principal")
def registered(facts: CallFacts) -> bool:
    """Tell whether the proxy's principal is one the server process registered, and was given for the proxy's service."""
    wanted = {item.principal.casefold() for item in facts.server.services if item.principal}
    return fresh(facts) and str(facts.blanket.principal).casefold() in wanted


def fresh(facts: CallFacts) -> bool:
    """Tell whether the proxy has a principal, and not one that was kept from another service."""
    blanket = facts.blanket
    return bool(blanket.principal) and blanket.principal_service == blanket.authn_svc


def _holders(facts: CallFacts) -> tuple[str, ...]:
    target = facts.logon.target
    return target.holders if target is not None else ()


def _negotiates(facts: CallFacts) -> bool:
    return facts.blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE


@models("nego-falls-back", "nego-picks-kerberos-unless")
def no_target(facts: CallFacts) -> Trouble | None:
    """Refuse a ticket for no name, a kept name of another service, or an IP address; of which Negotiate makes NTLM."""
    if _by_address(facts):
        why = "the server is named by its IP address, for which no principal is registered"
        return replace(
            _unknown(facts, why, "nego-falls-back", remedy="name the server by its DNS name"), asked=Asked.NOBODY
        )
    if _negotiates(facts) and not named(facts):
        nameless = _unknown(facts, "the proxy names no principal that anybody registered", "nego-falls-back")
        return nameless if fresh(facts) else replace(nameless, asked=Asked.NOBODY)
    return None


def _by_address(facts: CallFacts) -> bool:
    """Tell whether the server is named by an IP address that no principal stands for (TryIPSPN and a principal of that name)."""
    target = facts.logon.target
    if target is None or target.named_by != "ip":
        return False
    registered_so = facts.client_machine.try_ip_spn and bool(target.holders)
    return facts.assume.ip_address_target == "no_target" and not registered_so


def _unknown(
    facts: CallFacts, why: str, rule: str, remedy: str = "register the principal on the server's account"
) -> Trouble:
    because, route = f"no ticket for {facts.identity}: {why}", facts.logon.kerberos
    last = Asked.LAST if route is not None and "forest" in route.kinds else Asked.HOME
    also = ("trust.kerberos",)
    return Trouble("spn_unknown", rule, because, falls_back=True, also=also, remedy=remedy, asked=last)


@models("krb-spn-unique", "krb-spn-default")
def unregistered(facts: CallFacts) -> Trouble | None:
    """Refuse a ticket for a principal that no account holds."""
    target = facts.logon.target
    if target is None or target.by_account or target.holders or facts.logon.tickets.service:
        return None
    nobody = _unknown(facts, f"the principal {target.principal} is registered on no account", "krb-spn-unique")
    return replace(nobody, also=(*nobody.also, "setblanket.principal.kerberos", "krb-mutual"))


@models("krb-spn-unique")
def duplicated(facts: CallFacts) -> Trouble | None:
    """Refuse a ticket for a principal that several accounts hold."""
    target = facts.logon.target
    if target is None or target.by_account or len(target.holders) <= 1 or facts.logon.tickets.service:
        return None
    why = f"the principal {target.principal} is registered on {' and '.join(target.holders)}"
    return _unknown(facts, why, "krb-spn-unique", remedy="leave the principal on one account")


@models("krb-server-key", "nego-must-not-fall-back", "machine-secure-channel-broken")
def wrong_holder(facts: CallFacts) -> Trouble | None:
    """Refuse a ticket that the server cannot decrypt: made for another account's key, or for a password that has changed."""
    target = facts.logon.target
    if target is None or target.by_account or not target.holders:
        return None
    holder = target.holders[0]
    if holder.casefold() == target.key.casefold() and not target.key_changed:
        return None
    because = f"the ticket for {target.principal} is made for {holder}, but the server runs as {target.key}"
    if target.key_changed and holder.casefold() == target.key.casefold():
        because = f"the password of {target.key} no longer agrees with the directory, so it cannot read the ticket"
    also = ("nego-must-not-fall-back", "setblanket.principal.kerberos")
    remedy = "reset the machine's password" if target.key_changed else _own_principal(facts, target)
    rule = "machine-secure-channel-broken" if target.key_changed else "krb-server-key"
    return Trouble("wrong_principal", rule, because, Side.SERVER, also=also, remedy=remedy)


@models("krb-server-key")
def _own_principal(facts: CallFacts, target: TargetFacts) -> str:
    """Return how to name a server by an account's key that it has; a machine's own names have to stay with the machine."""
    if not target.holders[0].endswith("$"):
        return f"move the principal to {target.key}"
    others = "NTLM" if _negotiates(facts) else "Negotiate or NTLM with COLE_DEFAULT_PRINCIPAL"
    why = f"moving {target.principal} would break the Kerberos of {target.holders[0]} itself"
    return f"use a principal of {target.key}, or {others}; {why}"


@models("krb-account-state-errors")
def revoked(facts: CallFacts) -> Trouble | None:
    """Refuse a new ticket for an account that is disabled, locked or expired itself."""
    target = facts.logon.target
    if target is None or facts.logon.tickets.service:
        return None
    state = target.key_state
    found = state_trouble(AccountState(state.enabled, state.locked, state.expired), target.key, "")
    if found is None:
        return None
    because = f"no ticket for {target.key}, the server's account: {found[1]}"
    also, remedy = ("trust.kerberos", "account-state-flags"), cured(found[0], target.key)
    return Trouble("service_revoked", "krb-account-state-errors", because, also=also, remedy=remedy, asked=Asked.LAST)


@models("com-user-server-u2u")
def user_to_user(facts: CallFacts) -> bool:
    """Tell whether the ticket is for an account's name, for which there is only user-to-user: the server has to show its own TGT."""
    target = facts.logon.target
    return target is not None and target.by_account


@models("com-user-server-u2u", "nego-falls-back")
def declined(facts: CallFacts) -> Trouble | None:
    """Let the server decline user-to-user where its logon session holds no TGT; under Negotiate it then selects NTLM."""
    target = facts.logon.target
    if target is None or not user_to_user(facts) or target.server_has_ticket:
        return None
    because = f"{target.principal} is an account's name, which needs user-to-user, and the server's logon session holds no TGT"
    remedy = "let the server log on with its password, or register a principal for it"
    also = ("nego-falls-back", "krb-spn-default")
    return Trouble(
        "spn_unknown", "com-user-server-u2u", because, Side.SERVER, falls_back=True, also=also, remedy=remedy
    )
