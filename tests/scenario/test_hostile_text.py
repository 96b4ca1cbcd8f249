"""Broken and hostile text: each kind has a code, a place and a sentence, and none costs more than was read of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simcom.errors import Complaint, ScenarioError
from simcom.scenario.codes import MEANINGS, Code
from simcom.scenario.text import compose as compose_module
from simcom.scenario.text import reader
from simcom.scenario.text.compose import compose
from simcom.scenario.text.decoding import Limits

# text, code, line, column, a piece of the complaint
BROKEN = {
    "not UTF-8": (b"a: 1\nb: \xff", "SC101", 2, 4, "0xFF"),
    "cut in a character": ("a: é".encode()[:-1], "SC101", 1, 4, "0xC3"),
    "UTF-16 little endian": ("a: 1".encode("utf-16"), "SC102", 1, 1, "UTF-16"),
    "UTF-16 big endian": (b"\xfe\xff\x00a", "SC102", 1, 1, "UTF-16"),
    "UTF-32": ("a: 1".encode("utf-32"), "SC102", 1, 1, "UTF-32"),
    "NUL": ("a: 1\r\nb: \0", "SC103", 2, 4, "U+0000"),
    "control character": ("a: \x07", "SC103", 1, 4, "U+0007"),
    "lone surrogate": ("a: \ud800", "SC103", 1, 4, "U+D800"),
    "byte order mark inside": ("a: \ufeff1", "SC103", 1, 4, "U+FEFF"),
    "tag directive": ("# head\n%TAG ! x\n---\na: 1", "SC106", 2, 1, "`%TAG`"),
    "unknown directive": ("%FOO\n---\na: 1", "SC106", 1, 1, "`%`"),
    "YAML 1.1": ("%YAML 1.1\n---\na: 1", "SC106", 1, 1, "other than 1.2"),
    "YAML 3.0": ("%YAML 3.0\n---\na: 1", "SC108", 1, 1, "version that is not read"),
    "nothing": ("", "SC107", 1, 1, "simcom: 1"),
    "comments only": ("# a\n\n# b\n", "SC107", 1, 1, "simcom: 1"),
    "empty document": ("---\n", "SC107", 2, 1, "empty"),
    "tab": ("a:\n\tb: 1", "SC108", 2, 1, "tab"),
    "two colons": ("a: b: c", "SC108", 1, 5, "quotes"),
    "open double quote": ('a: "x\nb: 1\n', "SC108", 1, 4, "never closed"),
    "open single quote": ("a: 'x\nb: 1\n", "SC108", 1, 4, "never closed"),
    "open list": ("a: [1, 2\nb: 3", "SC108", 1, 4, "add the missing"),
    "open mapping": ("a: {b: 1\nc: 2", "SC108", 1, 4, "add the missing"),
    "file ends in a list": ("a: [1,\n", "SC108", 2, 1, "close every"),
    "stray bracket": ("a: ]", "SC108", 1, 4, "value is missing"),
    "two commas": ("a: [1,,2]", "SC108", 1, 7, "value is missing"),
    "dedent": ("a:\n   b: 1\n  c: 1", "SC108", 3, 3, "same column"),
    "list and mapping mixed": ("a:\n  - b\n  c: 1", "SC108", 3, 3, "same column"),
    "list entry on the key's line": ("a: - b", "SC108", 1, 4, "`- `"),
    "text after a quote": ('a: "x" y', "SC108", 1, 8, "closed too early"),
    "no colon": ("a: 1\nb\n", "SC108", 2, 1, "`key: value`"),
    "reserved character": ("a: @x", "SC108", 1, 4, "`@`"),
    "unknown escape": ('a: "CORP\\svc"', "SC108", 1, 9, "single quotes"),
    "bad escape": ('a: "\\xZZ"', "SC108", 1, 7, "names no character"),
    "bad block": ("a: |x\n y", "SC108", 1, 5, "block of text"),
    "tag without its directive": ("a: !x!y 1", "SC108", 1, 4, "tags"),
    "anchor without a name": ("a: &", "SC108", 1, 4, "anchor"),
    "after the end": ("a: 1\n...\nb: 2", "SC108", 3, 1, "after the end"),
    "list at the top": ("- a", "SC109", 1, 1, "list"),
    "word at the top": ("hello", "SC109", 1, 1, "`hello`"),
    "no blank after the colon": ("simcom:1", "SC109", 1, 1, "blank after the colon"),
    "second document": ("a: 1\n---\nb: 2", "SC110", 2, 1, "second document"),
    "anchor": ("a: &x 1", "SC120", 1, 4, "`&x`"),
    "anchor on a list": ("a: &x [1]", "SC120", 1, 4, "`&x`"),
    "alias": ("a: *x", "SC121", 1, 4, "`*x`"),
    "alias as a key": ("*x : 1", "SC121", 1, 1, "`*x`"),
    "tag on a word": ("a: !foo 1", "SC122", 1, 4, "`!foo`"),
    "tag that asks for code": ("a: !!python/object/apply:os.system [x]", "SC122", 1, 4, "`!!python/object/apply:os."),
    "tag on the file": ("!x {a: 1}", "SC122", 1, 1, "`!x`"),
    "merge key": ("a:\n  <<: {b: 1}", "SC123", 2, 3, "`<<`"),
    "list as a key": ("? [a]\n: 1", "SC124", 1, 3, "key"),
    "mapping as a key": ("a: {{x}: 1}", "SC124", 1, 5, "quotes"),
    "template braces": ("a: {{ host }}", "SC124", 1, 5, "`{`"),
    "null key": ("~: 1", "SC125", 1, 1, "key"),
    "null key in words": ("a: {null: 1}", "SC125", 1, 5, "key"),
    "repeated key": ("a: 1\nb: 2\na: 3", "SC126", 3, 1, "on line 3 stands on line 1"),
    "repeated number as key": ('a: {6: 1, "6": 2}', "SC126", 1, 11, "`6`"),
    "long key": (f"? {'k' * 1001}\n: 1", "SC127", 1, 3, "1001"),
    "block as a key": ("? |\n  x\n  y\n: 1", "SC128", 1, 3, "line break"),
    "whole number of 31 digits": ("a: " + "9" * 31, "SC130", 1, 4, "31 digits"),
    "hexadecimal of 31 digits": ("a: 0x" + "f" * 31, "SC130", 1, 4, "31 digits"),
    "long fraction": ("a: 1." + "0" * 400, "SC130", 1, 4, "402 characters"),
    "too large a number": ("a: 1e999", "SC130", 1, 4, "infinity"),
    "infinity": ("a: -.inf", "SC130", 1, 4, "`-.inf`"),
    "not a number": ("a: [1, .nan]", "SC130", 1, 8, "`.nan`"),
    "escape that rings a bell": ('a: "CORP\\ann"', "SC131", 1, 4, "U+0007"),
    "escape in a key": ('"\\x01": 1', "SC131", 1, 1, "U+0001"),
    "long line": ("a: 1\nb: " + "x" * 10_000_000, "SC105", 2, 1, "1000000"),
    "long text": ("a: |\n" + " x\n" * 50_001, "SC113", 1, 4, "100002"),
    "large file": ("a: 1\n" * 4_000_000, "SC104", 1, 1, "16777216"),
    "large file as bytes": (b" " * (16 * 2**20 + 1), "SC104", 1, 1, "16777217"),
    "large file through its encoding": ("a: 1\n#" + ("é" * 999 + "\n") * 9_000, "SC104", 1, 1, "bytes"),
    "deep lists": ("a: " + "[" * 200_000, "SC111", 1, 67, "64 deep"),
    "many nodes": ("a: [" + "1," * 150_000, "SC112", 1, 299_999, "150000"),
}

# text, code, events that may be pulled before the refusal
BOMBS = {
    "lists at the top": ("[" * 200_000, "SC109", 3),
    "lists": ("a: " + "[" * 200_000, "SC111", 70),
    "mappings": ("{a: " * 200_000, "SC111", 132),
    "list entries": ("- " * 200_000, "SC109", 3),
    "list entries in a key": ("a:\n " + "- " * 200_000, "SC111", 70),
    "block mappings": ("".join(f"{' ' * depth}a:\n" for depth in range(2000)), "SC111", 132),
    "complex keys": ("? " * 200_000, "SC124", 5),
    "complex keys in braces": ("{? " * 200_000, "SC124", 5),
    "aliases": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" + "d: *b\n" * 100_000, "SC120", 120),
    "anchors": ("".join(f"k{n}: &a{n} 1\n" for n in range(200_000)), "SC120", 110),
    "repeated keys": ("a: 1\n" * 200_000, "SC126", 110),
    "numbers": ("a: [" + ("9" * 31 + ", ") * 30_000, "SC130", 60),
    "tag directives": ("".join(f"%TAG !a{n}! x\n" for n in range(200_000)), "SC106", 0),
    "long key": ("k" * 900_000 + ": 1", "SC109", 3),
    "long word": ("a: " + "x" * 900_000, "SC113", 10),
    "number of a million digits": ("a: " + "9" * 900_000, "SC113", 10),
    "blank lines": ("\n" * 2_000_000, "SC107", 3),
    "flat list": ("a:\n" + "- 1\n" * 1_000_000, "SC112", 150_010),
    "deep and wide": ("a: " + "[" * 62 + "1," * 400_000, "SC112", 50_010),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_kind_of_broken_text_has_code_place_and_sentence(name: str) -> None:
    text, code, line, column, piece = BROKEN[name]
    with pytest.raises(ScenarioError) as caught:
        compose(text, "broken.yaml")
    first = caught.value.complaints[0]
    assert (first.code, first.line, first.column) == (code, line, column)
    assert piece in str(first)
    assert first.problem
    assert first.hint


def test_the_broken_texts_exercise_every_code_of_the_reading_layer() -> None:
    assert {case[1] for case in BROKEN.values()} == {code for code in Code if code.startswith("SC1")}


def test_every_code_has_its_own_number_and_meaning() -> None:
    assert list(MEANINGS) == list(Code)
    assert len({code.value for code in Code}) == len(Code.__members__)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_after_few_events(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, code, most = BOMBS[name]
    pulled = 0

    def counted(text: str) -> object:
        nonlocal pulled
        for event in reader.events(text):
            pulled += 1
            yield event

    monkeypatch.setattr(compose_module, "events", counted)
    with pytest.raises(ScenarioError) as caught:
        compose(text, "bomb.yaml")
    assert caught.value.complaints[0].code == code
    assert pulled <= most


# the parser in Python takes seconds over these, and is not what refuses them
SLOW = {"many nodes", "long text"}


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in SLOW])
def test_the_parser_in_python_refuses_the_same_texts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, code, line, _, _ = BROKEN[name]
    monkeypatch.setattr(reader, "LOADER", reader.yaml.SafeLoader)
    with pytest.raises(ScenarioError) as caught:
        compose(text, "broken.yaml")
    first = caught.value.complaints[0]
    assert (first.code, first.line) == (code, line)


def test_smaller_faults_are_told_together_with_the_syntax_error_that_ends_them() -> None:
    with pytest.raises(ScenarioError) as caught:
        compose("a: &x [1]\nb: !t {c: 1}\nc: 1\nc: 2\nd: .nan\ne: @", "many.yaml")
    codes = [complaint.code for complaint in caught.value.complaints]
    assert codes == ["SC120", "SC122", "SC126", "SC130", "SC108"]


def test_complaints_stop_at_their_limit() -> None:
    with pytest.raises(ScenarioError) as caught:
        compose("a: .nan\n" * 10, "many.yaml", replace(Limits(), complaints=4))
    assert len(caught.value.complaints) == 4


def test_a_hostile_word_cannot_steer_the_terminal() -> None:
    with pytest.raises(ScenarioError) as caught:
        compose('? "\\e[2J"\n: 1', "escape.yaml")
    assert "\x1b" not in str(caught.value)


YAML_PIECES = st.sampled_from(
    [
        *(
            "a",
            ": ",
            "- ",
            "? ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "'",
            '"',
            "|",
            ">",
            "&a",
            "*a",
            "!",
            "!!x ",
            "#",
            "%",
        ),
        *("---", "...", "\\", "\t", "\r", "\ufeff", "\u2028", "\x85", "~", "<<", "1e999", ".nan", "0x", "😀", "@", "`"),
    ],
)


def _complaints(source: str | bytes) -> tuple[Complaint, ...]:
    try:
        compose(source, "any.yaml")
    except ScenarioError as error:
        return error.complaints
    return ()


@given(st.text() | st.lists(YAML_PIECES, max_size=30).map("".join))
@example("a: \ud800")
@example('"\\ud800": 1')
def test_any_text_composes_or_is_complained_about(text: str) -> None:
    assert all(c.line >= 1 and c.column >= 1 and c.problem for c in _complaints(text))


@given(st.binary() | st.lists(YAML_PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode("utf-16")))
@example(b"\xff\xfe")
def test_any_bytes_compose_or_are_complained_about(data: bytes) -> None:
    assert all(c.line >= 1 and c.column >= 1 and c.problem for c in _complaints(data))
