"""What must hold of whole runs in any web of trust, when everything but the trusts is alike on both sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landscape_properties.pathfinder import lengths
from landscape_properties.sides import KERBEROS, NEGOTIATE, NTLM, Fate, Meeting, fates, meetings, rows
from landscape_properties.webs import distinct, places_for, reversed_, trusts_at

from simcom.landscape.kinds import TrustAttribute
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState

if TYPE_CHECKING:
    from landscape_properties.webs import Web

    from simcom.runtime.rows import Row

EXAMPLES = settings(max_examples=60)
PLAIN = {"mirror": None, "guest": False, "late_s": 0.0, "by_host": False, "state": AccountState()}
"""A meeting in which nothing but the trusts can stand in the way."""


@EXAMPLES
@given(meeting=meetings())
def test_trusts_the_other_way_round_swap_the_fates(meeting: Meeting) -> None:
    there, back = fates(meeting)
    assert fates(replace(meeting, web=reversed_(meeting.web))) == (back, there)


@EXAMPLES
@given(meeting=meetings())
def test_homes_the_other_way_round_swap_the_fates(meeting: Meeting) -> None:
    first, second = meeting.homes
    there, back = fates(meeting)
    assert fates(replace(meeting, homes=(second, first))) == (back, there)


@EXAMPLES
@given(meeting=meetings(), data=st.data())
def test_level_none_is_deaf_to_trust(meeting: Meeting, data: st.DataObject) -> None:
    places = places_for(meeting.web.domains)
    drawn = data.draw(st.lists(trusts_at(places), max_size=4)) if places else []
    other = replace(meeting.web, extra=distinct(edge for edges in drawn for edge in edges))
    unproved = replace(meeting, level=int(AuthnLevel.NONE))
    nobody = Fate("ok", "S_OK", "", "", "nobody")
    assert (fates(unproved), fates(replace(unproved, web=other))) == ((nobody, nobody), (nobody, nobody))


@EXAMPLES
@given(meeting=meetings())
def test_a_caller_is_proved_where_there_is_a_way(meeting: Meeting) -> None:
    """Without anything else in the way a call passes if its mechanism has a path, with Negotiate either; else nobody knows the caller."""
    plain = replace(meeting, **PLAIN, web=unhindered(meeting.web))
    carriers = {NEGOTIATE: ("kerberos", "ntlm"), KERBEROS: ("kerberos",), NTLM: ("ntlm",)}[meeting.service]
    paths = [way(plain, carrier) for carrier in carriers]
    assert [one.outcome == "ok" for one in fates(plain)] == [
        any(path[side] is not None for path in paths) for side in (0, 1)
    ]


@pytest.mark.parametrize("carrier", ["kerberos", "ntlm"])
@EXAMPLES
@given(meeting=meetings())
def test_the_exchanges_follow_the_length_of_the_way(carrier: str, meeting: Meeting) -> None:
    """A cold Kerberos logon asks 2 + n + 1 times, NTLM n + 1 times, over n trusts (`krb-messages`, `ntlm-passthrough`)."""
    service = {"kerberos": KERBEROS, "ntlm": NTLM}[carrier]
    plain = replace(meeting, **PLAIN, web=unhindered(meeting.web), service=service)
    found = rows(plain)
    got = [counts(found[f"{name}/call"], carrier) for name in ("one", "two")]
    first = {"kerberos": 3, "ntlm": 1}[carrier]
    expected = [None if length is None else (length, length + first) for length in way(plain, carrier)]
    assert got == expected


def test_the_meetings_are_of_every_sort() -> None:
    seen: Counter[tuple[str, str]] = Counter()

    @settings(max_examples=400, database=None)
    @given(meeting=meetings())
    def look(meeting: Meeting) -> None:
        seen.update((one.mechanism, one.cause or one.came_as) for one in fates(meeting))

    look()
    ntlm = ("itself", "mirror", "guest", "logon_denied", "selective_auth_denied", "trust_broken")
    kerberos = ("itself", "time_skew", "wrong_principal", "no_trust_path", "account_disabled", "selective_auth_denied")
    wanted = [*(("ntlm", end) for end in ntlm), *(("kerberos", end) for end in kerberos)]
    assert [sort for sort in wanted if not seen[sort]] == []


def unhindered(web: Web) -> Web:
    """Return the web with no trust selective and none broken."""
    open_to_all = ~TrustAttribute.CROSS_ORGANIZATION
    extra = (replace(trust, broken=False, attributes=trust.attributes & open_to_all) for trust in web.extra)
    return replace(web, extra=tuple(extra))


def way(meeting: Meeting, carrier: str) -> list[int | None]:
    """Return the length of the way from the server's domain to the caller's, for the call of one and that of two."""
    first, second = (home.dns for home in meeting.homes)
    return [
        lengths(meeting.web.trusts, second, carrier).get(first),
        lengths(meeting.web.trusts, first, carrier).get(second),
    ]


def counts(row: Row, carrier: str) -> tuple[int, int] | None:
    """Return the trusts on a call's route and its exchanges with controllers; None if the caller was not proved."""
    if not row.ruling.ok:
        return None
    proof = row.authentication
    asked = proof["exchanges"]["kdc" if carrier == "kerberos" else "dc"]
    return len(proof["route"]) - 1, sum(one["count"] for one in asked)
