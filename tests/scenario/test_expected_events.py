"""Messages, event lines and times against what a file expects of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from house.tree import python_files
from scenario.base_file import built, changed, complaints
from scenario.test_expectations import row

from simcom.scenario.expectations import Expectation, RunExpectation, check
from simcom.vocabulary.messages import EVENTS, KINDS

_EVENT = re.compile(r"\b100[0-9]{2}\b")

EVENT = {"id": 10036, "machine": "opc01", "audit": False, "fields": {"domain": "CORP", "user": "ann"}}
OTHER = EVENT | {"machine": "opc02", "audit": True}


def seen(**changes: object) -> dict[str, Any]:
    """Return an activation as a row, changed so."""
    messages = [{"kind": kind} for kind in ("tcp_connect", "bind", "remote_create_instance")]
    base = {
        "messages": messages,
        "round_trips": 3,
        "bytes": 1500,
        "events": [EVENT, OTHER],
        "begun_s": 1.0,
        "ended_s": 22.0,
    }
    return row(**(base | changes))


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [
        ("messages", ["tcp_connect", "bind", "remote_create_instance"], True),
        ("messages", ["bind", "tcp_connect", "remote_create_instance"], False),
        ("messages", ["tcp_connect"], False),
        ("round_trips", 3, True),
        ("round_trips", 4, False),
        ("bytes", 1500, True),
        ("bytes", None, False),
        ("events", [{"id": 10036}], True),
        ("events", [{"id": 10036}, {"id": 10036, "machine": "OPC01"}], True),
        ("events", [{"id": 10036}, {"id": 10036}, {"id": 10036}], False),
        ("events", [{"id": 10036, "machine": "opc03"}], False),
        ("events", [{"id": 10036, "audit": True, "machine": "opc02"}], True),
        ("events", [{"id": 10036, "fields": {"user": "ANN"}}], True),
        ("events", [{"id": 10036, "fields": {"user": "bob"}}], False),
        ("events", [{"id": 10037}], False),
        ("no_events", True, False),
        ("no_events", [10036, 10037], False),
        ("no_events", [10037], True),
        ("launched", False, True),
        ("launched", True, False),
        ("took", {"at_least": 21.0}, True),
        ("took", {"at_least": 21.1}, False),
        ("took", {"at_most": 21.0}, True),
        ("took", {"at_most": 1.0}, False),
        ("took", {}, True),
        ("begun", {"at_least": 1.0, "at_most": 1.0}, True),
        ("begun", {"at_least": 2.0}, False),
    ],
)
def test_what_travels_and_what_is_left_behind(name: str, value: object, met: bool) -> None:  # noqa: FBT001  (an expected value)
    assert (check([Expectation("viewer/1", "s.yaml:1:1", ((name, value),))], [seen()]) == ()) is met


@pytest.mark.parametrize("changes", [{"messages": [{"kind": "launch"}]}, {"returned": {"launched": True}}])
def test_a_launch_is_seen(changes: dict[str, object]) -> None:
    assert check([Expectation("viewer/1", "", (("launched", True),))], [seen(**changes)]) == ()


def test_a_row_without_events_meets_that_there_are_none() -> None:
    assert check([Expectation("viewer/1", "", (("no_events", True),))], [seen(events=[])]) == ()


@pytest.mark.parametrize(
    ("wanted", "unmet"),
    [
        (("kinds", {"call": 2, "rundown": 0}), []),
        (("kinds", {"call": 1}), [("kinds.call", 1, 2)]),
        (("events", {"10036": 4}), []),
        (("events", {"10036": 1, "10028": 1}), [("events.10036", 1, 4), ("events.10028", 1, 0)]),
    ],
)
def test_the_run_is_counted(wanted: tuple[str, object], unmet: list[tuple[str, int, int]]) -> None:
    found = check([RunExpectation("", (wanted,))], [seen(), seen()])
    assert [(item.key, item.expected, item.got) for item in found] == unmet


def test_what_a_file_expects() -> None:
    counts = "round_trips: 6, bytes: null, messages: [bind, rpc_auth_3]"
    text = f"{counts}, events: 10036, no_events: true, launched: true, took: {{at_most: 5 ms}}"
    (found,) = [
        item for item in built("{outcome: ok}}", f"{{{text}}}}}").expectations if item.id.startswith("watcher1/")
    ]
    assert dict(found.wanted) == {
        "round_trips": 6,
        "bytes": None,
        "messages": ["bind", "rpc_auth_3"],
        "events": [{"id": 10036}],
        "no_events": True,
        "launched": True,
        "took": {"at_most": 0.005},
    }


def test_rows_that_no_step_left_are_expected_by_their_ids() -> None:
    text = "expect: {outcomes: {ok: 3}, rows: 20, by_id: {server/launch: {hresult: S_OK, begun: {at_most: 2 min}}}}"
    found = built("expect: {outcomes: {ok: 3}, rows: 20}", text).expectations
    assert [dict(item.wanted) for item in found if item.id == "server/launch"] == [
        {"hresult": "S_OK", "begun": {"at_most": 120.0}}
    ]
    assert [name for name, _ in found[-1].wanted] == ["outcomes", "rows"]


def test_more_of_an_event_may_be_expected() -> None:
    text = "events: [10028, {id: 10036, machine: opc01, fields: {user: ann}}], no_events: [10037]"
    (found,) = [
        item for item in built("{outcome: ok}}", f"{{{text}}}}}").expectations if item.id.startswith("watcher1/")
    ]
    assert found.wanted[0][1] == [{"id": 10028}, {"id": 10036, "machine": "opc01", "fields": {"user": "ann"}}]


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("messages: [bnd]", "SC204", "did you mean `bind`?"),
        ("events: [{id: 10036, machine: opc1}]", "SC301", "did you mean `opc01`?"),
        ("events: [{machine: opc01}]", "SC202", "the key `id` is missing"),
        ("events: soon", "SC203", "expected a list"),
        ("events: [99999]", "SC204", "there is no event 99999 here; the events are 5605, 10000, 10001"),
        ("events: {id: 10035}", "SC204", "there is no event 10035 here"),
        ("no_events: [1]", "SC204", "there is no event 1 here"),
        ("no_events: false", "SC203", "write `true` for no event at all"),
        ("took: {}", "SC202", "bounds need `at_least` or `at_most`"),
        ("took: {at_least: 2 s, at_most: 1 s}", "SC403", "`at_least` is more than `at_most`"),
        ("round_trips: -1", "SC205", "at least 0"),
        ("byts: 1", "SC201", "did you mean `bytes`?"),
    ],
)
def test_an_expectation_that_cannot_be(text: str, code: str, says: str) -> None:
    found = complaints(changed("{outcome: ok}}", f"{{{text}}}}}"))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


def test_events_that_never_come_are_counted_in_vain() -> None:
    text = 'expect: {outcomes: {ok: 3}, rows: 20, events: {"99999": 0}}'
    (found,) = complaints(changed("expect: {outcomes: {ok: 3}, rows: 20}", text))
    assert (str(found.code), "there is no event 99999 here" in str(found)) == ("SC204", True)


def test_every_event_that_the_rules_write_is_known() -> None:
    numbers = {
        int(number)
        for file in python_files("simcom/rules")
        for number in _EVENT.findall(file.read_text(encoding="utf-8"))
    }
    assert (len(numbers) > 5, sorted(numbers - set(EVENTS))) == (True, [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_may_be_expected(kind: str) -> None:
    assert complaints(changed("{outcome: ok}}", f"{{messages: [{kind}]}}}}")) == ()
