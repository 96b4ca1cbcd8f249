"""Contexts of activations and flags of marshalling: bits whose usual sums have names too."""

from __future__ import annotations

import functools
import operator
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from simcom.errors import quoted
from simcom.scenario.codes import Code
from simcom.scenario.misnamed import a, other_kind
from simcom.scenario.suggest import suggest
from simcom.scenario.values import names_or_number, told, word_of_32_bits, wrong
from simcom.vocabulary.flags import Clsctx

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTEXTS: Mapping[str, int] = MappingProxyType(
    {
        **{name: int(member) for name, member in Clsctx.__members__.items()},
        "INPROC_HANDLER": 0x2,
        "SERVER": 0x15,
        "ALL": 0x17,
    }
)
"""CLSCTX bits and their usual sums, by the names without `CLSCTX_`."""

MARSHALLING: Mapping[str, int] = MappingProxyType({"NORMAL": 0, "TABLESTRONG": 1, "TABLEWEAK": 2, "NOPING": 4})
"""MSHLFLAGS, by the names without that (fact marshal-flags)."""

ELSEWHERE = int(Clsctx.LOCAL_SERVER | Clsctx.REMOTE_SERVER)
"""The contexts of a server that is a process of its own."""

TABLE = MARSHALLING["TABLESTRONG"] | MARSHALLING["TABLEWEAK"]


def _names(known: Mapping[str, int]) -> str:
    return f"the names are {', '.join(map(quoted, known))}"


def _bits(known: Mapping[str, int], prefix: str, noun: str) -> Any:  # noqa: ANN401  (pydantic's own types)
    """Return the annotations of such bits: a name, several with `|` between them, a list of names, or a number."""

    def one(word: str) -> int:
        """Return the bits of one name."""
        name = word.strip().upper().removeprefix(prefix)
        if name not in known:
            if other := other_kind(word, Clsctx):
                raise wrong(Code.UNKNOWN_VALUE, f"{quoted(word.strip())} is {a(other)}, not {a(noun)}", _names(known))
            hint = suggest(name, known) or _names(known)
            raise wrong(Code.UNKNOWN_VALUE, f"{quoted(word.strip())} is no {noun}", hint)
        return known[name]

    def read(value: object) -> int:
        """Return the bits."""
        if isinstance(value, int) and not isinstance(value, bool):
            return word_of_32_bits(value)
        words = value.split("|") if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise wrong(Code.WRONG_TYPE, f"expected a {noun} by name or number, not {told(value)}")
        return functools.reduce(operator.or_, map(one, words), 0)

    either = names_or_number((*known, *(prefix + name for name in known)))
    listed = {"type": "array", "items": either["anyOf"][0]}
    forms = {"anyOf": [*either["anyOf"], listed, {"type": "string", "pattern": "[|]"}]}
    return PlainValidator(read), WithJsonSchema(forms)


Context = Annotated[int, *_bits(CONTEXTS, "CLSCTX_", "context of an activation")]
MarshalFlags = Annotated[int, *_bits(MARSHALLING, "MSHLFLAGS_", "marshal flag")]
