"""Permission to activate and to launch: the machine's two limits, then the class's own list.

Source: [MS-DCOM] 3.1.2.5.2.3 and notes 60, 61; win32 launchpermission.md, defaultlaunchpermission.md, and
dcom-security-enhancements-in-windows-xp-service-pack-2-and-windows-server-2003-service-pack-1.md. The machine's service checks while
impersonating the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.access import Answer, check, kept_out
from simcom.rules.eras import BUILT_IN_LAUNCH, access_limit, launch_limit, limit_shown, limit_widened
from simcom.rules.steps import fact, fails, holds
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Right
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.activation.arrived import Arrival
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.identities import Acl
    from simcom.vocabulary.rulings import Step

LIMIT = {"stage": Stage.MACHINE_LIMIT, "side": Side.SERVER}
LIST = {"stage": Stage.LAUNCH_PERMISSION, "side": Side.SERVER}

CALLING, ACTIVATING, LAUNCHING = "access", "activation", "launch"

RIGHTS: dict[tuple[str, bool], Right] = {
    (CALLING, True): Right.EXECUTE_LOCAL,
    (CALLING, False): Right.EXECUTE_REMOTE,
    (ACTIVATING, True): Right.ACTIVATE_LOCAL,
    (ACTIVATING, False): Right.ACTIVATE_REMOTE,
    (LAUNCHING, True): Right.EXECUTE_LOCAL,
    (LAUNCHING, False): Right.EXECUTE_REMOTE,
}
"""The right for a purpose, local or not: in a launch list EXECUTE means launch (`authz.rights.launch-activate`)."""


@models("authz.rights.launch-activate", "act.running-server-no-launch")
def purposes(facts: ActivationFacts) -> tuple[str, ...]:
    """Return what a caller must be allowed: activation always, launch only where a server has to be started."""
    return (ACTIVATING,) if facts.application.running or not facts.application.registered else (ACTIVATING, LAUNCHING)


def distance(facts: ActivationFacts) -> str:
    """Return how far the caller is, in a word."""
    return "local" if facts.local else "remote"


def ask(arrival: Arrival, acl: Acl, purposes: tuple[str, ...], *, launch: bool) -> tuple[Answer, str]:
    """Ask a list for each right; return the answer that decided, with its purpose: the first refusal, else the last grant."""
    facts = arrival.facts
    answer, purpose = Answer(allowed=True, rule="authz.ace.order", because="nothing is asked for"), ""
    for purpose in purposes:
        right = RIGHTS[purpose, facts.local]
        answer = check(acl, arrival.caller.token, right, invalid_grants=facts.assume.invalid_acl, launch=launch)
        if not answer.allowed:
            break
    return answer, purpose


@models("authz.rpcss-guarded", "act-permission-check")
def access_limited(arrival: Arrival) -> Step:
    """Ask the machine-wide access limit, which guards the machine's own service too."""
    acl, origin = access_limit(arrival.facts.server_machine, arrival.facts.assume)
    answer, purpose = ask(arrival, acl, (CALLING,), launch=False)
    disputed = "L-05" if arrival.anonymous and origin.startswith("default") else ""
    words = ("MachineAccessRestriction", origin, disputed)
    return _limited(arrival, acl, answer, purpose, words, ("authz.rpcss-guarded",))


@models("act-permission-check", "O11", "act-denied-codes")
def launch_limited(arrival: Arrival) -> Step:
    """Ask the machine-wide launch limit for activation, and for launch where a server has to be started."""
    acl, origin = launch_limit(arrival.facts.server_machine)
    answer, purpose = ask(arrival, acl, purposes(arrival.facts), launch=True)
    disputed = "L-04" if arrival.facts.server_machine.windows == "xp-sp2" and origin.startswith("default") else ""
    words = ("MachineLaunchRestriction", origin, disputed)
    return _limited(arrival, acl, answer, purpose, words, ("O11", "authz.rights.launch-activate"))


def _limited(  # one shape for both limits
    arrival: Arrival, acl: Acl, answer: Answer, purpose: str, words: tuple[str, str, str], also: tuple[str, ...]
) -> Step:
    """Turn a limit's answer into a step."""
    name, origin, disputed = words
    shown = limit_shown(arrival.facts.server_machine, name)
    right = RIGHTS[purpose, arrival.facts.local].name
    seen = (*arrival.inputs(), fact("right needed", right), fact(name, acl, origin))
    more = ("act-permission-check", *also, answer.rule, *answer.also)
    if answer.allowed:
        because = f"{shown}: {answer.because}"
        return holds("authz.machine-and-process", because, *seen, **LIMIT, also=more)
    because = f"{shown} refuses {arrival.caller.name} {distance(arrival.facts)} {purpose}: {answer.because}"
    code, by_retry = arrival.denied()
    remedy = limit_widened(
        arrival.facts.server_machine, name, arrival.caller.name, RIGHTS[purpose, arrival.facts.local]
    )
    more = (*more, "act-denied-codes", *_fallen_back(arrival))
    launch = name == "MachineLaunchRestriction"
    remedy = _or_unfiltered(arrival, acl, purpose, remedy, launch=launch)
    said = {"also": more, "disputed": by_retry or disputed, "remedy": remedy}
    return fails("authz.machine-and-process", code, because, *seen, **LIMIT, **said)


