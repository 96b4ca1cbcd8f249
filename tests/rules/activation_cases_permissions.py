"""Permissions, both ways: the machine's limits, the class's list, who is asked for what, and what a second try meets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.activation_stand import (
    EVERYBODY,
    HERSELF,
    INTEGRITY,
    LAUNCHERS,
    NONE,
    OPEN,
    app,
    asking,
    hosted,
    info,
    process,
    stand,
)
from rules.calls_stand import ANN, GROUPS, STRANGER, absent, fires, shown, silent

from simcom.rules.ladder import judge_resolver_call
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.flags import ALL_ACCESS, Clsctx, Eoac, Right
from simcom.vocabulary.identities import ADMINISTRATORS, EMPTY_DACL, EVERYONE, NULL_DACL, SYSTEM, Ace, Acl, Token
from simcom.vocabulary.paths import DROPPED, PathFacts

if TYPE_CHECKING:
    from rules.activation_stand import Stand

    from simcom.vocabulary.rulings import Ruling

DENIED, UNAVAILABLE = "E_ACCESSDENIED", "RPC_S_SERVER_UNAVAILABLE"
RUNNING_ONLY = Acl((Ace(EVERYONE, Right.EXECUTE | Right.ACTIVATE_REMOTE),))
PLAIN = Token(ANN, GROUPS)
BARE = app(launch_permission=None)
DISABLE, ENABLE = int(Clsctx.DISABLE_AAA), int(Clsctx.ENABLE_AAA)


def judged(**changes: Any) -> Ruling:  # noqa: ANN401
    """Judge the activation with something changed."""
    return stand(**changes).judged()


def nobody(acl: Acl, **machine: Any) -> Ruling:  # noqa: ANN401
    """Judge an activation whose caller cannot be authenticated, towards a class with this list."""
    words = {**OPEN, **machine}
    return judged(account=STRANGER, application=app(launch_permission=acl), server_machine=hosted(**words))


def unsecured(acl: Acl) -> Ruling:
    """Judge an activation that asks for no authentication."""
    request = asking(auth_info=info(NONE))
    return judged(request=request, application=app(launch_permission=acl), server_machine=hosted(**OPEN))


def resolver(purpose: str, limit: Acl = NULL_DACL, account: Any = None, **call: Any) -> Ruling:  # noqa: ANN401
    """Judge a call to a resolver; without an account it is hers."""
    words = {"account": account} if account else {}
    facts = stand(server_machine=hosted(machine_access_restriction=limit), call=call, **words)
    return judge_resolver_call(facts.facts().attempts, purpose)[0]


def as_activator(flags: int, **changes: Any) -> Stand:  # noqa: ANN401
    """Return an activation of a class that runs as the launching user."""
    return stand(request=asking(clsctx=flags), application=app(identity="launching user"), **changes)


DISABLED = process(capabilities=int(Eoac.DISABLE_AAA))
GUARDED = replace(DISABLED, acl=Acl((Ace("PLANT\\otto", ALL_ACCESS),)))
ADMITTED = replace(DISABLED, acl=Acl((Ace(SYSTEM, ALL_ACCESS),)))
NO_LIMIT = {"machine_launch_restriction": NULL_DACL}

CASES = (
    fires(
        "authz.rpcss-guarded",
        "a closed access limit",
        lambda: judged(server_machine=hosted(machine_access_restriction=EMPTY_DACL)),
        DENIED,
    ),
    silent("authz.rpcss-guarded", "stopped before", lambda: judged(client_patch="P0"), DENIED),
    fires("act-permission-check", "the limits are asked", judged),
    silent("act-permission-check", "stopped before", lambda: judged(client_patch="P0"), DENIED),
    fires("act-denied-codes", "a limit refuses", lambda: judged(token=PLAIN), DENIED),
    silent("act-denied-codes", "the limits admit", judged),
    fires("O11", "the launch limit", judged),
    silent(
        "O11",
        "the access limit refuses first",
        lambda: judged(server_machine=hosted(machine_access_restriction=EMPTY_DACL)),
        DENIED,
    ),
    shown(
        "O11", "a limit counts before the class's list", lambda: ("machine limit", judged(token=PLAIN).decisive.stage)
    ),
    shown(
        "authz.server2003-dcom-users",
        "a member on Server 2003",
        lambda: (True, judged(server_machine=hosted(windows="server-2003-sp1")).ok),
    ),
    absent(
        "authz.server2003-dcom-users",
        "a member on XP SP2",
        lambda: (False, judged(server_machine=hosted(windows="xp-sp2")).ok),
    ),
    fires("authz.rights.launch-activate", "the list lets her launch", lambda: judged(application=app(running=False))),
    fires(
        "authz.rights.launch-activate",
        "the list lets her activate only",
        lambda: judged(application=app(running=False, launch_permission=RUNNING_ONLY)),
        DENIED,
    ),
    silent("authz.rights.launch-activate", "nobody asks the list", lambda: judged(client_patch="P0"), DENIED),
    fires(
        "act.running-server-no-launch",
        "activation suffices",
        lambda: judged(application=app(launch_permission=RUNNING_ONLY)),
    ),
    silent(
        "act.running-server-no-launch",
        "a server has to be started",
        lambda: judged(application=app(running=False, launch_permission=RUNNING_ONLY)),
        DENIED,
    ),
    fires("act.launch-acl.precedence", "the application's own list", judged),
    silent("act.launch-acl.precedence", "refused before", lambda: judged(token=PLAIN), DENIED),
    shown("act.launch-acl.precedence", "built in: not her", lambda: (DENIED, judged(application=BARE).hresult.name)),
    shown(
        "act.launch-acl.precedence",
        "built in: an administrator",
        lambda: (True, judged(application=BARE, token=replace(HERSELF, groups=(*GROUPS, ADMINISTRATORS))).ok),
    ),
    shown(
        "act.launch-acl.precedence",
        "the machine's default list",
        lambda: (True, judged(application=BARE, server_machine=hosted(default_launch_permission=LAUNCHERS)).ok),
    ),
    absent(
        "act.launch-acl.precedence",
        "the machine's default list, beside one of the application's own",
        lambda: (True, judged(server_machine=hosted(default_launch_permission=EMPTY_DACL)).ok),
    ),
    fires(
        "act.checked-also-locally",
        "a local caller",
        lambda: judged(local=True, application=app(launch_permission=EMPTY_DACL)),
        DENIED,
    ),
    silent("act.checked-also-locally", "a remote one", judged),
    fires("act.fallback", "nobody, and Anonymous is admitted", lambda: nobody(EVERYBODY)),
    fires("act.fallback", "nobody, and the DACL is NULL", lambda: nobody(NULL_DACL)),
    fires("act.fallback", "nobody, and only Everyone is admitted", lambda: nobody(LAUNCHERS), UNAVAILABLE),
    silent("act.fallback", "somebody", judged),
    fires("err-activation-auth", "without COAUTHINFO it may still launch", lambda: nobody(EVERYBODY)),
    silent(
        "err-activation-auth",
        "with COAUTHINFO it fails",
        lambda: judged(account=STRANGER, request=asking(auth_info=info(INTEGRITY))),
        DENIED,
    ),
    fires("act.coauthinfo.none", "nobody asked for, and Anonymous is admitted", lambda: unsecured(EVERYBODY)),
    fires(
        "act.coauthinfo.none", "nobody asked for, and only Everyone is admitted", lambda: unsecured(LAUNCHERS), DENIED
    ),
    silent("act.coauthinfo.none", "somebody", judged),
    fires("act-unsecure-fallback", "a second try", lambda: nobody(EVERYBODY)),
    fires(
        "act-unsecure-fallback-effect", "the default limits refuse it", lambda: judged(account=STRANGER), UNAVAILABLE
    ),
    silent("act-unsecure-fallback-effect", "it is admitted", lambda: nobody(EVERYBODY)),
    fires(
        "disagree-unreachable-resolver",
        "a reference whose resolver cannot be reached",
        lambda: resolver("resolve", path=PathFacts(way=DROPPED)),
        "OR_INVALID_OXID",
    ),
    silent(
        "disagree-unreachable-resolver",
        "a ping that cannot be sent",
        lambda: resolver("ping", path=PathFacts(way=DROPPED)),
        UNAVAILABLE,
    ),
    fires(
        "resolve-server-check", "the access limit refuses a resolution", lambda: resolver("resolve", EMPTY_DACL), DENIED
    ),
    silent("resolve-server-check", "an activation", judged),
    fires("ping-permission", "the access limit refuses a ping", lambda: resolver("ping", EMPTY_DACL), DENIED),
    silent("ping-permission", "a resolution", lambda: resolver("resolve")),
    fires("act.scm-fallback", "a ping of nobody whom the server knows", lambda: resolver("ping", account=STRANGER)),
    fires("act.aaa.disable", "the activation's flag", lambda: as_activator(DISABLE).judged(), DENIED),
    silent(
        "act.aaa.disable",
        "a class that runs as somebody else",
        lambda: judged(request=asking(clsctx=DISABLE), application=app(identity="specified user")),
    ),
    fires(
        "coinitsec.caps.disable-aaa", "the process's flag", lambda: as_activator(0, client=DISABLED).judged(), DENIED
    ),
    silent("coinitsec.caps.disable-aaa", "overridden", lambda: as_activator(ENABLE, client=DISABLED).judged()),
    fires(
        "authz.system-must-be-in-acl",
        "SYSTEM is not in the server's list",
        lambda: judged(more={"server": GUARDED, "assume": Assumptions(system_in_acl="required")}),
        "E_OUTOFMEMORY",
    ),
    shown(
        "authz.system-must-be-in-acl",
        "it is remarked upon unless assumed otherwise",
        lambda: (judged(more={"server": GUARDED}).hresult.name, "S_OK"),
    ),
    silent("authz.system-must-be-in-acl", "it is", lambda: judged(more={"server": ADMITTED})),
    silent("authz.system-must-be-in-acl", "no list", lambda: judged(more={"server": DISABLED})),
    shown(
        "authz.rights.launch-activate",
        "the limit is asked for launch too",
        lambda: (
            False,
            judged(application=app(running=False), server_machine=hosted(machine_launch_restriction=RUNNING_ONLY)).ok,
        ),
    ),
    absent(
        "authz.rights.launch-activate",
        "and not where a server runs",
        lambda: (True, judged(server_machine=hosted(machine_launch_restriction=RUNNING_ONLY)).ok),
    ),
    shown(
        "implicit.machine-limits.defaults",
        "a policy replaces the registry's launch limit",
        lambda: (False, judged(server_machine=hosted(**NO_LIMIT, policy_launch_restriction=EMPTY_DACL)).ok),
    ),
    absent(
        "implicit.machine-limits.defaults",
        "Windows 2000 has no launch limit",
        lambda: (True, judged(token=PLAIN, server_machine=hosted(windows="win2000")).ok),
    ),
    shown(
        "act.hardening",
        "it is asked before the limits",
        lambda: ("integrity level", judged(client_patch="P0", token=PLAIN).decisive.stage),
    ),
    absent(
        "act.hardening",
        "it is not asked for nobody",
        lambda: ("machine limit", judged(account=STRANGER).decisive.stage),
    ),
)
