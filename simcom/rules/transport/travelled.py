"""How far a step came on the wire: which messages of it travelled at all.

Source: MS-RPCE 3.3.1.5.2.1 for what fails on which leg; the facts on time-outs for what gets no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.choice import NTLM
from simcom.vocabulary.citations import models
from simcom.vocabulary.messages import Message
from simcom.vocabulary.paths import DROPPED, OPEN
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.transport.legs import Ends
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.paths import PathFacts
    from simcom.vocabulary.rulings import Ruling

WAY = (Stage.RESOLVE, Stage.CONNECT)
"""The stages before anything of RPC's can travel."""

RESPONSE, ANSWERED, FAULTED, NO_ANSWER = "", "answer", "fault", "no answer"
"""How a request was answered, as its message says it: an answer is a response that carries a failure in its results."""

BY_CALLED = ("RPC_E_INVALID_OBJECT", "CO_E_OBJNOTREG", "OR_INVALID_SET", "OR_INVALID_OID", "OR_INVALID_OXID")
"""What IRemUnknown and a resolver return themselves, once they have been let run (`remqi-semantics`, `ping-server-rules`)."""

BEFORE_IT_RUNS = (Stage.AUTHENTICATE, Stage.INTEGRITY_LEVEL, Stage.MACHINE_LIMIT, Stage.LAUNCH_PERMISSION)
"""Where a resolver turns an activation away with a fault; whatever else is wrong with one its results say."""

LOSSES = ("server-killed-in-call", "server-machine-crash", "conn-loss")
"""What ends a call without any answer."""

GATES = ("W5", "W7")
"""What a method's own code refuses comes back in its results."""


def asked(facts: CallFacts, ruling: Ruling | None) -> bool:
    """Tell whether anything was sent to the server's machine: not where the client's own side stops a call, unless it is cut off."""
    if ruling is None or ruling.ok or ruling.decisive.side is Side.SERVER:
        return True
    return ruling.decisive.stage is Stage.CONNECT and (facts.path.way != OPEN or facts.path.exporter == "gone")


@models("bind-auth-failure-when")
def answered(said: Authentication | None) -> bool:
    """Tell whether the first request travels: yes if nothing failed, and where raw NTLM failed, which shows only there."""
    return said is None or not said.cause or (said.mechanism == NTLM and said.legs == 1)


@models("conn-loss")
def ending(ruling: Ruling | None) -> str:
    """Return how a request was answered: with a response (an empty text), with one that carries a failure, with a fault, not at all."""
    if ruling is None or not ruling.decisive.stops:
        return RESPONSE
    last = ruling.decisive
    if last.rule in GATES or last.hresult in BY_CALLED:
        return ANSWERED
    return NO_ANSWER if last.rule in LOSSES else FAULTED


def activation_ending(ruling: Ruling) -> str:
    """Return how the request of an activation was answered: with a fault only where nobody was let in (`act-denied-codes`)."""
    how = ending(ruling)
    return ANSWERED if how == FAULTED and ruling.decisive.stage not in BEFORE_IT_RUNS else how


@models("fail-fast-vs-slow")
def unreached(one: Ends, facts: CallFacts, ruling: Ruling | None) -> tuple[Message, ...]:
    """Return the handshake that failed, empty where the server was reached."""
    stopped = ruling is not None and not ruling.ok and ruling.decisive.stage in WAY
    return knocked(one, facts.path) if stopped else ()


@models("tcp-connect-timeout", "dns-multi-address")
def knocked(one: Ends, path: PathFacts) -> tuple[Message, ...]:
    """Return the handshakes with every address in turn; one that is dropped brings nothing back and is no round trip."""
    if path.name != "resolves":
        return ()
    back, leg = (0, NO_ANSWER) if path.way == DROPPED else (1, "refused")
    return (Message("tcp_connect", one.frm, one.to, back, 0, leg),) * path.addresses
