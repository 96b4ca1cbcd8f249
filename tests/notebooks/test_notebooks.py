"""The notebooks run from top to bottom, print what is committed beside this file, and stop a learner's wrong guess.

After a wanted change of the texts: ``SIMCOM_WRITE_EXPECTED=1 pytest tests/notebooks``, then read the difference.
"""

from __future__ import annotations

import os
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jupytext
import pytest
from nbclient import NotebookClient

from simcom.rules.catalogue import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent.parent / "notebooks"
NAMES = (
    "01-a-first-call",
    "02-one-proxy-many-users",
    "03-domains-that-do-not-trust-each-other",
    "04-who-is-calling",
    "05-from-activation-to-rundown",
)
MOST_PICTURES = 2
CELLS = range(10, 18)
"""So many cells a notebook may have, counting its texts and its predictions with their checks."""

CELL_TIMEOUT_S = 60
SMALLEST_PICTURE = 5_000
"""Characters of a picture's base64 text below which it can hardly show anything."""

SHORTEST_HINT = 40
"""Letters below which a message cannot help much."""

WRONG = 'type({name})("nobody" for _ in {name}) if isinstance({name}, tuple) else "nobody"'
"""A guess of the same kind as the right one, and wrong everywhere."""


def read(name: str) -> NotebookNode:
    """Return a notebook as committed."""
    return jupytext.read(NOTEBOOKS / f"{name}.md")


def tagged(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    """Return the cells with a tag, in order."""
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Execute a notebook in a folder, in a kernel of this interpreter, and return it with its outputs."""
    client = NotebookClient(
        notebook, timeout=CELL_TIMEOUT_S, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return notebook


def text_of(cell: NotebookNode) -> str:
    """Return what a cell printed to standard output."""
    return "".join(out.text for out in cell.outputs if out.output_type == "stream" and out.name == "stdout")


def errors_of(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return name and message of every error of a cell."""
    return [(out.ename, out.evalue) for out in cell.outputs if out.output_type == "error"]


def pictures(notebook: NotebookNode) -> list[int]:
    """Return the size of every picture of an executed notebook."""
    shown = [out for cell in notebook.cells for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
    return [len(out.data["image/png"]) for out in shown]


class Executed(NamedTuple):
    """A notebook's name, the notebook with its outputs, and the folder it ran in."""

    name: str
    notebook: NotebookNode
    folder: Path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let kernels find this checkout, draw without a screen, and keep their own files out of the source tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "agg")
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path_factory.mktemp("jupyter")))
        patch.setenv("PYTHONPATH", str(NOTEBOOKS.parent))
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        yield


@pytest.fixture(scope="module", params=NAMES)
def executed(request: pytest.FixtureRequest, environment: None, tmp_path_factory: pytest.TempPathFactory) -> Executed:
    """Return a notebook executed as committed."""
    folder = tmp_path_factory.mktemp("run")
    return Executed(request.param, execute(read(request.param), folder), folder)


def with_wrong_guesses(notebook: NotebookNode) -> NotebookNode:
    """Put before each check a wrong guess, that same check, which must fail, and the right guess again."""
    cells: list[NotebookNode] = []
    guess = notebook.cells[0]
    for cell in notebook.cells:
        guess = cell if "predict" in cell.metadata.get("tags", []) else guess
        if "check" in cell.metadata.get("tags", []):
            wrong, trial = deepcopy(guess), deepcopy(cell)
            name = guess.source.partition(" =")[0]
            wrong.source += f"\n{name} = {WRONG.format(name=name)}"
            trial.metadata["tags"] = ["raises-exception", "trial"]
            cells += [wrong, trial, deepcopy(guess)]
        cells.append(cell)
    notebook.cells = cells
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return notebook


def test_the_list_is_complete() -> None:
    assert tuple(sorted(file.stem for file in NOTEBOOKS.glob("*.md"))) == NAMES
    assert [file.name for file in NOTEBOOKS.iterdir() if file.suffix == ".ipynb"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_short_and_asks_before_it_tells(name: str) -> None:
    notebook = read(name)
    order = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", []) if tag in {"predict", "check"}]
    assert len(notebook.cells) in CELLS
    assert order == ["predict", "check"] * (len(order) // 2)
    assert order
    assert "**" in notebook.cells[0].source
    assert "?" in notebook.cells[0].source


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_ends_with_rules_that_exist(name: str) -> None:
    last = read(name).cells[-1].source.partition("**Sources.**")[2].partition("Shipped scenarios")[0]
    named = re.findall(r"`([a-z-]+(?:\.[a-z-]+)+)`", last)
    known = {rule.id for rule in all_rules()}
    assert len(named) >= 5
    assert [rule_id for rule_id in named if rule_id not in known] == []


def test_the_texts_are_the_committed_ones(executed: Executed) -> None:
    got = "----\n".join(text_of(cell) for cell in tagged(executed.notebook, "compare"))
    expected = HERE / f"{executed.name}.txt"
    if os.environ.get("SIMCOM_WRITE_EXPECTED"):
        expected.write_text(got, encoding="utf-8")
    assert got == expected.read_text(encoding="utf-8")


def test_there_are_pictures_but_few(executed: Executed) -> None:
    shown = pictures(executed.notebook)
    assert [size for size in shown if size <= SMALLEST_PICTURE] == []
    assert len(shown) in range(1, MOST_PICTURES + 1)


def test_nothing_is_written_where_it_ran(executed: Executed) -> None:
    assert list(executed.folder.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_guess_stops_with_a_hint(name: str, environment: None, tmp_path: Path) -> None:
    notebook = execute(with_wrong_guesses(read(name)), tmp_path)
    errors = [error for cell in tagged(notebook, "trial") for error in errors_of(cell)]
    asked = len(tagged(read(name), "predict"))
    assert [(kind, len(hint) > SHORTEST_HINT) for kind, hint in errors] == [("AssertionError", True)] * asked
