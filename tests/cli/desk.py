"""Running the command line inside the test, with a small scenario that has one refused and one accepted call."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = r"""simcom: 1
title: A client in an untrusted domain
domains:
  corp.example: {netbios: CORP}
  plant.example: {netbios: PLANT}
accounts:
  CORP\ann: {}
  PLANT\svc-opc: {}
machines:
  hmi01: {domain: corp.example, patch: P1}
  opc01:
    domain: plant.example
    patch: P1
    registry:
      MachineAccessRestriction:
        - {allow: Everyone, rights: [EXECUTE_LOCAL, EXECUTE_REMOTE]}
        - {allow: ANONYMOUS LOGON, rights: [EXECUTE_LOCAL, EXECUTE_REMOTE]}
classes:
  Historian: {interfaces: {IHistorian: {methods: {ReadRaw: {takes: 20 ms}}}}}
processes:
  server:
    machine: opc01
    account: PLANT\svc-opc
    serves: [Historian]
    CoInitializeSecurity: {authn_level: NONE, security_descriptor: null}
  viewer:
    machine: hmi01
    account: CORP\ann
    CoInitializeSecurity: {authn_level: CONNECT, imp_level: IDENTIFY}
    script:
      - CoUnmarshalInterface: {object: server.Historian, interface: IHistorian, as: reader}
      - call: reader.ReadRaw
        expect: {hresult: E_ACCESSDENIED, stage: authenticate}
      - CoSetProxyBlanket: {proxy: reader, authn_svc: NONE, authn_level: NONE}
      - call: reader.ReadRaw
        expect: {hresult: S_OK, caller: ANONYMOUS LOGON}
"""

ACTIVATING = r"""simcom: 1
title: A client activates below the integrity level
begins: 2022-01-01
domains:
  corp.example: {netbios: CORP}
accounts:
  CORP\ann: {}
  CORP\svc: {}
machines:
  opc01:
    domain: corp.example
    patch: P1
    registry:
      DefaultLaunchPermission: [{allow: Everyone, rights: [EXECUTE, ACTIVATE_REMOTE]}]
      MachineLaunchRestriction: [{allow: Everyone, rights: [EXECUTE, ACTIVATE_REMOTE]}]
  ws[1-3]: {domain: corp.example, patch: P0}
classes:
  Historian: {interfaces: {IHistorian: {methods: {ReadRaw: {takes: 20 ms}}}}}
processes:
  server:
    machine: opc01
    account: CORP\svc
    serves: [Historian]
    CoInitializeSecurity: {authn_level: NONE, security_descriptor: null}
  viewer:
    count: 3
    machine: ws[1-3]
    account: CORP\ann
    CoInitializeSecurity: {authn_level: CONNECT}
    script:
      - CoCreateInstanceEx: {class: Historian, interface: IHistorian, as: reader, server: opc01}
      - call: reader.ReadRaw
"""


@dataclass(frozen=True)
class Ran:
    """What one run of the command line left: exit status and both outputs."""

    status: int
    out: str
    err: str


def simcom(*arguments: str | Path) -> Ran:
    """Run the command line with these arguments."""
    raw_out, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw_out, encoding="utf-8", newline="\n", write_through=True)
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
    return Ran(status, raw_out.getvalue().decode("utf-8"), err.getvalue())
