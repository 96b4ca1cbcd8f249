"""NTLM, both ways: who is asked for a verdict, what policies forbid, and as whom a stranger arrives."""

from __future__ import annotations

from dataclasses import replace

from rules.calls_stand import absent, fires, shown, silent
from rules.domains_stand import (
    DENIED,
    KERBEROS,
    LOCAL,
    MIRRORED,
    NEGOTIATE,
    NTLM,
    OWN,
    PACKAGE,
    STRANGER,
    WAY,
    WORKGROUP,
    asked,
    blanket,
    end,
    flagged,
    policies,
    proof,
    ready,
    user,
    way,
)
from runtime.calls_estate import ANN, SVC, call, client, estate, ran, server, unmarshal

from simcom.rules.logon.choice import mechanism
from simcom.runtime.estate import Account
from simcom.runtime.steps import SetBlanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import ANONYMOUS
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import NO_DOMAIN_ACCOUNTS, NOBODY, AccountState

NAMELESS = AccountFacts(ANONYMOUS, "anonymous", route=None, kerberos=False, ntlm=False)
OTHER_PASSWORD = replace(MIRRORED, mirror_matches=False)
SEALED = blanket(NTLM, AuthnLevel.PKT_PRIVACY)
IGNORED = Assumptions(mutual_auth="ignored")
MUTUAL = blanket(NTLM, capabilities=Eoac.MUTUAL_AUTH)
BLANK = {"mirror": AccountState(blank=True)}
GONE, ALONE = {"ntlm": way(1, unreachable=WAY[1])}, policies(domain_answers=False)


def journey(service: int) -> tuple[str, int, int]:
    """Return a disabled caller's outcome, its round trips with the server, and how many controllers the server asked."""
    request = BlanketRequest(service, principal=SVC, imp_level=ImpLevel.IMPERSONATE)
    script = (unmarshal("u"), SetBlanket("s", "", "p", None, helper=True, request=request), call("c"))
    accounts = (Account(ANN, state=AccountState(enabled=False)), Account(SVC))
    row = ran(estate(server(), client(*script), accounts=accounts))["c"].to_dict()
    return row["outcome"], row["exchanges"], len(row["authentication"]["exchanges"]["dc"])


def arrives(account: AccountFacts, **changes: object) -> tuple[str, str | None]:
    """Return the outcome of an NTLM call and who arrives."""
    outcome, _, who, _ = end(ready(NTLM, account, **changes))
    return outcome, who


def both(**logon: object) -> tuple[str, str]:
    """Return what goes wrong for an account of CORP and for one of the server itself."""
    return proof(NTLM, user(), dict(logon)).cause, proof(NTLM, OWN, dict(logon)).cause


LEGS, VERIFIES, ROUTING, FINAL = (
    "ntlm-legs",
    "ntlm-server-verifies",
    "ntlm-routing-rule",
    "ntlm-no-local-fallback-if-trusted",
)
MIRROR, GUEST, BLANK_WORD, EMPTY = "mirrored-accounts", "guest-fallback", "blank-password", "anonymous-ntlm"
PASSED, DIRECTION, LEVELS, POLICY = "ntlm-passthrough", "ntlm-direction", "lm-compat-level", "ntlm-restrictions"
PROTECTION, LOOPBACK, PROTECTED = "ntlm-protection", "ntlm-local-loopback", "protected-users-no-ntlm"

