"""What a trust object's numbers mean (facts 25 to 32 of the domains file, by id)."""

from __future__ import annotations

import itertools

import pytest

from simcom.landscape.model import (
    DEFAULT_ATTRIBUTES,
    Direction,
    Domain,
    Terms,
    Trust,
    TrustAttribute,
    TrustKind,
    TrustType,
    declared,
    default_type,
    edge_ends,
    implied,
    is_transitive,
)

ROOT = Domain("root.example", "ROOT", "root.example")
CHILD = Domain("child.root.example", "CHILD", "root.example", "root.example")
LEAF = Domain("leaf.child.root.example", "LEAF", "root.example", "child.root.example")
TREE = Domain("tree.example", "TREE", "root.example")
OTHER = Domain("other.example", "OTHER", "other.example")
MIT = Domain("MIT.EXAMPLE", "MIT", "mit.example", realm=True)


@pytest.mark.parametrize(
    ("direction", "ends"),
    [
        (0, ()),
        (1, (("partner", "domain"),)),
        (2, (("domain", "partner"),)),
        (3, (("domain", "partner"), ("partner", "domain"))),
    ],
)
def test_trust_direction_values(direction: int, ends: tuple[tuple[str, str], ...]) -> None:
    """Fact trust-direction-values: outbound means that the domain in which it is read trusts the partner."""
    assert edge_ends("domain", "partner", Direction(direction)) == ends


@pytest.mark.parametrize(
    ("bit", "name"),
    [
        (0x1, "NON_TRANSITIVE"),
        (0x2, "UPLEVEL_ONLY"),
        (0x4, "QUARANTINED_DOMAIN"),
        (0x8, "FOREST_TRANSITIVE"),
        (0x10, "CROSS_ORGANIZATION"),
        (0x20, "WITHIN_FOREST"),
        (0x40, "TREAT_AS_EXTERNAL"),
        (0x80, "USES_RC4_ENCRYPTION"),
        (0x100, "USES_AES_KEYS"),
        (0x200, "CROSS_ORGANIZATION_NO_TGT_DELEGATION"),
        (0x400, "PIM_TRUST"),
        (0x800, "CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION"),
        (0x1000, "DISABLE_AUTH_TARGET_VALIDATION"),
    ],
)
def test_trust_attribute_values(bit: int, name: str) -> None:
    """Fact trust-attribute-values: the names of the bits."""
    assert TrustAttribute(bit).name == name


@pytest.mark.parametrize(("trust_type", "low_bits"), list(itertools.product(TrustType, range(0x80))))
def test_transitive_predicate(trust_type: TrustType, low_bits: int) -> None:
    """Fact transitive-predicate, over every combination of the bits that say what kind of trust it is."""
    stated = (low_bits & 0x20 != 0 or low_bits & 0x8 != 0) and low_bits & 0x1 == 0 and trust_type == 2
    assert is_transitive(TrustAttribute(low_bits), trust_type) is stated


@pytest.mark.parametrize("bit", [0x80, 0x100, 0x200, 0x400, 0x800, 0x1000])
@pytest.mark.parametrize(("base", "expected"), [(0x8, True), (0x20, True), (0x4, False), (0x9, False), (0x0, False)])
def test_transitivity_ignores_keys_and_delegation(bit: int, base: int, expected: bool) -> None:  # noqa: FBT001
    """Fact transitive-predicate: the higher bits say nothing about transitivity."""
    assert is_transitive(TrustAttribute(base | bit), TrustType.UPLEVEL) is expected


@pytest.mark.parametrize(
    ("kind", "trust_type", "bits", "transitive", "kerberos", "ntlm"),
    [
        (TrustKind.PARENT_CHILD, 2, 0x20, True, True, True),
        (TrustKind.TREE_ROOT, 2, 0x20, True, True, True),
        (TrustKind.SHORTCUT, 2, 0x20, True, True, True),
        (TrustKind.FOREST, 2, 0x8, True, True, True),
        (TrustKind.EXTERNAL, 2, 0x4, False, True, True),
        (TrustKind.REALM, 3, 0x1, False, True, False),
    ],
)
def test_trust_kinds(
    kind: TrustKind,
    trust_type: int,
    bits: int,
    transitive: bool,  # noqa: FBT001
    kerberos: bool,  # noqa: FBT001
    ntlm: bool,  # noqa: FBT001
) -> None:
    """Fact trust-kinds: the numbers of a new trust of each kind and what follows from them."""
    (edge,) = declared("a", "b", kind)
    assert (edge.trust_type, edge.attributes) == (trust_type, bits) == (default_type(kind), DEFAULT_ATTRIBUTES[kind])
    assert (edge.transitive, edge.kerberos, edge.ntlm) == (transitive, kerberos, ntlm)


