"""Faults of a file: those that composing survives are collected, the others end it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from simcom.errors import Complaint, ScenarioError, quoted
from simcom.scenario.codes import Code
from simcom.scenario.text.places import Path, shortened

if TYPE_CHECKING:
    from simcom.scenario.text.decoding import Limits
    from simcom.scenario.text.places import Mark
    from simcom.scenario.text.reader import Event

QUOTE_HINT = "if it is meant as text, put it in quotes"
REUSE_HINT = "use `defaults:` or `profiles:` for what repeats; " + QUOTE_HINT
SIZE_HINT = "use host ranges such as `ws[001-500]` and `count:` instead of writing everything out"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Faults:
    """The complaints about one file so far; `path` says where composing is, for those that follow."""

    file: str
    limits: Limits
    path: Path = ()
    complaints: list[Complaint] = field(default_factory=list)

    def note(self, mark: Mark, code: Code, problem: str, hint: str = "") -> None:
        """Note a fault that composing survives; raise ScenarioError when there are enough of them."""
        place = shortened(self.path)
        self.complaints.append(Complaint(self.file, mark.line + 1, mark.column + 1, code, place, problem, hint))
        if len(self.complaints) >= self.limits.complaints:
            self.give_up()

    def stop(self, mark: Mark, code: Code, problem: str, hint: str = "") -> NoReturn:
        """Note a fault after which the rest of the file cannot be understood, and raise ScenarioError."""
        self.note(mark, code, problem, hint)
        self.give_up()

    def give_up(self, *more: Complaint) -> NoReturn:
        """Raise ScenarioError with what was collected and `more`, in the order of the file."""
        raise ScenarioError(tuple(sorted((*self.complaints, *more))))

    def check_decoration(self, event: Event) -> None:
        """Complain about an anchor and a tag."""
        if event.anchor is not None:
            problem = f"anchor {quoted('&' + event.anchor)}: anchors are not accepted"
            self.note(event.start_mark, Code.ANCHOR, problem, REUSE_HINT)
        if event.tag is not None:
            problem = f"tag {quoted(event.tag.replace('tag:yaml.org,2002:', '!!'))}: tags are not accepted"
            self.note(event.start_mark, Code.TAG, problem, QUOTE_HINT)

    def check_text(self, event: Event, limit: int, code: Code) -> None:
        """Complain about a text that is longer than `limit` characters or holds control characters."""
        text = event.value
        if len(text) > limit:
            self.note(event.start_mark, code, f"{len(text)} characters, where {limit} are the most", "shorten it")
        elif event.style == '"' and (found := _CONTROL.search(text)):
            problem = f"the text {quoted(text)} holds U+{ord(found.group()):04X} through an escape"
            hint = 'write a backslash plain, in single quotes, or twice: `CORP\\ann`, not `"CORP\\ann"`'
            self.note(event.start_mark, Code.CONTROL_IN_TEXT, problem, hint)

    def check_key(self, event: Event, first_line: int | None) -> None:
        """Complain about a key that cannot be right; `first_line` is where the same key stands already, if it does."""
        text, mark, plain = event.value, event.start_mark, event.implicit[0]
        self.check_text(event, self.limits.key, Code.KEY_TOO_LONG)
        if plain and text == "<<":
            self.note(mark, Code.MERGE_KEY, "`<<` is not accepted as a key", REUSE_HINT)
        elif plain and text in _NULLS:
            self.note(mark, Code.NULL_KEY, "a key is missing or null", "write a key before the `:`")
        elif "\n" in text:
            problem = f"the key {quoted(text)} holds a line break"
            self.note(mark, Code.KEY_OF_MANY_LINES, problem, "write the key on one line")
        elif first_line is not None:
            problem = f"the key {quoted(text)} on line {mark.line + 1} stands on line {first_line} already"
            self.note(mark, Code.REPEATED_KEY, problem, "keep one of them, or put both contents under one key")
