"""What happens to machines, processes, sessions and roads at a time, from one entry of the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.runtime.networks import Happening
from simcom.scenario.build_network import cuts
from simcom.scenario.codes import Code
from simcom.scenario.declarations import spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.scenario.places import Path
    from simcom.scenario.references import Names
    from simcom.scenario.schema_timeline import ChangeForm

    Told = Iterator[tuple[Happening, Path]]


def happenings(names: Names, form: ChangeForm, path: Path) -> Told:
    """Give what happens, with its place: first roads, then sessions, then ends, then starts."""
    for kind, key in (("cut", "cut"), ("heal", "heal")):
        where = (*path, key)
        yield from ((Happening(kind, cut=item), where) for item in cuts(names, getattr(form, key), where))
    for kind, key in (("log off", "log_off"), ("log on", "log_on")):
        yield from _sessions(names, kind, getattr(form, key), (*path, key))
    yield from _each(names, "kill", form.kill, path, machines=False, processes=True)
    yield from _each(names, "crash", form.crash, path, machines=True, processes=False)
    yield from _each(names, "start", form.start, path, machines=True, processes=True)
    yield from _each(names, "restart", form.restart, path, machines=True, processes=False)


def _sessions(names: Names, kind: str, said: dict[str, list[str]], path: Path) -> Told:
    for key, accounts in said.items():
        hosts = [names.machine(host, (*path, key)) for host in spelled_out(names.source, key, (*path, key))]
        for index, text in enumerate(accounts):
            account = names.account(text, (*path, key, index))
            yield from ((Happening(kind, host, account), (*path, key)) for host in hosts)


def _each(names: Names, kind: str, said: list[str], path: Path, *, machines: bool, processes: bool) -> Told:
    for index, text in enumerate(said):
        where = (*path, kind, index)
        for subject in _subjects(names, text, where, machines=machines, processes=processes):
            yield Happening(kind, subject), where


def _subjects(names: Names, text: str, path: Path, *, machines: bool, processes: bool) -> list[str]:
    """Return the machines or processes that a text names; complains of one that is neither, or could be both."""
    hosts = spelled_out(names.source, text, path) if machines else []
    is_machine = bool(hosts) and all(host.casefold() in names.machines for host in hosts)
    is_process = processes and (text in names.processes or text.partition("@")[0] in names.processes)
    if is_machine and is_process:
        problem = f"{quoted(text)} is both a machine and a process"
        names.source.complain(Code.AMBIGUOUS_NAME, path, problem, "rename one of them")
    if is_process or not machines:
        return names.process(text, path)
    if processes and not is_machine and hosts == [text]:
        problem = f"no machine or process is called {quoted(text)}"
        hint = names.source.hint(text, (*names.machines.values(), *names.processes), "declare it")
        names.source.complain(Code.UNKNOWN_NAME, path, problem, hint)
        return []
    return [names.machine(host, path) for host in hosts]
