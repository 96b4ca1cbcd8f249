"""The rungs of a call on the server's side: promotion, level, machine limit, process list. Order: section K, in ``ladder``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.access import check, kept_out
from simcom.rules.calls.authentication import caller, promoted_level, unauthenticated
from simcom.rules.eras import access_limit, everyone_includes_anonymous, limit_shown, limit_widened
from simcom.rules.logon.lookup import strangers
from simcom.rules.steps import fact, fails, holds, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Right
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Input, Side, Stage, Step

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.identities import Acl

SERVER = Side.SERVER


@models("promote.call-to-pkt", "promote.local-privacy", "promote.service-may-raise")
def promoted(facts: CallFacts) -> Step | None:
    """Note the level that arrives where it is not the one that was set."""
    arrives = promoted_level(facts)
    if unauthenticated(facts) or arrives == facts.blanket.authn_level:
        return None
    rule = "promote.local-privacy" if facts.local else "promote.call-to-pkt"
    because = f"{AuthnLevel.show(facts.blanket.authn_level)} arrives as {AuthnLevel.show(arrives)}"
    because += ": the local transport protects everything" if facts.local else ": TCP does not carry CALL"
    also = ("promote.service-may-raise", "promote.before-min-check", "promote.query-shows-set-level")
    return notes(rule, because, stage=Stage.CALL_LEVEL, side=SERVER, also=also)


@models("call.min-level", "call.min-level-equal-or-higher", "call.permission-after-level", "coinitsec.level.both-roles")
def minimum_level(facts: CallFacts) -> Step:
    """Refuse a call whose level, after promotion, is below the server process's own."""
    arrives, least = caller(facts).authn_level, facts.server.authn_level
    seen = (
        fact("call's level", AuthnLevel.show(arrives)),
        fact("server process's level", AuthnLevel.show(least), facts.server.origin("authn_level")),
    )
    where = {"stage": Stage.CALL_LEVEL, "side": SERVER}
    if arrives >= least:
        because = f"{AuthnLevel.show(arrives)} is not below the server process's {AuthnLevel.show(least)}"
        return holds("call.min-level-equal-or-higher", because, *seen, **where)
    because = (
        f"the call arrives at {AuthnLevel.show(arrives)}, the server process takes {AuthnLevel.show(least)} or more"
    )
    remedy = f"raise the proxy to {AuthnLevel.show(least)}, or let the server process initialise security at {AuthnLevel.show(arrives)}"
    also = ("coinitsec.level.both-roles", *_untrusted(facts))
    return fails("call.min-level", _denied(facts), because, *seen, **where, also=also, remedy=remedy)


def _denied(facts: CallFacts) -> str:
    """Return how a refused access surfaces (`L-28`)."""
    return facts.assume.access_denied


def _right(facts: CallFacts) -> Right:
    """Return the right a call needs: it follows the transport (`authz.distance`)."""
    return Right.EXECUTE_LOCAL if facts.local else Right.EXECUTE_REMOTE


def _caller_inputs(facts: CallFacts) -> tuple[Input, ...]:
    """Return who arrives, with its groups, and what right it needs."""
    arrived = caller(facts)
    groups = ", ".join(arrived.token.groups) or "none"
    return (fact("caller", arrived.name), fact("groups", groups), fact("right needed", _right(facts).name))


@models(
    "authz.machine-and-process",
    "authz.none.machine-limit-applies",
    "authz.distance",
    "coinitsec.cannot-override-machine-restriction",
)
def machine_limit(facts: CallFacts) -> Step:
    """Ask the machine-wide access limit; nothing that a process says can widen it."""
    acl, origin = access_limit(facts.server_machine, facts.assume)
    answer = check(acl, caller(facts).token, _right(facts), invalid_grants=facts.assume.invalid_acl)
    nobody = unauthenticated(facts)
    rule = "authz.none.machine-limit-applies" if nobody else "authz.machine-and-process"
    seen = (*_caller_inputs(facts), fact("machine access limit", acl, origin))
    where = {"stage": Stage.MACHINE_LIMIT, "side": SERVER}
    also = ("authz.machine-and-process", answer.rule, *answer.also, "authz.distance", "authz.rights.call")
    if answer.allowed:
        return holds(
            rule, f"machine-wide limit of {facts.server_machine.name}: {answer.because}", *seen, **where, also=also
        )
    because = f"the machine-wide limit of {facts.server_machine.name} refuses {caller(facts).name}: {answer.because}"
    limit = limit_shown(facts.server_machine, "MachineAccessRestriction")
    because += f"; the limit is {limit}" if limit.startswith("the policy's") else ""
    remedy = limit_widened(facts.server_machine, "MachineAccessRestriction", caller(facts).name, _right(facts))
    remedy = _or_unfiltered(facts, acl, remedy)
    disputed = "L-05" if nobody and origin.startswith("default") else ""
    return fails(
        rule,
        _denied(facts),
        because,
        *seen,
        **where,
        also=(*also, *_anonymous_rules(facts)),
        disputed=disputed,
        remedy=remedy,
    )


