"""What no file may say: paths of one machine, and an install command that fetches somebody else's package."""

from __future__ import annotations

import re

import pytest
from house.tree import ROOT, listed_files

FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.~*-])/(?:work|home|root)/"),
    "a path of one run": re.compile(r"(?<![\w.~*-])/tmp/"),
    "a package that is not ours": re.compile(r"pip install (?:-\S+ )*['\"]?simcom(?![\w-])"),
}
"""Ours is `simcom-dcom`; the shorter name is free for anybody to take."""

OF_ONE_RUN = "a path of one run"


def complaints(file: str, text: str) -> list[str]:
    """Return what a file may not say, with the line; tests may name temporary folders."""
    rules = {why: words for why, words in FORBIDDEN.items() if why != OF_ONE_RUN or not file.startswith("tests/")}
    return [
        f"{file}:{number}: {why}"
        for number, line in enumerate(text.splitlines(), 1)
        for why, words in rules.items()
        if words.search(line)
    ]


def test_no_file_says_what_it_must_not() -> None:
    files = [file for file in listed_files(untracked=True) if file != "tests/house/test_clean_words.py"]
    texts = {file: (ROOT / file).read_bytes().decode("utf-8", errors="replace") for file in files}
    assert [line for file, text in texts.items() for line in complaints(file, text)] == []


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("README.md", "see /home/ann/x", ["README.md:1: a path of one machine"]),
        ("README.md", "\npip install simcom", ["README.md:2: a package that is not ours"]),
        ("README.md", "pip install -q simcom[data]", ["README.md:1: a package that is not ours"]),
        ("simcom/a.py", "'/tmp/x'", ["simcom/a.py:1: a path of one run"]),
        ("tests/a.py", "'/tmp/x'", []),
        ("README.md", "pip install simcom-dcom; https://example.org/home/x", []),
    ],
)
def test_the_search_finds_what_it_should(file: str, text: str, expected: list[str]) -> None:
    assert complaints(file, text) == expected
