"""Nested groups, and which of an account's groups are in its token on a machine.

A token is made in three places: the account's own domain gives its global and universal groups, the server's domain adds
its domain-local groups, and the machine its own (fact groups-across-a-trust). In between, trusts filter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.landscape.kinds import TrustAttribute
from simcom.landscape.scopes import DOMAIN_LOCAL, GLOBAL, LOCAL, UNIVERSAL, authority_of, scopes_of
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ADMINISTRATORS, EVERYONE, WELL_KNOWN, canonical, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from simcom.landscape.model import Trust
    from simcom.landscape.routes import Route
    from simcom.landscape.trusts import TrustGraph

AUTHENTICATED_USERS, GUESTS, NETWORK = "Authenticated Users", "BUILTIN\\Guests", "NETWORK"
THIS_ORGANIZATION, OTHER_ORGANIZATION = "This Organization", "Other Organization"

SID, UAC = "sid-filtering", "uac-remote-token-filter"
"""The rules that take groups out of a token."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The groups in a token, and those that were taken out of it, each with the rule that took it."""

    groups: tuple[str, ...]
    lost: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token is made: a machine, the DNS name of its domain (empty: none), and how the account came.

    `logon` is "NETWORK", "INTERACTIVE" or "SERVICE". `filters` tells that local administrators are filtered when they
    come over the network (fact uac-remote-token-filter).
    """

    machine: str
    domain: str = ""
    logon: str = NETWORK
    filters: bool = False


def expand(
    names: Iterable[str], inside: Mapping[str, Sequence[str]], admits: Callable[[str, str], bool] = lambda *_: True
) -> tuple[str, ...]:
    r"""Return every group that one of the names is in, directly or through other groups, sorted by name.

    `inside` gives the groups that a name is directly in, as `containing` makes it; `admits` is asked for a member and a
    group whether this membership counts. Groups that contain each other are tolerated.

    Examples
    --------
    >>> inside = containing({"CORP\\Operators": ["corp\\ANN"], "CORP\\Staff": ["CORP\\Operators"]})
    >>> expand(["CORP\\ann"], inside)
    ('CORP\\Operators', 'CORP\\Staff')
    """
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        member = waiting.pop()
        groups = inside.get(key(member), ())
        fresh = {key(group): group for group in groups if key(group) not in found and admits(member, group)}
        waiting.extend(fresh.values())
        found.update(fresh)
    return tuple(sorted(found.values()))


def containing(groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return for each member, by its comparison key, the groups that it is directly in; `groups` are given with their members."""
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for group, members in groups.items():
        for member in members:
            inside[key(member)].append(group)
    return dict(inside)


