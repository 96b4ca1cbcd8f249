"""Which groups a caller arrives with, in any web of trust and with any nesting of groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from landscape_properties.sides import RIGHT, Meeting, homes, meetings, rows
from landscape_properties.webs import distinct

from simcom.landscape.kinds import Direction, TrustKind
from simcom.landscape.model import Terms, declared
from simcom.runtime.estate import Group
from simcom.vocabulary.logon import AccountState

if TYPE_CHECKING:
    from simcom.landscape.model import Domain
    from simcom.runtime.rows import Row

GLOBAL, UNIVERSAL, DOMAIN_LOCAL = "global", "universal", "domain local"
SCOPES = (GLOBAL, GLOBAL, UNIVERSAL, DOMAIN_LOCAL, "")
EXAMPLES = settings(max_examples=80)


@st.composite
def acquainted(draw: st.DrawFn) -> Meeting:
    """Draw a meeting with nothing wrong at either side and, most often, a two-way trust between two homes."""
    meeting = draw(meetings())
    apart = [pair for pair in homes(meeting.web) if pair[0] != pair[1]]
    pair = draw(st.sampled_from(apart)) if apart else meeting.homes
    web = meeting.web
    if apart and pair[0].forest != pair[1].forest and draw(st.sampled_from((True, True, False))):
        terms = Terms(quarantined=draw(st.booleans()))
        trusts = declared(pair[0].dns, pair[1].dns, TrustKind.EXTERNAL, Direction.BIDIRECTIONAL, terms)
        web = replace(web, extra=distinct((*web.extra, *trusts)))
    mirror = draw(st.sampled_from((None, RIGHT)))
    return replace(meeting, web=web, homes=pair, mirror=mirror, late_s=0.0, by_host=False, state=AccountState())


@st.composite
def crowds(draw: st.DrawFn) -> Meeting:
    """Draw a meeting with groups: two in each domain and one on each machine, with any accounts and many groups as members.

    Accounts that Windows would not accept in a group are drawn too: what must never happen must not happen with them either.
    """
    meeting = draw(acquainted())
    netbios = [domain.netbios for domain in meeting.web.domains if not domain.realm]
    names = [f"{name}\\{group}" for name in netbios for group in ("staff", "guild")] + ["one\\team", "two\\team"]
    people = [f"{name}\\kim" for name in netbios] + [f"{home.netbios}\\kim" for home in meeting.homes] * 3
    scopes = {name: draw(scope_of(name)) for name in names}
    groups = []
    for name in names:
        fitting = [other for other in names if scopes[name] != GLOBAL or fits_global(other, name, scopes[other])]
        members = draw(st.lists(st.sampled_from([*people, *fitting]), min_size=1, max_size=5, unique=True))
        groups.append(Group(name, tuple(members), scopes[name]))
    return replace(meeting, groups=tuple(groups))


def fits_global(group: str, into: str, scope: str) -> bool:
    """Whether a global group may hold another group: a global one of its own domain."""
    return scope == GLOBAL and group.partition("\\")[0] == into.partition("\\")[0]


def scope_of(name: str) -> st.SearchStrategy[str]:
    """Return the scopes a group may have: a machine's own has none."""
    return st.just("") if name.startswith(("one\\", "two\\")) else st.sampled_from(SCOPES)


def arrivals(meeting: Meeting) -> list[tuple[Row, Domain, Domain]]:
    """Return the calls in which somebody was proved, with the caller's home and the server's."""
    first, second = meeting.homes
    found = rows(meeting)
    both = [(found["one/call"], first, second), (found["two/call"], second, first)]
    return [(row, home, there) for row, home, there in both if row.ruling.ok and row.caller]


def held(row: Row, domain: Domain) -> set[str]:
    """Return the groups of a domain in a caller's token, those that every account of a domain is in left out."""
    prefix = f"{domain.netbios}\\"
    groups = (row.authentication or {}).get("groups", ())
    return {name for name in groups if name.startswith(prefix) and not name.startswith(f"{prefix}Domain ")}


@EXAMPLES
@given(meeting=crowds())
def test_no_global_group_of_the_resource_domain_is_gained(meeting: Meeting) -> None:
    scopes = {group.name: group.scope for group in meeting.groups}
    gained = [
        (row.id, name)
        for row, home, there in arrivals(meeting)
        for name in held(row, there)
        if home != there and scopes[name] == GLOBAL
    ]
    assert gained == []


@EXAMPLES
@given(meeting=crowds())
def test_groups_are_of_both_homes_or_the_callers_forest(meeting: Meeting) -> None:
    """Nobody brings a group of a third domain, unless it is a universal one of the caller's own forest."""
    scopes = {group.name: group.scope for group in meeting.groups}
    foreign = [
        name
        for row, home, there in arrivals(meeting)
        for domain in meeting.web.domains
        if domain not in (home, there)
        for name in held(row, domain)
        if domain.forest != home.forest or scopes[name] in (GLOBAL, DOMAIN_LOCAL)
    ]
    assert foreign == []


@EXAMPLES
@given(meeting=crowds())
def test_local_groups_stay_on_their_machine(meeting: Meeting) -> None:
    other = {"one": "two\\team", "two": "one\\team"}
    stray = [
        row.id
        for row, _, _ in arrivals(meeting)
        if row.server and other[row.server.machine] in (row.authentication or {}).get("groups", ())
    ]
    assert stray == []


@EXAMPLES
@given(meeting=crowds())
def test_a_caller_has_exactly_one_organization(meeting: Meeting) -> None:
    proved = [row for row, _, _ in arrivals(meeting) if row.caller and "\\" in row.caller.name]
    counts = [
        sum(name in ("This Organization", "Other Organization") for name in row.authentication["groups"])
        for row in proved
        if row.authentication and not row.caller.name.endswith("\\Guest")
    ]
    assert counts == [1] * len(counts)


def test_the_crowds_are_of_every_sort() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=150, database=None)
    @given(meeting=crowds())
    def look(meeting: Meeting) -> None:
        scopes = {group.name: group.scope for group in meeting.groups}
        for row, home, there in arrivals(meeting):
            crossed = "across" if home != there else "at home"
            seen.update(f"{crossed} own {scopes[name]}" for name in held(row, home))
            seen.update(f"{crossed} added {scopes[name]}" for name in held(row, there))

    look()
    wanted = ("across own global", "across own universal", "across added domain local", "at home own global")
    assert [sort for sort in wanted if not seen[sort]] == []
