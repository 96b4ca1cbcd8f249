"""A trust that is added breaks a call only in the ways the facts describe; each of the ways is also shown by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landscape_properties.sides import LATE_S, RIGHT, Fate, Meeting, fate, meetings, rows
from landscape_properties.webs import Web, distinct, forests, places_for, trusts_at

from simcom.landscape.kinds import Direction, TrustKind, TrustType
from simcom.landscape.model import Domain, Terms, declared
from simcom.vocabulary.logon import AccountState

if TYPE_CHECKING:
    from simcom.landscape.model import Trust
    from simcom.runtime.rows import Row

LOCAL_NO_MORE = "a local account is no longer tried"
"""The server's domain now answers for the caller's, so its word is final (`ntlm-no-local-fallback-if-trusted`)."""

KERBEROS_NOW = "Kerberos is now possible, and refuses what NTLM let pass"
"""Skew and misplaced principals, or the terms of its way: Negotiate does not fall back then (`nego-must-not-fall-back`)."""

WORSE_WAY = "the new trust is the nearer way, and a worse one"
"""The walk prefers the shorter way (`trust-walk-within-forest`), be it selective or broken."""

ONLY_KERBEROS = ("time_skew", "wrong_principal")
ONLY_ON_THE_WAY = ("selective_auth_denied", "trust_broken")


@dataclass(frozen=True)
class Breakage:
    """A call before and after trusts were added, and what the routes of both were."""

    before: Fate
    after: Fate
    routes: tuple[tuple[str, ...], tuple[str, ...]]
    added: frozenset[tuple[str, str]]

    @property
    def way(self) -> str:
        """The documented way in which the new trust broke the call, an empty text if there is none."""
        if self.before.came_as in ("mirror", "guest"):
            return LOCAL_NO_MORE
        old, new = ({*pairwise(route)} for route in self.routes)
        refused_on_it = bool(new & self.added) and self.after.cause in ONLY_ON_THE_WAY
        newly = self.before.mechanism == "ntlm" and self.after.mechanism == "kerberos"
        if newly and (self.after.cause in ONLY_KERBEROS or refused_on_it):
            return KERBEROS_NOW
        return WORSE_WAY if refused_on_it and len(new) <= len(old) else ""


def breakages(meeting: Meeting, added: tuple[Trust, ...]) -> list[Breakage]:
    """Return the calls that pass without these trusts and fail with them."""
    more = replace(meeting, web=replace(meeting.web, extra=distinct((*meeting.web.extra, *added))))
    old, new = rows(meeting), rows(more)
    ends = frozenset((trust.trusting, trust.trusted) for trust in added if trust.enabled)
    found = [
        Breakage(fate(old[call]), fate(new[call]), (route(old[call]), route(new[call])), ends)
        for call in ("one/call", "two/call")
    ]
    return [one for one in found if one.before.outcome == "ok" and one.after.outcome != "ok"]


def route(row: Row) -> tuple[str, ...]:
    """Return the domains a caller's proof went by, the server's first."""
    return tuple((row.authentication or {}).get("route", ()))


@st.composite
def two_forests(draw: st.DrawFn) -> Meeting:
    """Draw a meeting of two forests: apart, joined at the roots, joined between the homes in the style of NT 4, or in any way."""
    forest, other = draw(forests(0, 3)), draw(forests(1, 3))
    homes = draw(st.sampled_from(forest)), draw(st.sampled_from(other))
    ends, both = [home.dns for home in homes], Direction.BIDIRECTIONAL
    joined = declared(forest[0].dns, other[0].dns, TrustKind.FOREST, both)
    old = declared(*ends, TrustKind.EXTERNAL, both, Terms(trust_type=TrustType.DOWNLEVEL))
    any_way = trusts_at(places_for((*forest, *other)))
    web = Web((*forest, *other), draw(st.one_of(st.sampled_from(((), joined, joined, old, old)), any_way)))
    return replace(draw(meetings(0)), web=web, homes=homes)


@st.composite
def growing(draw: st.DrawFn) -> tuple[Meeting, tuple[Trust, ...]]:
    """Draw a meeting, and a trust to be added whose ends and kind are not there yet, most often one between both homes."""
    meeting = draw(two_forests())
    one, other = meeting.homes
    anywhere, between = places_for(meeting.web.domains), places_for((one, other))
    roots = st.just(declared(one.forest, other.forest, TrustKind.FOREST, Direction.BIDIRECTIONAL))
    edges = draw(st.one_of(trusts_at(between), trusts_at(anywhere), roots))
    taken = {trust.key for trust in meeting.web.extra}
    return meeting, tuple(edge for edge in edges if edge.key not in taken)


def test_one_trust_more_breaks_a_call_in_documented_ways_only() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=400, database=None)
    @given(one=growing())
    def look(one: tuple[Meeting, tuple[Trust, ...]]) -> None:
        broken = breakages(*one)
        seen.update(one.way for one in broken)
        assert [one for one in broken if not one.way] == []

    look()
    assert seen[LOCAL_NO_MORE] > 0


CORP, PLANT = Domain("corp.test", "CORP", "corp.test"), Domain("plant.test", "PLANT", "plant.test")
LINE = Domain("line.plant.test", "LINE", "plant.test", "plant.test")
OLD_STYLE = declared("plant.test", "corp.test", TrustKind.EXTERNAL, terms=Terms(trust_type=TrustType.DOWNLEVEL))
FOREST = declared("plant.test", "corp.test", TrustKind.FOREST)
APART, BY_NTLM = Web((CORP, PLANT, LINE), ()), Web((CORP, PLANT, LINE), OLD_STYLE)
JOINED = Web((CORP, PLANT, LINE), FOREST)
OLD_BELOW = Web(
    (CORP, PLANT, LINE),
    declared("line.plant.test", "corp.test", TrustKind.EXTERNAL, terms=Terms(trust_type=TrustType.DOWNLEVEL)),
)
NEARER = ("line.plant.test", "corp.test", TrustKind.EXTERNAL, Direction.OUTBOUND)
DISABLED = AccountState(enabled=False)

CASES = {
    "a mirrored account": (
        Meeting(APART, (CORP, PLANT), mirror=RIGHT, state=DISABLED),
        FOREST,
        "account_disabled",
        LOCAL_NO_MORE,
    ),
    "guest": (Meeting(APART, (CORP, PLANT), guest=True, state=DISABLED), FOREST, "account_disabled", LOCAL_NO_MORE),
    "a mirror, and late": (
        Meeting(APART, (CORP, PLANT), mirror=RIGHT, late_s=LATE_S),
        FOREST,
        "time_skew",
        LOCAL_NO_MORE,
    ),
    "late": (Meeting(BY_NTLM, (CORP, PLANT), late_s=LATE_S), FOREST, "time_skew", KERBEROS_NOW),
    "a misplaced principal": (Meeting(BY_NTLM, (CORP, PLANT), by_host=True), FOREST, "wrong_principal", KERBEROS_NOW),
    "a way for Kerberos alone": (
        Meeting(OLD_BELOW, (CORP, LINE)),
        declared("plant.test", "corp.test", TrustKind.FOREST, terms=Terms(selective=True)),
        "selective_auth_denied",
        KERBEROS_NOW,
    ),
    "selective": (
        Meeting(JOINED, (CORP, LINE)),
        declared(*NEARER, Terms(selective=True)),
        "selective_auth_denied",
        WORSE_WAY,
    ),
    "broken": (Meeting(JOINED, (CORP, LINE)), declared(*NEARER, Terms(broken=True)), "trust_broken", WORSE_WAY),
}


@pytest.mark.parametrize(("meeting", "added", "cause", "way"), CASES.values(), ids=CASES)
def test_a_way_by_itself(meeting: Meeting, added: tuple[Trust, ...], cause: str, way: str) -> None:
    assert [(one.after.cause, one.way) for one in breakages(meeting, added)] == [(cause, way)]


HARMLESS = {
    "a mirror, and nothing wrong at home": (Meeting(APART, (CORP, PLANT), mirror=RIGHT), FOREST),
    "on time": (Meeting(BY_NTLM, (CORP, PLANT)), FOREST),
    "the nearer way is as good": (Meeting(JOINED, (CORP, LINE)), declared(*NEARER)),
    "the nearer way is disabled": (
        Meeting(JOINED, (CORP, LINE)),
        declared(*NEARER, Terms(selective=True, enabled=False)),
    ),
    "the other way round": (
        Meeting(APART, (CORP, PLANT), mirror=RIGHT, state=DISABLED),
        declared("corp.test", "plant.test", TrustKind.EXTERNAL, Direction.DISABLED),
    ),
}


@pytest.mark.parametrize(("meeting", "added"), HARMLESS.values(), ids=HARMLESS)
def test_a_trust_that_breaks_nothing(meeting: Meeting, added: tuple[Trust, ...]) -> None:
    assert breakages(meeting, added) == []
