"""Costs and errors, both ways: whom a logon asks how often, how long a silent controller takes, and what surfaces of a failure."""

from __future__ import annotations

from dataclasses import replace

from rules.calls_stand import GROUPS, absent, fires, shown, silent
from rules.domains_stand import (
    HELD,
    KERBEROS,
    LOCAL,
    NEGOTIATE,
    NTLM,
    OWN,
    SCHANNEL,
    WARM,
    WAY,
    asked,
    blanket,
    proof,
    ready,
    target,
    user,
)
from runtime.calls_estate import ANN, NETWORK, SVC, call, client, estate, ran, server, unmarshal

from simcom.rules.ladder import judge_call
from simcom.rules.logon.exchanges import authentication
from simcom.rules.logon.layers import layers
from simcom.runtime.estate import Account
from simcom.runtime.steps import SetBlanket, Step
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.identities import Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import AccountState, Established, TicketFacts

BUILT = {"established": Established("kerberos", Token("CORP\\ann", GROUPS))}
BY_NAME = {"target": target(by_account=True)}
DECLINED = {"target": target(by_account=True, server_has_ticket=False)}
BY_IP = {"target": target(named_by="ip")}
WAIT_S = 7.0


def total(*held: str, tgt: bool, n: int = 2) -> int:
    """Return how many exchanges a client has with KDCs that holds these referrals."""
    tickets = TicketFacts(tgt=tgt, referrals=held)
    return sum(one.count for one in proof(KERBEROS, user(n), {"tickets": tickets}).kdc)


def validations(account: object, **changes: object) -> int:
    """Return how many validations the server's side asks for."""
    return sum(one.count for one in proof(NTLM, account, **changes).dc)


def setting(step: str, **parts: object) -> Step:
    """Return the step that changes parts of the proxy's blanket."""
    return SetBlanket(step, "", "p", None, helper=True, request=BlanketRequest(**parts))  # type: ignore[arg-type]


def contexts(*between: Step) -> tuple[str, str]:
    """Return whether two calls found a context, with steps between them."""
    rows = ran(estate(server(), client(unmarshal("u"), call("c"), *between, call("d"))))
    found = [rows[name].authentication for name in "cd"]
    return tuple(one["context"] if one else "none" for one in found)  # type: ignore[return-value]


def waited(service: int, *pairs: tuple[str, str]) -> tuple[str, bool]:
    """Return the outcome of a call while these ways are shut, and whether it took a timeout's length."""
    network = replace(NETWORK, blocked=pairs, unreachable_s=WAIT_S)
    asks = setting("s", authn_svc=service, principal=SVC, imp_level=ImpLevel.IDENTIFY)
    row = ran(estate(server(), client(unmarshal("u"), asks, call("c")), network=network))["c"]
    return str(row.ruling.outcome), row.ended_s - row.begun_s >= WAIT_S


def surfaced(service: int) -> tuple[str, int, str]:
    """Return what a locked account comes to in a row: the package's word, the Win32 error and what the caller of COM gets."""
    accounts = (Account(ANN, state=AccountState(locked=True)), Account(SVC))
    asks = setting("s", authn_svc=service, principal=SVC, imp_level=ImpLevel.IDENTIFY)
    row = ran(estate(server(), client(unmarshal("u"), asks, call("c")), accounts=accounts))["c"].to_dict()
    error = row["authentication"]["error"]
    return error["sspi"], error["win32"], row["hresult"]["hex"]


SCOPE, LEGS, KDC, DC, TIME = (
    "cost-context-scope",
    "cost-context-exchanges",
    "cost-kdc-exchanges",
    "cost-ntlm-exchanges",
    "cost-timeouts",
)
TO_KDC, TO_DC = ("hmi01", "corp.example"), ("plant.example", "corp.example")

