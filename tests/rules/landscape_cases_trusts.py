"""Sections A to C of domains and trusts, both ways: which accounts a domain accepts, and which names lead where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Shown
from landscape.logon_estate import DOMAINS, SERVER, estate, machine

from simcom.landscape.directory import Directory, Holding, machine_principals
from simcom.landscape.kinds import DEFAULT_ATTRIBUTES, TrustAttribute, is_transitive
from simcom.landscape.model import Direction, Domain, Terms, Trust, TrustKind, TrustType, declared, edge_ends, implied
from simcom.landscape.routes import Carrier
from simcom.landscape.suffixes import routed
from simcom.landscape.trusts import TrustGraph
from simcom.runtime.gather.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = tuple[str, bool, str, object, Callable[[], object]]

YARD = Domain("yard.example", "YARD", "yard.example")
FOREST = declared("plant.example", "corp.example", TrustKind.FOREST)
EXTERNAL = declared("plant.example", "corp.example", TrustKind.EXTERNAL)
SECOND = declared("yard.example", "plant.example", TrustKind.FOREST)


def web(*trusts: Trust, more: tuple[Domain, ...] = ()) -> TrustGraph:
    """Return the two forests, the yard and these trusts."""
    domains = (*DOMAINS, YARD, *more)
    return TrustGraph(domains, (*implied(domains), *trusts))


def walk(server: str, client: str, *trusts: Trust, more: tuple[Domain, ...] = ()) -> tuple[str, ...] | None:
    """Return the domains on the way, without their suffix."""
    route = web(*trusts, more=more).route(server, client)
    return tuple(name.removesuffix(".example") for name in route.domains) if route else None


def carried(kind: TrustKind, terms: Terms = Terms()) -> tuple[bool, bool]:  # noqa: B008  (a frozen value)
    """Tell whether a trust of a kind carries Kerberos and NTLM."""
    graph = web(*declared("plant.example", "corp.example", kind, terms=terms))
    return tuple(graph.route("PLANT", "CORP", one) is not None for one in (Carrier.KERBEROS, Carrier.NTLM))  # type: ignore[return-value]


def bits(terms: Terms) -> TrustAttribute:
    """Return the attributes of an external trust on these terms."""
    return terms.attributes(TrustKind.EXTERNAL)


def leads(host: str, terms: Terms = Terms()) -> bool:  # noqa: B008  (a frozen value)
    """Tell whether a server's name leads over the forest trust."""
    graph = web(*declared("plant.example", "corp.example", TrustKind.FOREST, terms=terms))
    route = graph.route("PLANT", "CORP")
    return route is not None and routed(host, route, graph)


DEEP = (
    Domain("west.corp.example", "WEST", "corp.example", "corp.example"),
    Domain("far.west.corp.example", "FAR", "corp.example", "west.corp.example"),
)

NAMES = Directory(
    [
        Holding("CORP\\W$", "corp.example", machine_principals("w", "w.corp.example")),
        Holding("CORP\\svc", "corp.example", ("HTTP/w.corp.example", "SQL/db")),
        Holding("CORP\\old", "corp.example", ("SQL/db",)),
    ]
)

