"""NTLM: whose accounts the name is looked up in, and everything that must be in order there.

Source: SupportArticles ntlm-user-authentication.md (KB 102716); MS-NRPC; win32 ntlmssp.md; itpro security policy settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.rules.logon.accounts import account_trouble, cured, state_trouble
from simcom.rules.logon.kerberos import broken_refusal, selective_refusal
from simcom.rules.logon.lookup import as_guest, asks_domain, mirrored, own, strangers, without_name
from simcom.rules.logon.mutual import server_unproved
from simcom.rules.logon.trouble import Asked, Check, Trouble, first, remembered
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import NO_DOMAIN_ACCOUNTS, NO_RESTRICTION, NOBODY
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

NTLMV2_ONLY, LAST_NTLM_LEVEL = 5, 2
"""LmCompatibilityLevel of a verifier that takes NTLMv2 alone, and the highest at which a client does not send it."""


@models("ntlm-restrictions")
def blocked_by_client(facts: CallFacts) -> Trouble | None:
    """Refuse where the client's policy sends no NTLM."""
    if facts.logon.policies.outgoing != NOBODY:
        return None
    because = f"the policy of {facts.client_machine.name} sends no NTLM to other machines"
    return Trouble(
        "ntlm_blocked_by_client", "ntlm-restrictions", because, remedy="let Kerberos work, or relax the policy"
    )


@models("protected-users-no-ntlm")
def protected(facts: CallFacts) -> Trouble | None:
    """Refuse NTLM to members of Protected Users."""
    if not facts.account.state.protected:
        return None
    because = f"{facts.identity} is in Protected Users, who cannot use NTLM"
    remedy = "let Kerberos work: a name with a principal, a route, a KDC in reach"
    return Trouble("account_restriction", "protected-users-no-ntlm", because, Side.SERVER, remedy=remedy)


@models("anonymous-ntlm", "localsystem-ntlm-legacy")
def keyless(facts: CallFacts) -> Trouble | None:
    """Refuse to sign or encrypt with the session of a nobody, which has no usable key; old Windows takes one that everybody knows."""
    known_key = facts.client_machine.windows in BEFORE_VISTA
    if not without_name(facts) or known_key or facts.blanket.authn_level < AuthnLevel.CALL:
        return None
    because = "an exchange without a name gives no session key, so nothing can be signed or encrypted"
    remedy = "run the client under an account that other machines know, or lower the level to CONNECT"
    return Trouble("no_credentials", "anonymous-ntlm", because, also=("localsystem-ntlm-legacy",), remedy=remedy)


@models("ntlm-restrictions")
def blocked_by_server(facts: CallFacts) -> Trouble | None:
    """Refuse where the server's policy, or its domain's, takes no NTLM from this kind of account; a domain's controllers say theirs."""
    policies, domain_account = facts.logon.policies, asks_domain(facts)
    if policies.incoming == NOBODY or (policies.incoming == NO_DOMAIN_ACCOUNTS and domain_account):
        kind = " of accounts of domains" if policies.incoming == NO_DOMAIN_ACCOUNTS else ""
        return _blocked(f"the policy of {facts.server_machine.name} refuses NTLM{kind}", Asked.NOBODY)
    if domain_account and policies.in_domain != NO_RESTRICTION:
        return _blocked("the policy of a domain that has to validate it refuses NTLM", Asked.LAST)
    return None


def _blocked(because: str, asked: Asked) -> Trouble:
    remedy = "let Kerberos work, or relax the policy"
    return Trouble("ntlm_blocked", "ntlm-restrictions", because, Side.SERVER, remedy=remedy, asked=asked)


