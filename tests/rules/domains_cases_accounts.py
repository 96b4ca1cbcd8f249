"""Accounts and tokens, both ways: what an account's state, its machine and its package make of a caller."""

from __future__ import annotations

from dataclasses import replace

from rules.calls_stand import GROUPS, absent, fires, host, shown, silent
from rules.domains_stand import (
    DENIED,
    HELD,
    KERBEROS,
    MIRRORED,
    NEGOTIATE,
    NTLM,
    SCHANNEL,
    SERVER,
    STRANGER,
    WARM,
    WAY,
    WORKGROUP,
    asked,
    blanket,
    end,
    flagged,
    policies,
    proof,
    ready,
    routes,
    user,
)

from simcom.rules.calls.authentication import caller
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, Ace, Acl, Token
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import LogonRights

SYSTEM = {"builtin": "SYSTEM"}
BOX = AccountFacts("CORP\\HMI01$", authority="CORP", route=1)
XP = host(name="hmi01", windows="xp-sp2")
SEALED = AuthnLevel.PKT_PRIVACY
OUT = {"kerberos": routes(1, unreachable=WAY[1])["kerberos"], "ntlm": routes(1, unreachable=WAY[1])["ntlm"]}
OTHERS = {"rights": LogonRights(allowed=("PLANT\\otto",))}
NOT_ANN = {"rights": LogonRights(denied=("CORP\\ann",))}
ANYBODY = {"rights": LogonRights(allowed=("Authenticated Users",))}
CERTIFIED = {"certificate_token": Token("PLANT\\otto", GROUPS)}


def causes(**logon: object) -> tuple[str, str]:
    """Return what goes wrong by Kerberos and by NTLM."""
    return proof(KERBEROS, logon=dict(logon)).cause, proof(NTLM, logon=dict(logon)).cause


def groups(service: int) -> set[str]:
    """Return what a caller has on the server beyond the groups that the directory gives it."""
    return set(caller(ready(service, **CERTIFIED)).token.groups) - set(GROUPS)


def unproved(*trustees: str) -> tuple[str, str]:
    """Return who arrives at level NONE, and what a list says that grants these trustees."""
    acl = Acl(tuple(Ace(name, 0x1F) for name in trustees))
    one = replace(SERVER, authn_level=AuthnLevel.NONE, acl=acl)
    facts = ready(NEGOTIATE, STRANGER, server=one, blanket=blanket(NEGOTIATE, AuthnLevel.NONE))
    return caller(facts).name, end(facts)[0]


FLAGS, RIGHT, LEGACY, GUEST = "account-state-flags", "network-logon-right", "localsystem-ntlm-legacy", "guest-token"
AUTHORITY, WORK, PACKAGES = "domain-is-account-authority", "workgroup-machine", "auth-package-sids"
NONE, CERTIFICATE = "authn-none-is-anonymous-for-acls", "schannel-client-identity"
NTLM_GROUP, KERBEROS_GROUP = "NTLM Authentication", "Authentication authority asserted identity"

CASES = (
    shown(AUTHORITY, "no controller of CORP answers", lambda: (("no_authority", "no_authority"), causes(**OUT))),
    absent(AUTHORITY, "they answer", lambda: (("", ""), causes())),
    fires(
        WORK, "no ticket for a server in a workgroup", asked(KERBEROS, server_machine=WORKGROUP), "RPC_S_SEC_PKG_ERROR"
    ),
    silent(WORK, "the server is in a domain", asked(KERBEROS)),
    *(
        fires(FLAGS, f"{flag} by {name}", asked(service, flagged(**{flag: value}), {"tickets": WARM}), DENIED)
        for flag, value in (
            ("enabled", False),
            ("locked", True),
            ("expired", True),
            ("password_expired", True),
            ("must_change", True),
            ("within_hours", False),
            ("workstations", ("eng01",)),
        )
        for service, name in ((KERBEROS, "Kerberos"), (NTLM, "NTLM"))
    ),
    silent(FLAGS, "a usable account", asked(NTLM)),
    silent(FLAGS, "a workstation that is listed", asked(NTLM, flagged(workstations=("eng01", "HMI01")))),
    silent(FLAGS, "locked, with the ticket in hand", asked(KERBEROS, flagged(locked=True), {"tickets": HELD})),
    silent(FLAGS, "a domain account without password", asked(NTLM, flagged(blank=True))),
    shown(NONE, "ANONYMOUS LOGON is granted", lambda: ((ANONYMOUS, "ok"), unproved(ANONYMOUS))),
    shown(NONE, "only Everyone is granted", lambda: ((ANONYMOUS, "refused"), unproved(EVERYONE))),
    absent(NONE, "the caller was proved", lambda: ("CORP\\ann", caller(ready(NEGOTIATE)).name)),
    fires(GUEST, "nobody knows the caller, and Guest is open", asked(NTLM, STRANGER, policies(guest=True))),
    silent(GUEST, "Guest is closed", asked(NTLM, STRANGER), DENIED),
    shown(PACKAGES, "NTLM adds its own", lambda: ({NTLM_GROUP}, groups(NTLM))),
    shown(PACKAGES, "Kerberos adds its own", lambda: ({KERBEROS_GROUP}, groups(KERBEROS))),
    shown(PACKAGES, "Schannel adds its own", lambda: ({"SChannel Authentication"}, groups(SCHANNEL))),
    absent(
        PACKAGES, "the local transport adds nothing", lambda: (GROUPS, caller(ready(NTLM, local=True)).token.groups)
    ),
    fires(
        LEGACY,
        "an old SYSTEM signs with the key that everybody knows",
        asked(NTLM, BOX, SYSTEM, client_machine=XP, blanket=blanket(NTLM, SEALED)),
    ),
    fires(LEGACY, "an old SYSTEM is nobody over NTLM", asked(NTLM, BOX, SYSTEM, client_machine=XP)),
    silent(LEGACY, "SYSTEM of today shows its machine", asked(NTLM, BOX, SYSTEM, blanket=blanket(NTLM, SEALED))),
    silent(LEGACY, "an old SYSTEM by Kerberos", asked(NEGOTIATE, BOX, SYSTEM, client_machine=XP)),
    fires(RIGHT, "the right is somebody else's", asked(NTLM, logon=OTHERS), DENIED),
    fires(RIGHT, "denied by name, by Kerberos", asked(KERBEROS, logon=NOT_ANN), DENIED),
    fires(
        RIGHT,
        "denied by a group of the package",
        asked(NTLM, logon={"rights": LogonRights(denied=(NTLM_GROUP,))}),
        DENIED,
    ),
    fires(RIGHT, "Authenticated Users hold it", asked(NTLM, logon=ANYBODY)),
    fires(RIGHT, "Guest is no authenticated user", asked(NTLM, STRANGER, {**policies(guest=True), **ANYBODY}), DENIED),
    silent(RIGHT, "nothing is declared", asked(NTLM)),
    silent(RIGHT, "a local call", asked(NTLM, user(), NOT_ANN, local=True)),
    fires(CERTIFICATE, "no certificate: nobody", asked(SCHANNEL)),
    shown(
        CERTIFICATE, "a certificate that is mapped", lambda: ("PLANT\\otto", caller(ready(SCHANNEL, **CERTIFIED)).name)
    ),
    shown(
        CERTIFICATE,
        "trust does not matter",
        lambda: (("ok", "schannel", ANONYMOUS, ""), end(ready(SCHANNEL, STRANGER))),
    ),
    silent(CERTIFICATE, "NTLM cares for no certificate", asked(NTLM, MIRRORED, **CERTIFIED)),
)
