"""The threads of control of one run, and what reaches into them when a process dies.

A script, the bodies of the methods it calls and the bodies of those they call are one simpy process, a task, with a stack of threads: each
thread serves a call of the one before it. When a process dies the outermost thread that it concerns is struck: the first of all ends with
its script; any other finds its call lost. What ran further in, in processes that live, goes on as a task of its own: a server is not told
that nobody waits for its answer any more.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simpy
from simpy.core import StopSimulation

from simcom.vocabulary.paths import MACHINE, PROCESS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import InterfaceProxy


class RunOver(BaseException):
    """What every task is told that is still there when the run ends, so that calls under way are written down; no error of anybody's."""


class Within:
    """A thread's time on its task's stack. Where it is the first there, the death of its process ends here, quietly."""

    __slots__ = ("_tasks", "_thread")

    def __init__(self, tasks: Tasks, thread: Thread) -> None:
        """Prepare; nothing is put anywhere yet."""
        self._tasks = tasks
        self._thread = thread

    def __enter__(self) -> None:
        """Put the thread on the stack."""
        self._tasks.enter(self._thread)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        """Take it off again; tell whether an interrupt has reached the one it was meant for."""
        return self._tasks.leave(self._thread) and kind is simpy.Interrupt


class Calling:
    """A thread's wait for an answer; a task that begins with it, as an asynchronous call does, gets its stack by it."""

    __slots__ = ("_before", "_began", "_packet_s", "_proxy", "_tasks", "_thread")

    def __init__(self, tasks: Tasks, thread: Thread, proxy: InterfaceProxy) -> None:
        """Prepare; nothing is known yet."""
        self._tasks = tasks
        self._thread = thread
        self._proxy = proxy

    def __enter__(self) -> None:
        """Let it be known for whom the thread waits."""
        self._before, self._thread.calls = self._thread.calls, self._proxy
        self._packet_s, self._thread.packet_s = self._thread.packet_s, self._tasks.env.now
        self._began = self._thread.task is None
        if self._began:
            self._tasks.enter(self._thread)

    def __exit__(self, *_: object) -> None:
        """Wait no longer."""
        self._thread.calls, self._thread.packet_s = self._before, self._packet_s
        if self._began:
            self._tasks.leave(self._thread)


@dataclass(slots=True, eq=False)
class Loss:
    """What an interrupted task is told: which thread's call is lost, ``None`` if the task itself ends.

    ``how`` is ``PROCESS``, of which the caller hears at once; ``MACHINE``, which its next keep-alive will find out; or ``SILENT``, which a
    keep-alive has found out just now (`server-machine-crash`).
    """

    thread: Thread | None
    how: str = PROCESS


