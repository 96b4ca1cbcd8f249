"""The lines of event logs: in order, dated, with their fields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.sample import REACHED, STRANGER, call, estate

from simcom.analysis.result import RunResult
from simcom.report.events import dated, event_lines, events_record, events_text
from simcom.vocabulary.messages import Event

REFUSED = Event(10036, "opc01", (("domain", "CORP"), ("user", "ann"), ("SID", ""), ("address", "10.0.0.5")))
AUDITED = replace(REFUSED, audit=True, inferred=True, severity="Warning")
OWN = Event(10038, "hmi01", (("level", "CONNECT"),))


def result(begins: str = "") -> RunResult:
    """Return a run whose calls leave three lines on two machines, the later call's row first."""
    steps = (REACHED, STRANGER)
    late, early = (
        call(2, *steps, ended_s=3600.5, events=(AUDITED,)),
        call(1, *steps, ended_s=0.25, events=(REFUSED, OWN)),
    )
    return RunResult(replace(estate(), begins=begins), (late, early), run="here")


def test_lines_come_machine_by_machine_in_the_order_of_time() -> None:
    found = [(line.event.machine, line.time_s, line.event.number, line.step) for line in event_lines([result()])]
    assert found == [
        ("hmi01", 0.25, 10038, "viewer/1"),
        ("opc01", 0.25, 10036, "viewer/1"),
        ("opc01", 3600.5, 10036, "viewer/2"),
    ]


@pytest.mark.parametrize(
    ("begins", "time_s", "expected"),
    [
        ("", 5.0, ""),
        ("2022-01-01", 0.0, "2022-01-01 00:00:00.000"),
        ("2022-01-01", 86400.25, "2022-01-02 00:00:00.250"),
        ("2022-06-14T08:00", 60.0, "2022-06-14 08:01:00.000"),
    ],
)
def test_a_time_has_a_date_where_time_nought_has_one(begins: str, time_s: float, expected: str) -> None:
    assert dated(begins, time_s) == expected


def test_the_text_names_machines_numbers_meanings_and_fields() -> None:
    assert events_text([result()]).splitlines() == [
        "A client in an untrusted domain",
        "3 events on 2 machines",
        "",
        "hmi01: 1 event",
        "  250 ms  10038  Error  the program's default for its activation was less than PKT_INTEGRITY [viewer/1]",
        "      level: CONNECT",
        "",
        "opc01: 2 events",
        "  250 ms    10036  Error    the activation came at less than PKT_INTEGRITY [viewer/1]",
        "      domain: CORP; user: ann; SID: -; address: 10.0.0.5",
        "  3600.5 s  10036  Warning  the activation came at less than PKT_INTEGRITY (audit: nothing was refused, inferred) [viewer/2]",
        "      domain: CORP; user: ann; SID: -; address: 10.0.0.5",
    ]


def test_a_run_without_events_says_so() -> None:
    assert events_text([RunResult(estate(), ())]) == "A client in an untrusted domain\nno event log gets a line\n"


def test_several_runs_stand_apart() -> None:
    quiet = RunResult(estate(), ())
    assert events_text([quiet, quiet]).count("\n\n") == 1


def test_dates_replace_times_in_the_text() -> None:
    assert "  2022-01-01 01:00:00.500  10036" in events_text([result("2022-01-01")])


def test_the_record_lists_every_line() -> None:
    read = events_record([result("2022-01-01")])
    assert (read["schema_version"], len(read["events"])) == (1, 3)
    assert read["events"][2] == {
        "run": "here", "step": "viewer/2", "time_s": 3600.5, "date": "2022-01-01 01:00:00.500", "id": 10036,
        "machine": "opc01", "log": "System", "source": "Microsoft-Windows-DistributedCOM", "severity": "Warning",
        "fields": {"domain": "CORP", "user": "ann", "SID": "", "address": "10.0.0.5"}, "audit": True, "inferred": True,
        "meaning": "the activation came at less than PKT_INTEGRITY",
    }  # fmt: skip
    assert events_record([result()])["events"][0]["date"] is None
