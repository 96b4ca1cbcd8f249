"""The map of domains: who is in which, which trusts a call used, which one it lacked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from analysis.proved import KERBEROS, NTLM, accepted, refused, run
from analysis.sample import CLIENT, DISPATCHED, call, estate, result

from simcom.analysis.trustmap import Place, most_telling, trust_map
from simcom.landscape.model import Domain, Trust, TrustKind, declared
from simcom.landscape.terms import Terms
from simcom.runtime.estate import Estate, Machine
from simcom.runtime.networks import Change
from simcom.vocabulary.machines import MachineSettings

if TYPE_CHECKING:
    from simcom.runtime.rows import Row


def trusting_estate() -> Estate:
    """Return the sample's estate with a trust by the server's domain of the client's."""
    return replace(estate(), trusts=declared("plant.example", "corp.example", TrustKind.EXTERNAL))


def test_without_a_trust_the_missing_link_runs_from_the_server_to_the_account() -> None:
    found = trust_map(estate(), result()["viewer/2"])
    assert (found.arrows, found.missing) == ((), ("plant.example", "corp.example"))
    assert found.caption == "viewer/2: plant.example does not accept accounts of corp.example: no trust"


def test_a_trust_the_call_needs_is_marked_as_used() -> None:
    found = trust_map(trusting_estate(), result()["viewer/2"])
    assert [(one.trusting, one.trusted, one.used) for one in found.arrows] == [("plant.example", "corp.example", True)]
    assert found.missing is None


def test_without_a_call_nothing_is_used_and_nothing_missing() -> None:
    found = trust_map(trusting_estate())
    assert ([one.used for one in found.arrows], found.missing, found.caption) == ([False], None, "")


def test_machines_stand_in_their_domain_and_others_apart() -> None:
    alone = Machine("kiosk", None, MachineSettings("kiosk"))
    found = trust_map(replace(estate(), machines=(*estate().machines, alone)))
    assert found.places == (
        Place("corp.example", "corp.example", ("hmi01",)),
        Place("plant.example", "plant.example", ("opc01",)),
        Place("no domain", "", ("kiosk",)),
    )


def test_a_forests_own_trusts_are_drawn() -> None:
    child = Domain("site.corp.example", "SITE", "corp.example", parent="corp.example")
    found = trust_map(replace(estate(), domains=(*estate().domains, child)))
    assert sorted(one.kind for one in found.arrows) == ["parent-child", "parent-child"]


def test_within_one_domain_no_trust_is_needed() -> None:
    found = trust_map(estate(), call(1, DISPATCHED, client=replace(CLIENT, account="PLANT\\bob")))
    assert (found.missing, found.caption) == (None, "viewer/1: both ends are in plant.example")


def test_a_local_account_has_no_domain_to_be_trusted() -> None:
    found = trust_map(estate(), call(1, DISPATCHED, client=replace(CLIENT, account="HMI01\\oper")))
    assert (found.missing, found.caption) == (None, "")


BROKEN_AT_S = 0.003


def forest_trust(*, broken: bool = False, selective: bool = False) -> Trust:
    """Return a trust by the server's domain of the client's."""
    terms = Terms(broken=broken, selective=selective)
    return declared("plant.example", "corp.example", TrustKind.FOREST, terms=terms)[0]


@pytest.mark.parametrize(
    ("trust", "caption"),
    [
        (forest_trust(), "viewer/2: plant.example accepts accounts of corp.example by the trusts drawn thick"),
        (
            forest_trust(selective=True),
            (
                "viewer/2: plant.example accepts accounts of corp.example by the trusts drawn thick, but only those allowed"
                " to authenticate to the server"
            ),
        ),
        (
            forest_trust(broken=True),
            (
                "viewer/2: the trust drawn thick is broken: plant.example can accept nobody of corp.example by it, but for"
                " tickets already held"
            ),
        ),
    ],
)
def test_broken_and_selective_trusts_are_told(trust: Trust, caption: str) -> None:
    found = trust_map(replace(estate(), trusts=(trust,)), result()["viewer/2"])
    assert [(one.broken, one.selective) for one in found.arrows] == [(trust.broken, trust.selective)]
    assert found.caption == caption


@pytest.mark.parametrize(("begun_s", "broken"), [(0.0, False), (BROKEN_AT_S, True), (1.0, True)])
def test_a_trust_is_drawn_as_it_was_when_the_call_began(begun_s: float, *, broken: bool) -> None:
    changing = replace(estate(), trusts=(forest_trust(),), timeline=(Change(BROKEN_AT_S, forest_trust(broken=True)),))
    found = trust_map(changing, call(1, DISPATCHED, begun_s=begun_s))
    assert [one.broken for one in found.arrows] == [broken]


def test_without_a_call_the_trusts_are_those_of_the_start() -> None:
    changes = (Change(0.0, forest_trust(broken=True)), Change(1.0, forest_trust()))
    found = trust_map(replace(estate(), trusts=(forest_trust(),), timeline=changes))
    assert [one.broken for one in found.arrows] == [True]


REUSED = replace(refused({**NTLM, "context": "reused"}), id="reused")
NEW_BAD, NEW_OK = replace(refused(), id="bad"), replace(accepted(), id="ok")
NEW_LATER = replace(accepted(KERBEROS), id="later")
UNPROVED = call(7, DISPATCHED, id="unproved")


@pytest.mark.parametrize(
    ("calls", "chosen"),
    [
        ((REUSED, NEW_OK, NEW_LATER), "ok"),
        ((REUSED, NEW_OK, NEW_BAD), "bad"),
        ((UNPROVED, REUSED), "reused"),
        ((UNPROVED,), "unproved"),
    ],
)
def test_a_call_that_built_its_context_tells_most(calls: tuple[Row, ...], chosen: str) -> None:
    found = most_telling(run(*calls))
    assert found is not None
    assert found.id == chosen


def test_a_trust_that_was_switched_off_under_a_standing_context_is_missing() -> None:
    off = Change(1.0, replace(forest_trust(), enabled=False))
    said = {**KERBEROS, "route": ["plant.example", "corp.example"], "context": "reused"}
    row = replace(call(1, DISPATCHED, begun_s=2.0), authentication=said)
    found = trust_map(replace(estate(), trusts=(forest_trust(),), timeline=(off,)), row)
    assert (found.missing, [one.used for one in found.arrows]) == (("plant.example", "corp.example"), [False])
    assert found.caption.splitlines()[0] == "viewer/1: plant.example does not accept accounts of corp.example: no trust"
