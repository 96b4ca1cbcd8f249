"""Security contexts: built by the first call, shared by those that ask for the same, kept whatever the access checks say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, explicit, panel, ran, server, unmarshal

from simcom.runtime.estate import Account
from simcom.runtime.steps import QueryInterface, SetBlanket
from simcom.runtime.world import World
from simcom.vocabulary.blankets import AuthInfo, AuthService, BlanketRequest
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import Acl, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.estate import Process
    from simcom.runtime.rows import Row

LEGS = 3
"""Round trips of user-to-user, which a server under a user's account needs (`cost-context-exchanges`)."""


def blanket(step: str, pointer: str = "p", **parts: object) -> SetBlanket:
    """Return the step that sets parts of a proxy's blanket."""
    return SetBlanket(step, "", pointer, None, helper=True, request=BlanketRequest(**parts))


def ways(rows: dict[str, Row], *ids: str) -> list[tuple[str, int] | None]:
    """Return for each row whether its context was new or reused, with its round trips; ``None`` where nobody was proved."""
    said = [(rows[name].authentication, rows[name].exchanges) for name in ids]
    return [(one["context"], count) if one else None for one, count in said]


def contexts(*processes: Process, **changes: object) -> int:
    """Return how many contexts the client holds when everything is over."""
    world = World(estate(*processes, **changes), "", 0)
    world.start()
    world.env.run()
    return len(world.processes["client"].contexts)


def test_the_first_call_builds_the_context_and_the_next_shares_it() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), call("a"), call("b"))))
    assert ways(rows, "a", "b") == [("new", LEGS + 1), ("reused", 1)]


def test_a_reused_context_asks_nobody_and_shows_the_same_caller() -> None:
    rows = ran(estate(server(), client(unmarshal("u"), call("a"), call("b"))))
    nothing = {"server": 0, "kdc": [], "dc": []}
    assert (rows["b"].authentication["exchanges"], rows["b"].caller) == (nothing, rows["a"].caller)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({}, "reused"),
        ({"imp_level": ImpLevel.IMPERSONATE}, "reused"),
        ({"imp_level": ImpLevel.IDENTIFY}, "new"),
        ({"authn_level": AuthnLevel.PKT_PRIVACY}, "new"),
        ({"authn_svc": AuthnSvc.GSS_KERBEROS}, "new"),
        ({"authn_svc": AuthnSvc.WINNT}, "new"),
        ({"authn_svc": AuthnSvc.GSS_NEGOTIATE, "principal": "host/other"}, "new"),
        ({"auth_info": AuthInfo(OTTO, "secret")}, "new"),
        ({"capabilities": Eoac.DYNAMIC_CLOAKING}, "new"),
    ],
    ids=[
        "nothing",
        "the same level",
        "impersonation",
        "level",
        "service",
        "NTLM",
        "principal",
        "credentials",
        "capabilities",
    ],
)
def test_a_context_is_shared_by_calls_that_ask_for_the_same(parts: dict[str, object], found: str) -> None:
    script = (unmarshal("u"), call("a"), blanket("s", **parts), call("b"))
    accounts = (Account(ANN), Account(SVC), Account(OTTO, "secret"))
    rows = ran(estate(server(), client(*script), accounts=accounts))
    assert rows["b"].ruling.ok
    assert rows["b"].authentication["context"] == found


def test_a_context_is_found_again_when_the_blanket_is_what_it_was() -> None:
    up, down = (
        blanket("up", authn_level=AuthnLevel.PKT_PRIVACY),
        blanket("down", authn_level=AuthnLevel.CONNECT),
    )
    rows = ran(estate(server(), client(unmarshal("u"), call("a"), up, call("b"), down, call("c"))))
    assert [way and way[0] for way in ways(rows, "a", "b", "c")] == ["new", "new", "reused"]


