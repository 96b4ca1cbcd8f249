"""The map of domains: who is in which, which trusts a call used, which one it lacked."""

from __future__ import annotations

from dataclasses import replace

from analysis.sample import CLIENT, DISPATCHED, call, estate, result

from simcom.analysis.trustmap import Place, trust_map
from simcom.landscape.model import Domain, TrustKind, declared
from simcom.runtime.estate import Estate, Machine
from simcom.vocabulary.facts import MachineSettings


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