@models("machine-secure-channel-broken")
def no_secure_channel(facts: CallFacts) -> Trouble | None:
    """Refuse accounts of domains where the server's own trust relationship with its domain has failed; local accounts still work."""
    asks = facts.server_machine.joined and not (own(facts) or without_name(facts))
    if not asks or facts.logon.policies.secure_channel:
        return None
    because = f"the trust relationship between {facts.server_machine.name} and its domain has failed"
    rule = "machine-secure-channel-broken"
    return Trouble("secure_channel_broken", rule, because, Side.SERVER, remedy="reset the machine's password")


@models("ntlm-no-local-fallback-if-trusted", "ports-not-only-trust", "ntlm-passthrough", "domain-is-account-authority")
def no_controller(facts: CallFacts) -> Trouble | None:
    """Refuse where a domain controller on the way does not answer; that is final, no local account is tried."""
    silent = _silent_domain(facts)
    if not silent:
        return None
    because = f"no controller of {silent} answers on the way from {facts.server_machine.name}"
    rule = "ntlm-no-local-fallback-if-trusted"
    also = ("ports-not-only-trust", "ntlm-passthrough")
    return Trouble("no_authority", rule, because, Side.SERVER, also=also, remedy=f"bring {silent} back within reach")


def _silent_domain(facts: CallFacts) -> str:
    """Return the first domain that would have to answer and does not."""
    route = facts.logon.ntlm
    if asks_domain(facts):
        return route.unreachable if route is not None else ""
    return "" if facts.logon.policies.domain_answers else "".join(asked_in_vain(facts))


def asked_in_vain(facts: CallFacts) -> tuple[str, ...]:
    """Return the server's own domain where it is asked about a name that it does not know: a joined server asks about every other name."""
    known = asks_domain(facts) or own(facts) or without_name(facts)
    domain = facts.server_machine.domain
    return (domain,) if facts.server_machine.joined and domain and not known else ()


def broken_route(facts: CallFacts) -> Trouble | None:
    """Refuse where the passwords of a trust on the route have come apart."""
    route = facts.logon.ntlm
    return broken_refusal(Side.SERVER) if asks_domain(facts) and route is not None and route.broken else None


def named_account(facts: CallFacts) -> Trouble | None:
    """Hold the name, the password and the flags of an account that a domain or the server itself looks up."""
    if without_name(facts) or not (asks_domain(facts) or own(facts)) or as_guest(facts):
        return None
    return account_trouble(facts, "trust.ntlm", kerberos=False)


def not_allowed(facts: CallFacts) -> Trouble | None:
    """Ask for Allowed to Authenticate where a trust on the route uses selective authentication."""
    route = facts.logon.ntlm
    asked = asks_domain(facts) and route is not None and route.selective
    return selective_refusal(facts, Side.SERVER) if asked and not facts.logon.may_authenticate else None


@models("mirrored-accounts", "trust.ntlm-matching-account")
def mirror_refused(facts: CallFacts) -> Trouble | None:
    """Hold the password and the flags of the local account that stands for a stranger of the same name."""
    account, rule = facts.account, "trust.ntlm-matching-account"
    if not mirrored(facts) or as_guest(facts):
        return None
    if account.mirror_matches is None:
        because = f"{account.mirror} has the same user name as {facts.identity}; whether the passwords are equal is not declared"
        return Trouble(
            "", rule, because, Side.SERVER, undecided=True, disputed="", remedy="declare `password` on both accounts"
        )
    if not account.mirror_matches:
        because = f"{account.mirror} has the user name of {facts.identity}, but another password"
        also = ("trust.ntlm", "mirrored-accounts")
        return Trouble("logon_denied", rule, because, Side.SERVER, also=also, remedy="give both accounts one password")
    found = state_trouble(facts.logon.mirror, str(account.mirror), facts.client_machine.name)
    if found is None:
        return None
    remedy = cured(found[0], str(account.mirror))
    return Trouble(found[0], "account-state-flags", found[1], Side.SERVER, also=(rule,), remedy=remedy)


