"""Service principal names: which accounts of a forest hold one (facts krb-spn-default, krb-spn-unique)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST = "host"
ALIASES = frozenset(
    {
        "alerter", "appmgmt", "browser", "cifs", "cisvc", "dcom", "dhcp", "dmserver", "dns", "dnscache", "eventlog",
        "eventsystem", "fax", "http", "ias", "iisadmin", "messenger", "msdtc", "msiserver", "netlogon", "netman",
        "plugplay", "policyagent", "protectedstorage", "rasman", "remoteaccess", "replicator", "rpc", "rpclocator",
        "rpcss", "samss", "scardsvr", "scesrv", "schedule", "scm", "seclogon", "snmp", "spooler", "tapisrv", "time",
        "trksvr", "trkwks", "ups", "w3svc", "wins", "www",
    }
)  # fmt: skip
"""Service classes that stand for HOST where nobody holds the name itself: the default sPNMappings (`krb-spn-default`)."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An account of a forest (the DNS name of its root domain) and the principals registered on it."""

    account: str
    forest: str
    principals: tuple[str, ...]


@models("krb-spn-default")
def machine_principals(short: str, fqdn: str) -> tuple[str, ...]:
    """Return the principals that a joined machine's account holds by itself: HOST and RestrictedKrbHost with both its names."""
    names = tuple(dict.fromkeys(name for name in (short, fqdn) if name))
    return tuple(f"{service}/{name}" for service in ("HOST", "RestrictedKrbHost") for name in names)


class Directory:
    r"""The principals of every forest. Names compare without regard to case.

    Examples
    --------
    >>> web01 = Holding("CORP\\WEB01$", "corp.example", machine_principals("web01", "web01.corp.example"))
    >>> known = Directory([web01])
    >>> known.holders("RPCSS/web01.corp.example", "corp.example")
    ('CORP\\WEB01$',)
    >>> known.holders("MSSQLSvc/web01.corp.example", "corp.example")
    ()
    """

    def __init__(self, holdings: Iterable[Holding]) -> None:
        self._held: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for holding in holdings:
            for principal in holding.principals:
                self._held[holding.forest, _plain(principal)][holding.account.casefold()] = holding.account

    @models("krb-spn-unique", "gc-is-forest-local")
    def holders(self, principal: str, forest: str) -> tuple[str, ...]:
        """Return the accounts of one forest that hold a principal, sorted: none, one, or wrongly several.

        A name registered as it is written comes before what its service class is an alias of. A forest's global catalog
        knows its own forest's names only.
        """
        for name in _meanings(_plain(principal)):
            held = self._held.get((forest, name))
            if held:
                return tuple(sorted(held.values()))
        return ()


def host_of(principal: str) -> str:
    """Return the host in a service principal name, without port; an empty text where the name is no such name."""
    service, slash, rest = _plain(principal).partition("/")
    return rest.partition("/")[0].partition(":")[0] if slash and service else ""


def _plain(principal: str) -> str:
    return principal.strip().partition("@")[0].casefold()


def _meanings(principal: str) -> tuple[str, ...]:
    service, _, rest = principal.partition("/")
    return (principal, f"{HOST}/{rest}") if service in ALIASES else (principal,)
