"""What happens to machines, processes, sessions and roads at a time, from one entry of the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.errors import quoted
from simcom.runtime.networks import Happening
from simcom.scenario.build.declarations import spelled_out, texts
from simcom.scenario.build.network import cuts
from simcom.scenario.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.scenario.build.references import Names
    from simcom.scenario.schema.timeline import ChangeForm
    from simcom.scenario.text.places import Path

    Told = Iterator[tuple[Happening, Path]]

MEANT = {
    ("restart", "process"): "`kill` and `start`",
    ("crash", "process"): "`kill`",
    ("kill", "machine"): "`crash` or `restart`",
}
"""What is written instead where a key of the timeline is given the other kind of thing."""


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
    """Return the machines or processes that a text names; complains of one that is neither, or could be both.

    A range may be a part of a declared one.
    """
    hosts = _hosts(names, text) if machines else []
    own = _processes(names, text) if processes else []
    if hosts and own:
        problem = f"{quoted(text)} is both a machine and a process"
        names.source.complain(Code.AMBIGUOUS_NAME, path, problem, "rename one of them")
    if hosts or own:
        return own or hosts
    nouns = [noun for noun, may in (("machine", machines), ("process", processes)) if may]
    if not _other_noun(names, text, path, nouns):
        _unknown(names, text, path, nouns)
    return []


def _other_noun(names: Names, text: str, path: Path, nouns: list[str]) -> bool:
    """Complain of a machine where processes stand, or the other way round, and say what is done with it; tell whether it is one."""
    noun, found = ("process", _processes) if nouns == ["machine"] else ("machine", _hosts)
    use = MEANT.get((str(path[-2]), noun))
    if use is None or not found(names, text):
        return False
    names.source.complain(Code.UNKNOWN_NAME, path, f"{quoted(text)} is a {noun}, not a {nouns[0]}", f"use {use}")
    return True


def _hosts(names: Names, text: str) -> list[str]:
    """Return the machines that a name or a range stands for; none if any of them is not declared."""
    hosts = [names.machines.get(host.casefold(), "") for host in texts(text)]
    return hosts if all(hosts) else []


def _processes(names: Names, text: str) -> list[str]:
    r"""Return the processes that a name, an entry or a range stands for; an instance, ``server@DOMAIN\user``, goes by its process."""
    if text.partition("@")[0] in names.processes:
        return names.process(text, ())
    found = [names.processes.get(name, []) for name in texts(text)]
    return [name for some in found for name in some] if all(found) else []


def _unknown(names: Names, text: str, path: Path, nouns: list[str]) -> None:
    """Complain of a text by the first name it stands for that is neither a machine nor a process, as far as these may stand here."""
    every = spelled_out(names.source, text, path)
    if not every:
        return
    found = {"machine": _hosts, "process": _processes}
    missing = next((name for name in every if not any(found[noun](names, name) for noun in nouns)), text)
    known = {"machine": [*names.machines.values()], "process": [*names.processes]}
    hint = names.source.hint(missing, (name for noun in nouns for name in known[noun]), "declare it")
    names.source.complain(Code.UNKNOWN_NAME, path, f"no {' or '.join(nouns)} is called {quoted(missing)}", hint)
