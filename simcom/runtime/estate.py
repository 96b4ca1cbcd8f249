r"""The estate: everything a run is about, as plain frozen values. Built by ``scenario`` from a file, or by hand in Python.

Names are canonical here: domains by DNS name, accounts as ``DOMAIN\\user`` or ``MACHINE\\user``, machines and processes as declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.runtime.steps import Duration, Step
from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import NO_DELEGATION, NO_RESTRICTION, USABLE, AccountState, Delegation

if TYPE_CHECKING:
    from simcom.landscape.model import Domain, Trust
    from simcom.vocabulary.blankets import InitializeArguments
    from simcom.vocabulary.facts import AppSettings, MachineSettings

IUNKNOWN = "IUnknown"
LOCAL_INTERFACES = ("IUnknown", "IMultiQI", "IClientSecurity", "IMarshal", "IMarshal2", "IProxyManager", "IRpcOptions")
"""Interfaces that every proxy manager implements itself. IUnknown is the one that still has settings of its own."""

NO_TIME = Duration(0.0)
LAN_ONE_WAY = Duration(0.00035)
"""Half of the median round trip of a call in a lab LAN, 0.70 ms (`cost-measured-lan`)."""
LOCAL_ONE_WAY = Duration(0.00005)
"""One way over the local transport; a figure of ours, small beside the LAN's."""


HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its password where declared, its flags, the groups it is put in, and its certificate if any.

    ``logon_hours`` are begin and end in seconds of the simulated day (time 0 is midnight), None for any time. ``spns`` are the principals
    registered on it beyond those a machine has by itself. ``allowed_to_authenticate`` names who holds that right on this account's object.
    """

    name: str
    password: str | None = None
    state: AccountState = USABLE
    groups: tuple[str, ...] = ()
    certificate: str | None = None
    logon_hours: tuple[float, float] | None = None
    spns: tuple[str, ...] = ()
    delegation: Delegation = NO_DELEGATION
    allowed_to_authenticate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    r"""A group and its members (accounts or groups), by canonical name. A machine's local group is ``MACHINE\\group``.

    ``scope`` of a domain's group is "global", "universal" or "domain local"; empty: not declared.
    """

    name: str
    members: tuple[str, ...] = ()
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How far a clock is ahead of true time at the start, and how much it gains in an hour; both in seconds."""

    offset_s: float = 0.0
    drift_s: float = 0.0

    def ahead_s(self, now_s: float) -> float:
        """Return how far the clock is ahead at a time of the simulation."""
        return self.offset_s + self.drift_s * now_s / HOUR_S


TRUE_TIME = Clock()


@models("cost-measured-lan")
@dataclass(frozen=True, slots=True)
class DomainPolicy:
    """What a domain's controllers do, and whether they answer. Times are in seconds; the defaults are Windows' (`krb-lifetimes`).

    ``lm_compatibility_level`` and ``restrict_ntlm`` are those of the controllers. ``kdc_s`` is one Kerberos exchange with its own round
    trip, and ``validate_s`` one hop of NTLM's pass-through, measured in a lab (`cost-measured-lan`).
    """

    domain: str
    reachable: bool = True
    tgt_life_s: float = 10 * HOUR_S
    ticket_life_s: float = 10 * HOUR_S
    tolerance_s: float = 300.0
    lm_compatibility_level: int = 3
    restrict_ntlm: str = NO_RESTRICTION
    kdc_s: float = 0.00215
    validate_s: float = 0.00084


@dataclass(frozen=True, slots=True)
class Machine:
    r"""A machine: where it belongs, its settings, its AppIDs, and which executable has which AppID.

    ``fqdn`` is its DNS name (empty: its name in its domain). ``controller`` makes it a controller of its domain. ``secure_channel`` False
    means that its password no longer agrees with the directory. ``max_concurrent_api`` is how many NTLM validations it has under way with
    its controller at a time. Its own account, ``DOMAIN\NAME$``, may be declared like any other.
    """

    name: str
    domain: str | None
    settings: MachineSettings
    applications: tuple[AppSettings, ...] = ()
    executables: tuple[tuple[str, str], ...] = ()
    fqdn: str = ""
    controller: bool = False
    clock: Clock = TRUE_TIME
    secure_channel: bool = True
    max_concurrent_api: int = 10

    def application(self, appid: str | None) -> AppSettings | None:
        """Return the values under an AppID, without regard to case."""
        wanted = (appid or "").casefold()
        return next((app for app in self.applications if app.appid.casefold() == wanted), None)

    def appid_of(self, executable: str) -> str | None:
        """Return the AppID registered under an executable's name."""
        return next((appid for name, appid in self.executables if name.casefold() == executable.casefold()), None)


