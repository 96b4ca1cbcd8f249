"""One step with all that explains it: where its settings came from, what is disputed, a neighbour that passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simcom.analysis.activated import activation
from simcom.analysis.proof import proof
from simcom.rules.catalogue import rule
from simcom.vocabulary.assumptions import switches

if TYPE_CHECKING:
    from simcom.analysis.activated import Activation
    from simcom.analysis.outcomes import Row
    from simcom.analysis.proof import Proof
    from simcom.analysis.result import RunResult
    from simcom.runtime.estate import Estate
    from simcom.vocabulary.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Citation:
    """What the catalogue says of a rule that spoke. ``sources`` is empty if the catalogue does not hold it."""

    rule: str
    basis: str
    statement: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disputed:
    """A point on which the sources disagree: its entry, the switch that decides it, the choice made and the others."""

    entry: str
    switch: str
    text: str
    choice: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of the settings in which two calls differ."""

    name: str
    here: Any
    there: Any


@dataclass(frozen=True, slots=True)
class Explained:
    """A row, the row that gave its proxy the settings, and what may be said about both.

    ``proof`` is how its caller was proved; ``also`` are the further rules that spoke in the step that decided;
    ``activation`` is what became of an activation, ``resolved`` the resolution in the course of an unmarshalling, ``begins`` the date of
    time 0, if it has one.
    """

    row: Row
    settings: Row | None
    citations: tuple[Citation, ...]
    disputed: tuple[Disputed, ...]
    twin: Row | None
    differences: tuple[Difference, ...]
    proof: Proof | None = None
    also: tuple[Citation, ...] = ()
    activation: Activation | None = None
    resolved: Row | None = None
    begins: str = ""


def explain(result: RunResult, row: Row) -> Explained:
    """Gather what explains a row of a run. Nothing is decided anew: the ruling that was made is read."""
    settings = result.find(row.settings) if row.settings else None
    rulings = [row.ruling] if settings is None else [settings.ruling, row.ruling]
    twin = None if row.ruling.ok else _twin(result, row)
    cited = _citations(rulings)
    return Explained(
        row=row,
        settings=settings,
        citations=cited,
        disputed=_disputed(rulings, result.estate),
        twin=twin,
        differences=() if twin is None else differences(row, twin),
        proof=proof(row),
        also=_also(row.ruling, {one.rule for one in cited}),
        activation=activation(row),
        resolved=_resolved(result, row),
        begins=result.estate.begins,
    )


def differences(row: Row, other: Row) -> tuple[Difference, ...]:
    """Return in what the effective settings of two rows differ."""
    here, there = row.effective or {}, other.effective or {}
    names = [name for name in here if here[name] != there.get(name) and name != "mechanism"]
    return tuple(Difference(name, here[name], there.get(name)) for name in names)


def _twin(result: RunResult, row: Row) -> Row | None:
    """Return a call of the same method between the same two processes that went through, if the run has one."""
    wanted = _route(row)
    return next((other for other in result.calls if other.ruling.ok and _route(other) == wanted), None)


def _resolved(result: RunResult, row: Row) -> Row | None:
    """Return the resolution of the exporter in the course of an unmarshalling, if there was one."""
    wanted = ("resolve", row.client.process, row.begun_s, row.id.partition("#")[0])
    told = ((one.kind, one.client.process, one.begun_s, one.parent) for one in result.rows)
    found = (one for one, its in zip(result.rows, told, strict=True) if its == wanted)
    return next(found, None) if row.kind == "unmarshal" else None


def _route(row: Row) -> tuple[Any, ...]:
    return (row.kind, row.client.process, row.server and row.server.process, row.class_, row.interface, row.method)


def _citations(rulings: list[Ruling]) -> tuple[Citation, ...]:
    """Return one citation for each rule that spoke, in order of speaking."""
    bases = {step.rule: str(step.basis) for ruling in reversed(rulings) for step in ruling.steps}
    ids = dict.fromkeys(step.rule for ruling in rulings for step in ruling.steps)
    return tuple(_citation(rule_id, bases[rule_id]) for rule_id in ids)


def _also(ruling: Ruling, cited: set[str]) -> tuple[Citation, ...]:
    """Return the further rules of the step that decided, but for those that are cited anyway."""
    step = ruling.decisive
    return tuple(_citation(name, str(step.basis)) for name in dict.fromkeys(step.also) if name not in cited)


def _citation(rule_id: str, basis: str) -> Citation:
    try:
        found = rule(rule_id)
    except KeyError:
        return Citation(rule_id, basis)
    return Citation(rule_id, basis, found.statement, found.sources)


def _disputed(rulings: list[Ruling], estate: Estate) -> tuple[Disputed, ...]:
    steps = {step.disputed: step for ruling in rulings for step in ruling.steps if step.disputed}
    return tuple(one for wanted, step in steps.items() for one in _switches(estate, wanted, step.hresult))


def _switches(estate: Estate, wanted: str, status: str) -> tuple[Disputed, ...]:
    """Return the switches of an entry; of several, those that gave the step its status, if any did."""
    found = tuple(
        _switched(estate, name, entry, choices, text)
        for name, entry, choices, text in switches()
        if wanted in (entry, name)
    )
    return tuple(one for one in found if one.choice == status) or found


def _switched(estate: Estate, name: str, entry: str, choices: tuple[str, ...], text: str) -> Disputed:
    chosen = str(getattr(estate.assume, name))
    return Disputed(entry, name, text, chosen, tuple(choice for choice in choices if choice != chosen))
