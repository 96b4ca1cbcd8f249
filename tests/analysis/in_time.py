"""A run made by hand in which things happen: two panels hold objects of a server, machines crash, restart and are patched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.sample import DISPATCHED, row

from simcom.analysis.result import RunResult
from simcom.report.notebook import Result
from simcom.runtime.estate import Estate, Machine, Process
from simcom.runtime.networks import Change, Cut, Happening
from simcom.runtime.rows import Party, Row
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.messages import Message
from simcom.vocabulary.rulings import Basis, Ruling, Side, Stage, Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE, TWO = Party("panel1", "hmi01", "CORP\\ann"), Party("panel2", "hmi02", "CORP\\ben")
SERVER = Party("server", "opc01", "PLANT\\svc-opc")
LOW = Step(
    "act.hardening", Verdict.FAILS, "the activation arrives at CONNECT", Stage.INTEGRITY_LEVEL, Side.SERVER, Basis.DOCUMENTED,
    hresult="E_ACCESSDENIED",
)  # fmt: skip
NOWHERE = Step(
    "fail-table",
    Verdict.FAILS,
    "nobody answers",
    Stage.CONNECT,
    Side.CLIENT,
    Basis.DOCUMENTED,
    hresult="RPC_S_SERVER_UNAVAILABLE",
)
LOST = Step("negotiation.when", Verdict.UNKNOWN, "no pointer", Stage.LOCAL, Side.CLIENT, Basis.ASSUMED)
OK = Ruling((DISPATCHED,))


def at(at_s: float, kind: str, client: Party = ONE, *steps: Step, **changes: object) -> Row:
    """Return a row that begins at a time and takes a hundredth of a second."""
    words = {
        "begun_s": at_s,
        "ended_s": at_s + 0.01,
        "client": client,
        "server": SERVER,
        "transport": "tcp",
        "id": f"{kind}@{at_s:g}",
    }
    return row(1, kind, Ruling(steps) if steps else OK, **{**words, **changes})


def held(at_s: float, name: str, client: Party = ONE) -> Row:
    """Return the row by which a client comes to hold an object."""
    return at(at_s, "unmarshal", client, object=name, transport="none")


def released(at_s: float, name: str, client: Party = ONE, *steps: Step) -> Row:
    """Return the row by which a client gives up the last reference to an object."""
    return at(at_s, "release", client, *steps, object=name)


def call(at_s: float, *steps: Step, **changes: object) -> Row:
    """Return a call of ReadRaw."""
    return at(at_s, "call", ONE, *steps, **{"method": "ReadRaw", **changes})


def activation(at_s: float, *steps: Step, client: Party = ONE, **changes: object) -> Row:
    """Return an activation of a historian, with two messages."""
    sent = (
        Message("tcp_connect", client.machine, "opc01:135"),
        Message("bind", client.machine, "opc01:135", leg="NTLM 1"),
    )
    told = {"source": "default", "attempt": 1, "launched": False, "process": "server", "run_as": "x", "interfaces": {}}
    return at(
        at_s,
        "activation",
        client,
        *steps,
        **{"method": "CoCreateInstanceEx", "messages": sent, "returned": told, **changes},
    )


def happens(at_s: float, kind: str, subject: str = "", **more: object) -> Change:
    """Return a change of the timeline by which something happens."""
    return Change(at_s, Happening(kind, subject, **more))  # type: ignore[arg-type]


def machine(name: str, **settings: object) -> Machine:
    """Return a machine of no domain with these settings."""
    return Machine(name, None, MachineSettings(name, **settings))  # type: ignore[arg-type]


def patched(at_s: float, name: str, **settings: object) -> Change:
    """Return a change of a machine's settings."""
    return Change(at_s, machine(name, **settings))


def run(rows: Sequence[Row], *timeline: Change, begins: str = "", machines: Sequence[Machine] = ()) -> RunResult:
    """Return the result of a run in the order in which rows ended."""
    estate = Estate(
        title="Panels and a server",
        machines=(machine("hmi01"), machine("hmi02"), machine("opc01"), *machines),
        processes=(Process("panel1", "hmi01", "x"), Process("panel2", "hmi02", "x"), Process("server", "opc01", "x")),
        timeline=timeline,
        begins=begins,
    )
    return RunResult(estate, tuple(replace(one, step=number) for number, one in enumerate(rows, 1)))


def shown(rows: Sequence[Row], *timeline: Change, **more: object) -> Result:
    """Return the same as the Python face hands it out."""
    found = run(rows, *timeline, **more)  # type: ignore[arg-type]
    return Result(found.estate, found.rows)


CABLE = Cut("hmi01", "opc01")
