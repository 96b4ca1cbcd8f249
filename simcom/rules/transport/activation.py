"""An activation on the wire: the probe, the attempts in turn, and what happened on the server's machine before it answered.

Source: MS-DCOM 3.2.4.1.1, 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.transport.resolver import STUBS, asked_resolver, resolver_ends, server_alive
from simcom.rules.transport.travelled import FAULTED, activation_ending, knocked
from simcom.vocabulary.citations import models
from simcom.vocabulary.messages import Message
from simcom.vocabulary.paths import OPEN
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.transport.legs import Ends
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling

RESOLVER_WITH_SCM = (5, 6)
"""The version from which a server has IRemoteSCMActivator and ServerAlive2 (`ver-history`)."""


@models("act-sequence", "act-method-choice", "act-remote-machine-cache", "cost-activation")
def activation_messages(
    facts: ActivationFacts, ruling: Ruling, proofs: tuple[Authentication | None, ...]
) -> tuple[Message, ...]:
    """Return the messages of an activation, up to its reply. ``proofs`` has one entry for each attempt that was made, in order."""
    kind = activation_kind(facts)
    last = ruling.decisive
    if last.stops and last.side is Side.CLIENT and last.stage in (Stage.LOCAL, Stage.RESOLVE, Stage.CONNECT):
        sent = facts.resolver.way != OPEN and last.rule != "implicit.enabledcom"
        return knocked(_between(facts), facts.resolver) if sent else ()
    if facts.local:
        here = facts.client_machine.name
        return (Message(kind, here, here, 1, sum(STUBS[kind]), "local"), *_started(facts, ruling))
    if last.stops and last.stage is Stage.CONNECT:
        return knocked(_between(facts), facts.resolver)
    probe = () if facts.warm else server_alive(_between(facts))
    if last.stops and last.stage is Stage.VERSION and last.side is Side.CLIENT:
        return probe
    return (*probe, *_attempts(facts, ruling, proofs, kind), *_started(facts, ruling))


def activation_kind(facts: ActivationFacts) -> str:
    """Return which request an activation makes: IRemoteSCMActivator's two, or where either end is too old for it IActivation's one."""
    if min(facts.versions.client, facts.versions.server) < RESOLVER_WITH_SCM:
        return "remote_activation"
    return "remote_get_class_object" if facts.request.factory else "remote_create_instance"


def _between(facts: ActivationFacts) -> Ends:
    return resolver_ends(facts.client_machine, facts.server_machine, facts.resolver)


def _attempts(
    facts: ActivationFacts, ruling: Ruling, proofs: tuple[Authentication | None, ...], kind: str
) -> tuple[Message, ...]:
    """Return what each attempt sent; only the last one's request can have gone well."""
    found: list[Message] = []
    for number, (call, said) in enumerate(zip(facts.attempts, proofs, strict=False), start=1):
        how = activation_ending(ruling) if number == len(proofs) else FAULTED
        sent = asked_resolver(
            call,
            said,
            _between(facts),
            (kind, *STUBS[kind]),
            connected=facts.warm and facts.resolver.connected,
            probed=not facts.warm or facts.resolver.connected,
            how=how,
        )
        found.extend(sent)
    return tuple(found)


@models("act-reuse-or-launch")
def _started(facts: ActivationFacts, ruling: Ruling) -> tuple[Message, ...]:
    """Return what happened on the server's machine before it answered: a launch, and the registration if it came."""
    where = facts.server_machine.name
    launch = Message("launch", where, where, 0)
    if ruling.value is not None and not ruling.decisive.stops:
        return (launch, Message("class_registered", where, where, 0)) if ruling.value.launched else ()
    waited = ruling.decisive.stops and ruling.hresult.name == "CO_E_SERVER_EXEC_FAILURE"
    return (launch,) if waited and facts.application.starts else ()
