"""What well-formed text becomes, and where its pieces stand."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcom.errors import (
    Complaint,
    InternalError,
    NothingFoundError,
    ScenarioError,
    SimcomError,
    UsageError,
    quoted,
)
from simcom.scenario.text.compose import compose
from simcom.scenario.text.places import Place, dotted

SCENARIO = """\
simcom: 1
accounts:
  CORP\\ann: {}
processes:
  viewer:
    script:
      - wait: 5 s
      - call: reader.ReadRaw
        expect: {stage: authenticate, hresult: 0x80070005}
"""


def test_a_scenario_becomes_plain_values() -> None:
    assert compose(SCENARIO, "s.yaml").value == {
        "simcom": 1,
        "accounts": {"CORP\\ann": {}},
        "processes": {
            "viewer": {
                "script": [
                    {"wait": "5 s"},
                    {"call": "reader.ReadRaw", "expect": {"stage": "authenticate", "hresult": 2147942405}},
                ]
            }
        },
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), Place(1, 1, 1, 1)),
        (("simcom",), Place(1, 1, 1, 9)),
        (("accounts",), Place(2, 1, 3, 3)),
        (("accounts", "CORP\\ann"), Place(3, 3, 3, 13)),
        (("processes", "viewer", "script"), Place(6, 5, 7, 7)),
        (("processes", "viewer", "script", 0), Place(7, 9, 7, 9)),
        (("processes", "viewer", "script", 1, "call"), Place(8, 9, 8, 15)),
        (("processes", "viewer", "script", 1, "expect", "hresult"), Place(9, 39, 9, 48)),
    ],
)
def test_places_of_keys_and_values(path: tuple[str | int, ...], place: Place) -> None:
    assert compose(SCENARIO, "s.yaml").places[path] == place


@pytest.mark.parametrize(
    "source",
    [
        "a: 1\nb: [x, y]\n",
        b"a: 1\nb: [x, y]\n",
        b"\xef\xbb\xbfa: 1\nb: [x, y]\n",
        "\ufeffa: 1\r\nb: [x, y]\r\n",
        "a: 1\rb: [x, y]\r",
        "%YAML 1.2\n---\na: 1\nb:\n- x\n- y\n...\n",
        '{"a": 1, "b": ["x", "y"]}',
        "? a\n: 1\n? b\n: [x,\n   y]",
    ],
)
def test_one_content_in_many_spellings(source: str | bytes) -> None:
    assert compose(source, "s.yaml").value == {"a": 1, "b": ["x", "y"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6: x", {"6": "x"}),
        ("true: x", {"true": "x"}),
        ('"null": x', {"null": "x"}),
        ('"<<": x', {"<<": "x"}),
        ('"": x', {"": "x"}),
        ("a: '1'", {"a": "1"}),
        ('a: "true"', {"a": "true"}),
        ("a:", {"a": None}),
        ("a: |\n  1\n", {"a": "1\n"}),
        ("a: 'CORP\\nina'", {"a": "CORP\\nina"}),
        ("a: [b: 1]", {"a": [{"b": 1}]}),
        ("a: [[], {}]", {"a": [[], {}]}),
        ("a: 😀 # smile", {"a": "😀"}),
    ],
)
def test_keys_are_text_and_quotes_make_text(text: str, value: object) -> None:
    assert compose(text, "s.yaml").value == value


def test_sixty_four_levels_are_not_too_deep() -> None:
    assert compose("a: " + "[" * 63 + "]" * 63, "s.yaml").places[("a", *(0,) * 62)].column == 66


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("processes", "viewer", "script", 2, "call"), "processes.viewer.script[2].call"),
        (("domains", "corp.example", "netbios"), 'domains["corp.example"].netbios'),
        (("corp.example",), '["corp.example"]'),
        (("accounts", "CORP\\ann"), "accounts.CORP\\ann"),
        (("accounts", "NT AUTHORITY\\SYSTEM"), 'accounts["NT AUTHORITY\\SYSTEM"]'),
        (("a", "\x1b"), "a.\\x1b"),
    ],
)
def test_dotted_paths(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


@pytest.mark.parametrize(
    ("path", "at_key", "line", "column"),
    [
        (("processes", "viewer", "script", 1, "call"), False, 8, 15),
        (("processes", "viewer", "script", 1, "call"), True, 8, 9),
        (("processes", "viewer", "machine"), True, 5, 3),
        (("nowhere", 3), False, 1, 1),
    ],
)
def test_complaints_stand_at_the_nearest_place(
    path: tuple[str | int, ...],
    at_key: bool,  # noqa: FBT001
    line: int,
    column: int,
) -> None:
    complaint = compose(SCENARIO, "s.yaml").complaint("SC202", path, "missing", at_key=at_key)
    assert (complaint.line, complaint.column, complaint.path) == (line, column, dotted(path))


def test_a_complaint_reads_as_editors_expect() -> None:
    complaint = Complaint("s.yaml", 4, 7, "SC204", "a.b", "`PKT_PRIV` is no level", "did you mean `PKT_PRIVACY`?")
    assert str(complaint) == "s.yaml:4:7: SC204 a.b: `PKT_PRIV` is no level; did you mean `PKT_PRIVACY`?"
    assert str(Complaint("s.yaml", 1, 1, "SC107", "", "empty")) == "s.yaml:1:1: SC107 empty"


@pytest.mark.parametrize(
    "error",
    [
        SimcomError("m"),
        UsageError("m"),
        ScenarioError((Complaint("s.yaml", 1, 1, "SC107", "", "empty"),)),
        NothingFoundError("m"),
        InternalError("m"),
    ],
)
def test_errors_survive_being_rebuilt_and_pickled(error: SimcomError) -> None:
    rebuilt, carried = type(error)(*error.args), pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(rebuilt), rebuilt.args) == (str(error), error.args)
    assert (str(carried), carried.args) == (str(error), error.args)


def test_exit_codes() -> None:
    codes = [kind.exit_code for kind in (SimcomError, UsageError, ScenarioError, NothingFoundError, InternalError)]
    assert codes == [3, 2, 2, 5, 3]


def test_a_scenario_error_needs_a_complaint() -> None:
    with pytest.raises(ValueError, match="at least one complaint"):
        ScenarioError(())


@pytest.mark.parametrize(
    ("text", "shown"),
    [("PKT", "`PKT`"), ("a\x1b[2Jb", "`a\\x1b[2Jb`"), ("x" * 61, "`" + "x" * 57 + "...`"), ("é", "`é`")],
)
def test_quoted_text_is_short_and_printable(text: str, shown: str) -> None:
    assert quoted(text) == shown


# surrogate pairs and control characters are refused on purpose, see the hostile texts
TEXT = st.text(st.characters(max_codepoint=0xFFFD, exclude_categories=["Cc", "Cs"]), max_size=40)
WHOLE = st.integers(-(10**30) + 1, 10**30 - 1)
LEAVES = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON_VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5), max_leaves=25
)


@given(st.dictionaries(TEXT, JSON_VALUES, max_size=5), st.sampled_from([None, 2]))
def test_json_means_the_same(value: dict[str, object], indent: int | None) -> None:
    composed = compose(json.dumps(value, indent=indent), "s.json").value
    assert json.dumps(composed) == json.dumps(value)
