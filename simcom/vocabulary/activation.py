"""An activation: what the client asks for, what the server's machine knows of the class, and all that the ladder may look at.

Source: sdk-api ns-wtypesbase-coauthinfo.md, ns-objidlbase-coserverinfo.md; [MS-DCOM] 3.2.4.1.1 and 3.1.2.5.2.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import USABLE, AccountState
from simcom.vocabulary.paths import CLEAR, SAME_VERSION, PathFacts, VersionFacts
from simcom.vocabulary.services import AuthnSvc, AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import AuthInfo, Blanket, Origins, ProcessSecurity
    from simcom.vocabulary.facts import Caller, CallFacts
    from simcom.vocabulary.identities import Acl
    from simcom.vocabulary.machines import AppSettings, MachineSettings

LAUNCHING_USER, INTERACTIVE_USER, SPECIFIED_USER, SERVICE = (
    "launching user", "interactive user", "specified user", "service")  # fmt: skip
"""Under whose identity an application runs (`act-session-identity`)."""


@dataclass(frozen=True, slots=True)
class CoAuthInfo:
    """COAUTHINFO: the activation's own security, given through COSERVERINFO (`act.coauthinfo.explicit`)."""

    authn_svc: int = AuthnSvc.WINNT
    authz_svc: int = AuthzSvc.NONE
    principal: str | None = None
    authn_level: int = AuthnLevel.DEFAULT
    imp_level: int = ImpLevel.IMPERSONATE
    identity: AuthInfo | None = None
    capabilities: int = 0
    origins: Origins = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ActivationRequest:
    """CoCreateInstanceEx or, with ``factory``, CoGetClassObject. ``server_name`` is COSERVERINFO's (empty: none given).

    ``clsctx`` are CLSCTX bits, ``aggregated`` tells that punkOuter is not NULL.
    """

    class_: str
    interfaces: tuple[str, ...]
    server_name: str = ""
    clsctx: int = 0
    auth_info: CoAuthInfo | None = None
    factory: bool = False
    aggregated: bool = False


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """All from which the client's side chooses level, service and identity of an activation, before anything is sent.

    ``client`` is the process's security, ``None`` if it is not initialised. ``stack`` names a stack that is not Windows' own, and
    ``stack_level`` the level at which that activates. ``account`` is the process's, ``thread_token`` what the thread wears.
    """

    request: ActivationRequest
    client: ProcessSecurity | None
    client_machine: MachineSettings
    account: str
    thread_token: str | None = None
    thread_level: int = 0
    thread_came_by: str = ""
    app: AppSettings | None = None
    local: bool = False
    stack: str = ""
    stack_level: int = 0
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class ActivationSettings:
    """How an activation goes out: one blanket for each attempt, in order; the last may be at level NONE (`act.scm-fallback`).

    ``source`` says where the level came from before any raise: "coauthinfo", "coinit_explicit", "default" or "stack" (`H12`).
    ``asked_level`` is that level, ``raised_by`` the fact that raised it (empty: none). ``identity_rule`` chose the identity.
    """

    attempts: tuple[Blanket, ...]
    source: str
    asked_level: int
    raised_by: str = ""
    identity_rule: str = "act.identity.process-or-thread"
    from_thread: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What the server's machine has registered for a class, and what runs there.

    ``identity`` is one of the four identities and ``run_as`` the account under which the server runs or would run (empty: nobody, such as
    an interactive user where none is logged on). ``running`` tells that an instance this caller may be given is registered. ``supports``
    are the interfaces of the class. ``starts`` False: the process cannot be started; ``registers_s`` is how long it takes from its start
    to CoRegisterClassObject, ``None`` for never. ``ended`` tells that it ended before that. ``password_ok`` False: the stored password
    of a specified user, or of a service's account, is wrong. ``state`` is what the flags of that account say, and ``silent_domain`` its
    domain where a launch would need that one's controllers and the server's machine cannot reach them.
    """

    class_: str
    registered: bool = True
    appid: str = ""
    launch_permission: Acl | None = None
    identity: str = LAUNCHING_USER
    run_as: str = ""
    running: bool = True
    supports: tuple[str, ...] = ()
    starts: bool = True
    registers_s: float | None = 0.0
    ended: bool = False
    password_ok: bool = True
    batch_right: bool = True
    state: AccountState = USABLE
    silent_domain: str = ""
    aggregatable: bool = False
    origins: Origins = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ActivationFacts:
    """All that the ladder of an activation may look at.

    ``attempts`` are the calls to the resolver, one for each blanket of the settings, as ``CallFacts`` whose server is the resolver; empty
    for a local activation, of which ``local_call`` then tells who asks. ``resolver`` is the way to port 135. ``warm`` tells that the
    resolver was reached before under this name (`act-remote-machine-cache`). ``timeout_s`` is how long a launched server may take to
    register. ``server`` is the security of the process that serves the class, ``None`` where it is not known.
    """

    request: ActivationRequest
    settings: ActivationSettings
    attempts: tuple[CallFacts, ...]
    client: ProcessSecurity | None
    client_machine: MachineSettings
    server_machine: MachineSettings
    application: ApplicationFacts
    local: bool = False
    local_call: CallFacts | None = None
    resolver: PathFacts = CLEAR
    versions: VersionFacts = SAME_VERSION
    warm: bool = False
    timeout_s: float = 120.0
    server: ProcessSecurity | None = None
    process: str = ""
    address: str = ""
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class Activated:
    """What an activation gave: whom the resolver saw, at which attempt (from 0), and what happened on the server.

    ``launched`` tells that a server was started, ``run_as`` the account it runs as; ``interfaces`` are those that were given out.
    """

    caller: Caller
    attempt: int
    launched: bool
    run_as: str
    interfaces: tuple[str, ...]
