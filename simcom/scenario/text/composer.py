"""The composer's stack: what each kind of event does to the values under construction."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.text.faults import QUOTE_HINT, REUSE_HINT, SIZE_HINT, Faults
from simcom.scenario.text.places import Path, Place, place_at
from simcom.scenario.text.scalars import Scalar, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simcom.scenario.text.decoding import Limits
    from simcom.scenario.text.places import Mark
    from simcom.scenario.text.reader import Event

EMPTY = ("the file is empty", "start it with `simcom: 1`")
"""Problem and hint for a file with nothing in it."""

Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"


@dataclass(slots=True)
class _Frame:
    """A list or a mapping that is still open; `key` waits for its value."""

    value: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None
    key_mark: Mark | None = None

    def wants_key(self) -> bool:
        """Tell whether the next scalar is a key."""
        return self.key is None and isinstance(self.value, dict)

    def next_path(self) -> Path:
        """Return the path of the value that comes next."""
        return (*self.path, len(self.value) if self.key is None else self.key)

    def add(self, value: Value) -> None:
        """Put a finished value where it belongs."""
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is not None:
            self.value[self.key] = value
        self.key = self.key_mark = None


class Composer:
    """One file in the making: feed it events by `take`, then read `root` and `places`."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.faults = Faults(file, limits)
        self.limits = limits
        self.stack: list[_Frame] = []
        self.root: dict[str, Value] | None = None
        self.places: dict[Path, Place] = {}
        self.nodes = 0
        self.documents = 0

    def take(self, event: Event) -> None:
        """Go on by one event; raise ScenarioError when nothing after it can be understood."""
        if (step := _STEPS.get(type(event).__name__)) is not None:
            step(self, event)

    def document(self, event: Event) -> None:
        """Accept one document, of YAML 1.2."""
        self.documents += 1
        if self.documents > 1:
            problem, hint = "a second document starts here", "make it a file of its own"
            self.faults.stop(event.start_mark, Code.SECOND_DOCUMENT, problem, hint)
        if event.version not in {None, (1, 2)}:
            problem = "the file asks for a YAML version other than 1.2"
            self.faults.note(event.start_mark, Code.DIRECTIVE, problem, "delete the `%YAML` line")

    def count(self, event: Event) -> None:
        """Hold one more node against the limit, and refuse what may not decorate it."""
        # the path of a deep node takes longer to make, so that it counts for more
        self.nodes += 1 + len(self.stack) // 16
        if self.nodes > self.limits.nodes:
            problem = f"more than {self.limits.nodes} keys and values"
            self.faults.stop(event.start_mark, Code.TOO_MANY_NODES, problem, SIZE_HINT)
        self.faults.check_decoration(event)

    def alias(self, event: Event) -> None:
        """Refuse an alias, and go on as if null stood there."""
        problem = f"alias {quoted(f'*{event.anchor}')}: aliases are not accepted"
        self.faults.note(event.start_mark, Code.ALIAS, problem, REUSE_HINT)
        if not self.stack or self.stack[-1].wants_key():
            self.faults.give_up()
        self.attach(self.stack[-1], None, event.start_mark)

    def opened(self, event: Event, value: dict[str, Value] | list[Value]) -> None:
        """Start a collection."""
        self.count(event)
        if len(self.stack) >= self.limits.depth:
            problem = f"lists and mappings nested more than {self.limits.depth} deep"
            self.faults.stop(event.start_mark, Code.TOO_DEEP, problem, "look for brackets that are never closed")
        if self.stack and self.stack[-1].wants_key():
            problem, hint = "a list or mapping stands where a key should be", "put text that starts with `{` in quotes"
            self.faults.stop(event.start_mark, Code.KEY_NOT_TEXT, problem, hint)
        mark = event.start_mark
        path = self.attach(self.stack[-1], value, mark) if self.stack else self.attach_root(value, mark)
        self.stack.append(_Frame(value, path))
        self.faults.path = path

    def mapping(self, event: Event) -> None:
        """Start a mapping."""
        self.opened(event, {})

    def sequence(self, event: Event) -> None:
        """Start a list."""
        self.opened(event, [])

    def closed(self, _event: Event) -> None:
        """End the innermost collection."""
        self.stack.pop()
        self.faults.path = self.stack[-1].path if self.stack else ()

    def scalar(self, event: Event) -> None:
        """Take a key or a single value."""
        self.count(event)
        if not self.stack:
            self.no_mapping(event)
        frame = self.stack[-1]
        if frame.wants_key():
            self.key(frame, event)
        else:
            self.value(frame, event)

    def key(self, frame: _Frame, event: Event) -> None:
        """Take a key; one that is complained about still gets its value."""
        text = event.value
        known = self.places[*frame.path, text].key_line if text in frame.value else None
        self.faults.check_key(event, known)
        frame.key, frame.key_mark = text, event.start_mark

    def no_mapping(self, event: Event) -> NoReturn:
        """Refuse a file that is a single value."""
        if event.implicit[0] and not event.value:
            self.faults.stop(event.start_mark, Code.EMPTY, *EMPTY)
        problem = f"the file is the single value {quoted(event.value)}"
        hint = "write `key: value`, with a blank after the colon"
        self.faults.stop(event.start_mark, Code.TOP_LEVEL, problem, hint)

    def attach(self, frame: _Frame, value: Value, mark: Mark) -> Path:
        """Put a value where it belongs and note its place; give its path."""
        path = frame.next_path()
        self.places[path] = place_at(frame.key_mark or mark, mark)
        frame.add(value)
        return path

    def attach_root(self, value: Value, mark: Mark) -> Path:
        """Take the mapping that is the whole file."""
        if not isinstance(value, dict):
            problem = "the file is a list, where keys with values are expected"
            self.faults.stop(mark, Code.TOP_LEVEL, problem, "start it with `simcom: 1`")
        self.root = value
        self.places[()] = place_at(mark, mark)
        return ()

    def value(self, frame: _Frame, event: Event) -> None:
        """Take a single value; its text stands in when the value is complained about."""
        self.faults.path = path = frame.next_path()
        self.places[path] = place_at(frame.key_mark or event.start_mark, event.start_mark)
        frame.add(self.resolved(event))
        self.faults.path = frame.path

    def resolved(self, event: Event) -> Scalar:
        """Give what a scalar stands for."""
        self.faults.check_text(event, self.limits.text, Code.TEXT_TOO_LONG)
        if event.implicit[0] and len(event.value) <= self.limits.text:
            try:
                return resolve(event.value)
            except ValueError as error:
                self.faults.note(event.start_mark, Code.BAD_NUMBER, str(error), QUOTE_HINT)
        return event.value


_STEPS: Mapping[str, Callable[[Composer, Event], None]] = MappingProxyType(
    {
        "DocumentStartEvent": Composer.document,
        "MappingStartEvent": Composer.mapping,
        "SequenceStartEvent": Composer.sequence,
        "ScalarEvent": Composer.scalar,
        "AliasEvent": Composer.alias,
        "MappingEndEvent": Composer.closed,
        "SequenceEndEvent": Composer.closed,
    }
)
