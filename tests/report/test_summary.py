"""The summary of a run, in text and as a record."""

from __future__ import annotations

from dataclasses import replace

from analysis.sample import CLIENT, DISPATCHED, SERVER, STRANGER, UNMET

from simcom.analysis.summary import Summary, summary
from simcom.report.summary import SHOWN_MACHINES, summary_record, summary_text
from simcom.runtime.journal import Template
from simcom.runtime.rows import Party
from simcom.vocabulary.messages import Event
from simcom.vocabulary.rulings import Ruling


def sample(machines: int = 1) -> Summary:
    """Return the summary of a run in which refused calls leave events, and other calls go to so many more machines."""
    refused = Template(
        "viewer/1", "call", CLIENT, Ruling((STRANGER,)), server=SERVER, transport="tcp", events=(Event(10036, "opc01"),)
    )
    through = (
        Template(
            f"viewer/{n}", "call", CLIENT, Ruling((DISPATCHED,)), server=Party("s", f"m{n:03}", ""), transport="tcp"
        )
        for n in range(machines)
    )
    return summary(((refused, 3), *((one, 2) for one in through)), title="A week", run="here", file="a.yaml", seed=0)


def test_the_text_counts_everything() -> None:
    assert summary_text(sample()).splitlines() == [
        "A week",
        "a.yaml",
        "",
        "5 calls: 2 ok, 3 refused",
        "5 steps: 5 call",
        "what decided those that did not go through:",
        "  3  authenticate  E_ACCESSDENIED  trust.untrusted-domain",
        "machine asked  ok  refused  failed  undetermined",
        "opc01          0   3        0       0",
        "m000           2   0        0       0",
        "event  lines  machines",
        "10036  3      1",
    ]


def test_expectations_that_were_met_are_told_if_there_are_any() -> None:
    assert summary_text(replace(sample(), checked=1)).endswith("1\nevery expectation of the whole run was met\n")


def test_many_machines_are_cut_short_the_worst_first() -> None:
    text = summary_text(sample(SHOWN_MACHINES + 4))
    assert "\nopc01          0 " in text
    assert "and 5 more machines\n" in text


def test_expectations_that_were_not_met_or_not_looked_at_are_told() -> None:
    text = summary_text(replace(sample(), unmet=(UNMET,), unchecked=2))
    assert "2 expectations of single steps not looked at: a summary keeps no steps\n1 expectation not met:\n" in text


def test_nothing_at_all_is_a_summary_too() -> None:
    text = summary_text(Summary((), "Quiet"))
    assert text == "Quiet\n\nno calls\n0 steps: -\n"


def test_the_record_has_every_count() -> None:
    (run,) = summary_record([replace(sample(), unmet=(UNMET,), unchecked=2)])["runs"]
    assert (run["rows"], run["outcomes"]["refused"], run["machines"]["m000"]["ok"]) == (5, 3, 2)
    assert run["causes"] == [
        {"stage": "authenticate", "status": "E_ACCESSDENIED", "rule": "trust.untrusted-domain", "count": 3}
    ]
    assert (run["events"], run["met"], run["unchecked"]) == ([{"machine": "opc01", "id": 10036, "count": 3}], False, 2)
