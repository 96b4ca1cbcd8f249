"""What activations and refused calls write into the event logs: which line, on which machine, with which fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rules.activation_stand import CONNECT, HMI, LAUNCHERS, OPEN, Stand, app, asking, hosted, info, process, stand
from rules.calls_stand import STRANGER, host, made, server

from simcom.rules.activation.events import activation_events, call_events
from simcom.rules.ladder import judge_call
from simcom.vocabulary.flags import Clsctx
from simcom.vocabulary.identities import EMPTY_DACL, Acl
from simcom.vocabulary.messages import Event
from simcom.vocabulary.paths import REJECTED, PathFacts

CLOSED = Acl(())
LAUNCH = app(running=False)


def lines(facts: Stand) -> tuple[Event, ...]:
    """Return the event lines of an activation."""
    return activation_events(facts.facts(), facts.judged())


def test_10036_names_the_caller_and_nothing_else() -> None:
    line = Event(
        10036,
        "opc01",
        (("domain", "CORP"), ("user", "ann"), ("SID", "not declared"), ("address", "10.0.0.7")),
    )
    assert lines(stand(client_patch="P0")) == (line,)


def test_10037_names_the_program() -> None:
    facts = stand(client_patch="P2", request=asking(auth_info=info(CONNECT)))
    fields = (
        ("application", "viewer.exe"),
        ("PID", "not declared"),
        ("CLSID", "Historian"),
        ("computer", "opc01"),
        ("level", "CONNECT"),
    )
    assert lines(facts)[1] == Event(10037, "hmi01", fields)


def test_an_audit_is_marked_as_inferred() -> None:
    line = lines(stand(client_patch="P0", server_patch="P1b"))[0]
    assert (line.number, line.audit, line.inferred) == (10036, True, True)


def test_10016_has_its_fields_in_order() -> None:
    line = lines(stand(application=app(launch_permission=CLOSED, running=False)))[0]
    assert dict(line.fields) == {
        "descriptor": "application-specific",
        "distance": "Remote",
        "permission": "Activation",
        "CLSID": "Historian",
        "APPID": "{H}",
        "domain": "CORP",
        "user": "ann",
        "SID": "not declared",
        "address": "10.0.0.7",
        "app container": "Unavailable",
    }


def test_10016_by_the_default_list_over_the_local_transport() -> None:
    found = dict(lines(stand(local=True, application=app(launch_permission=None)))[0].fields)
    shown = found["descriptor"], found["distance"], found["address"]
    assert shown == ("machine-default", "Local", "LocalHost (Using LRPC)")


def test_a_nobody_has_a_well_known_sid() -> None:
    found = dict(lines(stand(account=STRANGER))[0].fields)
    assert (found["domain"], found["user"], found["SID"]) == ("NT AUTHORITY", "ANONYMOUS LOGON", "S-1-5-7")


NUMBERS: list[tuple[str, Stand, list[str]]] = [
    ("in order", stand(), []),
    ("access limit", stand(server_machine=hosted(machine_access_restriction=CLOSED)), ["10027 opc01"]),
    ("launch limit", stand(server_machine=hosted(machine_launch_restriction=CLOSED)), ["10015 opc01"]),
    (
        "launch limit, silenced",
        stand(server_machine=hosted(machine_launch_restriction=CLOSED, activation_failure_logging=2)),
        [],
    ),
    ("list", stand(application=app(launch_permission=CLOSED)), ["10016 opc01"]),
    ("not reached", stand(more={"resolver": PathFacts(way=REJECTED)}), ["10028 hmi01"]),
    ("no such name", stand(more={"resolver": PathFacts(name="unknown")}), ["10028 hmi01"]),
    ("COM switched off there", stand(server_machine=hosted(enable_dcom="N")), ["10028 hmi01"]),
    ("COM switched off here", stand(client_machine=replace(HMI, enable_dcom="N")), []),
    (
        "wrong password",
        stand(application=replace(LAUNCH, identity="specified user", password_ok=False)),
        ["10004 opc01"],
    ),
    ("nobody there", stand(application=replace(LAUNCH, identity="interactive user", run_as="")), ["10004 opc01"]),
    ("no service", stand(application=replace(LAUNCH, identity="service", starts=False)), ["10005 opc01"]),
    ("no process", stand(application=replace(LAUNCH, starts=False)), ["10001 opc01"]),
    ("no registration", stand(application=replace(LAUNCH, registers_s=None)), ["10010 opc01"]),
    (
        "no class",
        stand(application=app(registered=False), server_machine=hosted(default_launch_permission=LAUNCHERS)),
        [],
    ),
    ("no class for strangers", stand(application=app(registered=False)), []),
    ("ended while it started", stand(application=replace(LAUNCH, ended=True)), ["10001 opc01"]),
    ("no interface", stand(request=asking(interfaces=("INothing",))), []),
    (
        "as activator",
        stand(request=asking(clsctx=int(Clsctx.DISABLE_AAA)), application=app(identity="launching user")),
        [],
    ),
    (
        "low and launched in vain",
        stand(client_patch="P0", server_patch="P1b", application=replace(LAUNCH, registers_s=None)),
        ["10036 opc01 audit", "10010 opc01"],
    ),
    ("undeclared", stand(client_patch="P0", server_patch=None), []),
    ("refused at once", replace(stand(account=STRANGER), client_machine=replace(HMI, scm_flags=2)), []),
    ("an open machine", stand(server_machine=hosted(**OPEN)), []),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in NUMBERS], ids=[row[0] for row in NUMBERS])
def test_which_lines_are_written(facts: Stand, expected: list[str]) -> None:
    assert facts.events() == expected


def call(logged: int, how: str = "explicit", **changes: Any) -> list[tuple[int, str]]:  # noqa: ANN401
    """Return the event lines of a call, at a CallFailureLoggingLevel."""
    machine = host(call_failure_logging=logged, **changes.pop("machine", {}))
    facts = made(server_machine=machine, server=server(how=how, **changes))
    return [(line.number, line.machine) for line in call_events(facts, judge_call(facts))]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (call(1, acl=EMPTY_DACL), [(10018, "opc01")]),
        (call(1, "implicit", acl=EMPTY_DACL), [(10017, "opc01")]),
        (call(1, "appid", acl=EMPTY_DACL), [(10017, "opc01")]),
        (call(1, machine={"machine_access_restriction": EMPTY_DACL}), [(10019, "opc01")]),
        (call(2, acl=EMPTY_DACL), []),
        (call(0, acl=EMPTY_DACL), []),
        (call(1), []),
        (call(1, level=6), []),
    ],
)
def test_refused_calls_are_written_where_that_is_asked_for(found: object, expected: object) -> None:
    assert found == expected


def test_a_foreign_stack_writes_nothing_on_its_own_machine() -> None:
    facts = stand(client_patch="P3", settings={"stack": "wmic", "stack_level": CONNECT}, client=process(CONNECT))
    assert facts.events() == ["10036 opc01"]
