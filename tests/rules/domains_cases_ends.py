r"""What stands at either end of a logon, both ways: policies, the server's account, Guest, services, groups, names of causes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rules.calls_stand import GROUPS, absent, fires, host, shown, silent
from rules.domains_stand import (
    DELEGATE,
    DENIED,
    HELD,
    KERBEROS,
    LOCAL,
    MIRRORED,
    NEGOTIATE,
    NTLM,
    OWN,
    PACKAGE,
    SCHANNEL,
    SERVER,
    STRANGER,
    WAY,
    asked,
    blanket,
    flagged,
    policies,
    ready,
    target,
    user,
    way,
)
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, machine, ran, server, unmarshal

from simcom.rules.ladder import judge_call
from simcom.rules.logon.layers import CAUSES, layers
from simcom.runtime.estate import Account, DomainPolicy
from simcom.runtime.steps import SetBlanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthService, BlanketRequest
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import Token
from simcom.vocabulary.logon import NO_DOMAIN_ACCOUNTS, NO_RESTRICTION, NOBODY, AccountState, ClockFacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.steps import Step

UNKNOWN, WORDS = "RPC_S_UNKNOWN_AUTHN_SERVICE", (NO_RESTRICTION, NO_DOMAIN_ACCOUNTS, NOBODY)
SHUT = {"kerberos": way(1, unreachable=WAY[1])}
LENIENT = Assumptions(mutual_auth="ignored")
STRICT, LISTED = Assumptions(delegate_fallback="refused"), Assumptions(negotiate_server="refused")
MUTUAL, FAR = blanket(NEGOTIATE, capabilities=Eoac.MUTUAL_AUTH), blanket(NEGOTIATE, imp_level=DELEGATE)


def asks(service: int) -> tuple[Step, Step, Step]:
    """Return the steps of a call with a service."""
    request = BlanketRequest(service)
    return unmarshal("u"), SetBlanket("s", "", "p", None, helper=True, request=request), call("c")


def between(near: str, far: str, caller: str, service: int = NTLM) -> str:
    """Return what becomes of a call to PLANT where PLANT's controllers and CORP's have these policies for NTLM."""
    rules = (DomainPolicy("plant.example", restrict_ntlm=near), DomainPolicy("corp.example", restrict_ntlm=far))
    serving = server(account="SYSTEM")
    row = ran(estate(serving, replace(client(*asks(service)), account=caller), policies=rules))["c"].to_dict()
    return "ok" if row["outcome"] == "ok" else str(row["authentication"]["error"]["detail"])


def table(caller: str, service: int = NTLM) -> list[list[str]]:
    """Return what becomes of a call for each policy of the server's domain (rows) and of CORP (columns)."""
    return [[between(near, far, caller, service) for far in WORDS] for near in WORDS]


def named(row: dict[str, Any]) -> tuple[str, str]:
    """Return the cause of a failed logon as a row tells it: the name of the table's row, and the finer word."""
    error = row["authentication"]["error"]
    return error["cause"], error["detail"]


