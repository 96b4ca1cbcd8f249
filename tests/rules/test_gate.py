"""A method's own demands, after all of COM's: an independent reading over levels, members and transports."""

from __future__ import annotations

from itertools import product

import pytest
from rules.calls_stand import ANN, judged, proxy, server

from simcom.vocabulary.facts import Gate
from simcom.vocabulary.levels import AuthnLevel

LEVELS = tuple(level for level in AuthnLevel if level > AuthnLevel.NONE)


@pytest.mark.parametrize("local", [True, False])
def test_a_method_that_demands_a_level(*, local: bool) -> None:
    """A level that was promoted on the way counts as it arrives (`promote.before-min-check`)."""
    for level, least in product(LEVELS, (0, *LEVELS)):
        arrives = AuthnLevel.PKT_PRIVACY if local else max(level, AuthnLevel.PKT) if level == AuthnLevel.CALL else level
        expected = "S_OK" if arrives >= least else "WBEM_E_ACCESS_DENIED"
        gate = Gate(least, hresult="WBEM_E_ACCESS_DENIED")
        assert judged(local=local, blanket=proxy(level), gate=gate).hresult.name == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((), "S_OK"),
        ((ANN,), "S_OK"),
        (("corp\\ANN",), "S_OK"),
        (("Authenticated Users",), "S_OK"),
        (("PLANT\\Operators", "Everyone"), "S_OK"),
        (("PLANT\\Operators",), "E_ACCESSDENIED"),
    ],
)
def test_a_method_that_demands_a_member(members: tuple[str, ...], expected: str) -> None:
    ruling = judged(gate=Gate(members=members))
    assert (ruling.hresult.name, str(ruling.decisive.stage)) == (expected, "dispatch")
    assert str(ruling.outcome) == ("ok" if expected == "S_OK" else "refused")


def test_a_level_that_a_method_does_not_take_is_a_refusal() -> None:
    assert str(judged(gate=Gate(AuthnLevel.PKT_PRIVACY)).outcome) == "refused"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (("CORP\\reader",), "be CORP\\reader"),
        (("CORP\\reader", "PLANT\\Operators"), "be one of CORP\\reader, PLANT\\Operators"),
    ],
)
def test_what_would_let_a_caller_in(members: tuple[str, ...], expected: str) -> None:
    """Nobody can be put into an account: any of the members would do, whatever it is."""
    assert judged(gate=Gate(members=members)).decisive.remedy == f"grant {ANN} what the method asks for: {expected}"


def test_the_gate_stands_behind_coms_own_checks() -> None:
    """`W7`: what COM refuses never reaches the method."""
    ruling = judged(gate=Gate(hresult="WBEM_E_ACCESS_DENIED", members=("nobody",)), server=server(AuthnLevel.PKT))
    assert (ruling.hresult.name, ruling.decisive.rule) == ("E_ACCESSDENIED", "call.min-level")
