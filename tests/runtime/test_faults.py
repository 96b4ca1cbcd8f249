"""Deaths and cuts while calls are under way, and what later calls find."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.calls_estate import NETWORK, SVC, call, classes, client, estate, machine, ran, server, unmarshal

from simcom.runtime.estate import Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.steps import Duration, Repeat, Wait
from simcom.runtime.steps_activation import ExitProcess
from simcom.runtime.world import simulate
from simcom.vocabulary.levels import AuthnLevel

MACHINES = (machine("hmi01", "corp.example"), machine("opc01", "plant.example"))
SLOW = classes(takes=Duration(100.0))
FAILED, UNSTARTED, UNAVAILABLE = "RPC_S_CALL_FAILED", "RPC_S_CALL_FAILED_DNE", "RPC_S_SERVER_UNAVAILABLE"
CUT = Cut("hmi01", "opc01")


def wait(seconds: float) -> Wait:
    """Return the step that waits."""
    return Wait("", "", Duration(seconds))


def at(seconds: float, kind: str, subject: str = "", **words: object) -> Change:
    """Return something that happens."""
    return Change(seconds, Happening(kind, subject, **words))


def found(row: object) -> tuple[str, float]:
    """Return how a step ended, and when, to the second."""
    return row.ruling.hresult.name, round(row.ended_s)


LOST = [
    ("kill", "server", (FAILED, 50, "server-killed-in-call"), (UNAVAILABLE, 50)),
    ("restart", "opc01", (FAILED, 50, "server-killed-in-call"), (UNAVAILABLE, 71)),
    ("crash", "opc01", (FAILED, 722, "server-machine-crash"), (UNAVAILABLE, 743)),
]


@pytest.mark.parametrize(("kind", "subject", "ends", "later"), LOST)
@pytest.mark.parametrize("first", [(), (call("warm", method="Again"),)], ids=["first call", "warm"])
def test_a_call_in_progress_is_lost(
    kind: str, subject: str, ends: tuple[str, int, str], later: tuple[str, int], first: tuple[object, ...]
) -> None:
    historian = Interface("IHistorian", (Method("Read", Duration(100.0)), Method("Again")))
    script = (unmarshal("u"), *first, call("c"), call("d"))
    kinds = (Class("Historian", (historian,)), *SLOW[1:])
    rows = ran(estate(server(), client(*script), classes=kinds, timeline=(at(50.0, kind, subject),)))
    assert ((*found(rows["c"]), rows["c"].ruling.decisive.rule), found(rows["d"])) == (ends, later)


def test_a_call_whose_request_was_not_sent_is_known_not_to_have_run() -> None:
    slow = replace(NETWORK, latency=Duration(1.0))
    one = estate(server(), client(unmarshal("u"), call("c")), network=slow, timeline=(at(3.0, "kill", "server"),))
    assert found(ran(one)["c"]) == (UNSTARTED, 3)


def test_all_who_wait_for_a_dead_process_hear_of_it() -> None:
    scripts = tuple(Script(name, (unmarshal(f"u{name}", name=name), call(name, name))) for name in "abc")
    rows = ran(
        estate(server(threads=1), client(scripts=scripts), classes=SLOW, timeline=(at(150.0, "kill", "server"),))
    )
    assert sorted(found(rows[name]) for name in "abc") == [(FAILED, 150), (FAILED, 150), ("S_OK", 100)]


def test_a_dead_clients_script_ends_where_it_is_and_leaves_no_row() -> None:
    one = estate(
        server(), client(unmarshal("u"), call("c"), call("d")), classes=SLOW, timeline=(at(50.0, "kill", "client"),)
    )
    journal = simulate(one)
    assert [row.id for row in journal.rows() if row.kind == "call"] == []


BACK = (unmarshal("back", "client.sink", "ISink", "s"), call("tell", "s", "Tell", callback=True))
TELLS = (*classes(*BACK)[:2], Class("Sink", (Interface("ISink", (Method("Tell", Duration(100.0)),)),)))


@pytest.mark.parametrize(
    ("process", "rows_of", "ends_s"),
    [("client", [("tell", FAILED)], 50), ("server", [("c", FAILED)], 50)],
    ids=["the first caller", "the one in between"],
)
def test_of_nested_calls_the_outermost_that_is_concerned_ends(
    process: str, rows_of: list[tuple[str, str]], ends_s: int
) -> None:
    """The client's call runs in the server, whose call back runs in the client: only who lives is told, and what runs in nobody ends."""
    beside = Process("client", "opc01", SVC, (("sink", "Sink"),), server().initialize)
    beside = replace(beside, scripts=(Script("", (unmarshal("u"), call("c"))),))
    one = estate(server(), beside, classes=TELLS, timeline=(at(50.0, "kill", process),))
    rows = [row for row in simulate(one).rows() if row.kind in ("call", "callback")]
    assert ([(row.id, row.ruling.hresult.name) for row in rows], sum(round(row.ended_s) for row in rows)) == (
        rows_of,
        ends_s,
    )


def test_the_innermost_loss_is_seen_by_the_body_that_called() -> None:
    helper = Process("helper", "opc01", SVC, (("sink", "Sink"),), server().initialize)
    body = (unmarshal("back", "helper.sink", "ISink", "s"), call("tell", "s", "Tell"), wait(10.0))
    kinds = (*classes(*body)[:2], TELLS[2])
    one = estate(
        server(), helper, client(unmarshal("u"), call("c")), classes=kinds, timeline=(at(50.0, "kill", "helper"),)
    )
    rows = ran(one)
    assert [found(rows[name]) for name in ("tell", "c")] == [(FAILED, 50), ("S_OK", 60)]