def failed(service: int, *, whole: bool = True, **state: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return the cause of a call to a machine whose secure channel or whose own account is not in order."""
    machines = (machine("hmi01", "corp.example"), replace(machine("opc01", "plant.example"), secure_channel=whole))
    own = Account("PLANT\\OPC01$", state=AccountState(**state))
    words = {"machines": machines, "accounts": (Account(ANN), Account(SVC), Account(OTTO), own)}
    return named(ran(estate(server(account="SYSTEM"), client(*asks(service)), **words))["c"].to_dict())


def keyed(**flags: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the server's name, its account having these flags."""
    return {"target": target(key_state=AccountState(**flags))}


def list_of(*numbers: int) -> dict[str, Any]:
    """Return a server process that registered these services."""
    return {"server": replace(SERVER, services=tuple(AuthService(number) for number in numbers))}


def without(*lost: tuple[str, str]) -> dict[str, Token]:
    """Return a token from which these groups were taken."""
    return {"token": Token(ANN, GROUPS, lost)}


def decides(*arguments: Any, **changes: Any) -> str:  # noqa: ANN401
    """Return the rule that decides a call."""
    return judge_call(ready(*arguments, **changes)).decisive.rule


def noted(*lost: tuple[str, str], local: bool = False) -> list[str]:
    """Return what a ruling says about the groups that were lost."""
    steps = judge_call(ready(NTLM, local=local, **without(*lost))).steps
    return [step.because for step in steps if step.rule in {rule for _, rule in lost}]


def _deciding(cause: str, arguments: tuple[Any, ...], changes: dict[str, Any]) -> tuple[object, object]:
    """Return the rule that must decide a call, and the one that does."""
    return cause, decides(*arguments, **changes)


def insisting(cause: str) -> list[tuple[str, Callable[[], tuple[object, object]]]]:
    """Return the demands that leave Negotiate no NTLM, with what must then decide."""
    calls: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
        ("mutual authentication", (NEGOTIATE, user(), SHUT), {"blanket": MUTUAL}),
        ("DELEGATE, read strictly", (NEGOTIATE, user(), SHUT), {"blanket": FAR, "assume": STRICT}),
        ("the client sends no NTLM", (NEGOTIATE, user(), {**SHUT, **policies(outgoing=NOBODY)}), {}),
        ("Protected Users", (NEGOTIATE, flagged(protected=True), SHUT), {}),
        ("a local account", (NEGOTIATE, LOCAL), {"blanket": MUTUAL}),
        ("no trust", (NEGOTIATE, STRANGER), {"blanket": MUTUAL}),
    )
    return [(about, partial(_deciding, cause, a, k)) for about, a, k in calls]


POLICY, STATES, GUEST, COMPAT = "ntlm-restrictions", "krb-account-state-errors", "guest-fallback", "nego-server-compat"
FILTER, UAC, STAYS, TABLE = "sid-filtering", "uac-remote-token-filter", "nego-must-not-fall-back", "err-table"
GONE = (("CORP\\Readers", FILTER), ("BUILTIN\\Administrators", UAC))
BLOCKED = "ntlm_blocked"
OF_STRANGERS = [["ok", BLOCKED, BLOCKED], ["ok", BLOCKED, BLOCKED], [BLOCKED, BLOCKED, BLOCKED]]
OF_ITS_OWN = [["ok"] * 3, [BLOCKED] * 3, [BLOCKED] * 3]
PARTS = {
    "unknown_account": "logon_denied",
    "service_revoked": "account_disabled",
    "outside_logon_hours": "account_restriction",
    "workstation_not_allowed": "account_restriction",
    "ntlm_blocked_by_client": "ntlm_blocked",
    "secure_channel_broken": "trust_broken",
}
"""The causes that are one part of a row of the table of layers, and the row's recommended name."""

ONLY = policies(guest_only=True)

