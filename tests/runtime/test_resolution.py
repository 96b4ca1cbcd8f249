"""References from elsewhere: what has to be resolved before they can be called, and the ends of what they point to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from runtime.activation_estate import (
    ANN,
    ROUND_TRIP_S,
    activate,
    activations,
    call,
    client,
    estate,
    hosts,
    launched,
    ran,
    server,
)
from runtime.calls_estate import NETWORK, panel, unmarshal
from runtime.test_activation import AT_ONCE, kinds, walled

from simcom.runtime.estate import Script
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.steps import CoMarshalInterface, Duration, Wait
from simcom.runtime.steps_activation import CoDisconnectObject, ExitProcess
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.flags import ScmFlags
from simcom.vocabulary.identities import Acl

COLD = ["tcp_connect", "bind", "server_alive2", "tcp_connect", "bind", "alter_context", "resolve_oxid2"]


def foreign(step: str, name: str = "p", **changes: Any) -> Any:  # noqa: ANN401
    """Return the step that unmarshals a reference which came from elsewhere."""
    return replace(unmarshal(step, name=name), resolves=True, **changes)


def wait(seconds: float) -> Wait:
    return Wait(f"wait {seconds:g}", "", Duration(seconds))


def test_a_foreign_reference_is_resolved_first() -> None:
    rows = ran(activations(foreign("u"), call("c"), policies=AT_ONCE))
    row = rows["u/resolve"]
    assert (row.kind, row.parent, kinds(row), row.round_trips) == ("resolve", "u", COLD, 7)
    assert (rows["c"].ruling.ok, rows["u"].ended_s) == (True, pytest.approx(7 * ROUND_TRIP_S + NETWORK.function_s))


def test_one_resolution_serves_all_processes_of_the_machine() -> None:
    other = replace(client(foreign("v")), name="other")
    late = replace(other, scripts=(Script("", (foreign("v"),), 1.0),))
    rows = ran(estate(client(foreign("u")), late, server(), machines=hosts()))
    assert [rows[name].ruling.decisive.rule for name in ("u/resolve", "v/resolve")] == [
        "resolve-server-check",
        "oxid-cache-scope",
    ]
    assert rows["v/resolve"].messages == ()


def test_what_an_activation_brought_needs_no_resolution() -> None:
    rows = ran(activations(activate("a"), foreign("u", "q")))
    assert kinds(rows["u/resolve"]) == []


def test_a_server_without_resolveoxid2_is_asked_the_old_way() -> None:
    here, there = hosts(com_version=(5, 1))
    row = ran(activations(foreign("u"), machines=(here, there)))["u/resolve"]
    assert ([(one.kind, one.leg) for one in row.messages[-2:]], row.ruling.ok) == (
        [("resolve_oxid2", "fault"), ("resolve_oxid", "")],
        True,
    )


def test_a_resolver_that_is_not_reached_was_knocked_at() -> None:
    row = ran(activations(foreign("u"), timeline=(Change(0.0, Happening("cut", cut=Cut("hmi01", "opc01"))),)))[
        "u/resolve"
    ]
    assert [(one.kind, one.to, one.leg) for one in row.messages] == [("tcp_connect", "opc01:135", "no answer")]
    assert row.transport == "tcp"


def test_an_exporter_that_is_gone_is_told_in_an_answer() -> None:
    killed = (Change(1.0, Happening("kill", "server")),)
    row = ran(activations(wait(2.0), foreign("u"), timeline=killed))["u/resolve"]
    assert (row.ruling.hresult.name, row.messages[-1].leg) == ("OR_INVALID_OXID", "answer")


def test_within_a_machine_nothing_is_resolved() -> None:
    rows = ran(estate(panel(foreign("u"), account=ANN), server(), machines=hosts()))
    assert (rows["u"].ruling.ok, "u/resolve" in rows) == (True, False)


def test_the_reference_knows_its_machine_by_whatever_address() -> None:
    row = ran(activations(foreign("u", server_name="10.0.0.5"), call("c")))["u/resolve"]
    assert (row.ruling.ok, row.effective["principal"]) == (True, "RPCSS/10.0.0.5")


def test_bytes_that_are_no_reference() -> None:
    rows = ran(activations(foreign("u", damaged=True), call("c")))
    assert (rows["u"].ruling.hresult.name, str(rows["c"].ruling.outcome)) == ("RPC_E_INVALID_OBJREF", "failed")


UNREACHABLE = {
    "dropped": ({"machines": walled()}, 21.0),
    "rejected": ({"machines": walled(closed="reject")}, 0.0),
    "cut off": ({"network": replace(NETWORK, cuts=(Cut("hmi01", "opc01", "reject"),))}, 0.0),
}


@pytest.mark.parametrize("how", UNREACHABLE)
@pytest.mark.parametrize("code", ["OR_INVALID_OXID", "RPC_S_SERVER_UNAVAILABLE"])
def test_a_resolver_that_cannot_be_reached(how: str, code: str) -> None:
    changes, takes_s = UNREACHABLE[how]
    rows = ran(activations(foreign("u"), assume=Assumptions(unreachable_resolver=code), **changes))
    assert [rows[name].ruling.hresult.name for name in ("u/resolve", "u")] == [code, code]
    assert rows["u/resolve"].ended_s == pytest.approx(takes_s)


@pytest.mark.parametrize("code", ["OR_INVALID_OXID", "CO_E_OBJNOTCONNECTED"])
def test_an_exporter_that_is_gone(code: str) -> None:
    killed = Change(1.0, Happening("kill", "server"))
    rows = ran(activations(wait(5.0), foreign("u"), timeline=(killed,), assume=Assumptions(gone_exporter=code)))
    assert (rows["u"].ruling.hresult.name, kinds(rows["u/resolve"])) == (code, COLD)


def test_a_call_that_finds_its_exporter_gone_drops_it_from_the_table() -> None:
    killed = Change(1.0, Happening("kill", "server"))
    steps = (foreign("u"), call("c"), wait(5.0), foreign("v", "q"), call("d"), foreign("w", "r"))
    rows = ran(activations(*steps, timeline=(killed,)))
    codes = [rows[name].ruling.hresult.name for name in "ucvdw"]
    assert codes == ["S_OK", "S_OK", "S_OK", "RPC_S_SERVER_UNAVAILABLE", "OR_INVALID_OXID"]


def test_a_process_that_never_ran_has_no_references() -> None:
    assert ran(activations(foreign("u"), to=launched()))["u"].ruling.hresult.name == "OR_INVALID_OXID"


def test_the_machines_limit_guards_its_resolver() -> None:
    rows = ran(activations(foreign("u"), machines=hosts(machine_access_restriction=Acl(()))))
    assert (rows["u"].ruling.hresult.name, rows["u"].stage) == ("E_ACCESSDENIED", "machine limit")


@pytest.mark.parametrize(("flags", "tries"), [(0, 2), (ScmFlags.RESOLVE_DISALLOW_UNSECURE_CALL, 1)])
def test_the_unsecured_retry_of_a_resolution(flags: int, tries: int) -> None:
    here, there = hosts(restrict_receiving_ntlm=2)
    flagged = replace(here, settings=replace(here.settings, scm_flags=int(flags)))
    row = ran(activations(foreign("u"), machines=(flagged, there)))["u/resolve"]
    assert (row.ruling.ok, "act.scm-fallback" in row.ruling.rules) == (tries == 2, tries == 2)


def test_a_table_reference_gets_its_counts_by_a_call() -> None:
    table = server(scripts=(Script("", (CoMarshalInterface("m", "", "historian", "IHistorian", "table strong"),)),))
    rows = ran(activations(wait(1.0), unmarshal("u"), unmarshal("v", name="q"), to=table))
    assert [kinds(rows[name])[-1] for name in "uv"] == ["rem_add_ref", "rem_add_ref"]
    assert (rows["u"].ruling.ok, rows["v"].round_trips) == (True, 1)


def test_a_table_reference_whose_counts_are_refused_is_none() -> None:
    shut = Acl(())
    table = server(scripts=(Script("", (CoMarshalInterface("m", "", "historian", "IHistorian", "table weak"),)),))
    rows = ran(
        activations(wait(1.0), unmarshal("u"), call("c"), to=table, machines=hosts(machine_access_restriction=shut))
    )
    assert (rows["u"].ruling.hresult.name, str(rows["c"].ruling.outcome)) == ("E_ACCESSDENIED", "failed")


def test_an_object_that_is_disconnected() -> None:
    cuts = server(scripts=(Script("", (CoDisconnectObject("x", "", "historian"),), 1.0),))
    rows = ran(activations(unmarshal("u"), call("c"), wait(5.0), call("d"), to=cuts))
    assert [rows[name].ruling.hresult.name for name in "cxd"] == ["S_OK", "S_OK", "RPC_E_DISCONNECTED"]


def test_a_process_that_ends_releases_and_takes_its_objects_along() -> None:
    steps = (unmarshal("u"), ExitProcess("x", ""), call("c"))
    leaves = ran(activations(*steps))
    assert [row.id for row in leaves.values() if row.kind in ("release", "exit", "call")] == ["x/release 1", "x"]
    ends = server(scripts=(Script("", (ExitProcess("x", ""),), 1.0),))
    rows = ran(activations(unmarshal("u"), call("c"), wait(5.0), call("d"), to=ends))
    assert [rows[name].ruling.hresult.name for name in "cd"] == ["S_OK", "RPC_S_SERVER_UNAVAILABLE"]


def marshals(how: str, *then: Any) -> Any:  # noqa: ANN401
    """Return a server that marshals its object into a table, cuts it off after a second, and does something then."""
    first = CoMarshalInterface("m", "", "historian", "IHistorian", how)
    return server(scripts=(Script("", (first, wait(1.0), CoDisconnectObject("x", "", "historian"), *then)),))


@pytest.mark.parametrize("how", ["table strong", "table weak"])
def test_counts_of_a_dead_object_cannot_be_had(how: str) -> None:
    """`remaddref-semantics`, row z of `fail-table`: RemAddRef is sent, and finds no such reference."""
    rows = ran(activations(wait(2.0), unmarshal("u"), unmarshal("v", name="q"), wait(4000.0), to=marshals(how)))
    found = [(rows[name].ruling.hresult.name, rows[name].ruling.decisive.rule, kinds(rows[name])[-1]) for name in "uv"]
    assert found == [("CO_E_OBJNOTREG", "remaddref-semantics", "rem_add_ref")] * 2
    assert [row.kind for row in rows.values() if row.kind == "rundown"] == []


@pytest.mark.parametrize(("how", "sends"), [("table weak", ["rem_add_ref"]), ("normal", [])])
def test_an_object_that_is_marshalled_again_is_another_one(how: str, sends: list[str]) -> None:
    again = CoMarshalInterface("n", "", "historian", "IHistorian", how)
    rows = ran(activations(wait(2.0), unmarshal("u"), call("c"), to=marshals("table weak", again)))
    assert ([rows[name].ruling.hresult.name for name in "uc"], kinds(rows["u"])[-1:]) == (["S_OK", "S_OK"], sends)
