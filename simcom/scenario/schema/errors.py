"""From pydantic's errors to complaints that say what is wrong, where, and what to write instead."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.misnamed import is_number
from simcom.scenario.published import schema
from simcom.scenario.refusals import flag, inside, refusal
from simcom.scenario.suggest import closest, suggest
from simcom.scenario.values import told
from simcom.vocabulary.assumptions import switches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import ValidationError

    from simcom.scenario.build.source import Source
    from simcom.scenario.text.places import Path

Error = dict[str, Any]
Told = tuple[Code, str, str]
"""Code, problem and hint."""

LISTED = 14
MANY = 200
"""Errors translated; more than that are one and the same mistake."""

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping (keys with values)",
    "model_type": "a mapping (keys with values)",
    "model_attributes_type": "a mapping (keys with values)",
}
_QUOTED = re.compile(r"'([^']*)'")


def complain(source: Source, error: ValidationError) -> None:
    """Turn everything that pydantic found into complaints of the source."""
    found = error.errors(include_url=False)[:MANY]
    meant = {(*item["loc"][:-1], _nearest(item["loc"])) for item in found if item["type"] == "extra_forbidden"}
    for item in found:
        if item["type"] == "missing" and item["loc"] in meant:
            continue  # its misspelling is complained about
        code, problem, hint = _TOLD.get(item["type"], _other)(dict(item))
        source.complain(code, item["loc"], problem, hint, at_key=code == Code.UNKNOWN_KEY)


def _nearest(path: Path) -> str | None:
    return closest(str(path[-1]), known_keys(path[:-1]))


def _ours(error: Error) -> Told:
    context = error["ctx"]
    return Code(context["code"]), context["problem"], context["hint"]


def _missing(error: Error) -> Told:
    key = str(error["loc"][-1])
    return Code.MISSING_KEY, f"the key {quoted(key)} is missing", f"add `{key}: ...` here"


def _unknown_key(error: Error) -> Told:
    *path, key = error["loc"]
    problem, instead = refusal(tuple(path), str(key))
    if problem:
        return Code.UNKNOWN_KEY, problem, instead
    known = known_keys(tuple(path))
    entry = _switches(str(key)) if path == ["assume"] else flag(str(key), known) or inside(str(key), known)
    hint = entry or suggest(str(key), known) or _list("the keys here are", known)
    return Code.UNKNOWN_KEY, f"unknown key {quoted(str(key))}", hint


def _switches(entry: str) -> str:
    """Return a hint that names the switches of an entry in the catalogue of disagreements, such as `L-20`."""
    names = [quoted(name) for name, of, _, _ in switches() if of.casefold() == entry.casefold()]
    return f"the switch{'es' * (len(names) > 1)} of that entry: {', '.join(names)}" if names else ""


def _wrong_type(error: Error) -> Told:
    wanted = _WANTED[error["type"]]
    return Code.WRONG_TYPE, f"expected {wanted}, not {told(error['input'])}", _quotes(wanted, error["input"])


def _quotes(wanted: str, given: object) -> str:
    """Return a hint where quotes are missing, or are what is wrong."""
    if wanted == "text" and isinstance(given, int | float):
        return "put it in quotes"
    return "remove the quotes" if "number" in wanted and isinstance(given, str) and is_number(given) else ""


def _wrong_word(error: Error) -> Told:
    words = _QUOTED.findall(error["ctx"]["expected"])
    given = error["input"]
    hint = suggest(str(given), words) if isinstance(given, str) else ""
    return Code.UNKNOWN_VALUE, f"expected one of a few words, not {told(given)}", hint or _list("write one of", words)


def _out_of_range(error: Error) -> Told:
    bounds = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    key, bound = next((key, value) for key, value in error["ctx"].items() if key in bounds)
    return Code.OUT_OF_RANGE, f"expected a number of {bounds[key]} {bound}, not {told(error['input'])}", ""


def _length(error: Error) -> Told:
    context = error["ctx"]
    if "min_length" in context:
        what = "text" if isinstance(error["input"], str) else "list"
        problem = f"the {what} is too short: at least {context['min_length']} {'character' if what == 'text' else 'item'}(s) are needed"
        return Code.OUT_OF_RANGE, problem, ""
    return Code.OUT_OF_RANGE, f"too long: {context['max_length']} is the most", "shorten it"


def _pattern(error: Error) -> Told:
    return (
        Code.UNKNOWN_VALUE,
        f"{told(error['input'])} holds a character that cannot stand here",
        "leave out blanks, `/` and `#`",
    )


def _other(error: Error) -> Told:
    message = str(error["msg"])
    return Code.WRONG_TYPE, message[:1].lower() + message[1:], ""


def _list(start: str, words: list[str]) -> str:
    shown = ", ".join(quoted(word) for word in words[:LISTED])
    return f"{start} {shown}{' and others' if len(words) > LISTED else ''}" if words else ""


_TOLD: Mapping[str, Callable[[Error], Told]] = {
    "simcom": _ours,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _wrong_word,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(_WANTED, _wrong_type),
    **dict.fromkeys(("greater_than_equal", "less_than_equal", "greater_than", "less_than"), _out_of_range),
}


@lru_cache(maxsize=64)
def known_keys(path: Path) -> list[str]:
    """Return the keys that may stand in the mapping at a path, found in the published JSON Schema."""
    nodes = [_schema()]
    for part in path:
        nodes = [below for node in nodes for below in _below(node, part)]
    keys = [key for node in nodes for branch in _branches(node) for key in branch.get("properties", {})]
    return list(dict.fromkeys(keys))


@cache
def _schema() -> dict[str, Any]:
    return schema()


def _branches(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a schema and all its alternatives, references followed."""
    if "$ref" in node:
        yield from _branches(_schema()["$defs"][node["$ref"].rpartition("/")[2]])
        return
    yield node
    for branch in node.get("anyOf", ()):
        yield from _branches(branch)


def _below(node: dict[str, Any], part: str | int) -> Iterator[dict[str, Any]]:
    for branch in _branches(node):
        inside = branch.get("items") if isinstance(part, int) else _of_key(branch, str(part))
        if isinstance(inside, dict):
            yield inside


def _of_key(branch: dict[str, Any], key: str) -> object:
    return branch.get("properties", {}).get(key) or branch.get("additionalProperties")
