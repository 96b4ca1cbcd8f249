"""Types of single values in a scenario file: Windows constants, durations, names; each with its words and its JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from simcom.errors import quoted
from simcom.landscape.kinds import TrustAttribute
from simcom.scenario.codes import Code
from simcom.scenario.misnamed import a, is_number, misnamed, other_kind
from simcom.scenario.suggest import closest, suggest
from simcom.vocabulary import hresults
from simcom.vocabulary.flags import AppIdFlags, Eoac, Right, ScmFlags
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import EVERYDAY, AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simcom.vocabulary.words import WindowsEnum, WindowsFlags

Json = dict[str, Any]
"""A piece of JSON Schema."""

WORD_BITS = 32


def wrong(code: Code, problem: str, hint: str = "") -> PydanticCustomError:
    """Return the error that `schema_errors` turns into a complaint with this code, problem and hint."""
    return PydanticCustomError("simcom", "{problem}", {"code": str(code), "problem": problem, "hint": hint})


def told(value: object) -> str:
    """Say what kind of value the user wrote, in words a newcomer knows."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping (keys with values)"
    return f"the text {quoted(value)}" if isinstance(value, str) else quoted(str(value).lower())


def word_of_32_bits(value: int) -> int:
    """Return a number as the unsigned 32-bit word a program would pass; -1 is 0xFFFFFFFF."""
    if not -(1 << WORD_BITS - 1) <= value < 1 << WORD_BITS:
        raise wrong(Code.OUT_OF_RANGE, f"{quoted(str(value))} does not fit into 32 bits", "write the constant's name")
    return value & (1 << WORD_BITS) - 1


