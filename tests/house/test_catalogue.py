"""The catalogue is whole: every fact is either modelled or says why not, and every claim is about a fact."""

from __future__ import annotations

import re
from collections import Counter
from importlib.util import find_spec

import pytest

from simcom.rules import catalogue
from simcom.vocabulary import citations
from simcom.vocabulary.rulings import Basis

STOREYS = ("simcom.errors", "simcom.vocabulary", "simcom.rules", "simcom.landscape", "simcom.runtime", "simcom.wire")
"""Where claims are made: everything below the files and the reports."""

COM = dict(zip("ABCDEFGHIJ", (7, 49, 17, 18, 61, 28, 24, 25, 27, 22), strict=True))
DOMAINS = dict(zip("ABCDEFGHIJ", (23, 35, 17, 18, 12, 3, 8, 3, 4, 3), strict=True))
PROTOCOL = dict(zip("123456789", (25, 26, 26, 22, 52, 4, 7, 8, 3), strict=True))
HARDENING = dict(zip("1234", (6, 11, 5, 11), strict=True))
AREAS = {
    **COM,
    **{f"domains {area}": count for area, count in DOMAINS.items()},
    **{f"protocol {chapter}": count for chapter, count in PROTOCOL.items()},
    **{f"hardening {part}": count for part, count in HARDENING.items()},
    "field OPC": 19,
    "field WMI": 24,
    "landscapes": 10,
    "questions": 32,
}
"""How many facts there are of each area."""

IDS = [rule.id for rule in catalogue.all_rules()]


@pytest.fixture(scope="module")
def claimed() -> set[str]:
    """Return the id of every fact that our own code claims to model."""
    ids = catalogue.import_claimants([name for name in STOREYS if find_spec(name)])
    return {fact for fact in ids if any(place.startswith("simcom.") for place in citations.places(fact))}


def test_every_fact_is_modelled_or_says_why_not(claimed: set[str]) -> None:
    assert [fact for fact in IDS if fact not in claimed and fact not in catalogue.statuses()] == []


def test_no_fact_is_both_modelled_and_excused(claimed: set[str]) -> None:
    assert sorted(claimed & set(catalogue.statuses())) == []


def test_claims_are_about_facts(claimed: set[str]) -> None:
    assert sorted(claimed - set(IDS)) == []


def test_excuses_are_about_facts_and_in_order() -> None:
    assert list(catalogue.statuses()) == [fact for fact in IDS if fact in catalogue.statuses()]


def test_excuses_have_a_status_and_a_reason() -> None:
    known = ("vocabulary", "practice", "later", "not modelled")
    bad = {
        fact: words
        for fact, words in catalogue.statuses().items()
        if words["status"] not in known or not words["reason"]
    }
    assert bad == {}


def test_facts_are_counted_by_area() -> None:
    assert Counter(rule.section for rule in catalogue.all_rules()) == AREAS


def test_every_area_stands_together() -> None:
    """The catalogue is read in order, so an area that is written in two places would be half overlooked."""
    sections = [rule.section for rule in catalogue.all_rules()]
    assert [now for before, now in zip(["", *sections], sections, strict=False) if now != before] == list(AREAS)


def test_ids_are_used_once() -> None:
    assert [fact for fact, count in Counter(IDS).items() if count > 1] == []


@pytest.mark.parametrize("area", AREAS)
def test_facts_are_complete(area: str) -> None:
    rules = [rule for rule in catalogue.all_rules() if rule.section == area]
    assert [
        rule.id for rule in rules if not (rule.statement and rule.outcome and all(rule.sources) and rule.sources)
    ] == []
    assert [rule.id for rule in rules if "\n" in rule.statement + rule.outcome] == []
    assert {rule.basis for rule in rules} <= set(Basis)


def test_facts_name_each_other_rightly() -> None:
    """An id of three words or more between backticks is that of a fact; the shorter ones may be Windows' own words."""
    named = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+){2,})`")
    texts = [f"{rule.statement} {rule.outcome} {rule.sources}" for rule in catalogue.all_rules()]
    assert sorted({name for text in texts for name in named.findall(text)} - set(IDS)) == []


def test_an_entry_of_a_modelled_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "_PLACES", {"call.min-level": ("simcom.rules.access:level",)})
    assert catalogue.entry(catalogue.rule("call.min-level"), {"call.min-level": ["low"]}) == {
        "id": "call.min-level",
        "status": "modelled",
        "statement": catalogue.rule("call.min-level").statement,
        "sources": list(catalogue.rule("call.min-level").sources),
        "basis": "documented",
        "where": ["simcom.rules.access:level"],
        "reason": "",
        "scenarios": ["low"],
    }


@pytest.mark.parametrize(
    ("fact", "status", "reason"),
    [
        ("refs.cost", "later", "comes with reference counts by user"),
        ("call.min-level", "not modelled", "no code claims it and no reason is on record"),
    ],
)
def test_an_entry_that_nothing_claims(monkeypatch: pytest.MonkeyPatch, fact: str, status: str, reason: str) -> None:
    monkeypatch.setattr(citations, "_PLACES", {})
    entry = catalogue.entry(catalogue.rule(fact))
    assert (entry["status"], entry["reason"], entry["where"], entry["scenarios"]) == (status, reason, [], [])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("call.minlevel", "no rule `call.minlevel`; did you mean `call.min-level`?"),
        ("?", "no rule `?`; the catalogue lists every id"),
    ],
)
def test_an_unknown_id_names_the_nearest(wrong: str, message: str) -> None:
    with pytest.raises(KeyError) as caught:
        catalogue.rule(wrong)
    assert caught.value.args == (message,)
