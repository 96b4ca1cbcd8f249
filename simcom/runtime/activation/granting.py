"""What the server's machine does about an activation, whether or not its client lives to hear of it.

It checks the request, finds or starts a server, and lets that one make the object and marshal it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simcom.runtime.activation.activating import caller_of, made
from simcom.runtime.activation.launching import instance
from simcom.runtime.activation.starting import given_out, launch
from simcom.runtime.calls.arrival import for_access
from simcom.runtime.calls.serving import its_turn
from simcom.runtime.gather.activation import attempted, judged, tried
from simcom.vocabulary.citations import models
from simcom.vocabulary.rulings import Stage

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.activation.activating import Activation
    from simcom.runtime.gather.activation import Try
    from simcom.runtime.process import ComProcess


@models("act-sequence")
def grant(way: Activation) -> Generator[simpy.Event, None, None]:
    """Let the server's machine check a request that has arrived now, find or start a server, and have the object made."""
    tries = way.tries
    if way.world.epoch != way.epoch:
        arrived = tuple(_arrived(way, item) for item in made(tries))
        tries = attempted(way.world, way.errand, way.settings.value.attempts, before=arrived)
    way.look(tries)
    process = yield from _server(way)
    if process is not None:
        yield from _given(way, process)
    way.left = way.ruling


def _server(way: Activation) -> Generator[simpy.Event, None, ComProcess | None]:
    """Find the server that this caller may be given, or start one; ``None`` where it is refused, or none registers in time."""
    caller = caller_of(way.tries)
    if way.ruling.ok and way.facts.application.running:
        return instance(way.world, way.errand.far, way.server, caller)
    if not (way.ruling.ok or _starts_in_vain(way)):
        return None
    way.starting = True
    process = yield from launch(way, caller)
    way.starting = False
    return process


@models("apartment-rules")
def _given(way: Activation, process: ComProcess) -> Generator[simpy.Event, None, None]:
    """Judge with the access list of the server that is there, and let it make the object when its apartment's turn has come."""
    if way.facts.server is not process.security:
        way.conclude(replace(way.facts, server=process.security))
    if not way.ruling.ok:
        return
    given_out(way.errand.far, process)
    with its_turn(way.world, process, way.errand.thread.causality) as turn:
        yield from turn
        if process.alive:
            way.process = process
            way.give(way, process)
        else:
            way.conclude(replace(way.facts, application=replace(way.facts.application, ended=True)))


def _starts_in_vain(way: Activation) -> bool:
    """Tell whether a server is started although it will not register in time."""
    last, app = way.ruling.decisive, way.facts.application
    return last.stage is Stage.START_SERVER and last.hresult == "CO_E_SERVER_EXEC_FAILURE" and app.starts


def _arrived(way: Activation, sent: Try) -> Try:
    """Return a call to the resolver as the server's side finds it: the machine as it is, the caller as it was proved."""
    now = tried(way.world, way.errand, sent.proxy.blanket, sent.proxy.interface)
    facts = for_access(sent.judged.facts, now.judged.facts)
    return judged(sent.proxy, sent.known, facts)