@dataclass(
    frozen=True, slots=True, eq=False
)  # by identity, since annotations must be hashable and JSON Schemas are not
class Accepts:
    """Annotation: short forms that `convert` rewrites before the long form is checked, and their JSON Schemas."""

    convert: Callable[[Any], Any]
    schemas: tuple[Json, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401  (pydantic's own types)
        """Put the rewriting before the check."""
        return core_schema.no_info_before_validator_function(self.convert, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Offer the short forms beside the long one."""
        return {"anyOf": [handler(schema), *self.schemas]}


class OneOrMany:
    """Annotation of a list of mappings or numbers: a single one may stand without the list."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: Any) -> Any:  # noqa: ANN401  (pydantic's own types)
        """Put a single one into a list."""
        return core_schema.no_info_before_validator_function(_alone, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(schema: Any, handler: Any) -> Json:  # noqa: ANN401  (pydantic's own types)
        """Offer a single one beside the list."""
        many = handler(schema)
        return {"anyOf": [many, many["items"]]}


def _alone(value: object) -> object:
    return [value] if isinstance(value, int | dict) and not isinstance(value, bool) else value


def constant(enum: type[WindowsEnum], noun: str, others: Iterable[str] = ()) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    """Return the annotations of a Windows constant: its name in any manner, or a number, even a wrong one."""
    names = (*enum.names(), *others)

    def read(value: object) -> int:
        """Return the constant's number."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise wrong(Code.WRONG_TYPE, f"expected {a(noun)}, by name or number, not {told(value)}")
        return word_of_32_bits(value) if isinstance(value, int) else _named(enum, value, noun, names)

    return PlainValidator(read), WithJsonSchema(names_or_number((*names, *prefixed(enum))))


def flags(enum: type[WindowsFlags], noun: str, always: int = 0) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    """Return the annotations of a set of bits: one name, a list of names, or a number. Names imply the bits of `always`."""

    def read(value: object) -> int:
        """Return the bits."""
        if isinstance(value, int) and not isinstance(value, bool):
            return word_of_32_bits(value)
        words = [part.strip() for part in value.split("|")] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise wrong(Code.WRONG_TYPE, f"expected a list of names or a number of {noun} bits, not {told(value)}")
        total = always
        for word in words:
            total |= _named(enum, word, noun, enum.names())
        return total

    either = names_or_number((*enum.names(), *prefixed(enum)))
    listed = {"type": "array", "items": either["anyOf"][0]}
    return PlainValidator(read), WithJsonSchema(
        {"anyOf": [listed, *either["anyOf"], {"type": "string", "pattern": "[|]"}]}
    )


def _named(enum: type[WindowsEnum | WindowsFlags], word: str, noun: str, names: tuple[str, ...]) -> int:
    try:
        return enum.read(word)
    except ValueError:
        raise wrong(Code.UNKNOWN_VALUE, *misnamed(word, enum, noun, names)) from None


def prefixed(enum: type[WindowsEnum | WindowsFlags]) -> tuple[str, ...]:
    """Return the header names of every constant."""
    return tuple(prefix + name for prefix in enum.prefixes() for name in enum.names())


def names_or_number(names: Iterable[str]) -> Json:
    """Return the JSON Schema of a constant."""
    return {"anyOf": [{"enum": list(dict.fromkeys(names))}, {"type": "integer"}]}


def _hresult(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(Code.WRONG_TYPE, f"expected an HRESULT, by name or number, not {told(value)}")
    try:
        return hresults.read(value).name
    except ValueError:
        hint = suggest(str(value), (*hresults.HRESULTS, *hresults.ALIASES))
        raise wrong(Code.UNKNOWN_VALUE, f"{quoted(str(value))} is no HRESULT", hint or "write it as a number") from None


def registry_level(enum: type[WindowsEnum], noun: str) -> Any:  # noqa: ANN401  (whatever a file or a row holds)
    """Return the annotations of a level kept in the registry: a constant's number, or any other value exactly as written."""

    def read(value: object) -> int | str:
        """Return the number, or the text as it is."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise wrong(Code.WRONG_TYPE, f"expected a number, or the name of {a(noun)}, not {told(value)}")
        if isinstance(value, int):
            return value
        try:
            return enum.read(value)
        except ValueError:
            return _not_a_misspelling(value, enum, noun)

    return PlainValidator(read), WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})


def _not_a_misspelling(value: str, enum: type[WindowsEnum], noun: str) -> str:
    """Keep a text of the wrong type, which a registry can hold; but what is nearly a constant, or one of another kind, was meant as one."""
    if closest(value, enum.names()) is not None or other_kind(value, enum):
        raise wrong(Code.UNKNOWN_VALUE, *misnamed(value, enum, noun, enum.names()))
    return value


def _trust_attributes(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return word_of_32_bits(value)
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list):
        raise wrong(Code.WRONG_TYPE, f"expected a number or a list of names of trust attributes, not {told(value)}")
    total = 0
    for word in words:
        name = str(word).upper().removeprefix("TRUST_ATTRIBUTE_")
        if name not in TrustAttribute.__members__:
            raise wrong(
                Code.UNKNOWN_VALUE,
                f"{quoted(str(word))} is no trust attribute",
                "remove the quotes" if is_number(name) else suggest(name, TrustAttribute.__members__),
            )
        total |= int(TrustAttribute[name])
    return total


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _mapping(value: object) -> object:
    return {} if value is None else value


Level = Annotated[int, *constant(AuthnLevel, "authentication level")]
Impersonation = Annotated[int, *constant(ImpLevel, "impersonation level")]
Service = Annotated[
    int, *constant(AuthnSvc, "authentication service", (*EVERYDAY, "Kerberos", "Negotiate", "Schannel"))
]
Authorization = Annotated[int, *constant(AuthzSvc, "authorization service")]
Capabilities = Annotated[int, *flags(Eoac, "capability")]
AceRights = Annotated[int, *flags(Right, "access right", Right.EXECUTE)]
AppFlags = Annotated[int, *flags(AppIdFlags, "AppID flag")]
ScmCalls = Annotated[int, *flags(ScmFlags, "flag of remote calls")]
RegistryLevel = Annotated[int | str, *registry_level(AuthnLevel, "authentication level")]
RegistryImpersonation = Annotated[int | str, *registry_level(ImpLevel, "impersonation level")]
Attributes = Annotated[int, PlainValidator(_trust_attributes), WithJsonSchema({"type": ["integer", "string", "array"]})]
Status = Annotated[str, PlainValidator(_hresult), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]})]
Words = Annotated[list[str], Accepts(_listed, ({"type": "string"},))]
NullIsEmpty = Accepts(_mapping, ({"type": "null"},))