CASES = (
    shown(LEGS, "a refusal shows on the request", lambda: (("refused", 2, 2), journey(NTLM))),
    absent(
        LEGS, "Kerberos fails with the KDC, before anything is sent", lambda: (("refused", 0, 0), journey(KERBEROS))
    ),
    fires(VERIFIES, "the account's domain refuses", asked(NTLM, flagged(enabled=False)), DENIED),
    silent(VERIFIES, "it does not", asked(NTLM)),
    silent(VERIFIES, "Kerberos' KDC refuses", asked(KERBEROS, flagged(enabled=False)), DENIED),
    fires(ROUTING, "an unknown domain, no local account", asked(NTLM, STRANGER), DENIED),
    fires(ROUTING, "an unknown domain, a local account", asked(NTLM, MIRRORED)),
    fires(ROUTING, "the server's own name", asked(NTLM, OWN)),
    silent(ROUTING, "a trusted domain", asked(NTLM)),
    fires(FINAL, "a controller of CORP is silent", asked(NTLM, logon=GONE), DENIED),
    fires(FINAL, "the server's own is silent, mirrored or not", asked(NTLM, MIRRORED, ALONE), DENIED),
    shown(
        FINAL,
        "a wrong password of a trusted domain, mirrored",
        lambda: (("refused", None), arrives(user(password_ok=False, mirror="OPC01\\ann", mirror_matches=True))),
    ),
    shown(
        FINAL,
        "an unknown account of a trusted domain, Guest open",
        lambda: (("refused", None), arrives(user(known=False), logon=policies(guest=True))),
    ),
    silent(FINAL, "the domain is a stranger's", asked(NTLM, MIRRORED)),
    silent(FINAL, "a workgroup asks nobody", asked(NTLM, MIRRORED, ALONE, server_machine=WORKGROUP)),
    fires(MIRROR, "same name, same password", asked(NTLM, MIRRORED)),
    fires(MIRROR, "same name, another password", asked(NTLM, OTHER_PASSWORD), DENIED),
    shown(MIRROR, "the caller is the local account", lambda: (("ok", "OPC01\\ann"), arrives(MIRRORED))),
    silent(MIRROR, "the domain is trusted", asked(NTLM, replace(user(), mirror="OPC01\\ann", mirror_matches=True))),
    fires(GUEST, "no local account of the name", asked(NTLM, STRANGER, policies(guest=True))),
    fires(GUEST, "Guest only: a match becomes Guest", asked(NTLM, MIRRORED, policies(guest=True, guest_only=True))),
    fires(GUEST, "Guest only: the server's own account", asked(NTLM, OWN, policies(guest=True, guest_only=True))),
    silent(
        GUEST, "Guest only does not touch domain accounts", asked(NTLM, user(), policies(guest=True, guest_only=True))
    ),
    silent(GUEST, "a match stays itself", asked(NTLM, MIRRORED, policies(guest=True))),
    fires(BLANK_WORD, "a mirrored account", asked(NTLM, MIRRORED, BLANK), DENIED),
    fires(BLANK_WORD, "the server's own", asked(NTLM, replace(OWN, state=AccountState(blank=True))), DENIED),
    silent(BLANK_WORD, "the policy is off", asked(NTLM, MIRRORED, {**BLANK, **policies(blank_allowed=True)})),
    silent(BLANK_WORD, "a domain account", asked(NTLM, flagged(blank=True))),
    fires(EMPTY, "LOCAL SERVICE is let in as nobody", asked(NTLM, NAMELESS)),
    fires(EMPTY, "but cannot encrypt", asked(NTLM, NAMELESS, blanket=SEALED), DENIED),
    silent(EMPTY, "a name", asked(NTLM)),
    fires(PASSED, "an account of a trusted domain", asked(NTLM)),
    silent(PASSED, "the server's own account", asked(NTLM, OWN)),
    silent(PASSED, "a workgroup", asked(NTLM, MIRRORED, server_machine=WORKGROUP)),
    shown(DIRECTION, "the server's domain trusts the account's", lambda: (("ok", "CORP\\ann"), arrives(user()))),
    absent(DIRECTION, "only the account's trusts the server's", lambda: (("refused", None), arrives(STRANGER))),
    fires(
        LEVELS,
        "no NTLMv2 for one that takes nothing else",
        asked(NTLM, user(), policies(client_level=2, verifier_level=5)),
        DENIED,
    ),
    silent(LEVELS, "NTLMv2", asked(NTLM, user(), policies(client_level=3, verifier_level=5))),
    silent(LEVELS, "level 4 still takes NTLM", asked(NTLM, user(), policies(client_level=0, verifier_level=4))),
    fires(POLICY, "the client sends none", asked(NTLM, user(), policies(outgoing=NOBODY)), PACKAGE),
    fires(POLICY, "the server takes none", asked(NTLM, user(), policies(incoming=NOBODY)), DENIED),
    fires(POLICY, "the server's domain takes none", asked(NTLM, user(), policies(in_domain=NOBODY)), DENIED),
    shown(POLICY, "no domain accounts", lambda: (("ntlm_blocked", ""), both(**policies(incoming=NO_DOMAIN_ACCOUNTS)))),
    shown(POLICY, "nobody at all", lambda: (("ntlm_blocked", "ntlm_blocked"), both(**policies(incoming=NOBODY)))),
    silent(POLICY, "Kerberos is not NTLM", asked(NEGOTIATE, user(), policies(outgoing=NOBODY, incoming=NOBODY))),
    fires(PROTECTION, "asked to prove the server", asked(NTLM, blanket=MUTUAL), PACKAGE),
    silent(
        PROTECTION, "Kerberos proves it", asked(NEGOTIATE, blanket=blanket(NEGOTIATE, capabilities=Eoac.MUTUAL_AUTH))
    ),
    silent(PROTECTION, "the demand is assumed to be ignored", asked(NTLM, blanket=MUTUAL, assume=IGNORED)),
    silent(PROTECTION, "signing and sealing need no such proof", asked(NTLM, blanket=SEALED)),
    shown(LOOPBACK, "within the machine", lambda: ("ntlm", mechanism(ready(NEGOTIATE, local=True)))),
    absent(LOOPBACK, "from another", lambda: ("kerberos", mechanism(ready(NEGOTIATE)))),
    fires(PROTECTED, "by name", asked(NTLM, flagged(protected=True)), DENIED),
    fires(
        PROTECTED,
        "a mirror does not help",
        asked(NTLM, replace(MIRRORED, state=AccountState(protected=True))),
        DENIED,
    ),
    silent(PROTECTED, "by Kerberos", asked(NEGOTIATE, flagged(protected=True))),
    silent(PROTECTED, "anybody else", asked(NTLM)),
    silent(ROUTING, "Kerberos asks no server's domain", asked(KERBEROS, LOCAL), PACKAGE),
)
