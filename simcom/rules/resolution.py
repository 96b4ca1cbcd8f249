"""Resolution of an exporter: what a client needs before it can call a reference that came from elsewhere, and how that can fail.

Source: [MS-DCOM] 3.2.4.1.2 (unmarshalling), 3.1.2.5.1.1 (ResolveOxid2), notes 84 and 85; win32 dcomscmremotecallflags.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA, installed
from simcom.rules.steps import fact, fails, holds, notes
from simcom.vocabulary.blankets import Blanket
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import ScmFlags
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Ruling, Side, Stage
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.machines import MachineSettings
    from simcom.vocabulary.paths import PathFacts
    from simcom.vocabulary.rulings import Step

EXECUTION = "CO_E_SERVER_EXEC_FAILURE"
RESOLVE, PING = "resolve", "ping"
"""What a call to another machine's resolver is for, beside activation."""

_ALL_SERVICES = {RESOLVE: ScmFlags.RESOLVE_USE_ALL_AUTHNSERVICES, PING: ScmFlags.PING_USE_MID_AUTHNSERVICE}
_IN_TURN = (AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT)


@models("resolve-security", "ping-security")
def resolver_blankets(machine: MachineSettings, purpose: str, address: str) -> tuple[Blanket, ...]:
    """Return the blankets with which a machine's resolver calls another's, in the order they are tried.

    Negotiate, then no security, which DCOMSCMRemoteCallFlags 0x8 forbids; with 0x4 (resolution) or 0x10 (pings), and before Vista, Kerberos
    and NTLM come in between. ``address`` is the network address used, which the principal carries.
    """
    every = machine.windows in BEFORE_VISTA or bool(machine.scm_flags & _ALL_SERVICES[purpose])
    services = [item for item in (_IN_TURN if every else _IN_TURN[:1]) if item in installed(machine)]
    secured = tuple(_blanket(service, f"RPCSS/{address}") for service in services)
    unsecured = not machine.scm_flags & ScmFlags.RESOLVE_DISALLOW_UNSECURE_CALL
    return (*secured, _blanket(AuthnSvc.NONE, None)) if unsecured else secured


def _blanket(service: int, principal: str | None) -> Blanket:
    level = AuthnLevel.NONE if service == AuthnSvc.NONE else AuthnLevel.PKT_INTEGRITY
    return Blanket(service, AuthzSvc.NONE, principal, level, ImpLevel.IDENTIFY, principal_service=service)


@models("unmarshal-steps")
def damaged() -> Ruling:
    """Rule on bytes that are no OBJREF: signature or flags are wrong."""
    because = "these bytes are no OBJREF: the signature or the flags are wrong"
    remedy = "pass the reference on exactly as it was marshalled"
    return Ruling((fails("unmarshal-steps", "RPC_E_INVALID_OBJREF", because, stage=Stage.RESOLVE, remedy=remedy),))


@models("unmarshal-steps", "disagree-unreachable-resolver")
def unreachable(path: PathFacts, machine: str, assume: Assumptions) -> Ruling:
    """Rule on a reference whose resolver answers at none of its bindings."""
    why = path.why or f"{path.endpoint or machine} cannot be reached"
    because = f"the exporter has to be resolved, and no binding of its resolver answers: {why}"
    also = ("disagree-unreachable-resolver", *((path.rule,) if path.rule else ()))
    words = {"stage": Stage.RESOLVE, "also": also, "disputed": "disagree-unreachable-resolver"}
    remedy = f"open TCP port 135 of {machine} to this client"
    return Ruling((fails("unmarshal-steps", assume.unreachable_resolver, because, **words, remedy=remedy),))


@models("resolve-server-check")
def exporter_gone(exporter: str, assume: Assumptions) -> Ruling:
    """Rule on an OXID that its own resolver does not know any more."""
    because = f"the resolver answers, but knows no such exporter: {exporter} has ended since the reference was made"
    words = {"stage": Stage.RESOLVE, "side": Side.SERVER, "disputed": "fail-table"}
    remedy = "get a new reference, as from another activation"
    return Ruling((fails("resolve-server-check", assume.gone_exporter, because, **words, remedy=remedy),))


@models("oxid-cache-scope")
def known_here(exporter: str) -> Ruling:
    """Rule on a reference to an exporter that this machine has resolved before, or activated from: nothing is sent."""
    because = f"this machine's resolver knows the bindings of {exporter}: nothing is sent"
    return Ruling((holds("oxid-cache-scope", because, stage=Stage.RESOLVE),))


