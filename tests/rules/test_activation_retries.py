"""The second try without security (L3, H14 to H16), and calls to a resolver that are no activations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rules.activation_stand import EVERYBODY, INTEGRITY, LAUNCHERS, OPEN, Stand, app, asking, hosted, info, stand
from rules.calls_stand import STRANGER, TRUSTED

from simcom.rules.ladder import judge_resolver_call
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.identities import ANONYMOUS, NULL_DACL, Acl
from simcom.vocabulary.logon import LogonFacts, LogonRights
from simcom.vocabulary.paths import DROPPED, PathFacts
from simcom.vocabulary.rulings import Outcome, Verdict

DENIED, UNAVAILABLE = "E_ACCESSDENIED", "RPC_S_SERVER_UNAVAILABLE"
ADMITS = {"application": app(launch_permission=EVERYBODY), "server_machine": hosted(**OPEN)}
BOB = replace(TRUSTED, name="PLANT\\bob", route=0, authority="PLANT")
EXPLICIT = asking(auth_info=info(INTEGRITY))

L3: list[tuple[str, Stand, tuple[str, str]]] = [
    ("default, Anonymous admitted", stand(account=STRANGER, **ADMITS), ("S_OK", ANONYMOUS)),
    ("default, Anonymous not admitted", stand(account=STRANGER), (UNAVAILABLE, ANONYMOUS)),
    (
        "default, not enforcing",
        stand(account=STRANGER, server_patch="P0"),
        (UNAVAILABLE, ANONYMOUS),
    ),
    (
        "limits admit Anonymous, the list only Everyone",
        stand(account=STRANGER, server_machine=hosted(**OPEN), application=app(launch_permission=LAUNCHERS)),
        (UNAVAILABLE, ANONYMOUS),
    ),
    ("explicit credentials that B knows", stand(account=BOB, request=EXPLICIT), ("S_OK", "CORP\\ann")),
    ("explicit, no trust", stand(account=STRANGER, request=EXPLICIT, **ADMITS), (DENIED, "")),
    ("one-way trust", stand(account=TRUSTED), ("S_OK", "CORP\\ann")),
    (
        "a second try that is forbidden",
        stand(account=STRANGER, client_machine=replace(stand().client_machine, scm_flags=0x2), **ADMITS),
        (DENIED, ""),
    ),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in L3], ids=[row[0] for row in L3])
def test_two_domains_without_trust(facts: Stand, expected: tuple[str, str]) -> None:
    ruling = facts.judged()
    assert (ruling.hresult.name, ruling.value.caller.name if ruling.value else "") == expected


def test_a_failed_attempt_is_told_and_does_not_decide() -> None:
    ruling = stand(account=STRANGER, **ADMITS).judged()
    fails = [step.rule for step in ruling.steps if step.verdict is Verdict.FAILS]
    assert (fails, ruling.decisive.rule, ruling.value.attempt) == ([], "act-sequence", 1)
    assert "trust.untrusted-domain" in ruling.rules


def test_a_missing_logon_right_shows_up_as_nobody() -> None:
    denied = LogonFacts(rights=LogonRights(denied=("CORP\\ann",)))
    facts = stand(call={"logon": denied})
    assert (facts.judged().value.caller.name, facts.events()) == (ANONYMOUS, ["10027 opc01"])


def test_who_was_authenticated_and_refused_is_not_tried_again() -> None:
    ruling = stand(application=app(launch_permission=Acl(()))).judged()
    assert (ruling.hresult.name, ruling.value.attempt, ruling.value.caller.name) == (DENIED, 0, "CORP\\ann")


@pytest.mark.parametrize("code", ["RPC_S_SERVER_UNAVAILABLE", "E_ACCESSDENIED"])
def test_the_code_of_a_refused_second_try_can_be_chosen(code: str) -> None:
    facts = stand(account=STRANGER, settings={"assume": Assumptions(activation_refused=code)})
    assert (facts.judged().hresult.name, facts.judged().decisive.disputed) == (code, "H16")


def test_an_attempt_of_which_nothing_is_known_ends_it() -> None:
    unknown = replace(STRANGER, route=None, mirror="OPC01\\ann", mirror_matches=None)
    ruling = stand(account=unknown).judged()
    assert (ruling.outcome, ruling.value) == (Outcome.UNDETERMINED, None)


def asked(purpose: str, *, limit: Acl = NULL_DACL, **changes: Any) -> tuple[str, int, str]:  # noqa: ANN401
    """Return what becomes of a call to a resolver: the status, the attempt, and whom the resolver sees."""
    facts = stand(server_machine=hosted(machine_access_restriction=limit), client_patch="P0", **changes)
    ruling, number = judge_resolver_call(facts.facts().attempts, purpose)
    return ruling.hresult.name, number, ruling.value.name if ruling.value else ""


@pytest.mark.parametrize("purpose", ["resolve", "ping"])
def test_resolutions_and_pings(purpose: str) -> None:
    assert asked(purpose) == ("S_OK", 0, "CORP\\ann")
    assert asked(purpose, account=STRANGER) == ("S_OK", 1, ANONYMOUS)
    assert asked(purpose, account=STRANGER, limit=Acl(())) == (DENIED, 1, ANONYMOUS)
    assert asked(purpose, account=STRANGER, request=EXPLICIT) == (DENIED, 0, "")


@pytest.mark.parametrize(("purpose", "code"), [("resolve", "OR_INVALID_OXID"), ("ping", UNAVAILABLE)])
def test_a_resolver_that_cannot_be_reached(purpose: str, code: str) -> None:
    assert asked(purpose, call={"path": PathFacts(way=DROPPED)}) == (code, 0, "")


def test_com_switched_off_keeps_its_own_code() -> None:
    facts = stand(server_machine=hosted(enable_dcom="N"))
    assert judge_resolver_call(facts.facts().attempts, "resolve")[0].decisive.disputed == "L-16"