@models("guest-fallback")
def closed_guest(facts: CallFacts) -> Trouble | None:
    """Refuse where every local account becomes Guest and Guest is disabled, as it is unless somebody enables it."""
    policies = facts.logon.policies
    if not (as_guest(facts) and policies.guest_only) or policies.guest:
        return None
    because = (
        f"by its policy {facts.server_machine.name} takes every local account for Guest, and Guest is disabled there"
    )
    remedy = "enable Guest, or set ForceGuest to 0 (Classic)"
    return Trouble("account_disabled", "guest-fallback", because, Side.SERVER, also=("trust.ntlm",), remedy=remedy)


@models("blank-password")
def blank_password(facts: CallFacts) -> Trouble | None:
    """Keep local accounts without a password off the network, unless the policy allows them."""
    policies = facts.logon.policies
    state = facts.logon.mirror if mirrored(facts) else facts.account.state
    if not (own(facts) or mirrored(facts)) or not state.blank or policies.blank_allowed or policies.guest_only:
        return None
    because = f"local accounts with an empty password may not log on to {facts.server_machine.name} over the network"
    return Trouble("account_restriction", "blank-password", because, Side.SERVER, remedy="give the account a password")


@models("lm-compat-level")
def outdated(facts: CallFacts) -> Trouble | None:
    """Refuse a client that sends no NTLMv2 where the verifier takes nothing else."""
    policies = facts.logon.policies
    if without_name(facts) or policies.client_level > LAST_NTLM_LEVEL or policies.verifier_level < NTLMV2_ONLY:
        return None
    because = f"{facts.client_machine.name} sends no NTLMv2 (LmCompatibilityLevel {policies.client_level})"
    checks = f"the controllers of {facts.account.authority}" if asks_domain(facts) else facts.server_machine.name
    because += f", and {checks} take nothing else" if asks_domain(facts) else f", and {checks} takes nothing else"
    return Trouble(
        "logon_denied", "lm-compat-level", because, Side.SERVER, remedy="raise LmCompatibilityLevel on the client to 3"
    )


@models("negotiation.no-fallback-to-none", "ntlm-routing-rule", "builtin-accounts-in-workgroup")
def stranger(facts: CallFacts) -> Trouble | None:
    """Refuse a caller whom nobody on the server's side can look up."""
    if any(test(facts) for test in (without_name, own, asks_domain, mirrored, as_guest)):
        return None
    account, home = facts.account, facts.server_machine.domain or facts.server_machine.name
    domains = strangers(facts)
    because = f"{facts.server_machine.name} cannot validate {facts.identity}: {account.link or 'nobody it trusts knows the account'}"
    trust = (
        f"let {home} trust {account.authority}, " if account.home == "domain" and facts.server_machine.joined else ""
    )
    remedy = f"{trust}give credentials that {home} knows, mirror the account there"
    if not facts.resolver:
        remedy += ", or lower the proxy to NONE if server process and machine limit admit ANONYMOUS LOGON"
    also: tuple[str, ...] = ("negotiation.no-fallback-to-none", "ntlm-routing-rule")
    if domains:
        also = ("trust.ntlm", *also)
    rule = "trust.untrusted-domain" if domains else "trust.ntlm"
    return Trouble("logon_denied", rule, because, Side.SERVER, also=also, remedy=remedy)


NTLM_CHECKS: tuple[Check, ...] = (
    server_unproved,
    blocked_by_client,
    keyless,
    protected,
    blocked_by_server,
    no_secure_channel,
    no_controller,
    broken_route,
    named_account,
    outdated,
    not_allowed,
    stranger,
    closed_guest,
    mirror_refused,
    blank_password,
)
"""Order: policies on the way, whoever has to be asked, the account there, and what its being local forbids."""


@models("ntlm-server-verifies")
@remembered
def ntlm_trouble(facts: CallFacts) -> Trouble | None:
    """Return the first thing that keeps NTLM from proving the caller, None if it does."""
    return first(NTLM_CHECKS, facts)
