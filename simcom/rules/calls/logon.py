"""The rungs of authentication proper: one for the local transport and one for each package. Only the one that applies speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import (
    KERBEROS,
    NTLM,
    SCHANNEL,
    caller,
    kerberos_possible,
    mechanism,
    mirrored,
    principal_is_right,
    server_is_local_account,
    who,
)
from simcom.rules.steps import fact, fails, holds, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import ANONYMOUS, key
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage, Step
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

CLIENT = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}
SERVER = {"stage": Stage.AUTHENTICATE, "side": Side.SERVER}


@models("setblanket.principal.ntlm-local", "serverquery.local-always-authenticated", "promote.local-privacy")
def local_logon(facts: CallFacts) -> Step | None:
    """Authenticate a local caller: always by NTLM, always as itself; a wrong principal is noticed here only."""
    if not facts.local or mechanism(facts) is None:
        return None
    blanket = facts.blanket
    names = {item.principal.casefold() for item in facts.server.services if item.principal} | {
        facts.server_account.casefold()
    }
    if blanket.authn_svc == AuthnSvc.WINNT and blanket.principal and blanket.principal.casefold() not in names:
        because = f"the principal `{blanket.principal}` is not the server's identity {facts.server_account}"
        return fails(
            "setblanket.principal.ntlm-local",
            "E_ACCESSDENIED",
            because,
            **CLIENT,
            remedy="pass NULL, or the server's name",
        )
    trouble = _account_trouble(facts) if _by_credentials(facts) else ""
    if trouble:
        code = facts.assume.ntlm_refused
        return fails("setblanket.authinfo.explicit", code, trouble, who(facts), **CLIENT, disputed="L-15")
    because = "over the local transport the caller is always known, whatever the proxy says"
    return holds("serverquery.local-always-authenticated", because, who(facts), **SERVER)


def _by_credentials(facts: CallFacts) -> bool:
    """Tell whether a local call logs on with credentials of the proxy's own (`L-15`)."""
    given = facts.blanket.identity
    own = given is not None and given.account is not None and key(given.account) == key(facts.identity)
    return own and not facts.cloaked and facts.assume.local_auth_info == "used"


@models("setblanket.principal.kerberos")
def kerberos_principal(facts: CallFacts) -> Step | None:
    """Refuse explicit Kerberos with a principal that is missing, stale or not the server's (`L-11`)."""
    if facts.local or facts.blanket.authn_svc != AuthnSvc.GSS_KERBEROS or principal_is_right(facts):
        return None
    name = facts.blanket.principal
    stale = name and facts.blanket.principal_service != AuthnSvc.GSS_KERBEROS
    because = f"the principal {name or 'NULL'} is not one the server registered for Kerberos"
    because += "; it was kept from another service" if stale else ""
    remedy = "pass COLE_DEFAULT_PRINCIPAL, or the server's exact principal name"
    seen = fact("principal", name or "NULL")
    code = facts.assume.kerberos_principal
    return fails("setblanket.principal.kerberos", code, because, seen, **CLIENT, disputed="L-11", remedy=remedy)


@models("trust.kerberos")
def kerberos_logon(facts: CallFacts) -> Step | None:
    """Hold explicit or negotiated Kerberos to a domain account, a joined server and a trust between the two (`L-20`)."""
    if mechanism(facts) != KERBEROS or facts.local:
        return None
    if not kerberos_possible(facts):
        because = f"no ticket for {facts.identity}: {_no_ticket(facts)}"
        code = facts.assume.kerberos_refused
        remedy = f"a trust that leads from {_home(facts)} to the account's domain"
        also = ("trust.untrusted-domain", "negotiation.no-fallback-to-none") if _strangers(facts) else ()
        return fails("trust.kerberos", code, because, who(facts), **CLIENT, also=also, disputed="L-20", remedy=remedy)
    trouble = _account_trouble(facts)
    if trouble:
        return fails("trust.kerberos", "E_ACCESSDENIED", trouble, who(facts), **CLIENT, disputed="L-20")
    if facts.account.unsettled:
        return unknown("trust.kerberos", facts.account.unsettled, who(facts), **SERVER)
    because = f"Kerberos proves {facts.identity} over {_edges(facts)}"
    return holds("trust.kerberos", because, who(facts), fact("route", facts.account.link), **SERVER)


@models("trust.ntlm", "trust.untrusted-domain", "trust.ntlm-matching-account", "setblanket.principal.ntlm-remote")
def ntlm_logon(facts: CallFacts) -> Step | None:
    """Let the server's side validate an NTLM caller: its own accounts, its domain's, those of domains it trusts, or a mirrored one."""
    if mechanism(facts) != NTLM or facts.local:
        return None
    if mirrored(facts):
        return _mirror(facts)
    account = facts.account
    if account.home == "anonymous":
        because = "the client's account shows anonymous credentials: an NTLM exchange without a name"
        return holds("trust.ntlm", because, who(facts), **SERVER)
    asked = account.home == "domain" and account.route is not None and account.ntlm and facts.server_machine.joined
    return _validated(facts) if asked or account.home == "server" else _stranger(facts)


