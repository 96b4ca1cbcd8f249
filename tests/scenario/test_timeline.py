"""What changes while a scenario runs: whole new values in order of time, and what cannot be said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from scenario.base_file import BASE, changed, complaints
from scenario.test_broken_files import line_of

from simcom.landscape.model import TrustKind
from simcom.runtime.estate import Account, Clock, DomainPolicy, Estate, Machine
from simcom.runtime.networks import Change
from simcom.scenario.load import loads
from simcom.vocabulary.identities import EMPTY_DACL
from simcom.vocabulary.logon import AccountState, Delegation

TOP = "network:\n"


def with_entries(*entries: str) -> str:
    """Return the base with a timeline."""
    return changed(TOP, "timeline:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries) + TOP)


def estate(*entries: str) -> Estate:
    """Return the estate of the base with a timeline."""
    return loads(with_entries(*entries), "s.yaml").estate


def values(*entries: str) -> list[Any]:
    """Return the new values of the base with a timeline."""
    return [change.value for change in estate(*entries).timeline]


def opc01(of: Estate) -> Machine:
    """Return the server's machine."""
    return next(item for item in of.machines if item.name == "opc01")


def test_a_change_has_its_time_its_place_and_the_whole_new_value() -> None:
    (change,) = estate("at: 5 min, accounts: {ann@corp.example: {enabled: false}}").timeline
    ann = Account("CORP\\ann", groups=("CORP\\OpcUsers",), state=AccountState(enabled=False))
    line = line_of(with_entries("at: 5 min, accounts: {ann@corp.example: {enabled: false}}"), "at: 5 min")
    assert change == Change(300.0, ann, f"s.yaml:{line}")


def test_changes_are_in_order_of_time_and_build_on_one_another() -> None:
    found = estate(
        "at: 2 min, accounts: {CORP\\ann: {locked: false}}",
        "at: 1 min, accounts: {CORP\\ann: {locked: true, sensitive: true}}",
        "at: 2 min, accounts: {CORP\\bob: {enabled: true}}",
    ).timeline
    assert [(item.at_s, item.value.name) for item in found if isinstance(item.value, Account)] == [
        (60.0, "CORP\\ann"),
        (120.0, "CORP\\ann"),
        (120.0, "CORP\\bob"),
    ]
    assert [item.value.state for item in found if isinstance(item.value, Account)] == [
        AccountState(locked=True, sensitive=True),
        AccountState(sensitive=True),
        AccountState(),
    ]


def test_an_account_leaves_protected_users_as_it_came() -> None:
    found = values(
        "at: 1 s, accounts: {CORP\\ann: {protected_users: true}}",
        "at: 2 s, accounts: {CORP\\ann: {protected_users: false}}",
    )
    assert [item.groups for item in found] == [("CORP\\OpcUsers", "CORP\\Protected Users"), ("CORP\\OpcUsers",)]
    assert [item.state.protected for item in found] == [True, False]


def test_a_mapping_within_is_merged_key_by_key() -> None:
    found = values(
        "at: 1 s, accounts: {PLANT\\svc-opc: {delegation: {to: [a/b]}}}",
        "at: 2 s, accounts: {PLANT\\svc-opc: {delegation: {protocol_transition: true}}}",
    )
    assert [item.delegation for item in found] == [Delegation(to=("a/b",)), Delegation(to=("a/b",), transition=True)]
    assert [item.password for item in found] == ["secret", "secret"]


def test_a_machine_keeps_what_does_not_change() -> None:
    of = estate("at: 1 min, machines: {OPC01: {secure_channel: broken, registry: {LmCompatibilityLevel: 5}}}")
    before = opc01(of)
    settings = replace(before.settings, lm_compatibility_level=5)
    assert [change.value for change in of.timeline] == [replace(before, secure_channel=False, settings=settings)]


def test_a_changed_value_knows_where_it_was_written() -> None:
    text = with_entries("at: 1 min, machines: {opc01: {registry: {ForceGuest: 1}}}")
    of = loads(text, "s.yaml").estate
    after = of.timeline[0].value
    assert isinstance(after, Machine)
    assert after.settings.origin("ForceGuest").startswith(f"s.yaml:{line_of(text, 'ForceGuest')}:")
    assert after.settings.origin("EnableDCOM") == opc01(of).settings.origin("EnableDCOM") != ""


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("", "clock: 6 min", Clock(360.0)),
        ("", "clock: -6 min", Clock(-360.0)),
        ("clock: {offset: 1 min, drift: 30 s}", "clock: 0 s", Clock(-15.0, 30.0)),
        ("clock: {offset: 1 min, drift: 30 s}", "clock: {drift: 0 s}", Clock(75.0)),
        ("clock: {offset: 1 min, drift: 30 s}", "secure_channel: broken", Clock(60.0, 30.0)),
    ],
)
def test_a_clock_is_set_at_the_time_of_the_change(before: str, change: str, after: Clock) -> None:
    """Half an hour from the start a clock that gains 30 s an hour has gained 15 s."""
    text = with_entries(f"at: 30 min, machines: {{opc01: {{{change}}}}}")
    text = text.replace("    domain: plant.example\n", f"    domain: plant.example\n    {before}\n")
    value = loads(text).estate.timeline[0].value
    assert isinstance(value, Machine)
    assert value.clock == after


def test_a_range_of_machines_changes() -> None:
    found = estate("at: 1 s, machines: {'ws[01-02]': {policy: {MachineAccessRestriction: []}}}").timeline
    assert [item.value.name for item in found if isinstance(item.value, Machine)] == ["ws01", "ws02"]
    assert [item.value.settings.policy_access_restriction for item in found if isinstance(item.value, Machine)] == [
        EMPTY_DACL
    ] * 2


