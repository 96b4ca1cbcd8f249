"""Counts of a run that kept no rows, made by hand from templates."""

from __future__ import annotations

from analysis.sample import CLIENT, DISPATCHED, SERVER, STRANGER, UNKNOWN

from simcom.analysis.outcomes import Cause
from simcom.analysis.summary import Repeated, Summary, summary
from simcom.runtime.journal import Template
from simcom.runtime.rows import Party
from simcom.vocabulary.messages import Event
from simcom.vocabulary.rulings import Ruling, Step

OTHER = Party("server", "opc02", SERVER.account)
LINES = (Event(10036, "opc01"), Event(10038, "hmi01"))


def template(name: str, kind: str, step: Step, server: Party | None = SERVER, **more: object) -> Template:
    """Return what is the same in every occurrence of a step over the network."""
    return Template(name, kind, CLIENT, Ruling((step,)), server=server, transport="tcp", **more)  # type: ignore[arg-type]


def sample() -> Summary:
    """Return the summary of a run: calls that end in three ways on two machines, and pings."""
    counts = (
        (template("viewer/1", "call", DISPATCHED), 1000),
        (template("viewer/2", "call", STRANGER, events=LINES), 3),
        (template("viewer/3", "callback", UNKNOWN, OTHER), 1),
        (template("ping", "ping", DISPATCHED), 5000),
        (Template("viewer/4", "set_blanket", CLIENT, Ruling((DISPATCHED,)), server=OTHER), 7),
    )
    return summary(counts, title="A week", run="here", file="here.yaml", seed=3)


def test_calls_are_counted_by_outcome_and_steps_by_kind() -> None:
    found = sample()
    assert found.outcomes == {"ok": 1000, "refused": 3, "failed": 0, "undetermined": 1}
    assert list(found.kinds.items()) == [("ping", 5000), ("call", 1003), ("set_blanket", 7), ("callback", 1)]
    assert (found.rows, found.met) == (6011, True)


def test_causes_count_every_occurrence() -> None:
    assert sample().causes == (
        Cause("connect", "undetermined", "my.unknown", 1),
        Cause("authenticate", "E_ACCESSDENIED", "trust.untrusted-domain", 3),
    )


def test_machines_count_what_was_asked_of_them() -> None:
    """A step that sends nothing asks nobody, though it concerns a proxy to a machine."""
    assert sample().machines == {
        "opc01": {"ok": 6000, "refused": 3, "failed": 0, "undetermined": 0},
        "opc02": {"ok": 0, "refused": 0, "failed": 0, "undetermined": 1},
    }


def test_events_count_every_occurrence() -> None:
    assert list(sample().events.items()) == [(("hmi01", 10038), 3), (("opc01", 10036), 3)]


def test_records_stand_as_often_as_they_happened() -> None:
    records = sample().records()
    assert (len(records), sum(1 for _ in records)) == (6011, 6011)
    assert [record["decided_by"] for record in records[1000:1004]] == ["trust.untrusted-domain"] * 3 + ["my.unknown"]


def test_a_repeated_record_is_kept_once() -> None:
    found = Repeated([({"a": 1}, 2), ({"a": 2}, 1)])
    assert ([record["a"] for record in found], found[0] is found[1], found[-1]) == ([1, 1, 2], True, {"a": 2})