def _validated(facts: CallFacts) -> Step:
    """Answer for an account that the server's side can look up."""
    trouble = _account_trouble(facts)
    if trouble:
        code = facts.assume.ntlm_refused
        return fails(
            "trust.ntlm",
            code,
            trouble,
            who(facts),
            **SERVER,
            disputed="L-20",
            remedy="an enabled account and its right password",
        )
    if facts.account.unsettled:
        return unknown("trust.ntlm", facts.account.unsettled, who(facts), **SERVER)
    because = f"NTLM proves {facts.identity} over {_edges(facts)}"
    also = ("setblanket.principal.ntlm-remote",) if facts.blanket.principal else ()
    return holds("trust.ntlm", because, who(facts), fact("route", facts.account.link), **SERVER, also=also)


def _mirror(facts: CallFacts) -> Step:
    """Answer for an account that only a local namesake on the server's machine could stand for."""
    account, rule = facts.account, "trust.ntlm-matching-account"
    if account.mirror_matches is None:
        because = f"{account.mirror} has the same user name as {facts.identity}; whether the passwords are equal is not declared"
        return unknown(rule, because, who(facts), **SERVER, remedy="declare `password` on both accounts")
    if account.mirror_matches:
        because = f"{facts.server_machine.name} takes {facts.identity} for its own {account.mirror}: same user name, same password"
        return holds(rule, because, who(facts), **SERVER)
    because = f"{account.mirror} has the user name of {facts.identity}, but another password"
    code = facts.assume.ntlm_refused
    return fails(
        rule,
        code,
        because,
        who(facts),
        **SERVER,
        also=("trust.ntlm",),
        disputed="L-20",
        remedy="give both accounts one password",
    )


@models("negotiation.no-fallback-to-none")
def _stranger(facts: CallFacts) -> Step:
    """Refuse a caller whom the server's side cannot validate in any way."""
    account = facts.account
    domains = _strangers(facts)
    rule = "trust.untrusted-domain" if domains else "trust.ntlm"
    because = f"{facts.server_machine.name} cannot validate {facts.identity}: {account.link or 'nobody it trusts knows the account'}"
    also = ("trust.ntlm", "negotiation.no-fallback-to-none") if domains else ("negotiation.no-fallback-to-none",)
    remedy = f"let {_home(facts)} trust {account.authority}, give credentials that {_home(facts)} knows, mirror the account there"
    remedy += ", or lower the proxy to NONE if server process and machine limit admit ANONYMOUS LOGON"
    return fails(
        rule, facts.assume.ntlm_refused, because, who(facts), **SERVER, also=also, disputed="L-20", remedy=remedy
    )


@models("imp.schannel-mapping")
def schannel_logon(facts: CallFacts) -> Step | None:
    """Let Schannel through: certificates decide, not domains; without a mapped certificate the caller is nobody to the access lists."""
    if mechanism(facts) != SCHANNEL or facts.local:
        return None
    found = caller(facts).name
    because = "Schannel: the caller has no certificate that is mapped to an account, and is nobody to the access lists"
    if found != ANONYMOUS:
        because = f"Schannel: the caller is {found}, to whom its certificate is mapped"
    return holds("imp.schannel-mapping", because, who(facts), **SERVER)


@models("negotiation.authn-service.default-kinds")
def unknown_package(facts: CallFacts) -> Step | None:
    """Give no verdict on a package whose way of proving a caller no page describes for COM."""
    service = facts.blanket.authn_svc
    if facts.local or mechanism(facts) is not None or facts.blanket.authn_level == AuthnLevel.NONE:
        return None
    because = f"how {AuthnSvc.show(service)} proves a caller to COM is not documented in what was read"
    remedy = "use Negotiate, Kerberos, NTLM or Schannel"
    return unknown("negotiation.authn-service.default-kinds", because, who(facts), **CLIENT, remedy=remedy)


def _strangers(facts: CallFacts) -> bool:
    """Tell whether client and server are in domains that do not trust each other."""
    return facts.account.home == "domain" and facts.server_machine.joined and facts.account.route is None


def _account_trouble(facts: CallFacts) -> str:
    """Return what is wrong with the account itself, or an empty text."""
    account = facts.account
    if not account.known:
        return f"{account.authority} has no account {facts.identity}"
    if not account.enabled:
        return f"the account {facts.identity} is disabled"
    return f"wrong password for {facts.identity}" if account.password_ok is False else ""


def _no_ticket(facts: CallFacts) -> str:
    """Return why Kerberos is impossible."""
    if facts.account.home != "domain":
        return "it is not a domain account"
    if not facts.server_machine.joined:
        return f"{facts.server_machine.name} belongs to no domain"
    if server_is_local_account(facts):
        return f"the server runs as {facts.server_account}, which no domain knows"
    return facts.account.link or f"no trust leads from {_home(facts)} to {facts.account.authority}"


def _home(facts: CallFacts) -> str:
    return facts.server_machine.domain or facts.server_machine.name


def _edges(facts: CallFacts) -> str:
    """Return the length of the route in words."""
    count = facts.account.route
    if facts.account.home == "server":
        return "the server's own account database"
    return "no trust: one domain" if not count else f"{count} trust{'s' if count > 1 else ''}"
