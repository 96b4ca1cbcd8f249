"""What the timeline brings, in words, and which processes it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.in_time import CABLE, SERVER, at, happens, machine, patched, run

from simcom.analysis.lives import initially, lives
from simcom.analysis.marks import Mark, ends, gathered, marks
from simcom.runtime.estate import Account, DomainPolicy, Group
from simcom.runtime.networks import Change, Cut
from simcom.vocabulary.activation import INTERACTIVE_USER

FAR = 1e9


@pytest.mark.parametrize(
    ("change", "kind", "what", "subjects"),
    [
        (happens(1, "crash", "hmi01"), "crash", "crashes", ("hmi01",)),
        (happens(1, "kill", "server"), "kill", "is killed", ("server",)),
        (happens(1, "log off", "hmi01", account="CORP\\ann"), "log off", "logs off", ("CORP\\ann on hmi01",)),
        (happens(1, "cut", cut=CABLE), "cut", "is cut off", ("hmi01 ↔ opc01",)),
        (happens(1, "heal", cut=Cut("a", "b", one_way=True)), "heal", "is reached again", ("a → b",)),
        (patched(1, "opc01", patch="P2"), "change", "patch P2", ("opc01",)),
        (patched(1, "opc01", raise_level=2), "change", "RaiseActivationAuthenticationLevel 2", ("opc01",)),
        (patched(1, "opc01", scm_flags=2), "change", "registry or policy changes", ("opc01",)),
        (Change(1, replace(machine("opc01"), secure_channel=False)), "change", "changes (secure_channel)", ("opc01",)),
        (Change(1, Account("CORP\\ann")), "change", "changes", ("CORP\\ann",)),
        (Change(1, Group("CORP\\ops")), "change", "changes", ("CORP\\ops",)),
        (Change(1, DomainPolicy("corp.example")), "change", "changes", ("controllers of corp.example",)),
    ],
)
def test_each_change_has_its_words(change: Change, kind: str, what: str, subjects: tuple[str, ...]) -> None:
    assert marks(run((), change).estate, FAR) == (Mark(1, kind, what, subjects),)


def test_a_change_that_changes_nothing_is_no_mark() -> None:
    assert marks(run((), patched(1, "opc01")).estate, FAR) == ()


def test_what_is_said_is_what_differs_from_the_change_before() -> None:
    found = marks(run((), patched(2, "opc01", patch="P2", raise_level=1), patched(1, "opc01", patch="P2")).estate, FAR)
    assert [one.what for one in found] == ["patch P2", "RaiseActivationAuthenticationLevel 1"]


def test_what_happens_alike_at_one_time_is_one_mark_and_nothing_after_the_end() -> None:
    timeline = (happens(1, "crash", "hmi01"), happens(1, "crash", "hmi02"), happens(9, "crash", "opc01"))
    assert marks(run((), *timeline).estate, 5) == (Mark(1, "crash", "crashes", ("hmi01", "hmi02")),)


def test_a_patch_and_its_restart_are_gathered() -> None:
    timeline = (patched(1, "opc01", patch="P2"), happens(1, "restart", "opc01"), happens(1, "crash", "hmi01"))
    found = gathered(marks(run((), *timeline).estate, FAR))
    assert [[one.what for one in group] for group in found] == [["patch P2", "restarts"], ["crashes"]]


@pytest.mark.parametrize(
    ("kind", "subject", "ended"),
    [
        ("crash", "OPC01", ["server", "server@CORP\\ann"]),
        ("kill", "server", ["server", "server@CORP\\ann"]),
        ("restart", "hmi01", ["panel1"]),
        ("start", "opc01", []),
    ],
)
def test_a_machine_takes_its_processes_along_and_a_name_its_instances(
    kind: str, subject: str, ended: list[str]
) -> None:
    rows = (at(0, "launch", server=replace(SERVER, process="server@CORP\\ann")),)
    found = run(rows, happens(1, kind, subject))
    assert [one.process for one in ends(found.estate, found.rows, FAR)] == ended


def test_a_process_that_exits_ends() -> None:
    found = run((at(3, "exit", server=None),))
    assert [(one.at_s, one.process, one.why) for one in ends(found.estate, found.rows, FAR)] == [
        (3.01, "panel1", "exit")
    ]


@pytest.mark.parametrize(("account", "ended"), [("PLANT\\op", ["server"]), ("PLANT\\other", [])])
def test_a_session_that_ends_takes_what_runs_in_it(account: str, ended: list[str]) -> None:
    found = run((), happens(1, "log off", "opc01", account=account))
    server = replace(found.estate.processes[2], account="PLANT\\op", identity=INTERACTIVE_USER)
    estate = replace(found.estate, processes=(*found.estate.processes[:2], server))
    assert [one.process for one in ends(estate, (), FAR)] == ended


def test_a_restart_ends_and_starts_what_starts_at_once() -> None:
    found = run((), happens(10, "restart", "opc01"))
    assert lives(found, FAR) == (
        (10, ("opc01", "server"), False),
        (10, ("opc01", "RPCSS"), False),
        (130, ("opc01", "RPCSS"), True),
        (130, ("opc01", "server"), True),
    )


@pytest.mark.parametrize(
    ("starts", "lane", "runs"),
    [
        ("at once", "server", True),
        ("on activation", "server", False),
        ("at once", "server@CORP\\ann", False),
        ("never", "RPCSS", True),
    ],
)
def test_what_runs_from_the_start(starts: str, lane: str, *, runs: bool) -> None:
    estate = run(()).estate
    changed = replace(estate, processes=(*estate.processes[:2], replace(estate.processes[2], starts=starts)))
    assert initially(changed, ("opc01", lane)) is runs