ROWS: tuple[Row, ...] = (
    ("forest-is-trees", True, "a child and its parent", ("lab.corp", "corp"), lambda: walk("LAB", "CORP")),
    ("forest-is-trees", False, "two forests", None, lambda: walk("PLANT", "CORP")),
    ("edge-orientation", True, "against the arrow", ("plant", "corp"), lambda: walk("PLANT", "CORP", *FOREST)),
    ("edge-orientation", False, "along the arrow", None, lambda: walk("CORP", "PLANT", *FOREST)),
    (
        "two-way-is-two-edges",
        True,
        "both",
        [("a", "b"), ("b", "a")],
        lambda: list(edge_ends("a", "b", Direction.BIDIRECTIONAL)),
    ),
    ("two-way-is-two-edges", False, "one way", [("a", "b")], lambda: list(edge_ends("a", "b", Direction.OUTBOUND))),
    ("tdo-per-side", True, "each side its own terms", [True, False], lambda: [one.selective for one in _sides()]),
    ("tdo-per-side", False, "one object for one edge", 1, lambda: len(FOREST)),
    ("trust-direction-values", True, "inbound", (("b", "a"),), lambda: edge_ends("a", "b", Direction(1))),
    ("trust-direction-values", False, "disabled", (), lambda: edge_ends("a", "b", Direction(0))),
    ("direction-docs-disagree", True, "inbound is trusted", (("b", "a"),), lambda: edge_ends("a", "b", Direction(1))),
    ("direction-docs-disagree", False, "outbound trusts", (("a", "b"),), lambda: edge_ends("a", "b", Direction(2))),
    (
        "trust-type-values",
        True,
        "downlevel",
        (False, True),
        lambda: carried(TrustKind.EXTERNAL, Terms(trust_type=TrustType.DOWNLEVEL)),
    ),
    ("trust-type-values", False, "uplevel", (True, True), lambda: carried(TrustKind.EXTERNAL)),
    (
        "trust-attribute-values",
        True,
        "UPLEVEL_ONLY",
        (True, False),
        lambda: carried(TrustKind.EXTERNAL, Terms(uplevel_only=True)),
    ),
    ("trust-attribute-values", False, "no bit", TrustAttribute(0), lambda: bits(Terms(quarantined=False))),
    ("trust-kinds", True, "forest", TrustAttribute.FOREST_TRANSITIVE, lambda: DEFAULT_ATTRIBUTES[TrustKind.FOREST]),
    ("trust-kinds", False, "external", TrustAttribute.QUARANTINED_DOMAIN, lambda: bits(Terms())),
    (
        "transitive-predicate",
        True,
        "within a forest",
        True,
        lambda: is_transitive(TrustAttribute(0x20), TrustType.UPLEVEL),
    ),
    (
        "transitive-predicate",
        False,
        "no forest bit",
        False,
        lambda: is_transitive(TrustAttribute(0), TrustType.UPLEVEL),
    ),
    (
        "path-admissibility",
        True,
        "one crossing",
        ("east.plant", "plant", "corp"),
        lambda: walk("EAST", "CORP", *FOREST),
    ),
    ("path-admissibility", False, "an external trust and more", None, lambda: walk("EAST", "CORP", *EXTERNAL)),
    ("forest-trust-not-chainable", True, "two in a row", None, lambda: walk("YARD", "CORP", *FOREST, *SECOND)),
    ("forest-trust-not-chainable", False, "one", ("yard", "plant"), lambda: walk("YARD", "PLANT", *FOREST, *SECOND)),
    ("external-covers-no-children", True, "the child's accounts", None, lambda: walk("PLANT", "LAB", *EXTERNAL)),
    ("external-covers-no-children", False, "its own", ("plant", "corp"), lambda: walk("PLANT", "CORP", *EXTERNAL)),
    (
        "trust-walk-within-forest",
        True,
        "a shortcut is taken",
        ("corp", "far.west.corp"),
        lambda: walk("CORP", "FAR", *_short(), more=DEEP),
    ),
    (
        "trust-walk-within-forest",
        False,
        "up and down without one",
        ("corp", "west.corp", "far.west.corp"),
        lambda: walk("CORP", "FAR", more=DEEP),
    ),
    ("forest-name-routing", True, "a suffix of the forest", True, lambda: leads("opc.plant.example")),
    ("forest-name-routing", False, "a suffix that is not routed", False, lambda: leads("opc.other.example")),
    ("short-names-do-not-cross-forests", True, "a short name", False, lambda: leads("opc")),
    ("short-names-do-not-cross-forests", False, "a DNS name", True, lambda: leads("opc.plant.example")),
    (
        "gc-is-forest-local",
        True,
        "a name of this forest",
        ("CORP\\W$",),
        lambda: NAMES.holders("host/w", "corp.example"),
    ),
    ("gc-is-forest-local", False, "asked in another", (), lambda: NAMES.holders("host/w", "plant.example")),
    ("krb-spn-default", True, "RPCSS is HOST", ("CORP\\W$",), lambda: NAMES.holders("RPCSS/w", "corp.example")),
    ("krb-spn-default", False, "a class of its own", (), lambda: NAMES.holders("LDAP/w", "corp.example")),
    ("krb-spn-unique", True, "two holders", 2, lambda: len(NAMES.holders("SQL/db", "corp.example"))),
    ("krb-spn-unique", False, "one holder", 1, lambda: len(NAMES.holders("HTTP/w.corp.example", "corp.example"))),
    ("machine-account", True, "joined", "EAST\\OPC01$", lambda: _machine_account("east.plant.example")),
    ("machine-account", False, "workgroup", "", lambda: _machine_account(None)),
)


def _sides() -> tuple[Trust, ...]:
    """Return the two edges of a two-way trust that one side alone made selective."""
    there = declared("plant.example", "corp.example", TrustKind.FOREST, terms=Terms(selective=True))
    return (*there, *declared("corp.example", "plant.example", TrustKind.FOREST))


def _short() -> tuple[Trust, ...]:
    return declared("corp.example", "far.west.corp.example", TrustKind.SHORTCUT)


def _machine_account(domain: str | None) -> str:
    return Whereabouts(estate()).inventory.machine_account(machine(SERVER.name, domain))


def _case(row: Row) -> Shown:
    rule, fires, about, expected, got = row
    return Shown(rule, fires, about, lambda: (expected, got()))


CASES = tuple(map(_case, ROWS))
