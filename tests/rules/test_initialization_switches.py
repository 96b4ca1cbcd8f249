"""Every switch on which CoInitializeSecurity and the registry's defaults turn, each way."""

from __future__ import annotations

from typing import Any

import pytest
from rules.initialization_by_hand import (
    DESCRIPTOR,
    MACHINE,
    POINTER,
    SERVICE,
    admitted,
    app,
    explicit,
    implicit,
    machine,
    security,
)
from rules.initialization_estate import CALL, GET, initialize, statuses

from simcom.runtime import steps
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import ADMINISTRATORS, SYSTEM

BAD, OK = "E_INVALIDARG", "S_OK"


def disputed(ruling: Any) -> set[str]:  # noqa: ANN401  (a Ruling)
    """Return the entries of the catalogue of disagreements that a ruling rests on."""
    return {step.disputed for step in ruling.steps} - {""}


@pytest.mark.parametrize(("choice", "expected"), [("never_none", 2), ("registry", 1)])
def test_l01_level_default_over_a_none_in_the_registry(choice: str, expected: int) -> None:
    facts = {"machine": machine(legacy_authn_level=1), "switches": {"default_authn_level": choice}}
    assert security(explicit(facts)).authn_level == expected


@pytest.mark.parametrize(
    ("choice", "windows", "expected"),
    [
        ("profile", "current", [SERVICE, SYSTEM, ADMINISTRATORS]),
        ("profile", "server-2003-sp1", [SERVICE, SYSTEM]),
        ("without_administrators", "current", [SERVICE, SYSTEM]),
        ("with_administrators", "win2000", [SERVICE, SYSTEM, ADMINISTRATORS]),
    ],
)
def test_l02_the_built_in_list(choice: str, windows: str, expected: list[str]) -> None:
    assert admitted(implicit(machine=machine(windows=windows), switches={"default_acl": choice})) == expected


@pytest.mark.parametrize(("choice", "expected"), [("E_INVALIDARG", BAD), ("accepted", OK)])
def test_l07_a_descriptor_at_none(choice: str, expected: str) -> None:
    facts = {"switches": {"descriptor_with_level_none": choice}}
    ruling = explicit(facts, security_descriptor=DESCRIPTOR, authn_level=1)
    assert (ruling.hresult.name, "L-07" in disputed(ruling)) == (expected, True)


@pytest.mark.parametrize(("choice", "expected"), [("E_INVALIDARG", BAD), ("accepted", OK)])
def test_l09_impersonation_level_default(choice: str, expected: str) -> None:
    ruling = explicit({"switches": {"imp_level_default": choice}}, imp_level=0, authn_level=2)
    assert (ruling.hresult.name, disputed(ruling)) == (expected, {"L-09"})


def test_l09_accepted_it_means_the_machine_default() -> None:
    facts = {"machine": machine(legacy_imp_level=3), "switches": {"imp_level_default": "accepted"}}
    assert security(explicit(facts, imp_level=0)).imp_level == 3


@pytest.mark.parametrize("level", [-1, 5])
def test_l09_accepts_no_other_number(level: int) -> None:
    assert explicit({"switches": {"imp_level_default": "accepted"}}, imp_level=level).hresult.name == BAD


@pytest.mark.parametrize(
    ("choice", "at_client", "at_server"),
    [
        ("documented_pair", "RPC_E_REMOTE_DISABLED", "RPC_S_SERVER_UNAVAILABLE"),
        ("RPC_S_SERVER_UNAVAILABLE", "RPC_S_SERVER_UNAVAILABLE", "RPC_S_SERVER_UNAVAILABLE"),
        ("E_ACCESSDENIED", "E_ACCESSDENIED", "E_ACCESSDENIED"),
    ],
)
def test_l16_the_code_where_dcom_is_off(choice: str, at_client: str, at_server: str) -> None:
    more = {"switches": {"enable_dcom_code": choice}}
    assert statuses(GET, CALL, pc01={"enable_dcom": "N"}, **more)["call"] == at_client
    assert statuses(GET, CALL, srv01={"enable_dcom": "N"}, **more)["call"] == at_server


