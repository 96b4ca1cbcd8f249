"""Calls that their client does not simply wait for: begun and finished later, cancelled, or given up after a time.

Source: win32 making-an-asynchronous-call.md, canceling-an-asynchronous-call.md, canceling-method-calls.md,
preventing-client-side-hangs.md, com-error-codes; the protocol's exchange is the same single request and response throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails, holds, notes, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Step

WAITING = {"stage": Stage.DISPATCH, "side": Side.CLIENT}
"""Where a client stands that has sent its request and has no answer yet."""


@models("orpc-async")
def still_pending(call: str) -> Ruling:
    """Rule on Begin_ on a call object whose earlier call was not finished."""
    because = f"the call object `{call}` has a call whose results were not fetched; it takes one at a time, and nothing is sent"
    remedy = "finish or cancel that call first, or use another call object"
    return Ruling((fails("orpc-async", "RPC_E_CALL_PENDING", because, remedy=remedy),))


@models("orpc-async")
def not_finished(call: str, waited_s: float) -> Ruling:
    """Rule on asking for the results of a call that is still on its way after the time one would wait."""
    because = f"the call of `{call}` is not finished yet; it goes on, and its results can be asked for again"
    seen = fact("waited", f"{waited_s:g} s")
    return Ruling((fails("orpc-async", "RPC_E_TIMEOUT", because, seen, **WAITING, remedy="wait longer, or ask again"),))


@models("orpc-async")
def finished(call: str, ruling: Ruling) -> Ruling:
    """Rule on Finish_ on a call that has come back: it returns what the call did."""
    said = notes(
        "orpc-async", f"the results of the call of `{call}`: one request and one response, as of any other call"
    )
    return Ruling((said, *ruling.steps), ruling.value)


@models("orpc-async")
def never_begun(call: str) -> Ruling:
    """Rule on asking for the results of a call object that has none to give: what it returns then is not on record."""
    because = f"no call of `{call}` is under way or waits to be finished"
    return Ruling((unknown("orpc-async", because, remedy="begin a call with it first"),))


@models("orpc-cancel")
def cancel_asked(call: str) -> Ruling:
    """Rule on cancelling a call that is under way."""
    because = f"the call of `{call}` is cancelled: its client goes on at once, its server is asked and may go on too"
    return Ruling((holds("orpc-cancel", because),))


@models("orpc-cancel")
def nothing_to_cancel(call: str) -> Ruling:
    """Rule on cancelling a call that has come back already."""
    because = f"the call of `{call}` is complete; there is nothing to cancel"
    return Ruling((fails("orpc-cancel", "RPC_E_CALL_COMPLETE", because, remedy="fetch its results"),))


@models("orpc-cancel")
def cancelled(sent: Ruling) -> Ruling:
    """Rule on a call that was cancelled by its client: ``sent`` is what would have become of it."""
    because = "the call was cancelled: the client goes on at once, and an answer that still comes is dropped"
    return _given_up(sent, fails("orpc-cancel", "RPC_E_CALL_CANCELED", because, **WAITING))


@models("rpc-no-call-timeout")
def timed_out(sent: Ruling, timeout_s: float) -> Ruling:
    """Rule on a call that took longer than its time-out: ``sent`` is what would have become of it. The server is not told."""
    because = f"no answer within the call's time-out of {timeout_s:g} s; RPC by itself would wait for ever"
    remedy = "allow more time, or none: without the option a call is never given up"
    said = fails("rpc-no-call-timeout", "RPC_S_CALL_CANCELLED", because, **WAITING, remedy=remedy)
    return _given_up(sent, said)


@models("rpc-no-call-timeout")
def still_under_way(sent: Ruling, waited_s: float) -> Ruling:
    """Rule on a call that waits for its answer when the run ends: ``sent`` is what was decided of it until then."""
    because = f"still under way when the run ended, after {waited_s:g} s; RPC by itself waits for ever"
    remedy = "let the run last longer; if the call never ends, look for what its server waits for"
    return _given_up(sent, unknown("rpc-no-call-timeout", because, **WAITING, remedy=remedy))


def _given_up(sent: Ruling, said: Step) -> Ruling:
    """Return the ruling on a call that was given up: what held on its way, and that nobody waits any more."""
    return Ruling((*(step for step in sent.steps if not step.stops), said), sent.value if sent.ok else None)


@models("orpc-inputsync")
def input_synchronous() -> Ruling:
    """Rule on an outgoing call while an input-synchronous message is served."""
    because = "an input-synchronous message is being served; until it is done COM lets no call out"
    remedy = "post a message to oneself and call from there"
    said = fails("orpc-inputsync", "RPC_E_CANTCALLOUT_ININPUTSYNCCALL", because, remedy=remedy)
    return Ruling((said,))
