"""Rows whose callers were, or were not, proved over a chain of trusts through two forests; and a chain of calls between four processes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.sample import DISPATCHED, REACHED, STRANGER, UNKNOWN, call

from simcom.analysis.result import RunResult
from simcom.landscape.model import Domain, TrustKind, declared
from simcom.runtime.estate import Estate, Machine
from simcom.runtime.rows import Party
from simcom.vocabulary.facts import Caller
from simcom.vocabulary.identities import Token
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.rulings import Basis, Side, Stage, Step, Verdict

if TYPE_CHECKING:
    from simcom.runtime.rows import Row

WAY = ("line.plant.example", "plant.example", "corp.example", "sales.corp.example")
CLIENT, SERVER = Party("viewer", "hmi01", "SALES\\ann"), Party("server", "opc01", "LINE\\svc-opc")
GROUPS = ("Everyone", "NETWORK", "SALES\\Domain Users")
PICKED = Step(
    "negotiation.authn-service.default-kinds",
    Verdict.NOTES,
    "Negotiate picks kerberos: a route is known",
    Stage.AUTHENTICATE,
    Side.CLIENT,
    Basis.DOCUMENTED,
)


def proved(row: Row, authentication: dict[str, Any]) -> Row:
    """Return a row with the record of its logon."""
    return replace(row, authentication=authentication)


def exchange(asker: str, asked: str, purpose: str, count: int = 1) -> dict[str, Any]:
    """Return the record of an exchange."""
    return {"asker": asker, "asked": asked, "purpose": purpose, "count": count}


KERBEROS: dict[str, Any] = {
    "mechanism": "kerberos",
    "context": "new",
    "user_to_user": False,
    "route": list(WAY),
    "exchanges": {
        "server": 2,
        "kdc": [
            exchange("hmi01", WAY[3], "AS: ticket-granting ticket", 2),
            *(exchange("hmi01", WAY[n], f"TGS: referral to {WAY[n - 1]}") for n in (3, 2, 1)),
            exchange("hmi01", WAY[0], "TGS: ticket for host/opc01.line.plant.example"),
        ],
        "dc": [],
    },
    "groups": list(GROUPS),
    "error": None,
}
NTLM: dict[str, Any] = {
    **KERBEROS,
    "mechanism": "ntlm",
    "exchanges": {
        "server": 1,
        "kdc": [],
        "dc": [exchange(one, two, "pass-through validation") for one, two in zip(("opc01", *WAY), WAY, strict=False)],
    },
    "groups": [],
    "error": {
        "cause": "account_disabled",
        "status": "0xC0000072",
        "kerberos": "18 KDC_ERR_CLIENT_REVOKED",
        "sspi": "SEC_E_LOGON_DENIED",
        "win32": 1331,
        "surfaced": "E_ACCESSDENIED",
    },
}


def seen(name: str, mechanism: str | None = "kerberos", level: int = 6, imp_level: int = 3) -> Caller:
    """Return what a server saw of a caller."""
    return Caller(name, mechanism, 9, level, imp_level, None, Token(name, GROUPS))


def accepted(authentication: dict[str, Any] = KERBEROS, **changes: object) -> Row:
    """Return a call from one child domain to another that went through, with the record of its logon."""
    words = {"client": CLIENT, "server": SERVER, "caller": seen("SALES\\ann"), **changes}
    return proved(call(2, PICKED, REACHED, DISPATCHED, **words), authentication)


def refused(authentication: dict[str, Any] = NTLM, side: Side = Side.SERVER) -> Row:
    """Return the same call refused on one side, with the record of its logon."""
    stranger = replace(STRANGER, side=side)
    return proved(call(4, REACHED, stranger, client=CLIENT, server=SERVER), authentication)


def run(*rows: Row) -> RunResult:
    """Return a run of the two forests with these rows."""
    parents = {"sales.corp.example": "corp.example", "line.plant.example": "plant.example"}
    domains = tuple(
        Domain(dns, dns.split(".")[0].upper(), ".".join(dns.split(".")[-2:]), parents.get(dns)) for dns in WAY
    )
    homes = (("hmi01", WAY[3]), ("opc01", WAY[0]))
    machines = tuple(Machine(name, dns, MachineSettings(name)) for name, dns in homes)
    trusts = declared("plant.example", "corp.example", TrustKind.FOREST)
    return RunResult(Estate("Two forests", machines, (), domains=domains, trusts=trusts), rows)


FRONT, BACK = Party("front", "web01", "CORP\\svc-front"), Party("back", "sql01", "CORP\\svc-sql")
STORE = Party("store", "fs01", "CORP\\svc-store")


def chain() -> tuple[Row, ...]:
    """Return a chain, in the order its calls ended: viewer, front, back; back is refused by store and calls viewer back."""
    ann, front = seen("CORP\\ann"), seen("CORP\\svc-front", level=5)
    back = call(
        5,
        DISPATCHED,
        id="back/2",
        parent="front/1",
        client=BACK,
        server=CLIENT,
        begun_s=0.3,
        caller=seen("ANONYMOUS LOGON", None, 1, 1),
    )
    return (
        call(1, STRANGER, id="back/1", parent="front/1", client=BACK, server=STORE, begun_s=0.2),
        replace(back, kind="callback"),
        call(6, DISPATCHED, id="front/1", parent="viewer/1", client=FRONT, server=BACK, begun_s=0.1, caller=front),
        call(7, DISPATCHED, id="viewer/1", client=CLIENT, server=FRONT, begun_s=0.0, caller=ann),
        call(8, UNKNOWN, id="viewer/2", client=CLIENT, server=STORE, begun_s=1.0),
        call(9, DISPATCHED, id="viewer/3", client=CLIENT, server=FRONT, begun_s=2.0, caller=ann),
    )
