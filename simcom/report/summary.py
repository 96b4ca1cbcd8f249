"""The summary of a run that kept counts only: for people, and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simcom.report.layout import PLAIN, columns, printable
from simcom.report.wording import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.summary import Summary
    from simcom.report.layout import Page

SCHEMA_VERSION = 1
"""Changes when the meaning of the record's keys does."""

SHOWN_MACHINES = 40
"""How many machines the text names; JSON has all of them."""


def summary_text(found: Summary, page: Page = PLAIN) -> str:
    """Return the counts of a run as text that ends with a newline."""
    head = [page.paint(printable(found.title), "head"), *([found.file] if found.file else []), ""]
    parts = [_counts(found), _causes(found), _machines(found, page), _events(found, page), _expected(found, page)]
    return "\n".join([*head, *(line for part in parts for line in part)]) + "\n"


def _counts(found: Summary) -> list[str]:
    calls = sum(found.outcomes.values())
    fates = ", ".join(f"{count} {name}" for name, count in found.outcomes.items() if count)
    kinds = ", ".join(f"{count} {name}" for name, count in found.kinds.items())
    return [
        f"{plural(calls, 'call')}: {fates}" if calls else "no calls",
        f"{plural(found.rows, 'step')}: {kinds or '-'}",
    ]


def _causes(found: Summary) -> list[str]:
    cells = [[f"  {one.count}", one.stage, one.status, one.rule] for one in found.causes]
    return ["what decided those that did not go through:", *columns(cells)] if cells else []


def _machines(found: Summary, page: Page) -> list[str]:
    """Return a table of what came of what each machine was asked for, those first of which most did not go through."""
    order = sorted(found.machines.items(), key=lambda pair: (pair[1]["ok"] - sum(pair[1].values()), pair[0]))
    if not order:
        return []
    heads = [page.paint(word, "head") for word in ("machine asked", *order[0][1])]
    cells = [[printable(name), *map(str, counts.values())] for name, counts in order[:SHOWN_MACHINES]]
    left_out = len(order) - SHOWN_MACHINES
    return [*columns([heads, *cells]), *([f"and {plural(left_out, 'more machine')}"] if left_out > 0 else [])]


def _events(found: Summary, page: Page) -> list[str]:
    """Return how many lines of each number the event logs got, and on how many machines."""
    numbers: dict[int, list[int]] = {}
    for (_, number), count in found.events.items():
        numbers.setdefault(number, []).append(count)
    if not numbers:
        return []
    cells = [[str(number), str(sum(numbers[number])), str(len(numbers[number]))] for number in sorted(numbers)]
    return columns([[page.paint(word, "head") for word in ("event", "lines", "machines")], *cells])


def _expected(found: Summary, page: Page) -> list[str]:
    left = f"{plural(found.unchecked, 'expectation')} of single steps not looked at: a summary keeps no steps"
    lines = [left] if found.unchecked else []
    if found.met:
        return [*lines, *(["every expectation of the whole run was met"] if found.checked else [])]
    unmet = [f"  {printable(str(one))}" for one in found.unmet]
    return [*lines, page.paint(f"{plural(len(unmet), 'expectation')} not met:", "REFUSED"), *unmet]


def summary_record(results: Sequence[Summary]) -> dict[str, Any]:
    """Return the counts of runs as a plain record."""
    return {"schema_version": SCHEMA_VERSION, "runs": [_record(one) for one in results]}


def _record(found: Summary) -> dict[str, Any]:
    words = {"run": found.run, "file": found.file, "title": found.title, "seed": found.seed, "rows": found.rows}
    events = [{"machine": name, "id": number, "count": count} for (name, number), count in found.events.items()]
    counts = {"kinds": found.kinds, "outcomes": found.outcomes, "causes": [asdict(one) for one in found.causes]}
    wanted = {"met": found.met, "unmet": [one.to_dict() for one in found.unmet]}
    looked_at = {"checked": found.checked, "unchecked": found.unchecked}
    return {**words, **counts, "machines": found.machines, "events": events, **wanted, **looked_at}
