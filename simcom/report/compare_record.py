"""A comparison for other programs: JSON, and JUnit in which what breaks is a failure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simcom.analysis.compare import calls_among, is_call
from simcom.analysis.compare_rows import Turn, duration_s, settings_of
from simcom.analysis.outcomes import status_of
from simcom.report.junit import attribute, document, failure
from simcom.report.wording import what

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from simcom.analysis.compare import Comparison, Group
    from simcom.analysis.compare_rows import Change
    from simcom.analysis.outcomes import Row
    from simcom.analysis.result import RunResult

SCHEMA_VERSION = 1
"""Changes when the meaning of the record's keys does."""


def compare_record(found: Comparison, changed: Sequence[str] = ()) -> dict[str, Any]:
    """Return a comparison as a plain record; steps that are as before are only counted."""
    return {
        "schema_version": SCHEMA_VERSION,
        "before": _side(found.before),
        "after": {**_side(found.after), "changed": list(changed)},
        "counts": _counts(found),
        "breaking": len(found.breaking),
        "groups": [_group(one) for one in found.groups],
        "changes": [_change(one) for one in found.changes],
    }


def _side(result: RunResult) -> dict[str, Any]:
    words = {"run": result.run, "file": result.file, "title": result.title, "seed": result.seed}
    return {**words, "rows": len(result.rows), "outcomes": result.outcomes}


def _counts(found: Comparison) -> dict[str, dict[str, int]]:
    """Return how many steps and how many calls turned in each way; every way is there."""
    turned = {turn: found.of(turn) for turn in Turn if turn is not Turn.SAME}
    counts = {str(turn): {"steps": len(these), "calls": calls_among(these)} for turn, these in turned.items()}
    return {**counts, str(Turn.SAME): {"steps": found.same[0], "calls": found.same[1]}}


def _group(group: Group) -> dict[str, Any]:
    return {
        **asdict(group.cause),
        "turn": str(group.cause.turn),
        "different": list(group.cause.different),
        "steps": len(group.changes),
        "calls": calls_among(group.changes),
        "machines": [{"machine": name, "steps": count} for name, count in group.machines],
        "example": group.example.row.id,
        "remedy": group.remedy,
        "ids": [one.row.id for one in group.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    row = change.row
    return {
        "id": row.id,
        "turn": str(change.turn),
        "breaks": change.breaks,
        "follows": change.follows,
        "kind": row.kind,
        "call": is_call(change),
        "client": row.client.to_dict(),
        "server": row.server.to_dict() if row.server else None,
        "class": row.class_,
        "interface": row.interface,
        "method": row.method,
        "before": _brief(change.before),
        "after": _brief(change.after),
        "differences": [{"name": one.name, "before": one.before, "after": one.after} for one in change.differences],
    }


def _brief(row: Row | None) -> dict[str, Any] | None:
    """Return what a step came to in one run, or ``None`` where it did not take place."""
    if row is None:
        return None
    decisive = row.ruling.decisive
    return {
        "id": row.id,
        "outcome": str(row.ruling.outcome),
        "hresult": status_of(row),
        "stage": row.stage,
        "side": str(decisive.side),
        "machine": row.machine,
        "decided_by": decisive.rule,
        "because": decisive.because,
        "authn_level": settings_of(row).get("authn_level"),
        "caller": row.caller.name if row.caller else None,
        "round_trips": row.round_trips,
        "bytes": row.size_bytes,
        "duration_s": duration_s(row),
        "place": row.place,
    }


def compare_junit(found: Comparison, failing: Collection[Change] | None = None) -> str:
    """Return a comparison as JUnit XML: a case for each step that changed, and one for all the others.

    ``failing`` are the changes that count as failures; without it, those that break.
    """
    bad = found.breaking if failing is None else failing
    broken = {id(one) for one in bad}
    cases = [_case(one, failed=id(one) in broken) for one in found.changes]
    same = f"<testcase{attribute('name', f'{found.same[0]} steps as before')}/>"
    names = attribute("name", "diff") + attribute("file", found.after.file)
    head = f'<testsuite{names} tests="{len(cases) + 1}" failures="{len(broken)}">'
    return document(["\n".join([head, *cases, same, "</testsuite>"])])


def _case(change: Change, *, failed: bool) -> str:
    row = change.row
    names = attribute("name", f"{row.id} {what(row)}") + attribute("classname", row.client.process)
    return f"<testcase{names}>{failure(_told(change)) if failed else ''}</testcase>"


def _told(change: Change) -> str:
    """Return what a build server shows of a change that counts as a failure."""
    if change.follows:
        return f"{change.turn}: not without {change.follows}"
    telling, decisive = change.telling, change.telling.ruling.decisive
    return f"{change.turn}: {status_of(telling)} by {decisive.rule} on {telling.machine}: {decisive.because}"
