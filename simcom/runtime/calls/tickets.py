"""Kerberos tickets as a logon session holds them: a TGT, referral TGTs and service tickets, each with the time at which it ends.

Nothing is renewed, and nothing is taken back: a ticket is good until it ends, whatever became of the account
(`krb-established-context-survives`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcom.rules.logon.tickets import AS, REFERRAL, TICKET
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key
from simcom.vocabulary.logon import TicketFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simcom.runtime.estate import DomainPolicy
    from simcom.vocabulary.blankets import AuthInfo, Blanket
    from simcom.vocabulary.logon import Exchange

Session = tuple[str, str, str, tuple[str | None, ...]]
"""A logon session: machine, the process's account, the account shown, and the password of explicit credentials (see ``session``)."""

PROTECTED_TGT_LIFE_S = 4 * 3600.0
"""How long a TGT of a member of Protected Users lasts at most (`krb-lifetimes`)."""

_NONE = TicketFacts()


@models("krb-cache")
def session(machine: str, account: str, runs_as: str = "", credentials: AuthInfo | None = None) -> Session:
    """Return what the logon session is kept under from which a process shows ``account``.

    Two accounts of processes never share one, though both show their machine (empty ``runs_as``: the process runs as what it shows);
    explicit credentials have one of their own, another one for each password, so that nobody passes with a ticket that is not theirs.
    """
    given = () if credentials is None else (credentials.password,)
    return machine.casefold(), key(runs_as or account), account.casefold(), given


def explicit_credentials(blanket: Blanket, rule: str) -> AuthInfo | None:
    """Return the credentials that a call goes out with, if ``rule`` says that its identity comes from them."""
    return blanket.identity if rule == "negotiation.identity.by-service" else None


@dataclass(slots=True)
class _Cache:
    """The ends of one session's tickets, in seconds; ``services`` by principal and the domain that issued it."""

    tgt_s: float = 0.0
    referrals: dict[str, float] = field(default_factory=dict)
    services: dict[tuple[str, str], float] = field(default_factory=dict)

    def bounded_s(self, now_s: float, life_s: float) -> float:
        """Return when a ticket got now ends: not after the TGT, unless it came by a forwarded one or by S4U2Proxy."""
        return min(now_s + life_s, self.tgt_s) if self.tgt_s > now_s else now_s + life_s


@models("krb-cache", "krb-lifetimes")
class Tickets:
    r"""What every logon session holds.

    Examples
    --------
    >>> from simcom.runtime.estate import DomainPolicy
    >>> from simcom.vocabulary.logon import Exchange
    >>> tickets, ann = Tickets(), session("hmi01", "CORP\\ann")
    >>> tickets.store(ann, [Exchange("hmi01", "corp.example", AS, 2)], DomainPolicy, 0.0)
    >>> [tickets.held(ann, "host/srv", "corp.example", now_s).tgt for now_s in (35_999.0, 36_000.0)]
    [True, False]
    """

    def __init__(self) -> None:
        """Start with no session."""
        self._caches: dict[Session, _Cache] = {}

    def held(self, owner: Session, target_principal: str | None, realm: str, now_s: float) -> TicketFacts:
        """Return what a session can use now for a principal of the domain ``realm``."""
        cache = self._caches.get(owner)
        if cache is None:
            return _NONE
        referrals = tuple(domain for domain, end_s in cache.referrals.items() if end_s > now_s)
        ends_s = cache.services.get(_service(target_principal or "", realm), 0.0)
        return TicketFacts(cache.tgt_s > now_s, referrals, ends_s > now_s)

    def forget(self, machine: str) -> None:
        """Forget what the sessions of a machine held: it has been restarted."""
        for owner in [owner for owner in self._caches if owner[0] == machine.casefold()]:
            del self._caches[owner]

    def store(
        self,
        owner: Session,
        obtained: Iterable[Exchange],
        policy: Callable[[str], DomainPolicy],
        now_s: float,
        *,
        protected: bool = False,
    ) -> None:
        """Keep what exchanges with KDCs brought; no ticket outlives the TGT it was got with, if the session itself has one."""
        cache = self._caches.setdefault(owner, _Cache())
        for exchange in obtained:
            issuer = policy(exchange.asked)
            if exchange.purpose == AS:
                life_s = min(issuer.tgt_life_s, PROTECTED_TGT_LIFE_S) if protected else issuer.tgt_life_s
                cache.tgt_s = now_s + life_s
            elif exchange.purpose.startswith(REFERRAL):
                cache.referrals[exchange.purpose[len(REFERRAL) :]] = cache.bounded_s(now_s, issuer.tgt_life_s)
            elif exchange.purpose.startswith(TICKET):
                name = _service(exchange.purpose[len(TICKET) :], exchange.asked)
                cache.services[name] = cache.bounded_s(now_s, issuer.ticket_life_s)


def _service(principal: str, realm: str) -> tuple[str, str]:
    return principal.casefold(), realm.casefold()
