"""What is gathered around one step to explain it."""

from __future__ import annotations

from dataclasses import replace

from analysis.sample import DISPATCHED, REACHED, SERVER, STRANGER, call, result

from simcom.analysis.explained import Difference, explain
from simcom.vocabulary.assumptions import Assumptions


def test_the_step_that_gave_the_settings_is_found() -> None:
    run = result()
    assert explain(run, run["viewer/2"]).settings == run["viewer/1"]


def test_each_rule_is_cited_once_in_order_with_its_sources() -> None:
    run = result()
    cited = explain(run, run["viewer/2"]).citations
    assert [one.rule for one in cited] == ["negotiation.authn-level.max", "my.connect", "trust.untrusted-domain"]
    assert [bool(one.sources) for one in cited] == [False, False, True]


def test_rules_that_spoke_along_with_what_decided_are_cited_apart() -> None:
    along = replace(
        STRANGER, also=("negotiation.no-fallback-to-none", "ntlm-routing-rule", "my.connect", "ntlm-routing-rule")
    )
    found = explain(result(), call(9, REACHED, along)).also
    assert [one.rule for one in found] == ["negotiation.no-fallback-to-none", "ntlm-routing-rule"]
    assert all(one.sources for one in found)


def test_the_twin_is_a_call_of_the_same_method_that_went_through() -> None:
    run = result()
    found = explain(run, run["viewer/2"])
    wanted = (Difference("authn_svc", "WINNT", "NONE"), Difference("authn_level", "CONNECT", "NONE"))
    assert (found.twin, found.differences) == (run["viewer/4"], wanted)


def test_another_server_is_no_twin() -> None:
    lonely = call(9, STRANGER, server=replace(SERVER, process="other"))
    run = result(lonely)
    assert explain(run, lonely).twin is None


def test_a_call_that_went_through_needs_no_twin() -> None:
    more = call(9, DISPATCHED)
    assert explain(result(more), more).twin is None


def test_a_disputed_point_names_the_switch_that_gave_the_status_and_the_choices_left() -> None:
    run = result()
    found = explain(run, run["viewer/2"]).disputed
    assert [(one.entry, one.switch, one.choice, one.others) for one in found] == [
        ("L-20", "ntlm_refused", "E_ACCESSDENIED", ("ERROR_LOGON_FAILURE", "RPC_S_SEC_PKG_ERROR"))
    ]


def test_without_a_telling_status_every_switch_of_the_point_is_named() -> None:
    run = result()
    chosen = replace(run.estate, assume=Assumptions(ntlm_refused="ERROR_LOGON_FAILURE"))
    found = explain(replace(run, estate=chosen), run["viewer/2"]).disputed
    assert [(one.entry, one.switch, one.choice) for one in found] == [
        ("L-20", "ntlm_refused", "ERROR_LOGON_FAILURE"),
        ("L-20", "kerberos_refused", "RPC_S_SEC_PKG_ERROR"),
    ]
