"""CoInitializeSecurity over small tables: every capability, every pair of them, every level."""

from __future__ import annotations

from itertools import combinations

import pytest
from rules.initialization_by_hand import CERTIFIED, MACHINE, explicit, listing, machine, security

from simcom.rules.initialization.initialize import own_principal
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

BAD, OK = "E_INVALIDARG", "S_OK"

EVERY_BIT = {
    Eoac.MUTUAL_AUTH: OK,
    Eoac.SECURE_REFS: OK,
    Eoac.ACCESS_CONTROL: BAD,  # pSecDesc is NULL here
    Eoac.APPID: OK,
    Eoac.DYNAMIC: BAD,
    Eoac.STATIC_CLOAKING: OK,
    Eoac.DYNAMIC_CLOAKING: OK,
    Eoac.ANY_AUTHORITY: OK,
    Eoac.MAKE_FULLSIC: OK,
    Eoac.REQUIRE_FULLSIC: OK,
    Eoac.AUTO_IMPERSONATE: BAD,
    Eoac.DEFAULT: BAD,
    Eoac.DISABLE_AAA: OK,
    Eoac.NO_CUSTOM_MARSHAL: OK,
    Eoac.RESERVED1: BAD,
}
"""Each capability alone, with NULL for pSecDesc and level CONNECT. Source: ne-objidl-eole_authentication_capabilities.md."""

PAIRS = list(combinations(EVERY_BIT, 2))


def status(**arguments: object) -> str:
    """Return what CoInitializeSecurity returns."""
    return explicit(**arguments).hresult.name


def plain_reading(one: Eoac, other: Eoac) -> str:
    """Read the page once more, for two capabilities with a NULL pSecDesc at CONNECT."""
    if Eoac.APPID in (one, other):  # every other parameter is ignored, but the two kinds of pointer exclude each other
        return BAD if Eoac.ACCESS_CONTROL in (one, other) else OK
    if {one, other} == {Eoac.STATIC_CLOAKING, Eoac.DYNAMIC_CLOAKING}:
        return BAD
    return BAD if BAD in (EVERY_BIT[one], EVERY_BIT[other]) else OK


def test_the_table_has_every_capability() -> None:
    assert [bit.name for bit in EVERY_BIT] == [name for name in Eoac.names() if name != "NONE"]


@pytest.mark.parametrize(("bit", "expected"), EVERY_BIT.items(), ids=lambda item: getattr(item, "name", item))
def test_every_capability_alone(bit: Eoac, expected: str) -> None:
    assert status(capabilities=bit, authn_level=AuthnLevel.CONNECT) == expected


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda item: item.name)
def test_every_pair_of_capabilities(one: Eoac, other: Eoac) -> None:
    assert status(capabilities=one | other, authn_level=AuthnLevel.CONNECT) == plain_reading(one, other)


@pytest.mark.parametrize("bit", [bit for bit, expected in EVERY_BIT.items() if expected == OK and bit != Eoac.APPID])
def test_an_accepted_capability_is_kept(bit: Eoac) -> None:
    assert security(explicit(capabilities=bit)).capabilities == bit


@pytest.mark.parametrize(("bit", "expected"), [(Eoac.SECURE_REFS, BAD), (Eoac.STATIC_CLOAKING, OK), (Eoac.NONE, OK)])
def test_capabilities_at_level_none(bit: Eoac, expected: str) -> None:
    assert status(capabilities=bit, authn_level=AuthnLevel.NONE) == expected


@pytest.mark.parametrize("level", range(-1, 9))
def test_levels(level: int) -> None:
    assert status(authn_level=level) == (OK if level in (0, 1, 2, 3, 4, 5, 6) else BAD)


@pytest.mark.parametrize("level", range(1, 7))
def test_a_level_that_is_passed_is_the_level(level: int) -> None:
    assert security(explicit({"machine": machine(legacy_authn_level=5)}, authn_level=level)).authn_level == level


@pytest.mark.parametrize("level", range(-1, 6))
def test_impersonation_levels(level: int) -> None:
    assert status(imp_level=level) == (OK if level in (1, 2, 3, 4) else BAD)


@pytest.mark.parametrize(
    ("service", "account", "expected"),
    [
        (AuthnSvc.WINNT, "PLANT\\svc", "PLANT\\svc"),
        (AuthnSvc.GSS_KERBEROS, "PLANT\\svc", "PLANT\\svc"),
        (AuthnSvc.GSS_KERBEROS, "SYSTEM", "host/srv01.plant.example"),
        (AuthnSvc.GSS_NEGOTIATE, "NETWORK SERVICE", "host/srv01.plant.example"),
        (AuthnSvc.WINNT, "SYSTEM", "NT AUTHORITY\\SYSTEM"),
    ],
)
def test_the_principal_under_which_a_service_is_registered(service: int, account: str, expected: str) -> None:
    assert own_principal(service, account, MACHINE) == expected


def test_a_service_account_outside_a_domain_has_no_host_to_be() -> None:
    alone = machine(joined=False, domain=None)
    assert own_principal(AuthnSvc.GSS_NEGOTIATE, "SYSTEM", alone) == "NT AUTHORITY\\SYSTEM"


def test_a_schannel_registration_names_its_principal_in_msstd_form() -> None:
    assert [item.principal for item in security(listing(CERTIFIED)).services] == ["msstd:PLANT\\svc"]
