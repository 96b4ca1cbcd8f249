"""Nested groups."""

from __future__ import annotations

import pytest

from simcom.landscape.membership import expand

GROUPS = {
    "CORP\\Staff": ["CORP\\Operators", "CORP\\bob"],
    "CORP\\Operators": ["CORP\\ann"],
    "CORP\\Chicken": ["CORP\\Egg", "CORP\\eve"],
    "CORP\\Egg": ["CORP\\Chicken"],
    "CORP\\Empty": [],
}


@pytest.mark.parametrize(
    ("account", "groups"),
    [
        ("CORP\\ann", ("CORP\\Operators", "CORP\\Staff")),
        ("corp\\ANN", ("CORP\\Operators", "CORP\\Staff")),
        ("CORP\\bob", ("CORP\\Staff",)),
        ("CORP\\eve", ("CORP\\Chicken", "CORP\\Egg")),
        ("CORP\\nobody", ()),
    ],
)
def test_expand(account: str, groups: tuple[str, ...]) -> None:
    """Direct and nested groups, sorted, in any case, with cycles tolerated."""
    assert expand(account, GROUPS) == groups


def test_expand_does_not_depend_on_order() -> None:
    """The answer is the same whichever way the groups were declared."""
    backwards = {name: GROUPS[name][::-1] for name in reversed(GROUPS)}
    assert expand("CORP\\eve", backwards) == expand("CORP\\eve", GROUPS)
