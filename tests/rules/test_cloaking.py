"""Who a call goes out as: the cloaking table (A6), the token a cloaked call needs, and what cloaking does in a running estate."""

from __future__ import annotations

import pytest
from rules.calls_stand import ANN, judged, proxy
from runtime.calls_estate import OTTO, SVC, call, classes, client, estate, explicit, panel, ran, server, unmarshal

from simcom.rules.calls.identity import effective_imp_level, identity
from simcom.runtime.steps import CoImpersonateClient, CoRevertToSelf, RevertToSelf, SetBlanket, SetThreadToken
from simcom.vocabulary.blankets import AuthInfo, BlanketRequest
from simcom.vocabulary.facts import IdentityFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.services import AuthnSvc

STATIC, DYNAMIC, NONE = Eoac.STATIC_CLOAKING, Eoac.DYNAMIC_CLOAKING, Eoac.NONE
PROCESS, THREAD, FIXED, OWN = "PLANT\\process", "CORP\\thread", "CORP\\fixed", "PLANT\\own"


@pytest.mark.parametrize(
    ("cloaking", "token", "fixed", "expected", "fixes"),
    [
        (NONE, None, None, PROCESS, False),
        (NONE, THREAD, None, PROCESS, False),
        (NONE, THREAD, FIXED, PROCESS, False),
        (STATIC, THREAD, None, THREAD, True),
        (STATIC, THREAD, FIXED, FIXED, False),
        (STATIC, None, None, PROCESS, True),
        (STATIC, None, FIXED, FIXED, False),
        (DYNAMIC, THREAD, None, THREAD, False),
        (DYNAMIC, THREAD, FIXED, THREAD, False),
        (DYNAMIC, None, None, PROCESS, False),
        (DYNAMIC, None, FIXED, PROCESS, False),
    ],
)
def test_the_decision_table(cloaking: int, token: str | None, fixed: str | None, expected: str, *, fixes: bool) -> None:
    found = identity(IdentityFacts(proxy(capabilities=cloaking, fixed=fixed), PROCESS, token, ImpLevel.IMPERSONATE))
    assert (found.account, found.fixes) == (expected, fixes)


@pytest.mark.parametrize(
    ("remote", "switch", "expected"),
    [(True, "used", OWN), (True, "ignored", OWN), (False, "used", OWN), (False, "ignored", PROCESS)],
)
@pytest.mark.parametrize("token", [None, THREAD])
def test_explicit_credentials_without_cloaking(token: str | None, switch: str, expected: str, *, remote: bool) -> None:
    facts = IdentityFacts(proxy(identity=AuthInfo(OWN)), PROCESS, token, remote=remote, local_auth_info=switch)
    assert identity(facts).account == expected


@pytest.mark.parametrize(
    ("level", "hresult"),
    [(1, "E_ACCESSDENIED"), (2, "E_ACCESSDENIED"), (3, "S_OK"), (4, "S_OK")],
)
@pytest.mark.parametrize("local", [True, False], ids=["local", "remote"])
def test_a_cloaked_call_needs_a_token_of_impersonate(level: int, hresult: str, *, local: bool) -> None:
    ruling = judged(cloaked=True, thread_level=level, local=local)
    rule = "cloak.needs-impersonate-level" if hresult != "S_OK" else "cloak.decision-table"
    assert (ruling.hresult.name, rule in ruling.rules) == (hresult, True)


@pytest.mark.parametrize("service", [AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_SCHANNEL])
@pytest.mark.parametrize("local", [True, False], ids=["local", "remote"])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_impersonation_level_that_arrives(level: int, service: int, *, local: bool) -> None:
    expected = level
    if service == AuthnSvc.GSS_SCHANNEL:
        expected = ImpLevel.IMPERSONATE
    elif level == ImpLevel.ANONYMOUS and not local:
        expected = ImpLevel.IDENTIFY
    assert effective_imp_level(level, local=local, service=service) == expected