CASES = (
    fires(SCOPE, "a context is there", asked(NEGOTIATE, logon=BUILT)),
    silent(SCOPE, "there is none yet", asked(NEGOTIATE)),
    shown(SCOPE, "the same settings share one", lambda: (("new", "reused"), contexts())),
    shown(
        SCOPE,
        "another level builds another",
        lambda: (("new", "new"), contexts(setting("s", authn_level=AuthnLevel.PKT))),
    ),
    shown(
        SCOPE,
        "another impersonation level too",
        lambda: (("new", "new"), contexts(setting("s", imp_level=ImpLevel.IDENTIFY))),
    ),
    shown(LEGS, "raw NTLM", lambda: (1, proof(NTLM).legs)),
    shown(LEGS, "raw Kerberos", lambda: (2, proof(KERBEROS).legs)),
    shown(LEGS, "Negotiate to Kerberos", lambda: (2, proof(NEGOTIATE).legs)),
    shown(LEGS, "Negotiate to Kerberos user-to-user", lambda: (3, proof(NEGOTIATE, logon=BY_NAME).legs)),
    shown(LEGS, "Negotiate to NTLM, Kerberos offered", lambda: (3, proof(NEGOTIATE, logon=DECLINED).legs)),
    shown(LEGS, "Negotiate to NTLM from the start", lambda: (2, proof(NEGOTIATE, logon=BY_IP).legs)),
    shown(LEGS, "Schannel", lambda: (2, proof(SCHANNEL).legs)),
    absent(LEGS, "a context that is there", lambda: (0, proof(NEGOTIATE, logon=BUILT).legs)),
    absent(LEGS, "nobody", lambda: (None, authentication(ready(blanket=blanket(NEGOTIATE, AuthnLevel.NONE))))),
    shown(KDC, "cold: 2 and n + 1", lambda: ([3, 4, 5, 6], [total(tgt=False, n=n) for n in range(4)])),
    shown(KDC, "a second principal on the way: the last one only", lambda: (1, total(*WAY[:2], tgt=True))),
    absent(KDC, "a ticket in hand", lambda: ((), proof(KERBEROS, user(2), {"tickets": HELD}).kdc)),
    shown(DC, "n + 1 for a domain account", lambda: ([1, 2, 3, 4], [validations(user(n)) for n in range(4)])),
    shown(DC, "a controller asks itself for nothing", lambda: (2, validations(user(2), logon={"controller": True}))),
    shown(
        DC,
        "an unknown name: the server's own domain alone",
        lambda: (1, validations(replace(LOCAL, mirror="OPC01\\ann"))),
    ),
    absent(DC, "the server's own account", lambda: (0, validations(OWN))),
    absent(DC, "Kerberos does not ask", lambda: ((), proof(KERBEROS, logon={"tickets": WARM}).dc)),
    shown(TIME, "a silent KDC", lambda: (("refused", True), waited(KERBEROS, TO_KDC))),
    shown(TIME, "a silent KDC, then NTLM", lambda: (("ok", True), waited(NEGOTIATE, TO_KDC))),
    shown(TIME, "a silent controller on the server's side", lambda: (("refused", True), waited(NTLM, TO_DC))),
    absent(TIME, "NTLM's client asks no KDC", lambda: (("ok", False), waited(NTLM, TO_KDC))),
    absent(TIME, "Kerberos' server asks no controller", lambda: (("ok", False), waited(KERBEROS, TO_DC))),
    shown("err-layers", "found by the server", lambda: (("SEC_E_LOGON_DENIED", 1909, "0x80070005"), surfaced(NTLM))),
    shown(
        "err-layers",
        "found by the client's package",
        lambda: ("RPC_S_SEC_PKG_ERROR", judge_call(ready(KERBEROS, LOCAL)).hresult.name),
    ),
    absent("err-layers", "nothing failed", lambda: (None, layers(""))),
    shown(
        "err-table",
        "the row of a locked account",
        lambda: (("SEC_E_LOGON_DENIED", 1909, "0x80070005"), surfaced(KERBEROS)),
    ),
    absent("err-table", "a word that names no cause", lambda: (None, layers("bad luck"))),
    shown("bind-legs-table", "NTLM: three messages, one without reply", lambda: (1, proof(NTLM).legs)),
    absent("bind-legs-table", "Kerberos: an even number", lambda: (2, proof(KERBEROS).legs)),
)