def _or_unfiltered(facts: CallFacts, acl: Acl, remedy: str) -> str:
    """Put first, for a local administrator who came without that membership, that it need not be lost."""
    kept = kept_out(acl, caller(facts).token, _right(facts), facts.server_machine.name)
    return f"{kept}, or {remedy}" if kept else remedy


def _anonymous_rules(facts: CallFacts) -> tuple[str, ...]:
    """Return what else bears on a nobody who was refused."""
    excluded = unauthenticated(facts) and not everyone_includes_anonymous(facts.server_machine)
    return ("authz.everyone-not-anonymous", *_untrusted(facts)) if excluded else ()


@models("trust.untrusted-domain")
def _untrusted(facts: CallFacts) -> tuple[str, ...]:
    """Return the rule whose second half speaks of a call that was lowered to NONE between domains that do not trust each other."""
    return ("trust.untrusted-domain",) if unauthenticated(facts) and strangers(facts) else ()


_NO_LIST = {
    "coinitsec.sd.null": "the process passed NULL for pSecDesc: it checks nobody",
    "authz.none.explicit-null-sd": "the process initialised at NONE without a descriptor: it checks nobody",
    "authz.none.process-level-ignores-acl": "the process is at NONE by the registry: its access list is not used",
}


_NO_LIST_EITHER = {"authz.none.process-level-ignores-acl": ("implicit.acl.ignored-at-none",)}
"""What else speaks where a list is not used."""


@models("authz.rights.call", "authz.two-kinds", "authz.access-control-object")
def process_acl(facts: CallFacts) -> Step:
    """Ask the process's own access list, unless there is none or it is not used."""
    acl, where = facts.server.acl, {"stage": Stage.ACCESS_PERMISSION, "side": SERVER}
    if acl is None:
        rule = facts.server.acl_rule
        ignored = _NO_LIST_EITHER.get(rule, ())
        return holds(rule, _NO_LIST[rule], *_caller_inputs(facts)[:1], **where, also=ignored)
    answer = check(acl, caller(facts).token, _right(facts), invalid_grants=facts.assume.invalid_acl)
    seen = (
        *_caller_inputs(facts),
        fact("process access list", acl, facts.server.origin("acl") or facts.server.origin("security_descriptor")),
    )
    also = ("authz.machine-and-process", "authz.distance", "authz.rights.call", facts.server.acl_rule)
    bearing = (answer.rule, *answer.also, *also, "call.permission-after-level", "authz.two-kinds")
    disputed = "L-23" if answer.rule == "authz.ace.invalid-descriptor" else ""
    if answer.allowed:
        rule = _object_or(facts, answer.rule)
        because = f"the process's access list: {answer.because}"
        return holds(rule, because, *seen, **where, also=bearing, disputed=disputed)
    because = f"the process's access list refuses {caller(facts).name}: {answer.because}"
    remedy = f"an entry that allows {caller(facts).name} {_right(facts).name} before any that denies it"
    remedy = _or_mapped(facts, _or_unfiltered(facts, acl, remedy))
    more = {"also": bearing, "disputed": disputed, "remedy": remedy}
    return fails(_refuses(facts, answer.rule), _denied(facts), because, *seen, **where, **more)


@models("implicit.appid-by-exe")
def _or_mapped(facts: CallFacts, remedy: str) -> str:
    """Put first that the class's AppID has a list that would admit the caller, of which a process learns by its executable's name only."""
    app, own = facts.unmapped, facts.server
    listed = app.access_permission if app is not None and own.how in ("implicit", "COM+") else None
    if app is None or listed is None or not check(listed, caller(facts).token, _right(facts)).allowed:
        return remedy
    file = facts.executable or "the server's executable"
    mapping = f"`{file}: {{AppID: {app.appid}}}`" if facts.executable else "its file name"
    return f"AppID {app.appid} has such a list, but {file} is not mapped to it: write {mapping} in the registry, or add {remedy}"


def _object_or(facts: CallFacts, rule: str) -> str:
    """Return the rule of an IAccessControl where the process gave one, else the list's own."""
    return "authz.access-control-object" if facts.server.access_control else rule


@models("implicit.acl.default-content", "callback.client-becomes-server")
def _refuses(facts: CallFacts, rule: str) -> str:
    """Return the rule that best says why the process's list refuses: whose list it is, before how it was read."""
    invalid = rule == "authz.ace.invalid-descriptor"
    built_in = facts.server.acl_rule == "implicit.acl.default-content"
    if facts.callback and built_in:
        return "callback.client-becomes-server"
    return facts.server.acl_rule if built_in and not invalid else _object_or(facts, rule)


@models("setblanket.cross-apartment", "iclientsecurity.availability")
def between_apartments(_facts: CallFacts) -> Step:
    """Say that a call between two apartments of one process meets no security check."""
    because = "client and server are one process: the call crosses apartments, not a transport"
    return notes("setblanket.cross-apartment", because, stage=Stage.DISPATCH, side=SERVER)
