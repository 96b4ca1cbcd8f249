"""What changes in the course of a run: from when on, for whom, and what goes on as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import (
    ANN,
    DOMAINS,
    SVC,
    TRUSTS,
    call,
    client,
    estate,
    explicit,
    machine,
    ran,
    server,
    unmarshal,
)
from runtime.test_contexts import blanket

from simcom.runtime.estate import Account, Clock, DomainPolicy, Script
from simcom.runtime.networks import Change
from simcom.runtime.steps import Duration, Wait
from simcom.runtime.world import World, simulate
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState
from simcom.vocabulary.services import AuthnSvc

NTLM = {"authn_svc": AuthnSvc.WINNT}
OFF, ON = Account(ANN, state=AccountState(enabled=False)), Account(ANN)
BROKEN = tuple(replace(trust, broken=True) for trust in TRUSTS)


def wait(seconds: float) -> Wait:
    """Return the step that waits."""
    return Wait("", "", Duration(seconds))


def outcome(row: object) -> str:
    """Return the cause of a failed logon, else the status."""
    said = row.authentication
    return said["error"]["detail"] if said and said["error"] else row.ruling.hresult.name


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (OFF, "account_disabled"),
        (replace(machine("opc01", "plant.example"), secure_channel=False), "secure_channel_broken"),
        (DomainPolicy("plant.example", reachable=False), "no_authority"),
        (BROKEN[0], "trust_broken"),
    ],
    ids=["account", "machine", "policy", "trust"],
)
def test_a_change_counts_from_its_time_on(value: object, cause: str) -> None:
    """Each attempt asks for a context of its own; the first comes before the change."""
    level = blanket("l", authn_level=AuthnLevel.PKT, **NTLM)
    script = (unmarshal("u"), blanket("s", **NTLM), call("before"), wait(10.0), level, call("after"))
    rows = ran(estate(server(), client(*script), timeline=(Change(5.0, value),)))
    assert [outcome(rows[name]) for name in ("before", "after")] == ["S_OK", cause]


@pytest.mark.parametrize(
    ("changes", "outcomes"),
    [
        ((Change(0.0, OFF),), ["account_disabled", "account_disabled"]),
        ((Change(5.0, OFF),), ["S_OK", "S_OK"]),
        ((Change(0.0, OFF), Change(5.0, ON)), ["account_disabled", "S_OK"]),
        ((Change(5.0, ON), Change(0.0, OFF)), ["account_disabled", "S_OK"]),
    ],
    ids=["before anything", "a context survives", "mended", "in any order"],
)
def test_an_account_comes_and_goes(changes: tuple[Change, ...], outcomes: list[str]) -> None:
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), wait(10.0), call("b"))
    rows = ran(estate(server(), client(*script), timeline=changes))
    assert [outcome(rows[name]) for name in "ab"] == outcomes


def test_a_change_comes_before_whatever_happens_at_its_time() -> None:
    one = client(scripts=(Script("", (unmarshal("u"), blanket("s", **NTLM), call("c")), start_s=5.0),))
    rows = ran(estate(server(), one, timeline=(Change(1.0, OFF), Change(5.0, ON))))
    assert rows["c"].ruling.ok


def test_every_change_moves_the_epoch_and_a_machine_its_processes() -> None:
    other = replace(machine("opc01", "plant.example"), max_concurrent_api=3)
    world = World(estate(server(), timeline=(Change(0.0, OFF), Change(2.0, other))), "", 0)
    world.start()
    first = (world.epoch, world.processes["server"].machine.max_concurrent_api)
    world.env.run()
    then = (world.epoch, world.processes["server"].machine.max_concurrent_api, world.netlogon(other).capacity)
    assert (first, then) == ((1, 10), (2, 3, 3))


def test_validations_under_way_still_count_when_their_machine_changes() -> None:
    """One at a time: the second waits for the first, which was under way when the machine changed."""
    one, other = (
        replace(machine("opc01", "plant.example", limit_blank_passwords=limit), max_concurrent_api=1)
        for limit in (True, False)
    )
    slow = (DomainPolicy("plant.example", validate_s=10.0), DomainPolicy("corp.example", validate_s=10.0))
    scripts = [(unmarshal(f"{name}/u"), blanket(f"{name}/s", **NTLM), call(name)) for name in "ab"]
    second = replace(client(wait(6.0), *scripts[1]), name="second", objects=())
    whole = estate(
        server(), client(*scripts[0]), second, machines=(machine("hmi01", "corp.example"), one), policies=slow
    )
    ended = [
        [round(ran(replace(whole, timeline=changes))[name].ended_s) for name in "ab"]
        for changes in ((), (Change(5.0, other),))
    ]
    assert ended == [[20, 40], [20, 40]]


def test_security_stays_what_it_was_when_the_machine_changes() -> None:
    higher = machine("opc01", "plant.example", legacy_authn_level=AuthnLevel.PKT_PRIVACY)
    serving = server(initialize=None)
    world = World(estate(serving, client(unmarshal("u"), wait(9.0)), timeline=(Change(5.0, higher),)), "", 0)
    world.start()
    world.env.run()
    level = world.processes["server"].security.authn_level
    assert (level, world.processes["server"].machine) == (AuthnLevel.CONNECT, higher)


DRIFTING = (
    replace(machine("hmi01", "corp.example"), clock=Clock(drift_s=600.0)),
    machine("opc01", "plant.example"),
)
"""The client gains ten minutes an hour: after half an hour it is five minutes ahead."""


@pytest.mark.parametrize(
    ("minute", "found"),
    [(0, "S_OK"), (29, "S_OK"), (31, "time_skew"), (60, "time_skew")],
)
def test_drift_makes_logons_fail_at_a_given_minute(minute: int, found: str) -> None:
    rows = ran(estate(server(), client(unmarshal("u"), wait(minute * 60.0), call("c")), machines=DRIFTING))
    assert outcome(rows["c"]) == found


def test_a_loop_of_new_logons_sees_the_drift_and_a_context_does_not() -> None:
    turns = [
        (blanket(f"s{n}", authn_level=level), call(f"c{n}"), wait(600.0)) for n, level in enumerate((4, 5, 6, 2, 4))
    ]
    script = (unmarshal("u"), *(step for turn in turns for step in turn))
    rows = ran(estate(server(initialize=explicit(AuthnLevel.CONNECT)), client(*script), machines=DRIFTING))
    assert [outcome(rows[f"c{n}"]) for n in range(5)] == ["S_OK", "S_OK", "S_OK", "time_skew", "S_OK"]


def test_the_same_call_fails_and_later_passes_without_any_change() -> None:
    hours = (Account(ANN, logon_hours=(20.0, 40.0)), Account(SVC))
    script = (unmarshal("u"), blanket("s", **NTLM), call("a"), wait(30.0), call("b"), wait(30.0), call("c"))
    rows = ran(estate(server(), client(*script), accounts=hours))
    assert [outcome(rows[name]) for name in "abc"] == ["outside_logon_hours", "S_OK", "S_OK"]


def test_the_same_estate_gives_the_same_journal() -> None:
    one = estate(
        server(),
        client(unmarshal("u"), call("a"), wait(2000.0), call("b")),
        machines=DRIFTING,
        domains=DOMAINS,
        timeline=(Change(5.0, OFF), Change(5.0, ON)),
    )
    runs = [[row.to_dict() for row in simulate(one, seed=1).rows()] for _ in range(2)]
    assert runs[0] == runs[1]
