"""Tokens on threads, and what a method's body can ask while it serves a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules import references, server_side
from simcom.runtime.functions.record import HELPER_CALLS, local
from simcom.vocabulary.levels import ImpLevel

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime import steps
    from simcom.runtime.process import Thread
    from simcom.runtime.world import World


def set_thread_token(world: World, thread: Thread, step: steps.SetThreadToken) -> Generator[simpy.Event, None, None]:
    """Put a token on the thread."""
    thread.wear(step.account, step.imp_level)
    yield from local(world, thread, step, "set_thread_token", references.token_set(step.account))


def revert_to_self(world: World, thread: Thread, step: steps.RevertToSelf) -> Generator[simpy.Event, None, None]:
    """Take the thread's token off."""
    thread.wear(None)
    yield from local(world, thread, step, "revert_to_self", references.token_taken_off())


def get_call_context(world: World, thread: Thread, step: steps.CoGetCallContext) -> Generator[simpy.Event, None, None]:
    """Ask for the context of the call being served."""
    yield from local(world, thread, step, "get_call_context", server_side.call_context(thread.serving))


def query_client_blanket(
    world: World, thread: Thread, step: steps.CoQueryClientBlanket
) -> Generator[simpy.Event, None, None]:
    """Ask what the call being served used."""
    ruling = server_side.query_client_blanket(thread.serving, imp_level_pointer=step.imp_level_pointer)
    yield from local(world, thread, step, "query_client_blanket", ruling, calls=HELPER_CALLS, returned=ruling.value)


def impersonate_client(
    world: World, thread: Thread, step: steps.CoImpersonateClient
) -> Generator[simpy.Event, None, None]:
    """Put the caller's token on the serving thread."""
    ruling = server_side.impersonate(thread.serving, world.estate.assume)
    if ruling.ok and thread.serving is not None:
        thread.impersonate(thread.serving, ruling.value)
    returned = {"account": thread.token, "imp_level": ImpLevel.show(thread.token_level)} if ruling.ok else None
    yield from local(world, thread, step, "impersonate", ruling, calls=HELPER_CALLS, returned=returned)


def co_revert_to_self(world: World, thread: Thread, step: steps.CoRevertToSelf) -> Generator[simpy.Event, None, None]:
    """Take the caller's token off the serving thread."""
    ruling = server_side.revert(thread.serving)
    if ruling.ok:
        thread.revert()
    yield from local(world, thread, step, "revert", ruling, calls=HELPER_CALLS)
