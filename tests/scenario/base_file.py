"""A scenario in which everything is right, for tests that change one thing."""

from __future__ import annotations

from simcom.errors import Complaint, ScenarioError
from simcom.scenario.load import Scenario, loads

BASE = r"""simcom: 1
title: A client reads from a historian
sources: [com-security-defaults.md]
assume: {copy_holds: original}
seed: 7
until: 1 h
defaults:
  machine: {patch: P3, registry: {EnableDCOM: Y}}
  process: {CoInitializeSecurity: {authn_level: CONNECT, imp_level: IDENTIFY}}
profiles:
  station: {domain: CORP, registry: {LegacyAuthenticationLevel: PKT}}
  panel: {extends: station, windows: xp-sp2}
domains:
  corp.example: {netbios: CORP}
  eu.corp.example: {netbios: EU, parent: corp.example}
  plant.example: {netbios: PLANT}
trusts:
  - {trusting: plant.example, trusted: corp.example, kind: external}
accounts:
  CORP\ann: {groups: [CORP\OpcUsers]}
  bob@corp.example: {enabled: false}
  PLANT\svc-opc: {password: secret}
  HMI01\oper:
groups:
  CORP\OpcUsers: []
  PLANT\Readers: {members: [CORP\ann, CORP\OpcUsers]}
machines:
  hmi01: {profile: panel}
  ws[01-03]: {profile: station}
  opc01:
    domain: plant.example
    local_groups: {Distributed COM Users: [CORP\ann], Local Readers: [PLANT\svc-opc]}
    registry:
      EnableDCOM: N
      MachineAccessRestriction: [{allow: Everyone, rights: [EXECUTE_REMOTE]}, {deny: [ANONYMOUS LOGON, Local Readers], mask: 6}]
      AppID: {Historian: {AuthenticationLevel: PKT, AccessPermission: null}}
      Historian.exe: {AppID: Historian}
    policy: {MachineAccessRestriction: []}
classes:
  Historian:
    interfaces:
      IHistorian: {methods: {ReadRaw: {takes: 20 ms, does: [CoImpersonateClient, CoRevertToSelf]}, Browse: }}
      IAdmin: [Purge]
processes:
  server:
    machine: opc01
    account: PLANT\svc-opc
    appid: Historian
    serves: [Historian]
    CoInitializeSecurity: {pSecDesc: [{allow: CORP\OpcUsers}], dwAuthnLevel: NONE, auth_services: [NTLM, {service: Kerberos}]}
  viewer:
    machine: hmi01
    account: CORP\ann
    script:
      - CoUnmarshalInterface: {object: server.Historian, interface: IHistorian, as: reader}
      - call: reader.ReadRaw
        id: first-read
        expect: {hresult: E_ACCESSDENIED, caller: ann@corp.example}
      - CoSetProxyBlanket: {proxy: reader, authn_svc: NTLM, authn_level: PKT, auth_info: {account: CORP\bob}}
      - CoCopyProxy: {proxy: reader, as: copy}
      - QueryInterface: {from: reader, interface: IAdmin, as: admin}
      - repeat: {times: 2, do: [{call: admin.Purge}, {wait: {exponential: 5 s}}]}
      - Release: copy
  watcher[1-3]:
    machine: ws[01-03]
    account: SYSTEM
    start: 5 s
    scripts:
      poll:
        - CoUnmarshalInterface: {object: server.Historian, interface: IHistorian, as: r}
        - {call: r.Browse, id: poll, expect: {outcome: ok}}
network:
  latency: 2 ms
  links: [{between: [hmi01, opc01], latency: {uniform: [1 ms, 3 ms]}}]
expect: {outcomes: {ok: 3}, rows: 20}
"""


def place(before: str) -> str:
    """Return the place right behind a piece of the base, which must be there exactly once."""
    assert BASE.count(before) == 1, f"{before!r} stands {BASE.count(before)} times in the base"
    end = BASE.index(before) + len(before)
    return f"s.yaml:{BASE.count(chr(10), 0, end) + 1}:{end - BASE.rfind(chr(10), 0, end)}"


def changed(old: str, new: str) -> str:
    """Return the base with one piece of it replaced; the piece must be there exactly once."""
    assert BASE.count(old) == 1, f"{old!r} stands {BASE.count(old)} times in the base"
    return BASE.replace(old, new)


def built(old: str = "", new: str = "", settings: tuple[str, ...] = ()) -> Scenario:
    """Return the scenario of the base with one piece replaced."""
    return loads(changed(old, new) if old else BASE, "s.yaml", settings)


def complaints(text: str, settings: tuple[str, ...] = ()) -> tuple[Complaint, ...]:
    """Return what is wrong with a text; nothing where it can be read."""
    try:
        loads(text, "s.yaml", settings)
    except ScenarioError as error:
        return error.complaints
    return ()
