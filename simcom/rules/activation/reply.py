"""What comes back of an activation: the interfaces, and what does not come along with them.

Source: [MS-DCOM] 2.2.22.2.9, 3.1.2.5.2.3.1; sdk-api nf-combaseapi-cocreateinstanceex.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.activation.launching import run_as
from simcom.rules.activation.reaching import method
from simcom.rules.steps import fact, fails, holds, notes
from simcom.vocabulary.activation import Activated
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Side, Stage

if TYPE_CHECKING:
    from simcom.rules.activation.arrived import Arrival
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.rulings import Step

OBJECT, CLASS_OBJECT = ("IUnknown",), ("IUnknown", "IClassFactory")
"""What every object, and every class object, has."""

DISPATCH = {"stage": Stage.DISPATCH, "side": Side.SERVER}


def given(facts: ActivationFacts) -> tuple[str, ...]:
    """Return the interfaces asked for that the object, or the class object, has."""
    has = CLASS_OBJECT if facts.request.factory else (*OBJECT, *facts.application.supports)
    return tuple(name for name in facts.request.interfaces if name in has)


@models("act-partial-interfaces")
def some_interface(arrival: Arrival) -> Step | None:
    """Refuse where the object has none of the interfaces asked for."""
    facts = arrival.facts
    if given(facts) or not facts.request.interfaces:
        return None
    because = f"{facts.application.class_} has none of the interfaces asked for: {', '.join(facts.request.interfaces)}"
    remedy = "ask for an interface of the class"
    return fails("act-partial-interfaces", "E_NOINTERFACE", because, **DISPATCH, remedy=remedy)


@models("negotiation.activation-settings-do-not-carry", "O10")
def settings_stay_behind(arrival: Arrival) -> Step | None:
    """Note that the proxies get the negotiated defaults, whatever COAUTHINFO said."""
    if arrival.facts.request.auth_info is None:
        return None
    because = "COAUTHINFO ends with the activation: the proxies get what the two processes negotiate"
    return notes("negotiation.activation-settings-do-not-carry", because, **DISPATCH, also=("O10",))


@models("act-sequence", "act-partial-interfaces", "act-method-choice")
def answered(arrival: Arrival) -> Step:
    """Say what came back; where some of several interfaces are missing that is a success of its own, CO_S_NOTALLINTERFACES."""
    facts = arrival.facts
    got = given(facts)
    seen = fact("caller", arrival.caller.name)
    what = "its class object" if facts.request.factory else "an object"
    because = (
        f"{method(facts)} gives {what} of {facts.application.class_}: {', '.join(got) or 'no interface was asked for'}"
    )
    missing = [name for name in facts.request.interfaces if name not in got]
    if not missing:
        return holds("act-sequence", because, seen, **DISPATCH, also=("act-method-choice",))
    because += f"; it does not have {', '.join(missing)}"
    return holds("act-partial-interfaces", because, seen, **DISPATCH, hresult="CO_S_NOTALLINTERFACES")


def activated(arrival: Arrival, *, ok: bool) -> Activated:
    """Return what an activation gave; of a refused one, whom the resolver saw at which attempt."""
    if not ok:
        return Activated(arrival.caller, arrival.attempt, launched=False, run_as="", interfaces=())
    launch = not arrival.facts.application.running
    return Activated(arrival.caller, arrival.attempt, launch, run_as(arrival), given(arrival.facts))
