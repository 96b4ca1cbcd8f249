"""The last rungs of a call: whether the object is still there, whether its apartment takes the call; and what ends a call under way.

Source: MS-DCOM 3.1.1.5.4 and 3.1.1.5.6.1; wine's tests of marshalling; EPARG's note on the differences between DCOM errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.reach.fates import MEND, bearing, cure, cure_in_call, ended_before, ended_in_call
from simcom.rules.reach.way import SINK_GONE
from simcom.rules.steps import fails
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import LIVES, MACHINE, PROCESS, RESET, RUN_DOWN, SILENT, UNSTARTED
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step

LIFETIME = {"stage": Stage.LIFETIME, "side": Side.SERVER}
DISPATCH = {"stage": Stage.DISPATCH, "side": Side.SERVER}
AGAIN = "activate the object again"


@models("disconnect-errors", "server-restart-stale", "remqi-semantics", "rundown", "server-apartment-end")
def object_lives(facts: CallFacts) -> Step | None:
    """Refuse a call on an object that its exporter no longer knows; IRemUnknown itself is there and says so in a code of its own."""
    path = facts.path
    if path.object == LIVES and path.interface and path.exporter != "other":
        return None
    rule, because = _gone(facts)
    remote_unknown = facts.interface == "IUnknown" and path.exporter != "other"
    code = "RPC_E_INVALID_OBJECT" if remote_unknown else "RPC_E_DISCONNECTED"
    how = path.reclaimed if rule == "rundown" else None
    also = ("disconnect-errors", *(("remqi-semantics",) if remote_unknown else ()), *(how.also if how else ()))
    again = (how and how.remedy) or cure(path.fate, AGAIN)
    return fails(rule, code, because, **LIFETIME, also=also, remedy=SINK_GONE if facts.callback else again)


def _gone(facts: CallFacts) -> tuple[str, str]:
    """Return the rule and the sentence of an object that is not there any more."""
    path, where = facts.path, facts.server_machine.name
    if path.exporter == "other":
        return (
            "server-restart-stale",
            path.why or f"{ended_before(path.fate, where)}; another process has got its port, and knows no such IPID",
        )
    if path.object == RUN_DOWN:
        how = path.reclaimed.because if path.reclaimed else "nobody had pinged for it"
        return "rundown", path.why or f"the object was run down: {how}"
    if path.object == LIVES:
        return "disconnect-errors", path.why or "the exporter no longer knows the interface pointer"
    return "disconnect-errors", path.why or "the server has disconnected the object from its clients"


@models("orpc-causality", "fail-table")
def filter_answers(facts: CallFacts) -> Step | None:
    """Refuse a call that the server's message filter turns away, or that a server takes no more of."""
    path = facts.path
    if path.busy:
        because = path.why or "the server process takes no more calls at present"
        return fails("fail-table", "RPC_S_SERVER_TOO_BUSY", because, **DISPATCH, remedy="try again later")
    if not path.filtered:
        return None
    because = f"the message filter of the server's apartment answers: {path.filtered}"
    because += "; the client has no filter that would try again" if path.filtered == "retry later" else ""
    return fails("orpc-causality", "RPC_E_CALL_REJECTED", because, **DISPATCH, remedy="try again later")


@models("server-exception")
def server_fault(method: str) -> Step:
    """Return the end of a call whose method raised an exception; the server process lives on."""
    because = f"{method} raised an exception, which COM caught in the server"
    return fails("server-exception", "RPC_E_SERVERFAULT", because, **DISPATCH, remedy="mend the server")


_ENDED: dict[str, tuple[str, str, str]] = {
    PROCESS: ("server-killed-in-call", "RPC_S_CALL_FAILED", "the server process ended while the call ran"),
    MACHINE: (
        "server-machine-crash",
        "RPC_S_CALL_FAILED",
        "the server's machine vanished while the call ran; the client noticed only when its probes got no answer",
    ),
    SILENT: (
        "server-machine-crash",
        "RPC_S_CALL_FAILED",
        "nothing came through any more while the call ran; the client noticed only when its probes got no answer",
    ),
    RESET: ("conn-loss", "RPC_S_CALL_FAILED", "the connection was reset while the call ran"),
    UNSTARTED: ("rpc-retry-rule", "RPC_S_CALL_FAILED_DNE", "the connection was lost before the call was sent"),
}


@models("server-killed-in-call", "server-machine-crash", "conn-loss", "rpc-retry-rule")
def interrupted(how: str, why: str = "", *, callback: bool = False, fate: str = "", machine: str = "") -> Step:
    """Return the end of a call whose server or connection went while it was under way.

    ``how`` is one of ``PROCESS``, ``MACHINE``, ``SILENT``, ``RESET`` and ``UNSTARTED`` of ``vocabulary.paths``; ``why`` says it in other
    words. ``callback`` tells that it was a server's call to its client. ``fate`` is what ended the server process on ``machine``, if it
    did end: one of ``KILLED`` and its like.
    """
    rule, code, because = _ENDED[how]
    because = (how == PROCESS and ended_in_call(fate, machine)) or because
    stage = Stage.CONNECT if how == UNSTARTED else Stage.DISPATCH
    remedy = cure_in_call(how, fate, machine, AGAIN)
    remedy, also = SINK_GONE if callback and remedy != MEND else remedy, () if callback else bearing(fate)
    return fails(rule, code, why or because, stage=stage, side=Side.SERVER, also=also, remedy=remedy)
