"""The parts of a negotiated blanket, each a function of the two processes. Shared by the negotiation and by SetBlanket's DEFAULTs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.eras import has_call_floor, installed
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import CLOAKING, Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import AuthInfo
    from simcom.vocabulary.facts import NegotiationFacts


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, the rule it follows, and why."""

    value: int
    rule: str
    because: str


def floor(facts: NegotiationFacts) -> int:
    """Return the lowest level a patched client negotiates (`H8b`), or 0."""
    raised = has_call_floor(facts.client_machine) and facts.assume.call_floor != "none"
    return AuthnLevel.PKT_INTEGRITY if raised else 0


def only_none(facts: NegotiationFacts) -> bool:
    """Tell whether the server's one binding says that no security is to be used."""
    return bool(facts.server.services) and all(item.service == AuthnSvc.NONE for item in facts.server.services)


@models(
    "negotiation.authn-level.higher-of-both",
    "negotiation.authn-level.both-none",
    "negotiation.authn-service.none-binding",
)
def level(facts: NegotiationFacts) -> Choice:
    """Return the level: the higher of both processes', NONE only if both are at NONE."""
    if only_none(facts):
        return Choice(
            AuthnLevel.NONE,
            "negotiation.authn-service.none-binding",
            "the server's only binding names RPC_C_AUTHN_NONE",
        )
    server = 0 if facts.ignores_hint else facts.server.authn_level
    if _unsecured_by_anonymous(facts):
        because = "the client's process default is ANONYMOUS, read as unsecured calls by default (L-31)"
        return Choice(AuthnLevel.NONE, "imp.anonymous-promoted", because)
    higher = max(facts.client.authn_level, server)
    lowest = 0 if facts.local else floor(facts)
    if lowest > higher:
        return Choice(
            lowest, "H8b", "the client machine's October 2022 update raises negotiated levels to PKT_INTEGRITY"
        )
    if higher == AuthnLevel.NONE:
        return Choice(higher, "negotiation.authn-level.both-none", "both processes are at NONE")
    return Choice(higher, "negotiation.authn-level.higher-of-both", "the higher of the client's and the server's")


def _unsecured_by_anonymous(facts: NegotiationFacts) -> bool:
    """Tell whether the client's ANONYMOUS is read as a wish for unsecured calls (`L-31`), which the local transport does not know."""
    anonymous = facts.client.imp_level == ImpLevel.ANONYMOUS
    return anonymous and not facts.local and facts.assume.anonymous_process == "unsecured"


@models(
    "negotiation.authn-service.first-common",
    "negotiation.authn-service.default-kinds",
    "negotiation.authn-service.no-common",
)
def service(facts: NegotiationFacts) -> Choice:
    """Return the service; NONE above level NONE stands for "nothing in common", which the first call will meet."""
    if only_none(facts):
        return Choice(
            AuthnSvc.NONE, "negotiation.authn-service.none-binding", "the server's only binding names RPC_C_AUTHN_NONE"
        )
    if level(facts).value == AuthnLevel.NONE:
        return Choice(AuthnSvc.NONE, "vocab.authn-level.none-ties-service", "level NONE goes with service NONE")
    return default_service(facts)


def default_service(facts: NegotiationFacts) -> Choice:
    """Return the service that RPC_C_AUTHN_DEFAULT stands for, whatever the level."""
    has = installed(facts.client_machine)
    common = [item.service for item in facts.server.services if item.service in has]
    if not common:
        return Choice(
            AuthnSvc.NONE,
            "negotiation.authn-service.no-common",
            "no service of the server's list is on the client machine",
        )
    preferred = _preferred(facts, common)
    if preferred in common:
        because = (
            "COM's own choice between processes of one machine" if facts.local else "COM's own choice between machines"
        )
        return Choice(preferred, "negotiation.authn-service.default-kinds", because)
    return Choice(
        common[0], "negotiation.authn-service.first-common", "the first of the server's list that the client has too"
    )


@models("com-order-is-not-preference")
def _preferred(facts: NegotiationFacts, common: list[int]) -> int:
    """Return what COM prefers over the order of a list that it chose itself (`L-03`); a list the server gave is followed in order.

    Within one machine that is NTLM; between machines it is Negotiate for whoever uses it, else Kerberos before NTLM.
    """
    if not facts.server.com_chose:
        return AuthnSvc.DEFAULT
    if facts.local:
        return AuthnSvc.WINNT
    negotiates = AuthnSvc.GSS_NEGOTIATE in common and _negotiates(facts)
    return AuthnSvc.GSS_NEGOTIATE if negotiates else _first_usable(facts, common)


def _negotiates(facts: NegotiationFacts) -> bool:
    """Tell whether the client machine goes for Negotiate unasked: by its Windows, or by the reading that is chosen."""
    wanted = facts.assume.default_service
    return wanted == "negotiate" or (wanted == "profile" and facts.client_machine.windows == "current")


def _first_usable(facts: NegotiationFacts, common: list[int]) -> int:
    """Return what can work between these two machines: Kerberos, else NTLM, else the first of the list, or DEFAULT for nothing.

    Kerberos is preferred where it works (`L-03`): between machines of domains, the server's trusting the client's account.
    """
    outside = not (facts.client_machine.joined and facts.server_machine.joined and facts.trusted)
    kinds = [kind for kind in (AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT) if kind in common]
    usable = (item for item in (*kinds, *common) if not (outside and item == AuthnSvc.GSS_KERBEROS))
    return next(usable, AuthnSvc.DEFAULT)


def principal_for(chosen: int, facts: NegotiationFacts) -> str | None:
    """Return the principal that the server registered for a service, or for Negotiate, which takes Kerberos raw (`nego-server-compat`)."""
    registered = facts.server.registered(chosen)
    if registered is None and chosen == AuthnSvc.GSS_KERBEROS and facts.assume.negotiate_server == "accepted":
        registered = facts.server.registered(AuthnSvc.GSS_NEGOTIATE)
    return registered.principal if registered else None


def imp_level(chosen: int, facts: NegotiationFacts) -> int:
    """Return the client's impersonation level; Schannel forces IMPERSONATE."""
    return ImpLevel.IMPERSONATE if chosen == AuthnSvc.GSS_SCHANNEL else facts.client.imp_level


def capabilities(chosen: int, facts: NegotiationFacts) -> int:
    """Return those of the client's capabilities that a proxy has use for: cloaking, and that not under Schannel."""
    return Eoac.NONE if chosen == AuthnSvc.GSS_SCHANNEL else facts.client.capabilities & CLOAKING


@models("coinitsec.authlist.identity-per-service")
def identity_for(chosen: int, facts: NegotiationFacts) -> AuthInfo | None:
    """Return the identity that the client listed for a service."""
    entry = facts.client.entry(chosen)
    return entry.auth_info if entry else None
