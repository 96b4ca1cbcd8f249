"""Nested groups: every group that an account is in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def expand(account: str, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    r"""Return every group the account is in, directly or through other groups, sorted by name.

    `groups` maps a group to its members, accounts or groups. Names are compared without regard to case; groups that
    contain each other are tolerated. Which groups survive a trust is not decided here.

    Examples
    --------
    >>> expand("CORP\\ann", {"CORP\\Operators": ["corp\\ANN"], "CORP\\Staff": ["CORP\\Operators"]})
    ('CORP\\Operators', 'CORP\\Staff')
    """
    containing: defaultdict[str, list[str]] = defaultdict(list)
    for group, members in groups.items():
        for member in members:
            containing[member.casefold()].append(group)
    found: dict[str, str] = {}
    waiting = [account]
    while waiting:
        fresh = {group.casefold(): group for group in containing.get(waiting.pop().casefold(), ())}
        waiting.extend(group for folded, group in fresh.items() if folded not in found)
        found.update(fresh)
    return tuple(sorted(found.values()))
