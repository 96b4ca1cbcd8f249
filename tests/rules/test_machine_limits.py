"""The machine-wide access limit: its default by Windows (table A5), policy over registry, and the disputed bit (L-05)."""

from __future__ import annotations

import pytest
from rules.calls_stand import EVERYBODY, host, judged, made, proxy, server

from simcom.rules.access import check
from simcom.rules.eras import WINDOWS, access_limit
from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.flags import Right
from simcom.vocabulary.identities import ANONYMOUS, EMPTY_DACL, EVERYONE, NULL_DACL, Acl, Token
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.machines import MachineSettings

NOBODY, SOMEBODY = Token(ANONYMOUS), Token("CORP\\ann", (EVERYONE,))
ONLY_DCOM_USER = Token("CORP\\ann", ("BUILTIN\\Distributed COM Users",))


def rights(acl: Acl, token: Token) -> str:
    """Return the rights a list gives, as table A5 writes them."""
    words = ((Right.EXECUTE_LOCAL, "LC"), (Right.EXECUTE_REMOTE, "RC"))
    return " ".join(word for right, word in words if check(acl, token, right).allowed)


@pytest.mark.parametrize(
    ("windows", "everyone", "anonymous", "dcom_users"),
    [
        ("win2000", "LC RC", "LC RC", "LC RC"),
        ("xp-sp2", "LC RC", "LC", ""),
        ("server-2003-sp1", "LC RC", "LC RC", "LC RC"),
        ("current", "LC RC", "LC", "LC RC"),
    ],
)
def test_defaults_by_windows(windows: str, everyone: str, anonymous: str, dcom_users: str) -> None:
    acl, origin = access_limit(MachineSettings("m", windows), RECOMMENDED)
    found = tuple(rights(acl, token) for token in (SOMEBODY, NOBODY, ONLY_DCOM_USER))
    assert (found, origin.split(",")[0]) == ((everyone, anonymous, dcom_users), f"default of {windows}")


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize(("choice", "expected"), [("no", "LC"), ("yes", "LC RC")])
def test_the_disputed_bit_is_a_switch(windows: str, choice: str, expected: str) -> None:
    acl, _ = access_limit(MachineSettings("m", windows), Assumptions(anonymous_remote_access=choice))
    assert rights(acl, NOBODY) == ("LC RC" if windows == "win2000" else expected)
    assert rights(acl, SOMEBODY) == "LC RC"


@pytest.mark.parametrize(
    ("policy", "registry", "expected", "origin"),
    [
        (None, None, "LC", "default of current"),
        (None, EVERYBODY, "LC RC", "registry"),
        (None, EMPTY_DACL, "", "registry"),
        (EMPTY_DACL, EVERYBODY, "", "Group Policy"),
        (EVERYBODY, EMPTY_DACL, "LC RC", "Group Policy"),
        (NULL_DACL, None, "LC RC", "Group Policy"),
    ],
)
def test_policy_over_registry_over_default(
    policy: Acl | None, registry: Acl | None, expected: str, origin: str
) -> None:
    settings = MachineSettings("m", policy_access_restriction=policy, machine_access_restriction=registry)
    acl, found = access_limit(settings, RECOMMENDED)
    assert (rights(acl, NOBODY), found) == (expected, origin)


@pytest.mark.parametrize("choice", ["no", "yes"])
def test_the_switch_does_not_touch_a_declared_limit(choice: str) -> None:
    settings = MachineSettings("m", machine_access_restriction=EVERYBODY)
    assert access_limit(settings, Assumptions(anonymous_remote_access=choice))[0] == EVERYBODY


@pytest.mark.parametrize(
    ("windows", "choice", "hresult"),
    [
        ("win2000", "profile", "S_OK"),
        ("xp-sp2", "profile", "E_ACCESSDENIED"),
        ("server-2003-sp1", "profile", "S_OK"),
        ("current", "profile", "E_ACCESSDENIED"),
        ("xp-sp2", "yes", "S_OK"),
        ("server-2003-sp1", "no", "E_ACCESSDENIED"),
        ("current", "yes", "S_OK"),
    ],
)
def test_whether_lowering_to_none_helps_remotely(windows: str, choice: str, hresult: str) -> None:
    ruling = judged(
        blanket=proxy(AuthnLevel.NONE),
        server=server(AuthnLevel.NONE, acl=None, acl_rule="authz.none.explicit-null-sd"),
        server_machine=host(windows=windows, machine_access_restriction=None),
        assume=Assumptions(anonymous_remote_access=choice),
    )
    assert ruling.hresult.name == hresult


def test_a_refusal_by_a_default_limit_names_the_dispute_and_one_by_a_declared_limit_does_not() -> None:
    facts = {"blanket": proxy(AuthnLevel.NONE), "server": server(AuthnLevel.NONE)}
    default = judged(**facts, server_machine=host(machine_access_restriction=None))
    declared = judged(**facts, server_machine=host(machine_access_restriction=EMPTY_DACL))
    assert (default.decisive.disputed, declared.decisive.disputed) == ("L-05", "")


def test_the_limit_is_that_of_the_servers_machine() -> None:
    closed = host(machine_access_restriction=EMPTY_DACL)
    assert judged(client_machine=closed).ok
    assert judged(server_machine=closed).decisive.stage == "machine limit"


@pytest.mark.parametrize("acl", [NULL_DACL, None], ids=["NULL DACL", "no list"])
def test_a_process_cannot_widen_the_limit(acl: Acl | None) -> None:
    facts = made(server=server(acl=acl, acl_rule="coinitsec.sd.null"))
    ruling = judged(server=facts.server, server_machine=host(machine_access_restriction=EMPTY_DACL))
    assert (ruling.hresult.name, ruling.decisive.rule) == ("E_ACCESSDENIED", "authz.machine-and-process")