CASES = (
    shown(POLICY, "both ends, a stranger", lambda: (OF_STRANGERS, table(ANN))),
    shown(POLICY, "both ends, the server's domain's own", lambda: (OF_ITS_OWN, table(OTTO))),
    absent(POLICY, "both ends, by Kerberos", lambda: ([["ok"] * 3] * 3, table(ANN, KERBEROS))),
    *(
        fires(STATES, f"the server's account: {flag}", asked(NEGOTIATE, logon=keyed(**{flag: value})), DENIED)
        for flag, value in (("enabled", False), ("locked", True), ("expired", True))
    ),
    fires(STATES, "the server's account, Kerberos alone", asked(KERBEROS, logon=keyed(enabled=False)), DENIED),
    silent(STATES, "the server's account is usable", asked(KERBEROS, logon=keyed())),
    silent(
        STATES,
        "the server's account, a ticket in hand",
        asked(KERBEROS, logon={**keyed(enabled=False), "tickets": HELD}),
    ),
    silent(STATES, "the server's account, by NTLM", asked(NTLM, logon=keyed(enabled=False))),
    shown(
        STATES,
        "the server's account, in an estate",
        lambda: (("account_disabled", "service_revoked"), failed(NEGOTIATE, enabled=False)),
    ),
    fires(GUEST, "Guest only, and Guest is closed: a match", asked(NTLM, MIRRORED, ONLY), DENIED),
    fires(GUEST, "Guest only, and Guest is closed: the server's own", asked(NTLM, OWN, ONLY), DENIED),
    fires(GUEST, "Guest only, and Guest is closed: a stranger", asked(NTLM, STRANGER, ONLY), DENIED),
    silent(GUEST, "Guest only, and Guest is closed: a domain's", asked(NTLM, user(), ONLY)),
    silent(GUEST, "Guest is closed, the classic model", asked(NTLM, MIRRORED)),
    fires(COMPAT, "raw NTLM to Negotiate alone", asked(NTLM, **list_of(NEGOTIATE))),
    fires(COMPAT, "raw Kerberos to Negotiate alone", asked(KERBEROS, **list_of(NEGOTIATE))),
    silent(COMPAT, "raw NTLM, registered itself", asked(NTLM, **list_of(NEGOTIATE, NTLM))),
    silent(COMPAT, "raw NTLM, the list read strictly", asked(NTLM, **list_of(NEGOTIATE), assume=LISTED), UNKNOWN),
    silent(COMPAT, "raw NTLM to Kerberos alone", asked(NTLM, **list_of(KERBEROS)), UNKNOWN),
    silent(COMPAT, "Schannel is none of Negotiate's", asked(SCHANNEL, **list_of(NEGOTIATE)), UNKNOWN),
    fires(FILTER, "a group is lost on the way", asked(NTLM, **without(GONE[0]))),
    fires(UAC, "a group is lost on arrival", asked(NTLM, **without(GONE[1]))),
    fires(UAC, "both are lost", asked(KERBEROS, **without(*GONE))),
    silent(FILTER, "nothing is lost on the way", asked(NTLM, **without(GONE[1]))),
    silent(UAC, "nothing is lost on arrival", asked(NTLM, **without(GONE[0]))),
    silent(UAC, "another arrives in the caller's place", asked(NTLM, MIRRORED, **without(*GONE))),
    shown(FILTER, "the group is named", lambda: ([True], [GONE[0][0] in text for text in noted(GONE[0])])),
    absent(FILTER, "within the machine", lambda: ([], noted(GONE[0], local=True))),
    *(shown(STAYS, f"decides: {about}", check) for about, check in insisting(STAYS)),
    fires(STAYS, "and no trouble is left out", asked(NEGOTIATE, logon=SHUT, blanket=MUTUAL), PACKAGE),
    absent(STAYS, "decides not: NTLM may be tried", lambda: ("authz.ace.order", decides(NEGOTIATE, user(), SHUT))),
    absent(
        STAYS,
        "decides not: the demand is ignored",
        lambda: ("authz.ace.order", decides(NEGOTIATE, user(), SHUT, blanket=MUTUAL, assume=LENIENT)),
    ),
    absent(STAYS, "decides not: Kerberos by name", lambda: ("ports-not-only-trust", decides(KERBEROS, user(), SHUT))),
    absent(
        STAYS,
        "decides not: the server found it",
        lambda: ("krb-clock-skew", decides(NEGOTIATE, logon={"clocks": ClockFacts(301)}, blanket=MUTUAL)),
    ),
    shown(TABLE, "parts bear the name of their row", lambda: (PARTS, {one: CAUSES[one].name for one in PARTS})),
    shown(TABLE, "a part in a row", lambda: (("trust_broken", "secure_channel_broken"), failed(NTLM, whole=False))),
    shown(TABLE, "every name is that of a row", lambda: (set(), {one.name for one in CAUSES.values()} - set(CAUSES))),
    absent(
        TABLE,
        "a whole row has its own name",
        lambda: ([], [one.cause for one in CAUSES.values() if one.cause not in PARTS and one.name != one.cause]),
    ),
    absent(TABLE, "a whole row in a row", lambda: (("wrong_principal",) * 2, failed(KERBEROS, whole=False))),
    absent(TABLE, "no cause, no name", lambda: (None, layers("no such thing"))),
    silent(STATES, "the server has no name in the directory", asked(NTLM, MIRRORED, server_machine=host(joined=False))),
)
