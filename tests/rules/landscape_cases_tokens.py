"""Section A of domains and trusts, both ways: what an account shows on the network, and which groups arrive with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from both_ways import Shown
from landscape.logon_estate import (
    ALONE,
    ANN,
    CLIENT,
    FOREST,
    KAT,
    SELECTIVE,
    SERVER,
    WEB,
    estate,
    facts,
    logon,
    machine,
)

from simcom.landscape.model import Terms, TrustKind, declared
from simcom.runtime.estate import Account, Group
from simcom.runtime.gather.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.estate import Machine

    Row = tuple[str, bool, str, object, Callable[[], object]]

ADMINISTRATORS, NETWORK = "BUILTIN\\Administrators", "NETWORK"
LOCAL = Group("OPC01\\Administrators", ("OPC01\\ann", ANN))
READERS = Group("EAST\\Readers", (ANN,), "domain local")
OWN = Group("EAST\\Everybody", (ANN,), "global")
UNIVERSAL = Group("CORP\\Universal", (KAT,), "universal")
QUARANTINED = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(quarantined=True))


def groups(account: str = ANN, *, server: Machine = SERVER, remote: bool = True, **changes: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the groups of an account on a machine."""
    return Whereabouts(estate(**changes)).token(account, server, remote=remote).groups


def taken(group: str, account: str = ANN, **changes: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the rules that took a group from an account on its way to the server."""
    lost = Whereabouts(estate(**changes)).token(account, SERVER, remote=True).lost
    return tuple(rule for name, rule in lost if name == group)


def shown(account: str, on: Machine = CLIENT) -> str:
    """Return the name that an account shows on the network."""
    return Whereabouts(estate()).on_the_network(account, on)


def nobody(*, included: bool) -> tuple[str, ...]:
    """Return nobody's groups on a machine that lets Everyone include it, or does not."""
    server = machine("opc01", "east.plant.example", everyone_includes_anonymous=included)
    return Whereabouts(estate()).anonymous(server).groups


def held(principal: str, **changes: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return who holds a principal, as a client of the corporation's forest finds it."""
    target = logon(estate(**changes), principal=principal).target
    return target.holders if target else ()


MISPLACED = (Account(WEB, spns=("host/opc01",)),)
ROWS: tuple[Row, ...] = (
    ("well-known-sids", True, "Authenticated Users", True, lambda: "Authenticated Users" in groups()),
    ("well-known-sids", False, "not for Guest", False, lambda: "Authenticated Users" in groups("OPC01\\Guest")),
    ("token-by-logon-type", True, "over the network", True, lambda: NETWORK in groups()),
    ("token-by-logon-type", False, "on the machine", False, lambda: NETWORK in groups(server=CLIENT, remote=False)),
    ("everyone-excludes-anonymous", True, "by default", (), lambda: nobody(included=False)),
    ("everyone-excludes-anonymous", False, "switched off", ("Everyone",), lambda: nobody(included=True)),
    ("groups-across-a-trust", True, "a domain-local group", True, lambda: READERS.name in groups(groups=(READERS,))),
    ("groups-across-a-trust", False, "a global group of theirs", False, lambda: OWN.name in groups(groups=(OWN,))),
    (
        "sid-filtering",
        True,
        "quarantined",
        False,
        lambda: "LAB\\Domain Users" in groups(KAT, trusts=QUARANTINED, groups=(UNIVERSAL,)),
    ),
    (
        "sid-filtering",
        False,
        "an ordinary forest trust",
        True,
        lambda: "LAB\\Domain Users" in groups(KAT, trusts=FOREST, groups=(UNIVERSAL,)),
    ),
    (
        "sid-filtering",
        True,
        "what was taken is named, and by whom",
        ("sid-filtering",),
        lambda: taken("LAB\\Domain Users", KAT, trusts=QUARANTINED, groups=(UNIVERSAL,)),
    ),
    (
        "sid-filtering",
        False,
        "nothing is named that was not taken",
        (),
        lambda: taken("LAB\\Domain Users", KAT, trusts=FOREST, groups=(UNIVERSAL,)),
    ),
    (
        "this-xor-other-organization",
        True,
        "selective",
        (False, True),
        lambda: tuple(f"{one} Organization" in groups(trusts=SELECTIVE) for one in ("This", "Other")),
    ),
    (
        "this-xor-other-organization",
        False,
        "not selective",
        (True, False),
        lambda: tuple(f"{one} Organization" in groups() for one in ("This", "Other")),
    ),
    (
        "uac-remote-token-filter",
        True,
        "a local administrator",
        False,
        lambda: ADMINISTRATORS in groups("OPC01\\ann", groups=(LOCAL,)),
    ),
    (
        "uac-remote-token-filter",
        True,
        "what was taken is named, and by whom",
        ("uac-remote-token-filter",),
        lambda: taken(ADMINISTRATORS, "OPC01\\ann", groups=(LOCAL,)),
    ),
    (
        "uac-remote-token-filter",
        False,
        "nothing is named that was not taken",
        (),
        lambda: taken(ADMINISTRATORS, groups=(LOCAL,)),
    ),
    ("uac-remote-token-filter", False, "a domain's", True, lambda: ADMINISTRATORS in groups(groups=(LOCAL,))),
    ("localsystem-on-network", True, "in a domain", "CORP\\HMI01$", lambda: shown("SYSTEM")),
    ("localsystem-on-network", False, "a user", ANN, lambda: shown(ANN)),
    ("networkservice-on-network", True, "in a domain", "CORP\\HMI01$", lambda: shown("NETWORK SERVICE")),
    ("networkservice-on-network", False, "in a workgroup", "NETWORK SERVICE", lambda: shown("NETWORK SERVICE", ALONE)),
    ("localservice-on-network", True, "as nobody", "ANONYMOUS LOGON", lambda: shown("LOCAL SERVICE")),
    ("localservice-on-network", False, "NETWORK SERVICE", "CORP\\HMI01$", lambda: shown("NETWORK SERVICE")),
    ("virtual-account-rule", True, "of a service", "CORP\\HMI01$", lambda: shown("NT SERVICE\\historian")),
    ("virtual-account-rule", False, "a managed account", "CORP\\gmsa$", lambda: shown("CORP\\gmsa$")),
    ("builtin-accounts-in-workgroup", True, "nobody knows it", "builtin", lambda: facts(estate(), "SYSTEM").home),
    (
        "builtin-accounts-in-workgroup",
        False,
        "the machine's own",
        "domain",
        lambda: facts(estate(), "CORP\\HMI01$").home,
    ),
    ("local-account-scope", True, "another machine's", "machine", lambda: facts(estate(), "HMI01\\ann").home),
    ("local-account-scope", False, "the server's", "server", lambda: facts(estate(), "OPC01\\ann").home),
    ("hints-last", True, "found at home first", (WEB,), lambda: held("host/opc01", accounts=MISPLACED)),
    ("hints-last", False, "not found there", ("EAST\\OPC01$",), lambda: held("host/opc01")),
)


def _case(row: Row) -> Shown:
    rule, fires, about, expected, got = row
    return Shown(rule, fires, about, lambda: (expected, got()))


CASES = tuple(map(_case, ROWS))