def test_a_machines_own_account_changes_with_it() -> None:
    found = values(
        "at: 1 s, machines: {opc01: {spns: [HTTP/x]}}", "at: 2 s, accounts: {PLANT\\opc01$: {enabled: false}}"
    )
    assert [type(item) for item in found] == [Machine, Account, Account]
    assert found[1] == Account("PLANT\\OPC01$", spns=("HTTP/x",))
    assert found[2] == Account("PLANT\\OPC01$", spns=("HTTP/x",), state=AccountState(enabled=False))


def test_controllers_go_and_come_back() -> None:
    found = values(
        "at: 1 s, domains: {CORP: {controllers: {reachable: false, RestrictNTLM: deny all}}}",
        "at: 2 s, domains: {corp.example: {controllers: {reachable: true}, kerberos: {clock_tolerance: 1 min}}}",
    )
    assert found == [
        DomainPolicy("corp.example", reachable=False, restrict_ntlm="deny all"),
        DomainPolicy("corp.example", restrict_ntlm="deny all", tolerance_s=60.0),
    ]


def test_a_trust_is_replaced() -> None:
    found = values("at: 1 s, trusts: [{trusting: PLANT, trusted: CORP, kind: external, broken: true}]")
    assert [(item.trusting, item.trusted, item.kind, item.broken) for item in found] == [
        ("plant.example", "corp.example", TrustKind.EXTERNAL, True)
    ]


def test_a_trust_that_is_there_unasked_may_change() -> None:
    found = values("at: 1 s, trusts: [{between: [EU, CORP], kind: parent-child, enabled: false}]")
    assert [(item.trusting, item.enabled) for item in found] == [("eu.corp.example", False), ("corp.example", False)]


MISTAKES = [
    # entry, code, what stands at the place complained about, what the complaint says
    ("accounts: {CORP\\ann: {locked: true}}", "SC202", "- {accounts", "the key `at` is missing"),
    ("at: soon", "SC206", "soon", "is not a duration"),
    ("at: 1 s, acounts: {}", "SC201", "acounts", "did you mean `accounts`?"),
    ("at: 1 s, accounts: {CORP\\anne: {locked: true}}", "SC301", "CORP\\anne", "did you mean `CORP\\ann`?"),
    ("at: 1 s, accounts: {SYSTEM: {locked: true}}", "SC403", "SYSTEM: {l", "`SYSTEM` is in no directory"),
    ("at: 1 s, accounts: {CORP\\ann: {lockd: true}}", "SC201", "lockd", "did you mean `locked`?"),
    ("at: 1 s, accounts: {CORP\\ann: {workstations: hmi1}}", "SC301", "hmi1}", "did you mean `hmi01`?"),
    ("at: 1 s, machines: {opc1: {clock: 1 s}}", "SC301", "opc1: {c", "did you mean `opc01`?"),
    ("at: 1 s, machines: {opc01: {domain: CORP}}", "SC201", "domain: CORP}", "`domain` cannot change in time yet; write the state"),
    ("at: 1 s, machines: {opc01: {windows: xp-sp2}}", "SC201", "windows: xp-sp2}}", "`windows` cannot change in time yet"),
    ("at: 1 s, machines: {opc01: {up: false}}", "SC201", "up: false", "let the machine `crash`, `start` or `restart`"),
    ("at: 1 s, machines: {opc01: {sessions: []}}", "SC201", "sessions: []", "let accounts `log_on` and `log_off`"),
    ("at: 1 s, machines: {opc01: {registry: {MaxConcurrentApi: 2}}}", "SC403", "MaxConc", "cannot change in time yet"),
    ("at: 1 s, machines: {opc01: {registry: {EnableDCM: N}}}", "SC201", "EnableDCM", "did you mean `EnableDCOM`?"),
    ("at: 1 s, domains: {corp.exmaple: {}}", "SC301", "corp.exmaple", "did you mean `corp.example`?"),
    ("at: 1 s, domains: {CORP: {netbios: X}}", "SC201", "netbios: X", "`netbios` cannot change in time yet"),
    ("at: 1 s, trusts: [{trusting: CORP, trusted: PLANT}]", "SC301", "{trusting: CORP", "has no external trust in `plant.example`"),
    ("at: 1 s, trusts: [{trusting: CORP, trusted: PLNT}]", "SC301", "PLNT", "did you mean `PLANT`?"),
    ("at: 1 s, processes: {server: {}}", "SC201", "processes: {server", "let steps `wait`"),
    ("at: 1 s, network: {}", "SC201", "network: {}}", "`controllers: {reachable: false}`"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "code", "at", "says"), MISTAKES)
def test_a_mistake_is_told_once_where_it_stands(entry: str, code: str, at: str, says: str) -> None:
    text = with_entries(entry)
    found = complaints(text)
    told = [(str(item.code), item.line, says in str(item)) for item in found]
    assert told == [(code, line_of(text, at), True)], "\n".join(map(str, found))


def test_a_mistake_in_the_account_itself_is_not_told_again() -> None:
    text = with_entries("at: 1 s, accounts: {CORP\\ann: {locked: true}}")
    text = text.replace("{groups: [CORP\\OpcUsers]}", "{groups: [CORP\\OpcUser]}")
    assert [item.line for item in complaints(text)] == [line_of(text, "[CORP\\OpcUser]")]


def test_without_a_timeline_nothing_changes() -> None:
    assert loads(BASE).estate.timeline == ()
