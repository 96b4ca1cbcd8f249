"""The rungs of a call on the client's side: reachability, blanket, identity, service. Order: section K of the catalogue, in ``ladder``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import KERBEROS, NTLM, mechanism, unauthenticated
from simcom.rules.logon.choice import SPOKEN, fallback, insists
from simcom.rules.logon.kerberos import admits
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Side, Stage, Step
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.rules.logon.trouble import Trouble
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Input

AUTHENTICATE = {"stage": Stage.AUTHENTICATE, "side": Side.CLIENT}


def _off(value: str) -> bool:
    return value.strip().upper() == "N"


@models("implicit.enabledcom")
def dcom_enabled(facts: CallFacts) -> Step | None:
    """Stop all traffic between machines where EnableDCOM is N on either (`L-16` for the codes); local COM goes on."""
    if facts.local:
        return None
    for machine, code, side in (
        (facts.client_machine, "RPC_E_REMOTE_DISABLED", Side.CLIENT),
        (facts.server_machine, "RPC_S_SERVER_UNAVAILABLE", Side.SERVER),
    ):
        if _off(machine.enable_dcom):
            assumed = facts.assume.enable_dcom_code
            status = code if assumed == "documented_pair" else assumed
            because = f"EnableDCOM is N on {machine.name}: no DCOM traffic with other machines, in either direction"
            seen = fact("EnableDCOM", machine.enable_dcom, machine.origin("EnableDCOM"))
            remedy = f"set EnableDCOM to Y on {machine.name}"
            return fails(
                "implicit.enabledcom",
                status,
                because,
                seen,
                stage=Stage.CONNECT,
                side=side,
                disputed="L-16",
                remedy=remedy,
            )
    return None


@models("iunknown.separate-settings", "iunknown.process-defaults", "iunknown.remunknown")
def settings_used(facts: CallFacts) -> Step:
    """Say whose blanket the call uses: IUnknown's methods never use that of the interface they are called on."""
    blanket = facts.blanket
    seen = (
        fact("authentication service", AuthnSvc.show(blanket.authn_svc)),
        fact("authentication level", AuthnLevel.show(blanket.authn_level)),
        fact("impersonation level", ImpLevel.show(blanket.imp_level)),
    )
    if facts.interface == "IUnknown":
        because = "the request travels as a call on IRemUnknown with the settings of IUnknown, not with those of the interface"
        also = ("iunknown.remunknown", "iunknown.process-defaults", "iunknown.setblanket-scope")
        return notes("iunknown.separate-settings", because, *seen, **AUTHENTICATE, also=also)
    return notes(
        "iclientsecurity.per-interface", f"the settings of the {facts.settings_of} proxy", *seen, **AUTHENTICATE
    )


@models("authz.anonymous-is-level-none", "vocab.authn-level.none-ties-service")
def nobody(facts: CallFacts) -> Step | None:
    """Note that a remote call at NONE carries nobody's name; trust, accounts and services do not matter then."""
    if not unauthenticated(facts):
        return None
    because = "level NONE: nothing is authenticated, and the server sees ANONYMOUS LOGON"
    also: tuple[str, ...] = ("authz.none.impersonation-unavailable",)
    also += ("coinitsec.authsvc.option-not-requirement",) if facts.server.services else ()
    return notes("authz.anonymous-is-level-none", because, **AUTHENTICATE, also=also)


@models(
    "negotiation.authn-service.no-common",
    "setblanket.service-not-offered",
    "setblanket.snego.both-sides",
    "coinitsec.authsvc.zero",
    "coinitsec.authsvc.option-not-requirement",
    "no-common-service",
    "nego-server-compat",
)
def service_in_common(facts: CallFacts) -> Step | None:
    """Refuse a call whose service the server process did not register, or that found none at all."""
    if unauthenticated(facts) or facts.blanket.authn_level == AuthnLevel.NONE:
        return None
    chosen = facts.blanket.authn_svc
    published = fact(
        "server's list", ", ".join(AuthnSvc.show(item.service) for item in facts.server.services) or "none"
    )
    if chosen == AuthnSvc.NONE or (chosen == AuthnSvc.GSS_SCHANNEL and not _lists_schannel(facts)):
        return _nothing_in_common(facts, published)
    if facts.server.registered(chosen):
        taken = f"taken by the resolver of {facts.server_machine.name}"
        whose = taken if facts.resolver else "registered by the server process"
        because = f"{AuthnSvc.show(chosen)} is {whose}"
        return notes(_registered_by(facts), because, published, **AUTHENTICATE)
    return _by_negotiate(facts, published) or _not_registered(facts, chosen, published)


@models("nego-server-compat")
def _by_negotiate(facts: CallFacts, published: Input) -> Step | None:
    """Let a server that registered Negotiate take the packages that Negotiate picks from, spoken raw."""
    raw = facts.blanket.authn_svc in (AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS)
    if not raw or not facts.server.registered(AuthnSvc.GSS_NEGOTIATE) or facts.assume.negotiate_server == "refused":
        return None
    because = f"the server registered Negotiate, which also takes raw {AuthnSvc.show(facts.blanket.authn_svc)}"
    return notes("nego-server-compat", because, published, **AUTHENTICATE, disputed="nego-server-compat")


