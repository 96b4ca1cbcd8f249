"""What is told of refusals, and what would have passed: retries without security, lists, policies, filtered administrators, levels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rules.activation_stand import (
    CONNECT,
    HERSELF,
    HMI,
    INTEGRITY,
    NONE,
    OPEN,
    PRIVACY,
    Stand,
    app,
    asking,
    hosted,
    info,
    process,
    stand,
)
from rules.calls_stand import ANN, GROUPS, STRANGER, host, judged

from simcom.vocabulary.flags import ALL_ACCESS, ALL_LAUNCH
from simcom.vocabulary.identities import ADMINISTRATORS, EMPTY_DACL, NULL_DACL, Ace, Acl, Token

if TYPE_CHECKING:
    from simcom.vocabulary.machines import MachineSettings

RAISE = "RaiseActivationAuthenticationLevel"
AGAIN = {"account": STRANGER, "call": {"resolver": True}}
TRUST = "let plant.example trust CORP, give credentials that plant.example knows, mirror the account there"
LISTS = (
    "MachineAccessRestriction of opc01, MachineLaunchRestriction of opc01 and LaunchPermission of AppID {H} on opc01"
)
FILTERED = Token("OPC01\\adm", GROUPS, ((ADMINISTRATORS, "uac-remote-token-filter"),))
POLICY = "LocalAccountTokenFilterPolicy to 1 on opc01"


@pytest.mark.parametrize("server_machine", [hosted(), hosted(**OPEN)])
def test_a_refused_retry_tells_of_both_attempts(server_machine: MachineSettings) -> None:
    last = stand(server_machine=server_machine, **AGAIN).judged().decisive
    begins = f"{ANN} could not be authenticated (opc01 cannot validate {ANN}: no trust leads from"
    assert (last.because.startswith(begins), "the retry without security is refused: " in last.because) == (True, True)
    assert last.remedy == f"{TRUST}; or, last, let ANONYMOUS LOGON in by {LISTS}, all of them"
    assert ("trust.untrusted-domain" in last.also, last.cause) == (True, "logon_denied")


def test_who_comes_as_nobody_by_choice_has_no_first_attempt() -> None:
    last = stand(request=asking(auth_info=info(NONE))).judged().decisive
    assert (last.cause, last.remedy) == (
        "",
        "grant ANONYMOUS LOGON EXECUTE_REMOTE in MachineAccessRestriction of opc01",
    )


@pytest.mark.parametrize(
    ("facts", "ends"),
    [
        (stand(application=app(launch_permission=EMPTY_DACL)), "in LaunchPermission of AppID {H} on opc01"),
        (stand(application=app(launch_permission=None)), "in DefaultLaunchPermission of opc01"),
        (
            stand(server_machine=hosted(machine_launch_restriction=EMPTY_DACL)),
            "in MachineLaunchRestriction of opc01",
        ),
        (
            stand(server_machine=hosted(policy_launch_restriction=EMPTY_DACL)),
            "in the policy's MachineLaunchRestriction (Group Policy)",
        ),
        (
            stand(server_machine=hosted(policy_access_restriction=EMPTY_DACL)),
            "in the policy's MachineAccessRestriction (Group Policy)",
        ),
    ],
)
def test_a_cure_names_the_list(facts: Stand, ends: str) -> None:
    last = facts.judged().decisive
    assert (last.remedy.endswith(ends), "policy" in last.because) == (True, "policy" in ends)
    assert last.remedy.startswith("change the policy: ") == ("policy" in ends)


def test_a_limit_on_calls_that_a_policy_sets_is_the_policys() -> None:
    last = judged(server_machine=host(policy_access_restriction=EMPTY_DACL)).decisive
    cure = f"change the policy: grant {ANN} EXECUTE_REMOTE in the policy's MachineAccessRestriction (Group Policy)"
    assert (last.remedy, last.because.endswith("the policy's MachineAccessRestriction (Group Policy)")) == (cure, True)


ADMINS = Acl((Ace(ADMINISTRATORS, ALL_LAUNCH),))


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (stand(token=FILTERED), True),
        (stand(token=FILTERED, server_machine=hosted(**OPEN), application=app(launch_permission=ADMINS)), True),
        (stand(token=FILTERED, server_machine=hosted(**OPEN), application=app(launch_permission=EMPTY_DACL)), False),
        (stand(token=replace(HERSELF, groups=GROUPS)), False),
    ],
)
def test_a_filtered_administrator_need_not_be_filtered(facts: Stand, first: bool) -> None:  # noqa: FBT001
    remedy = facts.judged().decisive.remedy
    assert (POLICY in remedy, remedy.startswith("set Local")) == (first, first)


def test_a_filtered_administrator_calls() -> None:
    admits = Acl((Ace(ADMINISTRATORS, ALL_ACCESS),))
    found = [
        judged(token=FILTERED, server_machine=host(machine_access_restriction=acl)) for acl in (admits, EMPTY_DACL)
    ]
    assert [POLICY in ruling.decisive.remedy for ruling in found] == [True, False]


BARE = replace(HMI, patch=None)


UNDECLARED = ("undetermined", True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (stand(client_patch=None), UNDECLARED),
        (stand(client_patch=None, client=process(CONNECT, "explicit")), UNDECLARED),
        (stand(client_patch=None, request=asking(auth_info=info(CONNECT))), UNDECLARED),
        (stand(client_patch=None, server_patch="P1b"), ("ok", False)),
        (stand(client_patch=None, client=process(INTEGRITY)), ("ok", False)),
        (stand(client_patch=None, settings={"stack": "wmic", "stack_level": CONNECT}), ("refused", False)),
        (stand(client_machine=replace(BARE, raise_level=0)), ("refused", False)),
        (stand(client_machine=replace(BARE, raise_level=2)), ("ok", False)),
        (stand(client_machine=replace(BARE, windows="xp-sp2")), ("refused", False)),
        (stand(client_patch="P0"), ("refused", False)),
    ],
)
def test_an_undeclared_client_may_raise(facts: Stand, expected: tuple[str, bool]) -> None:
    ruling = facts.judged()
    asks = ruling.decisive.remedy == f"declare the patch of hmi01, or {RAISE} there"
    assert (str(ruling.outcome), asks) == expected


def test_what_is_not_decided_writes_no_line() -> None:
    assert stand(client_patch=None).events() == []


@pytest.mark.parametrize(
    ("patch", "written", "cure"),
    [
        ("P0", 2, "update hmi01 (P2b raises every level above NONE)"),
        ("P1", None, "update hmi01 (P2b raises every level above NONE)"),
        ("P1b", 1, f"set {RAISE} to 2 on hmi01 and restart it"),
        ("P3", 0, f"set {RAISE} to 2 on hmi01 and restart it"),
        ("P2", None, f"set {RAISE} to 2 on hmi01 and restart it, or update it (P2b raises every level)"),
    ],
)
def test_no_value_is_advised_that_the_client_does_not_know(patch: str, written: int | None, cure: str) -> None:
    machine = replace(HMI, patch=patch, raise_level=written)
    remedy = stand(client_machine=machine, client=process(CONNECT, "explicit")).judged().decisive.remedy
    assert remedy == f"let viewer.exe on hmi01 activate at PKT_INTEGRITY, or {cure}"


@pytest.mark.parametrize(("given", "level"), [(NONE, 1), (CONNECT, 2), (INTEGRITY, 5), (PRIVACY, 6), (0, 5)])
def test_a_program_may_tell_a_foreign_stack_its_level(given: int, level: int) -> None:
    words = {"stack": "wmic [sign]", "stack_level": INTEGRITY}
    settings = stand(
        request=asking(auth_info=info(given)), client=process(PRIVACY, "explicit"), settings=words
    ).settled()
    notes = [step.because for step in settings.steps if step.rule == "H10"]
    assert (settings.value.asked_level, settings.value.attempts[0].authn_level, settings.value.source) == (
        level,
        level,
        "stack",
    )
    assert [text.endswith("; CoInitializeSecurity's level does not reach it") for text in notes] == [True]


SHUT = {"machine_access_restriction": NULL_DACL, "machine_launch_restriction": EMPTY_DACL}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (stand(server_machine=hosted(**SHUT)), ["10015 opc01"]),
        (stand(server_machine=hosted(**SHUT), request=asking(auth_info=info(NONE))), ["10027 opc01"]),
        (stand(server_machine=hosted(**SHUT), **AGAIN), ["10027 opc01"]),
    ],
)
def test_a_limit_that_refuses_a_nobody_knows_no_class(facts: Stand, expected: list[str]) -> None:
    assert facts.events() == expected
