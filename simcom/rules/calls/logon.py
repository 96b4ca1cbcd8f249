"""The rungs of authentication proper: one for the local transport and one for each package. Only the one that applies speaks.

What they check is in ``rules.logon``; here it becomes steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import KERBEROS, NTLM, SCHANNEL, caller, mechanism, who
from simcom.rules.logon.choice import SPOKEN, insists
from simcom.rules.logon.exchanges import trouble
from simcom.rules.logon.layers import CAUSES, DENIED, surfaced
from simcom.rules.logon.lookup import as_guest, asks_domain, mirrored, own, without_name
from simcom.rules.logon.principals import fresh, named, registered, user_to_user
from simcom.rules.steps import fact, fails, holds, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ANONYMOUS, key
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage, Step
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.rules.logon.trouble import Trouble
    from simcom.vocabulary.facts import CallFacts

CLIENT = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}
SERVER = {"stage": Stage.AUTHENTICATE, "side": Side.SERVER}


@models("krb-established-context-survives", "cost-context-scope")
def context_reused(facts: CallFacts) -> Step | None:
    """Let a call through on the security context that an earlier one built with the same settings; nobody is asked again."""
    if facts.local or facts.logon.established is None or mechanism(facts) is None:
        return None
    because = f"the security context that proved {facts.identity} by {SPOKEN[str(mechanism(facts))]} is still there: nothing is asked again"
    return holds("krb-established-context-survives", because, who(facts), **SERVER, also=("cost-context-scope",))


@models("setblanket.principal.ntlm-local", "serverquery.local-always-authenticated", "promote.local-privacy")
def local_logon(facts: CallFacts) -> Step | None:
    """Authenticate a local caller: always by NTLM, always as itself; a wrong principal is noticed here only."""
    if not facts.local or mechanism(facts) is None:
        return None
    blanket = facts.blanket
    names = {item.principal.casefold() for item in facts.server.services if item.principal}
    names.add(facts.server_account.casefold())
    if blanket.authn_svc == AuthnSvc.WINNT and blanket.principal and blanket.principal.casefold() not in names:
        because = f"the principal `{blanket.principal}` is not the server's identity {facts.server_account}"
        remedy = "pass NULL, or the server's name"
        return fails("setblanket.principal.ntlm-local", "E_ACCESSDENIED", because, **CLIENT, remedy=remedy)
    wrong = _credentials_trouble(facts) if _by_credentials(facts) else ""
    if wrong:
        code = facts.assume.ntlm_refused
        return fails("setblanket.authinfo.explicit", code, wrong, who(facts), **CLIENT, disputed="L-15")
    because = "over the local transport the caller is always known, whatever the proxy says"
    return holds("serverquery.local-always-authenticated", because, who(facts), **SERVER)


def _by_credentials(facts: CallFacts) -> bool:
    """Tell whether a local call logs on with credentials of the proxy's own (`L-15`)."""
    given = facts.blanket.identity
    mine = given is not None and given.account is not None and key(given.account) == key(facts.identity)
    return mine and not facts.cloaked and facts.assume.local_auth_info == "used"


def _credentials_trouble(facts: CallFacts) -> str:
    """Return what is wrong with the account of explicit credentials, or an empty text."""
    account = facts.account
    if not account.known:
        return f"{account.authority} has no account {facts.identity}"
    if not account.state.enabled:
        return f"the account {facts.identity} is disabled"
    return f"wrong password for {facts.identity}" if account.password_ok is False else ""


@models("setblanket.principal.kerberos", "krb-mutual", "com-default-principal")
def kerberos_principal(facts: CallFacts) -> Step | None:
    """Refuse explicit Kerberos with a principal that is missing, stale or nobody's (`L-11`)."""
    asked = facts.blanket.authn_svc == AuthnSvc.GSS_KERBEROS and mechanism(facts) is not None
    if facts.local or facts.logon.established is not None or not asked or named(facts) or _is_for_the_directory(facts):
        return None
    name = facts.blanket.principal
    stale = name and facts.blanket.principal_service != AuthnSvc.GSS_KERBEROS
    because = f"the principal {name or 'NULL'} is not one the server registered for Kerberos"
    because += "; it was kept from another service" if stale else ""
    remedy = "pass COLE_DEFAULT_PRINCIPAL, or the server's exact principal name"
    seen = fact("principal", name or "NULL")
    more = {"disputed": "L-11", "remedy": remedy, "cause": "wrong_principal", "also": ("krb-mutual",)}
    return fails("setblanket.principal.kerberos", facts.assume.kerberos_principal, because, seen, **CLIENT, **more)


def _is_for_the_directory(facts: CallFacts) -> bool:
    """Tell whether the principal is one like any other, of which the directory says whose it is."""
    return fresh(facts) and facts.logon.target is not None and "/" in str(facts.blanket.principal)


def _refused(found: Trouble, facts: CallFacts, *, kerberos: bool) -> Step:
    """Turn what stands in the way into a step with the status that surfaces."""
    where = {"stage": Stage.AUTHENTICATE, "side": found.side, "also": found.also, "remedy": found.remedy}
    if found.undecided:
        return unknown(found.rule, found.because, who(facts), **where)
    code = surfaced(found.cause, kerberos=kerberos, assume=facts.assume)
    disputed = _disputed(found, kerberos=kerberos)
    if found.rule == "krb-spn-unique" and not registered(facts):
        code, disputed = facts.assume.kerberos_principal, "L-11"
    rule, because = found.rule, found.because
    if kerberos and found.falls_back and facts.blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE:
        rule, because = "nego-must-not-fall-back", f"{because}; {insists(facts)}, so NTLM is not tried"
        where["also"] = (found.rule, *_insisting(facts), *found.also)
    more = {"disputed": disputed, "cause": found.cause}
    return fails(rule, code, because, who(facts), **where, **more)


