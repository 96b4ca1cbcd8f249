"""The world of one run: the estate brought to life, one simpy process for each thread of each COM process.

``simulate`` is the one way in. Nothing here decides; steps are handed to the functions that know them, by their type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from simcom.runtime.clock import draw, stream
from simcom.runtime.functions import HANDLERS
from simcom.runtime.functions.security import initialize_first
from simcom.runtime.journal import Journal
from simcom.runtime.process import ComProcess, Thread
from simcom.runtime.steps import Repeat, Wait
from simcom.runtime.whereabouts import Whereabouts

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Generator, Iterable

    from simcom.runtime.estate import Estate, Machine, Process, Script
    from simcom.runtime.steps import Step

    Progress = Callable[[float], None]


class World:
    """Everything that moves in one run. ``epoch`` counts the changes that make earlier decisions stale."""

    def __init__(self, estate: Estate, run: str, seed: int) -> None:
        """Bring an estate to life; nothing has happened yet."""
        self.estate = estate
        self.seed = seed
        self.env = simpy.Environment()
        self.journal = Journal(estate, run, seed)
        self.where = Whereabouts(estate)
        self.classes = {item.name: item for item in estate.classes}
        self.epoch = 0
        self.network_numbers = stream(seed, "network")
        self.method_numbers = stream(seed, "methods")
        self._wait_numbers: dict[str, random.Random] = {}
        machines = {machine.name: machine for machine in estate.machines}
        self.processes = {spec.name: self._process(spec, machines) for spec in estate.processes}

    def _process(self, spec: Process, machines: dict[str, Machine]) -> ComProcess:
        """Create one COM process."""
        account = self.where.account(spec.account)
        certificate = account is not None and account.certificate is not None
        process = ComProcess(spec, machines[spec.machine], self.classes, certificate=certificate)
        if spec.threads is not None:
            process.workers = simpy.Resource(self.env, capacity=spec.threads)
        return process

    def start(self) -> None:
        """Let every process initialise itself, then start the scripts; servers go first where times are equal."""
        for process in self.processes.values():
            initialize_first(self, process)
        threads = [(process, script) for process in self.processes.values() for script in process.spec.scripts]
        for process, script in sorted(threads, key=lambda pair: not pair[0].objects):
            self.env.process(self._script(process, script))

    def _script(self, process: ComProcess, script: Script) -> Generator[simpy.Event, None, None]:
        """Run one script on a thread of its own."""
        if script.start_s:
            yield self.env.timeout(script.start_s)
        name = f"{process.spec.name}.{script.name}" if script.name else process.spec.name
        yield from self.run(Thread(process, name), script.steps)

    def run(self, thread: Thread, steps: Iterable[Step]) -> Generator[simpy.Event, None, None]:
        """Take steps one after the other; a step that fails does not stop the next."""
        for step in steps:
            handler = HANDLERS.get(type(step))
            if handler is not None:
                yield from handler(self, thread, step)
            elif isinstance(step, Repeat):
                for _ in range(step.times):
                    yield from self.run(thread, step.steps)
            elif isinstance(step, Wait):
                yield self.env.timeout(draw(step.duration, self._waits(thread)))

    def _waits(self, thread: Thread) -> random.Random:
        """Return the random numbers of one thread's waits."""
        numbers = self._wait_numbers.get(thread.name)
        if numbers is None:
            numbers = self._wait_numbers[thread.name] = stream(self.seed, f"wait/{thread.name}")
        return numbers


def simulate(
    estate: Estate, *, run: str = "", seed: int = 0, until_s: float | None = None, progress: Progress | None = None
) -> Journal:
    """Run an estate and return its journal.

    Parameters
    ----------
    estate
        What there is and what happens.
    run
        A name for the run, carried by every row.
    seed
        For every random draw; the same estate and seed give the same journal.
    until_s
        Simulated seconds after which to stop; ``None`` lets every script end.
    progress
        Called with the simulated time about twenty times, if ``until_s`` is given.
    """
    world = World(estate, run, seed)
    world.start()
    if until_s is not None and progress is not None:
        for part in range(1, 20):
            world.env.run(until=until_s * part / 20)
            progress(world.env.now)
    world.env.run(until=until_s)
    return world.journal
