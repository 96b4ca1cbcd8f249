"""Every disputed point that SetBlanket, QueryBlanket and CopyProxy meet, read either way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rules import blankets_estate as bench
from rules.blankets_by_hand import DEFAULT_SERVICE, HELD, KERBEROS, NONE, NTLM, PROXY, SNEGO, agreement, ask, process

from simcom.rules.blankets.pointers import copy_proxy, query_blanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.facts import CopyFacts, ProxyFacts, QueryFacts
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

PKT, LEVEL_NONE = AuthnLevel.PKT, AuthnLevel.NONE
BAD, OK = "E_INVALIDARG", "S_OK"


def marks(ruling: Ruling) -> tuple[str, ...]:
    """Return the disputed entries that a ruling names."""
    return tuple(step.disputed for step in ruling.steps if step.disputed)


@pytest.mark.parametrize(("reading", "code"), [("E_INVALIDARG", BAD), ("level_none", OK)])
def test_l10_service_none_above_level_none(reading: str, code: str) -> None:
    ruled = ask(agreement(service_none_above_none=reading), authn_svc=NONE, authn_level=PKT)
    assert (ruled.hresult.name, marks(ruled)) == (code, ("L-10",))
    assert ruled.value is None or (ruled.value.authn_svc, ruled.value.authn_level) == (NONE, LEVEL_NONE)


@pytest.mark.parametrize(("reading", "code"), [("E_INVALIDARG", BAD), ("accepted", OK)])
def test_l10_service_default_at_level_none(reading: str, code: str) -> None:
    ruled = ask(agreement(service_default_level_none=reading), authn_svc=DEFAULT_SERVICE, authn_level=LEVEL_NONE)
    assert (ruled.hresult.name, marks(ruled)[0]) == (code, "L-10")
    assert ruled.value is None or (ruled.value.authn_svc, ruled.value.authn_level) == (NONE, LEVEL_NONE)


def test_level_none_with_a_named_service_is_undisputed() -> None:
    ruled = ask(authn_svc=NTLM, authn_level=LEVEL_NONE)
    assert (ruled.hresult.name, marks(ruled)) == (BAD, ())


@pytest.mark.parametrize("code", ["SEC_E_WRONG_PRINCIPAL", "RPC_S_SEC_PKG_ERROR"])
def test_l11_a_wrong_kerberos_principal(code: str) -> None:
    request = BlanketRequest(authn_svc=KERBEROS, principal="host/else")
    rows = bench.run(bench.unmarshal(), bench.set_to(request), bench.call(), kerberos_principal=code)
    assert (rows["set"].ruling.hresult.name, rows["call"].ruling.hresult.name) == (OK, code)


@pytest.mark.parametrize("code", ["E_NOINTERFACE", "E_INVALIDARG"])
@pytest.mark.parametrize("method", ["query", "set", "copy"])
def test_l12_a_proxy_of_another_object(method: str, code: str) -> None:
    foreign, assume = ProxyFacts("IThing", foreign=True), Assumptions(foreign_proxy=code)
    ruled = {
        "query": lambda: query_blanket(QueryFacts(foreign, HELD, (), assume)),
        "set": lambda: ask(agreement(foreign_proxy=code), proxy=foreign),
        "copy": lambda: copy_proxy(CopyFacts(foreign, default=HELD, current=HELD, assume=assume)),
    }[method]()
    assert (ruled.hresult.name, marks(ruled)) == (code, ("L-12",))


@pytest.mark.parametrize(("reading", "codes"), [
    ("call", (OK, "RPC_S_UNKNOWN_AUTHN_SERVICE")), ("SetBlanket", ("RPC_S_UNKNOWN_AUTHN_SERVICE", OK)),
])  # fmt: skip
@pytest.mark.parametrize("service", [KERBEROS, SNEGO])
def test_l13_when_an_unregistered_service_is_noticed(service: int, reading: str, codes: tuple[str, str]) -> None:
    script = (bench.unmarshal(), bench.set_to(BlanketRequest(authn_svc=service)), bench.call())
    rows = bench.run(*script, server=bench.registering((NTLM, "CORP\\svc")), service_not_offered=reading)
    assert (rows["set"].ruling.hresult.name, rows["call"].ruling.hresult.name) == codes


@pytest.mark.parametrize(("reading", "code"), [("E_INVALIDARG", BAD), ("accepted", OK)])
def test_l14_ntlm_and_delegate_over_the_network(reading: str, code: str) -> None:
    ruled = ask(agreement(ntlm_remote_delegate=reading), authn_svc=NTLM, imp_level=ImpLevel.DELEGATE)
    assert (ruled.hresult.name, marks(ruled)) == (code, ("L-14",))


@pytest.mark.parametrize(("reading", "code"), [("accepted", OK), ("E_INVALIDARG", BAD)])
@pytest.mark.parametrize("local", [True, False])
def test_l14_ntlm_and_anonymous(reading: str, code: str, *, local: bool) -> None:
    facts = agreement(local=local, ntlm_anonymous=reading)
    ruled = ask(facts, authn_svc=NTLM, imp_level=ImpLevel.ANONYMOUS)
    assert (ruled.hresult.name, marks(ruled)) == (code, ("L-14",))
    assert ruled.value is None or ruled.value.imp_level == ImpLevel.ANONYMOUS


@pytest.mark.parametrize(("reading", "code"), [("accepted", OK), ("E_INVALIDARG", BAD)])
@pytest.mark.parametrize("nulls", [("authn_svc",), ("authz_svc", "authn_level")])
def test_l29_null_for_the_services(nulls: tuple[str, ...], reading: str, code: str) -> None:
    ruled = query_blanket(QueryFacts(PROXY, HELD, nulls, Assumptions(null_out_parameters=reading)))
    assert (ruled.hresult.name, marks(ruled)) == (code, ("L-29",))


@pytest.mark.parametrize("reading", ["accepted", "E_INVALIDARG"])
def test_l29_null_for_the_other_parameters_is_undisputed(reading: str) -> None:
    nulls = ("principal", "authn_level", "imp_level", "identity", "capabilities")
    ruled = query_blanket(QueryFacts(PROXY, HELD, nulls, Assumptions(null_out_parameters=reading)))
    assert (ruled.hresult.name, marks(ruled)) == (OK, ())


DEFAULT, CHANGED = HELD, ask(authn_svc=NTLM, authn_level=AuthnLevel.PKT_PRIVACY).value


@pytest.mark.parametrize(("reading", "held"), [("default", DEFAULT), ("original", CHANGED)])
def test_l08_what_a_copy_of_a_changed_proxy_starts_with(reading: str, held: object) -> None:
    ruled = copy_proxy(CopyFacts(PROXY, default=DEFAULT, current=CHANGED, assume=Assumptions(copy_holds=reading)))
    assert (ruled.value, marks(ruled)) == (held, ("L-08",))


@pytest.mark.parametrize("reading", ["default", "original"])
def test_l08_a_copy_of_an_unchanged_proxy_is_undisputed(reading: str) -> None:
    ruled = copy_proxy(CopyFacts(PROXY, default=DEFAULT, current=DEFAULT, assume=Assumptions(copy_holds=reading)))
    assert (ruled.value, marks(ruled)) == (DEFAULT, ())


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize("floor", ["negotiated", "all", "none"])
@pytest.mark.parametrize("level", range(2, 7))
def test_h8b_a_level_that_setblanket_assigns_is_raised_only_in_the_wide_reading(
    level: int, floor: str, *, local: bool
) -> None:
    ruled = ask(agreement(patch="P3", local=local, call_floor=floor), authn_svc=NTLM, authn_level=level)
    expected = 5 if floor == "all" and not local and level < 5 else level
    assert ruled.value.authn_level == expected


@pytest.mark.parametrize(("floor", "level"), [("negotiated", 5), ("all", 5), ("none", 2)])
def test_h8b_level_default_follows_the_negotiation(floor: str, level: int) -> None:
    facts = agreement(process(2), process(2), patch="P3", call_floor=floor)
    assert ask(facts, authn_svc=NTLM).value.authn_level == level


def test_h8b_lowering_to_none_stays_possible() -> None:
    ruled = ask(agreement(patch="P3"), authn_svc=NONE, authn_level=LEVEL_NONE)
    assert (ruled.value.authn_svc, ruled.value.authn_level) == (NONE, LEVEL_NONE)
