"""The world of one run: the estate brought to life, one simpy process for each thread of each COM process.

``simulate`` is the one way in. Nothing here decides; steps are handed to the functions that know them, by their type.
"""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import simpy

from simcom.runtime import lives, timeline
from simcom.runtime.calls.tickets import Tickets
from simcom.runtime.channel.roads import Roads
from simcom.runtime.clock import stream
from simcom.runtime.gather.whereabouts import Whereabouts
from simcom.runtime.journal import Journal
from simcom.runtime.liveness.references import Liveness
from simcom.runtime.process import Thread
from simcom.runtime.running import take
from simcom.runtime.steps import Duration, Wait
from simcom.runtime.tasks import Tasks
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import KILLED

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Generator, Iterable, Iterator

    from simcom.runtime.activation.resolver import Resolvers
    from simcom.runtime.estate import Estate, Machine, Process, Script
    from simcom.runtime.process import ComProcess
    from simcom.runtime.steps import Step
    from simcom.vocabulary.machines import MachineSettings

    Progress = Callable[[float], None]


class World:
    """Everything that moves in one run.

    ``epoch`` counts the changes that make earlier decisions stale, ``coming`` are the times of those that are still to come.
    ``tickets`` are those of every logon session, ``slots`` each machine's NTLM validations under way (see ``netlogon``),
    ``chains`` numbers the chains of calls that are told from one another (`id-cid`). ``processes`` holds the latest process of each name,
    alive or not; ``waiting`` are the settings that machines take up when they next start, ``silenced`` the domains none of whose
    controllers is up.
    """

    def __init__(self, estate: Estate, run: str, seed: int, *, summary: bool = False) -> None:
        """Bring an estate to life; nothing has happened yet."""
        self.estate = estate
        self.seed = seed
        self.env = simpy.Environment()
        self.tasks = Tasks(self.env)
        self.journal = Journal(estate, run, seed, summary=summary)
        self.where = Whereabouts(estate)
        self.roads = Roads(estate)
        self.classes = {item.name: item for item in estate.classes}
        self.epoch = 0
        self.coming: list[float] = []
        self.waiting: dict[str, MachineSettings] = {}
        self.silenced: set[str] = set()
        self.tickets = Tickets()
        self.slots: dict[str, simpy.Resource] = {}
        self.chains = count(1)
        self.network_numbers = stream(seed, "network")
        self.method_numbers = stream(seed, "methods")
        self._wait_numbers: dict[str, random.Random] = {}
        self.liveness = Liveness(self)
        self.processes: dict[str, ComProcess] = {}
        for spec in estate.processes:
            self.processes[spec.name] = lives.created(self, spec, runs=lives.runs_at_once(self, spec))

    @cached_property
    def declared(self) -> dict[str, list[Process]]:
        """The processes that the estate declares, by their machine's name in lower case."""
        found: dict[str, list[Process]] = {}
        for process in self.estate.processes:
            found.setdefault(process.machine.casefold(), []).append(process)
        return found

    @cached_property
    def resolvers(self) -> Resolvers:
        """The object resolvers of all machines."""
        from simcom.runtime.activation.resolver import Resolvers

        return Resolvers(self)

    @property
    def next_change_s(self) -> float:
        """When the next change comes that is known of; infinite: never."""
        return self.coming[0] if self.coming else math.inf

    def machine(self, name: str) -> Machine:
        """Return a machine as it is now; names are compared without regard to case. Raises ``KeyError`` for one there is not."""
        found = self.where.inventory.machine(name)
        if found is None:
            raise KeyError(name)
        return found

    def moved(self) -> None:
        """Take note that something has changed: what was decided before is stale."""
        self.epoch += 1

    def start(self) -> None:
        """Let every process initialise itself, then start the scripts; servers go first where times are equal, and changes before all."""
        for machine in self.estate.machines:
            if machine.controller and not machine.up:
                lives.ask_controllers_of(self, machine.name)
        timeline.begin(self)
        lives.begin(self, [*self.processes.values()])

    def spawn(self, spec: Process, account: str = "") -> ComProcess:
        """Start a process now, as its own account or as another's, and return it (see ``lives.spawn``)."""
        return lives.spawn(self, spec, account)

    def kill(self, process: ComProcess, *, machine_too: bool = False, fate: str = KILLED) -> None:
        """End a process now, by ``fate``; with ``machine_too`` its machine vanishes, and nobody is told (`rundown-process-vs-machine`)."""
        if machine_too:
            lives.shutdown(self, process.machine.name, silent=True)
        else:
            lives.kill(self, (process,), fate)

    def shutdown(self, machine: str) -> None:
        """Take a machine down in order, with all that runs on it."""
        lives.shutdown(self, machine)

    def boot(self, machine: str) -> None:
        """Let a machine come up, with whatever starts at once there."""
        lives.boot(self, machine)

    def put(self, machine: Machine) -> None:
        """Let a new value stand for a machine; its processes find themselves on it.

        The NTLM validations under way there still count: Netlogon reads how many there may be at a time once, when it starts.
        """
        self.where.replace(machine)
        self.roads.changed()
        name = machine.name.casefold()
        for process in (*self.processes.values(), *self.resolvers.processes()):
            if process.machine.name.casefold() == name:
                process.machine = machine
        self.moved()

    def script(self, process: ComProcess, script: Script) -> None:
        """Start a script of a process on a thread of its own: at the time it is for, or now where that has passed."""
        name = f"{process.spec.name}.{script.name}" if script.name else process.spec.name
        ahead_s = script.start_s - self.env.now
        begin = (Wait("", "", Duration(ahead_s)),) if ahead_s > 0 else ()
        self.tasks.script(self.run(Thread(process, name), (*begin, *script.steps)))

    def run(self, thread: Thread, steps: Iterable[Step]) -> Generator[simpy.Event, None, None]:
        """Take steps one after the other on a thread (see ``running.take``)."""
        return take(self, thread, steps)

    def netlogon(self, machine: Machine) -> simpy.Resource:
        """Return a machine's NTLM validations under way with its controller: as many at a time as MaxConcurrentApi says."""
        name = machine.name.casefold()
        if name not in self.slots:
            self.slots[name] = simpy.Resource(self.env, capacity=machine.max_concurrent_api)
        return self.slots[name]

    def waits(self, thread: Thread) -> random.Random:
        """Return the random numbers of one thread's waits."""
        numbers = self._wait_numbers.get(thread.name)
        if numbers is None:
            numbers = self._wait_numbers[thread.name] = stream(self.seed, f"wait/{thread.name}")
        return numbers


@models("determinism")
def simulate(
    estate: Estate,
    *,
    run: str = "",
    seed: int = 0,
    until_s: float | None = None,
    progress: Progress | None = None,
    summary: bool = False,
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
        Simulated seconds after which to stop; ``None`` lets every script end, and stops with the last one.
    progress
        Called with the simulated time about twenty times, if ``until_s`` is given.
    summary
        Let the journal only count what happens, so that it does not grow with the length of the run.
    """
    world = World(estate, run, seed, summary=summary)
    with _uncollected():
        _run(world, until_s, progress)
        world.tasks.over()
        world.liveness.finish()
    return world.journal


def _run(world: World, until_s: float | None, progress: Progress | None) -> None:
    """Let the world's time pass: to the given time, or as long as any script runs."""
    world.start()
    if until_s is None:
        world.tasks.run_to_the_end()
        return
    if progress is not None:
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
