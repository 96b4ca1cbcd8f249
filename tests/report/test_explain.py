"""Explanations: the parts a reader must find, in text and in JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.sample import DISPATCHED, REACHED, STRANGER, UNKNOWN, call, result, row

from simcom.analysis.explained import explain
from simcom.report.explain import explain_text
from simcom.report.explain_record import explain_record
from simcom.report.layout import Page
from simcom.report.wording import part, what
from simcom.rules.asynchronous import still_under_way
from simcom.vocabulary.facts import Caller
from simcom.vocabulary.identities import Token
from simcom.vocabulary.messages import Message
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from simcom.runtime.rows import Row


def text_of(row: Row, width: int = 1000) -> str:
    """Return the explanation of a row of the sample run, on lines long enough not to be broken."""
    return explain_text(explain(result(row), row), Page(width))


def refused() -> str:
    """Return the explanation of the sample's refused call."""
    run = result()
    return explain_text(explain(run, run["viewer/2"]), Page(1000))


def test_the_opening_says_who_called_whom_as_whom_over_what() -> None:
    assert (
        "viewer on hmi01, running as CORP\\ann, used IHistorian::ReadRaw of server on opc01 (running as PLANT\\svc-opc)"
        " over tcp at 2 ms of simulated time (here.yaml:32)."
    ) in refused()


def test_the_answer_names_the_status_the_check_the_stage_and_the_machine() -> None:
    assert (
        "It was refused: the caller got E_ACCESSDENIED (0x80070005), access is denied. What decided was the check"
        " `trust.untrusted-domain` at stage authenticate, made on opc01 on the server's side."
    ) in refused()


def test_what_would_have_passed_is_said_and_the_twin_shows_it() -> None:
    lines = refused().splitlines()
    assert "What would have passed: authn_level NONE on this proxy, or a trust by PLANT of CORP" in lines
    assert (
        "The same method went through in viewer/4, with authn_svc NONE instead of WINNT, authn_level NONE instead of"
        " CONNECT."
    ) in lines


def test_the_ladder_shows_every_check_with_its_inputs_and_their_origin() -> None:
    lines = refused().splitlines()
    start = lines.index("The checks, in order")
    assert [line.strip() for line in lines[start + 1 : start + 6]] == [
        "1  holds    connect, client: my.connect",
        "the machines reach each other",
        "2  FAILS    authenticate, server: trust.untrusted-domain",
        "PLANT does not trust CORP, so opc01 cannot tell who CORP\\ann is",
        "trust edges from plant.example to corp.example = none   (from trusts)",
    ]


def test_the_settings_are_followed_to_the_step_that_gave_them() -> None:
    assert "They came from viewer/1 (CoUnmarshalInterface IHistorian, here.yaml:31):" in refused()
    assert "client's authn_level = CONNECT   (from here.yaml:31:40)" in refused()


def test_disputed_points_name_their_switch() -> None:
    assert (
        "L-20: the code when the server's side refuses an NTLM logon. This run uses"
        " `assume: {ntlm_refused: E_ACCESSDENIED}`; it can be set to `ERROR_LOGON_FAILURE` or `RPC_S_SEC_PKG_ERROR`."
    ) in refused()


def test_the_weakest_basis_is_said() -> None:
    assert "The whole ruling is as strong as its weakest check: assumed." in refused()


def test_an_undetermined_call_says_what_is_left_open() -> None:
    said = text_of(call(9, UNKNOWN))
    assert "It cannot be said what would happen: the scenario leaves open what the check at stage connect" in said


def test_the_caller_the_server_saw_is_named() -> None:
    seen = Caller("ANONYMOUS LOGON", None, 0, 1, 1, None, Token("ANONYMOUS LOGON"))
    assert "The server saw the caller as ANONYMOUS LOGON, with nothing to prove it." in text_of(
        call(9, REACHED, DISPATCHED, caller=seen)
    )


def test_a_call_that_went_through_has_no_remedy() -> None:
    assert "What would have passed" not in text_of(call(9, replace(DISPATCHED, remedy="anything")))


def test_lines_fit_eighty_columns() -> None:
    run = result()
    text = explain_text(explain(run, run["viewer/2"]))
    assert [line for line in text.splitlines() if len(line) > 80] == []


def test_a_hostile_reason_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in text_of(call(9, replace(STRANGER, because="\x1b[2Jgone", remedy="\x1b]0;x\x07")))


def test_the_record_has_every_step_and_the_settings_steps() -> None:
    run = result()
    record = explain_record(explain(run, run["viewer/2"]))
    assert [step["rule"] for step in record["steps"]] == ["my.connect", "trust.untrusted-domain"]
    assert record["settings"]["steps"][0]["inputs"] == [
        {"name": "client's authn_level", "value": "CONNECT", "origin": "here.yaml:31:40"}
    ]
    assert (record["twin"]["id"], record["remedy"]) == ("viewer/4", STRANGER.remedy)


def test_sources_of_what_spoke_along_are_short() -> None:
    along = replace(STRANGER, also=("ntlm-routing-rule", "my.own"))
    one = call(9, REACHED, along)
    lines = [line.strip() for line in explain_text(explain(result(one), one), Page(1000)).splitlines()]
    start = lines.index("with what decided:")
    assert lines[start + 1].startswith("ntlm-routing-rule: ")
    assert lines[start + 2] == "my.own: no page; a rule of this model"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("set_thread_token", "SetThreadToken"),
        ("revert_to_self", "RevertToSelf"),
        ("is_impersonating", "IsImpersonating"),
        ("switch_call_context", "CoSwitchCallContext"),
    ],
)
def test_functions_have_their_names(kind: str, name: str) -> None:
    assert what(row(9, kind, Ruling((DISPATCHED,)), interface=None)) == name


@pytest.mark.parametrize(
    ("value", "words"), [("ntlm", "NTLM"), ("kerberos", "Kerberos"), (None, "-"), ("pku2u", "pku2u")]
)
def test_mechanisms_are_written_as_people_do(value: str | None, words: str) -> None:
    assert part("mechanism", value) == words


def test_an_unmarshalling_points_to_the_resolution_before_it() -> None:
    """Its own row sends nothing; what was sent for it is in the row of the resolution."""
    sent = (Message("resolve_oxid2", "hmi01", "opc01:135", 1, 208),)
    own = row(1, "unmarshal", Ruling((DISPATCHED,)))
    asked = row(2, "resolve", Ruling((DISPATCHED,)), id="viewer/1/resolve", parent="viewer/1", begun_s=own.begun_s)
    cached, told = (
        replace(result(own), rows=(own, asked)),
        replace(result(own), rows=(own, replace(asked, messages=sent))),
    )
    resolved = ", for which its machine asked the resolver of opc01 (see viewer/1/resolve), at"
    texts = [explain_text(explain(run, own), Page(1000)) for run in (told, cached)]
    assert [(resolved in text, ", without anything being sent, at" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]


def test_a_call_under_way_when_the_run_ended_is_said_to_be_that() -> None:
    one = replace(call(2), ruling=still_under_way(Ruling((REACHED,)), 9.0))
    text = explain_text(explain(result(one), one), Page(1000))
    assert ("the run ended before an answer came" in text, "leaves open" in text) == (True, False)
