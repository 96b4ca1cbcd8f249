"""Estates made by hand for questions about a logon, without running anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.landscape.model import Domain, Terms, TrustKind, declared
from simcom.rules.calls.identity import Identity
from simcom.runtime.estate import Estate, Machine, Process
from simcom.runtime.gather.logon import logon_facts
from simcom.runtime.gather.whereabouts import Whereabouts
from simcom.runtime.interfaces import Class
from simcom.runtime.process import ComProcess
from simcom.runtime.proxy import InterfaceProxy
from simcom.vocabulary.blankets import Blanket
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import LogonFacts, TicketFacts
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import AccountFacts

DOMAINS = (
    Domain("corp.example", "CORP", "corp.example"),
    Domain("lab.corp.example", "LAB", "corp.example", "corp.example"),
    Domain("plant.example", "PLANT", "plant.example"),
    Domain("east.plant.example", "EAST", "plant.example", "plant.example"),
    Domain("mit.example", "MIT", "mit.example", realm=True),
)
FOREST = declared("plant.example", "corp.example", TrustKind.FOREST)
SELECTIVE = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(selective=True))
FORWARDING = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(tgt_delegation=True))

ANN, KAT, SVC, WEB = "CORP\\ann", "LAB\\kat", "EAST\\svc", "CORP\\web"
PRINCIPAL = "host/opc01.east.plant.example"


def machine(name: str, domain: str | None, *, of: dict[str, Any] | None = None, **settings: Any) -> Machine:  # noqa: ANN401
    """Return a machine; ``of`` changes the machine, the rest its settings."""
    words = {"joined": domain is not None, "domain": domain, **settings}
    return replace(Machine(name, domain, MachineSettings(name, **words)), **(of or {}))


CLIENT, SERVER = machine("hmi01", "corp.example"), machine("opc01", "east.plant.example")
BESIDE = machine("web01", "corp.example")
ALONE = machine("old01", None)


def estate(**changes: Any) -> Estate:  # noqa: ANN401
    """Return an estate of four machines; the plant's forest trusts the corporation's."""
    words = {"machines": (CLIENT, SERVER, BESIDE, ALONE), "domains": DOMAINS, "trusts": FOREST, **changes}
    return Estate(title="by hand", processes=(), **words)


def process(account: str, on: Machine, **changes: Any) -> ComProcess:  # noqa: ANN401
    """Return a process with one object."""
    spec = Process("p", on.name, account, (("o", "C"),), **changes)
    return ComProcess(spec, on, {"C": Class("C")}, certificate=False)


def logon(  # noqa: PLR0913  (a table of tests changes one or two of them at a time)
    whole: Estate,
    caller: str = ANN,
    *,
    client: Machine = CLIENT,
    server: Machine = SERVER,
    runs_as: str = "SYSTEM",
    principal: str | None = PRINCIPAL,
    server_name: str = "",
    now_s: float = 0.0,
    tickets: TicketFacts = TicketFacts(),  # noqa: B008  (a frozen value)
    token: tuple[str, str] | None = None,
    holds_ticket: bool = True,
) -> LogonFacts:
    """Gather the facts of one logon: a process of ``caller``, or the ``token`` (account, how it came) it wears, calls the server."""
    where = Whereabouts(whole)
    one, other = process(caller, client), process(runs_as, server, holds_ticket=holds_ticket)
    manager = one.manager(other.objects["o"])
    manager.server_name = server_name
    blanket = Blanket(AuthnSvc.GSS_NEGOTIATE, 0, principal, AuthnLevel.PKT, ImpLevel.IMPERSONATE)
    proxy = InterfaceProxy(manager, "I", blanket, blanket, "u")
    known = Identity(caller, "cloak.default-off") if token is None else Identity(token[0], "cloak", came_by=token[1])
    account = where.facts(where.on_the_network(known.account, client), server, None, now_s)
    return logon_facts(where, one, proxy, account, known, now_s, lambda *_: tickets, None)


def facts(whole: Estate, caller: str, server: Machine = SERVER, now_s: float = 0.0) -> AccountFacts:
    """Return what a server's side knows of an account."""
    return Whereabouts(whole).facts(caller, server, None, now_s)
