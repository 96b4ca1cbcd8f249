"""Why a word is no Windows constant of the kind wanted, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.scenario.suggest import suggest
from simcom.vocabulary.flags import AppIdFlags, Eoac, Right, ScmFlags
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc
from simcom.vocabulary.words import WindowsFlags

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcom.vocabulary.words import WindowsEnum

    Words = type[WindowsEnum | WindowsFlags]

KINDS: tuple[tuple[Words, str], ...] = (
    (AuthnLevel, "authentication level"),
    (ImpLevel, "impersonation level"),
    (AuthnSvc, "authentication service"),
    (AuthzSvc, "authorization service"),
    (Eoac, "capability"),
    (Right, "access right"),
    (AppIdFlags, "AppID flag"),
    (ScmFlags, "flag of remote calls"),
)
"""Every kind of constant that a file may name."""

_NUMBER = re.compile(r"\s*(?:[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)\s*")


def a(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def is_number(word: str) -> bool:
    """Tell whether a text is a number that was put in quotes."""
    return _NUMBER.fullmatch(word) is not None


def other_kind(word: str, wanted: Words) -> str:
    """Return what a constant of some other kind is; empty for no constant, and for a word that several kinds share (NONE)."""
    found = [noun for kind, noun in KINDS if _reads(kind, word)]
    return found[0] if len(found) == 1 and not _reads(wanted, word) else ""


def _reads(kind: Words, word: str) -> bool:
    try:
        kind.read(word)
    except ValueError:
        return False
    return True


def misnamed(word: str, wanted: Words, noun: str, names: Iterable[str]) -> tuple[str, str]:
    """Return problem and hint for a word that names no constant of the kind wanted."""
    if is_number(word):
        alone = " and the list" if issubclass(wanted, WindowsFlags) else ""
        return f"{quoted(word)} in quotes is a text, not the number of {a(noun)}", f"remove the quotes{alone}"
    listed = f"the names are {', '.join(quoted(name) for name in names)}"
    if other := other_kind(word, wanted):
        return f"{quoted(word)} is {a(other)}, not {a(noun)}", listed
    return f"{quoted(word)} is no {noun}", suggest(word, names) or listed
