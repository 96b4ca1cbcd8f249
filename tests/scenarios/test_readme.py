"""The README keeps its word: its examples run, its tables are complete, its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
from house.tree import ROOT
from scenarios.shipped import NAMES, records, result, scenario

import simcom
from simcom.cli.verbs import SUMMARIES
from simcom.rules.catalogue import all_rules
from simcom.scenario import schema as room
from simcom.scenario.schema.base import Form
from simcom.vocabulary.assumptions import switches

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
CODE_WORDS = set(re.findall(r"[\w.-]+", " ".join(re.findall(r"`([^`]+)`", PROSE))))
RULES = {rule.id for rule in all_rules()}
DEMO = "untrusted-domains/a-client-must-lower-its-proxy-to-none"
MODULES = tuple(import_module(f"simcom.scenario.schema.{item.name}") for item in iter_modules(room.__path__))
FORMS = [
    item
    for module in MODULES
    for item in vars(module).values()
    if isinstance(item, type) and issubclass(item, Form) and item.__module__ == module.__name__
]


def fenced(language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def section(heading: str) -> str:
    """Return the text under a heading of the second rank."""
    return TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def cells(heading: str) -> list[list[str]]:
    """Return the cells of every table row under a heading, without the heads of the tables."""
    lines = [line.strip("| ").split(" | ") for line in section(heading).splitlines() if line.startswith("| ")]
    return [line for line in lines if line[0] not in {"it says", "scenario", "switch", "key", "verb"}]


def plain(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


def test_the_examples_run_and_meet_their_expectations() -> None:
    for example in fenced("yaml"):
        found = simcom.loads(example, file="README.md").run()
        assert [str(unmet) for unmet in found.unmet] == []
        assert found.outcomes["refused"] == 1


def test_the_second_example_is_of_an_activation_and_expects_single_rows() -> None:
    _, example = fenced("yaml")
    loaded = simcom.loads(example, file="README.md")
    assert [one.id for one in loaded.parsed.expectations] == ["activate#1", "activate#2", "server/launch", ""]
    assert {"activation", "launch"} <= {row.kind for row in loaded.run().rows}


def test_the_python_example_runs() -> None:
    (example,) = fenced("python")
    run = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stderr, run.returncode) == ("", 0)
    assert "the-lowered-call S_OK" in run.stdout


def test_the_explanation_shown_is_what_simcom_says() -> None:
    (excerpt,) = fenced("text")
    said = plain(str(result(DEMO).explain("the-default-call")))
    assert [part for part in map(plain, excerpt.split("[...]")) if part not in said] == []


def test_the_table_of_assumptions_is_fresh() -> None:
    expected = [
        [f"`{name}`", entry, ", ".join(f"`{choice}`" for choice in choices), text]
        for name, entry, choices, text in switches()
    ]
    assert cells("Assumptions") == expected


def test_every_scenario_is_listed_with_its_title() -> None:
    expected = [[f"[{name}](scenarios/{name}.yaml)", scenario(name).estate.title] for name in NAMES]
    assert cells("All scenarios") == expected


@pytest.mark.parametrize("row", cells("The pages it grew from"), ids=lambda row: row[0])
def test_a_seed_sentence_leads_to_a_scenario_and_to_rules(row: list[str]) -> None:
    _, link, rules = row
    named = re.findall(r"`([^`]+)`", rules)
    assert re.fullmatch(r"\[.+\]\(scenarios/(.+)\.yaml\)", link)[1] in NAMES
    assert named
    assert [rule for rule in named if rule not in RULES] == []


def test_every_seed_page_is_covered() -> None:
    assert section("The pages it grew from").count("| it says |") == 3
    assert len(cells("The pages it grew from")) >= 60


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_key_of_the_format_is_described(form: type[Form]) -> None:
    assert [key for key in form.file_keys() if key.split("::")[-1] not in CODE_WORDS and "(" not in key] == []


def test_every_key_of_a_row_and_every_kind_is_described() -> None:
    rows = [row for name in NAMES for row in records(name)]
    assert sorted(set(rows[0]) - CODE_WORDS) == []
    kinds = set(re.findall(r"\w+", dict(cells("The result row"))["`kind`"]))
    assert sorted({row["kind"] for row in rows} - kinds) == []


def test_every_verb_is_described() -> None:
    assert sorted(row[0].strip("`") for row in cells("The verbs")) == sorted(SUMMARIES)


def test_the_ids_named_for_explain_are_those_of_the_example() -> None:
    example, _ = fenced("yaml")
    ids = {row.id for row in simcom.loads(example, file="README.md").run().rows}
    named = re.findall(r"`(viewer/\d|the-[a-z-]+)`", dict(cells("The verbs"))["`explain`"])
    assert (len(named), sorted(set(named) - ids)) == (3, [])


def test_scenarios_named_in_commands_are_there() -> None:
    named = re.findall(r"`simcom [a-z]+ (scenarios/\S+\.yaml)[ `]", TEXT)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_what_the_demo_leaves_behind_is_ignored() -> None:
    assert "simcom-demo-*.png" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert [target for target in targets if not (ROOT / target).exists()] == []
