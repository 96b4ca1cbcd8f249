r"""The rows of the decision table as calls made by hand (`decision-table`); what each comes to is typed in ``test_decision_table``.

A row that ends in "mirrored: SERVER\\user, else Guest, else logon_denied" is three calls, one that speaks of several services one for each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.calls_stand import GROUPS, host
from rules.domains_stand import (
    DELEGATE,
    HELD,
    HOMES,
    KERBEROS,
    KEY,
    LOCAL,
    MIRRORED,
    NEGOTIATE,
    NTLM,
    SERVER,
    STRANGER,
    WARM,
    WAY,
    WORKGROUP,
    blanket,
    flagged,
    policies,
    ready,
    routes,
    target,
    user,
    way,
)

from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthService
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import ANONYMOUS, Token
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import AccountState, ClockFacts, Delegation, HopFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

IP, UNREGISTERED = target(named_by="ip"), target(holders=())
SHUT = {"kerberos": way(2, unreachable=WAY[1])}
BLANK, APART = AccountState(blank=True), ClockFacts(apart_s=301.0)
MACHINE, SAME = AccountFacts("CORP\\HMI01$", authority="CORP", route=1), AccountFacts("PLANT\\HMI01$", route=0)
BUILTIN = AccountFacts("SYSTEM", "builtin", "SYSTEM", route=None, kerberos=False, ntlm=False)
NOBODY = AccountFacts(ANONYMOUS, "anonymous", route=None, kerberos=False, ntlm=False)
OF_WORKGROUP = replace(LOCAL, mirror="OPC01\\ann", mirror_matches=True)
SYSTEM, OLD = {"builtin": "SYSTEM"}, host(name="hmi01", windows="xp-sp2")
OPEN = policies(guest=True)
AT_NONE = {"blanket": blanket(NEGOTIATE, AuthnLevel.NONE), "server": replace(SERVER, authn_level=AuthnLevel.NONE)}
SECOND = {"token_came_by": "kerberos", "cloaked": True, "thread_level": DELEGATE}


def local_accounts(row: str, service: int, account: AccountFacts, **changes: Any) -> dict[str, CallFacts]:  # noqa: ANN401
    """Return the three calls of a row that ends among the server's own accounts."""
    bare = replace(account, mirror=None, mirror_matches=None)
    mirrored = replace(account, mirror="OPC01\\ann", mirror_matches=True)
    return {
        f"{row}, mirrored": ready(service, mirrored, **changes),
        f"{row}, Guest": ready(service, bare, OPEN, **changes),
        f"{row}, neither": ready(service, bare, **changes),
    }


def hop(**caller: bool) -> dict[str, Any]:
    """Return the second hop of a caller whom a machine passes on that is trusted for delegation."""
    flags = AccountState(**caller)
    return {"hop": HopFacts(KEY, Delegation(unconstrained=True), caller=flags)}


def offering(*services: int) -> dict[str, Any]:
    """Return the server process that offers these services alone."""
    return {"server": replace(SERVER, services=tuple(AuthService(one, principal="msstd:opc01") for one in services))}


WITHIN = {
    "1": ready(NEGOTIATE, user(0)),
    "2": ready(NTLM, user(0)),
    "3": ready(NEGOTIATE, user(0), {"target": IP}),
    "4": ready(KERBEROS, user(0), {"target": IP}),
    **{f"5, n = {n}": ready(NEGOTIATE, user(n)) for n in range(1, len(HOMES))},
}

ONE_HOP = {name: replace(one, kinds=("external",)) for name, one in routes(1).items()}
NEVER = Assumptions(kerberos_over_external="never")
FORBIDDEN, GRANTED = routes(1, selective=True), {**routes(1, selective=True), "may_authenticate": True}

ACROSS = {
    "6, FQDN": ready(NEGOTIATE, logon=ONE_HOP),
    "6, short name": ready(NEGOTIATE, logon={**ONE_HOP, "target": target(named_by="short", principal="host/opc01")}),
    "6, other suffix": ready(NEGOTIATE, logon={**ONE_HOP, "target": target(principal="host/opc01.other.example")}),
    "6, never": ready(NEGOTIATE, logon=ONE_HOP, assume=NEVER),
    **local_accounts("7", NEGOTIATE, STRANGER),
    "8": ready(KERBEROS, STRANGER),
    **local_accounts("9 Nego", NEGOTIATE, STRANGER),
    **local_accounts("9 N", NTLM, STRANGER),
    "10": ready(NEGOTIATE, STRANGER, **AT_NONE),
    "11, KDC reached": ready(NEGOTIATE, user(0)),
    "11, KDC out of reach": ready(NEGOTIATE, user(0), {"kerberos": way(0, unreachable=WAY[0])}),
    "12": ready(NEGOTIATE, user(1)),
    **local_accounts("13", NEGOTIATE, STRANGER),
    "14 Nego": ready(NEGOTIATE, logon=GRANTED),
    "14 N": ready(NTLM, logon=GRANTED),
    "15 Nego": ready(NEGOTIATE, logon=FORBIDDEN),
    "15 K": ready(KERBEROS, logon=FORBIDDEN),
    "15 N": ready(NTLM, logon=FORBIDDEN),
    **local_accounts("16", NEGOTIATE, STRANGER),
}

