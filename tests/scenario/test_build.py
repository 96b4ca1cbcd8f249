"""The estate that a file becomes: names, ranges, defaults, profiles, origins, ids and settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from scenario.base_file import BASE, built, place

from simcom.errors import NothingFoundError, ScenarioError, UsageError
from simcom.landscape.model import Domain
from simcom.runtime.estate import Account, Group, Machine, Process
from simcom.runtime.steps import Duration, Repeat
from simcom.scenario.load import load, loads
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, Ace, Acl
from simcom.vocabulary.logon import AccountState

if TYPE_CHECKING:
    from pathlib import Path


def machine(name: str, old: str = "", new: str = "") -> Machine:
    """Return a machine of the base."""
    return next(item for item in built(old, new).estate.machines if item.name == name)


def process(name: str, old: str = "", new: str = "") -> Process:
    """Return a process of the base."""
    return next(item for item in built(old, new).estate.processes if item.name == name)


def test_domains_know_their_forest() -> None:
    assert built().estate.domains == (
        Domain("corp.example", "CORP", "corp.example"),
        Domain("eu.corp.example", "EU", "corp.example", "corp.example"),
        Domain("plant.example", "PLANT", "plant.example"),
    )


def test_accounts_and_groups_are_canonical() -> None:
    estate = built().estate
    assert estate.accounts == (
        Account("CORP\\ann", groups=("CORP\\OpcUsers",)),
        Account("CORP\\bob", state=AccountState(enabled=False)),
        Account("PLANT\\svc-opc", "secret"),
        Account("HMI01\\oper"),
    )
    assert estate.groups == (
        Group("CORP\\OpcUsers"),
        Group("PLANT\\Readers", ("CORP\\ann", "CORP\\OpcUsers")),
        Group("OPC01\\Distributed COM Users", ("CORP\\ann",)),
        Group("OPC01\\Local Readers", ("PLANT\\svc-opc",)),
    )


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("trusting: PLANT, trusted: Corp", [("plant.example", "corp.example")]),
        ("between: [PLANT, CORP]", [("plant.example", "corp.example"), ("corp.example", "plant.example")]),
        (
            "trusting: PLANT, trusted: CORP, direction: two-way",
            [("plant.example", "corp.example"), ("corp.example", "plant.example")],
        ),
    ],
)
def test_a_trust_is_one_edge_or_two(text: str, edges: list[tuple[str, str]]) -> None:
    trusts = built("trusting: plant.example, trusted: corp.example, kind: external", text).estate.trusts
    assert [(trust.trusting, trust.trusted) for trust in trusts] == edges


@pytest.mark.parametrize(
    ("text", "attributes"),
    [("kind: external", 4), ("quarantined: false", 0), ("selective: true", 0x14), ("attributes: 0x40", 0x40)],
)
def test_a_trusts_numbers(text: str, attributes: int) -> None:
    assert built("kind: external", text).estate.trusts[0].attributes == attributes


def test_a_range_is_spelled_out() -> None:
    assert [item.name for item in built().estate.machines] == ["hmi01", "ws01", "ws02", "ws03", "opc01"]


def test_a_machine_has_its_own_values_then_its_profiles_then_the_defaults() -> None:
    settings = machine("hmi01").settings
    assert (settings.windows, settings.domain, settings.patch) == ("xp-sp2", "corp.example", "P3")
    assert (settings.enable_dcom, settings.legacy_authn_level) == ("Y", 4)


def test_registry_values_are_taken_as_they_are() -> None:
    found = machine("opc01")
    assert found.settings.enable_dcom == "N"
    assert found.settings.machine_access_restriction == Acl(
        (Ace("Everyone", 5), Ace("ANONYMOUS LOGON", 6, allow=False), Ace("OPC01\\Local Readers", 6, allow=False))
    )
    assert found.settings.policy_access_restriction == EMPTY_DACL
    assert found.settings.default_access_permission is None
    assert [(app.appid, app.authn_level, app.access_permission) for app in found.applications] == [
        ("Historian", 4, NULL_DACL)
    ]
    assert found.appid_of("HISTORIAN.EXE") == "Historian"


@pytest.mark.parametrize(("text", "kept"), [("9", 9), ("high", "high"), ("'3'", "'3'"), ("CALL", 3)])
def test_a_wrong_level_in_the_registry_is_kept(text: str, kept: object) -> None:
    value = machine("opc01", "EnableDCOM: N", f"LegacyAuthenticationLevel: {text}").settings.legacy_authn_level
    assert value == (kept.strip("'") if isinstance(kept, str) else kept)


def test_each_value_knows_where_it_was_written() -> None:
    assert dict(machine("hmi01").settings.origins) == {
        "windows": place("extends: station, windows: "),
        "patch": place("machine: {patch: "),
        "domain": place("station: {domain: "),
        "EnableDCOM": place("P3, registry: {EnableDCOM: "),
        "LegacyAuthenticationLevel": place("{LegacyAuthenticationLevel: "),
    }
    assert dict(machine("opc01").settings.origins)["policy"] == place("policy: {MachineAccessRestriction: ")


def test_a_process_has_the_defaults_parameters_where_it_gives_none() -> None:
    server = process("server").initialize
    assert server is not None
    assert (server.authn_level, server.imp_level) == (1, 2)
    assert dict(server.origins) == {
        "security_descriptor": place("{pSecDesc: "),
        "auth_services": place("auth_services: "),
        "authn_level": place("dwAuthnLevel: "),
        "imp_level": place("imp_level: "),
    }


def test_a_process_on_each_machine_of_a_range() -> None:
    made = [item for item in built().estate.processes if item.name.startswith("watcher")]
    assert [(item.name, item.machine, item.executable) for item in made] == [
        ("watcher1", "ws01", "watcher.exe"),
        ("watcher2", "ws02", "watcher.exe"),
        ("watcher3", "ws03", "watcher.exe"),
    ]
    assert [step.id for step in made[2].scripts[0].steps] == ["watcher3.poll/1", "watcher3/poll"]
    assert (made[2].scripts[0].name, made[2].scripts[0].start_s) == ("poll", 5.0)


def test_a_count_makes_copies_that_differ_by_name() -> None:
    scenario = built("    account: CORP\\ann\n", "    account: CORP\\ann\n    count: 3\n")
    copies = [item for item in scenario.estate.processes if item.name.startswith("viewer")]
    assert [item.name for item in copies] == ["viewer#1", "viewer#2", "viewer#3"]
    assert [step.id for step in copies[1].scripts[0].steps][:3] == ["viewer#2/1", "viewer#2/first-read", "viewer#2/3"]
    assert replace(copies[2], name="", scripts=()) == replace(copies[0], name="", scripts=())
    assert [item.id for item in scenario.expectations if "first" in item.id] == [
        f"viewer#{n}/first-read" for n in (1, 2, 3)
    ]


def test_steps_have_stable_ids_and_places() -> None:
    steps = process("viewer").scripts[0].steps
    assert [(step.id, step.place) for step in steps][:3] == [
        ("viewer/1", "s.yaml:55"),
        ("first-read", "s.yaml:56"),
        ("viewer/3", "s.yaml:59"),
    ]
    assert isinstance(steps[5], Repeat)
    assert [step.id for step in steps[5].steps] == ["viewer/6.1", "viewer/6.2"]


def test_methods_have_bodies() -> None:
    method = built().estate.classes[0].interfaces[0].methods[0]
    assert (method.name, method.takes) == ("ReadRaw", Duration(0.02))
    assert [step.id for step in method.does] == ["Historian.IHistorian.ReadRaw/1", "Historian.IHistorian.ReadRaw/2"]


def test_links_have_their_own_latency() -> None:
    network = built().estate.network
    assert (network.latency, network.links) == (
        Duration(0.002),
        (("hmi01", "opc01", Duration(0.001, 0.003, "uniform")),),
    )


def test_the_rest_of_a_scenario() -> None:
    scenario = built()
    assert (scenario.seed, scenario.until_s, scenario.file) == (7, 3600.0, "s.yaml")
    assert (scenario.estate.assume.copy_holds, scenario.estate.assume.call_floor) == ("original", "negotiated")
    assert scenario.digest != built(settings=("seed=8",)).digest
    assert scenario == built()


def test_a_file_is_loaded_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(BASE, encoding="utf-8")
    assert load(path).estate.title == "A client reads from a historian"
    assert load(path).digest == loads(BASE).digest


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError, match="there is no file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path)


def test_a_broken_file_raises_with_every_complaint() -> None:
    with pytest.raises(ScenarioError) as raised:
        loads("simcom: 1\nseed: x\n")
    assert [str(item.code) for item in raised.value.complaints] == ["SC202", "SC203"]
