"""The account itself: whether it is there, whether its password is right, and what its flags say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.trouble import Asked, Trouble
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import AccountState

NOT_LISTED = "{name} may log on from {machines} only"

_CURES = {
    "account_disabled": "enable {name}",
    "account_locked": "unlock {name}",
    "account_expired": "let {name} expire later",
    "password_expired": "give {name} a new password",
    "must_change": "change the password of {name}",
    "outside_logon_hours": "widen the logon hours of {name}, or wait for them",
    "workstation_not_allowed": "widen the list of machines that {name} may log on from, or use one of them",
}
"""What helps against each cause that an account's flags give."""

_FLAGS: tuple[tuple[str, str, str], ...] = (
    ("locked", "account_locked", "the account {name} is locked out"),
    ("expired", "account_expired", "the account {name} has expired"),
    ("password_expired", "password_expired", "the password of {name} has expired"),
    ("must_change", "must_change", "{name} must change its password first"),
)
"""Each flag that refuses, its cause and the sentence."""


@models("account-state-flags")
def state_trouble(state: AccountState, name: str, machine: str) -> tuple[str, str] | None:
    """Return the cause and the sentence of the first flag that refuses a logon from a machine, None if the account is usable."""
    if not state.enabled:
        return "account_disabled", f"the account {name} is disabled"
    for flag, cause, text in _FLAGS:
        if getattr(state, flag):
            return cause, text.format(name=name)
    if not state.within_hours:
        return "outside_logon_hours", f"{name} may not log on at this hour"
    allowed = {item.casefold() for item in state.workstations}
    if allowed and machine.casefold() not in allowed:
        return "workstation_not_allowed", NOT_LISTED.format(name=name, machines=", ".join(state.workstations))
    return None


def cured(cause: str, name: str) -> str:
    """Return what helps an account against the cause that ``state_trouble`` gave."""
    return _CURES[cause].format(name=name)


def account_trouble(facts: CallFacts, rule: str, *, kerberos: bool) -> Trouble | None:
    """Return what is wrong with the caller's own account: unknown, wrong password, or a flag. ``rule`` speaks of the first two."""
    account = facts.account
    side = Side.CLIENT if kerberos else Side.SERVER
    also = ("trust.kerberos",) if kerberos else ("trust.ntlm", "ntlm-server-verifies")
    if not account.known:
        because, remedy = f"{account.authority} has no account {facts.identity}", "an account that is there"
        return Trouble("unknown_account", rule, because, side, also=also, remedy=remedy, asked=Asked.FIRST)
    if account.password_ok is False:
        because, remedy = f"wrong password for {facts.identity}", "the account's own password"
        return Trouble("logon_denied", rule, because, side, also=also, remedy=remedy, asked=Asked.FIRST)
    found = state_trouble(account.state, account.name, facts.client_machine.name)
    if found is None:
        return None
    flag_rule = "krb-account-state-errors" if kerberos else "account-state-flags"
    also, remedy = (*also, "account-state-flags"), cured(found[0], account.name)
    return Trouble(found[0], flag_rule, found[1], side, also=also, remedy=remedy, asked=Asked.FIRST)
