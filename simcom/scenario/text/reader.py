"""The YAML parser, one event at a time, and its errors in words that help.

Only events are taken from PyYAML, never its composer or constructor: those recurse, and build what a tag asks for.
Events come from the C parser where it is installed and otherwise from the Python one, which is slower.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from simcom.errors import Complaint, quoted
from simcom.scenario.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.scenario.text.places import Mark

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Where events come from."""


class Event(Protocol):
    """What is used of an event; which of these an event has depends on its kind, the name of its class."""

    start_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]
    style: str | None
    version: tuple[int, int] | None


_TAB = "a tab is used for indentation"
_SPACES = "indent with spaces"
_ESCAPE_HINT = "in double quotes a backslash starts an escape: write `CORP\\ann` plain or in single quotes"
_BRACKETS = "a bracket or brace that is opened here is not continued with `,` and not closed"
_BRACKETS_HINT = "add the missing `,`, `]` or `}`, and put text that holds one of `[]{},` in quotes"
_INDENT_HINT = (
    "let it start in the same column as the entries it belongs to, and look for a quote closed too early or not at all"
)
_NO_VALUE = r"expected (?:the )?node content"

# what the parsers say -> what is wrong, what to do, and whether the place is where the trouble began
_WORDS: tuple[tuple[str, str, str, bool], ...] = (
    (
        r"mapping values are not allowed",
        "a `:` stands where no key can be",
        "put text that holds `: ` in quotes, or look for a missing space after a `:` or wrong indentation just above",
        False,
    ),
    (r"tab character|found character '\\t'", _TAB, _SPACES, False),
    (r"unexpected end of stream", "a quote that is opened here is never closed", "close it", True),
    (
        r"unexpected document (?:indicator|separator)",
        "a quote that is opened here is not closed before `---`",
        "close it",
        True,
    ),
    (r"unknown escape", "an escape that YAML does not know", _ESCAPE_HINT, False),
    (r"hexdecimal|hexadecimal|invalid Unicode character", "an escape that names no character", _ESCAPE_HINT, False),
    (r"expected ',' or", _BRACKETS, _BRACKETS_HINT, True),
    (r"could not find expected ':'", "this line has no `:` after its key", "write `key: value`", True),
    (r"expected key|expected <block end>", "this line does not fit the lines above it", _INDENT_HINT, False),
    (r"expected '-' indicator", "this line stands in a list and does not start with `- `", _INDENT_HINT, False),
    (r"sequence entries are not allowed", "a list entry `- ` stands where none can be", _INDENT_HINT, False),
    (_NO_VALUE, "a value is missing here", "write one, or delete the `,`, `]` or `}`", False),
    (
        r"expected '?<document start>",
        "text after the end of the scenario",
        "let the file hold keys with values and nothing after them",
        False,
    ),
    (r"undefined tag|scanning a tag", "tags (`!`) are not accepted", "put text that starts with `!` in quotes", True),
    (r"YAML document", "the file asks for a YAML version that is not read", "delete the `%YAML` line", False),
    (r"scanning a block scalar", "a block of text (`|` or `>`) is not written properly", _SPACES, False),
    (r"scanning an anchor|scanning an alias", "an anchor or alias, and those are not accepted", "quote the text", True),
)
_FOUND_CHARACTER = re.compile(r"found character")


def _character(text: str, mark: Mark) -> tuple[str, str]:
    char = text[mark.index : mark.index + 1]
    if char == "\t":
        return _TAB, _SPACES
    return f"a value cannot start with {quoted(char)}", "put the value in quotes"


def _ends_early(error: yaml.MarkedYAMLError, raw: str, text: str) -> bool:
    """Tell whether the parser missed a value because the text was over."""
    mark = error.problem_mark
    return bool(mark and re.search(_NO_VALUE, raw) and mark.index >= len(text.rstrip()))


def _worded(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, Mark | None]:
    """Give problem, hint and mark for an error of the parser."""
    raw = ": ".join(part or "" for part in (error.context, error.problem))
    if _ends_early(error, raw, text):
        problem, hint = "the file ends inside a bracket or brace", "close every `[` with `]` and every `{` with `}`"
        return problem, hint, error.problem_mark
    known = next((entry for entry in _WORDS if re.search(entry[0], raw)), None)
    return _unforeseen(error, raw, text) if known is None else (*known[1:3], _mark(error, at_start=known[3]))


def _mark(error: yaml.MarkedYAMLError, *, at_start: bool) -> Mark | None:
    """Return where the trouble began, or where the parser noticed it."""
    mark: Mark | None = (error.context_mark if at_start else None) or error.problem_mark
    return mark


def _unforeseen(error: yaml.MarkedYAMLError, raw: str, text: str) -> tuple[str, str, Mark | None]:
    """Give problem, hint and mark for an error that no pattern knows."""
    if _FOUND_CHARACTER.search(raw) and error.problem_mark:
        return *_character(text, error.problem_mark), error.problem_mark
    return f"not YAML: {raw.strip(': ')}", "", error.problem_mark or error.context_mark


def syntax_complaint(error: yaml.YAMLError, text: str, file: str) -> Complaint:
    """Turn an error of the parser into a complaint at the place where a reader should look."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Complaint(file, 1, 1, Code.SYNTAX, "", f"not YAML: {' '.join(str(error).split())}")
    problem, hint, mark = _worded(error, text)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Complaint(file, line, column, Code.SYNTAX, "", problem, hint)


def events(text: str) -> Iterator[Event]:
    """Yield the parser's events as they are asked for; PyYAML's own YAMLError comes through where the text is wrong."""
    parsed: Iterator[Any] = yaml.parse(text, LOADER)
    yield from parsed
