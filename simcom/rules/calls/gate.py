"""What a method's own code demands of its caller once COM has let it in; WMI's namespaces are the best known case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import caller
from simcom.rules.steps import fact, fails, holds
from simcom.vocabulary.citations import models
from simcom.vocabulary.identities import key
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Step

DISPATCH = {"stage": Stage.DISPATCH, "side": Side.SERVER}


@models("W5", "W7")
def gate_passes(facts: CallFacts) -> Step | None:
    """Hold the caller to what the method demands: a level that arrives, and a name or group it must be one of."""
    gate = facts.gate
    if gate is None:
        return None
    arrived = caller(facts)
    shows = AuthnLevel.show(arrived.authn_level)
    if arrived.authn_level < gate.authn_level:
        least = AuthnLevel.show(gate.authn_level)
        because = f"the method takes calls at {least} or more, and this one arrives at {shows}"
        remedy = f"raise the proxy to {least}"
        level, more = fact("call's level", shows), {"also": ("W7",), "remedy": remedy, "refuses": True}
        return fails("W5", gate.hresult, because, level, **DISPATCH, **more)
    seen = (fact("caller", arrived.name), fact("members", ", ".join(gate.members) or "anybody"))
    mine = arrived.token.principals()
    if gate.members and not any(key(name) in mine for name in gate.members):
        because = f"{arrived.name} is none of those whom the method serves; COM had let it in"
        remedy = f"grant {arrived.name} what the method asks for: be {_one_of(gate.members)}"
        return fails("W7", gate.hresult, because, *seen, **DISPATCH, remedy=remedy, refuses=True)
    return holds(
        "W7", f"{arrived.name} may use the method: COM's checks and the method's own are two gates", *seen, **DISPATCH
    )


def _one_of(members: tuple[str, ...]) -> str:
    """Return whom a method serves, in words; they may be accounts as well as groups."""
    return members[0] if len(members) == 1 else f"one of {', '.join(members)}"
