"""The parts of an explanation that tell of an activation, of what travelled, and of what the event logs say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.report.layout import columns, printable
from simcom.report.wording import message, plural
from simcom.vocabulary.messages import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.analysis.activated import Activation, Check
    from simcom.analysis.explained import Explained
    from simcom.analysis.outcomes import Row
    from simcom.report.layout import Page
    from simcom.vocabulary.messages import Event

LABEL_WIDTH = 15
"""Columns that the name of a line takes."""

SOURCES = {
    "coauthinfo": "COAUTHINFO of the activation itself",
    "coinit_explicit": "the process's own CoInitializeSecurity",
    "default": "a default: neither COAUTHINFO nor CoInitializeSecurity names one",
    "stack": "the client's RPC stack, which is not Windows' own",
}
"""Where an activation's level comes from."""

PASSED = {True: "passed", False: "FAILED", None: "open"}

Line = tuple[str, str]
"""A line's name and its text."""


def activated(explained: Explained, page: Page) -> list[str]:
    """Return the section about an activation, or nothing for another step."""
    found = explained.activation
    if found is None:
        return []
    lines = [*_outward(found, explained.row), *_there(found), *_back(found)]
    texts = (page.wrap(f"{name:<{LABEL_WIDTH}}{printable(text)}", 2, 2 + LABEL_WIDTH) for name, text in _once(lines))
    return [page.paint("How the activation went", "head"), *(line for text in texts for line in text)]


def _once(lines: list[Line]) -> Iterator[Line]:
    """Yield lines, each name only where it differs from the one above."""
    last = ""
    for name, text in lines:
        yield ("" if name == last else name), text
        last = name


def _outward(found: Activation, row: Row) -> Iterator[Line]:
    wanted = ", ".join(name for name, _ in found.interfaces) or row.interface or "no interface"
    yield "asked for", f"{wanted} of an object of {found.class_} on {found.machine}"
    if found.source:
        yield "level from", SOURCES.get(found.source, found.source)
    for text in found.level:
        yield "level", text
    for number, text in enumerate(found.attempts, 1):
        yield "attempts", f"{number}: {text}"


def _there(found: Activation) -> Iterator[Line]:
    """Yield what the server's machine looked at, each stage once, in order."""
    stages: dict[str, list[Check]] = {}
    for check in found.checks:
        stages.setdefault(check.stage, []).append(check)
    for stage, checks in stages.items():
        said = ", ".join(f"{PASSED[one.passed]} ({one.rule})" for one in dict.fromkeys(checks))
        yield f"on {found.machine}"[: LABEL_WIDTH - 1], f"{stage}: {said}"


def _back(found: Activation) -> Iterator[Line]:
    if found.process:
        how = "was started for this" if found.launched else "was running already"
        yield "server", f"{found.process} on {found.machine} {how}; it runs as {found.run_as}"
    if found.interfaces:
        yield "came back", ", ".join(f"{name}: {status}" for name, status in found.interfaces)


def travelled(row: Row, page: Page) -> list[str]:
    """Return the section about the messages of a step, or nothing for one that sent none."""
    if not row.messages:
        return []
    head = f"What travelled: {plural(row.round_trips, 'round trip')}, {plural(row.size_bytes or 0, 'byte')}"
    cells = [["", "message", "from", "to", "round trips", "bytes"]]
    for number, one in enumerate(row.messages, 1):
        words = (message(one.kind, one.leg), one.frm, one.to)
        cells.append([f"{number:>3}", *map(printable, words), f"{one.round_trips:>11}", f"{one.size_bytes:>5}"])
    return [page.paint(head, "head"), *columns(cells)]


def logged(row: Row, page: Page) -> list[str]:
    """Return the section about the lines that a step leaves in event logs, or nothing where it leaves none."""
    if not row.events:
        return []
    lines = [page.paint("What the event logs say", "head")]
    return lines + [line for event in row.events for line in _event(event, page)]


def _event(event: Event, page: Page) -> list[str]:
    words = {"audit: nothing was refused": event.audit, "inferred": event.inferred}
    notes = ", ".join(word for word, there in words.items() if there)
    told = EVENTS.get(event.number, event.source)
    head = (
        f"{event.number} on {event.machine}, {event.log} log, {event.severity}: {told}{f' ({notes})' if notes else ''}"
    )
    fields = "; ".join(f"{name}: {value or '-'}" for name, value in event.fields)
    return [*page.wrap(printable(head), 2, 4), *(page.wrap(printable(fields), 6) if fields else [])]