@pytest.mark.parametrize(("choice", "expected"), [("E_INVALIDARG", BAD), ("ignored", OK)])
def test_l21_auto_impersonation(choice: str, expected: str) -> None:
    ruling = explicit({"switches": {"auto_impersonate": choice}}, capabilities=Eoac.AUTO_IMPERSONATE, authn_level=2)
    assert (ruling.hresult.name, disputed(ruling)) == (expected, {"L-21"})


def test_l21_ignored_it_leaves_no_trace_and_saves_no_other_reserved_bit() -> None:
    facts = {"switches": {"auto_impersonate": "ignored"}}
    assert security(explicit(facts, capabilities=Eoac.AUTO_IMPERSONATE)).capabilities == Eoac.NONE
    assert explicit(facts, capabilities=Eoac.AUTO_IMPERSONATE | Eoac.DYNAMIC).hresult.name == BAD


@pytest.mark.parametrize("choice", ["E_ACCESSDENIED", "E_FAIL"])
def test_l22_a_custom_unmarshal_class_that_is_refused(choice: str) -> None:
    script = (initialize(capabilities=Eoac.NO_CUSTOM_MARSHAL), GET)
    more = {"class_": {"marshaling": "custom"}, "switches": {"custom_unmarshal": choice}}
    assert statuses(*script, **more)["get"] == choice


@pytest.mark.parametrize(("choice", "expected"), [("ignored", OK), ("E_INVALIDARG", BAD)])
def test_l24_other_parameters_beside_eoac_appid(choice: str, expected: str) -> None:
    facts = {"pointed": app(), "switches": {"appid_other_parameters": choice}}
    pointed = {"security_descriptor": POINTER, "capabilities": Eoac.APPID}
    assert explicit(facts, **pointed, authn_level=6).hresult.name == expected
    assert explicit(facts, **pointed).hresult.name == OK


@pytest.mark.parametrize(("choice", "expected"), [("registry", 3), ("IDENTIFY", 2)])
def test_l26_the_impersonation_level_of_an_implicit_call(choice: str, expected: int) -> None:
    found = implicit(machine=machine(legacy_imp_level=3), switches={"default_imp_level": choice})
    assert security(found).imp_level == expected


@pytest.mark.parametrize(("choice", "expected"), [("too_late", "RPC_E_TOO_LATE"), ("accepted", OK)])
def test_l32_initialising_again_after_couninitialize(choice: str, expected: str) -> None:
    again = (steps.CoUninitialize("leave", ""), steps.CoInitializeEx("enter", ""))
    found = statuses(initialize("one"), *again, initialize("two"), switches={"reinitialize": choice})
    assert (found["one"], found["two"]) == (OK, expected)


@pytest.mark.parametrize("reinitialize", ["too_late", "accepted"])
def test_l32_without_com_neither_reading_helps(reinitialize: str) -> None:
    found = statuses(steps.CoUninitialize("leave", ""), initialize(), switches={"reinitialize": reinitialize})
    assert found["init"] == "CO_E_NOTINITIALIZED"


@pytest.mark.parametrize("name", ["legacy_authn_level", "legacy_imp_level"])
@pytest.mark.parametrize(("choice", "expected"), [("absent", OK), ("E_INVALIDARG", BAD)])
def test_l35_a_legacy_level_out_of_range(choice: str, expected: str, name: str) -> None:
    ruling = implicit(machine=machine(**{name: 9}), switches={"bad_legacy_value": choice})
    assert (ruling.hresult.name, disputed(ruling)) == (expected, {"L-35"})


def test_the_recommended_readings_of_an_ordinary_call_rest_on_no_dispute() -> None:
    assert disputed(explicit({"machine": MACHINE}, authn_level=2)) == set()
