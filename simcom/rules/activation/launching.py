"""The class and its server: whether it is registered, who it runs as, whether it starts, and whether it registers in time.

Source: [MS-DCOM] 3.1.2.5.2.3; win32 launching-user.md, interactive-user.md, specified-user.md, localservice.md, runas.md, localserver32.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.access import check
from simcom.rules.logon.accounts import cured, state_trouble
from simcom.rules.steps import fact, fails, holds, notes
from simcom.vocabulary.activation import INTERACTIVE_USER, LAUNCHING_USER, SERVICE, SPECIFIED_USER
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Clsctx, Eoac, Right
from simcom.vocabulary.identities import ADMINISTRATORS, EVERYONE, SYSTEM, Token
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.activation.arrived import Arrival
    from simcom.vocabulary.activation import ActivationFacts, ApplicationFacts
    from simcom.vocabulary.rulings import Step

START = {"stage": Stage.START_SERVER, "side": Side.SERVER}

THE_SERVICE = Token(SYSTEM, (EVERYONE, "Authenticated Users", ADMINISTRATORS))
"""As what the machine's own service calls into a server."""

_Wrong = tuple[str, str, tuple[str, ...]]
"""What keeps an account from logging on, what helps, and the facts that bear on it."""

IDENTITY_RULES: dict[str, str] = {
    LAUNCHING_USER: "act.identity.launching-user",
    INTERACTIVE_USER: "act.identity.interactive-user",
    SPECIFIED_USER: "act.identity.specified-user",
    SERVICE: "act.identity.service",
}
"""The rule behind each of the four identities."""


@models("act-launch-order", "fail-table")
def class_registered(arrival: Arrival) -> Step | None:
    """Refuse a class that the server's machine does not know."""
    app = arrival.facts.application
    if app.registered:
        return None
    because = f"{app.class_} is not registered on {arrival.machine}: neither a service nor a command line serves it"
    remedy = f"register {app.class_} on {arrival.machine}, or name another machine"
    return fails("act-launch-order", "REGDB_E_CLASSNOTREG", because, **START, also=("fail-table",), remedy=remedy)


@models("act.aaa.disable", "coinitsec.caps.disable-aaa", "act-session-identity")
def as_activator(arrival: Arrival) -> Step | None:
    """Refuse a class that runs as the launching user where the client has disabled that, for the process or for this activation."""
    facts = arrival.facts
    by = disabled_by(facts)
    if facts.application.identity != LAUNCHING_USER or not by:
        return None
    also = ("act-session-identity", *(("coinitsec.caps.disable-aaa",) if by.startswith("EOAC") else ()))
    because = f"{facts.application.class_} runs as the launching user, and {by} forbids that"
    remedy = "pass CLSCTX_ENABLE_AAA, or let the class run under another identity"
    words = {"stage": Stage.LAUNCH_PERMISSION, "side": Side.SERVER, "also": also, "remedy": remedy}
    return fails("act.aaa.disable", "E_ACCESSDENIED", because, **words)


@models("act.aaa.disable", "coinitsec.caps.disable-aaa")
def disabled_by(facts: ActivationFacts) -> str:
    """Return what disables activate-as-activator: the flag of the activation, else the process's unless the other flag overrides it."""
    flags = facts.request.clsctx
    if flags & Clsctx.DISABLE_AAA:
        return "CLSCTX_DISABLE_AAA"
    of_process = facts.client is not None and bool(facts.client.capabilities & Eoac.DISABLE_AAA)
    return "EOAC_DISABLE_AAA of the client's process" if of_process and not flags & Clsctx.ENABLE_AAA else ""


@models("act-reuse-or-launch", "act.running-server-no-launch")
def reused(arrival: Arrival) -> Step | None:
    """Say that a running instance is given the request; nothing is started."""
    app = arrival.facts.application
    if not app.running:
        return None
    because = f"an instance of {app.class_}'s server runs{f' as {app.run_as}' if app.run_as else ''} and is registered: nothing is started"
    return holds("act-reuse-or-launch", because, **START, also=("act.running-server-no-launch",))


@models("act.identity.interactive-user", "act.identity.specified-user", "act.identity.service")
@models("act-session-identity", "runas-identity-logon", "O8", "act-launch-order")
def logs_on(arrival: Arrival) -> Step | None:
    """Refuse where the identity to run as cannot log on: nobody at the screen, an account that is not let in, a missing right."""
    app = arrival.facts.application
    found = None if app.running else _logon_trouble(app, arrival.machine)
    if found is None:
        return None
    wrong, remedy, bearing = found
    fixed = () if app.identity == INTERACTIVE_USER else ("runas-identity-logon",)
    also = (*(("act-launch-order",) if app.identity == SERVICE else ("act-session-identity", "O8")), *fixed, *bearing)
    because = f"{app.class_} runs as the {app.identity}: {wrong}"
    if app.identity == SERVICE:
        because = f"the service of {app.class_} cannot log on: {wrong}"
    code = "CO_E_START_SERVICE_FAILURE" if app.identity == SERVICE else "CO_E_RUNAS_LOGON_FAILURE"
    seen = fact("identity", app.identity)
    return fails(IDENTITY_RULES[app.identity], code, because, seen, **START, also=also, remedy=remedy)