WORKGROUPS = {
    **local_accounts("17 Nego", NEGOTIATE, STRANGER, server_machine=WORKGROUP),
    **local_accounts("17 N", NTLM, STRANGER, server_machine=WORKGROUP),
    "18": ready(KERBEROS, MIRRORED, server_machine=WORKGROUP),
    "19 Nego": ready(NEGOTIATE, OF_WORKGROUP, server_machine=WORKGROUP),
    "19 N": ready(NTLM, OF_WORKGROUP, server_machine=WORKGROUP),
    "19, not mirrored": ready(NEGOTIATE, LOCAL, server_machine=WORKGROUP),
    "20": ready(NEGOTIATE, replace(OF_WORKGROUP, state=BLANK), {"mirror": BLANK}, server_machine=WORKGROUP),
    **local_accounts("21 Nego", NEGOTIATE, LOCAL),
    **local_accounts("21 N", NTLM, LOCAL),
    "22, KDC reached": ready(NEGOTIATE, user(0)),
    "22, KDC out of reach": ready(NEGOTIATE, user(0), {"kerberos": way(0, unreachable=WAY[0])}),
    "23, mirrored": ready(NEGOTIATE, OF_WORKGROUP),
    "23, denied": ready(NEGOTIATE, LOCAL),
}

MACHINES = {
    "24": ready(NEGOTIATE, SAME, SYSTEM),
    "25": ready(NEGOTIATE, MACHINE, SYSTEM),
    "26 Nego": ready(NEGOTIATE, SAME, {**SYSTEM, "target": IP}),
    "26 N": ready(NTLM, SAME, SYSTEM),
    "26 N, before": ready(NTLM, SAME, SYSTEM, client_machine=OLD),
    "26, NETWORK SERVICE before": ready(NTLM, SAME, {"builtin": "NETWORK SERVICE"}, client_machine=OLD),
    "27": ready(NEGOTIATE, replace(STRANGER, name="CORP\\HMI01$"), SYSTEM, server_machine=WORKGROUP),
    "27, before": ready(
        NTLM, replace(STRANGER, name="CORP\\HMI01$"), SYSTEM, server_machine=WORKGROUP, client_machine=OLD
    ),
    "28": ready(NEGOTIATE, BUILTIN, SYSTEM),
    "28, before": ready(NTLM, BUILTIN, SYSTEM, client_machine=OLD),
    "29 Nego": ready(NEGOTIATE, NOBODY, {"builtin": "LOCAL SERVICE"}),
    "29 N": ready(NTLM, NOBODY, {"builtin": "LOCAL SERVICE"}),
    "30": ready(NTLM, user(0), local=True),
    "30, a stranger": ready(NEGOTIATE, OF_WORKGROUP, local=True),
    "31 K": ready(KERBEROS, user(1, ntlm=False), token=Token("PLANT\\ann", GROUPS)),
    "31 Nego": ready(NEGOTIATE, user(1, ntlm=False), token=Token("PLANT\\ann", GROUPS)),
}

TROUBLES = {
    "32": ready(KERBEROS, user(2), SHUT),
    "33": ready(NEGOTIATE, user(2), SHUT),
    "34, ticket held": ready(NEGOTIATE, flagged(0, enabled=False), {"tickets": HELD}),
    "34, new ticket": ready(NEGOTIATE, flagged(0, enabled=False), {"tickets": WARM}),
    "35": ready(NTLM, flagged(0, enabled=False)),
    "36, IP": ready(NEGOTIATE, flagged(0, protected=True), {"target": IP}),
    "36, SPN missing": ready(NEGOTIATE, flagged(0, protected=True), {"target": UNREGISTERED}),
    "37": ready(NEGOTIATE, user(0), {"target": target(holders=("PLANT\\svc",))}),
    "38 Nego": ready(NEGOTIATE, user(0), {"clocks": APART}),
    "38 K": ready(KERBEROS, user(0), {"clocks": APART}),
    "39": ready(NTLM, user(0), blanket=blanket(NTLM, capabilities=Eoac.MUTUAL_AUTH)),
    "40": ready(NEGOTIATE, user(0), hop(), **SECOND),
    "41": ready(NEGOTIATE, user(0), hop(sensitive=True), **SECOND),
    "44": ready(NEGOTIATE, user(0), **offering(AuthnSvc.GSS_SCHANNEL), blanket=blanket(AuthnSvc.NONE)),
    "45, nothing chosen": ready(NEGOTIATE, user(0), **offering(), blanket=blanket(AuthnSvc.NONE)),
    "45, chosen by SetBlanket": ready(NTLM, user(0), **offering()),
}

ROWS: dict[str, CallFacts] = {**WITHIN, **ACROSS, **WORKGROUPS, **MACHINES, **TROUBLES}
"""Every row, by its number."""
