"""Machine formats, read back by independent readers."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

from analysis.proved import refused, run
from analysis.sample import DISPATCHED, UNKNOWN, UNMET, call, result

from simcom.analysis.result import UnmetExpectation
from simcom.report.formats import csv_text, flat, headings, json_text, jsonl_text
from simcom.report.junit import junit_text
from simcom.report.rules_text import rule_text, rules_text


def test_json_has_all_rows_flat_and_a_record_for_each_run() -> None:
    read = json.loads(json_text([result(unmet=(UNMET,)), result()]))
    assert list(read) == ["schema_version", "rows", "runs"]
    assert [row["id"] for row in read["rows"]] == [f"viewer/{number}" for number in (1, 2, 3, 4)] * 2
    assert read["runs"][0] == {
        "run": "here", "file": "here.yaml", "title": "A client in an untrusted domain", "seed": 0, "rows": 4,
        "outcomes": {"ok": 1, "refused": 1, "failed": 0, "undetermined": 0}, "met": False,
        "unmet": [{"place": "here.yaml:33", "id": "viewer/2", "key": "stage", "expected": "connect", "got": "authenticate"}],
    }  # fmt: skip


def test_json_keeps_letters_and_ends_with_a_newline() -> None:
    text = json_text([result(call(9, DISPATCHED, id="Müller/1"))])
    assert ("Müller/1" in text, text[-1], text.count("\n")) == (True, "\n", 1)


def test_json_lines_repeat_the_version_in_every_line() -> None:
    lines = [json.loads(line) for line in jsonl_text([result()]).splitlines()]
    assert [(line["schema_version"], line["id"]) for line in lines] == [(1, f"viewer/{n}") for n in (1, 2, 3, 4)]


def test_csv_spreads_nested_values_over_dotted_columns() -> None:
    lines = list(csv.DictReader(io.StringIO(csv_text([result()]))))
    assert [line["blanket.effective.authn_level"] for line in lines] == ["", "CONNECT", "", "NONE"]
    assert lines[1]["hresult.hex"] == "0x80070005"
    assert json.loads(lines[1]["rules"]) == ["my.connect", "trust.untrusted-domain"]


def test_the_columns_of_csv_are_the_keys_of_a_row() -> None:
    record = flat(result(call(9, UNKNOWN)).records()[-1])
    assert sorted(record) == sorted(headings())


def test_csv_spreads_how_the_caller_was_proved() -> None:
    (line,) = csv.DictReader(io.StringIO(csv_text([run(refused())])))
    assert line["authentication.mechanism"] == "ntlm"
    assert json.loads(line["authentication.error"])["cause"] == "account_disabled"


def test_junit_counts_a_failure_for_each_row_with_unmet_expectations() -> None:
    whole = UnmetExpectation("here.yaml:2", "", "rows", 3, 4)
    suite = ET.fromstring(junit_text([result(unmet=(UNMET, whole))]))[0]  # noqa: S314  (our own text)
    assert (suite.get("tests"), suite.get("failures")) == ("5", "2")
    failing = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failing == ["viewer/2 IHistorian::ReadRaw", "the whole run"]


def test_junit_leaves_out_what_xml_cannot_hold() -> None:
    text = junit_text([result(call(9, DISPATCHED, id="a\x00\x1b\ud800<&\"'b\uffff"))])
    case = ET.fromstring(text)[0][4]  # noqa: S314  (our own text)
    assert case.get("name") == "a<&\"'b IHistorian::ReadRaw"


def test_junit_of_nothing_is_still_a_document() -> None:
    assert ET.fromstring(junit_text([])).tag == "testsuites"  # noqa: S314  (our own text)


ENTRY = {
    "id": "a.rule", "status": "later", "statement": "It holds.", "sources": ["win32: a.md", "win32: b.md"],
    "basis": "documented", "where": [], "reason": "comes later", "scenarios": [],
}  # fmt: skip


def test_one_rule_is_printed_with_all_that_is_known() -> None:
    assert rule_text(ENTRY).splitlines() == [
        "a.rule",
        "  It holds.",
        "  basis:     documented",
        "  status:    later: comes later",
        "  sources:   win32: a.md",
        "             win32: b.md",
        "  scenarios: no shipped scenario meets it",
    ]


def test_all_rules_are_counted_by_status() -> None:
    assert rules_text([ENTRY, {**ENTRY, "id": "b"}]).splitlines()[-1] == "2 rules: 2 later"
