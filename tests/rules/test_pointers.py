"""Which pointers the three methods take, by kind of pointer, method or helper, own object or another's."""

from __future__ import annotations

from itertools import product

import pytest
from rules.blankets_by_hand import HELD, agreement, asking

from simcom.rules.blankets.pointers import copy_proxy, offers_client_security, query_blanket
from simcom.rules.blankets.requests import set_blanket
from simcom.vocabulary.facts import CopyFacts, ProxyFacts, QueryFacts
from simcom.vocabulary.rulings import Outcome, Ruling

KINDS = ("proxy", "IUnknown", "local interface", "direct", "custom", "null")
METHODS = ("query", "set", "copy")
UNDETERMINED = ""


def plain(kind: str, method: str, *, helper: bool, foreign: bool) -> str:
    """Return the code, as the pages say; a helper would follow NULL into an access violation, which is no code."""
    if kind == "null":
        return UNDETERMINED if helper else "E_INVALIDARG"
    if kind in ("direct", "custom"):
        return "E_NOINTERFACE"
    if foreign:
        return "E_NOINTERFACE"
    if kind == "local interface":
        return "E_NOINTERFACE"
    if kind == "IUnknown" and method == "copy":
        return "E_INVALIDARG"
    return "S_OK"


def ruled(method: str, proxy: ProxyFacts) -> Ruling:
    """Ask one of the three methods."""
    if method == "query":
        return query_blanket(QueryFacts(proxy, HELD))
    if method == "copy":
        return copy_proxy(CopyFacts(proxy, default=HELD, current=HELD))
    return set_blanket(asking(agreement(), proxy=proxy))


def code(ruling: Ruling) -> str:
    """Return the name of the code, or nothing where there is none."""
    return UNDETERMINED if ruling.outcome is Outcome.UNDETERMINED else ruling.hresult.name


@pytest.mark.parametrize(("kind", "method"), list(product(KINDS, METHODS)))
@pytest.mark.parametrize("helper", [True, False])
@pytest.mark.parametrize("foreign", [True, False])
def test_which_pointers_are_taken(kind: str, method: str, *, helper: bool, foreign: bool) -> None:
    proxy = ProxyFacts("IThing", kind, foreign=foreign, helper=helper)
    assert code(ruled(method, proxy)) == plain(kind, method, helper=helper, foreign=foreign)


@pytest.mark.parametrize(("kind", "method"), list(product(KINDS[:-1], METHODS)))
def test_a_helper_says_what_the_method_says(kind: str, method: str) -> None:
    by_method, by_helper = (ruled(method, ProxyFacts("IThing", kind, helper=helper)) for helper in (False, True))
    assert (by_method.hresult, by_method.value) == (by_helper.hresult, by_helper.value)


@pytest.mark.parametrize("kind", KINDS)
def test_copyproxy_without_a_place_for_the_copy_is_refused(kind: str) -> None:
    ruling = copy_proxy(CopyFacts(ProxyFacts("IThing", kind), null_copy=True, default=HELD, current=HELD))
    assert (ruling.hresult.name, ruling.steps[0].rule) == ("E_INVALIDARG", "copyproxy.null")


@pytest.mark.parametrize(
    ("kind", "expected"), [("proxy", "S_OK"), ("direct", "E_NOINTERFACE"), ("custom", "E_NOINTERFACE")]
)
def test_queryinterface_for_iclientsecurity(kind: str, expected: str) -> None:
    assert offers_client_security(ProxyFacts("IThing", kind)).hresult.name == expected


@pytest.mark.parametrize("method", METHODS)
def test_a_failure_gives_no_value(method: str) -> None:
    assert ruled(method, ProxyFacts("IMarshal", "local interface")).value is None
