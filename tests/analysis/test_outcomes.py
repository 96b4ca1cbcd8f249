"""Counts of outcomes and causes, over a run made by hand."""

from __future__ import annotations

from dataclasses import replace

from analysis.sample import STRANGER, UNKNOWN, call, result, rows

from simcom.analysis.outcomes import Cause, calls_of, causes, outcomes, status_of
from simcom.vocabulary.rulings import Stage


def test_calls_are_the_rows_of_method_calls_alone() -> None:
    assert [row.id for row in calls_of(rows())] == ["viewer/2", "viewer/4"]


def test_every_outcome_is_counted_even_when_there_is_none() -> None:
    assert outcomes(result(call(5, UNKNOWN)).calls) == {"ok": 1, "refused": 1, "failed": 0, "undetermined": 1}


def test_causes_come_in_the_order_of_stages_then_most_frequent_first() -> None:
    other = replace(STRANGER, rule="another.rule")
    early = replace(STRANGER, stage=Stage.RESOLVE, hresult="E_FAIL")
    found = causes([call(1, other), call(2, STRANGER), call(3, STRANGER), call(4, early)])
    assert found == (
        Cause("resolve", "E_FAIL", "trust.untrusted-domain", 1),
        Cause("authenticate", "E_ACCESSDENIED", "trust.untrusted-domain", 2),
        Cause("authenticate", "E_ACCESSDENIED", "another.rule", 1),
    )


def test_rows_that_went_through_are_no_cause() -> None:
    assert causes([row for row in rows() if row.ruling.ok]) == ()


def test_an_undetermined_row_has_no_status_of_windows() -> None:
    assert [status_of(call(1, UNKNOWN)), status_of(call(2, STRANGER))] == ["undetermined", "E_ACCESSDENIED"]
