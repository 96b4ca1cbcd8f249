"""The table of verbs agrees with the verbs."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import click
import pytest

import simcom.cli
from simcom.cli.verbs import SUMMARIES


def commands_of_the_package() -> set[str]:
    """Return every command that some module of the package offers under its own name."""
    names = [module.name for module in pkgutil.iter_modules(simcom.cli.__path__)]
    offered = {name: getattr(import_module(f"simcom.cli.{name}"), name, None) for name in names}
    return {name for name, command in offered.items() if isinstance(command, click.Command)}


def test_every_verb_has_a_summary_and_every_summary_a_verb() -> None:
    """A verb that is forgotten in the table cannot be called; one that is only in the table cannot be imported."""
    assert commands_of_the_package() == set(SUMMARIES)


@pytest.mark.parametrize(("word", "hint"), [("rnu", "did you mean `run`?"), ("qqqq", "the verbs are demo, run")])
def test_a_word_that_is_no_verb_gets_the_nearest_one(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The usage error is one line and ends with 2."""
    with pytest.raises(SystemExit) as left:
        simcom.cli.main([word])
    assert left.value.code == 2
    assert hint in capsys.readouterr().err
