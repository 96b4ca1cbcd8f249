"""The result row: one for every step a process takes, calls and local steps alike.

The keys of ``Row.to_dict`` are the stable machine format; ``SCHEMA_VERSION`` changes when their meaning does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simcom.rules.logon.choice import KERBEROS
from simcom.rules.logon.layers import Layers, layers
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Stage
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import Caller
    from simcom.vocabulary.logon import Authentication, Exchange
    from simcom.vocabulary.messages import Event, Message
    from simcom.vocabulary.rulings import Ruling

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a step: a process, its machine, the account it runs as."""

    process: str
    machine: str
    account: str

    def to_dict(self) -> dict[str, str]:
        """Return the three names."""
        return {"process": self.process, "machine": self.machine, "account": self.account}


def blanket_dict(blanket: Blanket | None, mechanism: str | None = None) -> dict[str, Any] | None:
    """Return a blanket with the constants' short names; ``None`` where there is none."""
    if blanket is None:
        return None
    return {
        "authn_svc": AuthnSvc.show(blanket.authn_svc),
        "mechanism": mechanism,
        "authn_level": AuthnLevel.show(blanket.authn_level),
        "imp_level": ImpLevel.show(blanket.imp_level),
        "authz_svc": AuthzSvc.show(blanket.authz_svc),
        "principal": blanket.principal,
        "identity": str(blanket.identity) if blanket.identity else blanket.fixed,
        "capabilities": list(Eoac.show(blanket.capabilities)),
    }


def authentication_dict(said: Authentication | None, caller: Caller | None, ruling: Ruling) -> dict[str, Any] | None:
    """Return how a caller was, or was not, proved; ``None`` where nobody was to be: local calls, calls at NONE, other steps."""
    if said is None:
        return None
    return {
        "mechanism": said.mechanism,
        "context": "reused" if said.reused else "new",
        "user_to_user": said.user_to_user,
        "route": list(said.route),
        "exchanges": {"server": said.legs, "kdc": [*map(_asked, said.kdc)], "dc": [*map(_asked, said.dc)]},
        "groups": list(caller.token.groups) if caller else [],
        "error": _error(said, ruling) if said.cause else None,
    }


def _asked(one: Exchange) -> dict[str, Any]:
    """Return one exchange with a controller."""
    return {"asker": one.asker, "asked": one.asked, "purpose": one.purpose, "count": one.count}


def _error(said: Authentication, ruling: Ruling) -> dict[str, Any]:
    """Return a failure as each layer names it, a KDC's by its own code; ``surfaced`` is what the caller got, ``detail`` the finer cause."""
    found = layers(said.cause) or Layers(said.cause)
    by_kdc = said.mechanism == KERBEROS and bool(found.kerberos)
    inside = {"status": "" if by_kdc else found.status, "kerberos": found.kerberos if by_kdc else ""}
    outside = {"sspi": found.sspi, "win32": found.win32, "surfaced": ruling.hresult.name}
    return {"cause": found.name, "detail": found.cause, **inside, **outside}


@dataclass(frozen=True, slots=True)
class Row:
    """One step of one process, with its ruling. Times are simulated seconds.

    ``step`` numbers the rows of a run from 1 in the order they ended; ``id`` is stable between runs of an edited file; ``parent`` is the
    id of the step in whose course this one happened. ``requested``, ``negotiated`` and ``effective`` are blankets as dictionaries.
    ``settings`` is the id of the step that gave the proxy its present blanket, ``authentication`` says how a remote caller was proved.
    ``exchanges`` are RPC's exchanges with the server: the legs of a context, if one was built, and the request. ``messages`` are all that
    travelled, TCP's handshakes among them; ``events`` the lines that the step left in event logs. ``object`` is the name, in its process,
    of the object that the step is about.
    """

    run: str
    seed: int
    step: int
    id: str
    parent: str | None
    kind: str
    begun_s: float
    ended_s: float
    client: Party
    server: Party | None
    class_: str | None
    interface: str | None
    method: str | None
    transport: str
    requested: dict[str, Any] | None
    negotiated: dict[str, Any] | None
    effective: dict[str, Any] | None
    returned: Any
    caller: Caller | None
    ruling: Ruling = field(repr=False)
    authentication: dict[str, Any] | None = None
    exchanges: int = 0
    messages: tuple[Message, ...] = ()
    events: tuple[Event, ...] = ()
    settings: str | None = None
    place: str = ""
    name: str = ""
    object: str = ""

    @property
    def machine(self) -> str:
        """The machine on which the deciding check was made."""
        deciding_server = self.server is not None and self.ruling.decisive.side == "server"
        return self.server.machine if self.server is not None and deciding_server else self.client.machine

    @property
    def round_trips(self) -> int:
        """How often something went out and an answer came back, TCP's handshakes included."""
        return sum(message.round_trips for message in self.messages)

    @property
    def size_bytes(self) -> int | None:
        """How many bytes travelled, RPC's headers and tokens included; ``None`` where nothing did."""
        return sum(message.size_bytes for message in self.messages) if self.messages else None

    @property
    def stage(self) -> str:
        """The stage that decided; what went through the server's checks ended in the dispatch."""
        decided = self.ruling.decisive.stage
        passed = self.ruling.ok and self.transport != "none" and decided is not Stage.LIFETIME
        return str(Stage.DISPATCH if passed else decided)

    def to_dict(self) -> dict[str, Any]:
        """Return the row in the stable machine format."""
        ruling = self.ruling
        return {
            "run": self.run,
            "seed": self.seed,
            "step": self.step,
            "id": self.id,
            "parent": self.parent,
            "kind": self.kind,
            "begun_s": round(self.begun_s, 9),
            "ended_s": round(self.ended_s, 9),
            "client": self.client.to_dict(),
            "server": self.server.to_dict() if self.server else None,
            "class": self.class_,
            "interface": self.interface,
            "method": self.method,
            "transport": self.transport,
            "blanket": {"requested": self.requested, "negotiated": self.negotiated, "effective": self.effective},
            "returned": self.returned,
            "caller": self.caller.name if self.caller else None,
            "outcome": str(ruling.outcome),
            "hresult": _hresult_dict(ruling),
            "stage": self.stage,
            "side": str(ruling.decisive.side),
            "machine": self.machine,
            "decided_by": ruling.decisive.rule,
            "basis": str(ruling.basis),
            "authentication": self.authentication,
            "exchanges": self.exchanges,
            "round_trips": self.round_trips,
            "bytes": self.size_bytes,
            "messages": [*map(message_dict, self.messages)],
            "events": [*map(event_dict, self.events)],
            "params": {},
            "rules": list(ruling.rules),
            "place": self.place,
        }


def message_dict(one: Message) -> dict[str, Any]:
    """Return one message as a plain record."""
    ends = {"kind": one.kind, "from": one.frm, "to": one.to}
    return {**ends, "round_trips": one.round_trips, "bytes": one.size_bytes, "leg": one.leg}


def event_dict(one: Event) -> dict[str, Any]:
    """Return one line of an event log as a plain record."""
    where = {"id": one.number, "machine": one.machine, "log": one.log, "source": one.source, "severity": one.severity}
    return {**where, "fields": dict(one.fields), "audit": one.audit, "inferred": one.inferred}


def _hresult_dict(ruling: Ruling) -> dict[str, Any] | None:
    """Return name and number of the status, or ``None`` where the ruling is undetermined."""
    if ruling.outcome == "undetermined":
        return None
    return {"name": ruling.hresult.name, "value": ruling.hresult.value, "hex": f"0x{ruling.hresult.value:08X}"}
