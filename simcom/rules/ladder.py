"""The order of checks, written once, and the doors through which calls and activations are judged.

The order is section K of the catalogue of facts: a claim about Windows. ``simcom rules`` prints it, tests hold it against an
independent reading, and striking any rung out breaks a test. Where K leaves the order of an activation open it is that of [MS-DCOM]
3.1.2.5.2.3: permission, then version, then class (`act-sequence`). Permission is all of it, the machine's two limits and the launch list
(`act-permission-check`). A class that the machine does not know has no list that could be asked: whoever passes the limits is told so.
The hardening stands before the limits: what refuses by it knows no class (`H18`), and anonymous callers
are left to them (`H13`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules import reach
from simcom.rules.activation import fallen_back, integrity, launching, limits, reaching, reply, retries
from simcom.rules.activation.arrived import Arrival
from simcom.rules.calls import arrival, client, gate, logon, outgoing, server
from simcom.rules.calls.authentication import caller
from simcom.rules.logon.trouble import remembered
from simcom.rules.reach.versions import version_fails
from simcom.rules.reach.way import name_fails, way_fails
from simcom.rules.steps import Rung, climb
from simcom.rules.transport.limits import request_fits
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step

IDENTITY: tuple[Rung[CallFacts], ...] = (
    outgoing.imp_level_promoted,
    outgoing.goes_out_as,
    outgoing.token_usable,
    client.nobody,
    client.service_in_common,
)
"""Who goes out, and with which service: for calls of programs as for those of resolvers."""

PROOF: tuple[Rung[CallFacts], ...] = (
    client.negotiated_mechanism,
    logon.context_reused,
    logon.local_logon,
    logon.kerberos_principal,
    logon.kerberos_logon,
    logon.ntlm_logon,
    logon.schannel_logon,
    logon.unknown_package,
    arrival.network_logon_right,
    arrival.groups_lost,
)
"""How a caller is proved, on both sides."""

CALL_LADDER: tuple[Rung[CallFacts], ...] = (
    client.dcom_enabled,
    reach.name_resolves,
    reach.way_open,
    reach.exporter_there,
    client.settings_used,
    outgoing.callback_roles,
    *IDENTITY,
    client.package_list,
    *PROOF,
    request_fits,
    reach.versions_agree,
    server.promoted,
    server.minimum_level,
    server.machine_limit,
    server.process_acl,
    reach.object_lives,
    reach.filter_answers,
    gate.gate_passes,
)
"""A call on a proxy, from the client's thread to the method."""

APARTMENT_LADDER: tuple[Rung[CallFacts], ...] = (server.between_apartments, reach.object_lives, reach.filter_answers)
"""A call between two apartments of one process."""

AFTER_LOGON = (Stage.CALL_LEVEL, Stage.MACHINE_LIMIT, Stage.ACCESS_PERMISSION, Stage.LIFETIME, Stage.DISPATCH)
"""What stops a call at one of these stages stops a caller who is known by then."""


def judge(ladder: tuple[Rung[CallFacts], ...], facts: CallFacts) -> Ruling:
    """Climb a ladder with the facts of one call. The value is the ``Caller`` whom the server sees, ``None`` if nobody arrives."""
    steps = _climbed(ladder, facts)
    return Ruling(steps, caller(facts) if _arrives(steps[-1]) else None)


def _arrives(last: Step) -> bool:
    """Tell whether the server got to know its caller: nothing stopped the call, or something that comes after the logon did."""
    if not last.stops:
        return True
    return last.stage in AFTER_LOGON or (last.stage is Stage.VERSION and last.side is Side.SERVER)


@models("order-of-checks")
def judge_call(facts: CallFacts) -> Ruling:
    """Judge one call: the ladder for processes, or the short one within a process."""
    return judge(APARTMENT_LADDER if facts.in_process else CALL_LADDER, facts)


RESOLVER_LADDER: tuple[Rung[CallFacts], ...] = (
    *IDENTITY,
    *PROOF,
)
"""The authentication of a call, as activations, resolutions and pings meet it; no PackageList ever goes with them."""


@remembered
def _authenticated(facts: CallFacts) -> tuple[Step, ...]:
    """Climb the resolvers' ladder, which the stages of one activation do again and again with the same facts."""
    return climb(RESOLVER_LADDER, facts)


def _climbed(ladder: tuple[Rung[CallFacts], ...], facts: CallFacts) -> tuple[Step, ...]:
    return _authenticated(facts) if ladder is RESOLVER_LADDER else climb(ladder, facts)


def both_enabled(facts: ActivationFacts) -> Step | None:
    """Stop where EnableDCOM is N on either machine, as for any call."""
    return client.dcom_enabled(_calls(facts)[0])


@models("act-binding-fallbacks", "act-events", "port-135")
def resolver_named(facts: ActivationFacts) -> Step | None:
    """Stop at a name that is malformed or gives no address, as for any call."""
    said = None if facts.local else name_fails(facts.resolver, reaching.called(facts), facts.client_machine.name)
    return replace(said, also=(*said.also, *reaching.BEARING)) if said else None


