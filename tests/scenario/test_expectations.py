"""Rows against what a file expects of them."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from scenario.base_file import built, place

from simcom.rules.logon.layers import CAUSES
from simcom.scenario.expectations import NO_ROW, Expectation, RunExpectation, Unmet, check
from simcom.scenario.schema.expect import CauseWord

EFFECTIVE = {
    "authn_svc": "WINNT",
    "mechanism": "NTLM",
    "authn_level": "PKT",
    "imp_level": "IDENTIFY",
    "authz_svc": "NONE",
    "principal": "PLANT\\svc-opc",
    "identity": None,
    "capabilities": ["MUTUAL_AUTH", "STATIC_CLOAKING"],
}


def row(**changes: object) -> dict[str, Any]:
    """Return a refused call as a row, changed so."""
    base: dict[str, Any] = {
        "id": "viewer/1",
        "kind": "call",
        "outcome": "refused",
        "hresult": {"name": "E_ACCESSDENIED", "value": 0x80070005, "hex": "0x80070005"},
        "stage": "authenticate",
        "side": "server",
        "machine": "opc01",
        "transport": "tcp",
        "caller": "CORP\\ann",
        "decided_by": "trust.ntlm",
        "basis": "documented",
        "returned": None,
        "blanket": {"requested": None, "negotiated": None, "effective": EFFECTIVE},
        "rules": ["call.start", "trust.ntlm"],
    }
    return base | changes


PROOF = {
    "mechanism": "kerberos",
    "context": "new",
    "user_to_user": True,
    "route": ["plant.example", "corp.example"],
    "exchanges": {
        "server": 3,
        "kdc": [{"asker": "hmi01", "asked": "corp.example", "purpose": "referral", "count": n} for n in (2, 1)],
        "dc": [],
    },
    "groups": ["Everyone", "CORP\\OpcUsers"],
    "error": None,
}
FAILED = PROOF | {"groups": [], "error": {"cause": "time_skew", "surfaced": "RPC_S_SEC_PKG_ERROR"}}


def unmet(key: str, value: object, **changes: object) -> list[tuple[Any, Any]]:
    """Return (expected, got) of an expectation with one key that the row does not meet."""
    found = check([Expectation("viewer/1", "s.yaml:9:9", ((key, value),))], [row(**changes)])
    return [(item.expected, item.got) for item in found]


MET = [
    ("outcome", "refused"),
    ("hresult", "E_ACCESSDENIED"),
    ("stage", "authenticate"),
    ("machine", "OPC01"),
    ("caller", "corp\\ANN"),
    ("authn_svc", "WINNT"),
    ("identity", None),
    ("mechanism", "ntlm"),
    ("capabilities", ["STATIC_CLOAKING", "MUTUAL_AUTH"]),
    ("rules", ["trust.ntlm"]),
]
MISSED = [
    ("outcome", "ok", "refused"),
    ("hresult", "S_OK", "E_ACCESSDENIED"),
    ("decided_by", "trust.kerberos", "trust.ntlm"),
    ("caller", None, "CORP\\ann"),
    ("authn_level", "PKT_PRIVACY", "PKT"),
    ("identity", "CORP\\bob", None),
    ("capabilities", ["MUTUAL_AUTH"], ["MUTUAL_AUTH", "STATIC_CLOAKING"]),
    ("rules", ["trust.ntlm", "other"], ["call.start", "trust.ntlm"]),
    ("returned", {"authn_level": "PKT"}, None),
]


PROVED = [
    ("groups", ["CORP\\opcusers"], ["CORP\\Other", "Everyone"]),
    ("without_groups", ["CORP\\Other"], ["everyone", "CORP\\Other"]),
    ("context", "new", "reused"),
    ("user_to_user", True, False),
    ("route", ["plant.example", "corp.example"], ["corp.example", "plant.example"]),
    ("cause", None, "time_skew"),
    ("kdc_exchanges", 3, 2),
    ("dc_exchanges", 0, 1),
    ("exchanges", 4, 3),
]


@pytest.mark.parametrize(("key", "met", "missed"), PROVED)
def test_how_a_caller_was_proved(key: str, met: object, missed: object) -> None:
    assert unmet(key, met, authentication=PROOF, exchanges=4) == []
    assert [expected for expected, _ in unmet(key, missed, authentication=PROOF, exchanges=4)] == [missed]


def test_a_logon_that_failed_has_a_cause_and_no_groups() -> None:
    failed = {"authentication": FAILED, "blanket": {"effective": EFFECTIVE | {"mechanism": None}}}
    assert unmet("cause", "time_skew", **failed) == []
    assert unmet("mechanism", "Kerberos", **failed) == []
    assert unmet("without_groups", ["Everyone"], **failed) == [(["Everyone"], None)]
    assert unmet("groups", ["Everyone"], **failed) == [(["Everyone"], None)]


def test_a_call_that_needed_no_proof() -> None:
    assert unmet("kdc_exchanges", 0, authentication=None) == []
    assert unmet("cause", None, authentication=None) == []
    assert unmet("context", "new", authentication=None) == [("new", None)]
    assert unmet("route", ["plant.example"], authentication=None) == [(["plant.example"], None)]


def test_the_causes_that_may_be_expected_are_those_of_the_rules() -> None:
    assert sorted(get_args(CauseWord)) == sorted(CAUSES)


@pytest.mark.parametrize(("key", "value"), MET)
def test_a_row_meets_it(key: str, value: object) -> None:
    assert unmet(key, value) == []


@pytest.mark.parametrize(("key", "value", "got"), MISSED)
def test_a_row_does_not_meet_it(key: str, value: object, got: object) -> None:
    assert unmet(key, value) == [(value, got)]


def test_a_query_is_judged_by_what_it_returned() -> None:
    returned = {"authn_level": "CALL", "imp_level": "IDENTIFY"}
    assert unmet("authn_level", "CALL", kind="query_blanket", returned=returned) == []
    assert unmet("returned", {"imp_level": "IDENTIFY"}, kind="query_blanket", returned=returned) == []
    assert unmet("authn_level", "PKT", kind="query_client_blanket", returned=returned) == [("PKT", "CALL")]


def test_an_undetermined_row_has_no_status() -> None:
    assert unmet("hresult", "S_OK", hresult=None, outcome="undetermined") == [("S_OK", None)]


def test_a_row_without_a_blanket_has_no_level() -> None:
    blanket = {"requested": None, "negotiated": None, "effective": None}
    assert unmet("authn_level", "PKT", blanket=blanket) == [("PKT", None)]


def test_a_step_without_a_row_meets_nothing() -> None:
    expected = Expectation("viewer/9", "s.yaml:9:9", (("outcome", "ok"),))
    assert check([expected], [row()]) == (Unmet("s.yaml:9:9", "viewer/9", "outcome", "ok", NO_ROW),)


def test_every_repetition_must_meet_it() -> None:
    rows = [row(outcome="ok"), row(id="viewer/1#2"), row(id="viewer/1#3", outcome="ok")]
    found = check([Expectation("viewer/1", "p", (("outcome", "ok"),))], rows)
    assert found == (Unmet("p", "viewer/1#2", "outcome", "ok", "refused"),)


def test_the_first_occurrence_has_a_number_too() -> None:
    wanted = [Expectation(f"viewer/1#{number}", "p", (("outcome", "ok"),)) for number in (1, 2)]
    assert [one.id for one in check(wanted, [row(outcome="ok"), row(id="viewer/1#2")])] == ["viewer/1#2"]


def test_a_counted_process_is_no_repetition() -> None:
    rows = [row(id="viewer#1/1", outcome="ok"), row(id="viewer#2/1")]
    found = check([Expectation("viewer#2/1", "p", (("outcome", "ok"),))], rows)
    assert [item.id for item in found] == ["viewer#2/1"]


ROWS = [
    row(kind="initialize_security", outcome="failed"),
    row(),
    row(outcome="ok", decided_by="x", hresult={"name": "S_OK", "value": 0, "hex": "0x00000000"}),
    row(kind="callback", outcome="undetermined", hresult=None, decided_by="unknown"),
]


@pytest.mark.parametrize(
    ("key", "wanted", "missed"),
    [
        ("outcomes", {"ok": 1, "refused": 1, "undetermined": 1, "failed": 0}, []),
        ("outcomes", {"ok": 2, "failed": 1}, [("outcomes.ok", 2, 1), ("outcomes.failed", 1, 0)]),
        ("hresults", {"E_ACCESSDENIED": 1, "S_OK": 1}, []),
        ("hresults", {"E_FAIL": 1}, [("hresults.E_FAIL", 1, 0)]),
        ("causes", {"trust.ntlm": 2, "unknown": 1, "x": 0}, []),
        ("causes", {"x": 1}, [("causes.x", 1, 0)]),
        ("rows", 4, []),
        ("rows", 5, [("rows", 5, 4)]),
    ],
)
def test_counts_over_a_run(key: str, wanted: object, missed: list[tuple[str, int, int]]) -> None:
    found = check([RunExpectation("s.yaml:1:1", ((key, wanted),))], ROWS)
    assert [(item.key, item.expected, item.got) for item in found] == missed


def test_a_file_says_what_it_expects_and_where() -> None:
    assert built().expectations == (
        Expectation(
            "first-read",
            place("id: first-read\n        expect: "),
            (("hresult", "E_ACCESSDENIED"), ("caller", "CORP\\ann")),
        ),
        Expectation("watcher1/poll", place("id: poll, expect: "), (("outcome", "ok"),)),
        Expectation("watcher2/poll", place("id: poll, expect: "), (("outcome", "ok"),)),
        Expectation("watcher3/poll", place("id: poll, expect: "), (("outcome", "ok"),)),
        RunExpectation(place("\nexpect: "), (("outcomes", {"ok": 3}), ("rows", 20))),
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hresult: 0x80070005", ("hresult", "E_ACCESSDENIED")),
        ("hresult: -2147024891", ("hresult", "E_ACCESSDENIED")),
        ("hresult: ERROR_ACCESS_DENIED", ("hresult", "E_ACCESSDENIED")),
        ("authn_svc: NTLM", ("authn_svc", "WINNT")),
        ("authn_level: 6", ("authn_level", "PKT_PRIVACY")),
        ("capabilities: EOAC_STATIC_CLOAKING", ("capabilities", ["STATIC_CLOAKING"])),
        ("caller: ANONYMOUS", ("caller", "ANONYMOUS LOGON")),
        ("principal: null", ("principal", None)),
        ("rules: a.b", ("rules", ["a.b"])),
    ],
)
def test_expected_values_are_written_as_rows_show_them(text: str, wanted: tuple[str, Any]) -> None:
    scenario = built("{hresult: E_ACCESSDENIED, caller: ann@corp.example}", f"{{{text}}}")
    assert scenario.expectations[0].wanted == (wanted,)


def test_the_first_call_of_a_process_may_be_expected_of() -> None:
    first = built("dwAuthnLevel: NONE", "expect: {outcome: failed}").expectations[0]
    assert isinstance(first, Expectation)
    assert (first.id, first.wanted) == ("server/CoInitializeSecurity", (("outcome", "failed"),))


def test_a_file_expects_canonical_groups_and_domains() -> None:
    text = "{groups: [Corp\\opcusers, administrators, corp\\domain users], route: [PLANT, corp.example.]}"
    assert built("{hresult: E_ACCESSDENIED, caller: ann@corp.example}", text).expectations[0].wanted == (
        ("groups", ["CORP\\OpcUsers", "BUILTIN\\Administrators", "CORP\\Domain Users"]),
        ("route", ["plant.example", "corp.example"]),
    )
