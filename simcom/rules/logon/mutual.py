"""Mutual authentication: whether the mechanism proves the server to the client, where the client asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.trouble import Trouble
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts


@models("nego-must-not-fall-back", "coinitsec.caps.mutual-auth-ignored")
def demanded(facts: CallFacts) -> bool:
    """Tell whether the proxy demands mutual authentication; the process's own flag never reaches a proxy."""
    return bool(facts.blanket.capabilities & Eoac.MUTUAL_AUTH) and facts.assume.mutual_auth == "demanded"


@models("ntlm-protection")
def server_unproved(facts: CallFacts) -> Trouble | None:
    """Refuse NTLM where the proxy demands mutual authentication: over the network it cannot prove the server's identity."""
    if not demanded(facts):
        return None
    because = (
        f"the proxy demands mutual authentication, and NTLM does not prove {facts.server_machine.name} to the client"
    )
    remedy = "use Kerberos or Negotiate, or do without EOAC_MUTUAL_AUTH"
    return Trouble("mutual_auth_failed", "ntlm-protection", because, also=("nego-must-not-fall-back",), remedy=remedy)
