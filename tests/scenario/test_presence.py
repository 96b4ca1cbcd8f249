"""How a machine stands on the network, what its registry says of activations, and which classes it knows."""

from __future__ import annotations

import pytest
from scenario.base_file import changed, complaints
from scenario.test_machine_values import OPC, machine

from simcom.runtime.estate import Registration
from simcom.runtime.networks import Firewall
from simcom.scenario.load import loads
from simcom.vocabulary.flags import ALL_ACCESS, ALL_LAUNCH
from simcom.vocabulary.identities import NULL_DACL, Ace, Acl


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("up: false", "up", False),
        ("boot: 5 min", "boot_s", 300.0),
        ("ports: 5000-5010", "ports", (5000, 5010)),
        ("ports: 5000", "ports", (5000, 5000)),
        ("addresses: 3", "addresses", 3),
        ("aliases: [10.0.0.5, historian]", "aliases", ("10.0.0.5", "historian")),
        ("site: plant", "site", "plant"),
        ("nat: true", "nat", True),
        ("sessions: CORP\\ann", "sessions", ("CORP\\ann",)),
        ("register_timeout: 30 s", "register_timeout_s", 30.0),
        ("firewall: {open: [135, 49152-65535]}", "firewall", Firewall("drop", ((135, 135), (49152, 65535)))),
        ("firewall: {open: 135, closed: reject}", "firewall", Firewall("reject", ((135, 135),))),
        ("firewall: {processes: [server, RPCSS]}", "firewall", Firewall("drop", (), ("server", "RPCSS"))),
        ("firewall: null", "firewall", None),
        ("up: true", "boot_s", 120.0),
    ],
)
def test_a_machine_on_the_network(text: str, name: str, value: object) -> None:
    assert getattr(machine(text), name) == value


def test_a_firewall_that_names_an_entry_names_its_processes() -> None:
    wall = machine("firewall: {processes: ['watcher[1-3]']}").firewall
    assert wall is not None
    assert wall.processes == ("watcher1", "watcher2", "watcher3")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{registered: false}", Registration("Historian", registered=False)),
        ("", Registration("Historian")),
        ("{AppID: historian, process: server}", Registration("Historian", appid="Historian", process="server")),
        (
            "{identity: interactive user, aggregatable: true}",
            Registration("Historian", identity="interactive user", aggregatable=True),
        ),
        ("{RemoteServerName: hmi01}", Registration("Historian", remote_server="hmi01")),
    ],
)
def test_what_a_registry_says_of_a_class(text: str, expected: Registration) -> None:
    assert machine(f"classes: {{Historian: {text}}}").classes == (expected,)


@pytest.mark.parametrize(
    ("values", "identity"),
    [
        ("RunAs: Interactive User", "interactive user"),
        ("RunAs: PLANT\\svc-opc", "specified user"),
        ("LocalService: OpcEnum, RunAs: Interactive User", "service"),
        ("AppIDFlags: 4", ""),
    ],
)
def test_an_appid_says_who_a_server_runs_as(values: str, identity: str) -> None:
    text = changed("AccessPermission: null}", f"AccessPermission: null, {values}}}").replace(
        OPC, f"{OPC}    classes: {{Historian: {{AppID: Historian}}}}\n"
    )
    estate = loads(text).estate
    assert estate.machines[-1].classes[0].identity == identity
    assert estate.processes[0].identity == identity


def settings(values: str, policy: str = "") -> object:
    """Return the settings of the server's machine with other registry values."""
    text = changed("EnableDCOM: N\n", f"{values}\n").replace("policy: {MachineAccessRestriction: []}", policy)
    return loads(text, "s.yaml").estate.machines[-1].settings


EVERYONE = "[{allow: Everyone}]"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("RequireIntegrityActivationAuthenticationLevel: 0", "require_integrity", 0),
        ("RaiseActivationAuthenticationLevel: 2", "raise_level", 2),
        ("DisableAuthenticationLevelHardeningLog: 7", "hardening_log_off", True),
        ("DCOMSCMRemoteCallFlags: ACTIVATION_DISALLOW_UNSECURE_CALL", "scm_flags", 2),
        ("DCOMSCMRemoteCallFlags: 0x18", "scm_flags", 0x18),
        (f"DefaultLaunchPermission: {EVERYONE}", "default_launch_permission", Acl((Ace("Everyone", ALL_LAUNCH),))),
        ("DefaultLaunchPermission: null", "default_launch_permission", NULL_DACL),
        (f"MachineLaunchRestriction: {EVERYONE}", "machine_launch_restriction", Acl((Ace("Everyone", ALL_LAUNCH),))),
        (f"DefaultAccessPermission: {EVERYONE}", "default_access_permission", Acl((Ace("Everyone", ALL_ACCESS),))),
        ("ActivationFailureLoggingLevel: 2", "activation_failure_logging", 2),
        ("CallFailureLoggingLevel: 1", "call_failure_logging", 1),
        ("EnableDCOM: Y", "require_integrity", None),
    ],
)
def test_registry_values_of_activations(text: str, name: str, value: object) -> None:
    found = settings(text)
    assert getattr(found, name) == value
    assert dict(found.origins)[text.partition(":")[0]].startswith("s.yaml:")  # type: ignore[attr-defined]


