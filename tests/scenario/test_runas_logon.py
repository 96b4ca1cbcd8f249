"""The fixed account of a launched server: whether its machine can log it on at that moment."""

from __future__ import annotations

import pytest

import simcom

RUNAS, SERVICE = "CO_E_RUNAS_LOGON_FAILURE", "CO_E_START_SERVICE_FAILURE"
SVC, BEFORE = "CORP\\svc", "    password: one\n"

TEXT = r"""
simcom: 1
title: a fixed account
domains:
  corp.example: {netbios: CORP}
accounts:
  CORP\ann: {}
  CORP\svc:
@account
machines:
  cli: {domain: corp.example, patch: P3}
  srv:
    domain: corp.example
    patch: P3
    registry: {MachineLaunchRestriction: [{allow: Everyone}], DefaultLaunchPermission: [{allow: Everyone}]}
classes:
  Hist: {interfaces: {IHist: {methods: {Read: {}}}}}
processes:
  server:
    machine: srv
    account: CORP\svc
    serves: [Hist]
    CoInitializeSecurity: {authn_level: CONNECT, security_descriptor: null}
    starts: on activation
    identity: @identity
  client:
    machine: cli
    account: CORP\ann
    script:
    - CoCreateInstanceEx: {class: Hist, interface: IHist, as: h, server: srv}
      id: first
    - wait: 10 min
    - CoCreateInstanceEx: {class: Hist, interface: IHist, as: again, server: srv}
      id: later
@more
"""

BLOCKED = "network:\n  blocked: [{from: srv, to: corp.example}]\n"


def ran(account: str = BEFORE, more: str = "", identity: str = "specified user") -> simcom.Result:
    """Run the file with an account's lines, further lines at its end, and an identity."""
    text = TEXT.replace("@account\n", account).replace("@more", more)
    return simcom.loads(text.replace("@identity", identity)).run()


def last(result: simcom.Result, step: str) -> tuple[str, str, list[tuple[int, str]]]:
    """Return code, remedy and event lines of a step."""
    row = next(row for row in result.rows if row.id == step)
    end = row.ruling.decisive
    return str(end.hresult), end.remedy, [(event.number, event.machine) for event in row.events]


@pytest.mark.parametrize(
    ("account", "remedy"),
    [
        ("    enabled: false\n", f"enable {SVC}"),
        ("    locked: true\n", f"unlock {SVC}"),
        ("    expired: true\n", f"let {SVC} expire later"),
        ("    password_expired: true\n", f"give {SVC} a new password"),
    ],
)
@pytest.mark.parametrize(("identity", "code", "event"), [("specified user", RUNAS, 10004), ("service", SERVICE, 10005)])
def test_an_account_that_is_not_let_in_starts_no_server(
    account: str, remedy: str, identity: str, code: str, event: int
) -> None:
    assert last(ran(account, identity=identity), "first") == (code, remedy, [(event, "srv")])


def test_a_domain_out_of_reach_logs_nobody_on() -> None:
    assert last(ran(more=BLOCKED), "first") == (RUNAS, "let srv reach a controller of corp.example", [(10004, "srv")])


def changed(lines: str, *, kill: bool = True, process: str = "") -> list[str]:
    """Return the codes of both activations if the account changes in between, and the server is killed."""
    more = f"timeline:\n- at: 5 min\n  accounts:\n    CORP\\svc: {{{lines}}}\n" + "  kill: server\n" * kill
    result = ran(more=more, identity=f"specified user{process}")
    rows = {row.id: row for row in result.rows}
    return [str(rows[step].ruling.decisive.hresult or "S_OK") for step in ("first", "later")]


@pytest.mark.parametrize(
    ("lines", "kill", "process", "expected"),
    [
        ("enabled: false", True, "", RUNAS),
        ("enabled: false", False, "", "S_OK"),
        ("password: two", True, "", RUNAS),
        ("password: one", True, "", "S_OK"),
        ("password: two", False, "", "S_OK"),
        ("password: two", True, "\n    password_ok: true", "S_OK"),
    ],
)
def test_only_a_new_launch_meets_what_changed(lines: str, kill: bool, process: str, expected: str) -> None:  # noqa: FBT001
    assert changed(lines, kill=kill, process=process) == ["S_OK", expected]


def test_a_logon_made_before_is_cached() -> None:
    silent = "timeline:\n- at: 5 min\n  domains:\n    corp.example: {controllers: {reachable: false}}\n  kill: server\n"
    codes = {row.id: str(row.ruling.decisive.hresult or "S_OK") for row in ran(more=silent).rows}
    assert (codes["first"], codes["later"]) == ("S_OK", "S_OK")
