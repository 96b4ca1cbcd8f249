"""What a server learns of its caller and what it may do with it, by rule and in a running estate."""

from __future__ import annotations

import pytest
from rules.calls_stand import ANN, MIRROR, MIRRORED, SVC, judged, made, proxy
from runtime import calls_estate as by_hand
from runtime.calls_estate import call, classes, client, estate, explicit, panel, ran, unmarshal

from simcom.rules.calls.authentication import caller
from simcom.rules.server_side import call_context, impersonate, query_client_blanket, revert
from simcom.runtime.steps import (
    CoGetCallContext,
    CoImpersonateClient,
    CoQueryClientBlanket,
    CoRevertToSelf,
)
from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.identities import Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

NTLM, KERBEROS, NEGOTIATE, SCHANNEL = (
    AuthnSvc.WINNT,
    AuthnSvc.GSS_KERBEROS,
    AuthnSvc.GSS_NEGOTIATE,
    AuthnSvc.GSS_SCHANNEL,
)


@pytest.mark.parametrize(
    "ruling",
    [
        call_context(None),
        query_client_blanket(None, imp_level_pointer=False),
        query_client_blanket(None, imp_level_pointer=True),
        impersonate(None, RECOMMENDED),
        revert(None),
    ],
)
def test_outside_a_call_there_is_no_context(ruling: object) -> None:
    assert (ruling.hresult.name, ruling.rules) == ("RPC_E_CALL_COMPLETE", ("callcontext.none",))


def reported(service: str, level: str, name: str | None, principal: str | None = SVC) -> dict[str, str | None]:
    """Return what CoQueryClientBlanket should report."""
    return {"authn_svc": service, "authz_svc": "NONE", "principal": principal, "authn_level": level, "privs": name}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, reported("WINNT", "CONNECT", ANN)),
        ({"blanket": proxy(AuthnLevel.CALL)}, reported("WINNT", "PKT", ANN)),
        ({"blanket": proxy(AuthnLevel.PKT_INTEGRITY, KERBEROS)}, reported("GSS_KERBEROS", "PKT_INTEGRITY", ANN)),
        ({"blanket": proxy(service=NEGOTIATE)}, reported("GSS_NEGOTIATE", "CONNECT", ANN)),
        ({"blanket": proxy(principal=None)}, reported("WINNT", "CONNECT", ANN, None)),
        ({"account": MIRRORED}, reported("WINNT", "CONNECT", MIRROR)),
        ({"blanket": proxy(AuthnLevel.NONE)}, reported("NONE", "NONE", None, None)),
        (
            {"blanket": proxy(AuthnLevel.NONE, principal=None), "local": True},
            reported("WINNT", "PKT_PRIVACY", ANN, None),
        ),
        ({"local": True}, reported("WINNT", "PKT_PRIVACY", ANN)),
        ({"blanket": proxy(service=SCHANNEL)}, reported("GSS_SCHANNEL", "CONNECT", None)),
    ],
)
def test_what_the_client_blanket_reports(changes: dict[str, object], expected: dict[str, str | None]) -> None:
    assert query_client_blanket(caller(made(**changes)), imp_level_pointer=False).value == expected


def test_the_impersonation_level_cannot_be_asked_for() -> None:
    ruling = query_client_blanket(caller(made()), imp_level_pointer=True)
    assert (ruling.hresult.name, ruling.decisive.rule) == ("E_INVALIDARG", "serverquery.implevel-null")


@pytest.mark.parametrize("level", [level for level in AuthnLevel if level])
@pytest.mark.parametrize("local", [True, False], ids=["local", "remote"])
def test_who_can_be_impersonated(level: int, *, local: bool) -> None:
    ruling = impersonate(caller(made(blanket=proxy(level), local=local)), RECOMMENDED)
    remote_none = level == AuthnLevel.NONE and not local
    assert ruling.hresult.name == ("RPC_E_UNSECURE_CALL" if remote_none else "S_OK")


@pytest.mark.parametrize("code", ["RPC_E_UNSECURE_CALL", "E_FAIL"])
def test_the_code_of_an_unauthenticated_impersonation_is_a_switch(code: str) -> None:
    nobody = caller(made(blanket=proxy(AuthnLevel.NONE)))
    ruling = impersonate(nobody, Assumptions(impersonate_unsecure=code))
    assert (ruling.hresult.name, ruling.decisive.disputed) == (code, "L-17")


