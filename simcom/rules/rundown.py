"""What is said of a ping that was answered, and of an object that nobody holds any more.

Source: [MS-DCOM] 3.1.1.6.2 (the exporter's part), 3.1.2.5.1.2 and 3.1.2.5.1.3 (answers to pings), 3.1.2.6 (the timer of a set).
"""

from __future__ import annotations

from dataclasses import dataclass
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

_IN_VAIN = {
    EXPIRED: "its set is given up {time_out:g} s after the last that did",
    NEVER_PINGED: "it has no set, and Windows counts {time_out:g} s from the marshalling as if there had been one",
}
"""What happens where pings were sent in vain."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Pings that were sent and did not count: how many since the last that did, and what stopped each attempt of the latest."""

    times: int
    checks: tuple[Step, ...]

    def because(self, holder: str) -> str:
        """Return whose pings they were and why they did not count, in words."""
        one = self.times == 1
        pings = f"one ping of {holder} was" if one else f"{self.times} pings of {holder} were"
        why = ", and the attempt after it because ".join(check.because for check in self.checks)
        return f"{pings} sent and did not count, {'' if one else 'the last '}because {why}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the checks go by."""
        return tuple(dict.fromkeys(one.rule for one in self.checks))

    @property
    def remedy(self) -> str:
        """What would let the pings through, and what is to be done then."""
        cures = ", or ".join(one.remedy for one in self.checks if one.remedy)
        return f"{cures}; then activate the object again" if cures else ""


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


def run_down(
    path: str, why: str, holder: str, time_out_s: float, *, spared: bool, refused: Refused | None = None
) -> Ruling:
    """Rule on the reclaiming of an object, for a reason that took the last reference from ``holder``.

    ``spared``: it was to be reclaimed before, and a call had come just then. ``refused`` are pings that the holder had sent in vain.
    """
    text, also = _WHY[why]
    vain = refused if why in _IN_VAIN else None
    held = fact("last holder", holder)
    grace = "the order to reclaim it was ignored before, since it had been called within the last ping period"
    noted = (notes("rundown-grace", grace, **WHERE),) if spared else ()
    reason = text.format(holder=holder, time_out=time_out_s)
    if vain is not None:
        also = (*also, *vain.rules)
        reason = f"{vain.because(holder)}; {_IN_VAIN[why].format(time_out=time_out_s)}"
    because = f"{reason}; nobody else holds {path}, and it is reclaimed"
    remedy = vain.remedy if vain else ""
    return Ruling((*noted, holds("rundown", because, held, **WHERE, also=also, remedy=remedy)))