def _not_registered(facts: CallFacts, chosen: int, published: Input) -> Step:
    """Refuse a service that the server process did not register, or that the resolver does not take (`L-13`)."""
    rule = "setblanket.snego.both-sides" if chosen == AuthnSvc.GSS_NEGOTIATE else "setblanket.service-not-offered"
    because = f"the proxy asks for {AuthnSvc.show(chosen)}, which the server process did not register"
    remedy = "set RPC_C_AUTHN_DEFAULT, or register the service on the server"
    if facts.resolver:
        because = f"the resolver of {facts.server_machine.name} does not take {AuthnSvc.show(chosen)}"
        remedy = "name a service in COAUTHINFO that both machines have, or RPC_C_AUTHN_DEFAULT"
    also: tuple[str, ...] = ("setblanket.service-not-offered", "no-common-service")
    also += ("nego-server-compat",) if chosen == AuthnSvc.GSS_NEGOTIATE else ()
    return fails(
        rule,
        "RPC_S_UNKNOWN_AUTHN_SERVICE",
        because,
        published,
        **AUTHENTICATE,
        also=also,
        disputed="L-13",
        remedy=remedy,
        cause="unknown_authn_service",
    )


def _nothing_in_common(facts: CallFacts, published: Input) -> Step:
    """Refuse a call that needs a service where there is none, or only Schannel, which COM never uses unasked."""
    also: tuple[str, ...] = ("no-common-service",)
    also += () if facts.server.services else ("coinitsec.authsvc.zero",)
    because = f"level {AuthnLevel.show(facts.blanket.authn_level)} needs an authentication service, and the two sides share none"
    remedy = "register a service on the server (cAuthSvc -1) that the client has"
    if facts.blanket.authn_svc == AuthnSvc.GSS_SCHANNEL:
        because = (
            "only Schannel is in common, and the client process did not list it in pAuthList: COM never uses it unasked"
        )
        also += (
            "coinitsec.authlist.schannel-needs-entry",
            "negotiation.authn-service.default-kinds",
            "schannel-opt-in",
        )
        remedy = "list Schannel in the client's pAuthList, or register another service"
    rule, code = "negotiation.authn-service.no-common", "RPC_E_NO_GOOD_SECURITY_PACKAGES"
    return fails(rule, code, because, published, **AUTHENTICATE, also=also, remedy=remedy, cause="no_common_service")


def _lists_schannel(facts: CallFacts) -> bool:
    """Tell whether the client process listed Schannel for its outgoing calls, as far as its security is known."""
    return facts.client is None or facts.client.entry(AuthnSvc.GSS_SCHANNEL) is not None


def _registered_by(facts: CallFacts) -> str:
    """Return the rule under which the server's services were registered."""
    if not facts.server.com_chose:
        return "coinitsec.authsvc.list"
    return "coinitsec.authsvc.minus-one" if facts.server.how == "explicit" else "implicit.services"


@models("setblanket.authinfo.snego-packages")
def package_list(facts: CallFacts) -> Step | None:
    """Refuse Negotiate with an extended identity whose list is NULL, names Schannel, or leaves no package that works here."""
    because = _list_trouble(facts)
    if not because:
        return None
    remedy = "name packages that can work here, or pass NULL for pAuthInfo"
    return fails("setblanket.authinfo.snego-packages", "RPC_S_SEC_PKG_ERROR", because, **AUTHENTICATE, remedy=remedy)


def _list_trouble(facts: CallFacts) -> str:
    """Return what is wrong with a PackageList, or an empty text."""
    given = facts.blanket.identity
    if facts.blanket.authn_svc != AuthnSvc.GSS_NEGOTIATE or given is None or not given.extended or facts.local:
        return ""
    if given.packages is None:
        return "PackageList is NULL in the extended identity"
    if any(name.casefold() == "schannel" for name in given.packages):
        return "Schannel stands in the PackageList"
    excluded = mechanism(facts) == NTLM and not admits(facts, NTLM)
    return "the PackageList excludes NTLM, and Kerberos is not possible here" if excluded else ""


@models("queryblanket.snego", "negotiation.authn-service.default-kinds", "nego-hides-choice", "com-default-service")
def negotiated_mechanism(facts: CallFacts) -> Step | None:
    """Note what Negotiate picked and why; queries go on showing Negotiate."""
    negotiates = not facts.local and facts.blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE
    if not negotiates or unauthenticated(facts) or facts.logon.established is not None:
        return None
    picked, back = mechanism(facts), fallback(facts)
    why = (
        "the ticket is still held"
        if facts.logon.tickets.service
        else "an account, a route and a principal for tickets are known"
    )
    if back is not None:
        why = back.because
    elif insists(facts):
        why = f"{insists(facts)}, so it cannot fall back to NTLM"
    also = ("nego-picks-kerberos-unless",) if picked == KERBEROS else ("nego-falls-back", *_backs(back))
    because = f"Negotiate picks {SPOKEN[str(picked)]}: {why}"
    return notes("negotiation.authn-service.default-kinds", because, **AUTHENTICATE, disputed="L-03", also=also)


def _backs(back: Trouble | None) -> tuple[str, ...]:
    """Return the rule behind a fall back, where it is one of its own."""
    return (back.rule,) if back is not None and not back.rule.startswith(("trust.", "nego-")) else ()
