"""Calls in time: legs, workers, distance, EnableDCOM, and identities that only a whole estate can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import (
    ANN,
    NETWORK,
    OTTO,
    SVC,
    call,
    classes,
    client,
    estate,
    explicit,
    machine,
    panel,
    ran,
    server,
    unmarshal,
)

from simcom.runtime.estate import Account, Script
from simcom.runtime.steps import Duration, Repeat, SetBlanket
from simcom.runtime.world import simulate
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthEntry, AuthInfo, AuthService, BlanketRequest
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

ROUND_TRIP_S, LOCAL_ROUND_TRIP_S = 0.002, 0.0002
SECOND = classes(takes=Duration(1.0))


def lasted(row: object) -> float:
    """Return how long a row took, in seconds."""
    return round(row.ended_s - row.begun_s, 9)


def two_callers(threads: int | None) -> list[float]:
    """Return when two calls of nobody end that begin together and run a second each, in seconds; each connects, binds and asks."""
    scripts = tuple(Script(name, (unmarshal(f"u{name}", name=name), call(f"c{name}", name))) for name in "ab")
    nobody = explicit(AuthnLevel.NONE)
    callers = client(scripts=scripts, initialize=nobody)
    rows = ran(estate(server(threads=threads, initialize=nobody), callers, classes=SECOND))
    return sorted(round(rows[name].ended_s, 5) for name in ("ca", "cb"))


@pytest.mark.parametrize(
    ("threads", "ends_s"),
    [(1, [1.006, 2.006]), (2, [1.006, 1.006]), (None, [1.006, 1.006])],
)
def test_a_server_serves_as_many_calls_at_a_time_as_it_has_threads(threads: int | None, ends_s: list[float]) -> None:
    assert two_callers(threads) == ends_s


def test_calls_of_one_thread_do_not_overlap() -> None:
    script = (unmarshal("u"), Repeat("", "", 3, (call("c"),)))
    rows = ran(estate(server(), client(*script), classes=SECOND))
    times = [(rows[name].begun_s, rows[name].ended_s) for name in ("c", "c#2", "c#3")]
    assert [begun for begun, _ in times[1:]] == [ended for _, ended in times[:-1]]


@pytest.mark.parametrize(
    ("who", "transport", "seconds"),
    [(client, "tcp", ROUND_TRIP_S), (panel, "lrpc", LOCAL_ROUND_TRIP_S)],
    ids=["remote", "local"],
)
def test_a_call_takes_its_legs(who: object, transport: str, seconds: float) -> None:
    row = ran(estate(server(), who(unmarshal("u"), call("first"), call("c"))))["c"]
    assert (row.transport, lasted(row), row.exchanges) == (transport, seconds, 1)


def test_a_call_takes_stub_wire_and_method() -> None:
    network = replace(NETWORK, stub=Duration(0.01), links=(("hmi01", "opc01", Duration(0.1)),))
    script = (unmarshal("u"), call("first"), call("c"))
    row = ran(estate(server(), client(*script), network=network, classes=SECOND))["c"]
    assert lasted(row) == 1.21


def test_within_an_apartment_pair_nothing_is_sent() -> None:
    both = server(scripts=(Script("", (replace(unmarshal("u", "server.historian"), apartment="other"), call("c"))),))
    row = ran(estate(both))["c"]
    assert (row.transport, lasted(row), row.exchanges, row.ruling.ok) == ("none", 0.0, 0, True)


@pytest.mark.parametrize(
    ("request_", "seconds", "exchanges"),
    [
        (BlanketRequest(AuthnSvc.GSS_KERBEROS, principal=None), 0.0, 0),
        (BlanketRequest(AuthnSvc.NONE, authn_level=AuthnLevel.NONE), 3 * ROUND_TRIP_S, 2),
    ],
    ids=["by the client's side", "by the server's side"],
)
def test_a_refused_call_goes_as_far_as_who_refuses_it(request_: BlanketRequest, seconds: float, exchanges: int) -> None:
    lower = SetBlanket("s", "", "p", None, helper=True, request=request_)
    row = ran(estate(server(), client(unmarshal("u"), lower, call("c")), classes=SECOND))["c"]
    assert (row.ruling.ok, lasted(row), row.exchanges) == (False, seconds, exchanges)


@pytest.mark.parametrize(
    ("on_client", "on_server", "code", "hresult"),
    [
        ("Y", "Y", "documented_pair", "S_OK"),
        ("N", "Y", "documented_pair", "RPC_E_REMOTE_DISABLED"),
        ("n", "Y", "documented_pair", "RPC_E_REMOTE_DISABLED"),
        ("Y", "N", "documented_pair", "RPC_S_SERVER_UNAVAILABLE"),
        ("Y", "n", "documented_pair", "RPC_S_SERVER_UNAVAILABLE"),
        ("N", "Y", "RPC_S_SERVER_UNAVAILABLE", "RPC_S_SERVER_UNAVAILABLE"),
        ("Y", "N", "E_ACCESSDENIED", "E_ACCESSDENIED"),
    ],
)
def test_enabledcom_stops_calls_between_machines(on_client: str, on_server: str, code: str, hresult: str) -> None:
    machines = (
        machine("hmi01", "corp.example", enable_dcom=on_client),
        machine("opc01", "plant.example", enable_dcom=on_server),
    )
    assume = Assumptions(enable_dcom_code=code)
    processes = (server(), client(unmarshal("u"), call("c")), panel(unmarshal("pu"), call("pc")))
    rows = ran(estate(*processes, machines=machines, assume=assume))
    assert (rows["c"].ruling.hresult.name, rows["pc"].ruling.hresult.name) == (hresult, "S_OK")


@pytest.mark.parametrize(
    ("mine", "theirs", "ends"),
    [
        ("one", "one", ("S_OK", "OPC01\\ann")),
        ("one", "two", ("E_ACCESSDENIED", None)),
        (None, "two", (None, None)),
    ],
    ids=["same password", "another", "not declared"],
)
def test_a_stranger_may_be_taken_for_a_local_account(mine: str | None, theirs: str, ends: tuple[object, ...]) -> None:
    accounts = (Account(ANN, mine), Account("opc01\\ann", theirs), Account(SVC))
    rows = ran(estate(server(), client(unmarshal("u"), call("c")), accounts=accounts, trusts=()))
    record = rows["c"].to_dict()
    status = record["hresult"]["name"] if record["hresult"] else None
    assert (status, record["caller"] and record["caller"].replace("opc01", "OPC01")) == ends


@pytest.mark.parametrize(
    ("password", "switch", "ends"),
    [
        ("right", "used", ("S_OK", OTTO)),
        ("wrong", "used", ("E_ACCESSDENIED", None)),
        ("wrong", "ignored", ("S_OK", SVC)),
    ],
)
def test_explicit_credentials_within_a_machine(password: str, switch: str, ends: tuple[str, str | None]) -> None:
    given = AuthInfo(OTTO, password)
    lower = SetBlanket("s", "", "p", None, helper=True, request=BlanketRequest(auth_info=given))
    local = panel(unmarshal("u"), lower, call("c"), account=SVC)
    accounts = (Account(OTTO, "right"), Account(SVC))
    rows = ran(estate(server(), local, accounts=accounts, assume=Assumptions(local_auth_info=switch)))
    row = rows["c"]
    assert (row.ruling.hresult.name, row.caller.name if row.caller else None) == ends


@pytest.mark.parametrize(
    ("certificate", "seen"),
    [("CN=otto", OTTO), ("cn=OTTO", OTTO), ("CN=stranger", "ANONYMOUS LOGON"), (None, "ANONYMOUS LOGON")],
)
def test_under_schannel_the_certificate_says_who_calls(certificate: str | None, seen: str) -> None:
    given = AuthInfo(certificate=certificate) if certificate else None
    own = explicit(imp_level=ImpLevel.IMPERSONATE, auth_list=(AuthEntry(AuthnSvc.GSS_SCHANNEL, 0, given),))
    offered = (AuthService(AuthnSvc.GSS_SCHANNEL, certificate="CN=opc01"),)
    accounts = (Account(OTTO, certificate="CN=otto"), Account(ANN), Account(SVC))
    serving = server(initialize=explicit(count=1, auth_services=offered))
    rows = ran(estate(serving, client(unmarshal("u"), call("c"), initialize=own), accounts=accounts, trusts=()))
    assert rows["c"].caller.name == seen


def test_a_run_can_be_cut_short() -> None:
    journal = simulate(estate(server(), client(unmarshal("u"), call("c")), classes=SECOND), until_s=0.5)
    assert [(row.id, row.ruling.decisive.rule) for row in journal.rows() if row.kind == "call"] == [
        ("c", "rpc-no-call-timeout")
    ]
