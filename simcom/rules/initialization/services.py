"""CoInitializeSecurity's checks on cAuthSvc and asAuthSvc. Source: sdk-api ns-objidl-sole_authentication_service.md; win32 schannel.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import installed
from simcom.rules.steps import fact, fails, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import AccessControl, SecurityDescriptor
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import AuthService, InitializeArguments
    from simcom.vocabulary.facts import InitializeFacts
    from simcom.vocabulary.rulings import Step

BAD = "E_INVALIDARG"


def _listed(facts: InitializeFacts) -> InitializeArguments | None:
    """Return the arguments where they count: not for EOAC_APPID."""
    arguments = facts.arguments
    return None if arguments is None or arguments.capabilities & Eoac.APPID else arguments


@models("coinitsec.authsvc.minus-one")
def count_matches_list(facts: InitializeFacts) -> Step | None:
    """Refuse a list beside cAuthSvc -1, and a count that the list does not have."""
    arguments = _listed(facts)
    if arguments is None:
        return None
    count, services = arguments.count, arguments.auth_services
    if count == -1 and services is not None:
        return fails("coinitsec.authsvc.minus-one", BAD, "with cAuthSvc -1 COM chooses, and asAuthSvc must be NULL")
    if count < -1 or count > len(services or ()):
        because = f"cAuthSvc is {count}, asAuthSvc has {len(services or ())} entries"
        return fails("coinitsec.authsvc.list", BAD, because, fact("cAuthSvc", count))
    return None


@models("coinitsec.authsvc.zero")
def no_service(facts: InitializeFacts) -> Step | None:
    """Note that nothing is registered."""
    arguments = _listed(facts)
    if arguments is None or arguments.count != 0:
        return None
    return notes(
        "coinitsec.authsvc.zero", "cAuthSvc is 0: no service is registered, so no call above NONE can be received"
    )


@models("coinitsec.schannel-server")
def schannel_server(facts: InitializeFacts) -> Step | None:
    """Hold a Schannel server to a level above NONE; note a missing descriptor, for which no code is given, and weaker services."""
    arguments = _listed(facts)
    services = {item.service for item in (arguments.auth_services or ())} if arguments else set()
    if arguments is None or AuthnSvc.GSS_SCHANNEL not in services:
        return None
    if arguments.authn_level == AuthnLevel.NONE:
        return fails("coinitsec.schannel-server", BAD, "a Schannel server needs a level other than NONE")
    described = isinstance(arguments.security_descriptor, (SecurityDescriptor, AccessControl))
    alone = services == {AuthnSvc.GSS_SCHANNEL}
    because = "Schannel is registered" + ("" if described else ", without the descriptor that the page asks for")
    because += "" if alone else "; weaker services stay open, because Schannel is not named alone"
    return notes("coinitsec.schannel-server", because)


@models("coinitsec.schannel-client")
def schannel_client(facts: InitializeFacts) -> Step | None:
    """Note what a Schannel client has to pass."""
    arguments = _listed(facts)
    if arguments is None or AuthnSvc.GSS_SCHANNEL not in {entry.service for entry in arguments.auth_list}:
        return None
    right = arguments.imp_level == ImpLevel.IMPERSONATE and arguments.authn_level != AuthnLevel.NONE
    because = "Schannel is listed for outgoing calls" + (
        "" if right else ", which needs IMPERSONATE and a level other than NONE"
    )
    return notes("coinitsec.schannel-client", because)


def _trouble(item: AuthService, facts: InitializeFacts) -> str:
    """Return why an entry's ``hr`` is a failure, or an empty text."""
    if item.service not in (*installed(facts.machine), AuthnSvc.NONE):
        return f"{AuthnSvc.show(item.service)} is not installed on {facts.machine.name}"
    certificate = item.certificate is not None or facts.has_certificate
    if item.service == AuthnSvc.GSS_SCHANNEL and not certificate:
        return "Schannel has no certificate, and the current user has none either"
    return ""


@models("coinitsec.authsvc.list", "coinitsec.authsvc.principal-null")
def register(facts: InitializeFacts) -> Step | None:
    """Register the listed services; fail if none can be."""
    arguments = _listed(facts)
    if arguments is None or arguments.count <= 0:
        return None
    listed = (arguments.auth_services or ())[: arguments.count]
    troubles = [text for text in (_trouble(item, facts) for item in listed) if text]
    if len(troubles) < len(listed):
        because = f"{len(listed) - len(troubles)} of {len(listed)} services registered" + "".join(
            f"; {text}" for text in troubles
        )
        return notes("coinitsec.authsvc.list", because)
    schannel = all(item.service == AuthnSvc.GSS_SCHANNEL for item in listed)
    rule = "coinitsec.authsvc.principal-null" if schannel else "coinitsec.authsvc.list"
    return fails(rule, "RPC_E_NO_GOOD_SECURITY_PACKAGES", "no service could be registered: " + "; ".join(troubles))


SERVICE_CHECKS = (count_matches_list, no_service, schannel_server, schannel_client, register)
