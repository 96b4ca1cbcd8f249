"""Section E both ways, SetBlanket's arguments: what is refused, and the neighbour that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules import blankets_estate as bench
from rules.blankets_by_hand import (
    BOB,
    DEFAULT_SERVICE,
    KERBEROS,
    NONE,
    NTLM,
    SCHANNEL,
    SNEGO,
    agreement,
    ask,
    process,
    schannel_client,
)

from simcom.vocabulary.blankets import AuthInfo, BlanketRequest
from simcom.vocabulary.facts import ProxyFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

BAD, UNOFFERED = "E_INVALIDARG", "RPC_S_UNKNOWN_AUTHN_SERVICE"
PKT, LEVEL_NONE, PRIVACY = AuthnLevel.PKT, AuthnLevel.NONE, AuthnLevel.PKT_PRIVACY
DELEGATE, IMPERSONATE, IDENTIFY = ImpLevel.DELEGATE, ImpLevel.IMPERSONATE, ImpLevel.IDENTIFY

ON_IUNKNOWN = ProxyFacts("IUnknown", "IUnknown")
SECURE = process(capabilities=Eoac.SECURE_REFS)
NTLM_ONLY = agreement(server=process(PKT, services=(NTLM,)))
NTLM_FIRST = agreement(server=process(PKT, services=(NTLM, KERBEROS)))
LOCAL = agreement(local=True)


def with_schannel(*, fullsic: bool = False, **request: object) -> Ruling:
    """Set Schannel in a process that listed it in pAuthList."""
    client = schannel_client(capabilities=Eoac.REQUIRE_FULLSIC if fullsic else Eoac.NONE)
    return ask(agreement(client), authn_svc=SCHANNEL, **request)


def call_after(request: BlanketRequest, **more: object) -> Ruling:
    """Return the ruling on a call made after a SetBlanket."""
    return bench.run(bench.unmarshal(), bench.set_to(request), bench.call(), **more)["call"].ruling


def kerberos(principal: str | None) -> BlanketRequest:
    """Return a request for Kerberos with a principal."""
    return BlanketRequest(authn_svc=KERBEROS, principal=principal)


def ntlm(principal: str | None) -> BlanketRequest:
    """Return a request for NTLM with a principal."""
    return BlanketRequest(authn_svc=NTLM, principal=principal)


def negotiated(packages: tuple[str, ...] | None) -> BlanketRequest:
    """Return a request for Negotiate with extended credentials that list these packages."""
    given = AuthInfo("CORP\\bob", "secret", extended=True, packages=packages)
    return BlanketRequest(authn_svc=SNEGO, auth_info=given)


def kept_from_ntlm() -> Ruling:
    """Call with Kerberos and the principal that was kept from NTLM, which is the server's registered one there."""
    server = bench.registering((NTLM, "CORP\\svc"), (KERBEROS, HOST))
    return call_after(kerberos(None), server=server)


def local_principal(principal: str | None) -> Ruling:
    """Call within one machine with NTLM and a principal."""
    return call_after(ntlm(principal), local=True)


def remote_and_local(local: bool) -> tuple[object, object]:  # noqa: FBT001  (the only thing that differs)
    """Return what becomes of an NTLM call that names somebody else as the server."""
    wrong = call_after(ntlm("CORP\\bob"), local=local)
    return ("E_ACCESSDENIED" if local else "S_OK"), wrong.hresult.name


def delegating(service: int) -> tuple[object, object]:
    """Return the code of asking for DELEGATE remotely with a service."""
    return ("S_OK" if service == KERBEROS else BAD), ask(authn_svc=service, imp_level=DELEGATE).hresult.name


def recipe_service(imp_level: int, *, local: bool = False) -> int:
    """Return the service of a request whose only explicit value is an impersonation level; the server lists NTLM first."""
    return int(ask(agreement(server=NTLM_FIRST.server, local=local), imp_level=imp_level).value.authn_svc)


