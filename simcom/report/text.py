"""The verdict table of a run, and its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.outcomes import causes, outcomes
from simcom.report.layout import PLAIN, columns, printable
from simcom.report.wording import SHOUTED, clock, missed, plural, status, what

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult
    from simcom.report.layout import Page

HEADINGS = ("time", "id", "who", "what", "outcome", "status", "stage", "decided by")
"""The columns of the verdict table."""


def run_text(result: RunResult, page: Page = PLAIN) -> str:
    """Return everything about one run: title, table, summary, unmet expectations; ends with a newline."""
    head = [page.paint(printable(result.title), "head"), *([result.file] if result.file else []), ""]
    body = table(result.rows, page, result.estate.begins) or [_nothing(result)]
    return "\n".join([*head, *body, "", *summary(result, page)]) + "\n"


def _nothing(result: RunResult) -> str:
    """Say why there is no row."""
    scripted = any(process.scripts for process in result.estate.processes)
    return f"nothing happened: no {'script took a step that leaves a row' if scripted else 'process has a script'}"


def table(rows: Sequence[Row], page: Page = PLAIN, begins: str = "") -> list[str]:
    """Return the verdict table as lines, headings first; nothing for no rows. ``begins`` is the date of time 0, if it has one."""
    if not rows:
        return []
    heads = [page.paint(heading, "head") for heading in HEADINGS]
    return columns([heads, *(table_cells(row, page, begins) for row in rows)])


def table_cells(row: Row, page: Page = PLAIN, begins: str = "") -> list[str]:
    """Return one row of the verdict table, a text for each of `HEADINGS`."""
    word = SHOUTED[row.ruling.outcome]
    who = f"{row.client.process} -> {row.server.process}" if row.server else row.client.process
    words = [clock(row.begun_s, begins), row.id, who, what(row)]
    return [*map(printable, words), page.paint(word, word), status(row), row.stage, row.ruling.decisive.rule]


def summary(result: RunResult, page: Page = PLAIN) -> list[str]:
    """Return the counts by outcome and by cause, and what was not met."""
    lines = [_counted(result.calls), *_causes(result.rows)]
    if result.met:
        return [*lines, "every expectation was met"]
    unmet = [f"  {printable(missed(one, result.estate.begins))}" for one in result.unmet]
    return [*lines, page.paint(f"{plural(len(unmet), 'expectation')} not met:", "REFUSED"), *unmet]


def _counted(calls: Sequence[Row]) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in outcomes(calls).items() if count)
    return f"{plural(len(calls), 'call')}: {counts}" if calls else "no calls"


def _causes(rows: Sequence[Row]) -> list[str]:
    found = causes(rows)
    cells = [[f"  {cause.count}", cause.stage, cause.status, cause.rule] for cause in found]
    return ["what decided those that did not go through:", *columns(cells)] if found else []


def overall(results: Sequence[RunResult]) -> str:
    """Return one line about several runs, and the name of each that did not meet its expectations."""
    bad = [f"  {printable(result.run)}" for result in results if not result.met]
    calls = sum(len(result.calls) for result in results)
    said = f"{plural(len(bad), 'run')} did not meet their expectations:" if bad else "every expectation was met"
    return "\n".join([f"{plural(len(results), 'run')}, {plural(calls, 'call')}; {said}", *bad]) + "\n"
