"""The rungs about a caller who is known by now: whether it may log on over the network, and what it lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import caller, mechanism, who
from simcom.rules.logon.layers import surfaced
from simcom.rules.steps import fails, holds, notes
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key
from simcom.vocabulary.rulings import Side, Stage, Step

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

SERVER = {"stage": Stage.AUTHENTICATE, "side": Side.SERVER}
_RIGHT, _CAUSE = "network-logon-right", "logon_type_not_granted"

_TAKEN = {
    "sid-filtering": "a trust on the way lets only its own side's groups through",
    "uac-remote-token-filter": "a local administrator from the network arrives without it (LocalAccountTokenFilterPolicy is not 1)",
}


@models("network-logon-right")
def network_logon_right(facts: CallFacts) -> Step | None:
    """Ask whether the caller, now known, may log on over the network at all; silent where nothing is declared."""
    rights = facts.logon.rights
    asked = not facts.local and mechanism(facts) is not None and facts.logon.established is None
    if not asked or (rights.allowed is None and not rights.denied):
        return None
    name, where = caller(facts).name, f"over the network on {facts.server_machine.name}"
    objection = _objection(facts)
    if not objection:
        return holds(_RIGHT, f"{name} may log on {where}", who(facts), **SERVER)
    code = surfaced(_CAUSE, kerberos=False, assume=facts.assume)
    more = {"cause": _CAUSE, "remedy": "grant SeNetworkLogonRight, or end the denial", "disputed": "L-20"}
    return fails(_RIGHT, code, f"{name} may not log on {where}: {objection}", who(facts), **SERVER, **more)


def _objection(facts: CallFacts) -> str:
    """Return which entry of the two rights keeps the caller out, or an empty text; a denial counts before a grant."""
    rights, mine = facts.logon.rights, caller(facts).token.principals()
    denied = next((name for name in rights.denied if key(name) in mine), None)
    if denied is not None:
        return f"{denied} is denied it"
    admitted = rights.allowed is None or any(key(name) in mine for name in rights.allowed)
    return "" if admitted else "no entry of the right admits it"


@models("sid-filtering", "uac-remote-token-filter")
def groups_lost(facts: CallFacts) -> Step | None:
    """Note the groups that the caller has at home and not here, since an access list may wait for them in vain."""
    lost = () if facts.local or mechanism(facts) is None else caller(facts).token.lost
    if not lost:
        return None
    rules = tuple(dict.fromkeys(rule for _, rule in lost))
    names = ", ".join(group for group, _ in lost)
    because = f"{caller(facts).name} arrives without {names}: " + "; ".join(_TAKEN[rule] for rule in rules)
    return notes(rules[0], because, who(facts), **SERVER, also=rules[1:])
