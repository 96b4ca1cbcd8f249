"""One activation: what is decided of it, by its client's side when it sends and by the server's side when the request is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.activation.events import activation_events
from simcom.rules.ladder import judge_activation
from simcom.rules.transport.messages import activation_messages
from simcom.runtime.activation import pacing
from simcom.runtime.activation.launching import instance, server_of
from simcom.runtime.gather.activation import activation_facts, attempted

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.runtime.activation.launching import Server
    from simcom.runtime.gather.activation import Errand, Try
    from simcom.runtime.liveness.pingsets import PingSet
    from simcom.runtime.process import ComProcess
    from simcom.runtime.proxy import ComObject
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationFacts, ActivationRequest
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.messages import Event, Message
    from simcom.vocabulary.rulings import Ruling

    Give = Callable[["Activation", ComProcess], None]
    """What makes the object that is asked for in the process that serves it, and marshals what is asked for of it."""


@dataclass(slots=True, eq=False)
class Activation:
    """An activation under way. ``settings`` is the ruling on how it goes out, ``step`` its row.

    ``ruling`` and ``facts`` are those of the latest look, by the client's side when it sends or by the server's side later; ``epoch`` was
    the world's when it was sent. ``lost`` says how it was lost on the road, in the words of ``reach.interrupted``; empty: it was not.

    The rest is the server's side's. ``give`` makes the object, and what came of it are the ``process`` that serves it, the object,
    what ``failed`` while it was marshalled, and the ``promise`` by which its resolver counts the client until that one has the reference.
    ``starting`` tells that a server is waited for just now, ``alone`` that the client waits no more, ``left`` is what the server's side
    said in the end.
    """

    world: World
    errand: Errand
    request: ActivationRequest
    settings: Ruling
    step: str
    tries: tuple[Try, ...]
    facts: ActivationFacts
    ruling: Ruling
    epoch: int
    give: Give
    lost: str = ""
    process: ComProcess | None = None
    target: ComObject | None = None
    failed: Ruling | None = None
    promise: PingSet | None = None
    starting: bool = False
    alone: bool = False
    left: Ruling | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """What both machines write to their event logs, as far as is known now: by the server's side's word if it has given one."""
        return activation_events(self.facts, self.left or self.ruling)

    @property
    def made(self) -> tuple[Try, ...]:
        """The attempts that are made; none where the other machine's resolver is never asked for anything but whether it is there."""
        return () if pacing.unasked(self.ruling) else made(self.tries)

    @property
    def server(self) -> Server:
        """What serves the class, as the server's machine is now."""
        return server_of(self.world, self.errand.far.machine, self.request.class_)

    def look(self, tries: tuple[Try, ...]) -> None:
        """Let the server's side gather what there is to know at this moment, and judge; how the request came stays as it was."""
        now = _gathered(self.world, self.errand, self.request, self.settings, tries)
        now = replace(now, warm=self.facts.warm, resolver=self.facts.resolver)
        if tries is not self.tries or now != self.facts:
            self.tries = tries
            self.conclude(now)

    def conclude(self, facts: ActivationFacts) -> None:
        """Judge anew what is known better now."""
        self.facts, self.ruling = facts, judge_activation(facts, self.settings)

    def messages(self) -> tuple[Message, ...]:
        """Return what travels, as far as is known now."""
        return activation_messages(self.facts, self.ruling, tuple(item.judged.said for item in self.made))


def begun(world: World, one: Errand, request: ActivationRequest, settings: Ruling, step: str, give: Give) -> Activation:
    """Return an activation as its client's side decides it."""
    tries = attempted(world, one, settings.value.attempts)
    facts = _gathered(world, one, request, settings, tries)
    ruling = judge_activation(facts, settings)
    return Activation(world, one, request, settings, step, tries, facts, ruling, world.epoch, give)


def _gathered(
    world: World, one: Errand, request: ActivationRequest, settings: Ruling, tries: tuple[Try, ...]
) -> ActivationFacts:
    """Gather the facts of an activation."""
    serves = server_of(world, one.far.machine, request.class_)
    facts = activation_facts(world, one, request, settings.value, tries, serves, caller_of(tries))
    return replace(facts, server=running_security(world, one, serves, tries))


def running_security(world: World, one: Errand, serves: Server, tries: tuple[Try, ...]) -> ProcessSecurity | None:
    """Return the security of the instance that would be given out, ``None`` if none runs or it is not initialised."""
    found = instance(world, one.far, serves, caller_of(tries))
    return found.security if found else None


def made(tries: tuple[Try, ...]) -> tuple[Try, ...]:
    """Return the attempts that count: up to the first whose caller is authenticated, or comes as nobody."""
    passed = next((place for place, item in enumerate(tries) if item.judged.ruling.ok), len(tries))
    return tries[: passed + 1]


def caller_of(tries: tuple[Try, ...]) -> str:
    """Return whom the server's machine sees, an empty text if nobody arrives."""
    seen = made(tries)[-1].judged.ruling.value
    return seen.name if seen else ""