@models("act-binding-fallbacks", "act-events", "port-135")
def resolver_reached(facts: ActivationFacts) -> Step | None:
    """Stop where nothing gets through to port 135, as for any call."""
    said = None if facts.local else way_fails(facts.resolver, facts.server_machine.name)
    return replace(said, also=(*said.also, *reaching.BEARING)) if said else None


def _version(facts: ActivationFacts) -> Step | None:
    """Return the failure of two versions that do not go together, if they do not."""
    agree = facts.local or facts.versions.client == facts.versions.server
    return None if agree else version_fails(facts.versions, facts.client_machine.name, facts.server_machine.name)


def version_spoken(facts: ActivationFacts) -> Step | None:
    """Let the client stop by itself where ServerAlive2 has told it that the majors differ."""
    said = _version(facts)
    return said if said is not None and said.side is Side.CLIENT else None


def version_accepted(arrived: Arrival) -> Step | None:
    """Let the server refuse a version that it does not take; it has looked at permissions before (`act-sequence`)."""
    said = _version(arrived.facts)
    return said if said is not None and said.side is Side.SERVER else None


@dataclass(frozen=True, slots=True)
class ActivationLadder:
    """The order of an activation: on the way out, at each attempt, and once the resolver knows who asks."""

    outward: tuple[Rung[ActivationFacts], ...]
    attempt: tuple[Rung[CallFacts], ...]
    inward: tuple[Rung[Arrival], ...]


ACTIVATION_LADDER = ActivationLadder(
    outward=(both_enabled, resolver_named, resolver_reached, reaching.server_alive, version_spoken),
    attempt=RESOLVER_LADDER,
    inward=(
        integrity.integrity,
        limits.access_limited,
        limits.launch_limited,
        limits.launch_permitted,
        version_accepted,
        launching.class_registered,
        launching.as_activator,
        launching.reused,
        launching.logs_on,
        launching.starts,
        launching.registers,
        launching.launched,
        launching.service_admitted,
        reply.some_interface,
        reply.settings_stay_behind,
        reply.answered,
    ),
)
"""An activation, from the client's RPCSS to the reply."""


def _calls(facts: ActivationFacts) -> tuple[CallFacts, ...]:
    """Return the calls to the resolver: one for each attempt, or the one over the local transport."""
    return (facts.local_call,) if facts.local_call is not None and facts.local else facts.attempts


def _attempts(
    ladder: tuple[Rung[CallFacts], ...], calls: tuple[CallFacts, ...], purpose: str, number: int = 0
) -> tuple[tuple[Step, ...], int]:
    """Make one attempt after another until one is authenticated; return all steps, and the number of the last."""
    how = retries.attempted(calls[number], number, purpose)
    taken = (*((how,) if how else ()), *_climbed(ladder, calls[number]))
    if not retries.fails(taken) or number + 1 == len(calls):
        return taken, number
    given_up = retries.given_up(taken, calls[number + 1].blanket, purpose)
    rest, last = _attempts(ladder, calls, purpose, number + 1)
    return (*given_up, *rest), last


def judge_activation(facts: ActivationFacts, settings: Ruling, ladder: ActivationLadder = ACTIVATION_LADDER) -> Ruling:
    """Judge one activation; ``settings`` is the ruling of `activation_settings`, whose steps come first.

    The value is an ``Activated``; where the server's machine refuses, it tells whom the resolver saw; ``None`` if nobody arrived.
    """
    out = settings.steps if settings.steps[-1].stops else (*settings.steps, *climb(ladder.outward, facts))
    if out[-1].stops:
        return Ruling(out)
    tried, number = _attempts(ladder.attempt, _calls(facts), retries.ACTIVATE)
    if tried and tried[-1].stops:
        return Ruling((*out, *tried))
    arrived = Arrival(facts, number, caller(_calls(facts)[number]), retries.first_failed(tried))
    checked = fallen_back.told(climb(ladder.inward, arrived), arrived)
    return Ruling((*out, *tried, *checked), reply.activated(arrived, ok=not checked[-1].stops))


@models("H8a", "authz.rpcss-guarded", "ping-permission", "resolve-server-check")
def judge_resolver_call(attempts: tuple[CallFacts, ...], purpose: str) -> tuple[Ruling, int]:
    """Judge a call to a resolver that resolves an exporter or pings (``purpose`` "resolve" or "ping"), one attempt after another.

    Returns the ruling, whose value is the ``Caller``, and the number of the attempt that passed or was the last. No level is demanded
    (`H8a`); once somebody is known, or nobody without security, the machine's access limit is asked.
    """
    first = attempts[0]
    ahead = climb((client.dcom_enabled, reach.name_resolves, reach.way_open), first)
    if ahead and ahead[-1].stops:
        return Ruling((*ahead[:-1], retries.unreached(ahead[-1], first.assume, purpose))), 0
    tried, number = _attempts(RESOLVER_LADDER, attempts, purpose)
    if tried[-1].stops:
        return Ruling((*ahead, *tried)), number
    asked = attempts[number]
    limit = server.machine_limit(asked)
    guarded = replace(limit, also=(*limit.also, "authz.rpcss-guarded", retries.GUARDS[purpose]))
    return Ruling((*ahead, *tried, guarded), caller(asked)), number
