"""The check of the hardening: an authenticated activation below PKT_INTEGRITY.

Source: KB5004442; [MS-DCOM] note 81. It is asked before the limits and lists: what refuses it knows no class yet (`H18`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation.hardening import RAISE, REQUIRE, enforced, known, phase
from simcom.rules.activation.levels import COAUTHINFO, COINIT, STACK
from simcom.rules.eras import BEFORE_VISTA, ENFORCES_FOR_GOOD_FROM, RAISE_KNOWN_FROM
from simcom.rules.steps import fact, fails, holds, notes, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.activation.arrived import Arrival
    from simcom.vocabulary.rulings import Input, Step

WHERE = {"stage": Stage.INTEGRITY_LEVEL, "side": Side.SERVER}
RULE = "act.hardening"


def below(arrival: Arrival) -> bool:
    """Tell whether an activation arrives from somebody, over the network, below PKT_INTEGRITY."""
    known_caller = not arrival.anonymous and not arrival.facts.local
    return known_caller and arrival.caller.authn_level < AuthnLevel.PKT_INTEGRITY


@models("act.hardening", "H7", "H9", "H10", "H13", "H22", "H25")
def integrity(arrival: Arrival) -> Step | None:
    """Refuse an activation below PKT_INTEGRITY where the server's machine enforces that; LRPC is never asked."""
    if arrival.facts.local:
        return _local(arrival)
    if arrival.anonymous:
        return _anonymous(arrival)
    level = AuthnLevel.show(arrival.caller.authn_level)
    if not below(arrival):
        because = f"{level} is not below PKT_INTEGRITY, whatever {arrival.machine} enforces"
        return holds(RULE, because, *_seen(arrival), **WHERE, also=("H25",))
    if not known(arrival.facts.server_machine):
        return _undeclared(arrival, f"the activation arrives at {level}")
    on, why = enforced(arrival.facts.server_machine)
    if not on:
        because = f"{level} is below PKT_INTEGRITY, but {arrival.machine} takes it: {why}"
        return holds(RULE, because, *_seen(arrival), **WHERE, also=("H25",))
    because = f"the activation arrives at {level}, and {arrival.machine} takes PKT_INTEGRITY or more: {why}"
    return _perhaps_raised(arrival, because) or _refused(arrival, because)


@models("H9")
def _local(arrival: Arrival) -> Step | None:
    """Note that an activation over LRPC passes where one over the network would not."""
    level, machine = arrival.facts.settings.asked_level, arrival.facts.server_machine
    if level >= AuthnLevel.PKT_INTEGRITY or not known(machine) or not enforced(machine)[0]:
        return None
    because = f"{AuthnLevel.show(level)} is below PKT_INTEGRITY, which {arrival.machine} enforces, but over LRPC nobody asks for that"
    return notes("H9", because, **WHERE)


@models("H1", "H4", "H25")
def _perhaps_raised(arrival: Arrival, because: str) -> Step | None:
    """Give no verdict on a level that the client's machine would raise if it is patched, where no patch level is declared."""
    client, source = arrival.facts.client_machine, arrival.facts.settings.source
    if source == STACK or phase(client) is not None or client.raise_level is not None:
        return None
    because = (
        f"{because}; the patch level of {client.name} is not declared, so whether it raises the level is not known"
    )
    remedy = f"declare the patch of {client.name}, or {RAISE} there"
    return unknown(RULE, because, *_seen(arrival), **WHERE, also=("H1", "H4", "H25"), remedy=remedy)


def _refused(arrival: Arrival, because: str, disputed: str = "") -> Step:
    """Refuse, with the smallest change on the client's side that would pass."""
    code, by_retry = arrival.denied()
    also = ("H7", "H16", "H25", *(("H10",) if arrival.facts.settings.source == STACK else ()))
    more = {"also": also, "disputed": disputed or by_retry, "remedy": cure(arrival)}
    return fails(RULE, code, because, *_seen(arrival), **WHERE, **more)


@models("H13")
def _anonymous(arrival: Arrival) -> Step | None:
    """Pass an anonymous activation on to the permissions, unless it is assumed that every low level is refused."""
    machine = arrival.facts.server_machine
    if arrival.facts.assume.anonymous_activation == "refuse":
        if not known(machine):
            return _undeclared(arrival, "the activation arrives unauthenticated")
        on, why = enforced(machine)
        return _refused(arrival, f"{arrival.machine} takes no unauthenticated activation: {why}", "H13") if on else None
    because = "the activation arrives unauthenticated, which the hardening leaves to limits and lists"
    return notes("H13", because, **WHERE, disputed="H13")


def _undeclared(arrival: Arrival, what: str) -> Step:
    """Give no verdict where it is not declared whether the server's machine enforces."""
    because = f"{what}, and the patch level of {arrival.machine} is not declared, so whether it enforces is not known"
    remedy = f"declare the patch level of {arrival.machine}, or {REQUIRE} there"
    return unknown(RULE, because, *_seen(arrival), **WHERE, remedy=remedy)


def _seen(arrival: Arrival) -> tuple[Input, ...]:
    """Return what the check looked at: the level, its source, and the server's machine's patch level and value."""
    machine = arrival.facts.server_machine
    return (
        fact("activation's level", AuthnLevel.show(arrival.caller.authn_level), arrival.facts.settings.source),
        fact("server's patch", machine.patch or "not declared", machine.origin("patch")),
        fact(
            REQUIRE,
            "absent" if machine.require_integrity is None else machine.require_integrity,
            machine.origin(REQUIRE),
        ),
    )


@models("H26")
def cure(arrival: Arrival) -> str:
    """Return the smallest change that would pass: on the client first, and on the server as long as that can be turned off."""
    facts = arrival.facts
    ways = [f"let {facts.process or 'the client'} on {facts.client_machine.name} activate at PKT_INTEGRITY"]
    if not arrival.anonymous and facts.settings.source != STACK:
        ways.append(_raising(arrival, needed=2 if facts.settings.source in (COINIT, COAUTHINFO) else 1))
    level = phase(facts.server_machine)
    if level is None or level < ENFORCES_FOR_GOOD_FROM:
        ways.append(f"set {REQUIRE} to 0 on {arrival.machine} until its update of March 2023, and restart it")
    return ", or ".join(way for way in ways if way)


def _raising(arrival: Arrival, needed: int) -> str:
    """Return how the client's machine would raise the level by itself; one of old Windows never will."""
    client = arrival.facts.client_machine
    if client.windows in BEFORE_VISTA:
        return ""
    level = phase(client)
    if level is not None and level < RAISE_KNOWN_FROM:
        return f"update {client.name} (P2b raises every level above NONE)"
    setting = f"set {RAISE} to {needed} on {client.name} and restart it"
    return setting if client.raise_level is not None else f"{setting}, or update it (P2b raises every level)"
