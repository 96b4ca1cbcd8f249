"""The shape of a case that shows a rule both ways: where it fires, and where its neighbour does not.

Files named ``*_cases.py`` under ``tests/rules`` hold tuples ``CASES`` of these; ``tests/rules/test_both_ways.py`` runs them all and
holds that every modelled rule has a case of either kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.rulings import Ruling


@dataclass(frozen=True)
class Ruled:
    """A rule seen in a ruling: it speaks (``fires``) or is silent, and the caller gets ``hresult`` (empty: undetermined)."""

    rule: str
    fires: bool
    about: str
    ruling: Callable[[], Ruling]
    hresult: str = "S_OK"


@dataclass(frozen=True)
class Shown:
    """A rule seen in behaviour: ``check`` returns what is expected and what was got, two values that must be equal.

    For ``fires=False`` the check shows the neighbouring situation, in which the rule does not apply and things end otherwise.
    """

    rule: str
    fires: bool
    about: str
    check: Callable[[], tuple[object, object]]
