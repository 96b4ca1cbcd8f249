"""cAuthSvc, asAuthSvc and pAuthList in CoInitializeSecurity: which lists are taken and what comes of them."""

from __future__ import annotations

import pytest
from rules.initialization_by_hand import (
    CERTIFIED,
    DESCRIPTOR,
    KERBEROS,
    MISSING,
    NTLM,
    OTHER_IDENTITY,
    SCHANNEL,
    explicit,
    implicit,
    listing,
    machine,
    services,
)

from simcom.vocabulary.blankets import AuthEntry, AuthService
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

BAD, OK, NONE_LEFT = "E_INVALIDARG", "S_OK", "RPC_E_NO_GOOD_SECURITY_PACKAGES"
W, K, N, S = AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_SCHANNEL


@pytest.mark.parametrize(
    ("count", "listed", "expected"),
    [
        (-2, None, BAD),
        (-2, (NTLM,), BAD),
        (-1, None, OK),
        (-1, (), BAD),
        (-1, (NTLM,), BAD),
        (0, None, OK),
        (0, (NTLM,), OK),
        (1, None, BAD),
        (1, (NTLM,), OK),
        (2, (NTLM,), BAD),
        (1, (NTLM, KERBEROS), OK),
    ],
)
def test_counts_and_lists(count: int, listed: tuple[AuthService, ...] | None, expected: str) -> None:
    assert explicit(count=count, auth_services=listed).hresult.name == expected


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ((NTLM,), [W]),
        ((KERBEROS, NTLM), [K, W]),
        ((NTLM, KERBEROS), [W, K]),
        ((MISSING, NTLM), [W]),
        ((NTLM, MISSING), [W]),
        ((SCHANNEL, NTLM), [W]),
        ((CERTIFIED, NTLM), [S, W]),
    ],
)
def test_what_a_list_registers(listed: tuple[AuthService, ...], expected: list[int]) -> None:
    assert services(listing(*listed)) == expected


@pytest.mark.parametrize("listed", [(MISSING,), (SCHANNEL,), (MISSING, SCHANNEL)])
def test_a_list_of_which_nothing_is_left(listed: tuple[AuthService, ...]) -> None:
    ruling = listing(*listed)
    assert (ruling.hresult.name, ruling.value) == (NONE_LEFT, None)


def test_only_as_many_entries_as_counted_are_registered() -> None:
    assert services(explicit(count=1, auth_services=(KERBEROS, NTLM))) == [K]


@pytest.mark.parametrize(
    ("windows", "joined", "expected"),
    [
        ("win2000", True, [K, W]),
        ("xp-sp2", True, [K, W]),
        ("server-2003-sp1", True, [K, W]),
        ("current", True, [W, K, N]),
        ("xp-sp2", False, [K, W]),
        ("current", False, [W, K, N]),
    ],
)
def test_what_com_chooses(windows: str, joined: bool, expected: list[int]) -> None:  # noqa: FBT001  (a column of the table)
    where = machine(windows=windows, joined=joined)
    assert services(implicit(machine=where)) == expected
    assert services(explicit({"machine": where})) == expected


def test_com_chooses_among_what_is_installed() -> None:
    assert services(implicit(machine=machine(packages=(W, S)))) == [W]


@pytest.mark.parametrize(
    ("level", "descriptor", "expected"),
    [
        (AuthnLevel.NONE, None, BAD),
        (AuthnLevel.NONE, DESCRIPTOR, BAD),
        (AuthnLevel.CONNECT, DESCRIPTOR, OK),
        (AuthnLevel.CONNECT, None, OK),  # the page asks for a descriptor and names no code
    ],
)
def test_a_schannel_server(level: int, descriptor: object, expected: str) -> None:
    assert listing(CERTIFIED, authn_level=level, security_descriptor=descriptor).hresult.name == expected


@pytest.mark.parametrize(("listed", "open_door"), [((CERTIFIED,), False), ((CERTIFIED, NTLM), True)])
def test_schannel_excludes_weaker_services_only_if_alone(listed: tuple[AuthService, ...], open_door: bool) -> None:  # noqa: FBT001
    said = next(step for step in listing(*listed).steps if step.rule == "coinitsec.schannel-server")
    assert ("weaker services stay open" in said.because) is open_door


@pytest.mark.parametrize(
    ("service", "identity", "expected"),
    [(W, True, OK), (K, True, OK), (AuthnSvc.DPA, True, BAD), (AuthnSvc.DPA, False, OK), (AuthnSvc.MSN, True, BAD)],
)
def test_identities_of_the_list_for_outgoing_calls(service: int, identity: bool, expected: str) -> None:  # noqa: FBT001
    entry = AuthEntry(service, auth_info=OTHER_IDENTITY if identity else None)
    assert explicit(auth_list=(entry,)).hresult.name == expected
