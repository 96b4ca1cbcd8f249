"""What a server does for a caller, and goes on doing when that one hears no more of it.

Client and server of a call run as one simpy process while both are there. Where the caller is told that its call is lost, or ends, the
server's part goes on from where it is as a process of its own: nobody tells it (`orpc-cancel`, `client-gone-callback`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import simpy

from simcom.runtime.tasks import Loss, RunOver
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.tasks import Tasks

    Work = Generator[simpy.Event, Any, None]


@models("client-gone-callback")
def attended(tasks: Tasks, caller: Thread, server: ComProcess, work: Work) -> Work:
    """Do a server's part of a call while its caller waits; an interrupt goes to whom it is meant for, further in or further out."""
    event = _next(work, None)
    while event is not None:
        try:
            value = yield event
        except simpy.Interrupt as stop:
            loss = stop.cause
            if not isinstance(loss, Loss):
                raise
            if tasks.concerns(caller, loss):
                _let_go(tasks, caller, server, work, event, loss)
                raise
            event = _thrown(work, stop)
        except RunOver as over:
            with suppress(RunOver):
                _thrown(work, over)
            raise
        else:
            event = _next(work, value)


def _let_go(tasks: Tasks, caller: Thread, server: ComProcess, work: Work, event: simpy.Event, loss: Loss) -> None:
    """Let a server that lives go on by itself; one that is gone ends here, and only what it had called elsewhere goes on."""
    if server.alive:
        tasks.part(caller, _rest(work, event), loss.how)
        return
    with suppress(simpy.Interrupt):
        _thrown(work, simpy.Interrupt(Loss(None, loss.how)))


def _rest(work: Work, event: simpy.Event | None) -> Work:
    """Do the rest of some work that waits for an event."""
    while event is not None:
        try:
            value = yield event
        except (simpy.Interrupt, RunOver) as stop:
            event = _thrown(work, stop)
        else:
            event = _next(work, value)


def _next(work: Work, value: object) -> simpy.Event | None:
    """Return what some work waits for next, ``None`` if it is done."""
    try:
        return work.send(value)
    except StopIteration:
        return None


def _thrown(work: Work, stop: BaseException) -> simpy.Event | None:
    """Interrupt some work; return what it waits for next, ``None`` if it is done. Raises what it does not take."""
    try:
        return work.throw(stop)
    except StopIteration:
        return None
