"""Two processes made by hand, as facts: a client on `pc` and a server on `srv`, and what a SetBlanket between them looks at.

The server's list is its own (Kerberos, NTLM, Negotiate, Schannel in that order) unless a test gives another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.rules.blankets.requests import set_blanket
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthEntry, AuthInfo, AuthService, Blanket, BlanketRequest, ProcessSecurity
from simcom.vocabulary.facts import NegotiationFacts, ProxyFacts, SetBlanketFacts
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

NONE, SNEGO, NTLM = AuthnSvc.NONE, AuthnSvc.GSS_NEGOTIATE, AuthnSvc.WINNT
SCHANNEL, KERBEROS, DEFAULT_SERVICE = AuthnSvc.GSS_SCHANNEL, AuthnSvc.GSS_KERBEROS, AuthnSvc.DEFAULT

PRINCIPALS = {
    KERBEROS: "host/srv.corp.example",
    NTLM: "CORP\\svc",
    SNEGO: "host/srv.corp.example",
    SCHANNEL: "msstd:srv.corp.example",
}
ALL_LISTED = (KERBEROS, NTLM, SNEGO, SCHANNEL)

BOB = AuthInfo(account="CORP\\bob", password="secret")
CERTIFICATE = AuthInfo(certificate="bob")
ENTRY_FOR_SCHANNEL = AuthEntry(SCHANNEL)


def listed(*services: int) -> tuple[AuthService, ...]:
    """Return a server's list of services, each with the principal registered for it."""
    return tuple(AuthService(service, principal=PRINCIPALS.get(AuthnSvc(service))) for service in services)


def process(
    level: int = AuthnLevel.CONNECT,
    imp: int = ImpLevel.IDENTIFY,
    services: tuple[int, ...] = ALL_LISTED,
    **more: object,
) -> ProcessSecurity:
    """Return a process's security, initialised explicitly and without an access list unless told otherwise."""
    plain = ProcessSecurity(
        how="explicit",
        authn_level=level,
        imp_level=imp,
        services=listed(*services),
        com_chose=False,
        acl=None,
        acl_rule="coinitsec.sd.null",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def agreement(
    client: ProcessSecurity | None = None, server: ProcessSecurity | None = None, *, local: bool = False, **more: object
) -> NegotiationFacts:
    """Return what a proxy of the client is negotiated from; ``has``, ``windows``, ``patch`` and ``joined`` are of its machine."""
    has, windows, patch = more.pop("has", ()), more.pop("windows", "current"), more.pop("patch", None)
    joined = bool(more.pop("joined", True))
    machine = MachineSettings("pc", str(windows), patch, joined, packages=has)  # type: ignore[arg-type]
    return NegotiationFacts(
        client=client or process(),
        server=server or process(AuthnLevel.PKT),
        client_machine=machine,
        server_machine=machine if local else MachineSettings("srv", joined=True),
        local=local,
        ignores_hint=bool(more.pop("ignores_hint", False)),
        assume=Assumptions(**more),  # type: ignore[arg-type]
    )


HELD = Blanket(NTLM, 0, "CORP\\svc", AuthnLevel.PKT, ImpLevel.IDENTIFY, principal_service=NTLM)
"""What the proxy holds before a SetBlanket."""

PROXY = ProxyFacts("IThing")


def asking(
    between: NegotiationFacts | None = None,
    *,
    proxy: ProxyFacts = PROXY,
    held: Blanket | None = HELD,
    token: str | None = None,
    **request: object,
) -> SetBlanketFacts:
    """Return the facts of a SetBlanket; every part of the request that is not given is a DEFAULT constant."""
    return SetBlanketFacts(
        proxy=proxy,
        request=BlanketRequest(**request),  # type: ignore[arg-type]
        current=held,
        negotiation=between or agreement(),
        account="CORP\\ann",
        thread_token=token,
    )


def ask(between: NegotiationFacts | None = None, **more: object) -> Ruling:
    """Rule on a SetBlanket, described as for ``asking``."""
    return set_blanket(asking(between, **more))  # type: ignore[arg-type]


def schannel_client(**more: object) -> ProcessSecurity:
    """Return a client process that listed Schannel in pAuthList."""
    return process(auth_list=(ENTRY_FOR_SCHANNEL,), **more)  # type: ignore[arg-type]
