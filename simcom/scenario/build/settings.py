"""`--set path=value`: changes to a composed file before it is checked.

A path is dotted, with list places counted from 0: `processes.viewer.script.2.CoSetProxyBlanket.authn_level`. A key that holds a dot may
be written as it is (`domains.corp.example.netbios`) or in brackets (`domains["corp.example"].netbios`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simcom.errors import Complaint, ScenarioError, quoted
from simcom.scenario.codes import Code
from simcom.scenario.schema.base import SYNONYMS
from simcom.scenario.suggest import suggest
from simcom.scenario.text.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.scenario.build.source import Source
    from simcom.scenario.text.places import Path

Setting = str | tuple[str, str]
"""`path=value` in one text, or as a pair."""

_PARTS = re.compile(r'\["([^"]*)"\]|\[([0-9]+)\]|((?:[^.\[]|\[[0-9]+-[0-9]+\])+)')
_NAMED = ("domains", "accounts", "groups", "machines", "classes", "processes", "profiles")
"""Mappings whose keys are names that users choose: a misspelt one must not make a new item by accident."""

_FORM = "write `path=value`, for instance `machines.opc01.patch=P3`"


def apply(source: Source, settings: Iterable[Setting]) -> None:
    """Change a source's values as the settings say. Raises ScenarioError for a path or a value that cannot be."""
    for setting in settings:
        path, value = _pair(setting)
        _set(source, path.strip(), _value(path.strip(), value))


def _pair(setting: Setting) -> tuple[str, str]:
    if not isinstance(setting, str):
        return setting
    path, equals, value = setting.partition("=")
    if not equals:
        raise _error(setting, "", f"{quoted(setting)} has no `=`", _FORM)
    return path, value


def _error(setting: str, path: str, problem: str, hint: str, code: str = Code.UNKNOWN_KEY) -> ScenarioError:
    return ScenarioError((Complaint(f"--set {setting}", 1, 1, code, path, problem, hint),))


def _value(path: str, text: str) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    if "\n" in text or "\r" in text:
        raise _error(
            path, path, "the value has more than one line", "write lists and mappings as `[a, b]` and `{a: b}`"
        )
    try:
        return compose(f"value: {text}", f"--set {path}").value["value"]
    except ScenarioError as error:
        first = error.complaints[0]
        raise _error(path, path, first.problem, first.hint or "put the value in quotes", first.code) from None


def _set(source: Source, text: str, value: object) -> None:
    parts = [quoted_key or index or plain for quoted_key, index, plain in _PARTS.findall(text)]
    if not parts:
        raise _error(text, "", "the path is empty", _FORM)
    here: Any = source.value
    path: Path = ()
    while len(parts) > 1 and (known := _known(here, parts)) is not None and len(known[1]) > 0:
        key, parts = known
        here, path = here[key], (*path, key)
    _put(source, text, here, path, parts, value)


def _known(here: object, parts: list[str]) -> tuple[str | int, list[str]] | None:
    """Find the key that the first parts spell: a key may hold dots, and a Windows name stands for ours."""
    if isinstance(here, list):
        return (int(parts[0]), parts[1:]) if parts[0].isdigit() and int(parts[0]) < len(here) else None
    if not isinstance(here, dict):
        return None
    for length in range(1, len(parts) + 1):
        word = ".".join(parts[:length])
        found = next((key for key in (word, *_same(word)) if key in here), None)
        if found is not None:
            return found, parts[length:]
    return None


def _same(word: str) -> tuple[str, ...]:
    return next(((key, *names) for key, names in SYNONYMS.items() if word == key or word in names), ())


def _put(source: Source, text: str, here: Any, path: Path, parts: list[str], value: object) -> None:  # noqa: ANN401  (whatever a file or a row holds)
    """Put the value under what is left of the path, making mappings on the way where a key may be new."""
    if isinstance(here, list):
        _put_in_list(source, text, here, (*path, parts[0]), value)
    elif not isinstance(here, dict):
        raise _error(text, text, f"{quoted(str(path[-1]))} is a single value, which has no keys", "shorten the path")
    elif known := _known(here, parts):
        here[known[0]] = value
        source.given[*path, known[0]] = text
    else:
        _put_new(source, text, here, (path, parts), value)


def _put_in_list(source: Source, text: str, here: list[Any], path: Path, value: object) -> None:
    word = str(path[-1])
    if not word.isdigit() or int(word) > len(here):
        problem = f"{quoted(word)} is no place in a list of {len(here)}"
        raise _error(text, text, problem, f"count from 0; {len(here)} adds an item at the end")
    here[int(word) : int(word) + 1] = [value]
    source.given[*path[:-1], int(word)] = text


def _put_new(source: Source, text: str, here: dict[str, Any], way: tuple[Path, list[str]], value: object) -> None:
    path, parts = way
    if len(parts) > 1 and len(path) == 1 and path[0] in _NAMED:
        problem = f"nothing called {quoted(parts[0])} stands under `{path[0]}`"
        raise _error(
            text, text, problem, suggest(parts[0], here) or f"the names are {', '.join(map(quoted, list(here)[:10]))}"
        )
    for part in parts[:-1]:
        here[part] = {}
        here, path = here[part], (*path, part)
    here[parts[-1]] = value
    source.given[*path, parts[-1]] = text
