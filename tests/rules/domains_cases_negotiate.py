"""Negotiate and COM's choice of a service, both ways; and its fall back held against a plain reading in ``test_fallback``."""

from __future__ import annotations

from rules.calls_stand import absent, fires, shown, silent
from rules.domains_stand import (
    DELEGATE,
    KERBEROS,
    KEY,
    LOCAL,
    NEGOTIATE,
    NTLM,
    PACKAGE,
    STRANGER,
    WAY,
    asked,
    blanket,
    end,
    flagged,
    policies,
    ready,
    target,
    user,
    way,
)
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, panel, ran, server, unmarshal

from simcom.rules.ladder import judge_call
from simcom.rules.logon.choice import mechanism
from simcom.runtime.estate import Account
from simcom.runtime.steps import QueryBlanket, SetBlanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthInfo, BlanketRequest
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import NOBODY, ClockFacts

BY_IP, NOWHERE, ELSEWHERE = target(named_by="ip"), target(holders=()), target(holders=("PLANT\\svc",))
TWICE = target(holders=(KEY, "PLANT\\svc"))
SHUT = {"kerberos": way(1, unreachable=WAY[1])}
INSISTING = blanket(NEGOTIATE, capabilities=Eoac.MUTUAL_AUTH)
DELEGATING = blanket(NEGOTIATE, imp_level=DELEGATE)
IGNORED = Assumptions(mutual_auth="ignored")
REFUSED = Assumptions(delegate_fallback="refused")
MIRROR = (Account(ANN, password="x"), Account(SVC), Account("OPC01\\ann", password="x"))


def negotiated(*, local: bool) -> object:
    """Return the service of a proxy that nobody has touched."""
    script = (unmarshal("u"), call("c"))
    caller = panel(*script) if local else client(*script)
    accounts = (Account(ANN), Account(SVC), Account(OTTO))
    row = ran(estate(server(), caller, accounts=accounts))["c"].to_dict()
    return row["blanket"]["negotiated"]["authn_svc"]


def asked_and_used(service: int) -> tuple[object, object]:
    """Return the service that a query shows after a call that NTLM carried, and the mechanism in the call's row."""
    query = QueryBlanket("q", "", "p", None, helper=True)
    sets = SetBlanket("s", "", "p", None, helper=True, request=BlanketRequest(service))
    rows = ran(estate(server(), client(unmarshal("u"), sets, call("c"), query), trusts=(), accounts=MIRROR))
    return rows["q"].returned["authn_svc"], rows["c"].to_dict()["blanket"]["effective"]["mechanism"]


def listed(*packages: str) -> tuple[str | None, str]:
    """Return the mechanism and the status of Negotiate with a PackageList; none named: the list is NULL."""
    info = AuthInfo("CORP\\ann", extended=True, packages=packages or None)
    facts = ready(NEGOTIATE, blanket=blanket(NEGOTIATE, identity=info))
    return mechanism(facts), judge_call(facts).hresult.name


def at_none(level: int) -> tuple[str, str | None]:
    """Return the outcome and the mechanism of a stranger's call at a level."""
    return end(ready(NEGOTIATE, STRANGER, blanket=blanket(NEGOTIATE, level)))[1:3]  # type: ignore[return-value]


PICKS, FALLS, STAYS = "nego-picks-kerberos-unless", "nego-falls-back", "nego-must-not-fall-back"
SERVICE, HIDES, LIST, NONE = (
    "com-default-service",
    "nego-hides-choice",
    "nego-package-list",
    "level-none-needs-service-none",
)

