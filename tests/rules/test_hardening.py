"""Who enforces, who raises, who writes about it (H1 to H6), and the landscapes L1, L4 and L8."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.activation_stand import CONNECT, HMI, INTEGRITY, OPC, PRIVACY, Stand, asking, hosted, info, process, stand

from simcom.rules.activation.hardening import enforced, known, raise_value, writes
from simcom.rules.eras import launch_limit
from simcom.vocabulary.identities import NULL_DACL, Acl
from simcom.vocabulary.paths import VersionFacts

PATCHES = ("P0", "P1", "P1b", "P2", "P2b", "P3")


@pytest.mark.parametrize(
    ("patch", "absent", "zero", "one"),
    [
        ("P0", False, False, False),
        ("P1", False, False, True),
        ("P1b", False, False, True),
        ("P2", True, False, True),
        ("P2b", True, False, True),
        ("P3", True, True, True),
    ],
)
def test_who_enforces(patch: str, absent: bool, zero: bool, one: bool) -> None:  # noqa: FBT001
    found = [enforced(replace(OPC, patch=patch, require_integrity=value))[0] for value in (None, 0, 1)]
    assert found == [absent, zero, one]


@pytest.mark.parametrize(
    ("patch", "absent", "zero", "one", "two"),
    [
        ("P0", 0, 0, 0, 0),
        ("P1", 0, 0, 0, 0),
        ("P1b", 1, 0, 1, 2),
        ("P2", 1, 0, 1, 2),
        ("P2b", 2, 0, 1, 2),
        ("P3", 2, 0, 1, 2),
        (None, 0, 0, 1, 2),
    ],
)
def test_who_raises(patch: str | None, absent: int, zero: int, one: int, two: int) -> None:
    found = [raise_value(replace(HMI, patch=patch, raise_level=value))[0] for value in (None, 0, 1, 2)]
    assert found == [absent, zero, one, two]


@pytest.mark.parametrize("windows", ["win2000", "xp-sp2", "server-2003-sp1"])
@pytest.mark.parametrize("patch", [None, "P0", "P3"])
def test_old_windows_never_has_it(windows: str, patch: str | None) -> None:
    machine = replace(OPC, windows=windows, patch=patch, require_integrity=1, raise_level=2)
    assert (known(machine), enforced(machine)[0], raise_value(machine)[0], writes(machine)) == (True, False, 0, False)


def test_what_is_not_declared_is_not_known() -> None:
    bare = replace(OPC, patch=None)
    assert (known(bare), enforced(bare)[0], writes(bare)) == (False, False, False)
    assert [known(replace(bare, require_integrity=value)) for value in (0, 1)] == [True, True]


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        (
            hosted(patch="P3", require_integrity=0),
            "patch P3 enforces, and nothing turns it off; RequireIntegrityActivationAuthenticationLevel 0 is ignored",
        ),
        (hosted(patch="P2", require_integrity=0), "RequireIntegrityActivationAuthenticationLevel is 0"),
        (hosted(patch="P2"), "patch P2 enforces, and RequireIntegrityActivationAuthenticationLevel is absent"),
        (hosted(patch="P1"), "patch P1 does not enforce, and RequireIntegrityActivationAuthenticationLevel is absent"),
        (hosted(patch=None), "its patch level is not declared"),
        (hosted(windows="xp-sp2"), "xp-sp2 never got the update"),
        (hosted(patch="P0"), "patch P0 is from before the update"),
    ],
)
def test_by_what(machine: object, sentence: str) -> None:
    assert enforced(machine)[1] == sentence  # type: ignore[arg-type]


@pytest.mark.parametrize("patch", PATCHES)
def test_who_writes(patch: str) -> None:
    expected = PATCHES.index(patch) >= PATCHES.index("P1b")
    assert [writes(replace(OPC, patch=patch, hardening_log_off=off)) for off in (False, True)] == [expected, False]


def before_and_after(facts: Stand, before: str = "P1", after: str = "P3") -> list[str]:
    """Return what becomes of an activation at the server's old and new patch level."""
    machines = (replace(facts.server_machine, patch=patch) for patch in (before, after))
    return [replace(facts, server_machine=machine).judged().hresult.name for machine in machines]


OK, DENIED = "S_OK", "E_ACCESSDENIED"
L1 = {
    "A": (stand(client_patch="P3", client=process(CONNECT, "explicit")), [OK, OK], []),
    "B": (
        stand(client_machine=replace(HMI, patch="P2", raise_level=1), request=asking(auth_info=info(CONNECT))),
        [OK, DENIED],
        ["10036 opc01", "10037 hmi01"],
    ),
    "OLD7": (stand(client_patch="P0"), [OK, DENIED], ["10036 opc01"]),
    "OLD7b": (stand(client_machine=replace(HMI, patch="P0", legacy_authn_level=5), client=None), [OK, OK], []),
}


