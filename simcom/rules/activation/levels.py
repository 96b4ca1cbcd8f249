"""At which level a client activates: where its level comes from, and what raises it.

Source: sdk-api ns-wtypesbase-coauthinfo.md, ns-objidlbase-coserverinfo.md; [MS-DCOM] 3.2.4.1.1.2, notes 80 and 81; KB5004442. Plain Server
2003 is not among the generations; from XP SP2 and Server 2003 SP1 on the process's level counts (`H11`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.activation.hardening import raise_value
from simcom.rules.eras import BEFORE_LIMITS, BEFORE_VISTA
from simcom.rules.logon.trouble import remembered
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.activation import CoAuthInfo, SettingsFacts

COAUTHINFO, COINIT, DEFAULT, STACK = "coauthinfo", "coinit_explicit", "default", "stack"
"""Where an activation's level comes from (`H12`)."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level with its source, the rule that gave it, a sentence, and the place in a file where it was written."""

    value: int
    source: str
    rule: str
    because: str
    origin: str = ""
    disputed: str = ""


@models("act.coauthinfo.explicit", "act.coauthinfo.none", "H11")
@remembered
def asked(facts: SettingsFacts) -> Level:
    """Return the level that is asked for, before any raise: by the stack, by COAUTHINFO, by the process, by the registry."""
    info = facts.request.auth_info
    if facts.stack:
        return _of_stack(facts)
    if info is not None and unsecured(info):
        because = "COAUTHINFO asks for no authentication"
        return Level(AuthnLevel.NONE, COAUTHINFO, "act.coauthinfo.none", because, _place(info))
    if info is not None and info.authn_level != AuthnLevel.DEFAULT:
        because = "the level of COAUTHINFO"
        return Level(info.authn_level, COAUTHINFO, "act.coauthinfo.explicit", because, _place(info))
    return _of_process(facts)


@models("H10", "H23", "act.coauthinfo.explicit")
def _of_stack(facts: SettingsFacts) -> Level:
    """Return the level of a stack that is not Windows' own: the program's for this activation, else the one it was written for."""
    info = facts.request.auth_info
    what = f"{facts.stack}, which is not Windows' own"
    if info is not None and (unsecured(info) or info.authn_level != AuthnLevel.DEFAULT):
        level = AuthnLevel.NONE if unsecured(info) else info.authn_level
        return Level(level, STACK, "H10", f"the level that the program gave to {what}{_unheard(facts)}", _place(info))
    return Level(facts.stack_level or AuthnLevel.CONNECT, STACK, "H10", f"the level of {what}{_unheard(facts)}")


def _unheard(facts: SettingsFacts) -> str:
    """Say that a foreign stack does not hear of what the process told Windows' COM, where it told anything."""
    told = facts.client is not None and facts.client.how == "explicit"
    return "; CoInitializeSecurity's level does not reach it" if told else ""


def unsecured(info: CoAuthInfo) -> bool:
    """Tell whether a COAUTHINFO asks for no authentication: level NONE, or no service to authenticate with."""
    return info.authn_level == AuthnLevel.NONE or info.authn_svc == AuthnSvc.NONE


def _place(info: CoAuthInfo) -> str:
    return dict(info.origins).get("authn_level", "")


@models(
    "act.coauthinfo.null", "act-level-default", "H11", "disagree-default-level-activation", "disagree-legacy-default"
)
def _of_process(facts: SettingsFacts) -> Level:
    """Return the process's level, CONNECT at least; Windows 2000 takes CONNECT come what may."""
    rule, windows = "act.coauthinfo.null", facts.client_machine.windows
    if windows in BEFORE_LIMITS:
        because = f"{windows} activates at CONNECT, whatever the process's level"
        return Level(AuthnLevel.CONNECT, DEFAULT, "act-level-default", because)
    value, source, origin = _own(facts)
    level = max(value, AuthnLevel.CONNECT)
    because = f"the process's level {AuthnLevel.show(value)}" + (", but CONNECT at least" if level != value else "")
    if source == DEFAULT and _integrity_anyway(facts) and level < AuthnLevel.PKT_INTEGRITY:
        because = f"{because}, but PKT_INTEGRITY at least, as assume.unpatched_activation_level has it"
        return Level(AuthnLevel.PKT_INTEGRITY, source, "act-level-default", because, origin, "H11")
    return Level(level, source, rule, because, origin)


@models("H11")
def _integrity_anyway(facts: SettingsFacts) -> bool:
    """Tell whether the default of Vista and later is taken to be PKT_INTEGRITY even without the update."""
    later = facts.client_machine.windows not in BEFORE_VISTA
    return later and facts.assume.unpatched_activation_level == "PKT_INTEGRITY"


@models("H12", "H21")
def _own(facts: SettingsFacts) -> tuple[int, str, str]:
    """Return the process's level, its source and its place; a CoInitializeSecurity that said DEFAULT asked for nothing."""
    client = facts.client
    if client is None:
        return _registry(facts)
    origin = client.origin("authn_level")
    asked_for = client.how in ("explicit", "COM+") and not origin.startswith("DEFAULT")
    return client.authn_level, COINIT if asked_for else DEFAULT, origin


@models("H30")
def _registry(facts: SettingsFacts) -> tuple[int, str, str]:
    """Return the level of a process that is not initialised: of its AppID, else of its machine, else CONNECT."""
    app, machine = facts.app, facts.client_machine
    if app is not None and _is_level(app.authn_level):
        return int(app.authn_level or 0), DEFAULT, f"AuthenticationLevel of AppID {app.appid} on {machine.name}"
    legacy = machine.legacy_authn_level
    if _is_level(legacy):
        origin = machine.origin("LegacyAuthenticationLevel") or f"LegacyAuthenticationLevel on {machine.name}"
        return int(legacy or 0), DEFAULT, origin
    return AuthnLevel.CONNECT, DEFAULT, "built-in default"


def _is_level(value: object) -> bool:
    return isinstance(value, int) and AuthnLevel.NONE <= value <= AuthnLevel.PKT_PRIVACY


@models("H2", "H12", "H13")
def raised(facts: SettingsFacts) -> tuple[int, str]:
    """Return the level that goes out and what raised it (empty: nothing); NONE, a foreign stack and LRPC are never raised."""
    found = asked(facts)
    low = AuthnLevel.NONE < found.value < AuthnLevel.PKT_INTEGRITY
    if not low or found.source == STACK or facts.local:
        return found.value, ""
    value, why = raise_value(facts.client_machine)
    literal = facts.assume.raise1_covers_coinit == "yes"
    needed = {DEFAULT: 1, COINIT: 1 if literal else 2, COAUTHINFO: 2}[found.source]
    return (AuthnLevel.PKT_INTEGRITY, why) if value >= needed else (found.value, "")
