"""What looks like a mistake and is none: values that a program or a registry can hold, and short forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scenario.base_file import built, changed, complaints
from scenario.test_schema import BASE_STEP, arguments, step

from simcom.runtime import steps
from simcom.scenario.load import loads
from simcom.vocabulary.blankets import AuthEntry, AuthInfo, InitializeArguments
from simcom.vocabulary.flags import ALL_LAUNCH
from simcom.vocabulary.identities import Ace, Acl, AppIdPointer

if TYPE_CHECKING:
    from simcom.runtime.estate import Machine


def machine(old: str, new: str, number: int = -1) -> Machine:
    """Return a machine of the base with one piece replaced, the last one unless said otherwise."""
    return built(old, new).estate.machines[number]


@pytest.mark.parametrize(
    ("text", "given"),
    [("null", False), ("0", False), ("false", False), ("1", True), ("true", True), ("x", True), ("[]", True)],
)
@pytest.mark.parametrize("name", ["reserved1", "reserved3", "pReserved1", "pReserved3"])
def test_a_reserved_pointer_is_null_or_it_is_not(name: str, text: str, given: bool) -> None:  # noqa: FBT001  (an expected value)
    assert getattr(arguments(f"{name}: {text}"), name.lower().removeprefix("p")) is given


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("null", ()),
        ("[]", ()),
        ("[GSS_SCHANNEL]", (AuthEntry(14),)),
        ("[10, {service: Kerberos, auth_info: {account: CORP\\bob}}]", (AuthEntry(10), AuthEntry(16, auth_info=AuthInfo("CORP\\bob")))),
    ],
)  # fmt: skip
def test_a_list_of_identities_is_null_or_names_or_entries(text: str, entries: tuple[AuthEntry, ...]) -> None:
    assert arguments(f"pAuthList: {text}").auth_list == entries


@pytest.mark.parametrize("count", [-2, -1, 0, 7, -0x80000000])
def test_a_wrong_count_of_services_is_passed_on(count: int) -> None:
    assert arguments(f"cAuthSvc: {count}").count == count


@pytest.mark.parametrize(("key", "domain"), [("domain: null", None), ("workgroup: null", "corp.example")])
def test_null_undoes_a_domain_or_a_workgroup(key: str, domain: str | None) -> None:
    found = machine("hmi01: {profile: panel}", f"hmi01: {{profile: panel, {key}}}", 0)
    assert (found.domain, found.settings.joined) == (domain, domain is not None)


def test_a_default_domain_gives_way_to_a_workgroup() -> None:
    found = machine("hmi01: {profile: panel}", "hmi01: {profile: panel, domain: null, workgroup: PLANT7}", 0)
    assert found.domain is None


@pytest.mark.parametrize("text", ["N", "n", "Y", "no", "''", "'0'", "yes please"])
def test_enable_dcom_is_kept_as_written(text: str) -> None:
    assert machine("EnableDCOM: N\n", f"EnableDCOM: {text}\n").settings.enable_dcom == text.strip("'")


@pytest.mark.parametrize(("number", "name"), [(1, "DOWNLEVEL"), (2, "UPLEVEL"), (3, "MIT"), (4, "DCE")])
def test_a_trust_type_goes_by_its_number(number: int, name: str) -> None:
    by_number, by_name = (built("kind: external", f"type: {text}").estate.trusts for text in (number, name))
    assert by_number == by_name
    assert by_number[0].trust_type == number


def test_an_appid_that_is_not_in_the_registry_is_a_case_of_its_own() -> None:
    assert arguments("security_descriptor: {appid: Nope}").security_descriptor == AppIdPointer("Nope")
    assert built("    appid: Historian\n", "    appid: Nope\n").estate.processes[0].appid == "Nope"
    found = machine("Historian.exe: {AppID: Historian}", "Historian.exe: {AppID: Nope}")
    assert (found.appid_of("historian.exe"), found.application("Nope")) == ("Nope", None)


def test_an_interface_that_nobody_declares_may_be_asked_for() -> None:
    script = "- {QueryInterface: {from: reader, interface: IRecipeBook, as: o}}\n      - call: o.Anything"
    assert complaints(changed("- Release: copy", script)) == ()


def test_a_launch_limit_in_the_policy_is_accepted_and_its_names_are_read() -> None:
    base = "policy: {MachineAccessRestriction: []}"
    found = machine(base, "policy: {MachineLaunchRestriction: [{allow: Everyone}]}")
    assert found.settings.policy_access_restriction is None
    assert found.settings.policy_launch_restriction == Acl((Ace("Everyone", ALL_LAUNCH),))
    assert dict(found.settings.origins)["policy"].startswith("s.yaml:")
    (wrong,) = complaints(changed(base, "policy: {MachineLaunchRestriction: [{allow: Everyon}]}"))
    assert wrong.hint == "did you mean `Everyone`?"


@pytest.mark.parametrize("text", ["INPROC_SERVER", "CLSCTX_INPROC_SERVER", "1", "inproc_server"])
def test_an_object_in_process_goes_by_three_spellings(text: str) -> None:
    made = step(f"CoCreateInstance: {{class: Historian, interface: IAdmin, as: x, context: {text}}}")
    assert made == steps.CoCreateInstance(*BASE_STEP, "Historian", "IAdmin", "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IServerSecurity::ImpersonateClient", steps.CoImpersonateClient(*BASE_STEP)),
        ("IServerSecurity::RevertToSelf", steps.CoRevertToSelf(*BASE_STEP)),
        ("IServerSecurity::QueryBlanket", steps.CoQueryClientBlanket(*BASE_STEP)),
        (
            "IServerSecurity::QueryBlanket: {imp_level_pointer: true}",
            steps.CoQueryClientBlanket(*BASE_STEP, imp_level_pointer=True),
        ),
    ],
)
def test_methods_of_server_security_are_other_names_of_the_functions(text: str, expected: steps.Step) -> None:
    colon = "" if "{" in text else ":"
    assert step(text + colon) == expected


@pytest.mark.parametrize("text", ["IServerSecurity::ImpersonateClient", "IServerSecurity::QueryBlanket"])
def test_they_need_no_parameters(text: str) -> None:
    assert complaints(changed("- Release: copy", f"- {text}")) == ()


@pytest.mark.parametrize(
    ("text", "initialize"),
    [("implicit", None), ("{}", InitializeArguments(authn_level=2)), ("{authn_level: PKT}", InitializeArguments(authn_level=4))],
)  # fmt: skip
def test_a_process_may_undo_the_defaults_call(text: str, initialize: InitializeArguments | None) -> None:
    scenario = built("    account: SYSTEM\n", f"    account: SYSTEM\n    CoInitializeSecurity: {text}\n")
    assert scenario.estate.processes[2].initialize == initialize


def test_an_empty_call_has_every_parameter_at_its_default() -> None:
    text = changed("  process: {CoInitializeSecurity: {authn_level: CONNECT, imp_level: IDENTIFY}}\n", "")
    text = text.replace("    account: SYSTEM\n", "    account: SYSTEM\n    CoInitializeSecurity: {}\n")
    found = {item.name: item.initialize for item in loads(text).estate.processes}
    assert (found["viewer"], found["watcher1"]) == (None, InitializeArguments())
