"""The nearest right word for a wrong one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING

from simcom.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_OPTIONS = 2000
"""Options looked at; a file may declare many more names than anybody mistypes."""

MAX_LENGTH = 100
"""Characters of a word compared."""

_LOOKED_AT_CLOSELY = 20
_ALIKE = 0.6
_PREFIX = re.compile(r"rpc_c_(?:authn_level_|imp_level_|authn_|authz_|qos_)?")


def _plain(word: str) -> str:
    """Strip what people add or leave out without meaning anything by it."""
    lower = word[:MAX_LENGTH].casefold().replace("-", "_").replace(" ", "_")
    return lower[match.end() :] if (match := _PREFIX.match(lower)) else lower


def closest(word: str, options: Iterable[str]) -> str | None:
    """Find the option most like `word`, or None when none is much like it; of equals, the first one.

    Case, `-` for `_` and a leading `RPC_C_` or `RPC_C_AUTHN_LEVEL_` make no difference. The cheap upper bound picks a
    few options before the dear comparison, so that even hostile names cost milliseconds.
    """
    # the matcher remembers its second word, so that one is kept and the options take turns as the first
    matcher: SequenceMatcher[str] = SequenceMatcher(None, "", _plain(word), autojunk=False)
    bounds: list[tuple[float, int, str]] = []
    for option in islice(options, MAX_OPTIONS):
        matcher.set_seq1(_plain(option))
        bounds.append((-matcher.quick_ratio(), len(bounds), option))
    best, chosen = 0.0, None
    for _, _, option in sorted(bounds)[:_LOOKED_AT_CLOSELY]:
        matcher.set_seq1(_plain(option))
        if (ratio := matcher.ratio()) > best:
            best, chosen = ratio, option
    return chosen if best >= _ALIKE else None


def suggest(word: str, options: Iterable[str]) -> str:
    """Give a hint such as ``did you mean `PKT_PRIVACY`?``, or an empty text when nothing is near.

    >>> suggest("RPC_C_AUTHN_LEVEL_PKT_PRIVCY", ["CONNECT", "PKT", "PKT_PRIVACY"])
    'did you mean `PKT_PRIVACY`?'
    """
    option = closest(word, options)
    return "" if option is None else f"did you mean {quoted(option)}?"
