"""Durations and ranges of host names."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcom.scenario.quantities import LONGEST_S, UNITS_S, duration_s, host_names


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("15 us", 1.5e-05),
        ("20 ms", 0.02),
        ("20ms", 0.02),
        ("5 s", 5.0),
        ("2 min", 120.0),
        ("6 min", 360.0),
        ("1 h", 3600.0),
        ("3 d", 259200.0),
        ("0.1 s", 0.1),
        (".5 min", 30.0),
        ("2. s", 2.0),
        ("  5   s  ", 5.0),
        ("+5 s", 5.0),
        ("7", 7.0),
        (7, 7.0),
        (0, 0.0),
        (1.5, 1.5),
        (0.02, 0.02),
        ("3650 d", 315360000.0),
        (315360000, 315360000.0),
    ],
)
def test_durations_in_seconds(value: str | float, seconds: float) -> None:
    read = duration_s(value)
    assert (type(read), read) == (float, seconds)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("-5 s", "cannot be negative, as `-5 s` is"),
        (-0.001, "cannot be negative, as `-0.001` is"),
        (math.inf, "at most ten years"),
        (-math.inf, "cannot be negative"),
        (math.nan, "at most ten years"),
        ("3651 d", "at most ten years"),
        (LONGEST_S + 1, "at most ten years"),
        ("9" * 30 + " d", "at most ten years"),
        (10**400, "at most ten years"),
        ("", "is not a duration"),
        ("s", "is not a duration"),
        ("five s", "is not a duration"),
        ("1 h 30 min", "is not a duration"),
        ("1e3 s", "is not a duration"),
        ("inf", "is not a duration"),
        ("\u0661 s", "is not a duration"),
        ("9" * 1_000_000, "is not a duration"),
        ("5 sec", "unknown unit of time `sec`.*did you mean `s`?"),
        ("5 Minutes", "did you mean `min`?"),
        ("5 mim", "did you mean `min`?"),
        ("5 fortnights", "the units are `ns`, `us`, `ms`, `s`, `min`, `h`, `d`$"),
        (True, "not true or false"),
    ],
)
def test_durations_that_are_refused(value: str | float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        duration_s(value)


@given(st.integers(0, 3649), st.sampled_from(sorted(UNITS_S)))
def test_a_blank_before_the_unit_makes_no_difference(number: int, unit: str) -> None:
    assert duration_s(f"{number} {unit}") == duration_s(f"{number}{unit}") == float(number * UNITS_S[unit])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hmi01", ["hmi01"]),
        ("", [""]),
        ("ws[1-3]", ["ws1", "ws2", "ws3"]),
        ("ws[008-011]", ["ws008", "ws009", "ws010", "ws011"]),
        ("ws[9-11]", ["ws9", "ws10", "ws11"]),
        ("ws[0-1]", ["ws0", "ws1"]),
        ("ws[5-5].corp.example", ["ws5.corp.example"]),
        ("s[1-2]-r[01-02]", ["s1-r01", "s1-r02", "s2-r01", "s2-r02"]),
        ("[01-02][01-02]", ["0101", "0102", "0201", "0202"]),
    ],
)
def test_host_ranges(text: str, names: list[str]) -> None:
    assert host_names(text) == names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ws[500-001]", r"runs backwards: write `\[001-500\]`"),
        ("ws[001-50]", r"unevenly: write `\[001-050\]`"),
        ("ws[1-050]", r"unevenly: write `\[001-050\]`"),
        ("ws[1]", "is not a range"),
        ("ws[]", "is not a range"),
        ("ws[1,2]", "is not a range"),
        ("ws[a-c]", "is not a range"),
        ("ws[-1-3]", "is not a range"),
        ("ws[1-3", "has no partner"),
        ("ws1-3]", "has no partner"),
        ("ws[[1-3]]", "has no partner"),
        ("ws[0-100000]", "stands for 100001 names"),
        ("ws[0-999999999]", "stands for 1000000000 names"),
        ("a[1-1000]b[1-101]", "stands for 101000 names"),
        ("[0-999999999]" * 19, "names, where 100000 are the most"),
        ("ws[1-1234567890]", "is not a range"),
        ("ws[1-11][1-11]", "spells some names twice"),
        ("w" * 256, "256 characters"),
        ("ws[\u0661-\u0663]", "is not a range"),
    ],
)
def test_host_ranges_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        host_names(text)


@given(st.integers(0, 9999), st.integers(0, 200), st.booleans())
def test_a_range_is_as_long_as_it_says_and_in_order(first: int, more: int, padded: bool) -> None:  # noqa: FBT001
    width = 5 if padded else 0
    names = host_names(f"n[{first:0{width}d}-{first + more:0{width}d}]x")
    assert names == [f"n{number:0{width}d}x" for number in range(first, first + more + 1)]
