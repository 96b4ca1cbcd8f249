"""Short forms of steps' parameters: a bare name where one would do, and how often steps are repeated."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from simcom.scenario.codes import Code
from simcom.scenario.schema.parameters import CallForm, CancelForm, DisconnectForm, FinishForm, PointerForm
from simcom.scenario.values import Accepts, Json, told, wrong

_TEXT: Json = {"type": "string"}
FOREVER = "forever"
MOST_TIMES = 1_000_000


def _times(value: object) -> int | None:
    """Read how often steps are repeated; ``None`` for ever."""
    if value == FOREVER:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(
            Code.WRONG_TYPE, f"expected a number of times, not {told(value)}", f"write a whole number, or `{FOREVER}`"
        )
    if not 0 <= value <= MOST_TIMES:
        raise wrong(Code.OUT_OF_RANGE, f"expected a number of at least 0 and at most {MOST_TIMES}, not {told(value)}")
    return value


Times = Annotated[
    int | None,
    PlainValidator(_times),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_TIMES}, {"const": FOREVER}]}),
]
"""A number of times, or none for ever."""


def _pointer(value: object) -> object:
    return {"pointer": value} if isinstance(value, str) else value


def _call(value: object) -> object:
    if not isinstance(value, str):
        return value
    proxy, _, method = value.rpartition(".")
    if not (proxy and method):
        raise wrong(Code.WRONG_TYPE, f"{told(value)} is no call", "write `pointer.Method`")
    return {"proxy": proxy, "method": method}


def _object(value: object) -> object:
    return {"object": value} if isinstance(value, str) else value


def _call_object(value: object) -> object:
    return {"call": value} if isinstance(value, str) else value


OnePointer = Annotated[PointerForm, Accepts(_pointer, (_TEXT,))]
OneCall = Annotated[CallForm, Accepts(_call, (_TEXT,))]
OneObject = Annotated[DisconnectForm, Accepts(_object, (_TEXT,))]
Finish = Annotated[FinishForm, Accepts(_call_object, (_TEXT,))]
Cancel = Annotated[CancelForm, Accepts(_call_object, (_TEXT,))]
