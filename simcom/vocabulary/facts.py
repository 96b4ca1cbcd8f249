"""Facts: all that a decision may look at. ``runtime.gather`` fills them in, ``rules`` reads them, nothing else passes between.

One record for each kind of decision; what a machine contributes is in ``machines``, a logon in ``logon``, the way there in ``paths`` and an
activation in ``activation``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.logon import PLAIN_LOGON, USABLE, AccountState, LogonFacts
from simcom.vocabulary.paths import CLEAR, SAME_VERSION, PathFacts, VersionFacts

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket, BlanketRequest, InitializeArguments, ProcessSecurity
    from simcom.vocabulary.identities import Token
    from simcom.vocabulary.machines import AppSettings, MachineSettings


@dataclass(frozen=True, slots=True)
class InitializeFacts:
    """CoInitializeSecurity, explicit or implicit (``arguments is None``), in one process.

    ``done`` is how the process was initialised before, or an empty text. ``app`` are the settings of the AppID found for the executable,
    ``pointed`` those of the AppID that pSecDesc points to. ``dns_name`` is the machine's where it is not simply its name in its domain.
    """

    machine: MachineSettings
    account: str
    arguments: InitializeArguments | None = None
    done: str = ""
    com_ready: bool = True
    complus: bool = False
    has_certificate: bool = False
    app: AppSettings | None = None
    pointed: AppSettings | None = None
    dns_name: str = ""
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class NegotiationFacts:
    """A proxy being created; ``trusted``: the server's domain trusts that of the client's account. ``local``: both are one machine."""

    client: ProcessSecurity
    server: ProcessSecurity
    client_machine: MachineSettings
    server_machine: MachineSettings
    local: bool
    ignores_hint: bool = False
    trusted: bool = True
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """The pointer that is passed to IClientSecurity, and the object whose IClientSecurity it is.

    ``kind`` is "proxy", "IUnknown", "local interface" (implemented by the proxy manager), "direct" (no proxy at all), "custom" (a custom
    proxy without IClientSecurity) or "null". ``foreign`` tells that it belongs to another object.
    """

    interface: str
    kind: str = "proxy"
    foreign: bool = False
    helper: bool = False


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """QueryBlanket: the pointer, what it holds, and which out parameters are NULL."""

    proxy: ProxyFacts
    blanket: Blanket | None
    null_outputs: tuple[str, ...] = ()
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """CopyProxy: the pointer, whether ppCopy is NULL, the negotiated default and what the original holds now."""

    proxy: ProxyFacts
    null_copy: bool = False
    default: Blanket | None = None
    current: Blanket | None = None
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class SetBlanketFacts:
    """SetBlanket: the pointer, the request, what the proxy holds now, and all that DEFAULT parts are negotiated from.

    ``thread_token`` is the account impersonated by the calling thread, if any, and ``thread_level`` the level of that token.
    """

    proxy: ProxyFacts
    request: BlanketRequest
    current: Blanket | None = None
    negotiation: NegotiationFacts | None = None
    account: str = ""
    thread_token: str | None = None
    thread_level: int = 0
    thread_came_by: str = ""


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """Who a call goes out as: the blanket, the process's account, the thread's token and its impersonation level."""

    blanket: Blanket
    account: str
    thread_token: str | None = None
    thread_level: int = 0
    thread_came_by: str = ""
    remote: bool = True
    local_auth_info: str = "used"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the two sides know of the account a call goes out as.

    ``home`` is "domain", "machine" (a local account) or "builtin". ``route`` is the number of trust edges from the server's domain to the
    account's, ``None`` when there is no route; ``kerberos`` and ``ntlm`` tell which of the two the route carries. ``known`` tells whether
    the account exists in its home, ``state`` what its flags say, ``password_ok`` whether explicit credentials carry the right password.
    ``mirror`` is the server machine's local account with the same user name, and ``mirror_matches`` whether its password is the same;
    ``None``: not declared.
    """

    name: str
    home: str = "domain"
    authority: str = ""
    known: bool = True
    state: AccountState = USABLE
    password_ok: bool | None = True
    route: int | None = 0
    kerberos: bool = True
    ntlm: bool = True
    mirror: str | None = None
    mirror_matches: bool | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """One call, from the thread that makes it to the method that would serve it.

    ``identity_rule`` chose the identity; ``thread_token`` is what the thread wears; ``token_came_by`` the mechanism by which a cloaked
    token came from another machine, empty if it did not. ``callback`` tells that the server side is a client that was called back.

    ``interface`` is the one called and ``settings_of`` the one whose blanket is used (they differ for IUnknown's methods). ``account``
    describes the caller ``identity``; ``token`` is what that caller is on the server machine if it is authenticated as itself,
    ``mirror_token`` if it is taken for the mirrored local account, ``guest_token`` if it becomes Guest, ``certificate_token`` what its
    certificate is mapped to, ``anonymous_token`` if it is nobody. ``path`` is what lies between the two at this instant, ``sends_bytes``
    the size of the marshalled arguments, ``address`` the client's as event logs show it (empty: its machine's name). ``resolver`` tells
    that it goes to a machine's resolver, as activations, resolutions and pings do, which have no proxy that anybody could set. ``unmapped``
    are the values of the class's AppID where the server's ``executable`` has none: its process does not read them.
    """

    interface: str
    settings_of: str
    blanket: Blanket
    local: bool
    identity: str
    account: AccountFacts
    server_account: str
    server: ProcessSecurity
    client_machine: MachineSettings
    server_machine: MachineSettings
    token: Token
    anonymous_token: Token
    mirror_token: Token | None = None
    guest_token: Token | None = None
    certificate_token: Token | None = None
    thread_level: int = 0
    cloaked: bool = False
    identity_rule: str = "cloak.default-off"
    thread_token: str | None = None
    token_came_by: str = ""
    callback: bool = False
    client: ProcessSecurity | None = None
    in_process: bool = False
    logon: LogonFacts = PLAIN_LOGON
    path: PathFacts = CLEAR
    versions: VersionFacts = SAME_VERSION
    gate: Gate | None = None
    sends_bytes: int = 0
    address: str = ""
    resolver: bool = False
    unmapped: AppSettings | None = None
    executable: str = ""
    assume: Assumptions = RECOMMENDED


@dataclass(frozen=True, slots=True)
class Gate:
    """What a method's own code demands of its caller once COM has let it in, as WMI's namespaces do (`W5`, `W7`).

    ``authn_level`` is the least level (0: any), ``members`` the principals of which the caller must be one (empty: anybody), and
    ``hresult`` what the method returns to others.
    """

    authn_level: int = 0
    members: tuple[str, ...] = ()
    hresult: str = "E_ACCESSDENIED"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the server sees: a name, the mechanism that proved it (``None`` for nobody), and what the call really used.

    ``authn_level`` and ``imp_level`` are after promotion. ``came_by`` is the mechanism by which the caller's token crossed a machine
    boundary, now or earlier on its way; empty if it never left its machine. ``custom_context`` tells that a marshaler has put a call
    context without IServerSecurity in the place of COM's (`callcontext.custom`).
    """

    name: str
    mechanism: str | None
    authn_svc: int
    authn_level: int
    imp_level: int
    principal: str | None
    token: Token
    came_by: str = ""
    custom_context: bool = False