@pytest.mark.parametrize("client", L1)
def test_three_generations_of_clients(client: str) -> None:
    facts, expected, lines = L1[client]
    assert (before_and_after(facts), facts.events()) == (expected, lines)


SPEAKS_56 = {"more": {"versions": VersionFacts((5, 7), (5, 6), negotiates=False)}}
SAYS_51 = {"more": {"versions": VersionFacts((5, 1), (5, 7), negotiates=False, old_refused=True)}}
WMIC = {"stack": "wmic", "stack_level": CONNECT}
SIGNED, IMPACKET = {"stack": "wmic [sign]", "stack_level": INTEGRITY}, {"stack": "impacket", "stack_level": PRIVACY}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (stand(settings=WMIC), [OK, DENIED]),
        (stand(settings=WMIC, **SAYS_51), ["RPC_E_INVALID_HEADER", DENIED]),
        (stand(settings=SIGNED), [OK, OK]),
        (stand(settings=SIGNED, **SPEAKS_56), ["RPC_E_VERSION_MISMATCH", "RPC_E_VERSION_MISMATCH"]),
        (stand(settings=IMPACKET), [OK, OK]),
    ],
)
def test_monitoring_from_linux(facts: Stand, expected: list[str]) -> None:
    assert before_and_after(facts) == expected


@pytest.mark.parametrize(
    ("console", "provider", "remote"), [("P0", "P2", DENIED), ("P2b", "P2", OK), ("P2b", "P0", OK)]
)
def test_a_console_and_its_provider(console: str, provider: str, remote: str) -> None:
    facts = stand(client_patch=console, server_patch=provider)
    assert (facts.judged().hresult.name, replace(facts, local=True).judged().hresult.name) == (remote, OK)


LOWERED = (
    "set RequireIntegrityActivationAuthenticationLevel to 0 on opc01 until its update of March 2023, and restart it"
)
ITSELF = "let viewer.exe on hmi01 activate at PKT_INTEGRITY"


@pytest.mark.parametrize(
    ("facts", "remedy"),
    [
        (stand(client_patch="P0"), f"{ITSELF}, or update hmi01 (P2b raises every level above NONE)"),
        (
            stand(client_patch="P0", server_patch="P2"),
            f"{ITSELF}, or update hmi01 (P2b raises every level above NONE), or {LOWERED}",
        ),
        (L1["B"][0], f"{ITSELF}, or set RaiseActivationAuthenticationLevel to 2 on hmi01 and restart it"),
        (
            stand(client_machine=replace(HMI, raise_level=0)),
            f"{ITSELF}, or set RaiseActivationAuthenticationLevel to 1 on hmi01 and restart it",
        ),
        (
            stand(client_patch="P2", client=process(CONNECT, "explicit")),
            f"{ITSELF}, or set RaiseActivationAuthenticationLevel to 2 on hmi01 and restart it, or update it (P2b raises every level)",
        ),
        (stand(settings=WMIC), ITSELF),
        (stand(client_machine=replace(HMI, windows="xp-sp2")), ITSELF),
    ],
)
def test_the_smallest_change_that_would_pass(facts: Stand, remedy: str) -> None:
    assert facts.judged().decisive.remedy == remedy


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({}, "default of current"),
        ({"windows": "xp-sp2"}, "default of xp-sp2"),
        ({"windows": "win2000"}, "default of win2000, which knows no machine-wide limits"),
        ({"machine_launch_restriction": NULL_DACL}, "registry"),
        ({"machine_launch_restriction": NULL_DACL, "policy_launch_restriction": Acl(())}, "Group Policy"),
    ],
)
def test_where_the_launch_limit_comes_from(changes: dict[str, object], origin: str) -> None:
    assert launch_limit(hosted(**changes))[1] == origin


@pytest.mark.parametrize(
    ("windows", "groups"),
    [
        ("xp-sp2", ["BUILTIN\\Administrators", "Everyone"]),
        ("server-2003-sp1", ["BUILTIN\\Administrators", "BUILTIN\\Distributed COM Users", "Everyone"]),
        (
            "current",
            ["BUILTIN\\Administrators", "BUILTIN\\Distributed COM Users", "BUILTIN\\Performance Log Users", "Everyone"],
        ),
    ],
)
def test_whom_the_default_launch_limit_names(windows: str, groups: list[str]) -> None:
    acl, _ = launch_limit(hosted(windows=windows))
    assert [ace.trustee for ace in acl.aces or ()] == groups
    assert [ace.mask for ace in acl.aces or ()] == [0x1F] * (len(groups) - 1) + [0x0B]
