"""From bytes to text that is safe to hand to a YAML parser.

What is refused here is either not text, or text on which a parser would spend more time than its length deserves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from simcom.errors import Complaint, ScenarioError
from simcom.scenario.codes import Code


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may hold; each limit is far above any sensible scenario and keeps refusal instant.

    `size_bytes` is counted in UTF-8; `line`, `key` and `text` are in characters; `nodes` counts keys, values and
    collections (those deeper than 16 levels twice, deeper than 32 three times, and so on); `complaints` ends the
    collecting of complaints.
    """

    size_bytes: int = 16 * 2**20
    line: int = 1_000_000
    depth: int = 64
    nodes: int = 150_000
    key: int = 1_000
    text: int = 100_000
    complaints: int = 50


# longest first: the mark of UTF-32 little endian starts with that of UTF-16
_OTHER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BREAKS = "\n\r\x85\u2028\u2029"
# only directives start a line with a percent sign; a long run of them takes the parser quadratic time
_DIRECTIVE = re.compile(r"[\n\r]%(?!YAML[ \t])")


@dataclass(frozen=True, slots=True)
class _Refusal:
    file: str
    text: str

    def at(self, index: int, code: Code, problem: str, hint: str) -> NoReturn:
        """Refuse the file for what stands at `index`; lines are counted as the YAML parser counts them."""
        line = 1 + sum(self.text.count(mark, 0, index) for mark in _BREAKS) - self.text.count("\r\n", 0, index)
        start = 1 + max(self.text.rfind(mark, 0, index) for mark in _BREAKS)
        raise ScenarioError((Complaint(self.file, line, index - start + 1, code, "", problem, hint),))


def _decoded(data: bytes, file: str) -> str:
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark):
            problem = f"the file is {name}, where UTF-8 is expected"
            _Refusal(file, "").at(0, Code.OTHER_ENCODING, problem, "save it as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    before = data[:start].decode("utf-8").removeprefix("\ufeff")
    problem = f"byte 0x{data[start]:02X} is not UTF-8"
    return _Refusal(file, before).at(len(before), Code.NOT_UTF8, problem, "save the file as UTF-8")


def _long_line_start(text: str, limit: int) -> int | None:
    """Find a line longer than `limit`, in strides of that length and not line by line."""
    start = 0
    while len(text) - start > limit:
        stop = start + limit + 1
        end = max(text.rfind("\n", start, stop), text.rfind("\r", start, stop))
        if end < 0:
            return start
        start = end + 1
    return None


def _check_size(text: str, size_bytes: int, file: str, limits: Limits) -> None:
    if size_bytes > limits.size_bytes:
        problem = f"the file has {size_bytes} bytes, where {limits.size_bytes} are the most that is read"
        hint = "use host ranges such as `ws[001-500]` and `count:` instead of writing everything out"
        _Refusal(file, "").at(0, Code.FILE_TOO_LARGE, problem, hint)
    if (start := _long_line_start(text, limits.line)) is not None:
        problem = f"this line has more than {limits.line} characters"
        _Refusal(file, text).at(start, Code.LINE_TOO_LONG, problem, "break it into lines of readable length")


def _check_characters(text: str, file: str) -> None:
    if found := _FORBIDDEN.search(text):
        problem = f"character U+{ord(found.group()):04X} may not stand in a YAML file"
        hint = "delete it; if there are many, the file is not UTF-8 text: save it as UTF-8"
        _Refusal(file, text).at(found.start(), Code.FORBIDDEN_CHARACTER, problem, hint)
    if found := _DIRECTIVE.search("\n" + text):
        problem = "a line may not start with `%`: YAML directives such as `%TAG` are not accepted"
        _Refusal(file, text).at(found.start(), Code.DIRECTIVE, problem, "delete the line")


def decode(source: str | bytes, file: str, limits: Limits) -> str:
    """Give the text of a file without its byte order mark.

    UTF-8 is the only encoding; UTF-16 and UTF-32 are refused with a hint. CRLF and lone CR end lines as LF does. Raises
    ScenarioError for other encodings, for files or lines above the limits, and for characters that YAML forbids.
    """
    if len(source) > limits.size_bytes:
        _check_size("", len(source), file, limits)
    text = _decoded(source, file) if isinstance(source, bytes) else source
    text = text.removeprefix("\ufeff")
    _check_characters(text, file)
    _check_size(text, len(source if isinstance(source, bytes) else text.encode("utf-8")), file, limits)
    return text
