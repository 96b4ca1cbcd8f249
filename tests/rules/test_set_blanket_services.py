"""SetBlanket: service by level, service by impersonation level, principals, against a plain reading of the pages."""

from __future__ import annotations

from itertools import product

import pytest
from rules.blankets_by_hand import (
    ALL_LISTED,
    DEFAULT_SERVICE,
    HELD,
    KERBEROS,
    NONE,
    NTLM,
    PRINCIPALS,
    SCHANNEL,
    SNEGO,
    agreement,
    ask,
    process,
    schannel_client,
)

from simcom.rules.blankets.requests import set_blanket
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.facts import ProxyFacts, SetBlanketFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthzSvc

BAD = "E_INVALIDARG"
DIGEST, NO_SUCH = 21, 99
SERVER_LEVEL, FIRST_LISTED = AuthnLevel.PKT, KERBEROS

Blanket = tuple[int, int]


def plain_level(service: int, level: int) -> tuple[str, Blanket | None]:
    """Return the code of asking for a service and a level, and the service and level stored, as the pages say."""
    if service in (DIGEST, NO_SUCH):
        return BAD, None  # bad-service: not on this machine, or nowhere
    if not 0 <= level <= 6:
        return BAD, None  # level-range
    if service == NONE:
        return ("S_OK", (NONE, 1)) if level in (0, 1) else (BAD, None)  # L-10 for DEFAULT and for a higher one
    if level == 1:
        return BAD, None  # level NONE needs service NONE; L-10 for service DEFAULT
    stored = FIRST_LISTED if service == DEFAULT_SERVICE else service
    return "S_OK", (stored, SERVER_LEVEL if level == 0 else level)


ASKED = (NONE, NTLM, KERBEROS, SNEGO, SCHANNEL, DEFAULT_SERVICE, DIGEST, NO_SUCH)


@pytest.mark.parametrize(("service", "level"), list(product(ASKED, range(-1, 9))))
def test_service_by_level(service: int, level: int) -> None:
    ruled = ask(agreement(schannel_client()), authn_svc=service, authn_level=level, imp_level=3)
    stored = (ruled.value.authn_svc, ruled.value.authn_level) if ruled.value else None
    assert (ruled.hresult.name, stored) == plain_level(service, level)


def plain_imp(service: int, level: int, *, local: bool) -> str:
    """Return the code of asking for a service and an impersonation level, as table A4 and L-14 say."""
    if not 0 <= level <= 4:
        return BAD
    if service == SCHANNEL and level not in (0, 3):
        return BAD
    if service == NTLM and level == 4 and not local:
        return BAD
    return "S_OK"


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(("service", "level"), list(product((NTLM, KERBEROS, SNEGO, SCHANNEL), range(-1, 7))))
def test_service_by_impersonation_level(service: int, level: int, *, local: bool) -> None:
    facts = agreement(schannel_client(imp=ImpLevel.IMPERSONATE), local=local)
    assert ask(facts, authn_svc=service, imp_level=level).hresult.name == plain_imp(service, level, local=local)


@pytest.mark.parametrize(("service", "process_level"), list(product((NTLM, KERBEROS, SCHANNEL), range(1, 5))))
def test_impersonation_level_default_is_the_processes_unless_schannel(service: int, process_level: int) -> None:
    ruled = ask(agreement(schannel_client(imp=process_level)), authn_svc=service)
    assert ruled.value.imp_level == (ImpLevel.IMPERSONATE if service == SCHANNEL else process_level)


@pytest.mark.parametrize("authz", [AuthzSvc.NONE, AuthzSvc.NAME, AuthzSvc.DCE, AuthzSvc.DEFAULT])
def test_the_authorization_service_is_assigned_and_default_means_none(authz: int) -> None:
    assert ask(authz_svc=authz).value.authz_svc == (AuthzSvc.NONE if authz == AuthzSvc.DEFAULT else authz)


