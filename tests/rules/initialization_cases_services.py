"""The services of both roles that CoInitializeSecurity is given, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules.initialization_by_hand import (
    CERTIFIED,
    DESCRIPTOR,
    FIRES,
    KERBEROS,
    MISSING,
    NTLM,
    OTHER_IDENTITY,
    SCHANNEL,
    SCHANNEL_ENTRY,
    SERVICE,
    SILENT,
    explicit,
    listing,
    security,
    services,
)
from rules.initialization_estate import CALL, GET, LOWER_TO_NONE, ruling, run, set_to

from simcom.vocabulary.blankets import AuthEntry, AuthService, InitializeArguments
from simcom.vocabulary.identities import NULL_DACL
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

BAD, NO_PACKAGE = "E_INVALIDARG", "RPC_E_NO_GOOD_SECURITY_PACKAGES"
NONE, CONNECT = AuthnLevel.NONE, AuthnLevel.CONNECT
UNLISTED_SERVICES = (AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE)

REGISTERED = (
    Ruled("coinitsec.authsvc.zero", FIRES, "nothing is registered", lambda: explicit(count=0)),
    Ruled("coinitsec.authsvc.zero", SILENT, "COM chooses", explicit),
    Ruled(
        "coinitsec.authsvc.zero",
        FIRES,
        "a call above NONE finds no service",
        lambda: ruling("call", GET, CALL, server=_services(())),
        NO_PACKAGE,
    ),
    Ruled(
        "coinitsec.authsvc.zero",
        SILENT,
        "a call to a server that registered one",
        lambda: ruling("call", GET, CALL, server=_services((NTLM,))),
    ),
    Ruled(
        "coinitsec.authsvc.minus-one", FIRES, "a list beside -1", lambda: explicit(count=-1, auth_services=(NTLM,)), BAD
    ),
    Ruled("coinitsec.authsvc.minus-one", SILENT, "-1 without a list", explicit),
    Shown(
        "coinitsec.authsvc.minus-one",
        FIRES,
        "Schannel is not chosen, certificate or not",
        lambda: (False, AuthnSvc.GSS_SCHANNEL in services(explicit({"has_certificate": True}))),
    ),
    Shown(
        "coinitsec.authsvc.minus-one",
        SILENT,
        "Schannel is registered if it is listed",
        lambda: ([AuthnSvc.GSS_SCHANNEL], services(listing(CERTIFIED))),
    ),
    Ruled("coinitsec.authsvc.list", FIRES, "one of two can be registered", lambda: listing(MISSING, NTLM)),
    Ruled("coinitsec.authsvc.list", FIRES, "none can be registered", lambda: listing(MISSING), NO_PACKAGE),
    Ruled("coinitsec.authsvc.list", SILENT, "COM chooses", explicit),
    Shown(
        "coinitsec.authsvc.list",
        FIRES,
        "in the order of the list, without what failed",
        lambda: ([AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS], services(listing(NTLM, MISSING, KERBEROS))),
    ),
    Ruled(
        "coinitsec.authsvc.principal-null",
        FIRES,
        "Schannel and no certificate anywhere",
        lambda: listing(SCHANNEL),
        NO_PACKAGE,
    ),
    Ruled(
        "coinitsec.authsvc.principal-null", SILENT, "Schannel with a certificate context", lambda: listing(CERTIFIED)
    ),
    Ruled(
        "coinitsec.authsvc.principal-null",
        SILENT,
        "Schannel and the user's own certificate",
        lambda: listing(SCHANNEL, facts={"has_certificate": True}),
    ),
    Shown(
        "coinitsec.authsvc.principal-null",
        FIRES,
        "NULL means the current user",
        lambda: ([SERVICE] * 3, _principals(*(AuthService(service) for service in UNLISTED_SERVICES))),
    ),
    Shown(
        "coinitsec.authsvc.principal-null",
        SILENT,
        "a name is kept as given",
        lambda: (["host/alias"], _principals(AuthService(AuthnSvc.GSS_KERBEROS, principal="host/alias"))),
    ),
    Shown(
        "coinitsec.authsvc.option-not-requirement",
        FIRES,
        "nobody gets in at NONE, whatever is registered",
        lambda: (("S_OK", "ANONYMOUS LOGON"), _at_none(NONE)),
    ),
    Shown(
        "coinitsec.authsvc.option-not-requirement",
        SILENT,
        "the level keeps nobody out",
        lambda: (("E_ACCESSDENIED", "ANONYMOUS LOGON"), _at_none(CONNECT)),
    ),
)

SHOWN_BY_THE_CLIENT = (
    Shown(
        "coinitsec.authlist.identity-per-service",
        FIRES,
        "the entry of the chosen service",
        lambda: ("PLANT\\backup", _identity(AuthnSvc.WINNT)),
    ),
    Shown(
        "coinitsec.authlist.identity-per-service",
        SILENT,
        "an entry of another service",
        lambda: (None, _identity(AuthnSvc.GSS_KERBEROS)),
    ),
    Ruled("coinitsec.authlist.schannel-needs-entry", FIRES, "Schannel was not listed", lambda: _ask_schannel(()), BAD),
    Ruled(
        "coinitsec.authlist.schannel-needs-entry",
        SILENT,
        "Schannel was listed",
        lambda: _ask_schannel((SCHANNEL_ENTRY,)),
    ),
    Ruled(
        "coinitsec.authlist.unregistered-service",
        FIRES,
        "an identity for it",
        lambda: explicit(auth_list=(AuthEntry(AuthnSvc.DPA, auth_info=OTHER_IDENTITY),)),
        BAD,
    ),
    Ruled(
        "coinitsec.authlist.unregistered-service",
        SILENT,
        "no identity for it",
        lambda: explicit(auth_list=(AuthEntry(AuthnSvc.DPA),)),
    ),
    Ruled(
        "coinitsec.authlist.unregistered-service",
        SILENT,
        "an identity for NTLM",
        lambda: explicit(auth_list=(AuthEntry(AuthnSvc.WINNT, auth_info=OTHER_IDENTITY),)),
    ),
)

SCHANNEL_TERMS = (
    Ruled("coinitsec.schannel-server", FIRES, "at NONE", lambda: listing(CERTIFIED, authn_level=NONE), BAD),
    Ruled(
        "coinitsec.schannel-server",
        FIRES,
        "at CONNECT with a descriptor",
        lambda: listing(CERTIFIED, authn_level=CONNECT, security_descriptor=DESCRIPTOR),
    ),
    Ruled("coinitsec.schannel-server", SILENT, "NTLM at NONE", lambda: listing(NTLM, authn_level=NONE)),
    Ruled(
        "coinitsec.schannel-client",
        FIRES,
        "Schannel in pAuthList",
        lambda: explicit(auth_list=(SCHANNEL_ENTRY,), imp_level=ImpLevel.IMPERSONATE),
    ),
    Ruled(
        "coinitsec.schannel-client",
        SILENT,
        "NTLM in pAuthList",
        lambda: explicit(auth_list=(AuthEntry(AuthnSvc.WINNT),), imp_level=ImpLevel.IMPERSONATE),
    ),
)

CASES = (*REGISTERED, *SHOWN_BY_THE_CLIENT, *SCHANNEL_TERMS)


def _services(listed: tuple[AuthService, ...]) -> dict[str, object]:
    """Return a server that registers these services at CONNECT."""
    return {"initialize": InitializeArguments(count=len(listed), auth_services=listed, authn_level=CONNECT)}


def _principals(*listed: AuthService) -> list[str | None]:
    """Return the principals of registered services."""
    return [item.principal for item in security(listing(*listed)).services]


def _at_none(level: int) -> tuple[str, str]:
    """Return what becomes of a call at NONE to a server at this level which registered services, and whom the server saw."""
    server = {"initialize": InitializeArguments(count=1, auth_services=(NTLM,), authn_level=level)}
    row = run(GET, LOWER_TO_NONE, CALL, server=server, srv01={"machine_access_restriction": NULL_DACL})["call"]
    return row.ruling.hresult.name, row.caller.name if row.caller else ""


def _identity(service: int) -> object:
    """Return the identity of a proxy that chose NTLM, in a client whose pAuthList has an identity for this service."""
    arguments = InitializeArguments(authn_level=CONNECT, auth_list=(AuthEntry(service, auth_info=OTHER_IDENTITY),))
    negotiated = run(GET, client={"initialize": arguments}, server=_services((NTLM,)))["get"].negotiated or {}
    return negotiated["identity"]


def _ask_schannel(listed: tuple[AuthEntry, ...]) -> Ruling:
    """Rule on SetBlanket with Schannel in a client whose pAuthList this is."""
    arguments = InitializeArguments(authn_level=CONNECT, imp_level=ImpLevel.IMPERSONATE, auth_list=listed)
    asked = set_to(AuthnSvc.GSS_SCHANNEL, AuthnLevel.PKT_PRIVACY, imp_level=ImpLevel.IMPERSONATE)
    return ruling("set", GET, asked, client={"initialize": arguments})
