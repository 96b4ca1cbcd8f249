"""What the protocol says of calls in time, both ways: given up, begun and finished, held by an apartment; connections that are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import absent, shown
from runtime.calls_estate import call, client, estate, explicit, ran, server, unmarshal
from runtime.test_apartments import classes as slow
from runtime.test_apartments import ends
from runtime.test_async import finish, later, pause, rows_of, status
from runtime.test_contexts import blanket, ways

from simcom.runtime.networks import Change, Happening
from simcom.runtime.steps_activation import CancelCall
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.steps import Step

ASYNC, CANCEL, FOREVER, INPUT = "orpc-async", "orpc-cancel", "rpc-no-call-timeout", "orpc-inputsync"
REUSE, IDLE, APARTMENT = "ctx-reuse-key", "conn-idle", "apartment-rules"
DAY_S, WEEKS_S = 86_400.0, 2 * 7 * 86_400.0
NTLM = {"authn_svc": AuthnSvc.WINNT}


def decided(*steps: Step) -> tuple[str, str]:
    """Return the status of a call and the rule that decided it."""
    row = rows_of(*steps)["c"]
    return row.ruling.hresult.name, row.ruling.decisive.rule


def runs(takes_s: float, **limits: float) -> str:
    """Return what becomes of a call whose method takes so long."""
    nobody = explicit(AuthnLevel.NONE)
    asks = client(unmarshal("u"), replace(call("c"), **limits), initialize=nobody)
    return str(ran(estate(server(initialize=nobody), asks, classes=slow(takes_s=takes_s)))["c"].ruling.hresult.name)


def found(*between: Step, timeline: tuple[Change, ...] = (), **parts: int) -> str:
    """Return whether a later call finds the context of an earlier one."""
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), *between, blanket("t", **{**NTLM, **parts}), call("b"))
    return ways(ran(estate(server(), client(*script), timeline=timeline)), "b")[0][0]


def opens(at_s: float, *, killed: bool) -> str:
    """Return the first thing that travels for a call after a while, whose server may have been killed and started again."""
    changes = (Change(at_s / 2, Happening("restart", "server")),) if killed else ()
    script = (
        unmarshal("u"),
        blanket("s", **NTLM),
        call("a"),
        pause(at_s),
        unmarshal("v", name="q"),
        blanket("t", "q", **NTLM),
    )
    rows = ran(estate(server(), client(*script, call("b", "q")), timeline=changes))
    return str(rows["b"].messages[0].kind)


CASES = (
    shown(ASYNC, "not finished yet", lambda: (["RPC_E_TIMEOUT"], status(rows_of(later("c"), finish("f", 0.5)), "f"))),
    shown(ASYNC, "one call at a time", lambda: (["RPC_E_CALL_PENDING"], status(rows_of(later("a"), later("b")), "b"))),
    absent(ASYNC, "patience", lambda: (["S_OK"], status(rows_of(later("c"), finish("f")), "f"))),
    shown(
        CANCEL, "in the middle", lambda: (("RPC_E_CALL_CANCELED", CANCEL), decided(replace(call("c"), cancel_s=0.5)))
    ),
    shown(
        CANCEL,
        "an asynchronous call",
        lambda: (("RPC_E_CALL_CANCELED", CANCEL), decided(later("c"), pause(0.5), CancelCall("k", "", "x"))),
    ),
    absent(CANCEL, "it is back before", lambda: ("S_OK", decided(replace(call("c"), cancel_s=9.0))[0])),
    shown(FOREVER, "a fortnight is not too long", lambda: ("S_OK", runs(WEEKS_S))),
    absent(FOREVER, "unless the call has a time-out", lambda: ("RPC_S_CALL_CANCELLED", runs(WEEKS_S, timeout_s=DAY_S))),
    shown(
        INPUT,
        "a call out",
        lambda: (("RPC_E_CANTCALLOUT_ININPUTSYNCCALL", INPUT), decided(replace(call("c"), inputsync=True))),
    ),
    absent(INPUT, "no such message", lambda: ("S_OK", decided(call("c"))[0])),
    shown(REUSE, "the same settings", lambda: ("reused", found())),
    absent(REUSE, "another level", lambda: ("new", found(authn_level=AuthnLevel.PKT_PRIVACY))),
    shown(IDLE, "a day later it is still there", lambda: ("orpc_request", opens(DAY_S, killed=False))),
    absent(IDLE, "its server has ended", lambda: ("tcp_connect", opens(DAY_S, killed=True))),
    shown(APARTMENT, "one call at a time", lambda: ([1.0, 2.0, 3.0], ends("sta"))),
    absent(APARTMENT, "a multithreaded one", lambda: ([1.0, 1.0, 1.0], ends("mta"))),
)