class Tasks:
    """The tasks of one run, by the simpy process that carries each. ``calls`` of a thread tells whom it waits for."""

    def __init__(self, env: simpy.Environment) -> None:
        """Start with none."""
        self.env = env
        self._stacks: dict[simpy.Process, list[Thread]] = {}
        self._told: dict[simpy.Process, Loss] = {}
        self._works: dict[simpy.Process, Generator[simpy.Event, Any, Any]] = {}
        self._running = 0
        self._over: simpy.Event | None = None

    def script(self, work: Generator[simpy.Event, Any, Any]) -> simpy.Process:
        """Begin a script: the run lasts until the last of them has ended."""
        task = self._process(work)
        self._running += 1
        task.callbacks.append(self._ended)
        return task

    def aside(self, work: Generator[simpy.Event, Any, Any]) -> simpy.Process:
        """Begin something that no run waits for, such as an asynchronous call; it ends quietly with the process that began it."""
        return self._process(_quietly(work))

    def _process(self, work: Generator[simpy.Event, Any, Any]) -> simpy.Process:
        """Begin a task, and keep what it does until it is done."""
        task = self.env.process(work)
        self._works[task] = work
        task.callbacks.append(self._works.__delitem__)
        return task

    def expect(self) -> None:
        """Take note that scripts are to come, as those of a machine that boots: the run lasts until ``came`` is called, once for each."""
        self._running += 1

    def came(self) -> None:
        """Take note that scripts that were to come have begun, or never will."""
        self._ended()

    def _ended(self, _: object = None) -> None:
        """Stop the run with its last script, if it waits for that."""
        self._running -= 1
        if not self._running and self._over is not None:
            self._over.succeed()

    def run_to_the_end(self) -> None:
        """Let time pass until every script has ended, or nothing can happen any more; nothing in the background is waited for."""
        if self._running:
            self._over = self.env.event()
            self._over.callbacks.append(StopSimulation.callback)
            self.env.run()

    def over(self) -> None:
        """Tell every task that is still there, in the order they began, that the run is over; none of them goes on."""
        for task, work in [*self._works.items()]:
            if task.is_alive:
                with suppress(RunOver):
                    work.throw(RunOver())

    def within(self, thread: Thread) -> Within:
        """Return what has a thread on the running task's stack for as long as it runs."""
        return Within(self, thread)

    def calling(self, thread: Thread, proxy: InterfaceProxy) -> Calling:
        """Return what lets it be known that a thread waits for an answer through a proxy."""
        return Calling(self, thread, proxy)

    def enter(self, thread: Thread) -> None:
        """Put a thread on the running task's stack."""
        task = self.env.active_process
        if task is None:
            msg = "a thread runs outside of any simpy process"
            raise RuntimeError(msg)
        self._stacks.setdefault(task, []).append(thread)
        thread.task = task

    def leave(self, thread: Thread) -> bool:
        """Take a thread off its task's stack, of which it is the last; tell whether it was the first."""
        task = thread.task
        if task is None:
            return False
        thread.task, stack = None, self._stacks[task]
        stack.pop()
        if not stack:
            del self._stacks[task]
        return not stack

    def concerns(self, thread: Thread, loss: Loss) -> bool:
        """Tell whether a loss is a thread's own, or that of one further out on its stack."""
        stack = self._stacks.get(thread.task, []) if thread.task else []
        return loss.thread is None or _place(stack, loss) <= stack.index(thread)

    def part(self, thread: Thread, rest: Generator[simpy.Event, Any, None], how: str) -> None:
        """Let the threads further in than one go on as a task of their own, doing the ``rest``; they may have lost calls as well."""
        old = thread.task
        if old is None:
            return
        stack = self._stacks[old]
        place = stack.index(thread) + 1
        moved, stack[place:] = stack[place:], []
        task = self.script(_quietly(rest)) if self._ended in old.callbacks else self.aside(rest)
        if moved:
            self._stacks[task] = moved
            for one in moved:
                one.task = task
            if (loss := _loss(moved, lambda process: not process.alive, how)) is not None:
                self.tell(task, loss)

    def strike(self, gone: Callable[[ComProcess], bool], *, silent: bool = False) -> None:
        """Tell every task that runs through a process that is gone."""
        for task, stack in [*self._stacks.items()]:
            loss = _loss(stack, gone, MACHINE if silent else PROCESS)
            if loss is not None:
                self.tell(task, loss)

    def calls(self) -> list[tuple[simpy.Process, Thread, InterfaceProxy]]:
        """Return every call that somebody waits for: its task, the thread that made it, and the proxy it was made through."""
        every = ((task, thread) for task, stack in self._stacks.items() for thread in stack)
        return [(task, thread, thread.calls) for task, thread in every if thread.calls is not None]

    def tell(self, task: simpy.Process, loss: Loss) -> None:
        """Interrupt a task as soon as it waits again; of two losses at one time the one further out counts."""
        task = loss.thread.task or task if loss.thread else task
        stack = self._stacks.get(task, [])
        earlier = self._told.get(task)
        if earlier is not None:
            outer = earlier.thread is None or (
                loss.thread is not None and _place(stack, earlier) <= _place(stack, loss)
            )
            self._told[task] = earlier if outer else loss
            return
        self._told[task] = loss
        knock = self.env.event()
        knock.callbacks.append(lambda _: self._interrupt(task))
        knock.succeed()

    def _interrupt(self, task: simpy.Process) -> None:
        """Deliver what a task is to be told, unless it has got past it."""
        loss = self._told.pop(task)
        caller = loss.thread
        if task.is_alive and (caller is None or (caller.calls is not None and caller in self._stacks.get(task, ()))):
            task.interrupt(loss)


def _loss(stack: list[Thread], gone: Callable[[ComProcess], bool], how: str) -> Loss | None:
    """Return what a task loses when a process is gone: itself, its outermost call to that process, or nothing."""
    if gone(stack[0].process):
        return Loss(None, how)
    for thread in stack:
        if thread.calls is not None and gone(thread.calls.manager.target.process):
            return Loss(thread, how)
    return None


def _place(stack: list[Thread], loss: Loss) -> int:
    return next((place for place, thread in enumerate(stack) if thread is loss.thread), -1)


def _quietly(work: Generator[simpy.Event, Any, Any]) -> Generator[simpy.Event, Any, None]:
    """Run something to its end, or until its process dies."""
    with suppress(simpy.Interrupt):
        yield from work
