"""Looking rows up in a result."""

from __future__ import annotations

import sys

import pytest
from analysis.sample import UNMET, result

from simcom.analysis.result import RunResult


def test_the_first_call_that_is_not_ok_is_the_notable_one() -> None:
    assert result().notable() == result()["viewer/2"]


def test_without_a_bad_call_the_last_call_is_notable() -> None:
    whole = result()
    good = RunResult(whole.estate, tuple(row for row in whole.rows if row.ruling.ok))
    assert good.notable() == whole["viewer/4"]


def test_without_calls_the_last_row_is_notable_and_without_rows_nothing() -> None:
    whole = result()
    found = [RunResult(whole.estate, some).notable() for some in (whole.rows[:1], ())]
    assert found == [whole.rows[0], None]


@pytest.mark.parametrize(
    ("asked", "hint"), [("viewr/2", "did you mean `viewer/2`?"), ("?", "`.rows` has every step with its id")]
)
def test_an_unknown_id_names_the_nearest_one(asked: str, hint: str) -> None:
    with pytest.raises(LookupError) as error:
        result()[asked]
    assert error.value.args == (f"there is no step `{asked}` in this run; {hint}",)


def test_a_result_is_met_when_nothing_is_unmet() -> None:
    assert [result().met, result(unmet=(UNMET,)).met] == [True, False]


def test_an_unmet_expectation_reads_as_one_line_with_its_place_first() -> None:
    assert str(UNMET) == "here.yaml:33: viewer/2: expected stage connect, got authenticate"


def test_the_rows_turn_into_a_data_frame_of_calls() -> None:
    pytest.importorskip("pandas")
    frame = result().to_pandas()
    assert frame["blanket.effective.authn_level"].tolist() == ["CONNECT", "NONE"]


def test_without_pandas_the_data_frame_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pandas"):
        result().to_pandas()
