"""Stacks that are not Windows' own: the table of the facts, and what they make of a hardened server."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.activation_estate import ANN, activate, call, client, estate, hosts, ran, server
from runtime.calls_estate import explicit

from simcom.rules.activation.stacks import STACKS, activation_level, call_level, stack_named
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.services import AuthnSvc

PASSES = {"impacket", "wmic [sign]", "openvas-smb [sign]"}
"""The stacks that a hardened server lets in (`H23`)."""


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("patch", ["P1", "P3"])
def test_who_passes_a_hardened_server(name: str, patch: str) -> None:
    there = estate(client(activate("a"), stack=name), server(), machines=hosts(patch=patch))
    row = ran(there)["a"]
    good = patch == "P1" or name in PASSES
    assert (row.ruling.hresult.name, row.stage) == (
        ("S_OK", "dispatch") if good else ("E_ACCESSDENIED", "integrity level")
    )


@pytest.mark.parametrize("name", STACKS)
def test_an_attempt_is_never_raised_nor_repeated(name: str) -> None:
    row = ran(estate(client(activate("a"), stack=name), server(), machines=hosts(patch="P1")))["a"]
    assert (row.returned["attempt"], row.effective["authn_level"]) == (1, AuthnLevel.show(STACKS[name].level))
    assert row.effective["authn_svc"] == "WINNT"


VERSIONS = {
    ("wmic", "current", False): "S_OK",
    ("wmic", "current", True): "RPC_E_INVALID_HEADER",
    ("wmic [sign]", "current", True): "S_OK",
    ("impacket", "win2000", False): "RPC_E_VERSION_MISMATCH",
    ("wmic", "win2000", False): "S_OK",
}
"""A stack, the server's Windows, whether that refuses old minors, and what comes of it (`H24`)."""


@pytest.mark.parametrize("case", VERSIONS, ids=str)
def test_versions_that_do_not_go_together(case: tuple[str, str, bool]) -> None:
    name, windows, strict = case
    machines = hosts(patch="P1", windows=windows, old_versions_refused=strict)
    assert (
        ran(estate(client(activate("a"), stack=name), server(), machines=machines))["a"].ruling.hresult.name
        == VERSIONS[case]
    )


@pytest.mark.parametrize(
    ("service", "levels"), [(AuthnSvc.WINNT, [1, 5, 5, 5, 5, 6]), (AuthnSvc.GSS_KERBEROS, [1, 6, 6, 6, 6, 6])]
)
def test_impacket_makes_of_a_hint(service: int, levels: list[int]) -> None:
    assert [call_level(STACKS["impacket"], hint, service) for hint in range(1, 7)] == levels


def test_others_call_as_they_activate() -> None:
    others = [stack for stack in STACKS.values() if stack.name != "impacket"]
    assert [call_level(one, AuthnLevel.PKT_PRIVACY, AuthnSvc.WINNT) for one in others] == [one.level for one in others]


def test_windows_is_no_stack() -> None:
    assert (stack_named(""), stack_named("unheard of"), activation_level(""), activation_level("IMPACKET")) == (
        None,
        None,
        0,
        6,
    )


@pytest.mark.parametrize(
    ("name", "least", "level", "code"),
    [("impacket", AuthnLevel.NONE, "NONE", "S_OK"), ("impacket", AuthnLevel.CONNECT, "PKT_INTEGRITY", "S_OK"),
     ("impacket", AuthnLevel.PKT_PRIVACY, "PKT_PRIVACY", "S_OK"),
     ("j-interop", AuthnLevel.PKT_INTEGRITY, "CONNECT", "E_ACCESSDENIED"), ("j-interop", AuthnLevel.CONNECT, "CONNECT", "S_OK")],
)  # fmt: skip
def test_the_level_of_a_stacks_calls(name: str, least: int, level: str, code: str) -> None:
    there = estate(
        client(activate("a"), call("c"), stack=name), server(initialize=explicit(least)), machines=hosts(patch="P1")
    )
    row = ran(there)["c"]
    assert (row.effective["authn_level"], row.ruling.hresult.name) == (level, code)


def test_a_declared_version_counts_for_more_than_the_stacks() -> None:
    old = client(activate("a"), stack="impacket", com_version=(5, 1))
    there = estate(replace(old, account=ANN), server(), machines=hosts(old_versions_refused=True))
    assert ran(there)["a"].ruling.hresult.name == "RPC_E_INVALID_HEADER"