def static(**request: object) -> Ruling:
    """Set a blanket in a process with static cloaking."""
    return ask(agreement(schannel_client(capabilities=Eoac.STATIC_CLOAKING)), **request)


def dropping(**more: object) -> tuple[int, ...]:
    """Return the cloaking that EOAC_DEFAULT leaves in a process with static cloaking."""
    return (int(static(**more).value.capabilities),)


BOTH = Eoac.STATIC_CLOAKING | Eoac.DYNAMIC_CLOAKING
DYNAMIC, STATIC, DEFAULT_BIT = Eoac.DYNAMIC_CLOAKING, Eoac.STATIC_CLOAKING, Eoac.DEFAULT

DROPS, PACKAGE = "setblanket.caps-default-drops-cloaking", "RPC_S_SEC_PKG_ERROR"
HOST = "host/srv.corp.example"
OWN = "CORP\\svc"
NAMED = bench.registering((KERBEROS, OWN))

FIRES, SILENT = True, False

CASES: tuple[Ruled | Shown, ...] = (
    Ruled("setblanket.level-none-needs-service-none", FIRES, "NONE with NTLM", lambda: ask(authn_svc=NTLM, authn_level=LEVEL_NONE), BAD),
    Ruled("setblanket.level-none-needs-service-none", SILENT, "NONE with NONE", lambda: ask(authn_svc=NONE, authn_level=LEVEL_NONE)),
    Ruled("setblanket.service-none-needs-level-none", FIRES, "NONE with PKT", lambda: ask(authn_svc=NONE, authn_level=PKT), BAD),
    Ruled("setblanket.service-none-needs-level-none", SILENT, "NONE with NONE", lambda: ask(authn_svc=NONE, authn_level=LEVEL_NONE)),
    Ruled("setblanket.bad-service", FIRES, "99 is no service", lambda: ask(authn_svc=99), BAD),
    Ruled("setblanket.bad-service", SILENT, "10 is one", lambda: ask(authn_svc=10)),
    Ruled("setblanket.service-not-offered", FIRES, "SetBlanket takes it", lambda: ask(NTLM_ONLY, authn_svc=KERBEROS)),
    Ruled("setblanket.service-not-offered", SILENT, "the server has it", lambda: ask(NTLM_ONLY, authn_svc=NTLM)),
    Ruled("setblanket.snego.both-sides", FIRES, "the server did not name it", lambda: ask(NTLM_ONLY, authn_svc=SNEGO)),
    Ruled("setblanket.snego.both-sides", SILENT, "the server named it", lambda: ask(authn_svc=SNEGO)),
    Ruled("setblanket.level-range", FIRES, "level 7", lambda: ask(authn_svc=NTLM, authn_level=7), BAD),
    Ruled("setblanket.level-range", FIRES, "impersonation level 5", lambda: ask(authn_svc=NTLM, imp_level=5), BAD),
    Ruled("setblanket.level-range", SILENT, "6 and 3 are the ends", lambda: ask(authn_svc=NTLM, authn_level=6, imp_level=3)),
    Ruled("setblanket.caps-allowed", FIRES, "secure references", lambda: ask(capabilities=Eoac.SECURE_REFS), BAD),
    Ruled("setblanket.caps-allowed", SILENT, "mutual authentication", lambda: ask(capabilities=Eoac.MUTUAL_AUTH)),
    Ruled("setblanket.caps-both-cloaking", FIRES, "static and dynamic", lambda: ask(capabilities=BOTH), BAD),
    Ruled("setblanket.caps-both-cloaking", SILENT, "dynamic alone", lambda: ask(capabilities=DYNAMIC)),
    Ruled("setblanket.caps-cloaking-authinfo", FIRES, "with Bob's name", lambda: ask(capabilities=DYNAMIC, auth_info=BOB), BAD),
    Ruled("setblanket.caps-cloaking-authinfo", SILENT, "with NULL", lambda: ask(capabilities=DYNAMIC, auth_info=None)),
    Ruled("setblanket.caps-cloaking-schannel", FIRES, "dynamic", lambda: with_schannel(capabilities=DYNAMIC), BAD),
    Ruled("setblanket.caps-cloaking-schannel", SILENT, "no cloaking", lambda: with_schannel(capabilities=Eoac.NONE)),
    Ruled(DROPS, FIRES, "Bob's name in a cloaking process", lambda: static(auth_info=BOB)),
    Ruled(DROPS, FIRES, "Schannel in a cloaking process", lambda: static(authn_svc=SCHANNEL)),
    Ruled(DROPS, FIRES, "dynamic instead of static", lambda: static(capabilities=DYNAMIC | DEFAULT_BIT)),
    Ruled(DROPS, SILENT, "the same flag again", lambda: static(capabilities=STATIC | DEFAULT_BIT)),
    Ruled(DROPS, SILENT, "without EOAC_DEFAULT", lambda: static(auth_info=BOB, capabilities=Eoac.NONE)),
    Ruled(DROPS, SILENT, "NULL in a cloaking process", lambda: static(auth_info=None)),
    Ruled(DROPS, SILENT, "Bob's name where nobody cloaks", lambda: ask(auth_info=BOB)),
    Shown(DROPS, FIRES, "with Bob's name", lambda: ((0,), dropping(auth_info=BOB))),
    Shown(DROPS, FIRES, "with Schannel", lambda: ((0,), dropping(authn_svc=SCHANNEL))),
    Shown(DROPS, SILENT, "with NULL", lambda: ((0x20,), dropping(auth_info=None))),
    Ruled("setblanket.imp.ntlm", FIRES, "DELEGATE over the network", lambda: ask(authn_svc=NTLM, imp_level=DELEGATE), BAD),
    Ruled("setblanket.imp.ntlm", FIRES, "DELEGATE within the machine", lambda: ask(LOCAL, authn_svc=NTLM, imp_level=DELEGATE)),
    Ruled("setblanket.imp.ntlm", FIRES, "IMPERSONATE", lambda: ask(authn_svc=NTLM, imp_level=IMPERSONATE)),
    Ruled("setblanket.imp.ntlm", SILENT, "another service", lambda: ask(authn_svc=KERBEROS, imp_level=DELEGATE)),
    Ruled("setblanket.imp.ntlm", SILENT, "no level was asked for", lambda: ask(authn_svc=NTLM)),
    Ruled("setblanket.imp.kerberos", FIRES, "DELEGATE", lambda: ask(authn_svc=KERBEROS, imp_level=DELEGATE)),
    Ruled("setblanket.imp.kerberos", SILENT, "ANONYMOUS", lambda: ask(authn_svc=KERBEROS, imp_level=ImpLevel.ANONYMOUS)),
    Ruled("setblanket.imp.kerberos", SILENT, "another service", lambda: ask(authn_svc=NTLM, imp_level=IMPERSONATE)),
    Shown("setblanket.imp.kerberos", FIRES, "DELEGATE with Kerberos", lambda: delegating(KERBEROS)),
    Shown("setblanket.imp.kerberos", SILENT, "DELEGATE with NTLM", lambda: delegating(NTLM)),
    Ruled("setblanket.imp.schannel", FIRES, "IDENTIFY", lambda: with_schannel(imp_level=IDENTIFY), BAD),
    Ruled("setblanket.imp.schannel", SILENT, "IMPERSONATE", lambda: with_schannel(imp_level=IMPERSONATE)),
    Ruled("setblanket.imp.anonymous", FIRES, "ANONYMOUS", lambda: ask(authn_svc=NTLM, imp_level=ImpLevel.ANONYMOUS)),
    Ruled("setblanket.imp.anonymous", SILENT, "IDENTIFY", lambda: ask(authn_svc=NTLM, imp_level=IDENTIFY)),
    Ruled("setblanket.imp.delegate-recipe", FIRES, "DELEGATE alone", lambda: ask(imp_level=DELEGATE)),
    Ruled("setblanket.imp.delegate-recipe", SILENT, "IMPERSONATE alone", lambda: ask(imp_level=IMPERSONATE)),
    Shown("setblanket.imp.delegate-recipe", FIRES, "Kerberos for DELEGATE", lambda: (KERBEROS, recipe_service(DELEGATE))),
    Shown("setblanket.imp.delegate-recipe", FIRES, "NTLM locally", lambda: (NTLM, recipe_service(DELEGATE, local=True))),
    Shown("setblanket.imp.delegate-recipe", SILENT, "IMPERSONATE changes nothing", lambda: (NTLM, recipe_service(IMPERSONATE))),
    Ruled("setblanket.imp.delegate-recipe", SILENT, "a service of one's own choice", lambda: ask(authn_svc=KERBEROS, imp_level=DELEGATE)),
    Ruled("setblanket.principal.null-keeps", FIRES, "NULL", lambda: ask(principal=None)),
    Ruled("setblanket.principal.null-keeps", SILENT, "a name", lambda: ask(principal="CORP\\svc")),
    Ruled("setblanket.principal.kerberos", FIRES, "a wrong name", lambda: call_after(kerberos("host/else")), "SEC_E_WRONG_PRINCIPAL"),
    Ruled("setblanket.principal.kerberos", FIRES, "NULL where the proxy had a name for NTLM", kept_from_ntlm, "SEC_E_WRONG_PRINCIPAL"),
    Ruled("setblanket.principal.kerberos", SILENT, "the registered name", lambda: call_after(kerberos(OWN), server=NAMED)),
    Ruled("setblanket.principal.ntlm-local", FIRES, "somebody else", lambda: local_principal("CORP\\bob"), "E_ACCESSDENIED"),
    Ruled("setblanket.principal.ntlm-local", SILENT, "the server's identity", lambda: local_principal("CORP\\svc")),
    Ruled("setblanket.principal.ntlm-local", SILENT, "NULL is no name", lambda: local_principal(None)),
    Shown("setblanket.principal.ntlm-remote", FIRES, "not noticed over the network", lambda: remote_and_local(local=False)),
    Shown("setblanket.principal.ntlm-remote", SILENT, "noticed within the machine", lambda: remote_and_local(local=True)),
    Ruled("setblanket.principal.schannel", FIRES, "a bare name", lambda: with_schannel(principal="srv"), "RPC_E_INVALID_STD_NAME"),
    Ruled("setblanket.principal.schannel", FIRES, "in msstd form", lambda: with_schannel(principal="msstd:srv")),
    Ruled("setblanket.principal.schannel", FIRES, "NULL", lambda: with_schannel(principal=None)),
    Ruled("setblanket.principal.schannel", SILENT, "the registered one", with_schannel),
    Ruled("setblanket.principal.schannel", SILENT, "another service", lambda: ask(authn_svc=NTLM, principal="srv")),
    Ruled("setblanket.authinfo.snego-packages", FIRES, "no list", lambda: call_after(negotiated(None)), PACKAGE),
    Ruled("setblanket.authinfo.snego-packages", FIRES, "Schannel in it", lambda: call_after(negotiated(("schannel",))), PACKAGE),
    Ruled("setblanket.authinfo.snego-packages", SILENT, "a list of two", lambda: call_after(negotiated(("kerberos", "ntlm")))),
    Ruled("setblanket.secure-refs-iunknown", FIRES, "secure references", lambda: ask(agreement(SECURE), proxy=ON_IUNKNOWN), BAD),
    Ruled("setblanket.secure-refs-iunknown", SILENT, "on another interface", lambda: ask(agreement(SECURE))),
    Ruled("setblanket.secure-refs-iunknown", SILENT, "without them", lambda: ask(proxy=ON_IUNKNOWN)),
    Ruled("setblanket.default.authn-service", FIRES, "DEFAULT", lambda: ask(authn_svc=DEFAULT_SERVICE)),
    Ruled("setblanket.default.authn-service", SILENT, "NTLM", lambda: ask(authn_svc=NTLM)),
)  # fmt: skip
