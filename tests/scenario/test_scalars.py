"""The core schema of YAML 1.2 on unquoted words, and the nearest right word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcom.scenario.suggest import MAX_OPTIONS, closest, suggest
from simcom.scenario.text.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("tRUE", "tRUE"),
        ("0", 0), ("-0", 0), ("12", 12), ("+12", 12), ("-12", -12), ("017", 17), ("9" * 30, int("9" * 30)),
        ("0o17", 15), ("0x1F", 31), ("0x80070005", 0x80070005), ("-0x1F", "-0x1F"), ("0b1", "0b1"), ("0o8", "0o8"),
        ("1_000", "1_000"), ("12:30", "12:30"), ("12:30:45", "12:30:45"), ("2024-05-01", "2024-05-01"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-3", -0.0015), ("+.5", 0.5),
        (".", "."), ("-", "-"), ("+", "+"), ("1e", "1e"), ("e3", "e3"), ("1.2.3", "1.2.3"), ("-.", "-."),
        ("S-1-5-18", "S-1-5-18"), ("CORP\\ann", "CORP\\ann"), ("5 s", "5 s"), ("20ms", "20ms"), ("<<", "<<"),
        ("00000000-0000-0000-C000-000000000046", "00000000-0000-0000-C000-000000000046"),
        ("10.0.0.1", "10.0.0.1"), ("\u0661\u0662", "\u0661\u0662"), (".infinity", ".infinity"),
        ("inf", "inf"), ("nan", "nan"),
    ],
)  # fmt: skip
def test_words_resolve_by_the_core_schema(text: str, value: object) -> None:
    resolved = resolve(text)
    assert (type(resolved), resolved) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1e999", "infinity"),
        ("-1e999", "infinity"),
        (".inf", "finite"),
        ("+.Inf", "finite"),
        ("-.INF", "finite"),
        (".NaN", "finite"),
        ("9" * 31, "31 digits"),
        ("-" + "9" * 31, "31 digits"),
        ("0x" + "0" * 31, "31 digits"),
        ("0o" + "7" * 31, "31 digits"),
        ("9" * 100_000, "100000 digits"),
        ("0." + "9" * 400, "402 characters"),
    ],
)
def test_numbers_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        resolve(text)


@given(st.integers(-(10**29), 10**29))
def test_whole_numbers_come_back(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_fractions_come_back(number: float) -> None:
    assert resolve(repr(number)) == number


LEVELS = ["DEFAULT", "NONE", "CONNECT", "CALL", "PKT", "PKT_INTEGRITY", "PKT_PRIVACY"]


@pytest.mark.parametrize(
    ("word", "options", "hint"),
    [
        ("PKT_PRIVCY", LEVELS, "did you mean `PKT_PRIVACY`?"),
        ("pkt-privacy", LEVELS, "did you mean `PKT_PRIVACY`?"),
        ("Pkt Integrity", LEVELS, "did you mean `PKT_INTEGRITY`?"),
        ("RPC_C_AUTHN_LEVEL_CONECT", LEVELS, "did you mean `CONNECT`?"),
        ("RPC_C_IMP_LEVEL_DELGATE", ["IDENTIFY", "DELEGATE"], "did you mean `DELEGATE`?"),
        ("CONNECTT", ["RPC_C_AUTHN_LEVEL_CONNECT"], "did you mean `RPC_C_AUTHN_LEVEL_CONNECT`?"),
        ("acounts", ("accounts", "account"), "did you mean `accounts`?"),
        ("ab", ["abX", "abY"], "did you mean `abX`?"),
        ("zzzz", LEVELS, ""),
        ("", LEVELS, ""),
        ("PKT", [], ""),
    ],
)
def test_the_nearest_right_word(word: str, options: list[str], hint: str) -> None:
    assert suggest(word, options) == hint


def test_only_the_first_options_are_looked_at() -> None:
    far = ["zzzz"] * MAX_OPTIONS
    assert closest("viewer", [*far[1:], "viewer"]) == "viewer"
    assert closest("viewer", [*far, "viewer"]) is None


def test_only_the_start_of_a_long_word_is_compared() -> None:
    assert closest("v" * 100 + "x" * 1_000_000, ["v" * 100 + "y" * 1_000_000]) == "v" * 100 + "y" * 1_000_000
