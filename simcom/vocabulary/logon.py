"""What decides whether a caller can prove who it is: accounts, routes, names, tickets, clocks, policies, at the instant of the logon.

Every record's defaults say that nothing stands in the way, so that facts made by hand name only what they are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simcom.vocabulary.identities import Token

NO_RESTRICTION, NO_DOMAIN_ACCOUNTS, NOBODY = "allow", "deny domain accounts", "deny all"
"""What a machine's or a domain's policy does with NTLM (`ntlm-restrictions`)."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """The flags of an account that a logon looks at (`account-state-flags`), as they are now.

    ``expired`` is the account, ``password_expired`` its password. ``workstations`` are the machines it may log on from; none named: any.
    ``sensitive`` is "cannot be delegated"; ``protected`` is membership of Protected Users; ``blank`` is an empty password.
    """

    enabled: bool = True
    locked: bool = False
    expired: bool = False
    password_expired: bool = False
    must_change: bool = False
    within_hours: bool = True
    workstations: tuple[str, ...] = ()
    sensitive: bool = False
    protected: bool = False
    blank: bool = False


USABLE = AccountState()
"""An account with which nothing is wrong."""


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """The way from the server's domain to the account's that one mechanism takes, as DNS names, the server's first.

    ``kinds`` are the kinds of its trusts. ``selective`` and ``broken`` say that some trust on it uses selective authentication or has
    lost its password. ``unreachable`` is the first domain whose controllers do not answer whoever has to ask them, or empty.
    ``routed`` tells whether the server's DNS name is in a suffix that leads across the forest (`forest-name-routing`), and
    ``forwards_tickets`` whether a TGT may be delegated over every trust on it (`tgt-delegation-across-trust`).
    """

    domains: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    selective: bool = False
    broken: bool = False
    unreachable: str = ""
    routed: bool = True
    forwards_tickets: bool = True

    @property
    def length(self) -> int:
        """The number of trusts on it."""
        return len(self.domains) - 1


@dataclass(frozen=True, slots=True)
class TargetFacts:
    r"""The name a ticket is asked for, and what the directory says of it.

    ``named_by`` is how the client names the server: "fqdn", "short" or "ip". ``holders`` are the accounts on which the principal is
    registered: one, none, or wrongly several. ``key`` is the account whose key the server process has, ``key_changed`` that it no longer
    agrees with the directory, and ``key_state`` what its flags say. ``by_account`` tells that the principal is an account's name
    (``DOMAIN\user``), for which there is only user-to-user, and ``server_has_ticket`` whether the server's session holds the TGT for that.
    """

    principal: str | None
    holders: tuple[str, ...] = ()
    key: str = ""
    key_changed: bool = False
    key_state: AccountState = USABLE
    named_by: str = "fqdn"
    by_account: bool = False
    server_has_ticket: bool = True


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What the client's logon session holds: a TGT, referral TGTs (by the domain whose KDC takes them), and the server's ticket."""

    tgt: bool = False
    referrals: tuple[str, ...] = ()
    service: bool = False


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """How far the server's clock is from the client's, in seconds either way, and how far it may be (`krb-clock-skew`)."""

    apart_s: float = 0.0
    tolerance_s: float = 300.0


@dataclass(frozen=True, slots=True)
class NtlmFacts:
    """The policies an NTLM logon meets.

    ``client_level`` and ``verifier_level`` are LmCompatibilityLevel of the client and of whoever checks the password (`lm-compat-level`).
    ``outgoing``, ``incoming`` and ``in_domain`` restrict NTLM at the client, at the server and in its domain (`ntlm-restrictions`).
    ``secure_channel`` tells whether the server's own is whole, ``domain_answers`` whether it reaches a controller of its own domain;
    ``blank_allowed`` whether local accounts with empty passwords may come over the network; ``guest`` whether the server's Guest account
    is enabled, and ``guest_only`` whether every local account becomes it.
    """

    client_level: int = 3
    verifier_level: int = 3
    outgoing: str = NO_RESTRICTION
    incoming: str = NO_RESTRICTION
    in_domain: str = NO_RESTRICTION
    secure_channel: bool = True
    domain_answers: bool = True
    blank_allowed: bool = False
    guest: bool = False
    guest_only: bool = False


