"""An activation that has reached the server's resolver: the facts, and who the resolver saw at which attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simcom.rules.steps import fact

if TYPE_CHECKING:
    from simcom.vocabulary.activation import ActivationFacts
    from simcom.vocabulary.facts import Caller
    from simcom.vocabulary.rulings import Input, Step


@dataclass(frozen=True, slots=True)
class Arrival:
    """The facts of an activation, the attempt that got through (from 0), and the ``caller`` whom the resolver saw at it.

    ``failed`` is what the first attempt failed for, ``None`` if it got through.
    """

    facts: ActivationFacts
    attempt: int
    caller: Caller
    failed: Step | None = None

    @property
    def anonymous(self) -> bool:
        """Whether the resolver knows nobody's name."""
        return self.caller.mechanism is None

    @property
    def retried(self) -> bool:
        """Whether this is the attempt without security that follows failed ones (`act.scm-fallback`)."""
        return self.attempt > 0 and self.anonymous

    @property
    def machine(self) -> str:
        """The name of the server's machine."""
        return self.facts.server_machine.name

    def denied(self) -> tuple[str, str]:
        """Return the status of a refusal and the disputed point behind it (`H16`, `L-28`)."""
        assume = self.facts.assume
        return (assume.activation_refused, "H16") if self.retried else (assume.access_denied, "")

    def inputs(self) -> tuple[Input, ...]:
        """Return who arrives, with its groups, as inputs of a step."""
        groups = ", ".join(self.caller.token.groups) or "none"
        return fact("caller", self.caller.name), fact("groups", groups)