def test_a_launch_limit_by_policy() -> None:
    found = settings("EnableDCOM: Y", "policy: {MachineLaunchRestriction: []}")
    assert getattr(found, "policy_launch_restriction", None) == Acl(())


def test_the_values_of_an_appid() -> None:
    values = "AccessPermission: null, LaunchPermission: [{allow: CORP\\ann}], AppIDFlags: [ISSUE_ACTIVATION_RPC_AT_IDENTIFY]}"
    app = loads(changed("AccessPermission: null}", values), "s.yaml").estate.machines[-1].applications[0]
    assert app.launch_permission == Acl((Ace("CORP\\ann", ALL_LAUNCH),))
    assert (app.flags, app.access_permission) == (4, NULL_DACL)
    assert [name for name, _ in app.origins] == [
        "AuthenticationLevel",
        "AccessPermission",
        "LaunchPermission",
        "AppIDFlags",
    ]


@pytest.mark.parametrize(("text", "version"), [("5.6", (5, 6)), ("'5.7'", (5, 7)), ("null", None)])
def test_versions_of_dcom(text: str, version: tuple[int, int] | None) -> None:
    found = machine(f"com_version: {text}\n    old_versions_refused: true").settings
    assert (found.com_version, found.old_versions_refused) == (version, True)


MISTAKES = [
    # what the machine says, code, what the complaint says
    ("ports: 5010-5000", "SC205", "the lower one stands first"),
    ("ports: 70000", "SC205", "ports go from 1 to 65535"),
    ("ports: many", "SC206", "expected a port or a range of ports, not the text `many`"),
    ("firewall: {open: [135, x]}", "SC206", "write `135` or `5000-5010`"),
    ("firewall: {}", "SC202", "the firewall says nothing"),
    ("firewall: {closed: rejct}", "SC204", "did you mean `reject`?"),
    ("firewall: {processes: [sever]}", "SC301", "did you mean `server`?"),
    ("sessions: [CORP\\anne]", "SC301", "did you mean `CORP\\ann`?"),
    ("addresses: 0", "SC205", "at least 1"),
    ("com_version: 5", "SC206", "expected a version of DCOM"),
    ("classes: {Historan: {}}", "SC301", "did you mean `Historian`?"),
    ("classes: {Historian: {process: sever}}", "SC301", "did you mean `server`?"),
    ("classes: {Historian: {identity: interactiv user}}", "SC204", "did you mean `interactive user`?"),
    ("classes: {Historian: {RemoteServerName: hmi1}}", "SC301", "did you mean `hmi01`?"),
    ("classes: {Historian: {AppID: Historan}}", "SC301", "did you mean `Historian`?"),
    ("boot: soon", "SC206", "is not a duration"),
    ("fierwall: {}", "SC201", "did you mean `firewall`?"),
]


@pytest.mark.parametrize(("text", "code", "says"), MISTAKES)
def test_a_mistake_is_told_once(text: str, code: str, says: str) -> None:
    found = complaints(changed(OPC, f"{OPC}    {text}\n"))
    assert [(str(item.code), says in str(item)) for item in found] == [(code, True)], "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (
            "RequireIntegrityActivationAuthenticationLevl: 1",
            "SC201",
            "did you mean `RequireIntegrityActivationAuthenticationLevel`?",
        ),
        ("RaiseActivationAuthenticationLevel: -1", "SC205", "expected 0, 1 or 2"),
        ("RaiseActivationAuthenticationLevel: 3", "SC205", "expected 0, 1 or 2, not `3`"),
        ("RequireIntegrityActivationAuthenticationLevel: 2", "SC205", "expected 0 or 1, not `2`"),
        ("DCOMSCMRemoteCallFlags: ACTIVATION_DISALLOW", "SC204", "did you mean `ACTIVATION_DISALLOW_UNSECURE_CALL`?"),
        ("DCOMSCMRemoteCallFlags: SECURE_REFS", "SC204", "`SECURE_REFS` is a capability, not a flag of remote calls"),
        ("ActivationFailureLoggingLevel: 3", "SC204", "expected 0, 1 or 2"),
        ("CallFailureLoggingLevel: 3", "SC205", "at most 2"),
        ("DefaultLaunchPermission: [{allow: Everyon}]", "SC301", "did you mean `Everyone`?"),
        ("AppID: {X: {Endpoints: 'ncacn_np,0,x'}}", "SC204", "write `ncacn_ip_tcp,0,5000`"),
    ],
)
def test_a_wrong_registry_value_is_told_once(text: str, code: str, says: str) -> None:
    found = complaints(
        changed("EnableDCOM: N\n", f"{text}\n")
        .replace("      AppID: {Historian:", "      # {Historian:")
        .replace("    appid: Historian\n", "")
        if text.startswith("AppID")
        else changed("EnableDCOM: N\n", f"{text}\n")
    )
    assert [(str(item.code), says in str(item)) for item in found if "AppID `" not in str(item)] == [(code, True)], (
        "\n".join(map(str, found))
    )