CASES = (
    shown(SERVICE, "between machines", lambda: ("GSS_NEGOTIATE", negotiated(local=False))),
    absent(SERVICE, "within a machine", lambda: ("WINNT", negotiated(local=True))),
    fires(PICKS, "everything is in order", asked(NEGOTIATE)),
    fires(PICKS, "and stays so to fail with it", asked(NEGOTIATE, flagged(enabled=False)), "E_ACCESSDENIED"),
    silent(
        PICKS, "no name that a ticket could be asked for", asked(NEGOTIATE, blanket=blanket(NEGOTIATE, principal=None))
    ),
    silent(PICKS, "nothing is negotiated", asked(KERBEROS)),
    fires(FALLS, "no target name", asked(NEGOTIATE, blanket=blanket(NEGOTIATE, principal=None))),
    fires(FALLS, "an IP address", asked(NEGOTIATE, logon={"target": BY_IP})),
    fires(FALLS, "the principal is missing", asked(NEGOTIATE, logon={"target": NOWHERE})),
    fires(FALLS, "the principal stands twice", asked(NEGOTIATE, logon={"target": TWICE})),
    fires(FALLS, "no trust", asked(NEGOTIATE, STRANGER), "E_ACCESSDENIED"),
    fires(FALLS, "a local account", asked(NEGOTIATE, LOCAL), "E_ACCESSDENIED"),
    fires(FALLS, "no KDC in reach", asked(NEGOTIATE, logon=SHUT)),
    silent(FALLS, "Kerberos works", asked(NEGOTIATE)),
    silent(FALLS, "NTLM was chosen", asked(NTLM, logon={"target": NOWHERE})),
    fires(STAYS, "the server cannot read the ticket", asked(NEGOTIATE, logon={"target": ELSEWHERE}), PACKAGE),
    fires(STAYS, "the server's clock is off", asked(NEGOTIATE, logon={"clocks": ClockFacts(301)}), PACKAGE),
    silent(STAYS, "the server takes the ticket", asked(NEGOTIATE)),
    shown(
        STAYS,
        "mutual authentication is demanded",
        lambda: ("kerberos", mechanism(ready(NEGOTIATE, logon=SHUT, blanket=INSISTING))),
    ),
    shown(
        STAYS,
        "DELEGATE is demanded, read strictly",
        lambda: ("kerberos", mechanism(ready(NEGOTIATE, logon=SHUT, blanket=DELEGATING, assume=REFUSED))),
    ),
    shown(
        STAYS,
        "NTLM is shut off at the client",
        lambda: ("kerberos", mechanism(ready(NEGOTIATE, user(), {**SHUT, **policies(outgoing=NOBODY)}))),
    ),
    shown(
        STAYS,
        "a member of Protected Users",
        lambda: ("kerberos", mechanism(ready(NEGOTIATE, flagged(protected=True), SHUT))),
    ),
    absent(
        STAYS,
        "mutual authentication is assumed to be ignored",
        lambda: ("ntlm", mechanism(ready(NEGOTIATE, logon=SHUT, blanket=INSISTING, assume=IGNORED))),
    ),
    absent(
        STAYS,
        "DELEGATE as recommended",
        lambda: ("ntlm", mechanism(ready(NEGOTIATE, logon=SHUT, blanket=DELEGATING))),
    ),
    shown(HIDES, "a query goes on showing Negotiate", lambda: (("GSS_NEGOTIATE", "ntlm"), asked_and_used(NEGOTIATE))),
    absent(HIDES, "NTLM by name shows itself", lambda: (("WINNT", "ntlm"), asked_and_used(NTLM))),
    shown(LIST, "all but Kerberos", lambda: (("ntlm", "S_OK"), listed("!kerberos"))),
    shown(LIST, "NTLM alone", lambda: (("ntlm", "S_OK"), listed("NTLM"))),
    shown(LIST, "a NULL list fails every call", lambda: (PACKAGE, listed()[1])),
    shown(LIST, "Schannel can never be in it", lambda: (PACKAGE, listed("kerberos", "schannel")[1])),
    absent(LIST, "Kerberos is among them", lambda: (("kerberos", "S_OK"), listed("kerberos", "ntlm"))),
    shown(NONE, "no trust, no mechanism", lambda: (None, at_none(AuthnLevel.NONE)[0])),
    absent(NONE, "a level asks for one", lambda: ("ntlm", at_none(AuthnLevel.CONNECT)[0])),
)
