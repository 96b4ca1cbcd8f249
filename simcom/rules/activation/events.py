"""What an activation, or a refused call, leaves in the event logs of either machine.

Source: KB5004442 and Microsoft's support articles (10036 to 10038); win32 activationfailurelogginglevel.md, callfailurelogginglevel.md;
the DistributedCOM provider's manifest (the rest).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation import event_fields as fields
from simcom.rules.activation.hardening import writes
from simcom.rules.activation.levels import COAUTHINFO, STACK
from simcom.rules.activation.limits import launch_list
from simcom.rules.eras import BEFORE_VISTA
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Clsctx
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.activation import Activated, ActivationFacts
    from simcom.vocabulary.facts import Caller, CallFacts
    from simcom.vocabulary.messages import Event
    from simcom.vocabulary.rulings import Ruling, Step

ALWAYS, NEVER = 1, 2
"""Values of the two logging levels; 0, the default of activations, leaves it to the caller (`authz.logging`)."""


def activation_events(facts: ActivationFacts, ruling: Ruling) -> tuple[Event, ...]:
    """Return the lines that an activation writes, the server's first; in order of what they are about."""
    last, arrived = ruling.steps[-1], ruling.value
    written = _integrity(facts, ruling) if arrived is not None else ()
    if last.verdict is not Verdict.FAILS:
        return written
    writer = _BY_STAGE.get(last.stage)
    return (*written, *(writer(facts, last, arrived) if writer is not None else ()))


@models("H18", "H20")
def _integrity(facts: ActivationFacts, ruling: Ruling) -> tuple[Event, ...]:
    """Return 10036 where an activation below PKT_INTEGRITY was refused, or let through and noted; with it 10037 or 10038."""
    found = next((step for step in ruling.steps if step.stage is Stage.INTEGRITY_LEVEL), None)
    if found is None or facts.local or found.verdict is Verdict.UNKNOWN or not _is_low(ruling.value.caller):
        return ()
    refused = found.verdict is Verdict.FAILS
    caller = ruling.value.caller
    line = (*fields.who(caller), *fields.from_where(facts))
    noted = writes(facts.server_machine) and (refused or facts.assume.audit_10036 == "audit")
    server = (fields.on(facts.server_machine.name, 10036, line, audit=not refused),) if noted else ()
    return (*server, *(_on_the_client(facts, caller.authn_level) if refused else ()))


def _is_low(caller: Caller) -> bool:
    """Tell whether a caller is somebody and came below PKT_INTEGRITY."""
    return caller.mechanism is not None and caller.authn_level < AuthnLevel.PKT_INTEGRITY


@models("H18", "H25")
def _on_the_client(facts: ActivationFacts, level: int) -> tuple[Event, ...]:
    """Return 10037 for a level that the activation itself set, 10038 for the process's; other stacks than Windows' write nothing."""
    source = facts.settings.source
    if source == STACK or not writes(facts.client_machine):
        return ()
    number = 10037 if source == COAUTHINFO else 10038
    shown = (("computer", facts.request.server_name or facts.server_machine.name), ("level", AuthnLevel.show(level)))
    return (
        fields.on(facts.client_machine.name, number, (*fields.program(facts), fields.which_class(facts)[0], *shown)),
    )


@models("act-events", "H19")
def _unreached(facts: ActivationFacts, last: Step, _arrived: Activated | None) -> tuple[Event, ...]:
    """Return 10028, or 10009 on older Windows: no protocol reaches the server's machine."""
    if (last.rule == "implicit.enabledcom" and last.side is Side.CLIENT) or last.hresult != "RPC_S_SERVER_UNAVAILABLE":
        return ()
    name = (("computer", facts.request.server_name or facts.server_machine.name),)
    if facts.client_machine.windows in BEFORE_VISTA:
        return (fields.on(facts.client_machine.name, 10009, name),)
    line = (*name, *fields.program(facts), fields.which_class(facts)[0])
    return (fields.on(facts.client_machine.name, 10028, line),)


