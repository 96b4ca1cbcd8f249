"""How the caller of a call was proved, read from its row."""

from __future__ import annotations

import pytest
from analysis.proved import GROUPS, KERBEROS, WAY, accepted, refused
from analysis.sample import DISPATCHED, call

from simcom.analysis.proof import Crossed, Layers, mechanism_name, proof
from simcom.vocabulary.logon import Exchange


def test_a_row_without_a_logon_has_no_proof() -> None:
    assert proof(call(1, DISPATCHED)) is None


def test_the_record_of_a_logon_is_read() -> None:
    found = proof(accepted())
    assert found is not None
    assert (found.mechanism, found.context, found.round_trips, found.user, found.groups) == (
        "Kerberos",
        "new",
        2,
        "SALES\\ann",
        GROUPS,
    )
    assert found.choice == "Negotiate picks kerberos: a route is known"
    assert found.kdc[0] == Exchange("hmi01", WAY[3], "AS: ticket-granting ticket", 2)


def test_the_trusts_on_the_way_begin_at_the_server() -> None:
    found = proof(accepted())
    assert found is not None
    assert found.trusts == tuple(Crossed(WAY[n], WAY[n + 1]) for n in range(3))


@pytest.mark.parametrize("route", [[], None, ["corp.example"]])
def test_without_a_trust_nothing_is_crossed(route: list[str] | None) -> None:
    found = proof(accepted({**KERBEROS, "route": route}))
    assert found is not None
    assert found.trusts == ()


def test_the_layers_of_an_error_are_texts_and_ntlm_knows_no_kerberos_error() -> None:
    found = proof(refused())
    assert found is not None
    assert found.error == Layers(
        "account_disabled",
        "0xC0000072",
        "",
        "SEC_E_LOGON_DENIED",
        "1331",
        "E_ACCESSDENIED",
    )


def test_numbers_of_the_inner_layers_are_written_in_hexadecimal() -> None:
    error = {"cause": "time_skew", "status": 0xC0000133, "kerberos": 37, "sspi": 0x80090324, "win32": 1398}
    found = proof(refused({**KERBEROS, "error": error}))
    assert found is not None
    assert found.error == Layers("time_skew", "0xC0000133", "37", "0x80090324", "1398", "")


def test_groups_missing_in_the_record_are_those_of_the_token() -> None:
    found = proof(accepted({**KERBEROS, "groups": []}))
    assert found is not None
    assert found.groups == GROUPS


def test_nobody_proved_is_nobody() -> None:
    found = proof(refused())
    assert found is not None
    assert (found.user, found.groups) == ("", ())


@pytest.mark.parametrize(
    ("mechanism", "name"),
    [("kerberos", "Kerberos"), ("ntlm", "NTLM"), ("schannel", "Schannel"), (None, ""), ("x", "x")],
)
def test_mechanisms_have_names(mechanism: str | None, name: str) -> None:
    assert mechanism_name(mechanism) == name


def test_a_reused_context_says_so() -> None:
    found = proof(accepted({**KERBEROS, "context": "reused", "exchanges": {"server": 0}}))
    assert found is not None
    assert (found.context, found.round_trips, found.kdc) == ("reused", 0, ())
