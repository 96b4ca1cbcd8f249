"""Tokens on threads, and what a method's body can ask while it serves a call."""

from __future__ import annotations

from dataclasses import replace
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
    spec, windows = thread.process.spec, thread.process.machine.settings.windows
    who = server_side.Impersonator(spec.account, windows, privileged=spec.may_impersonate)
    ruling = server_side.impersonate(thread.serving, world.estate.assume, who)
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


def is_impersonating(world: World, thread: Thread, step: steps.IsImpersonating) -> Generator[simpy.Event, None, None]:
    """Ask whether the serving thread wears its caller's token."""
    ruling = server_side.is_impersonating(thread.serving, wears=thread.saved is not None)
    returned = {"impersonating": ruling.value} if ruling.ok else None
    yield from local(world, thread, step, "is_impersonating", ruling, returned=returned)


def switch_call_context(
    world: World, thread: Thread, step: steps.CoSwitchCallContext
) -> Generator[simpy.Event, None, None]:
    """Put another call context in place of the present one, until the call ends; the row shows the one that was there."""
    ruling = server_side.switch_call_context(thread.serving, security=step.security)
    if ruling.ok and thread.serving is not None:
        thread.serving = replace(thread.serving, custom_context=not step.security)
    returned = {"previous": ruling.value} if ruling.ok else None
    yield from local(world, thread, step, "switch_call_context", ruling, returned=returned)
