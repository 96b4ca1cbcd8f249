"""Results for other programs: JSON, JSON lines, CSV, JUnit, GitHub. The same rows always give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from simcom.report.github import github_text
from simcom.report.junit import junit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simcom.analysis.result import RunResult

SCHEMA_VERSION = 1
"""Changes when the meaning of a row's keys does."""

PARTY = ("process", "machine", "account")
BLANKET = (
    "authn_svc", "mechanism", "authn_level", "imp_level", "authz_svc", "principal", "identity", "capabilities",
)  # fmt: skip
PARTS: dict[str, tuple[str, ...]] = {
    "client": PARTY,
    "server": PARTY,
    "blanket.requested": BLANKET,
    "blanket.negotiated": BLANKET,
    "blanket.effective": BLANKET,
    "hresult": ("name", "value", "hex"),
    "authentication": ("mechanism", "context", "user_to_user", "route", "exchanges", "groups", "error"),
}
"""The columns that a nested value of a row is spread over in CSV."""


def to_json(value: object) -> str:
    """Return a value as one line of JSON that ends with a newline; keys stay in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def json_text(results: Sequence[RunResult]) -> str:
    """Return all rows of all runs, flat, and one record for each run."""
    rows = [record for result in results for record in result.records()]
    return to_json({"schema_version": SCHEMA_VERSION, "rows": rows, "runs": [run_record(one) for one in results]})


def run_record(result: RunResult) -> dict[str, Any]:
    """Return what is said of a run as a whole."""
    return {
        "run": result.run,
        "file": result.file,
        "title": result.title,
        "seed": result.seed,
        "rows": len(result.rows),
        "outcomes": result.outcomes,
        "met": result.met,
        "unmet": [one.to_dict() for one in result.unmet],
    }


def jsonl_text(results: Sequence[RunResult]) -> str:
    """Return one row a line, each with its ``schema_version``."""
    records = (record for result in results for record in result.records())
    return "".join(to_json({"schema_version": SCHEMA_VERSION, **record}) for record in records)


def csv_text(results: Sequence[RunResult]) -> str:
    """Return one row a line under dotted headings; the headings are there even if there are no rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat(record) for result in results for record in result.records())
    return out.getvalue()


def headings() -> list[str]:
    """Return the columns of the CSV format, which do not depend on the rows."""
    first = ["schema_version", "run", "seed", "step", "id", "parent", "kind", "begun_s", "ended_s"]
    second = ["class", "interface", "method", "transport"]
    third = ["returned", "caller", "outcome"]
    last = [
        "stage",
        "side",
        "machine",
        "decided_by",
        "basis",
        "exchanges",
        "round_trips",
        "bytes",
        "messages",
        "events",
        "params",
        "rules",
        "place",
    ]
    nested = {name: [f"{name}.{part}" for part in parts] for name, parts in PARTS.items()}
    blankets = [name for key, names in nested.items() if key.startswith("blanket.") for name in names]
    ends = [*nested["client"], *nested["server"]]
    return [*first, *ends, *second, *blankets, *third, *nested["hresult"], *last, *nested["authentication"]]


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its nested values under dotted names; lists and what a query returned as JSON."""
    spread = {**record, **{f"blanket.{name}": value for name, value in record["blanket"].items()}}
    nested = {f"{name}.{part}": (spread[name] or {}).get(part) for name, parts in PARTS.items() for part in parts}
    plain = {key: value for key, value in record.items() if key not in {*PARTS, "blanket"}}
    return {key: _cell(value) for key, value in {"schema_version": SCHEMA_VERSION, **plain, **nested}.items()}


def _cell(value: object) -> object:
    return to_json(value).strip() if isinstance(value, dict | list | tuple) else value


FORMATS = {"json": json_text, "jsonl": jsonl_text, "csv": csv_text, "junit": junit_text, "github": github_text}
"""The machine formats by the name they are asked for."""