@models("authz.logging", "H13", "H19")
def _limited(facts: ActivationFacts, last: Step, arrived: Activated | None) -> tuple[Event, ...]:
    """Return 10027 where the access limit refuses, or either limit a nobody (no class is known yet), else 10015; 0 counts as 1."""
    if arrived is None or facts.server_machine.activation_failure_logging == NEVER:
        return ()
    machine, caller = facts.server_machine.name, (*fields.who(arrived.caller), *fields.from_where(facts))
    where = (*fields.distance(local=facts.local), ("permission", _permission(last)))
    if arrived.caller.mechanism is None or any(item.name == "MachineAccessRestriction" for item in last.inputs):
        return (fields.on(machine, 10027, (*where, *caller)),)
    return (fields.on(machine, 10015, (*where, *fields.which_class(facts), *caller)),)


@models("authz.logging", "act-events")
def _refused(facts: ActivationFacts, last: Step, arrived: Activated | None) -> tuple[Event, ...]:
    """Return 10016: the class's own list, or the machine's default one, refuses; unless it is not to be logged."""
    if arrived is None or last.rule == "act.aaa.disable" or not _logged(facts):
        return ()
    descriptor = "application-specific" if launch_list(facts)[2] else "machine-default"
    where = (("descriptor", descriptor), *fields.distance(local=facts.local), ("permission", _permission(last)))
    caller = (*fields.who(arrived.caller), *fields.from_where(facts))
    line = (*where, *fields.which_class(facts), *caller, ("app container", "Unavailable"))
    return (fields.on(facts.server_machine.name, 10016, line),)


@models("authz.logging")
def _logged(facts: ActivationFacts) -> bool:
    """Tell whether a refused activation is logged: by ActivationFailureLoggingLevel, and where that is 0 by the caller's flag."""
    level = facts.server_machine.activation_failure_logging
    silent = bool(facts.request.clsctx & Clsctx.NO_FAILURE_LOG)
    return level == ALWAYS or (level != NEVER and not silent)


def _permission(last: Step) -> str:
    """Return what was refused, in Windows' word."""
    needed = next((item.value for item in last.inputs if item.name == "right needed"), "")
    access = any(item.name == "MachineAccessRestriction" for item in last.inputs)
    return "Access" if access else "Activation" if needed.startswith("ACTIVATE") else "Launch"


@models("act-events", "H19", "act-register-timeout")
def _not_started(facts: ActivationFacts, last: Step, _arrived: Activated | None) -> tuple[Event, ...]:
    """Return why there is no server: 10004 no logon, 10005 no service, 10001 no process, 10010 no registration in time."""
    app, clsid = facts.application, fields.which_class(facts)[0]
    if last.hresult == "REGDB_E_CLASSNOTREG":
        return ()
    if last.rule == "act-register-timeout":
        return (fields.on(facts.server_machine.name, 10010, (clsid,)),)
    line = (("account", app.run_as or fields.UNDECLARED), clsid, ("error", last.hresult))
    return (fields.on(facts.server_machine.name, _NOT_STARTED.get(last.hresult, 10001), line),)


_NOT_STARTED = {"CO_E_RUNAS_LOGON_FAILURE": 10004, "CO_E_START_SERVICE_FAILURE": 10005}

_BY_STAGE: dict[Stage, Callable[[ActivationFacts, Step, Activated | None], tuple[Event, ...]]] = {
    Stage.RESOLVE: _unreached,
    Stage.CONNECT: _unreached,
    Stage.MACHINE_LIMIT: _limited,
    Stage.LAUNCH_PERMISSION: _refused,
    Stage.START_SERVER: _not_started,
}
"""Who writes about a failure, by its stage."""


@models("authz.logging", "H19")
def call_events(facts: CallFacts, ruling: Ruling) -> tuple[Event, ...]:
    """Return the line that a refused call writes where CallFailureLoggingLevel is 1: 10019 by a limit, 10017 or 10018 by a list."""
    last = ruling.steps[-1]
    if last.verdict is not Verdict.FAILS or facts.server_machine.call_failure_logging != ALWAYS or ruling.value is None:
        return ()
    registry = facts.server.how in ("implicit", "appid")
    numbers = {Stage.MACHINE_LIMIT: 10019, Stage.ACCESS_PERMISSION: 10017 if registry else 10018}
    number = numbers.get(last.stage)
    if number is None:
        return ()
    line = (*fields.distance(local=facts.local), *fields.who(ruling.value), *fields.from_where(facts))
    return (fields.on(facts.server_machine.name, number, line),)