@dataclass(frozen=True, slots=True)
class Method:
    """A method: how long it runs on the server, and what its body does there."""

    name: str
    takes: Duration = NO_TIME
    does: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface with its methods. IUnknown's three are always there."""

    name: str
    methods: tuple[Method, ...] = ()

    def method(self, name: str) -> Method | None:
        """Return a method by name."""
        return next((item for item in self.methods if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Class:
    """A class. ``marshaling`` is "standard", "custom" (no IClientSecurity) or "custom with IClientSecurity".

    ``unmarshaler_allowed`` tells whether its unmarshal class is one EOAC_NO_CUSTOM_MARSHAL lets through.
    """

    name: str
    interfaces: tuple[Interface, ...] = ()
    marshaling: str = "standard"
    unmarshaler_allowed: bool = False

    def interface(self, name: str) -> Interface | None:
        """Return an interface by name."""
        return next((item for item in self.interfaces if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Script:
    """One thread of a process: its name (empty for the only one), when it starts and what it does."""

    name: str
    steps: tuple[Step, ...]
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Process:
    """A COM process. ``objects`` are the pairs (object name, class name) it serves; ``threads`` how many calls it serves at a time.

    ``initialize`` is the explicit call it makes first of all, or ``None``. ``appid`` is set through IGlobalOptions. ``holds_ticket`` tells
    whether its logon session has a TGT, which user-to-user Kerberos needs, ``may_impersonate`` whether it has SeImpersonatePrivilege.
    """

    name: str
    machine: str
    account: str
    objects: tuple[tuple[str, str], ...] = ()
    initialize: InitializeArguments | None = None
    initialize_place: str = ""
    executable: str = ""
    appid: str | None = None
    complus: bool = False
    com_ready: bool = True
    threads: int | None = None
    ignores_hint: bool = False
    holds_ticket: bool = True
    may_impersonate: bool = True
    scripts: tuple[Script, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """One-way latencies: ``latency`` between any two machines, ``links`` where a pair has its own; ``local`` within one machine.

    ``stub`` is the time a proxy needs to marshal a call before it is sent; ``function_s`` one local function call. ``blocked`` are pairs
    of a machine or domain and the domain whose controllers it cannot reach, which then cost ``unreachable_s`` a try (`cost-timeouts`).
    """

    latency: Duration = LAN_ONE_WAY
    local: Duration = LOCAL_ONE_WAY
    links: tuple[tuple[str, str, Duration], ...] = ()
    stub: Duration = NO_TIME
    function_s: float = 0.000001
    blocked: tuple[tuple[str, str], ...] = ()
    unreachable_s: float = 5.0


DEFAULT_NETWORK = Network()


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is different from a time on: the new value stands for the one of the same name (a trust: same ends and kind)."""

    at_s: float
    value: Account | Machine | DomainPolicy | Trust
    place: str = ""


@dataclass(frozen=True, slots=True)
class Estate:
    """The whole landscape and what happens in it."""

    title: str
    machines: tuple[Machine, ...]
    processes: tuple[Process, ...]
    classes: tuple[Class, ...] = ()
    accounts: tuple[Account, ...] = ()
    groups: tuple[Group, ...] = ()
    domains: tuple[Domain, ...] = ()
    trusts: tuple[Trust, ...] = ()
    policies: tuple[DomainPolicy, ...] = ()
    timeline: tuple[Change, ...] = ()
    network: Network = DEFAULT_NETWORK
    assume: Assumptions = RECOMMENDED
    about: str = ""
    sources: tuple[str, ...] = field(default=())
