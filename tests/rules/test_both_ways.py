"""Every modelled rule is shown both ways: where it decides or speaks, and where a neighbouring situation leaves it silent.

The cases stand in the ``*_cases*.py`` files beside this one, each with a tuple ``CASES`` in the shapes of ``both_ways``.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from both_ways import Ruled, Shown

from simcom.rules import catalogue
from simcom.vocabulary import citations
from simcom.vocabulary.rulings import Outcome, Ruling

STOREYS = ("simcom.errors", "simcom.vocabulary", "simcom.rules", "simcom.landscape", "simcom.runtime", "simcom.wire")
"""Where claims are made: everything below the files and the reports."""

SECTIONS = sorted({rule.section for rule in catalogue.all_rules()})


def cases() -> list[Ruled | Shown]:
    """Return the cases of every file, in the order of the files' names."""
    files = sorted(Path(__file__).parent.glob("*_cases*.py"))
    return [case for file in files for case in import_module(f"rules.{file.stem}").CASES]


CASES = cases()


def name(case: Ruled | Shown) -> str:
    """Return a case's name: its rule, which way, and what it is about."""
    return f"{case.rule} {'fires' if case.fires else 'is silent'}: {case.about}"


def status(ruling: Ruling) -> str:
    """Return what the caller gets, an empty text where that cannot be known."""
    return "" if ruling.outcome is Outcome.UNDETERMINED else ruling.hresult.name


@pytest.fixture(scope="module")
def claimed() -> set[str]:
    """Return the id of every fact that our own code claims to model."""
    ids = catalogue.import_claimants(STOREYS)
    return {fact for fact in ids if any(place.startswith("simcom.") for place in citations.places(fact))}


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case, Ruled)], ids=name)
def test_a_rule_in_a_ruling(case: Ruled) -> None:
    ruling = case.ruling()
    assert (case.rule in ruling.rules, status(ruling)) == (case.fires, case.hresult), ruling.rules


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case, Shown)], ids=name)
def test_a_rule_in_behaviour(case: Shown) -> None:
    expected, got = case.check()
    assert expected == got


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("fires", [True, False], ids=["fires", "is silent"])
def test_every_claimed_rule_has_a_case(section: str, fires: bool, claimed: set[str]) -> None:  # noqa: FBT001  (a parameter of the table)
    shown = {case.rule for case in CASES if case.fires is fires}
    ours = [rule.id for rule in catalogue.all_rules() if rule.section == section and rule.id in claimed]
    assert [fact for fact in ours if fact not in shown] == []


def test_cases_are_about_claimed_rules(claimed: set[str]) -> None:
    assert sorted({case.rule for case in CASES} - claimed) == []


def test_cases_have_names_of_their_own() -> None:
    assert [case for case, count in Counter(map(name, CASES)).items() if count > 1] == []
