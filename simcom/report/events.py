"""The lines that a run leaves in Windows' event logs, per machine in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simcom.report.layout import PLAIN, columns, printable
from simcom.report.wording import plural, seconds
from simcom.runtime.rows import event_dict
from simcom.vocabulary.messages import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.report.layout import Page
    from simcom.vocabulary.messages import Event

SCHEMA_VERSION = 1
"""Changes when the meaning of the record's keys does."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an event log: of which step of which run, when (simulated seconds, and the date if time 0 has one), and the event."""

    run: str
    step: str
    time_s: float
    date: str
    event: Event


def event_lines(results: Iterable[RunResult]) -> tuple[Line, ...]:
    """Return all lines of some runs: run by run, machine by machine, in the order of time.

    A line is dated by the end of its step, when whatever it reports has come out.
    """
    lines = []
    for result in results:
        found = [_line(row, event, result) for row in result.rows for event in row.events]
        lines += sorted(found, key=lambda line: (line.event.machine.casefold(), line.time_s))
    return tuple(lines)


def _line(row: Row, event: Event, result: RunResult) -> Line:
    return Line(result.run, row.id, round(row.ended_s, 9), dated(result.estate.begins, row.ended_s), event)


def dated(begins: str, time_s: float) -> str:
    """Return the date and time of a simulated time, to the millisecond; nothing where time 0 has no date."""
    if not begins:
        return ""
    moment = datetime.fromisoformat(begins) + timedelta(seconds=time_s)
    return moment.isoformat(sep=" ", timespec="milliseconds")


def events_text(results: Sequence[RunResult], page: Page = PLAIN) -> str:
    """Return the event logs of runs as text that ends with a newline."""
    return "\n".join("".join(f"{line}\n" for line in _of_run(one, page)) for one in results)


def _of_run(result: RunResult, page: Page) -> list[str]:
    lines = event_lines([result])
    machines = list(dict.fromkeys(line.event.machine for line in lines))
    told = (
        f"{plural(len(lines), 'event')} on {plural(len(machines), 'machine')}" if lines else "no event log gets a line"
    )
    logs = [[line for line in lines if line.event.machine == machine] for machine in machines]
    return [page.paint(printable(result.title), "head"), told, *(text for log in logs for text in _log(log, page))]


def _log(lines: Sequence[Line], page: Page) -> list[str]:
    """Return one machine's lines, each with the fields of its event below it."""
    first = lines[0].event
    heads = columns([_cells(line) for line in lines])
    texts = (text for head, line in zip(heads, lines, strict=True) for text in (head, *_fields(line, page)))
    return ["", page.paint(f"{printable(first.machine)}: {plural(len(lines), 'event')}", "head"), *texts]


def _cells(line: Line) -> list[str]:
    event = line.event
    said = EVENTS.get(event.number, event.source)
    notes = [
        word for word, there in (("audit: nothing was refused", event.audit), ("inferred", event.inferred)) if there
    ]
    told = f"{said} ({', '.join(notes)})" if notes else said
    when = line.date or seconds(line.time_s)
    return [f"  {when}", str(event.number), event.severity, f"{told} [{printable(line.step)}]"]


def _fields(line: Line, page: Page) -> list[str]:
    text = "; ".join(f"{name}: {value or '-'}" for name, value in line.event.fields)
    return page.wrap(printable(text), 6) if text else []


def events_record(results: Sequence[RunResult]) -> dict[str, Any]:
    """Return the event logs of runs as a plain record."""
    lines = event_lines(results)
    return {"schema_version": SCHEMA_VERSION, "events": [_record(line) for line in lines]}


def _record(line: Line) -> dict[str, Any]:
    when = {"run": line.run, "step": line.step, "time_s": line.time_s, "date": line.date or None}
    return {**when, **event_dict(line.event), "meaning": EVENTS.get(line.event.number, "")}
