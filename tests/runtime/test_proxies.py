"""Interface proxies in a running process: who shares a blanket, what DEFAULT does after lowering, IUnknown, helper functions."""

from __future__ import annotations

import pytest
from rules.blankets_estate import (
    ALL_DEFAULT,
    CONNECT,
    FUNCTION_S,
    LOWERED,
    OPEN,
    PRIVATE,
    call,
    copy,
    query,
    query_interface,
    run,
    run_threads,
    set_to,
    unmarshal,
    wait,
)

from simcom.runtime.steps import RevertToSelf, SetThreadToken, Step
from simcom.vocabulary.blankets import BlanketRequest, InitializeArguments
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Outcome
from simcom.vocabulary.services import AuthnSvc

WRONG = BlanketRequest(authn_svc=99, authn_level=AuthnLevel.PKT_PRIVACY)
LEVEL = "authn_level"


def test_every_holder_of_an_interface_shares_one_blanket() -> None:
    rows = run(unmarshal("p"), unmarshal("q"), set_to(PRIVATE, "q"), query("p"))
    assert rows["query"].returned[LEVEL] == "PKT_PRIVACY"


def test_another_thread_of_the_process_sees_the_change() -> None:
    rows = run_threads((unmarshal("p"), wait(1), query("p")), (wait(0.5), set_to(PRIVATE, "p")))
    assert rows["query"].returned[LEVEL] == "PKT_PRIVACY"


def test_unmarshalling_again_does_not_undo_a_setblanket() -> None:
    rows = run(unmarshal("p"), set_to(PRIVATE, "p"), unmarshal("q"), query("q"))
    assert rows["query"].returned[LEVEL] == "PKT_PRIVACY"


def test_another_interface_of_the_object_keeps_its_own() -> None:
    rows = run(unmarshal("p"), unmarshal("o", "IOther"), set_to(PRIVATE, "p"), query("o"))
    assert rows["query"].returned[LEVEL] == "CONNECT"


def test_another_object_keeps_its_own() -> None:
    rows = run(unmarshal("p"), unmarshal("t", of="server.twin"), set_to(PRIVATE, "p"), query("t"))
    assert rows["query"].returned[LEVEL] == "CONNECT"


def test_an_interface_obtained_after_a_setblanket_starts_at_the_negotiated_default() -> None:
    rows = run(unmarshal("p"), set_to(PRIVATE, "p"), query_interface("p", "IOther", "o"), query("o"))
    assert rows["query"].returned[LEVEL] == "CONNECT"


@pytest.mark.parametrize("server", [CONNECT, InitializeArguments(authn_level=AuthnLevel.PKT)])
def test_default_after_lowering_gives_the_negotiated_level_not_the_lowered_one(server: InitializeArguments) -> None:
    rows = run(
        unmarshal(), set_to(LOWERED), query(), set_to(ALL_DEFAULT, step="back"), query(step="now"), server=server
    )
    negotiated = "CONNECT" if server is CONNECT else "PKT"
    assert (rows["query"].returned[LEVEL], rows["now"].returned[LEVEL]) == ("NONE", negotiated)


def test_default_after_lowering_equals_the_default_blanket_in_every_part() -> None:
    rows = run(unmarshal(), query(), set_to(LOWERED), set_to(ALL_DEFAULT, step="back"), query(step="now"))
    assert rows["query"].returned == rows["now"].returned


def test_a_failing_setblanket_changes_nothing() -> None:
    rows = run(unmarshal(), set_to(PRIVATE), query(), set_to(WRONG, step="bad"), query(step="now"))
    assert rows["bad"].ruling.hresult.name == "E_INVALIDARG"
    assert rows["query"].returned == rows["now"].returned


def test_a_failing_setblanket_leaves_the_step_that_gave_the_settings() -> None:
    rows = run(unmarshal(), set_to(PRIVATE), set_to(WRONG, step="bad"), call())
    assert (rows["call"].settings, rows["call"].effective[LEVEL]) == ("set", "PKT_PRIVACY")


TOKEN = SetThreadToken("token", "", "CORP\\bob", ImpLevel.IMPERSONATE)
STATIC = set_to(BlanketRequest(authn_svc=AuthnSvc.WINNT, capabilities=Eoac.STATIC_CLOAKING))
DYNAMIC = set_to(BlanketRequest(authn_svc=AuthnSvc.WINNT, capabilities=Eoac.DYNAMIC_CLOAKING))
OFF = RevertToSelf("revert", "")


@pytest.mark.parametrize(
    ("script", "caller"),
    [
        ((TOKEN, STATIC, OFF), "CORP\\bob"),
        ((STATIC, TOKEN), "CORP\\ann"),
        ((TOKEN, DYNAMIC, OFF), "CORP\\ann"),
        ((DYNAMIC, TOKEN), "CORP\\bob"),
    ],
)
def test_static_cloaking_fixes_the_identity_at_setblanket_and_dynamic_at_the_call(
    script: tuple[Step, ...], caller: str
) -> None:
    assert run(unmarshal(), *script, call())["call"].caller.name == caller