def _logon_trouble(app: ApplicationFacts, machine: str) -> _Wrong | None:
    """Return what keeps the identity to run as from logging on at a machine; the launching user is logged on already."""
    if app.identity == INTERACTIVE_USER and not app.run_as:
        remedy = f"log somebody on at {machine}, or run it as a service"
        return f"nobody is logged on at {machine}", remedy, ()
    if app.identity not in (SPECIFIED_USER, SERVICE):
        return None
    if not app.password_ok:
        return f"the stored password of {app.run_as} is wrong", f"enter the password of {app.run_as} again", ()
    if app.silent_domain:
        because = f"{machine} cannot reach a domain controller of {app.silent_domain} to log {app.run_as} on"
        return because, f"let {machine} reach a controller of {app.silent_domain}", ("ports-not-only-trust",)
    if app.identity == SPECIFIED_USER and not app.batch_right:
        remedy = f"grant {app.run_as} the right to log on as a batch job"
        return f"{app.run_as} may not log on as a batch job there", remedy, ()
    found = state_trouble(app.state, app.run_as, machine)
    return None if found is None else (found[1], cured(found[0], app.run_as), ("account-state-flags",))


@models("act.identity.service", "act-launch-order", "act-exec-failure-causes")
def starts(arrival: Arrival) -> Step | None:
    """Refuse where the service or the process does not start at all."""
    app = arrival.facts.application
    if app.running or app.starts:
        return None
    if app.identity == SERVICE:
        because, remedy = (
            f"the service of {app.class_} cannot start",
            "see why the service does not start: its account, its executable",
        )
        rule = "act.identity.service"
        return fails(rule, "CO_E_START_SERVICE_FAILURE", because, **START, also=("act-launch-order",), remedy=remedy)
    because, remedy = (
        f"the process of {app.class_} cannot be started",
        "see why it does not start: its command line, its executable",
    )
    rule = "act-exec-failure-causes"
    return fails(rule, "CO_E_SERVER_EXEC_FAILURE", because, **START, also=("act-launch-order",), remedy=remedy)


@models("act-register-timeout", "act-exec-failure-causes", "act-no-protocol-timeout")
def registers(arrival: Arrival) -> Step | None:
    """Refuse where the launched server does not register its class in time, or ends before; the client has waited all that while."""
    app, limit_s = arrival.facts.application, arrival.facts.timeout_s
    if app.ended:
        return _ended(app)
    if app.running or (app.registers_s is not None and app.registers_s <= limit_s):
        return None
    takes = "never" if app.registers_s is None else f"only after {app.registers_s:g} s"
    because = f"the server of {app.class_} was started and registers {takes}; {arrival.machine} waits {limit_s:g} s"
    remedy = "let it register its class sooner: see whether it may start without a desktop, and what it waits for"
    words = {"also": ("act-exec-failure-causes",), "disputed": "disagree-register-timeout", "remedy": remedy}
    seen = fact("waits", f"{limit_s:g} s")
    return fails("act-register-timeout", "CO_E_SERVER_EXEC_FAILURE", because, seen, **START, **words)


def _ended(app: ApplicationFacts) -> Step:
    """Return the failure of a server that ended: while it started, or one that ran before it had made the object."""
    because = f"the server of {app.class_} was started and ended before it had registered its class"
    remedy = "see why it ends while it starts: its own log, a crash dump"
    if app.running:
        because, remedy = f"the server of {app.class_} ended before it had made the object", "activate the object again"
    words = {"also": ("act-register-timeout",), "remedy": remedy}
    return fails("act-exec-failure-causes", "CO_E_SERVER_EXEC_FAILURE", because, **START, **words)


@models("act-reuse-or-launch", "act-launch-order", "act.identity.launching-user", "act.server-token-and-acl", "O8")
def launched(arrival: Arrival) -> Step | None:
    """Say under whose identity the server was started; that account is its own in its built-in access list."""
    app = arrival.facts.application
    if app.running:
        return None
    because = f"a server of {app.class_} is started as {run_as(arrival)}, the {app.identity}"
    also = ("act-launch-order", IDENTITY_RULES[app.identity], "act.server-token-and-acl", "O8")
    return holds("act-reuse-or-launch", because, fact("identity", app.identity), **START, also=also)


@models("act.identity.launching-user")
def run_as(arrival: Arrival) -> str:
    """Return the account under which the server runs, or would run: as declared, else the caller's own."""
    app = arrival.facts.application
    return app.run_as or (arrival.caller.name if app.identity == LAUNCHING_USER else "")


@models("authz.system-must-be-in-acl")
def service_admitted(arrival: Arrival) -> Step | None:
    """Ask whether the server's access list admits SYSTEM: the machine's own service calls into the server to make the object.

    People write such lists without it, the landscapes of the catalogue too (`L2`): unless assumed otherwise that is said and no more.
    """
    server = arrival.facts.server
    if server is None or server.acl is None:
        return None
    answer = check(server.acl, THE_SERVICE, Right.EXECUTE_LOCAL, invalid_grants=arrival.facts.assume.invalid_acl)
    if answer.allowed:
        return None
    because = f"the machine's own service cannot call into the server: its access list does not admit SYSTEM ({answer.because})"
    words = {"stage": Stage.ACCESS_PERMISSION, "side": Side.SERVER, "also": (answer.rule, *answer.also)}
    words |= {"remedy": "add an entry that allows SYSTEM EXECUTE_LOCAL to the server's access list", "disputed": "L2"}
    seen = fact("process access list", server.acl, server.origin("acl") or server.origin("security_descriptor"))
    if arrival.facts.assume.system_in_acl == "required":
        return fails("authz.system-must-be-in-acl", "E_OUTOFMEMORY", because, seen, **words)
    because = f"{because}; taken as an omission of the file, since tools put SYSTEM into every list they write"
    return notes("authz.system-must-be-in-acl", because, seen, **words)
