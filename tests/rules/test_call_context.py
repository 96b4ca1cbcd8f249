"""The call context while a call is served: replaced and put back, IsImpersonating, and what a server without the privilege gets."""

from __future__ import annotations

import pytest
from rules.calls_stand import ANN, SVC, made, proxy
from runtime import calls_estate as by_hand

from simcom.rules.calls.authentication import caller
from simcom.rules.server_side import Impersonator, impersonate, is_impersonating, switch_call_context
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import (
    CoGetCallContext,
    CoImpersonateClient,
    CoQueryClientBlanket,
    CoRevertToSelf,
    CoSwitchCallContext,
    IsImpersonating,
    Step,
)
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.facts import Caller
from simcom.vocabulary.identities import ANONYMOUS, Token
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.rulings import Outcome

AWAY, BACK = CoSwitchCallContext("away", "", security=False), CoSwitchCallContext("back", "")
ON, OFF = CoImpersonateClient("on", ""), CoRevertToSelf("off", "")
HELPERS = (CoGetCallContext, CoQueryClientBlanket, CoImpersonateClient, CoRevertToSelf, IsImpersonating)


def served(*body: Step, stop: tuple[Step, ...] = (), **changes: object) -> dict[str, object]:
    """Run a client that calls Read, then Stop; return the rows by id."""
    interfaces = (
        Interface("IHistorian", (Method("Read", does=body),)),
        Interface("IAdmin", (Method("Stop", does=stop),)),
    )
    second = (by_hand.unmarshal("a", interface="IAdmin", name="admin"), by_hand.call("c2", "admin", "Stop"))
    first = by_hand.client(by_hand.unmarshal("u"), by_hand.call("c"), *second)
    return by_hand.ran(
        by_hand.estate(by_hand.server(**changes), first, classes=(Class("Historian", interfaces), Class("Sink")))
    )


@pytest.mark.parametrize("helper", HELPERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), "S_OK"),
        ((AWAY,), "E_NOINTERFACE"),
        ((AWAY, BACK), "S_OK"),
        ((BACK,), "S_OK"),
        ((AWAY, BACK, AWAY), "E_NOINTERFACE"),
    ],
    ids=["never", "away", "back", "back at once", "away again"],
)
def test_every_helper_needs_a_context_with_server_security(
    helper: type[Step], before: tuple[Step, ...], expected: str
) -> None:
    assert served(*before, helper("h", ""))["h"].ruling.hresult.name == expected


def test_a_replaced_context_ends_with_its_call() -> None:
    rows = served(AWAY, stop=(CoGetCallContext("next", ""),))
    assert rows["next"].ruling.hresult.name == "S_OK"


def test_a_refused_impersonation_puts_no_token_on() -> None:
    rows = served(AWAY, ON, BACK, IsImpersonating("q", ""))
    assert (rows["on"].ruling.hresult.name, rows["q"].returned) == ("E_NOINTERFACE", {"impersonating": False})


@pytest.mark.parametrize(
    ("steps", "expected"), [((BACK,), "COM"), ((AWAY,), "COM"), ((AWAY, BACK), "custom"), ((AWAY, BACK, AWAY), "COM")]
)
def test_the_previous_context_is_returned(steps: tuple[CoSwitchCallContext, ...], expected: str) -> None:
    numbered = [CoSwitchCallContext(f"s{number}", "", step.security) for number, step in enumerate(steps)]
    rows = served(*numbered)
    row = rows[numbered[-1].id]
    assert (row.kind, row.returned) == ("switch_call_context", {"previous": expected})


def test_outside_a_call_a_context_of_ones_own_gets_no_verdict() -> None:
    assert switch_call_context(None, security=False).outcome is Outcome.UNDETERMINED


def test_outside_a_call_nobody_can_ask_whether_it_impersonates() -> None:
    assert is_impersonating(None, wears=False).hresult.name == "RPC_E_CALL_COMPLETE"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), False),
        ((ON,), True),
        ((ON, OFF), False),
        ((ON, CoImpersonateClient("on2", ""), OFF), False),
        ((ON, OFF, CoImpersonateClient("on2", "")), True),
    ],
)
def test_whether_the_thread_impersonates(before: tuple[Step, ...], *, expected: bool) -> None:
    row = served(*before, IsImpersonating("q", ""))["q"]
    assert (row.kind, row.returned) == ("is_impersonating", {"impersonating": expected})


def test_the_next_call_does_not_impersonate() -> None:
    rows = served(ON, IsImpersonating("q1", ""), stop=(IsImpersonating("q2", ""),))
    assert [rows[name].returned["impersonating"] for name in ("q1", "q2")] == [True, False]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1", "current"])
@pytest.mark.parametrize("account", [SVC, ANN.upper()])
@pytest.mark.parametrize("privileged", [True, False])
def test_the_level_that_a_server_gets(level: int, windows: str, account: str, *, privileged: bool) -> None:
    one = Caller(ANN, "ntlm", 10, 6, level, None, Token(ANN))
    ruling = impersonate(one, RECOMMENDED, Impersonator(account, windows, privileged=privileged))
    expected = level
    if not privileged and windows != "win2000" and account == SVC:
        expected = min(level, ImpLevel.IDENTIFY)
    spoke = "impersonate.privilege" in ruling.rules
    assert (ruling.hresult.name, ruling.value, spoke) == ("S_OK", expected, expected != level)


@pytest.mark.parametrize(
    ("privileged", "expected"),
    [(True, {"account": ANN, "imp_level": "IMPERSONATE"}), (False, {"account": ANN, "imp_level": "IDENTIFY"})],
)
def test_the_privilege_in_a_running_estate(expected: dict[str, str], *, privileged: bool) -> None:
    assert served(ON, may_impersonate=privileged)["on"].returned == expected


@pytest.mark.parametrize(("mechanism", "expected"), [("ntlm", "S_OK"), ("schannel", "E_FAIL")])
def test_nobodys_token_can_be_worn_but_not_a_missing_certificates(mechanism: str, expected: str) -> None:
    nobody = Caller(ANONYMOUS, mechanism, 10, 2, ImpLevel.IDENTIFY, None, Token(ANONYMOUS))
    assert impersonate(nobody, RECOMMENDED).hresult.name == expected


def test_a_caller_made_by_hand_has_coms_context() -> None:
    assert switch_call_context(caller(made(blanket=proxy())), security=False).value == "COM"