def test_two_proxies_to_one_process_share_a_context_and_those_to_two_do_not() -> None:
    other = server(name="other", objects=(("historian", "Historian"),))
    script = (
        unmarshal("u"),
        unmarshal("v", interface="IAdmin", name="q"),
        unmarshal("w", "other.historian", name="o"),
    )
    script = (*script, call("a"), call("b", "q", "Stop"), call("c", "o"))
    rows = ran(estate(server(), other, client(*script)))
    assert [way and way[0] for way in ways(rows, "a", "b", "c")] == ["new", "reused", "new"]


@pytest.mark.parametrize(
    ("door", "level", "kept"),
    [
        (SecurityDescriptor(Acl(())), AuthnLevel.CONNECT, 1),
        (None, AuthnLevel.PKT_PRIVACY, 1),
    ],
    ids=["access permission", "call level"],
)
def test_a_call_refused_by_the_access_checks_has_built_its_context(
    door: SecurityDescriptor | None, level: int, kept: int
) -> None:
    changes = {"security_descriptor": door} if door else {}
    serving = server(initialize=explicit(level, **changes))
    lower = blanket("s", authn_level=AuthnLevel.CONNECT)
    processes = (serving, client(unmarshal("u"), lower, call("a"), call("b")))
    rows = ran(estate(*processes))
    assert [rows[name].ruling.ok for name in "ab"] == [False, False]
    assert (ways(rows, "a", "b"), contexts(*processes)) == ([("new", LEGS + 1), ("reused", 1)], kept)


def test_a_call_that_failed_to_authenticate_builds_none_and_tries_again() -> None:
    processes = (server(), client(unmarshal("u"), blanket("s", authn_svc=AuthnSvc.WINNT), call("a"), call("b")))
    rows = ran(estate(*processes, trusts=()))
    assert ways(rows, "a", "b") == [("new", 2), ("new", 2)]
    assert contexts(*processes, trusts=()) == 0


@pytest.mark.parametrize(
    ("who", "level", "exchanges"),
    [(client, AuthnLevel.NONE, 2), (panel, AuthnLevel.CONNECT, 1)],
    ids=["nobody", "local"],
)
def test_nobody_and_local_callers_have_none(who: object, level: int, exchanges: int) -> None:
    """Nobody's first request still needs a bind (`cost-table`)."""
    serving = server(initialize=explicit(level))
    row = ran(estate(serving, who(unmarshal("u"), call("a"), initialize=explicit(level))))["a"]
    assert (row.ruling.ok, row.authentication, row.exchanges) == (True, None, exchanges)


@pytest.mark.parametrize(
    ("first", "second", "named_by", "found"),
    [
        ("", "", "", "kerberos"),
        ("10.0.0.1", "", "10.0.0.1", "ntlm"),
        ("10.0.0.1", "opc01.plant.example", "10.0.0.1", "ntlm"),
        ("opc01.plant.example", "10.0.0.1", "opc01.plant.example", "kerberos"),
    ],
)
def test_the_name_by_which_a_server_was_reached_first_stays(first: str, second: str, named_by: str, found: str) -> None:
    names = (replace(unmarshal("u"), server_name=first), replace(unmarshal("v", name="q"), server_name=second))
    holder = Account(SVC, spns=("Historian/opc01.plant.example",))
    services = (AuthService(AuthnSvc.GSS_NEGOTIATE, principal="Historian/opc01.plant.example"),)
    serving = server(initialize=explicit(count=1, auth_services=services))
    world = World(estate(serving, client(*names, call("a", "q")), accounts=(Account(ANN), holder)), "", 0)
    world.start()
    world.env.run()
    row = next(row for row in world.journal.rows() if row.id == "a")
    assert (world.processes["client"].pointers["q"].manager.server_name, row.authentication["mechanism"]) == (
        named_by,
        found,
    )


def test_a_query_for_an_interface_shows_how_its_caller_was_proved() -> None:
    script = (unmarshal("u"), QueryInterface("q", "", "p", "IAdmin", "r"), call("a"), call("b", "r", "Stop"))
    rows = ran(estate(server(), client(*script)))
    assert ways(rows, "q", "a", "b") == [("new", LEGS + 1), ("reused", 1), ("reused", 1)]
