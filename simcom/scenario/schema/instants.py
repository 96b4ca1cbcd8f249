"""Points in time and rates as a file writes them: dates where the file has a calendar, sizes in bytes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from simcom.errors import UsageError, quoted
from simcom.scenario.codes import Code
from simcom.scenario.quantities import LONGEST_S, size_bytes
from simcom.scenario.schema.durations import DURATION_JSON, read_duration
from simcom.scenario.values import Json, told, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGINS = "begins"
"""The key that gives time 0 its date."""

_DATED = 10
"""Characters of a date, as in 2022-06-14; what begins so was meant as one."""

_DATE_JSON: Json = {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]+)?\s*$"}


def calendar(value: Mapping[str, object]) -> dict[str, str]:
    """Return what the forms of a file need to read its dates: the date of time 0, if a usable one is given."""
    begins = value.get(BEGINS)
    found = _date(begins) if isinstance(begins, str) else None
    return {} if found is None else {BEGINS: found.date().isoformat()}


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _looks_dated(value: object) -> bool:
    text = value.strip()[:_DATED] if isinstance(value, str) else ""
    return len(text) == _DATED and text[4] == text[7] == "-"


def _begins(value: object) -> str:
    """Read the date of time 0, which is midnight since hours of logon are counted from there."""
    found = _date(value) if isinstance(value, str) else None
    if found is None:
        raise wrong(Code.BAD_QUANTITY, f"expected a date, not {told(value)}", "write for instance `2022-01-01`")
    if found != datetime.combine(found.date(), datetime.min.time()):
        problem = f"{quoted(str(value))} is not midnight, where time 0 is"
        raise wrong(Code.OUT_OF_RANGE, problem, f"write `{found.date().isoformat()}`, and later times with their hours")
    return found.date().isoformat()


def _moment(value: object, info: ValidationInfo) -> float:
    return moment_s(value, (info.context or {}).get(BEGINS))


def moment_s(value: object, begins: str | None) -> float:
    """Read a point in time, in seconds from the beginning: a duration from there, or a date of a file that begins on one.

    Raises
    ------
    ValueError
        (pydantic's own kind, with `problem` and `hint` in its context) for anything else.
    """
    if not isinstance(value, str) or not _looks_dated(value):
        return read_duration(value)
    found = _date(value)
    if found is None or found.tzinfo is not None:
        hint = "write `2022-06-14` or `2022-06-14 08:00`"
        raise wrong(Code.BAD_QUANTITY, f"{quoted(value)} is no date of the calendar", hint)
    if begins is None:
        hint = "add for instance `begins: 2022-01-01` to the file, or write a duration such as `30 d`"
        raise wrong(Code.NEEDS_ANOTHER, f"{quoted(value)} is a date, and the file has none for its beginning", hint)
    return _since(begins, found, value)


def moment_of_s(name: str, text: str, begins: str) -> float:
    """Read what somebody typed as a point in time of a file that begins on a date (empty: on none); `UsageError` says what is wrong."""
    try:
        return moment_s(text, begins or None)
    except PydanticCustomError as error:
        told_of = error.context or {}
        raise UsageError(f"{name}: {told_of.get('problem')}; {told_of.get('hint')}".removesuffix("; ")) from None


def _since(begins: str, found: datetime, value: str) -> float:
    seconds = (found - datetime.combine(date.fromisoformat(begins), datetime.min.time())).total_seconds()
    if seconds < 0:
        hint = "write a later date, or let the file begin earlier"
        raise wrong(Code.OUT_OF_RANGE, f"{quoted(value)} is before the file begins, on {begins}", hint)
    if seconds > LONGEST_S:
        raise wrong(Code.OUT_OF_RANGE, f"{quoted(value)} is more than ten years from the beginning")
    return seconds


def _size(value: object) -> int:
    """Read a length in bytes."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(Code.BAD_QUANTITY, f"expected a size, not {told(value)}", "write it as `512` or `4 kB`")
    try:
        return size_bytes(value)
    except ValueError as error:
        raise wrong(Code.BAD_QUANTITY, str(error)) from None


Begins = Annotated[str, PlainValidator(_begins), WithJsonSchema(_DATE_JSON)]
"""The date of time 0."""

Moment = Annotated[float, PlainValidator(_moment), WithJsonSchema({"anyOf": [*DURATION_JSON["anyOf"], _DATE_JSON]})]
"""A point in time: a duration from the beginning, or a date of a file that has `begins`."""

Size = Annotated[
    int,
    PlainValidator(_size),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\s*[0-9.]+\s*[A-Za-z]*\s*$"}]}
    ),
]
"""A length in bytes."""
