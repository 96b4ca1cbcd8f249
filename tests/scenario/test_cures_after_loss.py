"""Calls over a connection whose other end is gone: what was sent of them, and what helps; and a service account that gets no ticket."""

from __future__ import annotations

import pytest

import simcom

TEXT = r"""
simcom: 1
title: a warm connection
domains:
  corp.example: {netbios: CORP}
accounts:
  CORP\ann: {}
  CORP\svc: {@account}
machines:
  hmi: {domain: corp.example, patch: P3}
  opc: {domain: corp.example, patch: P3}
classes:
  H: {interfaces: {IH: {methods: {Read: {takes: 1 min}}}}}
processes:
  server:
    machine: opc
    account: CORP\svc
    serves: [H]
    CoInitializeSecurity: {authn_level: CONNECT}
  viewer:
    machine: hmi
    account: CORP\ann
    CoInitializeSecurity: {authn_level: PKT_INTEGRITY, imp_level: IDENTIFY}
    script:
    - CoUnmarshalInterface: {object: server.H, interface: IH, as: p}
    - {call: p.Read, id: first}
    - wait: 5 min
    - {call: p.Read, id: warm}
    - {call: p.Read, id: cold}
timeline:
- {at: @at, @what}
"""

GONE = "start opc, then activate the object again"
HEAL = "let the network between the two machines pass opc:49152 again"
MEND = "mend the network between the two machines first, then try again"
CUT = "cut: {between: [hmi, opc]}"
SIGNED_REQUEST_BYTES = 40 + 32 + 8 + 28
"""Header with the object's UUID, ORPCTHIS, trailer and Kerberos's token; the stub of 32 bytes needs no padding."""


def ran(at: str = "2 min", what: str = CUT, account: str = "") -> dict[str, tuple[str, int | None]]:
    """Return what helps and the bytes of each call that failed, by its name."""
    text = TEXT.replace("@at", at).replace("@what", what).replace("@account", account)
    rows = [row for row in simcom.loads(text).run().rows if row.kind == "call" and not row.ruling.ok]
    return {row.id: (row.ruling.decisive.remedy, row.size_bytes) for row in rows}


@pytest.mark.parametrize("what", [CUT, "crash: opc"])
def test_a_request_that_nobody_answers_is_signed_like_any_other(what: str) -> None:
    found = ran(what=what)
    assert [found[step][1] for step in ("warm", "cold")] == [SIGNED_REQUEST_BYTES, 0]


@pytest.mark.parametrize(
    ("at", "what", "step", "expected"),
    [
        ("2 min", "crash: opc", "warm", f"{GONE}: a proxy never heals"),
        ("2 min", "crash: opc", "cold", f"{GONE}: a proxy never heals"),
        ("30 s", "crash: opc", "first", GONE),
        ("30 s", "restart: opc", "first", GONE),
        ("2 min", CUT, "cold", HEAL),
        ("30 s", CUT, "first", MEND),
    ],
)
def test_what_helps_says_what_comes_first(at: str, what: str, step: str, expected: str) -> None:
    assert ran(at, what)[step][0] == expected


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("enabled: false", "enable CORP\\svc"),
        ("locked: true", "unlock CORP\\svc"),
        ("expired: true", "let CORP\\svc expire later"),
    ],
)
def test_a_service_account_without_tickets_is_helped_by_its_state(account: str, expected: str) -> None:
    assert ran(account=account)["first"][0] == expected


def test_a_time_of_day_at_the_beginning_is_complained_of_once() -> None:
    text = TEXT.replace("@at", "2022-01-01 00:02").replace("@what", CUT).replace("@account", "")
    with pytest.raises(simcom.ScenarioError) as caught:
        simcom.loads(f"{text}begins: 2022-01-01 06:30\n")
    complaints = str(caught.value)
    assert (complaints.count("SC"), "is not midnight" in complaints, "isoformat" in complaints) == (1, True, False)