@models("act-unsecure-fallback-effect", "H15", "H16")
def _fallen_back(arrival: Arrival) -> tuple[str, ...]:
    """Return what bears on a refusal of a caller who was nobody only because its authentication failed."""
    return ("act-unsecure-fallback-effect", "H15", "H16") if arrival.retried else ()


def _or_unfiltered(arrival: Arrival, acl: Acl, purpose: str, remedy: str, *, launch: bool) -> str:
    """Put first, for a local administrator who came without that membership, that it need not be lost."""
    right = RIGHTS[purpose, arrival.facts.local]
    kept = kept_out(acl, arrival.caller.token, right, arrival.machine, launch=launch)
    return f"{kept}, or {remedy}" if kept else remedy


def launch_list_shown(facts: ActivationFacts) -> str:
    """Return the class's launch list in words: the application's own, else the machine's default."""
    if launch_list(facts)[2]:
        return f"LaunchPermission of AppID {facts.application.appid} on {facts.server_machine.name}"
    return f"DefaultLaunchPermission of {facts.server_machine.name}"


@models("act.launch-acl.precedence")
def launch_list(facts: ActivationFacts) -> tuple[Acl, str, bool]:
    """Return the class's launch list, its origin, and whether it is the application's own: LaunchPermission, else the default."""
    app, machine = facts.application, facts.server_machine
    if app.launch_permission is not None:
        origin = dict(app.origins).get("LaunchPermission") or f"LaunchPermission of AppID {app.appid} on {machine.name}"
        return app.launch_permission, origin, True
    if machine.default_launch_permission is not None:
        origin = machine.origin("DefaultLaunchPermission") or f"DefaultLaunchPermission on {machine.name}"
        return machine.default_launch_permission, origin, False
    return BUILT_IN_LAUNCH, f"built-in DefaultLaunchPermission on {machine.name}", False


@models(
    "act.checked-also-locally",
    "act.launch-acl.precedence",
    "act.fallback",
    "act.coauthinfo.none",
    "err-activation-auth",
)
def launch_permitted(arrival: Arrival) -> Step | None:
    """Ask the class's launch list for activation, and for launch where a server has to be started; local callers are asked too.

    A class that is not registered has no AppID whose list could be asked.
    """
    facts = arrival.facts
    if not facts.application.registered:
        return None
    acl, origin, _ = launch_list(facts)
    answer, purpose = ask(arrival, acl, purposes(facts), launch=True)
    right = RIGHTS[purpose, facts.local].name
    seen = (*arrival.inputs(), fact("right needed", right), fact("launch list", acl, origin))
    also = ("act.launch-acl.precedence", answer.rule, *answer.also, *_bearing(arrival))
    disputed = "L-23" if answer.rule == "authz.ace.invalid-descriptor" else ""
    if answer.allowed:
        because = f"the launch list of {facts.application.class_}: {answer.because}"
        return holds("authz.rights.launch-activate", because, *seen, **LIST, also=also, disputed=disputed)
    because = f"the launch list of {facts.application.class_} refuses {arrival.caller.name} {distance(facts)} {purpose}: {answer.because}"
    code, by_retry = arrival.denied()
    remedy = (
        f"an entry that allows {arrival.caller.name} {right}, before any that denies it, in {launch_list_shown(facts)}"
    )
    remedy = _or_unfiltered(arrival, acl, purpose, remedy, launch=True)
    more = {"also": (*also, *_fallen_back(arrival)), "disputed": by_retry or disputed, "remedy": remedy}
    return fails("authz.rights.launch-activate", code, because, *seen, **LIST, **more)


@models("act.fallback", "act.coauthinfo.none", "act.running-server-no-launch", "act.checked-also-locally")
def _bearing(arrival: Arrival) -> tuple[str, ...]:
    """Return which further rules bear on what the list is asked."""
    facts = arrival.facts
    nobody = ("act.fallback", "err-activation-auth") if arrival.retried else ("act.coauthinfo.none",)
    return (
        *(nobody if arrival.anonymous else ()),
        *(("act.checked-also-locally",) if facts.local else ()),
        *(("act.running-server-no-launch",) if facts.application.running else ()),
    )