def token(step: str, account: str = OTTO, level: int = ImpLevel.IMPERSONATE) -> SetThreadToken:
    """Put a token on the thread."""
    return SetThreadToken(step, "", account, level)


def seen_by_server(cloaking: int) -> list[str]:
    """Return whom the server sees: with a token, after it was taken off, and with another one."""
    script = (
        unmarshal("u"),
        token("t1"),
        call("c1"),
        RevertToSelf("r", ""),
        call("c2"),
        token("t2", ANN),
        call("c3"),
    )
    rows = ran(estate(server(), panel(*script, initialize=explicit(capabilities=cloaking), account=SVC)))
    return [rows[name].caller.name for name in ("c1", "c2", "c3")]


@pytest.mark.parametrize(
    ("cloaking", "expected"),
    [(NONE, [SVC, SVC, SVC]), (STATIC, [OTTO, OTTO, OTTO]), (DYNAMIC, [OTTO, SVC, ANN])],
)
def test_what_each_kind_of_cloaking_shows_over_time(cloaking: int, expected: list[str]) -> None:
    assert seen_by_server(cloaking) == expected


def passed_on(cloaking: int, imp_level: int, *body: object) -> tuple[str, str | None]:
    """Return how a server's own call ends that it makes while serving, and whom the third process sees."""
    steps = (unmarshal("b/u", "third.historian"), CoImpersonateClient("b/i", ""), *body, call("b/c"))
    middle = server(initialize=explicit(capabilities=cloaking))
    third = server(name="third", account=OTTO, objects=(("historian", "Quiet"),))
    first = client(unmarshal("u"), call("c"), initialize=explicit(imp_level=imp_level))
    row = ran(estate(middle, third, first, classes=classes(*steps)))["b/c"]
    return row.ruling.hresult.name, row.caller.name if row.caller else None


@pytest.mark.parametrize(
    ("cloaking", "imp_level", "body", "expected"),
    [
        (NONE, ImpLevel.IMPERSONATE, (), ("S_OK", SVC)),
        (NONE, ImpLevel.DELEGATE, (), ("S_OK", SVC)),
        (NONE, ImpLevel.IDENTIFY, (), ("S_OK", SVC)),
        (DYNAMIC, ImpLevel.IMPERSONATE, (), ("S_OK", ANN)),
        (STATIC, ImpLevel.IMPERSONATE, (), ("S_OK", ANN)),
        (DYNAMIC, ImpLevel.IDENTIFY, (), ("E_ACCESSDENIED", None)),
        (DYNAMIC, ImpLevel.IMPERSONATE, (CoRevertToSelf("b/r", ""),), ("S_OK", SVC)),
    ],
)
def test_whom_the_next_server_sees(
    cloaking: int, imp_level: int, body: tuple[object, ...], expected: tuple[str, str | None]
) -> None:
    assert passed_on(cloaking, imp_level, *body) == expected


@pytest.mark.parametrize("level", [1, 2, 3, 4])
@pytest.mark.parametrize("by_hand", [True, False], ids=["by SetBlanket", "by the first call"])
def test_a_fixed_token_keeps_its_level(level: int, *, by_hand: bool) -> None:
    fix = (
        SetBlanket("s", "", "p", None, helper=True, request=BlanketRequest(capabilities=STATIC))
        if by_hand
        else call("c")
    )
    script = (unmarshal("u"), token("t", level=level), fix, RevertToSelf("r", ""), call("c2"))
    own = explicit(capabilities=NONE if by_hand else STATIC)
    row = ran(estate(server(), panel(*script, initialize=own, account=SVC)))["c2"]
    ends = ("S_OK", OTTO) if level >= ImpLevel.IMPERSONATE else ("E_ACCESSDENIED", None)
    assert (row.ruling.hresult.name, row.caller.name if row.caller else None) == ends
