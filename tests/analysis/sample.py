"""A run made by hand: an anonymous door opened by SetBlanket, between two domains that do not trust each other."""

from __future__ import annotations

from dataclasses import replace

from simcom.analysis.result import RunResult, UnmetExpectation
from simcom.landscape.model import Domain
from simcom.runtime.estate import Estate, Machine, Process
from simcom.runtime.rows import Party, Row
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.rulings import Basis, Input, Ruling, Side, Stage, Step, Verdict

CLIENT = Party("viewer", "hmi01", "CORP\\ann")
SERVER = Party("server", "opc01", "PLANT\\svc-opc")
BLANKET = {
    "authn_svc": "WINNT", "mechanism": None, "authn_level": "CONNECT", "imp_level": "IDENTIFY", "authz_svc": "NONE",
    "principal": None, "identity": None, "capabilities": [],
}  # fmt: skip

HIGHER = Step(
    "negotiation.authn-level.max",
    Verdict.NOTES,
    "the higher of CONNECT and NONE",
    Stage.LOCAL,
    Side.CLIENT,
    Basis.DOCUMENTED,
    inputs=(Input("client's authn_level", "CONNECT", "here.yaml:31:40"),),
)
REACHED = Step("my.connect", Verdict.HOLDS, "the machines reach each other", Stage.CONNECT, Side.CLIENT, Basis.ASSUMED)
STRANGER = Step(
    "trust.untrusted-domain",
    Verdict.FAILS,
    "PLANT does not trust CORP, so opc01 cannot tell who CORP\\ann is",
    Stage.AUTHENTICATE,
    Side.SERVER,
    Basis.INFERRED,
    inputs=(Input("trust edges from plant.example to corp.example", "none", "trusts"),),
    hresult="E_ACCESSDENIED",
    disputed="L-20",
    remedy="authn_level NONE on this proxy, or a trust by PLANT of CORP",
)
DISPATCHED = Step("my.dispatch", Verdict.HOLDS, "the method ran", Stage.DISPATCH, Side.SERVER, Basis.DOCUMENTED)
UNKNOWN = Step("my.unknown", Verdict.UNKNOWN, "nothing says", Stage.CONNECT, Side.SERVER, Basis.ASSUMED)


def row(step: int, kind: str, ruling: Ruling, **changes: object) -> Row:
    """Return a row of the sample with some parts changed."""
    base = Row(
        run="here", seed=0, step=step, id=f"viewer/{step}", parent=None, kind=kind, begun_s=0.001 * step,
        ended_s=0.001 * step + 0.0007, client=CLIENT, server=SERVER, class_="Historian", interface="IHistorian",
        method=None, transport="none", requested=None, negotiated=None, effective=None, returned=None, caller=None,
        ruling=ruling, place=f"here.yaml:{30 + step}",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def call(step: int, *steps: Step, **changes: object) -> Row:
    """Return a call of IHistorian::ReadRaw whose ladder has these steps."""
    words = {"method": "ReadRaw", "transport": "tcp", "effective": BLANKET, "settings": "viewer/1", **changes}
    return row(step, "call", Ruling(steps), **words)


def rows() -> tuple[Row, ...]:
    """Return the rows: unmarshal, refused, SetBlanket, accepted."""
    return (
        row(1, "unmarshal", Ruling((HIGHER,)), negotiated=BLANKET),
        call(2, REACHED, STRANGER),
        row(3, "set_blanket", Ruling((HIGHER,))),
        call(4, REACHED, DISPATCHED, effective={**BLANKET, "authn_level": "NONE", "authn_svc": "NONE"}),
    )


def estate() -> Estate:
    """Return the two domains, their machines and the two processes."""
    homes = (("hmi01", "corp.example"), ("opc01", "plant.example"))
    return Estate(
        title="A client in an untrusted domain",
        machines=tuple(Machine(name, dns, MachineSettings(name)) for name, dns in homes),
        processes=(Process("viewer", "hmi01", CLIENT.account), Process("server", "opc01", SERVER.account)),
        domains=(Domain("corp.example", "CORP", "corp.example"), Domain("plant.example", "PLANT", "plant.example")),
    )


UNMET = UnmetExpectation("here.yaml:33", "viewer/2", "stage", "connect", "authenticate")


def result(*more: Row, unmet: tuple[UnmetExpectation, ...] = ()) -> RunResult:
    """Return the sample run, with more rows after its own if wanted."""
    return RunResult(estate(), (*rows(), *more), unmet, run="here", file="here.yaml")
