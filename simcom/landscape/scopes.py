"""The scope of a group: who may be in it, and how far it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.vocabulary.identities import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simcom.landscape.trusts import TrustGraph

GLOBAL, UNIVERSAL, DOMAIN_LOCAL = "global", "universal", "domain local"
LOCAL = "local"
"""A machine's own group."""

_WIDTHS = (GLOBAL, UNIVERSAL, DOMAIN_LOCAL)
"""From the narrowest to the widest: a group may hold groups that are no wider."""


def authority_of(name: str) -> str:
    r"""Return the domain or machine in ``AUTHORITY\name``; an empty text where there is none."""
    return name.rpartition("\\")[0]


def scopes_of(groups: Mapping[str, Sequence[str]], declared: Mapping[str, str], trusts: TrustGraph) -> dict[str, str]:
    """Return each group's scope by its comparison key; a group that belongs to no domain and no machine has none.

    An undeclared scope is the narrowest that can hold the members: "global" for members of the group's own domain, "domain
    local" where one is from elsewhere; a group that holds a wider one is as wide.
    """
    said = {key(group): scope for group, scope in declared.items()}
    found = {key(group): said.get(key(group)) or _narrowest(group, trusts) for group in groups}
    undeclared = [group for group in groups if not said.get(key(group)) and found[key(group)] == GLOBAL]
    for group in undeclared:
        if any(_elsewhere(member, group, trusts) for member in groups[group]):
            found[key(group)] = DOMAIN_LOCAL
    while _widened(undeclared, groups, found):
        pass
    return {name: scope for name, scope in found.items() if scope}


def _narrowest(group: str, trusts: TrustGraph) -> str:
    authority = authority_of(group)
    if trusts.domain(authority) is not None:
        return GLOBAL
    return "" if authority.casefold() in {"", "builtin"} else LOCAL


def _elsewhere(member: str, group: str, trusts: TrustGraph) -> bool:
    """Tell whether a member is not of the group's own domain."""
    return trusts.domain(authority_of(member)) is not trusts.domain(authority_of(group))


def _widened(undeclared: Sequence[str], groups: Mapping[str, Sequence[str]], found: dict[str, str]) -> bool:
    """Make groups as wide as the groups in them; tell whether any had to grow."""
    before = [found[key(group)] for group in undeclared]
    for group in undeclared:
        inner = (found.get(key(member), GLOBAL) for member in groups[group])
        found[key(group)] = max((found[key(group)], *inner), key=_width)
    return before != [found[key(group)] for group in undeclared]


def _width(scope: str) -> int:
    return _WIDTHS.index(scope) if scope in _WIDTHS else len(_WIDTHS) - 1