@pytest.mark.parametrize(
    ("trust_type", "bits", "kerberos", "ntlm"),
    [
        (TrustType.DOWNLEVEL, 0x0, False, True),
        (TrustType.UPLEVEL, 0x0, True, True),
        (TrustType.UPLEVEL, 0x2, True, False),
        (TrustType.DOWNLEVEL, 0x2, False, False),
        (TrustType.MIT, 0x0, True, False),
        (TrustType.DCE, 0x0, False, False),
    ],
)
def test_what_an_edge_carries(trust_type: TrustType, bits: int, kerberos: bool, ntlm: bool) -> None:  # noqa: FBT001
    """Facts trust-type-values and trust-attribute-values (UPLEVEL_ONLY)."""
    edge = Trust("a", "b", TrustKind.EXTERNAL, TrustAttribute(bits), trust_type)
    assert (edge.kerberos, edge.ntlm) == (kerberos, ntlm)


def test_two_way_is_two_edges() -> None:
    """Fact two-way-is-two-edges: both ways, independent of each other."""
    edges = declared("A.Example", "b.example.", TrustKind.EXTERNAL, Direction.BIDIRECTIONAL)
    assert [(edge.trusting, edge.trusted) for edge in edges] == [("a.example", "b.example"), ("b.example", "a.example")]


def test_disabled_direction_keeps_both_edges_switched_off() -> None:
    """Direction 0 admits nobody, but an explanation can still show the trust."""
    edges = declared("a", "b", TrustKind.FOREST, Direction.DISABLED)
    assert [(edge.trusting, edge.enabled) for edge in edges] == [("a", False), ("b", False)]


@pytest.mark.parametrize(
    ("kind", "terms", "bits"),
    [
        (TrustKind.FOREST, Terms(selective=True), 0x18),
        (TrustKind.FOREST, Terms(transitive=False), 0x9),
        (TrustKind.FOREST, Terms(quarantined=True), 0xC),
        (TrustKind.EXTERNAL, Terms(quarantined=False), 0x0),
        (TrustKind.EXTERNAL, Terms(selective=True), 0x14),
        (TrustKind.REALM, Terms(transitive=True), 0x0),
        (TrustKind.SHORTCUT, Terms(uplevel_only=True), 0x22),
    ],
)
def test_terms_set_the_bits(kind: TrustKind, terms: Terms, bits: int) -> None:
    """What is said of a trust becomes its attributes; what is not said stays the kind's default."""
    assert terms.attributes(kind) == bits


@pytest.mark.parametrize(
    ("kind", "selective", "quarantined"),
    [
        (TrustKind.FOREST, True, True),
        (TrustKind.EXTERNAL, True, True),
        (TrustKind.SHORTCUT, False, False),
        (TrustKind.PARENT_CHILD, False, False),
        (TrustKind.REALM, False, True),
    ],
)
def test_selective_and_quarantine_matter_between_forests(
    kind: TrustKind,
    selective: bool,  # noqa: FBT001
    quarantined: bool,  # noqa: FBT001
) -> None:
    """Facts selective-authentication (forest and external only) and sid-filtering (nothing inside a forest)."""
    (edge,) = declared("a", "b", kind, terms=Terms(selective=True, quarantined=True))
    assert (edge.selective, edge.quarantined) == (selective, quarantined)


def test_terms_reach_the_edges() -> None:
    """Type, state and breakage of the terms are those of every edge."""
    terms = Terms(trust_type=TrustType.DOWNLEVEL, enabled=False, broken=True)
    (edge,) = declared("a", "b", TrustKind.EXTERNAL, Direction.INBOUND, terms)
    assert edge == Trust(
        "b", "a", TrustKind.EXTERNAL, TrustAttribute(4), TrustType.DOWNLEVEL, enabled=False, broken=True
    )


def test_forest_is_trees() -> None:
    """Fact forest-is-trees: parent-child and tree-root trusts, both ways, and nothing between forests or to realms."""
    found = [edge.key for edge in implied([ROOT, CHILD, LEAF, TREE, OTHER, MIT])]
    pairs = [(CHILD, ROOT, "parent-child"), (LEAF, CHILD, "parent-child"), (TREE, ROOT, "tree-root")]
    assert found == [key for a, b, kind in pairs for key in ((a.dns, b.dns, kind), (b.dns, a.dns, kind))]
    assert all(edge.transitive for edge in implied([ROOT, CHILD, TREE]))


def test_names_are_folded() -> None:
    """Nodes are lower case, whatever the file says."""
    domain = Domain("Child.Root.Example.", "CHILD", "ROOT.example", "Root.Example")
    assert (domain.dns, domain.forest, domain.parent) == ("child.root.example", "root.example", "root.example")
    assert (domain.netbios, domain.is_forest_root, ROOT.is_forest_root, MIT.is_forest_root) == (
        "CHILD",
        False,
        True,
        False,
    )
