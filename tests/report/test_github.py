"""Lines by which a GitHub workflow marks files."""

from __future__ import annotations

from analysis.sample import UNMET, result

from simcom.analysis.result import UnmetExpectation
from simcom.report.github import command, github_text


def test_an_unmet_expectation_is_an_error_at_its_place() -> None:
    assert github_text([result(unmet=(UNMET,))]).splitlines() == [
        "::error file=here.yaml,line=33,title=viewer/2::expected stage connect, got authenticate",
        "::notice file=here.yaml,title=here::1 ok, 1 refused; 1 expectation not met",
    ]


def test_a_run_that_meets_everything_is_a_notice() -> None:
    assert github_text([result()]) == "::notice file=here.yaml,title=here::1 ok, 1 refused; every expectation was met\n"


def test_a_place_may_have_a_column_or_be_none_at_all() -> None:
    places = (UnmetExpectation(place, "", "rows", 1, 2) for place in ("C:\\a.yaml:3:7", "nowhere"))
    assert github_text([result(unmet=tuple(places))]).splitlines()[:2] == [
        "::error file=C%3A\\a.yaml,line=3,col=7,title=the whole run::expected rows 1, got 2",
        "::error title=the whole run::expected rows 1, got 2",
    ]


def test_what_would_end_a_command_is_escaped() -> None:
    assert command("error", "50%\nmore", title="a:b,c%") == "::error title=a%3Ab%2Cc%25::50%25%0Amore"


def test_a_command_without_properties_has_no_blank() -> None:
    assert command("notice", "done", file="") == "::notice::done"
