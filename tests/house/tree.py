"""The source tree as the house tests see it: files, syntax trees, imports."""

from __future__ import annotations

import ast
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GIT = shutil.which("git")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, dotted, with its line; ``lazy`` if inside a function, ``typing`` if for types only."""

    target: str
    line: int
    lazy: bool = False
    typing: bool = False


def python_files(folder: str) -> list[Path]:
    """Return every Python file below a folder of the checkout, sorted."""
    return sorted((ROOT / folder).rglob("*.py"))


def listed_files(*, untracked: bool = False) -> list[str]:
    """Return the files git knows, relative to the top; with ``untracked`` also those it would take in."""
    if GIT is None or not (ROOT / ".git").exists():
        return [str(path.relative_to(ROOT)) for path in sorted(ROOT.rglob("*")) if path.is_file()]
    wanted = ["--cached", "--others", "--exclude-standard"] if untracked else ["--cached"]
    run = subprocess.run([GIT, "ls-files", "-z", *wanted], cwd=ROOT, capture_output=True, check=True)
    return sorted(name for name in run.stdout.decode("utf-8").split("\0") if name and (ROOT / name).is_file())


def module_name(path: Path) -> str:
    """Return the dotted name of a source file, with ``.__init__`` kept."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def sources() -> dict[str, str]:
    """Return the text of every module of the package, by dotted name."""
    return {module_name(path): path.read_text(encoding="utf-8") for path in python_files("simcom")}


def imports(name: str, text: str) -> list[Import]:
    """Return everything that a module imports, in any place, relative imports made absolute."""
    return _gather(ast.parse(text), name, lazy=False, typing=False)


def _gather(node: ast.AST, name: str, *, lazy: bool, typing: bool) -> list[Import]:
    found = []
    for child in ast.iter_child_nodes(node):
        found += [Import(target, getattr(child, "lineno", 0), lazy, typing) for target in _targets(child, name)]
        inner_lazy = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        found += _gather(child, name, lazy=inner_lazy, typing=typing or _is_typing_block(child))
    return found


def _targets(node: ast.AST, name: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = name.split(".")[: -node.level] if node.level else []
        base = ".".join([*package, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    return []


def _is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
