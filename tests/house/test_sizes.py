"""How big things may grow, measured on the syntax trees, and that everything public is explained."""

from __future__ import annotations

import ast
import math
from itertools import chain
from statistics import median

import pytest
from house.tree import ROOT, python_files

FILE_LINES = 250
FUNCTION_LINES = 40
FUNCTION_LINES_P90 = 20
FUNCTION_LINES_MEDIAN = 8
BRANCHES = 10

FORKS = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)

Function = ast.FunctionDef | ast.AsyncFunctionDef

FILES = [str(path.relative_to(ROOT)) for path in chain(python_files("simcom"), python_files("tests"))]
OURS = [name for name in FILES if name.startswith("simcom")]


def text_of(file: str) -> str:
    """Return a file's text."""
    return (ROOT / file).read_text(encoding="utf-8")


def functions(text: str) -> list[Function]:
    """Return every function and method in a text, nested ones too."""
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]


def lines(function: Function) -> int:
    """Return a function's length from its `def` to its end, the docstring not counted."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = span(first) if documented else 0
    return span(function) - docstring


def span(node: ast.stmt) -> int:
    """Return how many lines a node covers."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def branches(function: Function) -> int:
    """Return in how many places a function forks: conditions, loops, handlers, cases."""
    return sum(isinstance(node, FORKS) for node in ast.walk(function))


def undocumented(text: str) -> list[str]:
    """Return the public names of a module without docstring; the module itself is called `module`."""
    tree = ast.parse(text)
    return [*bare(tree, "module"), *chain.from_iterable(undocumented_in(node, "") for node in tree.body)]


def undocumented_in(node: ast.stmt, prefix: str) -> list[str]:
    """Return the public names without docstring of one statement: a function, or a class and its methods."""
    if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
        return []
    name = f"{prefix}{node.name}"
    members = node.body if isinstance(node, ast.ClassDef) else []
    return [*bare(node, name), *chain.from_iterable(undocumented_in(member, f"{name}.") for member in members)]


def bare(node: ast.Module | ast.ClassDef | Function, name: str) -> list[str]:
    """Return the name if the node has no docstring."""
    return [] if ast.get_docstring(node) else [name]


@pytest.mark.parametrize("file", FILES)
def test_files_stay_short(file: str) -> None:
    assert len(text_of(file).splitlines()) <= FILE_LINES


@pytest.mark.parametrize("file", FILES)
def test_functions_stay_short(file: str) -> None:
    sizes = {function.name: lines(function) for function in functions(text_of(file))}
    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}


@pytest.mark.parametrize("file", FILES)
def test_functions_fork_seldom(file: str) -> None:
    forks = {function.name: branches(function) for function in functions(text_of(file))}
    assert {name: count for name, count in forks.items() if count > BRANCHES} == {}


def test_functions_are_short_by_habit() -> None:
    sizes = sorted(lines(function) for file in OURS for function in functions(text_of(file)))
    assert median(sizes) <= FUNCTION_LINES_MEDIAN
    assert sizes[math.ceil(0.9 * len(sizes)) - 1] <= FUNCTION_LINES_P90


@pytest.mark.parametrize("file", OURS)
def test_everything_public_is_explained(file: str) -> None:
    assert undocumented(text_of(file)) == []


SAMPLE = '''
class Public:
    def method(self):
        """Say something.

        At length.
        """
        if self:
            return 1
        return [x for x in self] if self else 2

    def bare(self): ...

    def _private(self): ...

class _Private:
    def hidden(self): ...
'''


def test_the_measures_measure() -> None:
    method = functions(SAMPLE)[0]
    assert (method.name, lines(method), branches(method)) == ("method", 4, 2)
    assert undocumented(SAMPLE) == ["module", "Public", "Public.bare"]
