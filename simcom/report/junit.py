"""JUnit XML for build servers: a suite for each run, a case for each row, a failure for each unmet expectation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from simcom.report.wording import SHOUTED, missed, status, what

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult

_OUTSIDE_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def junit_text(results: Sequence[RunResult]) -> str:
    """Return all runs as one document. Times are simulated seconds."""
    return document([_suite(result) for result in results])


def document(suites: Sequence[str]) -> str:
    """Return suites, each a text of its own, as one document."""
    inner = "\n".join(suites)
    body = f"<testsuites>\n{inner}\n</testsuites>\n" if suites else "<testsuites/>\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'


def _suite(result: RunResult) -> str:
    known = {row.id for row in result.rows}
    whole = [failure(missed(one, result.estate.begins)) for one in result.unmet if one.id not in known]
    cases = [_case(result, row) for row in result.rows]
    last = f"<testcase{attribute('name', 'the whole run')}>{''.join(whole)}</testcase>"
    names = attribute("name", result.run or result.title) + attribute("file", result.file)
    failing = len({one.id for one in result.unmet if one.id in known}) + bool(whole)
    return (
        f'<testsuite{names} tests="{len(cases) + 1}" failures="{failing}">\n'
        + "\n".join([*cases, last])
        + "\n</testsuite>"
    )


def _case(result: RunResult, row: Row) -> str:
    names = attribute("name", f"{row.id} {what(row)}") + attribute("classname", row.client.process)
    unmet = (missed(one, result.estate.begins) for one in result.unmet if one.id == row.id)
    failures = "".join(map(failure, unmet))
    words = f"{SHOUTED[row.ruling.outcome]} {status(row)} {row.stage} {row.ruling.decisive.rule}"
    said = f"<system-out>{escape(clean(words))}</system-out>"
    return f'<testcase{names} time="{row.ended_s - row.begun_s:.9f}">{failures}{said}</testcase>'


def failure(message: str) -> str:
    """Return a failure that says something."""
    return f"<failure{attribute('message', message)}/>"


def attribute(name: str, value: str) -> str:
    """Return an attribute, with a blank before it."""
    return f" {name}={quoteattr(clean(value))}"


def clean(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold."""
    return _OUTSIDE_XML.sub("", text)
