"""What is said of failures, and what would help: each test is of one sentence that was wrong or missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runtime.activation_estate import activate, activations, hosts, launched
from runtime.calls_estate import call, client, estate, machine, ran, server, unmarshal
from runtime.liveness_estate import happens, holder, rows_of, wait, world_of

from simcom.runtime.channel.roads import Roads
from simcom.runtime.estate import Registration, Script
from simcom.runtime.networks import Cut, Firewall
from simcom.runtime.steps import Duration
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import Ace, Acl
from simcom.vocabulary.paths import DROPPED, OPEN

if TYPE_CHECKING:
    from simcom.runtime.estate import Process

AGAIN = "activate the object again"


def test_a_server_that_is_late_is_said_to_register_late() -> None:
    row = ran(activations(activate("a"), to=launched(registers=Duration(130.0))))["a"]
    assert "registers only after 130 s; opc01 waits 120 s" in row.ruling.decisive.because


def test_one_that_dies_while_it_starts_has_not_registered() -> None:
    late = launched(registers=Duration(60.0))
    row = ran(activations(activate("a"), to=late, timeline=(happens(20, "kill", "server"),)))["a"]
    assert "ended before it had registered its class" in row.ruling.decisive.because


NAMED = Acl((Ace("Authenticated Users", ALL_ACCESS),))
PORT = happens(10, "cut", cut=Cut("hmi01", "opc01", ports=((135, 135),)))
CURES = {
    "cut off": (
        {"timeline": (PORT,)},
        "fail-fast-vs-slow",
        ("3 pings of hmi01 were sent and did not count", "hmi01 is cut off from opc01"),
    ),
    "refused": (
        {"trusts": (), "machines": (machine("hmi01", "corp.example"), machine("opc01", "plant.example", machine_access_restriction=NAMED))},
        "trust.untrusted-domain",
        ("opc01 cannot validate CORP\\ann", "refuses ANONYMOUS LOGON"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "rule", "words"), CURES.values(), ids=list(CURES))
def test_a_rundown_after_pings_in_vain_names_them(changes: dict[str, Any], rule: str, words: tuple[str, ...]) -> None:
    (row,) = rows_of(world_of(holder(wait(700)), **changes), "rundown")
    last = row.ruling.decisive
    assert (rule in last.also, all(word in last.because for word in words)) == (True, True)
    assert last.remedy.endswith(f"; then {AGAIN}")
    assert "proxy" not in last.remedy


def test_so_does_the_call_that_finds_the_object_gone() -> None:
    rows = {row.id: row for row in rows_of(world_of(holder(call("b"), wait(700), call("c")), timeline=(PORT,)))}
    last, rundown = rows["c"].ruling.decisive, rows["server.historian/rundown"].ruling.decisive
    assert (last.rule, last.hresult, last.remedy) == ("rundown", "RPC_E_DISCONNECTED", rundown.remedy)
    assert (rundown.because in last.because, "fail-fast-vs-slow" in last.also) == (True, True)


def test_a_client_that_fell_silent_sent_no_pings_in_vain() -> None:
    (row,) = rows_of(world_of(holder(wait(700)), timeline=(happens(250, "crash", "hmi01"),)), "rundown")
    assert ("stayed away" in row.ruling.decisive.because, row.ruling.decisive.remedy) == (True, "")


@pytest.mark.parametrize(
    ("kind", "subject", "rule"), [("kill", "client", "server-killed-idle"), ("crash", "hmi01", "fail-table")]
)
def test_a_callback_to_a_dead_client_is_cured_by_dropping_the_sink(kind: str, subject: str, rule: str) -> None:
    sink = unmarshal("back", "client.sink", "ISink", "s")
    tells = server(scripts=(Script("", (sink, wait(20), call("tell", "s", "Tell", callback=True))),))
    row = ran(estate(tells, client(wait(100)), timeline=(happens(10, kind, subject),)))["tell"]
    assert (row.ruling.decisive.rule, row.ruling.decisive.remedy) == (
        rule,
        "drop the sink: its client has to ask again",
    )


def test_an_activation_of_a_stranger_has_no_proxy_to_lower() -> None:
    rows = ran(activations(activate("a"), call("c"), unmarshal("u", name="q"), call("d", "q"), trusts=()))
    steps = [step for step in rows["a"].ruling.steps if step.rule in ("trust.untrusted-domain", "trust.ntlm")]
    assert [("proxy" in step.remedy, "credentials" in step.remedy) for step in steps] == [(False, True)]
    assert "lower the proxy to NONE" in rows["d"].ruling.decisive.remedy


def test_a_resolver_registers_nothing() -> None:
    row = ran(activations(activate("a")))["a"]
    assert not [step.because for step in row.ruling.steps if "registered by the server process" in step.because]


@pytest.mark.parametrize(("named", "speaks"), [("", True), ("opc01", False)])
def test_a_machine_that_the_registry_picks_is_named(named: str, speaks: bool) -> None:  # noqa: FBT001
    here, there = hosts()
    machines = (replace(here, classes=(Registration("Historian", remote_server="opc01"),)), there)
    row = ran(activations(activate("a", server_name=named), machines=machines))["a"]
    assert (row.ruling.ok, "act.remote-machine-choice" in row.ruling.rules) == (True, speaks)


NOT_RUNNING = {
    "never started": (launched(), ()),
    "dead": (server(), (happens(5, "kill", "server"),)),
}


@pytest.mark.parametrize(("serves", "timeline"), NOT_RUNNING.values(), ids=list(NOT_RUNNING))
@pytest.mark.parametrize(("resolves", "found"), [(True, "OR_INVALID_OXID"), (False, "S_OK")])
def test_a_process_that_does_not_run_marshals_nothing(
    serves: Process,
    timeline: tuple[Any, ...],
    resolves: bool,  # noqa: FBT001
    found: str,
) -> None:
    taken = replace(unmarshal("u"), resolves=resolves)
    rows = rows_of(estate(serves, client(wait(10), taken, call("c")), timeline=timeline))
    by_id = {row.id: row.ruling.hresult.name for row in rows}
    assert by_id["u"] == found
    assert [row.kind for row in rows if row.client.process == "server" and row.begun_s >= 5] == []
    assert resolves or by_id["c"] == "RPC_S_SERVER_UNAVAILABLE"


@pytest.mark.parametrize(
    ("process", "way"),
    [("server", OPEN), ("SERVER@2", OPEN), ("server@CORP\\ann", OPEN), ("server2", DROPPED), ("", DROPPED)],
)
def test_a_firewall_lets_the_instances_of_a_process_in(process: str, way: str) -> None:
    walled = replace(machine("opc01", "plant.example"), firewall=Firewall(processes=("server",)))
    here = machine("hmi01", "corp.example")
    one = estate(machines=(here, walled))
    assert Roads(one).path(here, walled, 50000, process).way == way


def test_killing_a_server_kills_the_instance_that_was_launched() -> None:
    script = (activate("a"), wait(10), call("c"))
    rows = ran(activations(*script, to=launched(), timeline=(happens(5, "kill", "server"),)))
    assert (rows["a"].ruling.ok, rows["c"].ruling.hresult.name) == (True, "RPC_S_SERVER_UNAVAILABLE")
