r"""CoInitializeSecurity called by hand: ``PLANT\svc`` on srv01, a current Windows in the domain plant.example."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simcom.rules.initialization.initialize import initialize
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.blankets import AuthEntry, AuthInfo, AuthService, InitializeArguments, ProcessSecurity
from simcom.vocabulary.facts import InitializeFacts
from simcom.vocabulary.flags import ALL_ACCESS
from simcom.vocabulary.identities import AccessControl, Ace, Acl, AppIdPointer, SecurityDescriptor
from simcom.vocabulary.machines import AppSettings, MachineSettings
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

FIRES, SILENT = True, False
"""What a case shows of its rule."""

SERVICE = "PLANT\\svc"
MACHINE = MachineSettings("srv01", joined=True, domain="plant.example")

TEAM = Acl((Ace("PLANT\\team", ALL_ACCESS),))
STAFF = Acl((Ace("PLANT\\staff", ALL_ACCESS),))

DESCRIPTOR = SecurityDescriptor(TEAM)
ACCESS_CONTROL = AccessControl(TEAM)
APPID = "{11111111-2222-3333-4444-555555555555}"
POINTER = AppIdPointer(APPID)

NTLM, KERBEROS, SCHANNEL = AuthService(AuthnSvc.WINNT), AuthService(AuthnSvc.GSS_KERBEROS), AuthService(AuthnSvc.GSS_SCHANNEL)  # fmt: skip
CERTIFIED = AuthService(AuthnSvc.GSS_SCHANNEL, certificate="srv01 certificate")
MISSING = AuthService(AuthnSvc.DPA)
SCHANNEL_ENTRY = AuthEntry(AuthnSvc.GSS_SCHANNEL)
OTHER_IDENTITY = AuthInfo("PLANT\\backup", "secret")


def machine(**changes: Any) -> MachineSettings:  # noqa: ANN401  (any field)
    """Return the machine with some registry values."""
    return replace(MACHINE, **changes)


def app(**values: Any) -> AppSettings:  # noqa: ANN401  (any field)
    """Return the values under the AppID."""
    return AppSettings(APPID, **values)


def around(**facts: Any) -> InitializeFacts:  # noqa: ANN401  (any field)
    """Return the facts of an implicit initialisation, with some changed; ``assume`` may be a dictionary of switches."""
    switches = facts.pop("switches", {})
    return InitializeFacts(**({"machine": MACHINE, "account": SERVICE, "assume": Assumptions(**switches)} | facts))


APPID_KEY = app(authn_level=4, access_permission=TEAM)
"""An AppID that asks for PKT and admits one group."""


def explicit(facts: dict[str, Any] | None = None, **arguments: Any) -> Ruling:  # noqa: ANN401  (any argument)
    """Rule on an explicit call with these arguments, under these facts."""
    return initialize(around(**(facts or {}), arguments=InitializeArguments(**arguments)))


def implicit(**facts: Any) -> Ruling:  # noqa: ANN401  (any field)
    """Rule on the implicit call, under these facts."""
    return initialize(around(**facts))


def listing(*services: AuthService, facts: dict[str, Any] | None = None, **arguments: Any) -> Ruling:  # noqa: ANN401
    """Rule on an explicit call that registers these services in this order."""
    return explicit(facts, count=len(services), auth_services=services, **arguments)


def security(ruling: Ruling) -> ProcessSecurity:
    """Return what a process has come to; the ruling must have succeeded."""
    assert isinstance(ruling.value, ProcessSecurity), ruling
    return ruling.value


def services(ruling: Ruling) -> list[int]:
    """Return the services a process registered, in order."""
    return [item.service for item in security(ruling).services]


def admitted(ruling: Ruling) -> list[str] | None:
    """Return whom a process's list names, ``None`` where it has no list."""
    acl = security(ruling).acl
    return None if acl is None else [ace.trustee for ace in acl.aces or ()]


def level_and_list(facts: dict[str, object], **arguments: object) -> tuple[int, list[str] | None]:
    """Return the level and the list's trustees that an explicit call comes to."""
    ruling = explicit(facts, **arguments)
    return security(ruling).authn_level, admitted(ruling)
