"""The stable codes of complaints: SC1xx text, SC2xx shape, SC3xx references, SC4xx combinations.

A code never changes its meaning; one that falls out of use is not given out again.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Code(StrEnum):
    """One kind of complaint; `MEANINGS` has a sentence for each."""

    NOT_UTF8 = "SC101"
    OTHER_ENCODING = "SC102"
    FORBIDDEN_CHARACTER = "SC103"
    FILE_TOO_LARGE = "SC104"
    LINE_TOO_LONG = "SC105"
    DIRECTIVE = "SC106"
    EMPTY = "SC107"
    SYNTAX = "SC108"
    TOP_LEVEL = "SC109"
    SECOND_DOCUMENT = "SC110"
    TOO_DEEP = "SC111"
    TOO_MANY_NODES = "SC112"
    TEXT_TOO_LONG = "SC113"
    ANCHOR = "SC120"
    ALIAS = "SC121"
    TAG = "SC122"
    MERGE_KEY = "SC123"
    KEY_NOT_TEXT = "SC124"
    NULL_KEY = "SC125"
    REPEATED_KEY = "SC126"
    KEY_TOO_LONG = "SC127"
    KEY_OF_MANY_LINES = "SC128"
    BAD_NUMBER = "SC130"
    CONTROL_IN_TEXT = "SC131"
    UNKNOWN_KEY = "SC201"
    MISSING_KEY = "SC202"
    WRONG_TYPE = "SC203"
    UNKNOWN_VALUE = "SC204"
    OUT_OF_RANGE = "SC205"
    BAD_QUANTITY = "SC206"
    UNKNOWN_FORMAT = "SC207"
    UNKNOWN_NAME = "SC301"
    AMBIGUOUS_NAME = "SC302"
    REPEATED_NAME = "SC303"
    CIRCULAR = "SC304"
    NOT_TOGETHER = "SC401"
    NEEDS_ANOTHER = "SC402"
    IMPOSSIBLE = "SC403"


MEANINGS: Mapping[Code, str] = MappingProxyType(
    {
        Code.NOT_UTF8: "bytes that are not UTF-8",
        Code.OTHER_ENCODING: "the file starts with the mark of another encoding (UTF-16 or UTF-32)",
        Code.FORBIDDEN_CHARACTER: "a character that YAML forbids in a file (NUL, control characters, lone surrogates)",
        Code.FILE_TOO_LARGE: "the file is larger than the limit",
        Code.LINE_TOO_LONG: "one line is longer than the limit",
        Code.DIRECTIVE: "a line that starts with `%` (a YAML directive), or a YAML version other than 1.2",
        Code.EMPTY: "nothing but blanks and comments",
        Code.SYNTAX: "not YAML: quotes, brackets, indentation or a colon out of place",
        Code.TOP_LEVEL: "the file is a list or a single value, not keys with values",
        Code.SECOND_DOCUMENT: "a second document after `---`",
        Code.TOO_DEEP: "lists and mappings nested deeper than the limit",
        Code.TOO_MANY_NODES: "more keys and values than the limit",
        Code.TEXT_TOO_LONG: "one text longer than the limit",
        Code.ANCHOR: "an anchor (`&name`)",
        Code.ALIAS: "an alias (`*name`)",
        Code.TAG: "a tag (`!name`)",
        Code.MERGE_KEY: "the merge key `<<`",
        Code.KEY_NOT_TEXT: "a list or a mapping used as a key",
        Code.NULL_KEY: "a key that is empty or null",
        Code.REPEATED_KEY: "the same key twice in one mapping",
        Code.KEY_TOO_LONG: "a key longer than the limit",
        Code.KEY_OF_MANY_LINES: "a key that holds a line break",
        Code.BAD_NUMBER: "a number that is not finite, or has too many digits",
        Code.CONTROL_IN_TEXT: "an escape that puts a control character or a lone surrogate into a text",
        Code.UNKNOWN_KEY: "a key that has no meaning here",
        Code.MISSING_KEY: "a key that must be given is not there",
        Code.WRONG_TYPE: "a value of the wrong kind (text for a number, a list for a mapping)",
        Code.UNKNOWN_VALUE: "a word that is not among those allowed",
        Code.OUT_OF_RANGE: "a number outside what is allowed",
        Code.BAD_QUANTITY: "a duration or a host range that cannot be read",
        Code.UNKNOWN_FORMAT: "a `simcom:` format number that this release does not read",
        Code.UNKNOWN_NAME: "a name that nothing in the file declares",
        Code.AMBIGUOUS_NAME: "a name that fits more than one thing",
        Code.REPEATED_NAME: "two declarations of one name",
        Code.CIRCULAR: "things that refer to each other in a ring",
        Code.NOT_TOGETHER: "two settings that exclude each other",
        Code.NEEDS_ANOTHER: "a setting that has no meaning without another",
        Code.IMPOSSIBLE: "a combination that Windows cannot be in",
    }
)