@pytest.mark.parametrize("switch", ["authenticated", "unauthenticated"])
def test_how_a_local_call_at_none_arrives_is_a_switch(switch: str) -> None:
    arrived = caller(made(blanket=proxy(AuthnLevel.NONE), local=True, assume=Assumptions(local_level_none=switch)))
    expected = ("ntlm", AuthnLevel.PKT_PRIVACY) if switch == "authenticated" else (None, AuthnLevel.NONE)
    assert (arrived.mechanism, arrived.authn_level) == expected


@pytest.mark.parametrize(
    ("level", "local", "expected", "rule"),
    [
        (ImpLevel.ANONYMOUS, True, ImpLevel.ANONYMOUS, "impersonate.at-anonymous"),
        (ImpLevel.ANONYMOUS, False, ImpLevel.IDENTIFY, "impersonate.at-identify"),
        (ImpLevel.IDENTIFY, True, ImpLevel.IDENTIFY, "impersonate.at-identify"),
        (ImpLevel.IDENTIFY, False, ImpLevel.IDENTIFY, "impersonate.at-identify"),
        (ImpLevel.IMPERSONATE, False, ImpLevel.IMPERSONATE, "impersonate.token-level"),
        (ImpLevel.DELEGATE, True, ImpLevel.DELEGATE, "impersonate.token-level"),
        (ImpLevel.DELEGATE, False, ImpLevel.IMPERSONATE, "impersonate.token-level"),
    ],
)
def test_the_level_of_the_token(level: int, expected: int, rule: str, *, local: bool) -> None:
    ruling = impersonate(caller(made(blanket=proxy(imp_level=level), local=local)), RECOMMENDED)
    assert (ruling.value, rule in ruling.rules) == (expected, True)


@pytest.mark.parametrize(
    ("certificate_token", "name", "hresult"),
    [(Token("PLANT\\otto"), "PLANT\\otto", "S_OK"), (None, "ANONYMOUS LOGON", "E_FAIL")],
    ids=["mapped", "no certificate"],
)
def test_schannel_is_as_good_as_its_certificate(certificate_token: Token | None, name: str, hresult: str) -> None:
    arrived = judged(blanket=proxy(service=SCHANNEL), certificate_token=certificate_token).value
    ruling = impersonate(arrived, RECOMMENDED)
    assert (arrived.name, ruling.hresult.name, "imp.schannel-mapping" in ruling.rules) == (
        name,
        hresult,
        hresult != "S_OK",
    )


def served(*body: object, level: int = AuthnLevel.CONNECT, local: bool = False) -> dict[str, object]:
    """Run one call whose method does these steps; return the rows by id."""
    one = by_hand.server(initialize=explicit(AuthnLevel.NONE))
    who = (panel if local else client)(unmarshal("u"), call("c"), initialize=explicit(level))
    return ran(estate(one, who, classes=classes(*body)))


@pytest.mark.parametrize(
    ("level", "local", "expected"),
    [
        (AuthnLevel.CONNECT, False, ("GSS_NEGOTIATE", "CONNECT", ANN)),
        (AuthnLevel.CALL, False, ("GSS_NEGOTIATE", "PKT", ANN)),
        (AuthnLevel.NONE, False, ("NONE", "NONE", None)),
        (AuthnLevel.NONE, True, ("WINNT", "PKT_PRIVACY", by_hand.OTTO)),
    ],
)
def test_a_method_asks_who_calls(level: int, expected: tuple[str, str, str | None], *, local: bool) -> None:
    row = served(CoQueryClientBlanket("b/q", ""), level=level, local=local)["b/q"]
    assert tuple(row.returned[name] for name in ("authn_svc", "authn_level", "privs")) == expected


@pytest.mark.parametrize(
    "step",
    [CoGetCallContext("s", ""), CoQueryClientBlanket("s", ""), CoImpersonateClient("s", ""), CoRevertToSelf("s", "")],
    ids=lambda step: type(step).__name__,
)
def test_a_step_of_the_server_side_works_in_a_method_and_nowhere_else(step: object) -> None:
    outside = ran(estate(by_hand.server(), client(step)))["s"].ruling.hresult.name
    assert (outside, served(step)["s"].ruling.hresult.name) == ("RPC_E_CALL_COMPLETE", "S_OK")


def test_rows_of_a_body_name_the_call_they_happened_in() -> None:
    assert served(CoGetCallContext("b/x", ""))["b/x"].parent == "c"
