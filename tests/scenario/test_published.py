"""The published JSON Schema: fresh, about every key, and in agreement with what is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scenario.base_file import BASE, changed

from simcom.scenario import published
from simcom.scenario.text.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").rglob("*.yaml"))


def faults(value: object) -> list[str]:
    """Return what the JSON Schema finds wrong with a value."""
    validators = pytest.importorskip("jsonschema")
    return [error.message for error in validators.Draft7Validator(published.schema()).iter_errors(value)]


def test_the_file_is_fresh(root: Path) -> None:
    held = (root / "simcom/scenario/scenario.schema.json").read_text(encoding="utf-8")
    assert held == published.text()


def test_it_is_a_json_schema() -> None:
    validators = pytest.importorskip("jsonschema")
    validators.Draft7Validator.check_schema(published.schema())


def test_it_names_no_host() -> None:
    assert "://" not in published.schema()["$id"]
    assert json.loads(published.text()) == published.schema()


def keys(node: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every key that the schema declares, with its own schema."""
    for name, below in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if name == "properties":
            yield from ((f"{path}.{key}", item) for key, item in below.items())
        yield from keys(below, f"{path}.{name}")


def test_every_key_is_described() -> None:
    bare = [path for path, item in keys(published.schema()) if not item.get("description", "").strip().endswith(".")]
    assert bare == []


