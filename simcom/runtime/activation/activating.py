"""One activation on its way: what is decided of it, how its time passes, and what comes of it on the server's machine.

The client's side decides when it sends; the server's side when the request is there, with the facts of that moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.ladder import judge_activation
from simcom.rules.reach import interrupted
from simcom.rules.transport.messages import activation_messages
from simcom.runtime.activation import pacing
from simcom.runtime.activation.launching import given_out, instance, launch, server_of
from simcom.runtime.calls.arrival import for_access
from simcom.runtime.gather.activation import activation_facts, attempted, judged, tried
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Ruling, Stage

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.activation.launching import Server
    from simcom.runtime.gather.activation import Errand, Try
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.world import World
    from simcom.vocabulary.activation import ActivationFacts, ActivationRequest
    from simcom.vocabulary.blankets import ProcessSecurity
    from simcom.vocabulary.messages import Message


@dataclass(slots=True, eq=False)
class Activation:
    """An activation under way. ``settings`` is the ruling on how it goes out, ``step`` its row.

    ``ruling`` and ``facts`` are those of the latest look, by the client's side when it sends or by the server's side later; ``epoch`` was
    the world's when it was sent. ``lost`` says how it was lost on the road, in the words of ``reach.interrupted``; empty: it was not.
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
    lost: str = ""

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


def begun(world: World, one: Errand, request: ActivationRequest, settings: Ruling, step: str) -> Activation:
    """Return an activation as its client's side decides it."""
    tries = attempted(world, one, settings.value.attempts)
    facts = _gathered(world, one, request, settings, tries)
    return Activation(world, one, request, settings, step, tries, facts, judge_activation(facts, settings), world.epoch)


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


def travel(way: Activation, thread: Thread) -> Generator[simpy.Event, None, ComProcess | None]:
    """Let an activation's time pass; return the process that serves the object, ``None`` if it failed or was lost on the road."""
    work = _there_and_back(way)
    process: ComProcess | None
    process, lost = yield from pacing.guarded(way.world, thread, way.tries[-1].proxy, work)
    way.lost = way.lost or lost
    if way.lost:
        kept = tuple(step for step in way.ruling.steps if not step.stops)
        way.ruling = Ruling((*kept, interrupted(way.lost)), way.ruling.value)
        return None
    return process


@models("act-sequence", "act-remote-machine-cache", "actor-local-resolver-relays")
def _there_and_back(way: Activation) -> Generator[simpy.Event, None, ComProcess | None]:
    """Let the messages of an activation go out and come back; return the process that serves the object, if there is one.

    The name of a machine that answers is kept; one that does not is given up after a while, and forgotten.
    """
    world, one = way.world, way.errand
    if pacing.unreached(way.ruling, way.facts.resolver):
        yield from pacing.lose(world, way.facts.resolver)
        one.near.forget(one.name, one.far)
        return None
    logons = pacing.logons(way.made) if not one.local else []
    before, asks = pacing.split(way.messages())
    if before or asks:
        yield from pacing.ask_for_tickets(world, logons)
    yield from pacing.travel(world, one, before)
    if before and not one.local:
        one.near.remember(one.name)
    if not asks or (yield from _held_up(way)):
        return None
    yield pacing.half(world, one)
    yield from pacing.validate(world, one, logons)
    pacing.reached(one, way.made)
    process = yield from _served(way)
    if (yield from _held_up(way)):
        return None
    yield pacing.half(world, one)
    return process


def _held_up(way: Activation) -> Generator[simpy.Event, None, bool]:
    """Wait where the road is cut; tell whether the activation is lost by that."""
    way.lost = yield from pacing.held_up(way.world, way.tries[-1].proxy)
    return bool(way.lost)


def _served(way: Activation) -> Generator[simpy.Event, None, ComProcess | None]:
    """Let the server's machine check the request, which has arrived now, and find or start a server for it."""
    tries = way.tries
    if way.world.epoch != way.epoch:
        arrived = tuple(_arrived(way, item) for item in made(tries))
        tries = attempted(way.world, way.errand, way.settings.value.attempts, before=arrived)
    way.look(tries)
    caller, world, far, ended = caller_of(way.tries), way.world, way.errand.far, False
    if way.ruling.ok and way.facts.application.running:
        process = instance(world, far, way.server, caller)
    elif way.ruling.ok or _starts_in_vain(way):
        process, ended = yield from launch(
            world, far, way.server, way.facts.application, caller, way.facts.timeout_s, way.step
        )
    else:
        return None
    return _found(way, process, ended=ended)


def _found(way: Activation, process: ComProcess | None, *, ended: bool) -> ComProcess | None:
    """Judge with what has become of the server: one that ended while it started has not registered, one that runs has an access list."""
    if process is None:
        if ended:
            way.conclude(replace(way.facts, application=replace(way.facts.application, ended=True)))
        return None
    if way.facts.server is not process.security:
        way.conclude(replace(way.facts, server=process.security))
    if not way.ruling.ok:
        return None
    given_out(way.errand.far, process)
    return process


def _starts_in_vain(way: Activation) -> bool:
    """Tell whether a server is started although it will not register in time."""
    last, app = way.ruling.decisive, way.facts.application
    return last.stage is Stage.START_SERVER and last.hresult == "CO_E_SERVER_EXEC_FAILURE" and app.starts


def _arrived(way: Activation, sent: Try) -> Try:
    """Return a call to the resolver as the server's side finds it: the machine as it is, the caller as it was proved."""
    now = tried(way.world, way.errand, sent.proxy.blanket, sent.proxy.interface)
    facts = for_access(sent.judged.facts, now.judged.facts)
    return judged(sent.proxy, sent.known, facts)
