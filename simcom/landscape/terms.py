"""What may be said of a declared trust besides its ends, kind and direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.landscape.kinds import DEFAULT_ATTRIBUTES, TrustAttribute

if TYPE_CHECKING:
    from simcom.landscape.kinds import TrustKind, TrustType


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a declared trust; None means the kind's default.

    `transitive` True helps forest and realm trusts alone: no setting makes an external trust transitive. `tgt_delegation`
    is the switch for forwarding tickets over the trust, `suffixes` and `excluded` are the DNS suffixes routed to the
    trusting side and those taken out again. Both edges of a two-way trust get the same terms; declare two one-way trusts
    where the sides differ (fact tdo-per-side).
    """

    selective: bool | None = None
    quarantined: bool | None = None
    transitive: bool | None = None
    uplevel_only: bool | None = None
    trust_type: TrustType | None = None
    enabled: bool = True
    broken: bool = False
    tgt_delegation: bool | None = None
    suffixes: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()

    def attributes(self, kind: TrustKind) -> TrustAttribute:
        """Return the trust attributes these terms give a trust of the kind."""
        wanted = (
            (TrustAttribute.CROSS_ORGANIZATION, self.selective),
            (TrustAttribute.QUARANTINED_DOMAIN, self.quarantined),
            (TrustAttribute.NON_TRANSITIVE, _not(self.transitive)),
            (TrustAttribute.UPLEVEL_ONLY, self.uplevel_only),
            (TrustAttribute.CROSS_ORGANIZATION_ENABLE_TGT_DELEGATION, self.tgt_delegation),
            (TrustAttribute.CROSS_ORGANIZATION_NO_TGT_DELEGATION, _not(self.tgt_delegation)),
        )
        attributes = DEFAULT_ATTRIBUTES[kind]
        for bit, on in wanted:
            attributes = attributes if on is None else (attributes | bit if on else attributes & ~bit)
        return attributes


USUAL = Terms()
"""The terms of a trust of which nothing was said."""


def _not(wanted: bool | None) -> bool | None:  # noqa: FBT001  (a value, not a switch)
    return None if wanted is None else not wanted