def test_the_base_passes() -> None:
    assert faults(compose(BASE, "s.yaml").value) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("simcom: 1", "simcom: 2"),
        ("title: A client reads from a historian", "about: x"),
        ("seed: 7", "sead: 7"),
        ("kind: external", "kind: inner"),
        ("dwAuthnLevel: NONE", "authn_level: PKT_PRIVCY"),
        ("dwAuthnLevel: NONE", "dwAuthnLevel: PKT_PRIVCY"),
        ("- Release: copy", "- {wait: 1 s, call: a.b}"),
        ("- Release: copy", "- {id: x}"),
        ("- Release: copy", "- CoRevertToself"),
        ("Historian.exe: {AppID: Historian}", "Historian.dll: {AppID: Historian}"),
        ("    account: SYSTEM\n", "    account: SYSTEM\n    CoInitializeSecurity:\n"),
        ("kind: external", "type: 5"),
        ("hmi01: {profile: panel}", "hmi01: {clock: soon}"),
        ("hmi01: {profile: panel}", "hmi01: {registry: {LmCompatibilityLevel: 6}}"),
        ("{netbios: PLANT}", "{controllers: {RestrictNTLM: deny}}"),
        ("bob@corp.example: {enabled: false}", "bob@corp.example: {spns: [web]}"),
        ("network:\n", "timeline: [{accounts: {}}]\nnetwork:\n"),
        ("network:\n", "timeline: [{at: 1 s, machines: {opc01: {domain: CORP}}}]\nnetwork:\n"),
        ("network:\n", "timeline: [{at: 1 s, cut: {between: [hmi01, opc01], how: x}}]\nnetwork:\n"),
        ("network:\n", "observe: [pings]\nnetwork:\n"),
        ("hmi01: {profile: panel}", "hmi01: {firewall: {closed: x}}"),
        ("hmi01: {profile: panel}", "hmi01: {registry: {CallFailureLoggingLevel: 3}}"),
        ("- Release: copy", "- CoCreateInstanceEx: {class: Historian, interface: IAdmin}"),
        ("- Release: copy", "- CoCreateInstanceEx: {class: Historian, interface: IAdmin, as: x, clsctx: REMOTE}"),
        ("    account: SYSTEM\n", "    account: SYSTEM\n    starts: later\n"),
        ("    account: SYSTEM\n", "    account: SYSTEM\n    stack: nmap\n"),
        ("Browse: }}", "Browse: {sends: a lot}}}"),
        ("{outcome: ok}", "{messages: [bnd]}"),
        ("{outcome: ok}", "{cause: time_skw}"),
    ],
)
def test_mistakes_fail(old: str, new: str) -> None:
    assert faults(compose(changed(old, new), "s.yaml").value) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    account: SYSTEM\n", "    account: SYSTEM\n    CoInitializeSecurity: implicit\n"),
        ("kind: external", "type: 4"),
        ("dwAuthnLevel: NONE", "pAuthList: [GSS_SCHANNEL]"),
        ("dwAuthnLevel: NONE", "pAuthList: null, cAuthSvc: -2, reserved1: x"),
        ("hmi01: {profile: panel}", "hmi01: {domain: null, workgroup: null, policy: {MachineLaunchRestriction: null}}"),
        ("EnableDCOM: N\n", "EnableDCOM: no\n"),
        ("- Release: copy", "- IServerSecurity::RevertToSelf"),
        ("- Release: copy", "- CoSwitchCallContext: {context: null}"),
        ("- Release: copy", "- IsImpersonating"),
        (
            "bob@corp.example: {enabled: false}",
            "CORP\\bob: {logon_hours: {from: 8 h, until: 18 h}, delegation: null, spns: a/b}",
        ),
        ("CORP\\OpcUsers: []", "CORP\\OpcUsers: {scope: domain local}"),
        (
            "hmi01: {profile: panel}",
            "hmi01: {clock: -6 min, rights: {SeNetworkLogonRight: null}, registry: {ForceGuest: 1}}",
        ),
        (
            "hmi01: {profile: panel}",
            "hmi01: {clock: {offset: -1 s, drift: 2}, registry: {RestrictSendingNTLMTraffic: 2}}",
        ),
        ("{netbios: PLANT}", "{controllers: {RestrictNTLM: deny all}, kerberos: {ticket_lifetime: 1 h}}"),
        (
            "network:\n",
            "begins: 2022-01-01\nobserve: ping\ntimeline: [{at: 2022-06-14 08:00, crash: opc01, heal: {from: a, to: b}}]\nnetwork:\n",
        ),
        (
            "network:\n",
            "timeline: [{at: 1 s, kill: [server], log_off: {opc01: SYSTEM}, groups: {CORP\\OpcUsers: []}}]\nnetwork:\n",
        ),
        (
            "hmi01: {profile: panel}",
            "hmi01: {firewall: {open: [135, 5000-5010]}, ports: 5000, com_version: 5.6, classes: {Historian: }}",
        ),
        ("hmi01: {profile: panel}", "hmi01: {registry: {DCOMSCMRemoteCallFlags: [RESOLVE_DISALLOW_UNSECURE_CALL]}}"),
        (
            "- Release: copy",
            "- CoCreateInstanceEx: {class: Historian, interfaces: [IAdmin], as: x, auth_info: {dwAuthnLevel: 5}}",
        ),
        ("- Release: copy", "- CoGetClassObject: {class: Historian, as: x, clsctx: [CLSCTX_REMOTE_SERVER]}"),
        (
            "- Release: copy",
            "- repeat: {times: forever, do: [{wait: 1 s}, ExitProcess, {FinishCall: x}, {CoDisconnectObject: y}]}",
        ),
        ("- Release: copy", "- call: {proxy: reader, method: Browse, timeout: 1 s, begin: x}"),
        ("    account: SYSTEM\n", "    account: SYSTEM\n    registers: never\n    identity: launching user\n"),
        ("Browse: }}", "Browse: {sends: 4 kB, returns: 7, requires: {authn_level: 6}}}}"),
        ("{outcome: ok}", "{events: [10036, {id: 10037}], no_events: 10038, took: {at_least: 1 s}, bytes: null}"),
        ("  latency: 2 ms\n", "  cuts: [{between: [a, b]}]\n  unknown_names: [x]\n  ping: {missed: 2}\n"),
        ("  latency: 2 ms\n", "  blocked: [{from: hmi01, to: PLANT}]\n  unreachable: 1 s\n"),
        ("network:\n", "timeline: [{at: 1 s, accounts: {CORP\\ann: }, machines: {opc01: {clock: 1 s}}}]\nnetwork:\n"),
        ("{outcome: ok}", "{cause: null, groups: Everyone, route: [PLANT], context: reused, kdc_exchanges: 0}"),
    ],
)
def test_unusual_values_pass(old: str, new: str) -> None:
    assert faults(compose(changed(old, new), "s.yaml").value) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_every_shipped_scenario_passes(path: Path) -> None:
    assert faults(compose(path.read_bytes(), path.name).value) == []