@pytest.mark.parametrize(
    ("cut", "heals_s", "expected"),
    [
        (CUT, None, (FAILED, 722)),
        (CUT, 80.0, ("S_OK", 100)),
        (CUT, 300.0, ("S_OK", 300)),
        (CUT, 900.0, (FAILED, 722)),
        (replace(CUT, how="reject"), None, (FAILED, 100)),
        (replace(CUT, ports=((135, 135),)), None, ("S_OK", 100)),
        (Cut("opc01", "hmi01", one_way=True), None, ("S_OK", 100)),
    ],
    ids=["for good", "before the answer", "in time", "too late", "reset", "another port", "the other way"],
)
def test_an_answer_lost_to_a_cut(cut: Cut, heals_s: float | None, expected: tuple[str, int]) -> None:
    changes = (at(50.0, "cut", cut=cut), *((at(heals_s, "heal", cut=cut),) if heals_s else ()))
    rows = ran(estate(server(), client(unmarshal("u"), call("c"), wait(900.0)), classes=SLOW, timeline=changes))
    assert found(rows["c"]) == expected


def test_a_call_begun_while_the_road_is_cut_tries_in_vain_and_later_ones_pass() -> None:
    script = (unmarshal("u"), call("a"), wait(10.0), call("b"), wait(100.0), call("c"))
    changes = (at(5.0, "cut", cut=CUT), at(60.0, "heal", cut=CUT))
    rows = ran(estate(server(), client(*script), timeline=changes))
    assert [found(rows[name])[0] for name in "abc"] == ["S_OK", UNAVAILABLE, "S_OK"]
    assert (round(rows["b"].ended_s - rows["b"].begun_s), rows["c"].authentication["context"]) == (21, "new")


def test_within_one_machine_no_cut_is_felt() -> None:
    beside = Process(
        "beside", "opc01", SVC, scripts=(Script("", (unmarshal("u"), call("c"))),), initialize=server().initialize
    )
    rows = ran(estate(server(), beside, classes=SLOW, timeline=(at(50.0, "cut", cut=Cut("*", "*")),)))
    assert found(rows["c"]) == ("S_OK", 100)


def test_a_local_server_that_dies_is_unavailable_at_once() -> None:
    script = (unmarshal("u"), call("a"), call("b"))
    beside = Process("beside", "opc01", SVC, scripts=(Script("", script),), initialize=server().initialize)
    rows = ran(estate(server(), beside, classes=SLOW, timeline=(at(50.0, "kill", "server"),)))
    assert [found(rows[name]) for name in "ab"] == [(FAILED, 50), (UNAVAILABLE, 50)]


def test_the_same_faults_give_the_same_journal() -> None:
    turns = Repeat("r", "", 50, (call("c"), Wait("", "", Duration(1.0, kind="exponential"))))
    changes = (at(20.0, "restart", "opc01"), at(30.0, "cut", cut=CUT), at(40.0, "heal", cut=CUT))
    one = estate(server(), client(unmarshal("u"), turns), timeline=changes)
    runs = [[row.to_dict() for row in simulate(one, seed=3).rows()] for _ in range(2)]
    assert runs[0] == runs[1]


EXIT = ExitProcess("exit", "")


@pytest.mark.parametrize("first", [(), (call("warm", method="Again"),)], ids=["first call", "warm"])
def test_a_server_that_ends_by_itself_takes_the_calls_with_it(first: tuple[object, ...]) -> None:
    """Nothing in the timeline tells of it, so that a call whose legs are all fixed is caught on its way as well."""
    historian = Interface("IHistorian", (Method("Read", Duration(100.0)), Method("Again")))
    ending = server(scripts=(Script("", (wait(50.0), EXIT, wait(9.0))),))
    script = (unmarshal("u"), *first, call("c"), call("d"))
    rows = ran(estate(ending, client(*script), classes=(Class("Historian", (historian,)), *SLOW[1:])))
    assert [found(rows[name]) for name in "cd"] == [(FAILED, 50), (UNAVAILABLE, 50)]


def test_a_method_that_ends_its_process_loses_its_own_call() -> None:
    rows = simulate(
        estate(server(), client(unmarshal("u"), call("c"), call("d")), classes=classes(EXIT, call("never")))
    ).rows()
    ended = [(row.id, row.ruling.hresult.name) for row in rows if row.kind in ("call", "exit")]
    assert ended == [("exit", "S_OK"), ("c", FAILED), ("d", UNAVAILABLE)]


def test_a_script_that_ends_its_process_ends_all_of_its_scripts() -> None:
    scripts = (Script("a", (wait(5.0), EXIT, call("never"))), Script("b", (wait(9.0), call("nor this"))))
    rows = simulate(estate(client(scripts=scripts))).rows()
    assert [row.id for row in rows if row.kind in ("call", "exit")] == ["exit"]


def test_level_none_is_lost_as_well() -> None:
    open_server = server(initialize=replace(server().initialize, authn_level=AuthnLevel.NONE, security_descriptor=None))
    caller = client(unmarshal("u"), call("c"), initialize=open_server.initialize)
    rows = ran(estate(open_server, caller, classes=SLOW, timeline=(at(50.0, "kill", "server"),)))
    assert found(rows["c"]) == (FAILED, 50)
