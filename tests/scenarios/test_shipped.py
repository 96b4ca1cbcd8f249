"""Every scenario that comes with simcom: in order, met, instructive, and failing for the reasons it names."""

from __future__ import annotations

import re

import pytest
from scenarios.shipped import FOLDER, NAMES, endings, records, result, scenario, text, twin, wanted

from simcom.rules.catalogue import all_rules

RULES = {rule.id for rule in all_rules()}
PAGES = "\n".join(source for rule in all_rules() for source in rule.sources)
TWINS = [(name, twin(name)) for name in NAMES if twin(name)]
REASONS = {"decided_by", "stage"}
DEMO = [
    "untrusted-domains/a-client-must-lower-its-proxy-to-none",
    "untrusted-domains/lowering-does-not-help-when-the-machine-limit-refuses-anonymous",
    "untrusted-domains/lowering-does-not-help-when-the-server-asks-for-connect",
    "untrusted-domains/a-one-way-trust-makes-lowering-needless",
]


def test_there_are_enough() -> None:
    assert len(NAMES) >= 24
    assert [name for name in DEMO if name not in NAMES] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_expectation_is_met(name: str) -> None:
    assert [str(unmet) for unmet in result(name).unmet] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_explains_itself(name: str) -> None:
    estate = scenario(name).estate
    assert re.fullmatch(r"[A-Z][^.]*[^.\s]", estate.title)
    assert len(estate.title.split()) >= 4
    assert len(re.findall(r"[.](?= |$)", estate.about)) in {2, 3, 4}
    assert re.fullmatch(r"[a-z-]+/[a-z0-9]+(-[a-z0-9]+){2,}", name)
    assert len(text(name).splitlines()) <= 75


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_pages_of_the_catalogue(name: str) -> None:
    sources = scenario(name).estate.sources
    assert sources
    assert [source for source in sources if source not in PAGES] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_expects_something_and_failures_name_what_decides(name: str) -> None:
    expected = wanted(name)
    bad = [id_ for id_, items in expected.items() if items.get("hresult", "S_OK") != "S_OK"]
    assert expected
    assert [id_ for id_ in bad if not REASONS & set(expected[id_])] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_fails_that_was_not_expected_to(name: str) -> None:
    expected = wanted(name)
    failed = [row["id"] for row in records(name) if row["outcome"] != "ok"]
    met = {
        id_: expected.get(id_) or expected.get(f"{id_}#1") or expected.get(id_.partition("#")[0]) or {}
        for id_ in failed
    }
    said = {id_ for id_, item in met.items() if item.get("outcome", "ok") != "ok"}
    assert [id_ for id_, item in met.items() if item.get("hresult", "S_OK") == "S_OK" and id_ not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_rules_named_are_rules(name: str) -> None:
    items = wanted(name).values()
    named = {rule for item in items for rule in (*item.get("rules", ()), *item.get("causes", {}))}
    named |= {item["decided_by"] for item in items if "decided_by" in item}
    assert sorted(named - RULES) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_runs_the_same_every_time(name: str) -> None:
    assert tuple(scenario(name).run().records()) == records(name)


@pytest.mark.parametrize(("name", "other"), TWINS)
def test_twins_end_differently(name: str, other: str) -> None:
    assert other in NAMES
    mine, theirs = endings(name), endings(other)
    shared = mine.keys() & theirs.keys()
    assert [id_ for id_ in sorted(shared) if mine[id_] != theirs[id_]] != []


def test_most_scenarios_have_a_twin() -> None:
    assert len(TWINS) >= 2 * len(NAMES) // 3


def test_no_other_file_lies_among_them() -> None:
    others = [str(path) for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".yaml"]
    assert others == []


@pytest.mark.parametrize("verb", ["set", "query", "copy"])
def test_a_helper_gives_the_same_and_takes_a_little_longer(verb: str) -> None:
    rows = {row["id"]: row for row in records("client-security/helper-functions-give-the-same-result-slightly-dearer")}
    method, helper = rows[f"{verb}-by-method"], rows[f"{verb}-by-helper"]
    shown = ("hresult", "returned", "decided_by")
    assert [method[key] for key in shown] == [helper[key] for key in shown]
    assert spent_s(method) < spent_s(helper) < 0.001


def spent_s(row: dict[str, float]) -> float:
    """Return how long a step took, in simulated seconds."""
    return row["ended_s"] - row["begun_s"]
