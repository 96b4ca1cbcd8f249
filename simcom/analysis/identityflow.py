"""Who arrives as whom: the calls of a run, or of one chain of it, in the order they began, with the caller each server saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.analysis.outcomes import calls_of
from simcom.analysis.proof import mechanism_name
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simcom.analysis.outcomes import Row
    from simcom.runtime.rows import Party
    from simcom.vocabulary.rulings import Outcome

MOST_PROCESSES = 12
"""Processes that can still be read side by side."""

MOST_ARRIVALS = 30
"""Calls that can still be read below one another."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Calls that are alike in everything drawn: ``count`` of them, made by process ``client`` to process ``server``.

    ``caller`` is who the server saw, empty if nobody was proved; ``settings`` are mechanism and levels in words. ``status`` and
    ``stage`` tell what the caller got where it was not ok. ``within`` is the place, in the same list, of the call in whose course
    it was made. ``by_client``: the check that decided was on the client's side, so that a call that was stopped never left it.
    """

    client: str
    server: str
    what: str
    settings: str
    caller: str
    outcome: Outcome
    status: str = ""
    stage: str = ""
    callback: bool = False
    within: int | None = None
    count: int = 1
    by_client: bool = False


@dataclass(frozen=True, slots=True)
class IdentityFlow:
    """What the picture shows: processes in the order they appear, and arrivals. ``note`` says what was left out, if anything."""

    processes: tuple[Party, ...]
    arrivals: tuple[Arrival, ...]
    note: str = ""


def identity_flow(rows: Sequence[Row], chosen: Row | None = None) -> IdentityFlow:
    """Return who arrived as whom; with a row, only in the chain of calls that it belongs to."""
    calls = _ordered(rows)
    if chosen is not None:
        calls = chain(rows, calls, chosen)
    parties = _parties(calls)
    kept = dict(list(parties.items())[:MOST_PROCESSES])
    shown = [row for row in calls if all(party.process in kept for party in _ends(row))]
    found = _merged(rows, shown)
    note = _note(len(parties) - len(kept), len(calls) - len(shown), len(found) - MOST_ARRIVALS)
    return IdentityFlow(tuple(kept.values()), found[:MOST_ARRIVALS], note)


def chain(rows: Sequence[Row], calls: Iterable[Row], chosen: Row) -> list[Row]:
    """Return the calls made in the course of the outermost call around a row, that one included, in their order."""
    parents = {row.id: row.parent for row in rows}
    root = _ancestors(parents, chosen.id)[-1]
    return [row for row in calls if root in _ancestors(parents, row.id)]


def _ancestors(parents: dict[str, str | None], row_id: str) -> list[str]:
    """Return an id and those of the calls around it, the outermost last."""
    found = [row_id]
    while (above := parents.get(found[-1])) is not None and above in parents and above not in found:
        found.append(above)
    return found


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """Return the calls between processes as they began; of those that began together, the outer ones first."""
    calls = [row for row in calls_of(rows) if len({party.process for party in _ends(row)}) > 1]
    parents = {row.id: row.parent for row in rows}
    return sorted(calls, key=lambda row: (row.begun_s, len(_ancestors(parents, row.id)), row.step))


def _ends(row: Row) -> tuple[Party, ...]:
    return (row.client,) if row.server is None else (row.client, row.server)


def _parties(calls: Iterable[Row]) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for party in (party for row in calls for party in _ends(row)):
        found.setdefault(party.process, party)
    return found


def _merged(rows: Sequence[Row], calls: Iterable[Row]) -> tuple[Arrival, ...]:
    """Return the calls as arrivals, those that are alike put together at the place of the first."""
    parents = {row.id: row.parent for row in rows}
    places: dict[Arrival, int] = {}
    place_of: dict[str, int] = {}
    for row in calls:
        within = next((place_of[one] for one in _ancestors(parents, row.id)[1:] if one in place_of), None)
        place_of[row.id] = places.setdefault(_arrival(row, within), len(places))
    counts = Counter(place_of.values())
    return tuple(replace(one, count=counts[place]) for one, place in places.items())


def _arrival(row: Row, within: int | None) -> Arrival:
    ruling = row.ruling
    return Arrival(
        client=row.client.process,
        server=_ends(row)[-1].process,
        what=f"{row.interface}::{row.method}" if row.interface else str(row.method),
        settings=settings(row),
        caller=row.caller.name if row.caller else "",
        outcome=ruling.outcome,
        status="" if ruling.hresult.ok else str(ruling.hresult),
        stage="" if ruling.ok else row.stage,
        callback=row.kind == "callback",
        within=within,
        by_client=not ruling.ok and ruling.decisive.side is Side.CLIENT,
    )


def settings(row: Row) -> str:
    """Return with what a call was made: ``Kerberos, PKT_PRIVACY, IMPERSONATE``; after promotion, where the server saw it."""
    said, used = row.effective or {}, row.caller
    logon = row.authentication or {}
    mechanism = (used.mechanism if used else None) or logon.get("mechanism") or said.get("mechanism")
    level = AuthnLevel.show(used.authn_level) if used else said.get("authn_level")
    if level == "NONE" or not level:
        return "no authentication"
    imp_level = ImpLevel.show(used.imp_level) if used else said.get("imp_level")
    return ", ".join(str(word) for word in (mechanism_name(mechanism), level, imp_level) if word)


def _note(processes: int, calls: int, arrivals: int) -> str:
    words = []
    if processes > 0:
        words.append(f"{processes} processes are not drawn, nor the {calls} calls from or to them")
    if arrivals > 0:
        words.append(f"{arrivals} later kinds of call are not drawn")
    return "; ".join(words) + "; choose one call to see its chain alone" if words else ""
