"""How an activation goes out: attempts, blankets and sources, by table."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from rules.activation_stand import CONNECT, HMI, INTEGRITY, NONE, Stand, asking, info, process, stand

from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.flags import Clsctx, Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import AppSettings
from simcom.vocabulary.services import AuthnSvc

OTTO = AuthInfo("PLANT\\otto")
NEGOTIATE, KERBEROS, NTLM = AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT


def asks(level: int = AuthnLevel.DEFAULT, **changes: Any) -> Stand:  # noqa: ANN401
    """Return an activation with a COAUTHINFO."""
    return stand(request=asking(auth_info=info(level, **changes)))


def attempts(facts: Stand) -> list[tuple[int, int, int, str | None]]:
    """Return service, level, impersonation level and principal of every attempt."""
    blankets = facts.settled().value.attempts
    return [(one.authn_svc, one.authn_level, one.imp_level, one.principal) for one in blankets]


SPN = "RPCSS/opc01"
PLANS = {
    "no COAUTHINFO": (stand(), [(NEGOTIATE, 5, 3, SPN), (0, 1, 3, None)]),
    "no COAUTHINFO, unsecured forbidden": (
        stand(client_machine=replace(HMI, scm_flags=0x2)),
        [(NEGOTIATE, 5, 3, SPN)],
    ),
    "every service": (
        stand(client_machine=replace(HMI, scm_flags=0x1)),
        [(NEGOTIATE, 5, 3, SPN), (KERBEROS, 5, 3, SPN), (NTLM, 5, 3, None), (0, 1, 3, None)],
    ),
    "every service that is installed": (
        stand(client_machine=replace(HMI, scm_flags=0x3, packages=(NEGOTIATE, NTLM))),
        [(NEGOTIATE, 5, 3, SPN), (NTLM, 5, 3, None)],
    ),
    "no name given": (stand(request=asking(server_name="")), [(NEGOTIATE, 5, 3, None), (0, 1, 3, None)]),
    "COAUTHINFO with defaults": (asks(), [(NTLM, 5, 3, None)]),
    "COAUTHINFO, flags are irrelevant": (
        replace(asks(INTEGRITY), client_machine=replace(HMI, scm_flags=0x3)),
        [(NTLM, 5, 3, None)],
    ),
    "DEFAULT is NTLM": (asks(INTEGRITY, authn_svc=AuthnSvc.DEFAULT), [(NTLM, 5, 3, None)]),
    "DEFAULT is Negotiate": (
        replace(
            asks(INTEGRITY, authn_svc=AuthnSvc.DEFAULT),
            settings={"assume": Assumptions(coauthinfo_default_service="GSS_NEGOTIATE")},
        ),
        [(NEGOTIATE, 5, 3, SPN)],
    ),
    "Kerberos with a name of its own": (
        asks(6, authn_svc=KERBEROS, principal="host/opc01", imp_level=4),
        [(KERBEROS, 6, 4, "host/opc01")],
    ),
    "service NONE": (asks(INTEGRITY, authn_svc=0), [(0, 1, 3, None)]),
    "level NONE": (asks(NONE), [(0, 1, 3, None)]),
    "impersonation level 9": (asks(INTEGRITY, imp_level=9), [(NTLM, 5, 3, None)]),
    "local": (stand(local=True), [(NTLM, 2, 3, None)]),
    "another stack": (stand(settings={"stack": "wmic", "stack_level": CONNECT}), [(NTLM, 2, 3, None)]),
    "another stack, unsecured": (stand(settings={"stack": "x", "stack_level": NONE}), [(0, 1, 3, None)]),
}


@pytest.mark.parametrize("name", PLANS)
def test_the_attempts(name: str) -> None:
    facts, expected = PLANS[name]
    assert attempts(facts) == expected


EXPLICIT, BY_APPID, COMPLUS = process(2, "explicit"), process(4, "appid"), process(4, "COM+")
DEFAULTED = process(2, "explicit", origins=(("authn_level", "DEFAULT: built-in default"),))
APP = {"app": AppSettings("{V}", authn_level=6)}
BAD_APP = {"app": AppSettings("{V}", authn_level="high")}

SOURCES = [
    ("implicit", process(4), None, {}, ("default", 4)),
    ("implicit at NONE", process(1), None, {}, ("default", 2)),
    ("explicit", EXPLICIT, None, {}, ("coinit_explicit", 2)),
    ("explicit, DEFAULT", DEFAULTED, None, {}, ("default", 2)),
    ("by AppID", BY_APPID, None, {}, ("default", 4)),
    ("COM+", COMPLUS, None, {}, ("coinit_explicit", 4)),
    ("COAUTHINFO", EXPLICIT, info(3), {}, ("coauthinfo", 3)),
    ("COAUTHINFO that leaves the level", EXPLICIT, info(), {}, ("coinit_explicit", 2)),
    ("not initialised", None, None, {}, ("default", 2)),
    ("not initialised, AppID", None, None, APP, ("default", 6)),
    ("not initialised, bad AppID", None, None, BAD_APP, ("default", 2)),
    ("another stack", EXPLICIT, info(6), {"stack": "x", "stack_level": 3}, ("stack", 6)),
    ("another stack without a level", None, None, {"stack": "x"}, ("stack", 2)),
]


@pytest.mark.parametrize(
    ("client", "auth_info", "settings", "expected"), [row[1:] for row in SOURCES], ids=[row[0] for row in SOURCES]
)
def test_where_the_level_comes_from(client: Any, auth_info: Any, settings: Any, expected: tuple[str, int]) -> None:  # noqa: ANN401
    facts = stand(client=client, request=asking(auth_info=auth_info), settings=settings, client_patch="P0")
    said = facts.settled().value
    assert (said.source, said.asked_level, said.raised_by) == (*expected, "")


@pytest.mark.parametrize("value", [None, 0, 1, 2])
def test_a_raise_agrees_with_a_plain_reading(value: int | None) -> None:
    sources = {
        "default": {},
        "coinit_explicit": {"client": EXPLICIT},
        "coauthinfo": {"request": asking(auth_info=info(2))},
    }
    for patch, literal, (source, words) in product(
        ("P0", "P1", "P1b", "P2", "P2b", "P3"), ("no", "yes"), sources.items()
    ):
        machine = replace(HMI, patch=patch, raise_level=value)
        facts = stand(client_machine=machine, settings={"assume": Assumptions(raise1_covers_coinit=literal)}, **words)
        said = facts.settled().value
        found = said.source, said.attempts[0].authn_level, said.raised_by
        assert found == (source, *plain_raise(patch, value, source, literal=literal == "yes"))


@pytest.mark.parametrize(
    ("value", "literal", "client", "expected"),
    [
        (0, "no", True, ""),
        (1, "no", True, "H12"),
        (1, "yes", True, "H12"),
        (2, "no", True, ""),
        (1, "no", False, ""),
        (1, "yes", False, ""),
    ],
)
def test_the_sources_disagree_about_one_case_of_the_raise(
    value: int,
    literal: str,
    client: bool,  # noqa: FBT001
    expected: str,
) -> None:
    """`H12`: whether 1 covers a level that the program gave; of 2 there is no doubt, and none of the default."""
    words = {"client": EXPLICIT} if client else {}
    machine = replace(HMI, patch="P3", raise_level=value)
    facts = stand(client_machine=machine, settings={"assume": Assumptions(raise1_covers_coinit=literal)}, **words)
    found = {step.disputed for step in facts.settled().steps if step.rule in ("H12", "act.hardening")}
    assert "".join(found) == expected


def plain_raise(patch: str, value: int | None, source: str, *, literal: bool) -> tuple[int, str]:
    """Read H1, H2 and H12 plainly: the level that CONNECT becomes, and what raised it."""
    if patch in ("P0", "P1"):
        return 2, ""
    in_force = value
    if in_force is None:
        in_force = 1 if patch in ("P1b", "P2") else 2
    if in_force >= 2 or (in_force == 1 and (source == "default" or (source == "coinit_explicit" and literal))):
        return 5, "H2"
    return 2, ""


THREAD = {"thread_token": "PLANT\\bob", "thread_level": 3}
CLOAKS = process(capabilities=int(Eoac.STATIC_CLOAKING))
FLAG = asking(clsctx=int(Clsctx.ENABLE_CLOAKING))
OLD = replace(HMI, windows="server-2003-sp1")

IDENTITIES = [
    ("the process", stand(), (False, None, "act.identity.process-or-thread")),
    ("a thread without cloaking", stand(settings=THREAD), (False, None, "act.identity.process-or-thread")),
    ("cloaking without a token", stand(client=CLOAKS), (False, None, "act.identity.process-or-thread")),
    ("cloaking", stand(client=CLOAKS, settings=THREAD), (True, None, "act.identity.process-or-thread")),
    ("the flag", stand(request=FLAG, settings=THREAD), (True, None, "act.identity.clsctx-cloaking")),
    ("the flag without a token", stand(request=FLAG), (False, None, "act.identity.process-or-thread")),
    (
        "the flag before Vista",
        stand(request=FLAG, settings=THREAD, client_machine=OLD),
        (False, None, "act.identity.process-or-thread"),
    ),
    ("credentials", asks(5, identity=OTTO), (False, OTTO, "act.identity.coauthidentity")),
    (
        "credentials before cloaking",
        replace(asks(5, identity=OTTO), client=CLOAKS, settings=THREAD),
        (False, OTTO, "act.identity.coauthidentity"),
    ),
    (
        "credentials within the machine",
        replace(asks(5, identity=OTTO), local=True),
        (False, None, "act.identity.process-or-thread"),
    ),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in IDENTITIES], ids=[row[0] for row in IDENTITIES])
def test_who_is_shown(facts: Stand, expected: tuple[bool, AuthInfo | None, str]) -> None:
    said = facts.settled().value
    first = said.attempts[0]
    assert (said.from_thread, first.identity, said.identity_rule) == expected
    assert bool(first.capabilities & Eoac.DYNAMIC_CLOAKING) == expected[0]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (asks(9), "undetermined"),
        (asks(5, authn_svc=NEGOTIATE, identity=OTTO), "undetermined"),
        (asks(NONE, imp_level=2), "failed"),
        (replace(asks(NONE, imp_level=2), settings={"assume": Assumptions(coauthinfo_imp_level="replaced")}), "ok"),
        (replace(asks(NONE, imp_level=2), local=True), "ok"),
        (stand(request=asking(aggregated=True)), "failed"),
        (stand(request=asking(clsctx=int(Clsctx.DISABLE_AAA | Clsctx.ENABLE_AAA))), "failed"),
    ],
)
def test_what_is_wrong_with_a_request(facts: Stand, expected: str) -> None:
    ruling = facts.settled()
    assert (ruling.outcome, ruling.value is None) == (expected, expected != "ok")
