"""Versions, a method's own demands and the state of its object, as a running call finds them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import ANN, call, classes, client, estate, machine, ran, server, unmarshal

from simcom.runtime.estate import Process
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.vocabulary.facts import Gate
from simcom.vocabulary.levels import AuthnLevel

HMI, OPC = machine("hmi01", "corp.example"), machine("opc01", "plant.example")


def set_on(host: object, **settings: object) -> object:
    """Return a machine with other settings."""
    return replace(host, settings=replace(host.settings, **settings))


@pytest.mark.parametrize(
    ("here", "there", "process", "code"),
    [
        ({}, {}, {}, "S_OK"),
        ({"com_version": (5, 1)}, {}, {}, "S_OK"),
        ({"windows": "win2000"}, {}, {}, "S_OK"),
        ({}, {"windows": "win2000"}, {}, "S_OK"),
        ({}, {"windows": "win2000"}, {"com_version": (5, 7)}, "RPC_E_VERSION_MISMATCH"),
        ({"com_version": (6, 0)}, {}, {}, "RPC_E_VERSION_MISMATCH"),
        ({}, {"old_versions_refused": True}, {}, "S_OK"),
        ({}, {"old_versions_refused": True}, {"com_version": (5, 1)}, "RPC_E_INVALID_HEADER"),
        ({}, {"old_versions_refused": True}, {"stack": "wmic"}, "RPC_E_INVALID_HEADER"),
    ],
)
def test_versions(here: dict[str, object], there: dict[str, object], process: dict[str, object], code: str) -> None:
    one = estate(
        server(), client(unmarshal("u"), call("c"), **process), machines=(set_on(HMI, **here), set_on(OPC, **there))
    )
    assert ran(one)["c"].ruling.hresult.name == code


def test_within_one_machine_versions_do_not_matter() -> None:
    beside = replace(client(unmarshal("u"), call("c")), machine="opc01", com_version=(5, 1))
    old = set_on(OPC, old_versions_refused=True)
    assert ran(estate(server(), beside, machines=(HMI, old)))["c"].ruling.ok


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        (None, "S_OK"),
        (Gate(AuthnLevel.CONNECT), "S_OK"),
        (Gate(AuthnLevel.PKT_PRIVACY), "E_ACCESSDENIED"),
        (Gate(members=(ANN,)), "S_OK"),
        (Gate(members=("PLANT\\readers",), hresult="E_INVALIDARG"), "E_INVALIDARG"),
    ],
)
def test_a_methods_own_demands(gate: Gate | None, code: str) -> None:
    read = Interface("IHistorian", (Method("Read", gate=gate), Method("Other")))
    kinds = (Class("Historian", (read,)), *classes()[1:])
    rows = ran(estate(server(), client(unmarshal("u"), call("c"), call("d", method="Other")), classes=kinds))
    assert [rows[name].ruling.hresult.name for name in "cd"] == [code, "S_OK"]


def test_an_endpoint_is_named_once_somebody_listens() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), call("c"))))
    assert {message.to for message in rows["c"].messages if message.kind in ("tcp_connect", "orpc_request")} == {
        "opc01:49152"
    }


def test_each_process_has_its_own_endpoint() -> None:
    other = Process("other", "opc01", server().account, server().objects, server().initialize)
    script = (unmarshal("u"), call("c"), unmarshal("v", "other.historian", name="q"), call("d", "q"))
    rows = ran(estate(server(), other, client(*script)))
    assert [rows[name].messages[-1].to for name in "cd"] == ["opc01:49152", "opc01:49153"]
