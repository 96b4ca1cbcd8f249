"""The one family of exceptions, all of them about broken input.

A call that Windows would refuse is never an exception here: it is a ruling, a plain value.

    SimcomError                 exit 3
    |-- UsageError              exit 2  the command line, or arguments of the Python face, cannot be obeyed
    |-- ScenarioError           exit 2  a scenario file is wrong; carries every complaint with its place
    |-- NothingFoundError       exit 5  a well-formed question has no subject (no such call, no such file)
    `-- InternalError           exit 3  simcom contradicts itself; please report it

Every one keeps `args` equal to what its constructor was given, because simulation events re-raise an exception
as `type(error)(*error.args)` and worker processes pickle it the same way.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

SHOWN_LENGTH = 60
"""Longest piece of the user's own text repeated in a message, in characters."""


def quoted(text: str, limit: int = SHOWN_LENGTH) -> str:
    """Show a user's text in backticks: shortened to `limit` characters, with unprintable characters escaped.

    The escaping keeps a hostile file from steering the terminal on which its complaints are read.
    """
    short = text if len(text) <= limit else text[: limit - 3] + "..."
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in short)
    return f"`{shown}`"


class Complaint(NamedTuple):
    """One thing that is wrong with a file, where it is, and what to do about it.

    `line` and `column` count from 1, `path` is dotted (`processes.viewer.script[2].call`, empty for the file as a
    whole), `code` is stable over releases (the table is in `simcom.scenario.codes`), `hint` may be empty.
    """

    file: str
    line: int
    column: int
    code: str
    path: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        """Give the form that editors and terminals make clickable: `file:line:column: CODE path: problem; hint`."""
        where = f"{self.path}: " if self.path else ""
        what = f"{self.problem}; {self.hint}" if self.hint else self.problem
        return f"{self.file}:{self.line}:{self.column}: {self.code} {where}{what}"


class SimcomError(Exception):
    """Root of the family; its single argument is a message that starts in lower case."""

    exit_code: ClassVar[int] = 3


class UsageError(SimcomError):
    """What was asked for cannot be done as asked; the message says what would work."""

    exit_code: ClassVar[int] = 2


class ScenarioError(SimcomError):
    """A scenario cannot be read; `complaints` holds one or more complaints in the order of the file."""

    exit_code: ClassVar[int] = 2

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        """Keep the complaints; an empty tuple would be a refusal without a reason and raises ValueError."""
        if not complaints:
            message = "a scenario error needs at least one complaint"
            raise ValueError(message)
        super().__init__(complaints)
        self.complaints = complaints

    def __str__(self) -> str:
        """Give one line for each complaint."""
        return "\n".join(str(complaint) for complaint in self.complaints)


class NothingFoundError(SimcomError):
    """The question is sound, yet nothing answers to it; the message names the nearest thing that exists."""

    exit_code: ClassVar[int] = 5


class InternalError(SimcomError):
    """Two parts of simcom disagree; no scenario should be able to cause it."""
