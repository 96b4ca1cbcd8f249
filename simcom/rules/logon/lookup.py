"""Whose accounts NTLM looks a name up in, and as whom that makes the caller arrive.

Source: SupportArticles ntlm-user-authentication.md (KB 102716); win32 ntlmssp.md, localservice-account.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.eras import BEFORE_VISTA
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import SYSTEM

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts


@models("localservice-on-network", "localsystem-ntlm-legacy", "anonymous-ntlm", "builtin-accounts-in-workgroup")
def without_name(facts: CallFacts) -> bool:
    """Tell whether the exchange carries an empty name: LOCAL SERVICE always, SYSTEM before Windows 7."""
    old = facts.client_machine.windows in BEFORE_VISTA
    return facts.account.home == "anonymous" or (SYSTEM in (facts.logon.builtin, facts.account.name) and old)


@models("ntlm-routing-rule", "workgroup-machine", "ntlm-direction")
def asks_domain(facts: CallFacts) -> bool:
    """Tell whether a domain answers for the name: the server is joined, the name is not its own, and a route carries NTLM."""
    account = facts.account
    routed = account.home == "domain" and account.route is not None and account.ntlm
    return routed and facts.server_machine.joined and not without_name(facts)


def own(facts: CallFacts) -> bool:
    """Tell whether the caller is an account of the server machine itself."""
    return facts.account.home == "server"


@models("mirrored-accounts", "trust.ntlm-matching-account", "ntlm-no-local-fallback-if-trusted")
def mirrored(facts: CallFacts) -> bool:
    """Tell whether the server looks the name up among its own accounts because no domain answers for it, and has one of that name."""
    return not (own(facts) or asks_domain(facts) or without_name(facts)) and facts.account.mirror is not None


@models("guest-fallback", "guest-token")
def as_guest(facts: CallFacts) -> bool:
    """Tell whether the caller becomes Guest: all local accounts do, or none has its name and Guest is open."""
    local = not (asks_domain(facts) or without_name(facts))
    policies = facts.logon.policies
    return local and (policies.guest_only or (policies.guest and not own(facts) and not mirrored(facts)))


def strangers(facts: CallFacts) -> bool:
    """Tell whether client and server are in domains that do not trust each other."""
    return facts.account.home == "domain" and facts.server_machine.joined and facts.account.route is None
