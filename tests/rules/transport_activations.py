"""Activations, resolutions and pings made by hand, for what they put on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.calls_stand import CLIENT, SERVER, made, proxy
from rules.domains_stand import KERBEROS, NEGOTIATE, NTLM
from rules.transport_stand import INTEGRITY, NONE, proof

from simcom.rules.steps import fails, holds
from simcom.rules.transport.messages import activation_messages
from simcom.vocabulary.activation import (
    Activated,
    ActivationFacts,
    ActivationRequest,
    ActivationSettings,
    ApplicationFacts,
)
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.messages import Message

BLANKETS = {None: proxy(NONE), **{service: proxy(INTEGRITY, service) for service in (NTLM, KERBEROS, NEGOTIATE)}}
PROVED = {None: None, NTLM: proof("ntlm", 1), KERBEROS: proof("kerberos", 2), NEGOTIATE: proof("kerberos", 2)}
REQUEST = ActivationRequest("Historian", ("IHistorian",))


def attempt(service: int | None) -> CallFacts:
    """Return a call to the resolver with a service, ``None`` for no security."""
    return made(blanket=BLANKETS[service])


def activation(*services: int | None, **changes: Any) -> ActivationFacts:  # noqa: ANN401
    """Return an activation that would be tried with these services in turn."""
    attempts = tuple(map(attempt, services))
    settings = ActivationSettings(tuple(one.blanket for one in attempts), "default", INTEGRITY)
    words = {"request": REQUEST, "application": ApplicationFacts("Historian"), **changes}
    return ActivationFacts(
        settings=settings, attempts=attempts, client=None, client_machine=CLIENT, server_machine=SERVER, **words
    )


def worked(facts: ActivationFacts, attempts: int = 1, *, launched: bool = False) -> Ruling:
    """Return the ruling on an activation that its last attempt brought through."""
    value = Activated(None, attempts - 1, launched, "", facts.request.interfaces)  # type: ignore[arg-type]
    said = holds("act-sequence", "the class is activated", stage=Stage.START_SERVER, side=Side.SERVER)
    return Ruling((said,), value)


def stopped(stage: Stage, side: Side, code: str = "E_ACCESSDENIED") -> Ruling:
    """Return the ruling on an activation that was stopped somewhere."""
    return Ruling((fails("act-sequence", code, "it was stopped", stage=stage, side=side),))


def activated(*services: int | None, launched: bool = False, **changes: Any) -> tuple[Message, ...]:  # noqa: ANN401
    """Return the messages of an activation in which the last of these services came through."""
    facts = activation(*services, **changes)
    return activation_messages(facts, worked(facts, len(services), launched=launched), proofs(*services))


def proofs(*services: int | None) -> tuple[Authentication | None, ...]:
    """Return how the caller was proved at each attempt; every one but the last failed at the server."""
    *before, last = services
    failed = tuple(proof("kerberos", 1, "time_skew") for _ in before)
    return (*failed, PROVED[last])
