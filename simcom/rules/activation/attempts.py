"""Under which blankets an activation is attempted, one after the other.

Source: win32 dcomscmremotecallflags.md; sdk-api ns-wtypesbase-coauthinfo.md; [MS-DCOM] 3.2.4.1.1.2. Among "other providers", which old
Windows tries after NTLM, only those that COM itself would choose are followed: none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation.levels import raised, unsecured
from simcom.rules.activation.who import shown
from simcom.rules.eras import BEFORE_VISTA, installed
from simcom.vocabulary.blankets import Blanket
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac, ScmFlags
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.activation import CoAuthInfo, SettingsFacts

IN_TURN = (AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_KERBEROS, AuthnSvc.WINNT)
"""The services tried one after the other, where all are tried."""


@models("act.coauthinfo.null", "act.scm-fallback", "act-unsecure-fallback", "H14")
def attempts(facts: SettingsFacts) -> tuple[Blanket, ...]:
    """Return the blankets in the order they are tried; an explicit COAUTHINFO, a foreign stack and LRPC have one."""
    info = facts.request.auth_info
    level = raised(facts)[0]
    if facts.local:
        return (blanket(facts, AuthnSvc.WINNT, level, principal=None),)
    if info is not None or facts.stack:
        return (_explicit(facts, info, level),)
    services = (
        [item for item in IN_TURN if item in installed(facts.client_machine)] if every_service(facts) else IN_TURN[:1]
    )
    secured = tuple(blanket(facts, service, level, principal=principal(facts, service)) for service in services)
    return (*secured, blanket(facts, AuthnSvc.NONE, AuthnLevel.NONE)) if retries_unsecured(facts) else secured


@models("act.scm-fallback", "H14")
def every_service(facts: SettingsFacts) -> bool:
    """Tell whether Kerberos and NTLM are tried after Negotiate: before Vista, or by flag 0x1 of DCOMSCMRemoteCallFlags."""
    flagged = bool(facts.client_machine.scm_flags & ScmFlags.ACTIVATION_USE_ALL_AUTHNSERVICES)
    return flagged or facts.client_machine.windows in BEFORE_VISTA


@models("act.scm-fallback", "H14")
def retries_unsecured(facts: SettingsFacts) -> bool:
    """Tell whether a failed authentication is followed by an attempt without security: unless flag 0x2 forbids it."""
    explicit = facts.request.auth_info is not None or bool(facts.stack) or facts.local
    return not explicit and not facts.client_machine.scm_flags & ScmFlags.ACTIVATION_DISALLOW_UNSECURE_CALL


def _explicit(facts: SettingsFacts, info: CoAuthInfo | None, level: int) -> Blanket:
    """Return the only blanket of a COAUTHINFO, or of a stack that is not Windows' own."""
    service = explicit_service(facts, info)
    return blanket(facts, service, level, principal=principal(facts, service))


@models("act.coauthinfo.explicit", "act.coauthinfo.none")
def explicit_service(facts: SettingsFacts, info: CoAuthInfo | None) -> int:
    """Return the service of a COAUTHINFO: DEFAULT is NTLM there unless assumed otherwise (`L-27`); level NONE has none."""
    if info is None:
        return AuthnSvc.WINNT if facts.stack_level != AuthnLevel.NONE else AuthnSvc.NONE
    if unsecured(info):
        return AuthnSvc.NONE
    if info.authn_svc == AuthnSvc.DEFAULT:
        return AuthnSvc.read(facts.assume.coauthinfo_default_service)
    return info.authn_svc


@models("act-spn", "com-activation-principal", "act.coauthinfo.bad-values")
def principal(facts: SettingsFacts, service: int) -> str | None:
    """Return the server's principal: the given one, else ``RPCSS/`` and the name as the caller wrote it; none with NTLM."""
    if service in (AuthnSvc.WINNT, AuthnSvc.NONE):
        return None
    given = facts.request.auth_info.principal if facts.request.auth_info else None
    name = facts.request.server_name
    return given or (f"RPCSS/{name}" if name else None)


@models("act-implevel-default", "act.coauthinfo.implevel")
def imp_level(facts: SettingsFacts) -> int:
    """Return the impersonation level: IMPERSONATE, or DELEGATE where COAUTHINFO asks for that; anything else is replaced."""
    info = facts.request.auth_info
    delegates = info is not None and info.imp_level == ImpLevel.DELEGATE
    return ImpLevel.DELEGATE if delegates else ImpLevel.IMPERSONATE


@models("act.coauthinfo.bad-values")
def capabilities(facts: SettingsFacts, service: int) -> int:
    """Return the capabilities: mutual authentication with Kerberos where COAUTHINFO asks for it, and the cloaking that was chosen."""
    info = facts.request.auth_info
    asks = info is not None and info.capabilities == Eoac.MUTUAL_AUTH
    mutual = Eoac.MUTUAL_AUTH if asks and service == AuthnSvc.GSS_KERBEROS else Eoac.NONE
    cloaks = shown(facts).from_thread and service != AuthnSvc.NONE
    return mutual | (Eoac.DYNAMIC_CLOAKING if cloaks else Eoac.NONE)


def blanket(facts: SettingsFacts, service: int, level: int, *, principal: str | None = None) -> Blanket:
    """Return one attempt's blanket; level NONE has no service, and no identity goes with it."""
    nobody = level == AuthnLevel.NONE or service == AuthnSvc.NONE
    chosen = AuthnSvc.NONE if nobody else service
    return Blanket(
        authn_svc=chosen,
        authz_svc=AuthzSvc.NONE,
        principal=principal,
        authn_level=AuthnLevel.NONE if nobody else level,
        imp_level=imp_level(facts),
        identity=None if nobody else shown(facts).credentials,
        capabilities=capabilities(facts, chosen),
        principal_service=chosen,
    )
