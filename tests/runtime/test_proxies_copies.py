"""Copies of proxies: private, starting from the default, never handed out by QueryInterface."""

from __future__ import annotations

import pytest
from rules.blankets_estate import LOWERED, OPEN, PRIVATE, call, copy, query, query_interface, run, set_to, unmarshal

from simcom.vocabulary.rulings import Outcome

LEVEL = "authn_level"


@pytest.mark.parametrize(("changed", "asked"), [("c", "p"), ("p", "c")])
def test_a_copy_and_its_original_do_not_touch_each_other(changed: str, asked: str) -> None:
    rows = run(unmarshal("p"), copy("p", "c"), set_to(PRIVATE, changed), query(asked), query(changed, step="itself"))
    assert (rows["query"].returned[LEVEL], rows["itself"].returned[LEVEL]) == ("CONNECT", "PKT_PRIVACY")


def test_two_copies_do_not_touch_each_other() -> None:
    rows = run(unmarshal("p"), copy("p", "c"), copy("p", "d", step="second"), set_to(PRIVATE, "c"), query("d"))
    assert rows["query"].returned[LEVEL] == "CONNECT"


@pytest.mark.parametrize(("reading", "level"), [("default", "CONNECT"), ("original", "PKT_PRIVACY")])
def test_a_copy_of_a_changed_proxy(reading: str, level: str) -> None:
    rows = run(unmarshal("p"), set_to(PRIVATE, "p"), copy("p", "c"), query("c"), copy_holds=reading)
    assert rows["query"].returned[LEVEL] == level


@pytest.mark.parametrize(("reading", "level"), [("default", "CONNECT"), ("original", "PKT_PRIVACY")])
def test_a_copy_of_a_changed_copy(reading: str, level: str) -> None:
    script = (unmarshal("p"), copy("p", "c"), set_to(PRIVATE, "c"), copy("c", "d", step="second"), query("d"))
    assert run(*script, copy_holds=reading)["query"].returned[LEVEL] == level


@pytest.mark.parametrize("interface", ["IThing", "IOther"])
def test_queryinterface_from_a_copy_gives_the_original_with_what_it_holds_now(interface: str) -> None:
    rows = run(
        unmarshal("p"), unmarshal("o", "IOther"), copy("p", "c"), set_to(PRIVATE, "p" if interface == "IThing" else "o"),
        query_interface("c", interface, "got"), query("got"),
    )  # fmt: skip
    assert (rows["qi"].ruling.rules[0], rows["query"].returned[LEVEL]) == ("copyproxy.queryinterface", "PKT_PRIVACY")


def test_a_new_interface_asked_from_a_copy_is_an_original() -> None:
    rows = run(
        unmarshal("p"), copy("p", "c"), query_interface("c", "IOther", "o"), query_interface("p", "IOther", "same", step="again"),
        set_to(PRIVATE, "o"), query("same"),
    )  # fmt: skip
    assert rows["query"].returned[LEVEL] == "PKT_PRIVACY"


def test_calls_on_a_copy_use_the_copys_blanket() -> None:
    script = (unmarshal("p"), copy("p", "c"), set_to(LOWERED, "c"), call("c"), call("p", step="original"))
    rows = run(*script, strangers=True, server=OPEN)
    assert (rows["call"].ruling.hresult.name, rows["original"].ruling.hresult.name) == ("S_OK", "E_ACCESSDENIED")
    assert rows["call"].settings == "set"


@pytest.mark.parametrize(("interface", "code"), [("IUnknown", "E_INVALIDARG"), ("IMarshal", "E_NOINTERFACE")])
def test_local_interfaces_cannot_be_copied(interface: str, code: str) -> None:
    rows = run(unmarshal("p"), query_interface("p", interface, "u"), copy("u", "c"), query("c"))
    assert rows["copy"].ruling.hresult.name == code
    assert (rows["query"].ruling.outcome, rows["query"].ruling.hresult.name) == (Outcome.FAILED, "E_POINTER")


def test_without_a_place_for_the_copy_nothing_is_made() -> None:
    rows = run(unmarshal("p"), copy("p", "c", null_copy=True), query("c"))
    assert (rows["copy"].ruling.hresult.name, rows["query"].ruling.outcome) == ("E_INVALIDARG", Outcome.UNDETERMINED)


def test_a_proxy_between_two_apartments_can_be_set_copied_and_called() -> None:
    script = (
        unmarshal("p", of="viewer.own", apartment="other"),
        set_to(PRIVATE),
        copy(),
        call("p"),
        call("c", step="by copy"),
    )
    rows = run(*script)
    assert [rows[name].ruling.hresult.name for name in ("set", "copy", "call", "by copy")] == ["S_OK"] * 4


def test_an_object_of_ones_own_apartment_has_no_security() -> None:
    rows = run(unmarshal("p", of="viewer.own"), set_to(PRIVATE), copy(), query(), call())
    codes = [rows[name].ruling.hresult.name for name in ("set", "copy", "query", "call")]
    assert codes == ["E_NOINTERFACE", "E_NOINTERFACE", "E_NOINTERFACE", "S_OK"]
