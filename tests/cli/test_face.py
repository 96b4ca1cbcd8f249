"""The Python face: the front door's names, loading, running, explaining."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from cli.desk import SCENARIO

import simcom
from simcom.face import compare

if TYPE_CHECKING:
    from pathlib import Path


def test_every_name_of_the_front_door_can_be_had() -> None:
    assert [name for name in simcom.__all__ if getattr(simcom, name) is None] == []
    assert dir(simcom) == list(simcom.__all__)


def test_another_name_says_which_there_are() -> None:
    with pytest.raises(AttributeError, match=r"has no name `lode`; it offers .*load"):
        _ = simcom.lode


def test_a_file_is_loaded_run_and_explained(scenario: Path) -> None:
    result = simcom.load(scenario).run()
    assert [row.ruling.hresult.name for row in result.calls] == ["E_ACCESSDENIED", "S_OK"]
    assert result.met
    assert str(result.explain("viewer/2")).startswith("viewer/2: ")


def test_a_scenario_runs_again_from_the_start() -> None:
    scenario = simcom.loads(SCENARIO)
    assert scenario.run(seed=1).records() == scenario.run(seed=1).records()
    assert scenario.title == "A client in an untrusted domain"


def test_an_estate_is_simulated_without_a_file() -> None:
    estate = dataclasses.replace(simcom.loads(SCENARIO).estate, title="changed in code")
    result = simcom.simulate(estate, seed=3)
    assert (result.title, result.seed, len(result.calls)) == ("changed in code", 3, 2)


def test_a_broken_text_raises_with_every_complaint() -> None:
    with pytest.raises(simcom.ScenarioError) as error:
        simcom.loads("simcom: 1\ntitel: x\n")
    assert len(error.value.complaints) >= 1


def test_an_expectation_of_an_unknown_rule_is_refused() -> None:
    text = SCENARIO.replace("stage: authenticate", "decided_by: trust.untrusted-domian")
    with pytest.raises(simcom.ScenarioError, match=r"did you mean `trust\.untrusted-domain`"):
        simcom.loads(text)


def test_two_results_are_held_against_each_other(scenario: Path) -> None:
    before = simcom.load(scenario)
    after = simcom.load(scenario, settings=(("processes.server.CoInitializeSecurity.authn_level", "PKT"),))
    assert str(compare(before.run(), after.run())).startswith("1 call newly fails, ")


def test_a_patched_scenario_leaves_the_first_one_alone(scenario: Path) -> None:
    before = simcom.load(scenario)
    after = before.patched("*", "P3")
    assert [[machine.settings.patch for machine in one.estate.machines] for one in (before, after)] == [
        ["P1"] * 2,
        ["P3"] * 2,
    ]


def test_counts_alone_are_those_of_the_rows(scenario: Path) -> None:
    before = simcom.load(scenario)
    assert before.summarize().outcomes == before.run().outcomes
