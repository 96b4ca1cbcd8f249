"""The numbers of a trust object and what they mean: kind, direction, type, attributes, transitivity."""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum

from simcom.vocabulary.citations import models


@models("trust-kinds")
class TrustKind(StrEnum):
    """The kinds of trust, in the order in which parallel trusts are preferred (fact trust-kinds)."""

    PARENT_CHILD = "parent-child"
    TREE_ROOT = "tree-root"
    SHORTCUT = "shortcut"
    FOREST = "forest"
    EXTERNAL = "external"
    REALM = "realm"


class Direction(IntEnum):
    """`trustDirection` as read in one domain about its partner (fact trust-direction-values)."""

    DISABLED = 0
    INBOUND = 1
    OUTBOUND = 2
    BIDIRECTIONAL = 3


@models("trust-type-values")
class TrustType(IntEnum):
    """`trustType` of a trust object (fact trust-type-values)."""

    DOWNLEVEL = 1
    UPLEVEL = 2
    MIT = 3
    DCE = 4


@models("trust-attribute-values")
class TrustAttribute(IntFlag):
    """`trustAttributes` of a trust object (fact trust-attribute-values)."""

    NON_TRANSITIVE = 0x1
    UPLEVEL_ONLY = 0x2
    QUARANTINED_DOMAIN = 0x4
    FOREST_TRANSITIVE = 0x8
    CROSS_ORGANIZATION = 0x10
    WITHIN_FOREST = 0x20
    TREAT_AS_EXTERNAL = 0x40
    USES_RC4_ENCRYPTION = 0x80
    USES_AES_KEYS = 0x100
    CROSS_ORGANIZATION_NO_TGT_DELEGATION = 0x200
    PIM_TRUST = 0x400
    CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION = 0x800
    DISABLE_AUTH_TARGET_VALIDATION = 0x1000


_WITHIN, _BEYOND = TrustAttribute.WITHIN_FOREST, TrustAttribute.FOREST_TRANSITIVE
_ONWARD, _STOP = int(_WITHIN | _BEYOND), int(TrustAttribute.NON_TRANSITIVE)

DEFAULT_ATTRIBUTES: dict[TrustKind, TrustAttribute] = {
    TrustKind.PARENT_CHILD: _WITHIN,
    TrustKind.TREE_ROOT: _WITHIN,
    TrustKind.SHORTCUT: _WITHIN,
    TrustKind.FOREST: _BEYOND,
    TrustKind.EXTERNAL: TrustAttribute.QUARANTINED_DOMAIN,
    TrustKind.REALM: TrustAttribute.NON_TRANSITIVE,
}
"""The attributes Windows gives a new trust of each kind (fact trust-kinds)."""


@models("transitive-predicate")
def is_transitive(attributes: TrustAttribute, trust_type: TrustType) -> bool:
    """Whether the numbers of a trust object make it transitive (fact transitive-predicate).

    An external trust has neither forest bit and so is not, although its NON_TRANSITIVE bit is clear.
    """
    bits = int(attributes)  # plain ints, because thousands of trusts are looked at whenever one changes
    return bool(bits & _ONWARD) and not bits & _STOP and trust_type is TrustType.UPLEVEL


def default_type(kind: TrustKind) -> TrustType:
    """Return the trust type Windows gives a new trust of this kind (fact trust-kinds)."""
    return TrustType.MIT if kind is TrustKind.REALM else TrustType.UPLEVEL
