"""Security blanket negotiation: what a proxy gets when it is created.

Source: win32 security-blanket-negotiation.md; sdk-api nf-objidl-iclientsecurity-setblanket.md. Domains and trust are not looked at
here: a proxy between strangers is an ordinary proxy, and only its calls fail (`negotiation.no-trust-check`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.blankets.parts import capabilities, floor, identity_for, imp_level, level, principal_for, service
from simcom.rules.steps import fact, holds, notes
from simcom.vocabulary.blankets import Blanket
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Ruling, Step
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.facts import NegotiationFacts


@models("negotiation.when", "negotiation.no-trust-check")
def negotiate(facts: NegotiationFacts) -> Ruling:
    """Return the default blanket of a proxy with the reason for each of its values."""
    said = (_level(facts), _service(facts), _authz(facts), _imp_level(facts), _capabilities(facts), _identity(facts))
    return Ruling((*said, _done()), default_blanket(facts))


def default_blanket(facts: NegotiationFacts) -> Blanket:
    """Return the negotiated values alone; no DEFAULT constant is left in them."""
    chosen = service(facts)
    return Blanket(
        authn_svc=chosen.value,
        authz_svc=AuthzSvc.NONE,
        principal=principal_for(chosen.value, facts),
        authn_level=level(facts).value,
        imp_level=imp_level(chosen.value, facts),
        identity=identity_for(chosen.value, facts),
        capabilities=capabilities(chosen.value, facts),
        principal_service=chosen.value,
    )


def _level(facts: NegotiationFacts) -> Step:
    client, server, found = facts.client, facts.server, level(facts)
    compared = found.rule in ("negotiation.authn-level.both-none", "H8b")
    also = ("negotiation.authn-level.higher-of-both",) if compared else ()
    disputed = "L-01" if found.value == AuthnLevel.NONE else ""
    return notes(
        found.rule,
        f"authentication level {AuthnLevel.show(found.value)}: {found.because}",
        fact("client process", AuthnLevel.show(client.authn_level), client.origin("authn_level")),
        fact("server process", AuthnLevel.show(server.authn_level), server.origin("authn_level")),
        *(
            (fact("client patch", facts.client_machine.patch, facts.client_machine.origin("patch")),)
            if floor(facts)
            else ()
        ),
        also=also,
        disputed=disputed,
    )


@models("negotiation.server-contribution")
def _service(facts: NegotiationFacts) -> Step:
    found = service(facts)
    published = ", ".join(AuthnSvc.show(item.service) for item in facts.server.services) or "none"
    return notes(
        found.rule,
        f"authentication service {AuthnSvc.show(found.value)}: {found.because}",
        fact("server's list", published, "chosen by COM" if facts.server.com_chose else "asAuthSvc"),
        also=("negotiation.server-contribution",),
        disputed="L-03" if found.rule == "negotiation.authn-service.default-kinds" else "",
    )


@models("negotiation.authz.follows-service")
def _authz(facts: NegotiationFacts) -> Step:
    principal = principal_for(service(facts).value, facts)
    return notes(
        "negotiation.authz.follows-service",
        f"authorization service NONE, principal {principal or 'NULL'}: what the server registered for that service",
        also=("vocab.authz.only-none-in-practice",),
    )


@models("negotiation.imp-level.client", "negotiation.schannel-forces-impersonate", "coinitsec.implevel.client-only")
def _imp_level(facts: NegotiationFacts) -> Step:
    chosen = service(facts).value
    value, client = imp_level(chosen, facts), facts.client
    if chosen == AuthnSvc.GSS_SCHANNEL:
        because = "impersonation level IMPERSONATE: Schannel allows no other"
        return notes("negotiation.schannel-forces-impersonate", because)
    seen = fact("client process", ImpLevel.show(client.imp_level), client.origin("imp_level"))
    return notes(
        "negotiation.imp-level.client", f"impersonation level {ImpLevel.show(value)}: the client's alone", seen
    )


@models("negotiation.capabilities.client", "negotiation.client-contribution")
def _capabilities(facts: NegotiationFacts) -> Step:
    value = capabilities(service(facts).value, facts)
    words = ", ".join(Eoac.show(value)) or "NONE"
    because = f"capabilities {words}: the client's, as far as a proxy has use for them"
    return notes("negotiation.capabilities.client", because, also=("negotiation.client-contribution",))


@models("negotiation.identity.by-service", "coinitsec.authlist.identity-per-service")
def _identity(facts: NegotiationFacts) -> Step:
    found = identity_for(service(facts).value, facts)
    because = (
        f"identity {found}: from pAuthList"
        if found
        else "no identity of its own: the process token, or the thread's under cloaking"
    )
    also = ("coinitsec.authlist.identity-per-service",) if found else ()
    return notes("negotiation.identity.by-service", because, also=also)


def _done() -> Step:
    because = "the values are stored on this interface proxy; whether the two sides trust each other is not asked"
    return holds("negotiation.when", because, also=("negotiation.no-trust-check",))
