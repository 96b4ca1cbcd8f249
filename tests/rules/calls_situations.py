"""Situations a call can be in: a grid over what section K of the facts looks at, and single ones beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from rules.calls_stand import (
    ANN,
    EVERYBODY,
    GROUPS,
    MIRRORED,
    SOMEBODY,
    STRANGER,
    TRUSTED,
    host,
    made,
    proxy,
    server,
    services,
)

from simcom.vocabulary.blankets import AuthInfo
from simcom.vocabulary.facts import Gate
from simcom.vocabulary.identities import EMPTY_DACL, NULL_DACL, Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import Established, LogonFacts, LogonRights
from simcom.vocabulary.paths import DROPPED, RUN_DOWN, PathFacts, VersionFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.vocabulary.facts import CallFacts

NTLM, KERBEROS, NEGOTIATE, SCHANNEL = (
    AuthnSvc.WINNT,
    AuthnSvc.GSS_KERBEROS,
    AuthnSvc.GSS_NEGOTIATE,
    AuthnSvc.GSS_SCHANNEL,
)
LEVELS = tuple(level for level in AuthnLevel if level)

ACCOUNTS = {
    "route": TRUSTED,
    "mirror": MIRRORED,
    "other password": replace(MIRRORED, mirror_matches=False),
    "none": STRANGER,
}
LISTS = {"no list": None, "NULL": NULL_DACL, "everybody": EVERYBODY, "somebody": SOMEBODY, "empty": EMPTY_DACL}


@dataclass(frozen=True)
class Situation:
    """One point of the grid. ``limit`` and ``acl`` are keys of ``LISTS``, ``account`` of ``ACCOUNTS``."""

    level: int
    least: int
    service: int
    account: str
    limit: str
    acl: str
    offered: bool = True
    local: bool = False

    def facts(self) -> CallFacts:
        """Return the facts of a call in this situation."""
        offered = services(NTLM, KERBEROS, NEGOTIATE) if self.offered else services(SCHANNEL)
        rule = "coinitsec.sd.null" if self.acl == "no list" else "authz.rights.call"
        return made(
            blanket=proxy(self.level, self.service),
            server=server(self.least, services=offered, acl=LISTS[self.acl], acl_rule=rule),
            account=ACCOUNTS[self.account],
            server_machine=host(machine_access_restriction=LISTS[self.limit]),
            local=self.local,
        )


def grid(service: int, *, local: bool, offered: bool) -> Iterator[Situation]:
    """Return every situation with a service, at a distance, the service being registered or not."""
    limits, lists = ("NULL", "somebody", "empty"), ("no list", "NULL", "everybody", "somebody", "empty")
    for level, least, account, limit, acl in product(LEVELS, LEVELS, ACCOUNTS, limits, lists):
        yield Situation(level, least, service, account, limit, acl, offered, local)


NO_PACKAGES = AuthInfo("PLANT\\otto", extended=True)

SINGLE: dict[str, CallFacts] = {
    "in order": made(),
    "local": made(local=True),
    "local, wrong principal": made(local=True, blanket=proxy(principal="PLANT\\other")),
    "EnableDCOM is N on the client": made(client_machine=host(enable_dcom="N")),
    "EnableDCOM is n on the server": made(server_machine=host(enable_dcom="n")),
    "QueryInterface": made(interface="IUnknown"),
    "ANONYMOUS over the network": made(blanket=proxy(imp_level=ImpLevel.ANONYMOUS)),
    "cloaked": made(cloaked=True),
    "a token on the thread without cloaking": made(thread_token="PLANT\\bob"),
    "a callback": made(callback=True),
    "cloaked with a token that may only identify": made(cloaked=True, thread_level=ImpLevel.IDENTIFY),
    "NONE": made(blanket=proxy(AuthnLevel.NONE), server=server(AuthnLevel.NONE)),
    "NONE against CONNECT": made(blanket=proxy(AuthnLevel.NONE)),
    "nothing in common": made(blanket=proxy(service=AuthnSvc.NONE)),
    "a service that is not registered": made(server=server(services=services(KERBEROS))),
    "a PackageList that is NULL": made(blanket=proxy(service=NEGOTIATE, identity=NO_PACKAGES)),
    "Negotiate": made(blanket=proxy(service=NEGOTIATE)),
    "Kerberos": made(blanket=proxy(service=KERBEROS)),
    "Kerberos without a principal": made(blanket=proxy(service=KERBEROS, principal=None)),
    "Kerberos without trust": made(blanket=proxy(service=KERBEROS), account=STRANGER),
    "NTLM without trust": made(account=STRANGER),
    "NTLM with a mirrored account": made(account=MIRRORED),
    "a wrong password": made(account=replace(TRUSTED, password_ok=False)),
    "Schannel": made(blanket=proxy(service=SCHANNEL)),
    "PKU2U": made(blanket=proxy(service=AuthnSvc.PKU2U), server=server(services=services(AuthnSvc.PKU2U))),
    "a context that is there": made(logon=LogonFacts(established=Established("ntlm", Token(ANN, GROUPS)))),
    "no network logon right": made(logon=LogonFacts(rights=LogonRights(denied=(ANN,)))),
    "a group lost on the way": made(token=Token(ANN, GROUPS, (("CORP\\Staff", "sid-filtering"),))),
    "CALL": made(blanket=proxy(AuthnLevel.CALL)),
    "below the minimum": made(server=server(AuthnLevel.PKT_PRIVACY)),
    "a closed machine": made(server_machine=host(machine_access_restriction=EMPTY_DACL)),
    "a closed process": made(server=server(acl=EMPTY_DACL)),
    "a name that gives no address": made(path=PathFacts(name="unknown")),
    "a port that answers nothing": made(path=PathFacts(way=DROPPED, addresses=2)),
    "a server process that is gone": made(path=PathFacts(exporter="gone")),
    "a version that is too new": made(versions=VersionFacts((5, 7), (5, 6), negotiates=False)),
    "a request of more than 4 MB": made(sends_bytes=4 * 1024 * 1024),
    "an object that was run down": made(path=PathFacts(object=RUN_DOWN)),
    "a message filter that rejects": made(path=PathFacts(filtered="rejected")),
    "a method that wants PKT_PRIVACY": made(gate=Gate(AuthnLevel.PKT_PRIVACY, hresult="WBEM_E_ACCESS_DENIED")),
}
"""Single situations, each with something that one rung of the ladder speaks of."""