class Membership:
    r"""Which groups accounts have where.

    Parameters
    ----------
    trusts
        The domains, and what lies between them.
    groups
        Every group with its members, by canonical names; a machine's local group is ``MACHINE\group``.
    scopes
        The declared scope of a domain's group: "global", "universal" or "domain local". One that is not declared is found
        out from the members.
    """

    def __init__(
        self, trusts: TrustGraph, groups: Mapping[str, Sequence[str]], scopes: Mapping[str, str] | None = None
    ) -> None:
        self._trusts = trusts
        self._inside = containing(groups)
        self._scopes = scopes_of(groups, scopes or {}, trusts)

    @models("token-by-logon-type", "this-xor-other-organization", "well-known-sids")
    def arrived(self, account: str, place: Place, route: Route | None = None, primary: str = "") -> Arrived:
        """Return every group in an account's token on a machine, and what was taken out of it, always in the same order.

        `route` leads from the machine's domain to the account's, `primary` is the account's primary group.
        """
        organization = OTHER_ORGANIZATION if route is not None and route.selective else THIS_ORGANIZATION
        everybody = (EVERYONE, AUTHENTICATED_USERS, place.logon, organization)
        carried = self.carried(account, primary)
        own = self._surviving(carried, route)
        added = self._added_by_domain(account, own, place)
        local = self._added_by_machine((account, *own, *added, *everybody), place)
        kept = self._filtered(account, local, place)
        return Arrived((*everybody, *own, *added, *kept), (*_gone(carried, own, SID), *_gone(local, kept, UAC)))

    @models("guest-token")
    def guest(self, account: str, place: Place) -> tuple[str, ...]:
        """Return the groups of a caller who was taken for the machine's Guest: it is no authenticated user."""
        first = (EVERYONE, place.logon, GUESTS)
        return (*first, *(name for name in self._added_by_machine((account, *first), place) if name not in first))

    def carried(self, account: str, primary: str = "") -> tuple[str, ...]:
        """Return the global and universal groups of an account's own forest, which it brings along; none for a local account."""
        if self._trusts.domain(authority_of(account)) is None:
            return ()
        first = (primary,) if primary else ()
        found = expand((account, *first), self._inside, self._is_carried)
        return tuple(sorted({key(name): name for name in (*first, *found)}.values()))

    def _is_carried(self, member: str, group: str) -> bool:
        """Tell whether a membership is the account's own side's: a global group has members of its own domain only."""
        one, other = self._trusts.domain(authority_of(member)), self._trusts.domain(authority_of(group))
        if one is None or other is None:
            return False
        scope = self._scopes.get(key(group), "")
        # a global group holds accounts and global groups of its own domain: nothing else, be it nested, brings strangers in
        nested = self._scopes.get(key(member), GLOBAL)
        return (
            (one.dns == other.dns and nested == GLOBAL)
            if scope == GLOBAL
            else scope == UNIVERSAL and one.forest == other.forest
        )

    @models("sid-filtering")
    def _surviving(self, names: tuple[str, ...], route: Route | None) -> tuple[str, ...]:
        """Return the groups that every trust on the way lets through."""
        trusts = route.trusts if route is not None else ()
        return tuple(name for name in names if all(self._passes(name, trust) for trust in trusts))

    def _passes(self, name: str, trust: Trust) -> bool:
        home, account_side = self._trusts.domain(authority_of(name)), self._trusts.domain(trust.trusted)
        if trust.within_forest or home is None or account_side is None:
            return True
        if trust.quarantined:
            return home.dns == account_side.dns
        across = trust.attributes & (TrustAttribute.FOREST_TRANSITIVE | TrustAttribute.TREAT_AS_EXTERNAL)
        return across != TrustAttribute.FOREST_TRANSITIVE or home.forest == account_side.forest

    @models("groups-across-a-trust")
    def _added_by_domain(self, account: str, own: tuple[str, ...], place: Place) -> tuple[str, ...]:
        """Return the domain-local groups of the server's domain; never its global groups, and none for a local account."""
        server, home = self._trusts.domain(place.domain), self._trusts.domain(authority_of(account))
        if server is None or home is None:
            return ()

        def is_added(_: str, group: str) -> bool:
            """Tell whether a group is domain local to the server's domain."""
            there = self._trusts.domain(authority_of(group))
            return there is server and self._scopes.get(key(group)) == DOMAIN_LOCAL

        return expand((account, *own), self._inside, is_added)

    def _added_by_machine(self, names: Iterable[str], place: Place) -> tuple[str, ...]:
        """Return the machine's local groups, as it calls them: built-in ones by their own names."""
        machine = place.machine.casefold()

        def is_local(_: str, group: str) -> bool:
            """Tell whether a group is one of this machine's own, or a built-in one."""
            authority = authority_of(group).casefold()
            return authority == machine if self._scopes.get(key(group)) == LOCAL else authority in {"", "builtin"}

        return tuple(_own_name(group) for group in expand(names, self._inside, is_local))

    @models("uac-remote-token-filter")
    def _filtered(self, account: str, local: tuple[str, ...], place: Place) -> tuple[str, ...]:
        """Take Administrators out of the token of a local account that comes over the network, unless it is the built-in one."""
        authority, _, user = account.casefold().rpartition("\\")
        spared = authority != place.machine.casefold() or user == "administrator"
        if spared or place.logon != NETWORK or not place.filters:
            return local
        return tuple(name for name in local if name != ADMINISTRATORS)


def _gone(before: tuple[str, ...], after: tuple[str, ...], rule: str) -> tuple[tuple[str, str], ...]:
    """Return what a filter took, each group with the filter's rule."""
    return tuple((name, rule) for name in before if name not in after)


def _own_name(group: str) -> str:
    r"""Return a local group's name on its own machine: ``BUILTIN\Administrators`` for ``OPC01\Administrators``."""
    name = canonical(group.rpartition("\\")[2])
    return name if name in WELL_KNOWN else canonical(group)
