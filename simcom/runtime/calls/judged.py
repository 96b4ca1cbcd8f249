"""What is decided of a call: the facts it was judged by, the ruling on them, and the parts of its row that follow from both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simcom.rules.activation.events import call_events
from simcom.rules.calls.authentication import caller, unauthenticated
from simcom.rules.ladder import judge_call
from simcom.rules.logon.exchanges import authentication
from simcom.runtime.calls.logons import proved

if TYPE_CHECKING:
    from simcom.vocabulary.blankets import Blanket, Origins
    from simcom.vocabulary.facts import Caller, CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Judged:
    """A call's facts, the ruling on them, and how far the proof of the caller went (``None``: nobody was to be proved)."""

    facts: CallFacts
    ruling: Ruling
    said: Authentication | None


def unchanged(before: CallFacts, now: CallFacts) -> bool:
    """Tell whether facts would be judged in the same words: equal, and the machines' values from the same places of the file."""
    return before == now and _places(before) == _places(now)


def _places(facts: CallFacts) -> tuple[Origins, Origins]:
    return facts.client_machine.origins, facts.server_machine.origins


def judge(facts: CallFacts) -> Judged:
    """Judge a call, and ask how far the proof of its caller went."""
    ruling = judge_call(facts)
    return Judged(facts, ruling, proved(facts, ruling))


def timeless(judged: Judged) -> bool:
    """Tell whether a decision stands until the world moves: nobody had to be proved, or a context has done so for good."""
    facts, said = judged.facts, judged.said
    if said is not None:
        return said.reused
    return authentication(facts) is None and not (facts.local and facts.blanket.identity)


def shown(judged: Judged, blanket: Blanket) -> dict[str, Any]:
    """Return the parts of a row that follow from what was judged; ``blanket`` are the settings the call was made with."""
    facts, ruling, said = judged.facts, judged.ruling, judged.said
    seen = ruling.value or caller(facts)
    return {
        "ruling": ruling,
        "effective": _used(blanket, facts, seen),
        "mechanism": seen.mechanism,
        "caller": ruling.value,
        "authentication": said,
        "events": call_events(facts, ruling),
    }


def _used(blanket: Blanket, facts: CallFacts, seen: Caller) -> Blanket:
    """Return the blanket as the call really used it."""
    return replace(
        blanket,
        authn_svc=seen.authn_svc if facts.local else blanket.authn_svc,
        authn_level=seen.authn_level if seen.mechanism or unauthenticated(facts) else blanket.authn_level,
        imp_level=seen.imp_level,
    )
