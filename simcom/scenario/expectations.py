"""Expectations and how rows meet them. A denial that was expected is a success; a step that left no row meets nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcom.scenario import expected_events as events
from simcom.vocabulary.identities import key

Wanted = tuple[tuple[str, Any], ...]
Row = Mapping[str, Any]
"""A row in the stable machine format, as ``Row.to_dict`` gives it."""

CALLS = ("call", "callback")
NO_ROW = "no row"
_AGAIN = re.compile(r"#[0-9]+$")
_GROUPS = ("groups", "without_groups")
_QUERIES = ("query_blanket", "query_client_blanket")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one step is expected to show: pairs of a key and its value. ``place`` is where the file says so."""

    id: str
    place: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class RunExpectation:
    """What a whole run is expected to show: counts by outcome, by status and by cause, and the number of rows."""

    place: str
    wanted: Wanted
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """One expectation that a run did not meet: for which step (empty: the run), which key, what was expected and what came."""

    place: str
    id: str
    key: str
    expected: Any
    got: Any


def check(expectations: Iterable[Expectation | RunExpectation], rows: Sequence[Row]) -> tuple[Unmet, ...]:
    """Return every expectation that the rows do not meet, in the order of the expectations.

    Rows of a repeated step carry its id with ``#2``, ``#3`` and so on; each of them must meet what is expected of the step. An expectation
    may name one of them, the first one as ``#1``.
    """
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(_AGAIN.sub("", row["id"]), []).append(row)
        if _AGAIN.search(row["id"]):
            by_id[row["id"]] = [row]
        else:
            by_id[f"{row['id']}#1"] = [row]
    return tuple(unmet for item in expectations for unmet in _unmet(item, by_id, rows))


def _unmet(item: Expectation | RunExpectation, by_id: Mapping[str, list[Row]], rows: Sequence[Row]) -> Iterable[Unmet]:
    if isinstance(item, RunExpectation):
        return _unmet_by_run(item, rows)
    found = by_id.get(item.id, [])
    if not found:
        return [Unmet(item.place, item.id, item.wanted[0][0], item.wanted[0][1], NO_ROW)] if item.wanted else []
    return [
        Unmet(item.place, row["id"], name, value, actual(row, name))
        for row in found
        for name, value in item.wanted
        if not meets(name, value, actual(row, name))
    ]


def actual(row: Row, name: str) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    """Return what a row shows for a key of an expectation."""
    if name == "hresult":
        return row["hresult"]["name"] if row["hresult"] else None
    if name in _GROUPS:
        return _groups(row)
    if name in events.SHOWN:
        return events.SHOWN[name](row)
    if name in _PROVED:
        return _PROVED[name](row.get("authentication") or {})
    if name in row:
        return row[name]
    shown = row["returned"] if row["kind"] in _QUERIES else row["blanket"]["effective"]
    found = shown.get(name) if isinstance(shown, Mapping) else None
    return _tried(row) if name == "mechanism" and found is None else found


def _tried(row: Row) -> str | None:
    """Return the mechanism of a logon, where the settings in effect show none because it failed."""
    return (row.get("authentication") or {}).get("mechanism")


def _exchanges(with_whom: str) -> Callable[[Row], int]:
    """Return what counts the exchanges of one side with domain controllers."""
    return lambda proof: sum(item["count"] for item in proof.get("exchanges", {}).get(with_whom, ()))


def _causes_named(error: Mapping[str, Any]) -> list[str]:
    """Return the names of a failed logon's cause, none if it did not fail: its row in the table of error layers, and any finer one."""
    return list(dict.fromkeys(error[name] for name in ("cause", "detail") if error.get(name)))


_PROVED: Mapping[str, Callable[[Row], Any]] = {
    "context": lambda proof: proof.get("context"),
    "user_to_user": lambda proof: proof.get("user_to_user"),
    "route": lambda proof: proof.get("route"),
    "cause": lambda proof: _causes_named(proof.get("error") or {}),
    "kdc_exchanges": _exchanges("kdc"),
    "dc_exchanges": _exchanges("dc"),
}
"""What is read from how the caller was proved."""


def _groups(row: Row) -> list[str] | None:
    """Return the groups of a caller that was proved, none of them for a nobody; ``None`` where no proof was needed, or none was given."""
    proof = row.get("authentication")
    if proof is None or proof.get("error") or row.get("caller") is None:
        return None
    return list(proof.get("groups") or ())


def _folded(names: Iterable[str] | None) -> set[str]:
    return {key(name) for name in names or ()}


_MEETS: Mapping[str, Callable[[Any, Any], bool]] = {
    "rules": lambda expected, got: set(expected) <= set(got or ()),
    "returned": lambda expected, got: isinstance(got, Mapping) and expected.items() <= got.items(),
    "capabilities": lambda expected, got: sorted(expected) == sorted(got or ()),
    "groups": lambda expected, got: _folded(expected) <= _folded(got),
    "without_groups": lambda expected, got: got is not None and not _folded(expected) & _folded(got),
    "cause": lambda expected, got: expected in got if expected else not got,
    "route": lambda expected, got: list(expected) == list(got or ()),
    **events.MEETS,
}
"""How a value meets what is expected of it, for the keys that are not simply compared."""


def meets(name: str, expected: Any, got: Any) -> bool:  # noqa: ANN401  (whatever a file or a row holds)
    """Tell whether a value meets what is expected of it: names without regard to case, some keys as a part of the whole."""
    if name in _MEETS:
        return _MEETS[name](expected, got)
    if isinstance(expected, str) and isinstance(got, str):
        return key(expected) == key(got)
    return bool(expected == got)


def _unmet_by_run(item: RunExpectation, rows: Sequence[Row]) -> Iterable[Unmet]:
    for name, wanted in item.wanted:
        got = _COUNTED[name](rows)
        if isinstance(wanted, int):
            parts, counts = {"": wanted}, {"": got}
        else:
            parts, counts = wanted, got
        for part, number in parts.items():
            if counts.get(part, 0) != number:
                yield Unmet(item.place, "", f"{name}.{part}" if part else name, number, counts.get(part, 0))


def _is_call(row: Row) -> bool:
    """Tell whether a row is a call: of a method, or for an object of another process."""
    return row["kind"] in CALLS or (row["kind"] == "activation" and row["method"] is not None)


def _outcomes(rows: Sequence[Row]) -> Counter[str]:
    return Counter(row["outcome"] for row in rows if _is_call(row))


def _hresults(rows: Sequence[Row]) -> Counter[str]:
    return Counter(row["hresult"]["name"] for row in rows if _is_call(row) and row["hresult"])


def _causes(rows: Sequence[Row]) -> Counter[str]:
    return Counter(row["decided_by"] for row in rows if row["outcome"] != "ok")


_COUNTED: Mapping[str, Callable[[Sequence[Row]], Any]] = {
    "outcomes": _outcomes,
    "hresults": _hresults,
    "causes": _causes,
    "rows": len,
    "kinds": lambda rows: Counter(row["kind"] for row in rows),
    "events": lambda rows: Counter(str(event["id"]) for row in rows for event in row.get("events") or ()),
}
