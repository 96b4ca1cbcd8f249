"""What an explanation says of an activation, of what travelled, of event logs, and of steps that are no calls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.in_time import LOW, SERVER, activation, at, call, held, run
from analysis.sample import DISPATCHED

from simcom.analysis.activated import Check
from simcom.analysis.activated import activation as activated
from simcom.analysis.explained import explain
from simcom.report.explain import explain_text
from simcom.report.explain_record import explain_record
from simcom.report.layout import Page
from simcom.report.wording import cause, message, seconds, what
from simcom.vocabulary.messages import Event
from simcom.vocabulary.rulings import Basis, Side, Stage, Step, Verdict

if TYPE_CHECKING:
    from simcom.runtime.rows import Row


def noted(because: str, stage: Stage = Stage.LOCAL) -> Step:
    """Return a remark of the client's side."""
    return Step("act-sequence", Verdict.NOTES, because, stage, Side.CLIENT, Basis.DOCUMENTED)


def checked(rule: str, stage: Stage) -> Step:
    """Return a check of the server's machine that held."""
    return Step(rule, Verdict.HOLDS, "it is allowed", stage, Side.SERVER, Basis.DOCUMENTED)


LEVEL, RAISED = (
    noted("activation level CONNECT: the process's level CONNECT"),
    noted("raised from CONNECT to PKT_INTEGRITY: P2b"),
)
OTHER = noted("the activation goes out as CORP\\ann")
FIRST = noted("attempt 1: the activation goes to opc01 by GSS_NEGOTIATE", Stage.AUTHENTICATE)
AGAIN = noted(
    "that attempt fails with E_ACCESSDENIED (trust.ntlm), and the activation is tried again without security",
    Stage.AUTHENTICATE,
)
SECOND = noted("attempt 2: the activation goes to opc01 without security", Stage.AUTHENTICATE)
LIMITS = checked("authz.machine-and-process", Stage.MACHINE_LIMIT)
STARTED = {
    "source": "coinit_explicit", "attempt": 2, "launched": True, "process": "server", "run_as": "PLANT\\svc-opc",
    "interfaces": {"IHistorian": "S_OK", "IAdmin": "E_NOINTERFACE"},
}  # fmt: skip
GOOD = activation(1, LEVEL, RAISED, OTHER, FIRST, AGAIN, SECOND, LIMITS, LIMITS, DISPATCHED, returned=STARTED)
EVENT = Event(10036, "opc01", (("user", "ann"), ("SID", "")), inferred=True)
REFUSED = activation(1, LEVEL, LOW, events=(EVENT, replace(EVENT, fields=(), audit=True)))


def text_of(row: Row, begins: str = "") -> list[str]:
    """Return the explanation of a row as lines long enough not to be broken, without their indent."""
    text = explain_text(explain(run((row,), begins=begins), row), Page(1000))
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.mark.parametrize(
    "line",
    [
        "asked for IHistorian, IAdmin of an object of Historian on opc01",
        "level from the process's own CoInitializeSecurity",
        "level activation level CONNECT: the process's level CONNECT",
        "raised from CONNECT to PKT_INTEGRITY: P2b",
        "attempts 1: the activation goes to opc01 by GSS_NEGOTIATE; that attempt fails with E_ACCESSDENIED (trust.ntlm)",
        "2: the activation goes to opc01 without security",
        "on opc01 machine limit: passed (authz.machine-and-process)",
        "server server on opc01 was started for this; it runs as PLANT\\svc-opc",
        "came back IHistorian: S_OK, IAdmin: E_NOINTERFACE",
        "What travelled: 2 round trips, 0 bytes",
        "1 TCP connect hmi01 opc01:135 1 0",
        "2 bind (NTLM 1) hmi01 opc01:135 1 0",
    ],
)
def test_an_activation_that_went_through(line: str) -> None:
    assert line in text_of(GOOD)


@pytest.mark.parametrize(
    "line",
    [
        "on opc01 integrity level: FAILED (act.hardening)",
        "10036 on opc01, System log, Error: the activation came at less than PKT_INTEGRITY (inferred)",
        "user: ann; SID: -",
        "10036 on opc01, System log, Error: the activation came at less than PKT_INTEGRITY (audit: nothing was refused, inferred)",
    ],
)
def test_an_activation_that_was_refused(line: str) -> None:
    assert line in text_of(REFUSED)


def test_a_call_shows_what_travelled_and_nothing_of_activations() -> None:
    lines = text_of(call(1, messages=GOOD.messages))
    assert ("What travelled: 2 round trips, 0 bytes" in lines, "How the activation went" in lines) == (True, False)


def test_what_is_read_from_a_row() -> None:
    found = activated(GOOD)
    assert found is not None
    assert (found.launched, found.process, found.machine) == (True, "server", "opc01")
    assert found.checks == (Check("machine limit", "authz.machine-and-process", passed=True),) * 2
    assert activated(call(1)) is None
    assert activated(replace(GOOD, returned=None)) is None


def test_the_record_has_it_too() -> None:
    (good, other) = (explain_record(explain(run((row,)), row))["activation"] for row in (GOOD, call(1)))
    assert (good["attempts"][1], other) == ("the activation goes to opc01 without security", None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            GOOD,
            "panel1 on hmi01, running as CORP\\ann, asked opc01 for an object of Historian by CoCreateInstanceEx, over tcp, at 1 s",
        ),
        (
            at(1, "launch", replace(SERVER, process="RPCSS")),
            "RPCSS on opc01 started server, to run as PLANT\\svc-opc, at 1 s",
        ),
        (at(1, "rundown", SERVER, object="Historian#1"), "opc01 reclaimed the object Historian#1 of server at 1 s"),
        (at(1, "ping"), "hmi01 told opc01 which of its objects it still holds, over tcp, at 1 s"),
        (
            at(1, "resolve"),
            "panel1 on hmi01, running as CORP\\ann, had the server of a reference looked up on opc01, over tcp, at 1 s",
        ),
    ],
)
def test_the_opening_of_steps_that_are_no_calls(row: Row, said: str) -> None:
    assert any(line.startswith(said) for line in text_of(row))


def test_nobody_gets_a_status_from_a_rundown() -> None:
    assert not any("the caller got" in line for line in text_of(at(1, "rundown", SERVER, object="a")))


def test_a_run_with_a_date_says_it() -> None:
    assert any("at 1 s of simulated time, 2022-03-08 00:00:01" in line for line in text_of(held(1, "a"), "2022-03-08"))


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (what(GOOD), "CoCreateInstanceEx Historian"),
        (what(replace(GOOD, method=None)), "CoCreateInstance Historian"),
        (what(replace(GOOD, class_=None)), "CoCreateInstance"),
        (cause("act.hardening"), "activation below PKT_INTEGRITY (act.hardening)"),
        (cause("my.rule"), "my.rule"),
        (cause(""), "rarer causes"),
        (message("tcp_connect"), "TCP connect"),
        (message("bind", "NTLM 1"), "bind (NTLM 1)"),
        (seconds(999_999.0), "999999 s"),
        (seconds(2_592_000.0), "30 d"),
    ],
)
def test_words(got: str, expected: str) -> None:
    assert got == expected
