"""The catalogue of rules in plain text: one rule whole, or all of them in a line each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from simcom.report.layout import PLAIN, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.report.layout import Page


def rule_text(entry: dict[str, Any], page: Page = PLAIN) -> str:
    """Return one rule of the catalogue with everything that is known of it."""
    status = f"{entry['status']}: {entry['reason']}" if entry["reason"] else entry["status"]
    parts = {
        "basis": [entry["basis"]],
        "status": [status],
        "where": entry["where"],
        "sources": list(dict.fromkeys(entry["sources"])),
        "scenarios": entry["scenarios"] or ["no shipped scenario meets it"],
    }
    lines = [page.paint(entry["id"], "head"), *page.wrap(entry["statement"], 2)]
    for name, texts in parts.items():
        lines += [line for text in texts[:1] for line in page.wrap(f"{name + ':':<11}{text}", 2, 13)]
        lines += [line for text in texts[1:] for line in page.wrap(text, 13)]
    return "\n".join(lines) + "\n"


def rules_text(entries: Sequence[dict[str, Any]], page: Page = PLAIN) -> str:
    """Return every rule in a line: id, status, basis; then how many there are of each status."""
    lines = columns([[entry["id"], entry["status"], entry["basis"]] for entry in entries])
    counts = Counter(entry["status"] for entry in entries)
    total = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return "\n".join([*lines, "", *page.wrap(f"{len(entries)} rules: {total}")]) + "\n"
