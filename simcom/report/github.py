"""Results as the lines by which a GitHub workflow marks files: an error for each unmet expectation, a notice for each run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcom.report.wording import plural, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simcom.analysis.result import RunResult, UnmetExpectation

_PLACE = re.compile(r"(.*?):([0-9]+)(?::([0-9]+))?")
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def github_text(results: Sequence[RunResult]) -> str:
    """Return one line for each unmet expectation, and one for each run."""
    return "".join(f"{line}\n" for result in results for line in _of_run(result))


def _of_run(result: RunResult) -> Iterator[str]:
    yield from (_error(one, result.estate.begins) for one in result.unmet)
    fates = ", ".join(f"{count} {name}" for name, count in result.outcomes.items() if count) or "no calls"
    unmet = f"{plural(len(result.unmet), 'expectation')} not met" if result.unmet else "every expectation was met"
    yield command("notice", f"{fates}; {unmet}", file=result.file, title=result.run or result.title)


def _error(one: UnmetExpectation, begins: str) -> str:
    match = _PLACE.fullmatch(one.place)
    where = {"file": match[1], "line": match[2], "col": match[3]} if match else {}
    return command("error", wanted(one, begins), **where, title=one.id or "the whole run")


def command(word: str, message: str, **properties: str | None) -> str:
    """Return a workflow command; properties without a value are left out."""
    given = ",".join(f"{name}={_escaped(value, _IN_PROPERTIES)}" for name, value in properties.items() if value)
    return f"::{word}{' ' * bool(given)}{given}::{_escaped(message, _IN_MESSAGES)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
