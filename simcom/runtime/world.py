"""The world of one run: the estate brought to life, one simpy process for each thread of each COM process.

``simulate`` is the one way in. Nothing here decides; steps are handed to the functions that know them, by their type.
"""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from itertools import chain, count, repeat
from typing import TYPE_CHECKING

import simpy

from simcom.runtime import timeline
from simcom.runtime.calls import travel
from simcom.runtime.clock import draw, stream
from simcom.runtime.functions import HANDLERS
from simcom.runtime.functions.security import initialize_first
from simcom.runtime.journal import Journal
from simcom.runtime.plans import plan_for
from simcom.runtime.process import ComProcess, Thread
from simcom.runtime.proxy import InterfaceProxy
from simcom.runtime.steps import Call, Duration, Repeat, Wait
from simcom.runtime.tickets import Tickets
from simcom.runtime.whereabouts import Whereabouts
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Generator, Iterable, Iterator

    from simcom.runtime.estate import Estate, Machine, Process, Script
    from simcom.runtime.plans import Plan
    from simcom.runtime.steps import Step

    Progress = Callable[[float], None]


class World:
    """Everything that moves in one run.

    ``epoch`` counts the changes that make earlier decisions stale, ``next_change_s`` is when the next one comes (infinite: never).
    ``tickets`` are those of every logon session, ``slots`` each machine's NTLM validations under way (see ``netlogon``).
    """

    def __init__(self, estate: Estate, run: str, seed: int) -> None:
        """Bring an estate to life; nothing has happened yet."""
        self.estate = estate
        self.seed = seed
        self.env = simpy.Environment()
        self.journal = Journal(estate, run, seed)
        self.where = Whereabouts(estate)
        self.classes = {item.name: item for item in estate.classes}
        self.epoch = 0
        self.next_change_s = math.inf
        self.tickets = Tickets()
        self.slots: dict[str, simpy.Resource] = {}
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
        """Let every process initialise itself, then start the scripts; servers go first where times are equal, and changes before all."""
        timeline.begin(self)
        for process in self.processes.values():
            initialize_first(self, process)
        threads = [(process, script) for process in self.processes.values() for script in process.spec.scripts]
        for process, script in sorted(threads, key=lambda pair: not pair[0].objects):
            self.env.process(self._thread(process, script))

    def _thread(self, process: ComProcess, script: Script) -> Generator[simpy.Event, None, None]:
        """Return what runs one script on a thread of its own."""
        name = f"{process.spec.name}.{script.name}" if script.name else process.spec.name
        begin = (Wait("", "", Duration(script.start_s)),) if script.start_s else ()
        return self.run(Thread(process, name), (*begin, *script.steps))

    def run(self, thread: Thread, steps: Iterable[Step]) -> Generator[simpy.Event, None, None]:
        """Take steps one after the other; a step that fails does not stop the next.

        A call on a proxy whose legs are all fixed is made right here, since each generator between simpy and a leg costs time on every leg;
        so does looking its plan up again where the same call follows upon itself.
        """
        env, pointers = self.env, thread.process.pointers
        template, begun, ended = self.journal.columns()
        plan: Plan | None = None
        last: Step | None = None
        held: object = None
        epoch = self.epoch
        for step in unrolled(steps):
            if type(step) is Call and type(pointer := pointers.get(step.pointer)) is InterfaceProxy:
                if plan is None or step is not last or pointer is not held or self.epoch != epoch or not plan.settled:
                    last, held, epoch = step, pointer, self.epoch
                    plan = plan_for(self, thread, step, pointer, step.method, "callback" if step.callback else "call")
                made, begun_s = plan, env.now
                if made.legs_s is not None and begun_s + made.lasts_s < self.next_change_s:
                    for leg_s in made.legs_s:
                        yield env.timeout(leg_s)
                else:
                    made = yield from travel(self, thread, pointer, made)
                template(made.template)
                begun(begun_s)
                ended(env.now)
                continue
            plan = None
            if type(step) is Wait:
                yield env.timeout(draw(step.duration, self._waits(thread)))
            else:
                yield from HANDLERS[type(step)](self, thread, step)

    def netlogon(self, machine: Machine) -> simpy.Resource:
        """Return a machine's NTLM validations under way with its controller: as many at a time as MaxConcurrentApi says."""
        name = machine.name.casefold()
        if name not in self.slots:
            self.slots[name] = simpy.Resource(self.env, capacity=machine.max_concurrent_api)
        return self.slots[name]

    def _waits(self, thread: Thread) -> random.Random:
        """Return the random numbers of one thread's waits."""
        numbers = self._wait_numbers.get(thread.name)
        if numbers is None:
            numbers = self._wait_numbers[thread.name] = stream(self.seed, f"wait/{thread.name}")
        return numbers


def unrolled(steps: Iterable[Step]) -> Iterator[Step]:
    """Return steps in the order they are taken, repetitions written out one after the other."""
    return chain.from_iterable(map(_written_out, steps))


def _written_out(step: Step) -> Iterable[Step]:
    """Return the steps that one step stands for: itself, or all turns of a repetition."""
    if not isinstance(step, Repeat):
        return (step,)
    if any(isinstance(inner, Repeat) for inner in step.steps):
        return chain.from_iterable(unrolled(step.steps) for _ in (count() if step.times is None else range(step.times)))
    return chain.from_iterable(repeat(step.steps) if step.times is None else repeat(step.steps, step.times))


@models("determinism")
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
    with _uncollected():
        _run(world, until_s, progress)
    return world.journal


def _run(world: World, until_s: float | None, progress: Progress | None) -> None:
    """Let the world's time pass."""
    world.start()
    if until_s is not None and progress is not None:
        for part in range(1, 20):
            world.env.run(until=until_s * part / 20)
            progress(world.env.now)
    world.env.run(until=until_s)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's collector of cycles away: a run makes hardly any, and what it keeps would be walked through again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
