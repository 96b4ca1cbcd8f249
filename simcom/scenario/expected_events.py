"""What rows show of messages, event lines and time, and how that meets what is expected of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from simcom.vocabulary.identities import key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Row = Mapping[str, Any]
    Records = Sequence[Mapping[str, Any]]

LAUNCH = "launch"
_ROUNDED_S = 1e-9
"""Rows give times rounded to this."""


def _kinds(row: Row) -> list[str]:
    return [message["kind"] for message in row.get("messages") or ()]


def _launched(row: Row) -> bool:
    """Tell whether an activation started a server: one of its messages is the launch, or what it returned says so."""
    returned = row.get("returned")
    said = bool(returned.get("launched")) if isinstance(returned, dict) else False
    return said or LAUNCH in _kinds(row)


def _brief(row: Row) -> list[dict[str, Any]]:
    """Return the event lines with what may be expected of them."""
    return [{name: event[name] for name in ("id", "machine", "audit", "fields")} for event in row.get("events") or ()]


SHOWN: Mapping[str, Callable[[Row], Any]] = MappingProxyType(
    {
        "messages": _kinds,
        "events": _brief,
        "no_events": _brief,
        "launched": _launched,
        "begun": lambda row: row["begun_s"],
        "took": lambda row: round(row["ended_s"] - row["begun_s"], 9),
    }
)
"""What is read from a row, by the key of an expectation."""


def _same(expected: object, got: object) -> bool:
    return key(expected) == key(got) if isinstance(expected, str) and isinstance(got, str) else expected == got


def _fits(wanted: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Tell whether an event line has everything that is wanted of it, names without regard to case."""
    fields = event["fields"]
    plain = all(_same(value, event[name]) for name, value in wanted.items() if name != "fields")
    return plain and all(_same(str(value), str(fields.get(name))) for name, value in wanted.get("fields", {}).items())


def _among(expected: Records, got: Records) -> bool:
    """Tell whether each expected line is there, one for each."""
    left = list(got)
    for wanted in sorted(expected, key=len, reverse=True):  # what says most of a line chooses first
        found = next((index for index, event in enumerate(left) if _fits(wanted, event)), None)
        if found is None:
            return False
        del left[found]
    return True


def _absent(expected: Sequence[int] | Literal[True], got: Records) -> bool:
    return not any(expected is True or event["id"] in expected for event in got)


def _within(expected: Mapping[str, float], got: float) -> bool:
    low, high = expected.get("at_least", got), expected.get("at_most", got)
    return low - _ROUNDED_S <= got <= high + _ROUNDED_S


MEETS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"events": _among, "no_events": _absent, "begun": _within, "took": _within}
)
"""How a value meets what is expected of it, for these keys."""
