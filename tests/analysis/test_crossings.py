"""The route of a call on the map of trusts: which trusts, with how many exchanges, and the line that sums them up."""

from __future__ import annotations

from typing import Any

import pytest
from analysis.proved import KERBEROS, NTLM, WAY, accepted, refused, run

from simcom.analysis.trustmap import TrustMap, trust_map
from simcom.runtime.rows import Party


def mapped(authentication: dict[str, Any]) -> TrustMap:
    """Return the map of the two forests with the route of a call that went through."""
    row = accepted(authentication)
    return trust_map(run(row).estate, row)


def crossed(found: TrustMap) -> list[tuple[str, str, int | None]]:
    """Return the trusts a map marks as used, with their exchanges."""
    return sorted((one.trusting, one.trusted, one.exchanges) for one in found.arrows if one.used)


@pytest.mark.parametrize(("authentication", "asked"), [(KERBEROS, "KDC"), (NTLM, "DC")])
def test_one_exchange_leads_over_each_trust(authentication: dict[str, Any], asked: str) -> None:
    found = mapped(authentication)
    assert (crossed(found), found.asked) == (sorted((WAY[n], WAY[n + 1], 1) for n in range(3)), asked)


def test_a_cached_referral_is_no_exchange() -> None:
    last = {**KERBEROS["exchanges"], "kdc": KERBEROS["exchanges"]["kdc"][-1:]}
    assert [count for _, _, count in crossed(mapped({**KERBEROS, "exchanges": last}))] == [0, 0, 0]


def test_a_reused_context_counts_nothing() -> None:
    found = mapped({**KERBEROS, "context": "reused"})
    assert [count for _, _, count in crossed(found)] == [None, None, None]
    assert found.caption.splitlines()[1] == "Kerberos: the context was there already, so nobody is asked again"


def test_the_caption_names_the_mechanism_and_counts_by_domain() -> None:
    assert mapped(KERBEROS).caption.splitlines() == [
        "viewer/2: line.plant.example accepts accounts of sales.corp.example by the trusts drawn thick",
        "Kerberos: 6 exchanges with KDCs (sales.corp.example 3, corp.example 1, plant.example 1, line.plant.example 1)",
    ]


def test_the_caption_names_what_went_wrong() -> None:
    row = refused({**NTLM, "exchanges": {"server": 1}})
    found = trust_map(run(row).estate, row)
    assert found.caption.splitlines()[1] == "NTLM: no exchange with a DC; failed: account_disabled"


def test_a_route_decides_the_ends_whatever_account_the_process_has() -> None:
    row = accepted(client=Party("viewer", "hmi01", "SYSTEM"))
    assert len(crossed(trust_map(run(row).estate, row))) == 3


def test_schannel_has_no_route_and_no_controllers() -> None:
    found = mapped({**KERBEROS, "mechanism": "schannel", "route": [], "exchanges": {"server": 2}})
    assert (found.asked, found.caption.splitlines()[1]) == ("", "Schannel: no exchange with a domain controller")