@dataclass(frozen=True, slots=True)
class LogonRights:
    """Who may log on to the server's machine over the network (`network-logon-right`); ``allowed`` None is Windows' default: everybody."""

    allowed: tuple[str, ...] | None = None
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delegation:
    """What an account may do with its callers' identities (`krb-delegation`).

    ``unconstrained`` is flag 0x80000, ``to`` the principals of msDS-AllowedToDelegateTo, ``transition`` flag 0x1000000, and ``from_`` the
    accounts that msDS-AllowedToActOnBehalfOfOtherIdentity of this account names.
    """

    unconstrained: bool = False
    to: tuple[str, ...] = ()
    transition: bool = False
    from_: tuple[str, ...] = ()


NO_DELEGATION = Delegation()


@dataclass(frozen=True, slots=True)
class HopFacts:
    """A cloaked call over a second machine boundary: who passes the caller on, and whether the caller may be passed on.

    ``middle`` is the account the server in the middle shows, ``rights`` what it may do, ``joined`` whether every machine so far is in a
    domain. ``back_end_admits`` is the ``from_`` of the back end's account; ``same_domain`` tells whether middle and back end are accounts
    of one domain; ``caller`` is the state of the account that is passed on, ``forwards_tickets`` whether its TGT may cross to the middle.
    """

    middle: str
    rights: Delegation = NO_DELEGATION
    joined: bool = True
    back_end_admits: tuple[str, ...] = ()
    same_domain: bool = True
    caller: AccountState = USABLE
    forwards_tickets: bool = True


@dataclass(frozen=True, slots=True)
class Established:
    """A security context that was built earlier on this connection with the same settings: what proved the caller, and as whom."""

    mechanism: str
    token: Token


@dataclass(frozen=True, slots=True)
class LogonFacts:
    """All that a logon looks at besides the account. ``kerberos`` and ``ntlm`` are the routes each mechanism would take, ``None`` if none.

    ``builtin`` is the process's account where that is a built-in one (SYSTEM, ...) that shows another name on the network. ``controller``
    tells that the server's machine is a domain controller of its domain. ``may_authenticate`` is whether the caller holds Allowed to
    Authenticate on the server's account. ``home`` is the DNS name of the account's domain, empty if it is in none. ``hop`` is there where
    a cloaked token would cross a second machine boundary, ``established`` where the connection has a context for these settings already.
    """

    kerberos: RouteFacts | None = None
    ntlm: RouteFacts | None = None
    target: TargetFacts | None = None
    tickets: TicketFacts = TicketFacts()
    clocks: ClockFacts = ClockFacts()
    policies: NtlmFacts = NtlmFacts()
    rights: LogonRights = LogonRights()
    mirror: AccountState = USABLE
    builtin: str = ""
    home: str = ""
    controller: bool = False
    may_authenticate: bool = False
    hop: HopFacts | None = None
    established: Established | None = None


PLAIN_LOGON = LogonFacts()
"""A logon of which nothing special is known."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Request and reply with one party: who asks whom, for what, and how many times."""

    asker: str
    asked: str
    purpose: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Authentication:
    """How one caller was, or was not, proved: for reports and for the time it takes.

    ``legs`` are the round trips with the server that build the context, ``kdc`` the client's exchanges with domain controllers and ``dc``
    the server's, in order. ``cause`` is the recommended name of what went wrong (`err-table`), or empty. ``route`` is the server's domain
    first.
    """

    mechanism: str
    reused: bool = False
    user_to_user: bool = False
    route: tuple[str, ...] = ()
    legs: int = 0
    kdc: tuple[Exchange, ...] = ()
    dc: tuple[Exchange, ...] = ()
    cause: str = ""
