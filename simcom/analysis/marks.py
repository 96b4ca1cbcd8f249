"""What happens to an estate in the course of a run, in the words of a picture's margin, and which processes it ends."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from simcom.runtime.estate import Account, DomainPolicy, Group, Machine
from simcom.runtime.networks import Happening
from simcom.vocabulary.activation import INTERACTIVE_USER
from simcom.vocabulary.identities import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simcom.analysis.outcomes import Row
    from simcom.runtime.estate import Estate
    from simcom.runtime.networks import Change
    from simcom.vocabulary.machines import MachineSettings

WORDS = {
    "crash": "crashes",
    "start": "starts",
    "restart": "restarts",
    "kill": "is killed",
    "log off": "logs off",
    "log on": "logs on",
    "cut": "is cut off",
    "heal": "is reached again",
}
"""What is said of each kind of happening."""

VALUES = {
    "require_integrity": "RequireIntegrityActivationAuthenticationLevel",
    "raise_level": "RaiseActivationAuthenticationLevel",
    "enable_dcom": "EnableDCOM",
}
"""The registry values that a mark names with what they become; of others it says only that they change."""

ENDING = ("crash", "restart", "kill", "log off")
"""The kinds of happening that end processes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens at a time: to whom, and what. ``kind`` is a happening's, or "change"."""

    at_s: float
    kind: str
    what: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """A process that ends at a time, by its name and machine, and why: "kill", "crash", "restart", "log off" or "exit"."""

    at_s: float
    process: str
    machine: str
    why: str


def marks(estate: Estate, last_s: float) -> tuple[Mark, ...]:
    """Return what the timeline brings until a time, in order; what happens alike to several at one time is one mark."""
    found: dict[tuple[float, str, str], dict[str, None]] = {}
    machines = {one.name.casefold(): one for one in estate.machines}
    for change in sorted(estate.timeline, key=lambda one: one.at_s):
        if change.at_s > last_s:
            break
        for kind, what, subject in _said(change, machines):
            found.setdefault((change.at_s, kind, what), {})[subject] = None
    return tuple(Mark(at_s, kind, what, tuple(names)) for (at_s, kind, what), names in found.items())


def gathered(found: Iterable[Mark]) -> tuple[tuple[Mark, ...], ...]:
    """Return marks with those together that happen to the same at one time, such as a patch and the restart that follows it."""
    groups: dict[tuple[float, tuple[str, ...]], list[Mark]] = {}
    for one in found:
        groups.setdefault((one.at_s, one.subjects), []).append(one)
    return tuple(tuple(group) for group in groups.values())


def _said(change: Change, machines: dict[str, Machine]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, words and subject of what a change brings; ``machines`` are as the changes before it left them."""
    value = change.value
    if isinstance(value, Happening):
        yield value.kind, WORDS[value.kind], _subject(value)
    elif isinstance(value, Machine):
        before = machines.get(value.name.casefold())
        machines[value.name.casefold()] = value
        yield from (("change", what, value.name) for what in _changed(before, value))
    else:
        yield "change", "changes", _named(value)


def _subject(what: Happening) -> str:
    if what.cut is not None:
        return f"{what.cut.one} {'→' if what.cut.one_way else '↔'} {what.cut.other}"
    return f"{what.account} on {what.subject}" if what.account else what.subject


def _changed(before: Machine | None, after: Machine) -> list[str]:
    """Return what is different of a machine: its patch, the values of note by name, and whether there is anything else."""
    if before is None or before == after:
        return []
    found = _settings(before.settings, after.settings)
    rest = [item.name for item in fields(Machine) if getattr(before, item.name) != getattr(after, item.name)]
    return found or ([f"changes ({', '.join(rest)})"] if rest else [])


def _settings(before: MachineSettings, after: MachineSettings) -> list[str]:
    names = [item.name for item in fields(after) if item.compare]
    moved = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    said = [f"patch {moved['patch']}"] if moved.get("patch") else []
    said += [
        f"{VALUES[name]} {'absent' if value is None else value}" for name, value in moved.items() if name in VALUES
    ]
    others = [name for name in moved if name not in ("patch", *VALUES)]
    return [*said, *(["registry or policy changes"] if others else [])]


def _named(value: object) -> str:
    """Return what a change of something else than a machine is of."""
    if isinstance(value, Account | Group):
        return value.name
    if isinstance(value, DomainPolicy):
        return f"controllers of {value.domain}"
    return f"trust {getattr(value, 'trusting', '')} → {getattr(value, 'trusted', '')}"


def ends(estate: Estate, rows: Iterable[Row], last_s: float) -> tuple[End, ...]:
    """Return the processes that end in a run, in order of time; ``rows`` tell which processes there were."""
    rows = tuple(rows)
    there = _processes(estate, rows)
    found = [End(row.ended_s, row.client.process, row.client.machine, "exit") for row in rows if row.kind == "exit"]
    for change in estate.timeline:
        what = change.value
        if isinstance(what, Happening) and what.kind in ENDING and change.at_s <= last_s:
            found += [End(change.at_s, *one, what.kind) for one in there if _hits(estate, what, *one)]
    return tuple(sorted(found, key=lambda one: one.at_s))


def _processes(estate: Estate, rows: Iterable[Row]) -> dict[tuple[str, str], None]:
    """Return every process with its machine: the estate's, and those of the rows, such as launched instances."""
    parties = (party for row in rows for party in (row.client, row.server) if party is not None)
    found = dict.fromkeys((one.name, one.machine) for one in estate.processes)
    return found | dict.fromkeys((party.process, party.machine) for party in parties)


def _hits(estate: Estate, what: Happening, process: str, machine: str) -> bool:
    """Tell whether a happening ends a process: its machine goes down, it is named, or the session it runs in ends."""
    subject = what.subject.casefold()
    if what.kind == "log off":
        spec = next((one for one in estate.processes if one.name == process.partition("@")[0]), None)
        mine = spec is not None and spec.identity == INTERACTIVE_USER and machine.casefold() == subject
        return mine and spec is not None and key(what.account) in (key(spec.account), "")
    name = process.casefold()
    return subject == machine.casefold() or name == subject or name.startswith((f"{subject}@", f"{subject}#"))