def _insisting(facts: CallFacts) -> tuple[str, ...]:
    """Return the rule that keeps NTLM from the caller's account altogether, if it is that."""
    return ("protected-users-no-ntlm",) if facts.account.state.protected else ()


def _disputed(found: Trouble, *, kerberos: bool) -> str:
    """Return the disputed point, left out where the code that surfaces is none of the two that are disputed."""
    settled = found.disputed == "L-20" and kerberos and CAUSES[found.cause].hresult == DENIED
    return "" if settled else found.disputed


@models("trust.kerberos")
def kerberos_logon(facts: CallFacts) -> Step | None:
    """Hold explicit or negotiated Kerberos to all that a ticket needs, and to what the server makes of it."""
    if mechanism(facts) != KERBEROS or facts.local or facts.logon.established is not None:
        return None
    found = trouble(facts)
    if found is not None:
        return _refused(found, facts, kerberos=True)
    because = f"Kerberos proves {facts.identity} over {_edges(facts)}"
    also: tuple[str, ...] = ("krb-messages",)
    if user_to_user(facts):
        because += "; user-to-user, because the principal is an account's name"
        also = (*also, "com-user-server-u2u")
    elif registered(facts):
        also = (*also, "com-object-principal")
    return holds("trust.kerberos", because, who(facts), fact("route", facts.account.link), **SERVER, also=also)


@models("trust.ntlm", "trust.untrusted-domain", "setblanket.principal.ntlm-remote", "ntlm-legs", "ntlm-protection")
def ntlm_logon(facts: CallFacts) -> Step | None:
    """Let the server's side validate an NTLM caller: its own accounts, its domain's, those of domains it trusts, or a mirrored one."""
    if mechanism(facts) != NTLM or facts.local or facts.logon.established is not None:
        return None
    found = trouble(facts)
    if found is not None:
        return _refused(found, facts, kerberos=False)
    rule, because, also = _proved(facts)
    if facts.blanket.principal and rule == "trust.ntlm":
        also = (*also, "setblanket.principal.ntlm-remote")
    return holds(rule, because, who(facts), fact("route", facts.account.link), **SERVER, also=also)


@models("guest-fallback", "anonymous-ntlm")
def _proved(facts: CallFacts) -> tuple[str, str, tuple[str, ...]]:
    """Return the rule and the sentence of an NTLM logon that worked, and what else it shows."""
    machine = facts.server_machine.name
    if without_name(facts):
        old = facts.account.home != "anonymous"
        because = "the client's account shows anonymous credentials: an NTLM exchange without a name"
        return (
            "trust.ntlm",
            because,
            ("anonymous-ntlm", "localsystem-ntlm-legacy" if old else "localservice-on-network"),
        )
    if as_guest(facts):
        why = (
            "by its policy every local account is"
            if facts.logon.policies.guest_only
            else "no account has its name, and Guest is open"
        )
        because = f"{machine} takes {facts.identity} for Guest: {why}"
        return "guest-fallback", because, ("trust.ntlm", "guest-token")
    if mirrored(facts):
        because = f"{machine} takes {facts.identity} for its own {facts.account.mirror}: same user name, same password"
        return "trust.ntlm-matching-account", because, ("mirrored-accounts", "ntlm-routing-rule")
    also = ("ntlm-passthrough",) if asks_domain(facts) else ("ntlm-routing-rule",)
    return "trust.ntlm", f"NTLM proves {facts.identity} over {_edges(facts)}", also


@models("imp.schannel-mapping")
def schannel_logon(facts: CallFacts) -> Step | None:
    """Let Schannel through: certificates decide, not domains; without a mapped certificate the caller is nobody to the access lists."""
    if mechanism(facts) != SCHANNEL or facts.local or facts.logon.established is not None:
        return None
    found = caller(facts).name
    because = "Schannel: the caller has no certificate that is mapped to an account, and is nobody to the access lists"
    if found != ANONYMOUS:
        because = f"Schannel: the caller is {found}, to whom its certificate is mapped"
    return holds("imp.schannel-mapping", because, who(facts), **SERVER, also=("schannel-client-identity",))


@models("negotiation.authn-service.default-kinds")
def unknown_package(facts: CallFacts) -> Step | None:
    """Give no verdict on a package whose way of proving a caller no page describes for COM."""
    service = facts.blanket.authn_svc
    if facts.local or mechanism(facts) is not None or facts.blanket.authn_level == AuthnLevel.NONE:
        return None
    because = f"how {AuthnSvc.show(service)} proves a caller to COM is not documented in what was read"
    remedy = "use Negotiate, Kerberos, NTLM or Schannel"
    return unknown("negotiation.authn-service.default-kinds", because, who(facts), **CLIENT, remedy=remedy)


def _edges(facts: CallFacts) -> str:
    """Return the length of the route in words."""
    if own(facts):
        return "the server's own account database"
    route = facts.logon.kerberos if mechanism(facts) == KERBEROS else facts.logon.ntlm
    count = route.length if route is not None else facts.account.route
    return "no trust: one domain" if not count else f"{count} trust{'s' if count > 1 else ''}"
