"""What is said of a ping that was answered, and of an object that nobody holds any more.

Source: [MS-DCOM] 3.1.1.6.2 (the exporter's part), 3.1.2.5.1.2 and 3.1.2.5.1.3 (answers to pings), 3.1.2.6 (the timer of a set).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails, holds, notes
from simcom.vocabulary.rulings import Ruling, Side, Stage

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Step

WHERE = {"stage": Stage.LIFETIME, "side": Side.SERVER}
ANEW = "none is needed: the client's next tick makes a new set"
EXPIRED, TAKEN_OUT, NEVER_PINGED, LEFT = "expired", "taken out", "never pinged", "left"
"""Why a resolver stops counting a reference: no ping came any more; a ping took it out; none ever came; its machine's own process ended."""

_WHY: dict[str, tuple[str, tuple[str, ...]]] = {
    EXPIRED: ("the pings of {holder} have stayed away for {time_out:g} s: its set is given up", ("rundown-latency",)),
    TAKEN_OUT: (
        "no process of {holder} holds it any more, and its ping has taken it out of the set",
        ("rundown-process-vs-machine", "ping-delta"),
    ),
    NEVER_PINGED: (
        "{holder} never pinged it: Windows counts {time_out:g} s from the marshalling, as if a set had been there",
        ("rundown-never-pinged",),
    ),
    LEFT: ("the last process of {holder} that held it has ended, which its own resolver notices at once", ()),
}


def ping_answered(answer: str, *, first: bool) -> Step:
    """Return what a resolver says to a ping that reached it; ``first``: it makes the set."""
    rule, also = "ping-server-rules", (("ping-first",) if first else ())
    if answer == "OR_INVALID_SET":
        because = "the resolver knows no such set: it gave the set up, or its machine has restarted since"
        return fails(rule, answer, because, **WHERE, remedy=ANEW)
    if answer == "OR_INVALID_OID":
        because = "the timer starts again, but some of the objects are not known any more"
        return fails(rule, answer, because, **WHERE, remedy="activate the lost objects again")
    because = "the resolver makes the set and starts its timer" if first else "the set's timer starts again"
    return holds(rule, because, **WHERE, also=also)


def run_down(path: str, why: str, holder: str, time_out_s: float, *, spared: bool) -> Ruling:
    """Rule on the reclaiming of an object, for a reason that took the last reference from ``holder``.

    ``spared``: it was to be reclaimed before, and a call had come just then.
    """
    text, also = _WHY[why]
    held = fact("last holder", holder)
    grace = "the order to reclaim it was ignored before, since it had been called within the last ping period"
    noted = (notes("rundown-grace", grace, **WHERE),) if spared else ()
    because = f"{text.format(holder=holder, time_out=time_out_s)}; nobody else holds {path}, and it is reclaimed"
    return Ruling((*noted, holds("rundown", because, held, **WHERE, also=also)))
