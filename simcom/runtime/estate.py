r"""The estate: everything a run is about, as plain frozen values. Built by ``scenario`` from a file, or by hand in Python.

Names are canonical here: domains by DNS name, accounts as ``DOMAIN\\user`` or ``MACHINE\\user``, machines and processes as declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.runtime.networks import DEFAULT_NETWORK, Change, Firewall, Network
from simcom.runtime.steps import NO_TIME, Duration, Step
from simcom.vocabulary.assumptions import RECOMMENDED, Assumptions
from simcom.vocabulary.citations import models
from simcom.vocabulary.logon import NO_DELEGATION, NO_RESTRICTION, USABLE, AccountState, Delegation

if TYPE_CHECKING:
    from simcom.landscape.model import Domain, Trust
    from simcom.runtime.interfaces import Class
    from simcom.vocabulary.blankets import InitializeArguments
    from simcom.vocabulary.machines import AppSettings, ComVersion, MachineSettings

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

    ``up`` False: it is switched off at the start. ``boot_s`` is how long a restart takes. ``firewall`` is what it lets in (``None``: all),
    ``ports`` the range its exporters listen in (``None``: its Windows' own). ``addresses`` is how many its name resolves to. With ``nat``
    the addresses it advertises mean nothing outside its ``site``. ``sessions`` are the accounts logged on interactively.
    ``register_timeout_s`` is how long a launched server may take (``None``: its Windows' own). ``classes`` are registrations of its own.
    ``aliases`` are further names and IP addresses by which activations may name it.
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
    up: bool = True
    boot_s: float = 120.0
    firewall: Firewall | None = None
    ports: tuple[int, int] | None = None
    addresses: int = 1
    site: str = ""
    nat: bool = False
    sessions: tuple[str, ...] = ()
    register_timeout_s: float | None = None
    classes: tuple[Registration, ...] = ()
    aliases: tuple[str, ...] = ()

    def application(self, appid: str | None) -> AppSettings | None:
        """Return the values under an AppID, without regard to case."""
        wanted = (appid or "").casefold()
        return next((app for app in self.applications if app.appid.casefold() == wanted), None)

    def appid_of(self, executable: str) -> str | None:
        """Return the AppID registered under an executable's name."""
        return next((appid for name, appid in self.executables if name.casefold() == executable.casefold()), None)


@dataclass(frozen=True, slots=True)
class Registration:
    """What a machine's registry says of a class: its AppID, the process that serves it, under whose identity that is started.

    A class needs no registration of its own where one of the machine's processes serves it: then the process says it all. ``registered``
    False: the class is unknown there. ``identity`` is one of the four of ``vocabulary.activation``, empty for that of the process.
    ``remote_server`` is RemoteServerName. ``aggregatable``: its class factory takes an outer object.
    """

    class_: str
    registered: bool = True
    appid: str = ""
    process: str = ""
    identity: str = ""
    remote_server: str = ""
    aggregatable: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """One thread of a process: its name (empty for the only one), when it starts and what it does."""

    name: str
    steps: tuple[Step, ...]
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Process:
    """A COM process. ``objects`` are the pairs (object name, class name) it serves.

    ``threads`` is how many calls it serves at a time and ``queue_limit`` how many more may wait for that (``None``: any number).
    ``initialize`` is the explicit call it makes first of all, or ``None``. ``appid`` is set through IGlobalOptions. ``holds_ticket`` tells
    whether its logon session has a TGT, which user-to-user Kerberos needs, ``may_impersonate`` whether it has SeImpersonatePrivilege.

    ``starts`` is "at once" (and again when its machine comes up), "on activation" (COM launches it) or "never". ``identity`` is under whose
    identity COM launches it (``LAUNCHING_USER`` and its like; empty: as its ``account``). ``registers`` is how long it takes from its start
    to CoRegisterClassObject, ``None`` for never; ``single_use`` takes its class object out after one activation. ``password_ok`` and
    ``batch_right`` concern the stored account of a specified user, ``password_ok`` a service's too (``None``: right as long as the account
    keeps the password it begins with). ``apartment`` is "mta" or "sta"; ``message_filter`` is what a busy
    apartment answers ("", "rejected", "retry later"). ``stack`` names an RPC stack that is not Windows' own, ``com_version`` what
    it announces, ``port`` the TCP port its exporter is pinned to. ``noping`` marshals its objects so that nobody pings them.
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
    queue_limit: int | None = None
    ignores_hint: bool = False
    holds_ticket: bool = True
    may_impersonate: bool = True
    scripts: tuple[Script, ...] = ()
    starts: str = "at once"
    identity: str = ""
    registers: Duration | None = NO_TIME
    single_use: bool = False
    password_ok: bool | None = None
    batch_right: bool = True
    apartment: str = "mta"
    message_filter: str = ""
    stack: str = ""
    com_version: ComVersion | None = None
    port: int | None = None
    noping: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Estate:
    """The whole landscape and what happens in it.

    ``observe`` are kinds of rows that are left out unless asked for: "ping". ``begins`` is the date of time 0 (ISO 8601), if it has one.
    """

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
    observe: tuple[str, ...] = ()
    begins: str = ""
    about: str = ""
    sources: tuple[str, ...] = field(default=())