def test_iunknown_takes_settings_of_its_own_for_the_whole_object() -> None:
    rows = run(
        unmarshal("p"), query_interface("p", "IUnknown", "u", step="u"), set_to(PRIVATE, "u"), query("p"),
        query_interface("p", "IOther", "o"), query("o", step="other"), query("u", step="unknown"),
    )  # fmt: skip
    assert rows["query"].returned[LEVEL] == "CONNECT"
    assert (rows["qi"].effective[LEVEL], rows["qi"].settings) == ("PKT_PRIVACY", "set")
    assert (rows["other"].returned[LEVEL], rows["unknown"].returned[LEVEL]) == ("CONNECT", "PKT_PRIVACY")


def test_every_iunknown_of_an_object_is_the_same() -> None:
    rows = run(
        unmarshal("p"), copy("p", "c"), query_interface("p", "IUnknown", "u", step="u"), query_interface("c", "IUnknown", "v", step="v"),
        set_to(PRIVATE, "u"), query("v"),
    )  # fmt: skip
    assert rows["query"].returned[LEVEL] == "PKT_PRIVACY"


def test_queryinterface_uses_iunknowns_settings_and_never_the_interfaces() -> None:
    server = InitializeArguments(authn_level=AuthnLevel.PKT)
    low = BlanketRequest(authn_svc=AuthnSvc.WINNT, authn_level=AuthnLevel.CONNECT, imp_level=ImpLevel.IDENTIFY)
    rows = run(unmarshal("p"), set_to(low), query_interface("p", "IOther", "o"), call("p"), server=server)
    assert (rows["qi"].ruling.outcome, rows["call"].ruling.hresult.name) == (Outcome.OK, "E_ACCESSDENIED")


def test_secure_references_hold_iunknown_to_the_defaults() -> None:
    client = InitializeArguments(authn_level=AuthnLevel.CONNECT, capabilities=Eoac.SECURE_REFS)
    script = (
        unmarshal("p"),
        query_interface("p", "IUnknown", "u", step="u"),
        set_to(PRIVATE, "u"),
        set_to(PRIVATE, "p", step="p1"),
    )
    rows = run(*script, client=client)
    assert (rows["set"].ruling.hresult.name, rows["p1"].ruling.hresult.name) == ("E_INVALIDARG", "S_OK")


@pytest.mark.parametrize(
    "step", [query(), query(helper=True), set_to(PRIVATE), set_to(PRIVATE, helper=True), copy(), copy(helper=True)]
)
def test_a_helper_function_costs_three_calls(step: Step) -> None:
    row = run(unmarshal(), step)[step.id]
    assert row.ended_s - row.begun_s == pytest.approx((3 if step.helper else 1) * FUNCTION_S)


@pytest.mark.parametrize("helper", [True, False])
def test_a_pointer_that_no_step_gave_is_undetermined(*, helper: bool) -> None:
    row = run(unmarshal(), set_to(PRIVATE, "nowhere", helper=helper))["set"]
    assert row.ruling.outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("marshaling", "code"), [("standard", "S_OK"), ("custom", "E_NOINTERFACE"), ("custom with IClientSecurity", "S_OK")]
)
def test_custom_marshalling_may_do_without_iclientsecurity(marshaling: str, code: str) -> None:
    rows = run(unmarshal(), query_interface("p", "IClientSecurity", "s"), set_to(PRIVATE), marshaling=marshaling)
    assert (rows["qi"].ruling.hresult.name, rows["set"].ruling.hresult.name) == (code, code)


def test_another_objects_iclientsecurity_refuses_the_proxy() -> None:
    rows = run(unmarshal("p"), unmarshal("t", of="server.twin"), set_to(PRIVATE, "p", through="t"), query("p"))
    assert (rows["set"].ruling.hresult.name, rows["query"].returned[LEVEL]) == ("E_NOINTERFACE", "CONNECT")


def test_any_interface_of_the_object_gives_its_iclientsecurity() -> None:
    rows = run(unmarshal("p"), unmarshal("o", "IOther"), set_to(PRIVATE, "p", through="o"), query("p"))
    assert (rows["set"].ruling.hresult.name, rows["query"].returned[LEVEL]) == ("S_OK", "PKT_PRIVACY")


def test_strangers_meet_only_on_the_call_until_the_client_lowers() -> None:
    script = (unmarshal(), call(), set_to(LOWERED), call(step="again"))
    codes = {name: row.ruling.hresult.name for name, row in run(*script, strangers=True, server=OPEN).items()}
    assert (codes["p"], codes["call"], codes["set"], codes["again"]) == ("S_OK", "E_ACCESSDENIED", "S_OK", "S_OK")