@models("resolve-server-check", "oxid-cache-scope")
def resolved(exporter: str, asked: Ruling) -> Ruling:
    """Rule on a resolution that was answered; ``asked`` is the ruling on the call to the resolver."""
    because = f"the resolver knows {exporter}: bindings, IRemUnknown, hint and version come back, for all later references too"
    said = holds("resolve-server-check", because, stage=Stage.RESOLVE, side=Side.SERVER, also=("oxid-cache-scope",))
    return Ruling((*asked.steps, said), asked.value)


@models("act.remote-machine-choice")
def remote_server(class_: str, client: str, name: str) -> Step:
    """Say that a class's registration on the client's machine picked the server's machine, since the request named none."""
    because = f"the request names no machine, and RemoteServerName of {class_} on {client} is {name}: the activation goes there"
    return notes("act.remote-machine-choice", because, fact("RemoteServerName", name))


START = {"stage": Stage.START_SERVER, "side": Side.SERVER}


@models("act-launch-order", "act-exec-failure-causes", "act-register-timeout")
def launched(
    process: str, account: str, parent: str, *, ended: bool = False, late_s: float | None = None, down: str = ""
) -> Ruling:
    """Rule on the start of a server for an activation: COM runs its command line, or starts its service.

    It comes to nothing where the process ``ended`` before it had registered the class, or had not for ``late_s``; ``down`` names the
    machine if it was that which ended it.
    """
    because = f"no server of the class is registered for this caller: {process} is started as {account}"
    started = holds("act-launch-order", because, fact("activation", parent), **START)
    if down:
        because, remedy = f"{went_down(down, starting=True)}: {process} had not registered the class", f"start {down}"
        return Ruling((started, fails("act-exec-failure-causes", EXECUTION, because, **START, remedy=remedy)))
    if ended:
        because, remedy = f"{process} ended before it had registered the class", "see why it ends while it starts"
        return Ruling((started, fails("act-exec-failure-causes", EXECUTION, because, **START, remedy=remedy)))
    if late_s is not None:
        because, remedy = (
            f"{process} had not registered the class after {late_s:g} s",
            "let it register its class sooner",
        )
        return Ruling((started, fails("act-register-timeout", EXECUTION, because, **START, remedy=remedy)))
    return Ruling((started,))


def went_down(machine: str, *, starting: bool) -> str:
    """Say that a server's machine went down in the middle of an activation, while it was ``starting`` a server or at another time."""
    return f"{machine} went down while {'the server was starting' if starting else 'the activation was under way'}"


@models("disconnect-errors")
def disconnected(name: str) -> Ruling:
    """Rule on CoDisconnectObject: the object is cut off from all its clients."""
    because = f"{name} is cut off from its clients: their calls will get RPC_E_DISCONNECTED"
    return Ruling((holds("disconnect-errors", because, stage=Stage.LIFETIME),))


def exits(process: str) -> Ruling:
    """Rule on the orderly end of a process: what it holds is released, what it serves is gone."""
    because = f"{process} ends: it releases what it holds, and what it serves is gone with it"
    return Ruling((notes("disconnect-errors", because, stage=Stage.LIFETIME),))


@models("marshal-flags", "remaddref-semantics")
def table_reference(asked: Ruling) -> Ruling:
    """Rule on the unmarshalling of a table reference, which carries no counts: each gets its own with RemAddRef (``asked``)."""
    if not asked.ok:
        return _no_counts(asked)
    because = "the reference came from a table marshal, without counts: RemAddRef brought them"
    return Ruling((*asked.steps, notes("marshal-flags", because, stage=Stage.RESOLVE)), asked.value)


def _no_counts(asked: Ruling) -> Ruling:
    """Let RemAddRef say in a code of its own that the server no longer knows what it is to count."""
    lost = asked.decisive
    if lost.stage is not Stage.LIFETIME:
        return asked
    because = f"the reference came from a table marshal, and RemAddRef finds nothing to count: {lost.because}"
    also = ("marshal-flags", lost.rule, "fail-table")
    where = {"stage": lost.stage, "side": Side.SERVER, "also": also}
    said = fails("remaddref-semantics", "CO_E_OBJNOTREG", because, **where, remedy="marshal the object again")
    return Ruling((*asked.steps[:-1], said), asked.value)