@pytest.mark.parametrize("service", ALL_LISTED)
def test_default_principal_is_the_one_registered_for_the_service(service: int) -> None:
    made = ask(agreement(schannel_client()), authn_svc=service).value
    assert (made.principal, made.principal_service) == (PRINCIPALS[service], service)


@pytest.mark.parametrize("service", ALL_LISTED)
def test_a_null_principal_keeps_the_old_one_across_a_change_of_service(service: int) -> None:
    made = ask(agreement(schannel_client()), authn_svc=service, principal=None).value
    assert (made.principal, made.principal_service) == (HELD.principal, NTLM)


FORMS = {
    "msstd:srv.corp.example": "S_OK",
    "fullsic:\\Root\\CA\\srv": "S_OK",
    "srv.corp.example": "RPC_E_INVALID_STD_NAME",
    "CORP\\svc": "RPC_E_INVALID_STD_NAME",
    None: "S_OK",
}
FULLSIC = {"msstd:srv.corp.example": "RPC_E_FULLSIC_REQUIRED", "fullsic:\\Root\\CA\\srv": "S_OK"}


@pytest.mark.parametrize(("name", "code"), FORMS.items())
def test_forms_of_a_schannel_principal(name: str | None, code: str) -> None:
    assert ask(agreement(schannel_client()), authn_svc=SCHANNEL, principal=name).hresult.name == code


@pytest.mark.parametrize(("name", "code"), FULLSIC.items())
def test_forms_where_the_process_requires_fullsic(name: str, code: str) -> None:
    facts = agreement(schannel_client(capabilities=Eoac.REQUIRE_FULLSIC))
    assert ask(facts, authn_svc=SCHANNEL, principal=name).hresult.name == code


@pytest.mark.parametrize("name", ["srv.corp.example", "DEFAULT"])
def test_other_services_do_not_look_at_the_form(name: str) -> None:
    assert ask(authn_svc=NTLM, principal=name).value.principal == name


def test_a_name_that_reads_default_is_no_default_pointer() -> None:
    ruled = ask(agreement(schannel_client()), authn_svc=SCHANNEL, principal="DEFAULT")
    assert ruled.hresult.name == "RPC_E_INVALID_STD_NAME"


@pytest.mark.parametrize(("level", "client", "server"), list(product((1, 2, 4, 6), (1, 3, 5), (1, 2, 6))))
def test_explicit_levels_are_never_compared_with_the_processes(level: int, client: int, server: int) -> None:
    service = NONE if level == 1 else NTLM
    ruled = ask(agreement(process(client), process(server)), authn_svc=service, authn_level=level)
    assert (ruled.hresult.name, ruled.value.authn_level) == ("S_OK", level)


@pytest.mark.parametrize(("level", "stored"), [(0, SERVER_LEVEL), (5, 5)])
def test_where_nothing_is_in_common_the_level_still_stands(level: int, stored: int) -> None:
    facts = agreement(server=process(SERVER_LEVEL, services=(KERBEROS,)), has=(NTLM,))
    made = ask(facts, authn_level=level).value
    assert (made.authn_svc, made.authn_level) == (NONE, stored)


@pytest.mark.parametrize(("level", "below"), [(2, True), (4, False), (6, False)])
def test_a_level_below_the_servers_is_remarked_upon(level: int, *, below: bool) -> None:
    said = ask(authn_svc=NTLM, authn_level=level).decisive
    assert (said.rule, "asks for PKT" in said.because) == ("setblanket.assigned-not-negotiated", below)


@pytest.mark.parametrize(("service", "stale"), [(NTLM, False), (KERBEROS, True)])
def test_a_principal_kept_for_another_service_is_remarked_upon(service: int, *, stale: bool) -> None:
    ruled = ask(authn_svc=service, principal=None)
    said = next(step for step in ruled.steps if step.rule == "setblanket.principal.null-keeps")
    assert ("belongs to another service" in said.because) == stale


def test_a_proxy_of_which_nothing_is_known_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nothing is known of"):
        set_blanket(SetBlanketFacts(ProxyFacts("IThing"), BlanketRequest()))
