"""Stretches of time, and what failed and passed in each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.in_time import LOST, LOW, NOWHERE, activation, at, call, happens, run

from simcom.analysis.months import MOST_CAUSES, MOST_STRETCHES, Reason, counted_in, months, stretches

DAY_S = 86400.0
HARDENED = Reason("act.hardening", "E_ACCESSDENIED", "integrity level")


@pytest.mark.parametrize(
    ("last_s", "begins", "unit", "number"),
    [
        (0.0, "", "millisecond", 1),
        (0.02, "", "millisecond", 21),
        (20.0, "", "second", 21),
        (860.0, "", "minute", 15),
        (DAY_S, "", "hour", 25),
        (20 * DAY_S, "", "day", 21),
        (100 * DAY_S, "", "week", 15),
        (400 * DAY_S, "", "30 days", 14),
        (20 * DAY_S, "2022-01-20", "day", 21),
        (100 * DAY_S, "2022-01-20", "calendar month", 4),
        (400 * DAY_S, "2021-12-31", "calendar month", 15),
        (5000 * DAY_S, "2010-05-01", "calendar year", 15),
        (1e6 * DAY_S, "2010-05-01", "3600 days", 278),
    ],
)
def test_the_stretch_suits_the_length(last_s: float, begins: str, unit: str, number: int) -> None:
    name, starts_s = stretches(last_s, begins)
    assert (name, len(starts_s) - 1) == (unit, number)
    assert starts_s[0] == 0.0
    assert starts_s[-2] <= last_s < starts_s[-1]


@pytest.mark.parametrize("days", [1, 3, 10, 59, 63, 200, 800, 1000])
@pytest.mark.parametrize("begins", ["", "2022-02-28"])
def test_there_are_never_too_many(days: int, begins: str) -> None:
    assert len(stretches(days * DAY_S, begins)[1]) <= MOST_STRETCHES + 2


def test_months_begin_on_their_firsts_and_bear_their_names() -> None:
    found = months(run((call(0), call(70 * DAY_S)), begins="2022-01-20"))
    assert found.starts_s == (0.0, 12 * DAY_S, 40 * DAY_S, 71 * DAY_S)
    assert found.labels == ("2022-01", "2022-02", "2022-03")


def test_failures_are_counted_by_cause_and_what_passed_beside() -> None:
    rows = (activation(1, LOW), activation(2, LOW), call(3, NOWHERE), call(30), at(31, "query_blanket"), call(90))
    found = months(run(rows))
    assert (found.unit, found.passed[0], sum(found.passed)) == ("10 seconds", 0, 2)
    assert [(reason, sum(counts)) for reason, counts in found.failed] == [
        (HARDENED, 2),
        (Reason("fail-table", "RPC_S_SERVER_UNAVAILABLE", "connect"), 1),
    ]


def test_what_only_follows_is_counted_apart() -> None:
    found = months(run((activation(1, LOW), call(2, LOST, server=None, transport="none"))))
    assert (found.following, [sum(counts) for _, counts in found.failed]) == (1, [1])


def test_rare_causes_are_put_together() -> None:
    rows = [call(number, replace(LOW, rule=f"r{number % 12}")) for number in range(30)]
    found = months(run(rows))
    assert len(found.failed) == MOST_CAUSES
    assert (found.failed[-1][0], sum(found.failed[-1][1])) == (Reason(), 30 - 3 * 6 - 2)


def test_a_time_falls_into_its_stretch() -> None:
    found = months(run((call(0), call(70 * DAY_S)), happens(26 * DAY_S, "crash", "opc01"), begins="2022-01-20"))
    assert (found.place(6 * DAY_S), found.place(26 * DAY_S), len(found.marks)) == (0.5, 1.5, 1)


@pytest.mark.parametrize(
    ("length_s", "begins", "first", "second"),
    [
        (5.0, "", "0", "1"),
        (0.02, "", "0", "1"),
        (200 * DAY_S, "", "0", "7"),
        (600.0, "2022-01-20", "00:00", "00:01"),
        (5.0, "2022-01-20", "00:00:00", "00:00:01"),
        (0.02, "2022-01-20", "00:00:00.000", "00:00:00.001"),
        (DAY_S, "2022-01-20", "01-20 00h", "01-20 01h"),
    ],
)
def test_labels(length_s: float, begins: str, first: str, second: str) -> None:
    assert months(run((call(length_s),), begins=begins)).labels[:2] == (first, second)


@pytest.mark.parametrize(
    ("unit", "base"), [("30 days", "days"), ("10 minutes", "minutes"), ("tenth of a second", "milliseconds")]
)
def test_in_what_labels_count(unit: str, base: str) -> None:
    assert counted_in(unit) == base
