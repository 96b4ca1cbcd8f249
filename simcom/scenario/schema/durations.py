"""Types of durations in a scenario file: constant ones, and distributions to draw them from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import PlainValidator, WithJsonSchema

from simcom.errors import quoted
from simcom.runtime.steps import Duration
from simcom.scenario.codes import Code
from simcom.scenario.quantities import duration_s, offset_s
from simcom.scenario.suggest import suggest
from simcom.scenario.values import Json, told, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

DISTRIBUTIONS = {"exponential": 1, "uniform": 2, "normal": 2}
"""How many durations each distribution takes: mean; least and most; mean and standard deviation."""


def read_duration(value: object) -> float:
    """Read a duration that is not negative, in seconds."""
    return _read(value, duration_s)


def _offset(value: object) -> float:
    return _read(value, offset_s)


def _read(value: object, reader: Callable[[str | float], float]) -> float:
    if not isinstance(value, str | int | float):
        raise wrong(
            Code.BAD_QUANTITY, f"expected a duration, not {told(value)}", "write it as `20 ms`, `5 s` or `6 min`"
        )
    try:
        return reader(value)
    except ValueError as error:
        raise wrong(Code.BAD_QUANTITY, str(error)) from None


def _lifetime(value: object) -> float:
    if (life := read_duration(value)) == 0:
        raise wrong(Code.OUT_OF_RANGE, "a ticket lives longer than no time", "write for instance `10 h`")
    return life


def read_length(value: object) -> Duration:
    """Read a length of time: a duration, or a distribution to draw it from."""
    if not isinstance(value, dict):
        return Duration(read_duration(value))
    kind = next(iter(value), "")
    if len(value) != 1 or kind not in DISTRIBUTIONS:
        hint = suggest(str(kind), DISTRIBUTIONS) or "write for instance `{exponential: 5 s}`"
        raise wrong(Code.UNKNOWN_KEY, f"a distribution is one of {', '.join(map(quoted, DISTRIBUTIONS))}", hint)
    parts = value[kind] if isinstance(value[kind], list) else [value[kind]]
    if len(parts) != DISTRIBUTIONS[kind]:
        problem = f"`{kind}` takes {DISTRIBUTIONS[kind]} duration(s), not {len(parts)}"
        raise wrong(
            Code.BAD_QUANTITY, problem, "write `{uniform: [1 s, 2 s]}`, `{normal: [5 s, 1 s]}` or `{exponential: 5 s}`"
        )
    return _spread(kind, [read_duration(part) for part in parts])


def _spread(kind: str, parts: list[float]) -> Duration:
    if kind == "uniform" and parts[0] > parts[1]:
        raise wrong(Code.BAD_QUANTITY, "the least of `uniform` is longer than the most", "exchange the two durations")
    return Duration(parts[0], parts[1] if len(parts) > 1 else 0.0, kind)


DURATION_JSON: Json = {
    "anyOf": [{"type": "string", "pattern": r"^\s*[+]?[0-9.]+\s*[A-Za-z]*\s*$"}, {"type": "number", "minimum": 0}]
}
OFFSET_JSON: Json = {"anyOf": [{"type": "string", "pattern": r"^\s*[-+]?[0-9.]+\s*[A-Za-z]*\s*$"}, {"type": "number"}]}
_SPREAD_JSON: Json = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "propertyNames": {"enum": list(DISTRIBUTIONS)},
}


Seconds = Annotated[float, PlainValidator(read_duration), WithJsonSchema(DURATION_JSON)]
Lifetime = Annotated[float, PlainValidator(_lifetime), WithJsonSchema(DURATION_JSON)]
"""A duration that is more than nothing."""

Offset = Annotated[float, PlainValidator(_offset), WithJsonSchema(OFFSET_JSON)]
"""A duration either way."""

LENGTH_JSON: Json = {"anyOf": [*DURATION_JSON["anyOf"], _SPREAD_JSON]}
Length = Annotated[Duration, PlainValidator(read_length), WithJsonSchema(LENGTH_JSON)]
