"""A call at its server: it waits for a thread that may serve it, and the method runs there with its body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.runtime.clock import draw
from simcom.runtime.process import Thread
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.interfaces import Method
    from simcom.runtime.plans import Plan
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.world import World


def serve(
    world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan, method: Method
) -> Generator[simpy.Event, None, None]:
    """Wait for a worker of the server, run the method and its body, and give the worker back."""
    server = proxy.manager.target.process
    if server.workers is None:
        yield from _body(world, thread, proxy, plan, method)
        return
    with server.workers.request() as worker:
        yield worker
        yield from _body(world, thread, proxy, plan, method)


@models("impersonate.nested-calls", "impersonate.auto-revert")
def _body(
    world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan, method: Method
) -> Generator[simpy.Event, None, None]:
    """Run a method on the server: its own time, then the steps of its body on a thread that serves the caller.

    The thread ends with the call, and with it any impersonation (`impersonate.auto-revert`, `impersonate.nested-calls`).
    """
    takes_s = draw(method.takes, world.method_numbers)
    if takes_s:
        yield world.env.timeout(takes_s)
    parent = world.journal.templates[plan.template].id
    serving = Thread(proxy.manager.target.process, thread.name, plan.ruling.value, parent)
    serving.wear(None)
    yield from world.run(serving, method.does)
