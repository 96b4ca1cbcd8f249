r"""A call made by hand in which everything is in order; each test changes what it is about.

CORP\ann calls from hmi01 (corp.example) a server process on opc01 (plant.example). PLANT trusts CORP. The server process is at
CONNECT, the machine limit and the process's list admit everybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from both_ways import Ruled, Shown

from simcom.rules.ladder import judge_call
from simcom.vocabulary.blankets import AuthService, Blanket, ProcessSecurity
from simcom.vocabulary.facts import AccountFacts, CallFacts
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, NULL_DACL, Ace, Acl, Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.machines import MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.rulings import Ruling

ANN, SVC, MIRROR = "CORP\\ann", "PLANT\\svc-opc", "OPC01\\ann"

CLIENT = MachineSettings("hmi01", joined=True, domain="corp.example")
SERVER = MachineSettings("opc01", joined=True, domain="plant.example", machine_access_restriction=NULL_DACL)

GROUPS = (EVERYONE, "Authenticated Users", "NETWORK")
TRUSTED = AccountFacts(ANN, authority="CORP", route=1, link="plant.example trusts corp.example")
STRANGER = replace(
    TRUSTED, route=None, kerberos=False, ntlm=False, link="no trust leads from plant.example to corp.example"
)
MIRRORED = replace(STRANGER, mirror=MIRROR, mirror_matches=True)

EVERYBODY = Acl((Ace(EVERYONE, ALL_ACCESS), Ace(ANONYMOUS, ALL_ACCESS)))
SOMEBODY = Acl((Ace(EVERYONE, ALL_ACCESS),))


def services(*numbers: int) -> tuple[AuthService, ...]:
    """Return registrations under the server's account."""
    return tuple(AuthService(number, principal=SVC) for number in numbers)


OFFERED = services(AuthnSvc.WINNT, AuthnSvc.GSS_KERBEROS, AuthnSvc.GSS_NEGOTIATE, AuthnSvc.GSS_SCHANNEL)

PROCESS = ProcessSecurity(
    how="explicit",
    authn_level=AuthnLevel.CONNECT,
    imp_level=ImpLevel.IDENTIFY,
    services=OFFERED,
    com_chose=False,
    acl=EVERYBODY,
    acl_rule="authz.rights.call",
)

BLANKET = Blanket(
    authn_svc=AuthnSvc.WINNT,
    authz_svc=0,
    principal=SVC,
    authn_level=AuthnLevel.CONNECT,
    imp_level=ImpLevel.IDENTIFY,
    principal_service=AuthnSvc.WINNT,
)

CALL = CallFacts(
    interface="IHistorian",
    settings_of="IHistorian",
    blanket=BLANKET,
    local=False,
    identity=ANN,
    account=TRUSTED,
    server_account=SVC,
    server=PROCESS,
    client_machine=CLIENT,
    server_machine=SERVER,
    token=Token(ANN, GROUPS),
    anonymous_token=Token(ANONYMOUS),
    mirror_token=Token(MIRROR, GROUPS),
    thread_level=ImpLevel.IMPERSONATE,
)


def proxy(level: int = AuthnLevel.CONNECT, service: int = AuthnSvc.WINNT, **changes: Any) -> Blanket:  # noqa: ANN401
    """Return a proxy's blanket; level NONE brings service NONE, and the principal belongs to the service."""
    chosen = AuthnSvc.NONE if level == AuthnLevel.NONE else service
    words = {"authn_level": level, "authn_svc": chosen, "principal_service": chosen, **changes}
    return replace(BLANKET, **words)


def server(level: int = AuthnLevel.CONNECT, **changes: Any) -> ProcessSecurity:  # noqa: ANN401
    """Return the server process's security."""
    return replace(PROCESS, authn_level=level, **changes)


def host(**changes: Any) -> MachineSettings:  # noqa: ANN401
    """Return the server machine's settings."""
    return replace(SERVER, **changes)


def made(**changes: Any) -> CallFacts:  # noqa: ANN401
    """Return the call with some facts changed."""
    return replace(CALL, **changes)


def judged(**changes: Any) -> Ruling:  # noqa: ANN401
    """Judge the call with some facts changed."""
    return judge_call(made(**changes))


def fires(rule: str, about: str, ruling: Callable[[], Ruling], hresult: str = "S_OK") -> Ruled:
    """Return the case that a rule speaks in a ruling."""
    return Ruled(rule, fires=True, about=about, ruling=ruling, hresult=hresult)


def silent(rule: str, about: str, ruling: Callable[[], Ruling], hresult: str = "S_OK") -> Ruled:
    """Return the case that a rule does not speak in a ruling."""
    return Ruled(rule, fires=False, about=about, ruling=ruling, hresult=hresult)


def shown(rule: str, about: str, check: Callable[[], tuple[object, object]]) -> Shown:
    """Return the case that a rule shows in behaviour."""
    return Shown(rule, fires=True, about=about, check=check)


def absent(rule: str, about: str, check: Callable[[], tuple[object, object]]) -> Shown:
    """Return the neighbouring case, in which the rule does not apply."""
    return Shown(rule, fires=False, about=about, check=check)
