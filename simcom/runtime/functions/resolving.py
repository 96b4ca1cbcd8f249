"""What a reference from elsewhere needs before it can be called: its exporter's bindings, and references of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simcom.rules.ladder import judge_resolver_call
from simcom.rules.reach import interrupted
from simcom.rules.resolution import (
    RESOLVE,
    exporter_gone,
    known_here,
    resolved,
    resolver_blankets,
    table_reference,
    unreachable,
)
from simcom.rules.transport.cost import exchanges
from simcom.rules.transport.messages import resolve_messages
from simcom.rules.transport.resolver import resolver_ends
from simcom.rules.transport.travelled import knocked
from simcom.runtime.activation import pacing
from simcom.runtime.activation.resolver import EXPORTER
from simcom.runtime.calls.plans import plan_for
from simcom.runtime.calls.travel import travel
from simcom.runtime.functions.record import record
from simcom.runtime.gather.activation import Errand, attempted, way
from simcom.runtime.proxy import InterfaceProxy, LocalPointer, NoPointer, told_so
from simcom.vocabulary.citations import models
from simcom.vocabulary.paths import OPEN
from simcom.vocabulary.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.runtime.gather.activation import Try
    from simcom.runtime.process import ComProcess, Thread
    from simcom.runtime.proxy import ComObject, ProxyManager
    from simcom.runtime.steps import CoUnmarshalInterface
    from simcom.runtime.world import World
    from simcom.vocabulary.messages import Message


@models("oxid-cache-scope", "unmarshal-steps")
def resolve(
    world: World, thread: Thread, step: CoUnmarshalInterface, target: ComObject
) -> Generator[simpy.Event, None, Ruling | None]:
    """Resolve an exporter that the machine does not know yet; return the ruling if that failed."""
    exporter, machine = target.process, thread.process.machine
    near, far = (world.resolvers.of(world.machine(item.name)) for item in (machine, exporter.machine))
    one = Errand(thread, near, far, step.server_name or exporter.machine.name)
    if exporter.machine.name == machine.name:
        return None if exporter.alive else exporter_gone(exporter.spec.name, world.estate.assume)
    begun_s = world.env.now
    if exporter in one.near.oxids and not found_gone(world, one, exporter):
        _record(world, one, step, known_here(exporter.spec.name), begun_s, ())
        return None
    ruling = yield from _asked(world, one, step, target, begun_s)
    if ruling.ok:
        one.near.oxids.add(exporter)
    return None if ruling.ok else ruling


@models("oxid-cache-scope")
def found_gone(world: World, one: Errand, exporter: ComProcess) -> bool:
    """Tell whether a call from this machine has found an exporter gone, upon which its entry is dropped from the machine's table."""
    if exporter.alive:
        return False
    here = (item for item in world.processes.values() if item.machine.name == one.near.machine.name)
    managers = (manager for item in here for manager in item.managers.values() if manager.target.process is exporter)
    proxies = (proxy for manager in managers for proxy in manager.proxies.values())
    plans = (plan for proxy in proxies for kept in proxy.plans.values() for plan in kept.values())
    return any(plan.ruling.hresult.name == "RPC_S_SERVER_UNAVAILABLE" for plan in plans)


def attempts(world: World, one: Errand, purpose: str) -> tuple[Try, ...]:
    """Return the calls to another resolver for a resolution or a ping, in the order they are tried."""
    address = one.name or one.far.machine.name
    blankets = resolver_blankets(one.near.machine.settings, purpose, address)
    return attempted(world, one, blankets, EXPORTER)


def _asked(
    world: World, one: Errand, step: CoUnmarshalInterface, target: ComObject, begun_s: float
) -> Generator[simpy.Event, None, Ruling]:
    """Ask the resolver of the machine that a reference came from."""
    path, assume = way(world, one), world.estate.assume
    if path.way != OPEN or path.name != "resolves":
        yield from pacing.lose(world, path)
        one.near.forget(one.name, one.far)
        refused = unreachable(path, one.far.machine.name, assume)
        ends = resolver_ends(one.near.machine.settings, one.far.machine.settings, path)
        _record(world, one, step, refused, begun_s, knocked(ends, path))
        return refused
    tries = attempts(world, one, RESOLVE)
    facts = tuple(item.judged.facts for item in tries)
    ruling, last = judge_resolver_call(facts, RESOLVE)
    made = tries[: last + 1]
    proofs = () if pacing.unasked(ruling) else tuple(item.judged.said for item in made)
    warm = path.connected and one.near.knows(one.name)
    sent = resolve_messages(facts, ruling, proofs, warm=warm)
    work = _travelled(world, one, made if proofs else (), sent)
    _, lost = yield from pacing.guarded(world, one.thread, made[-1].proxy, work)
    if lost:
        loss = interrupted(lost, fate=one.far.process.fate, machine=one.far.machine.name)
        ruling = Ruling((*(said for said in ruling.steps if not said.stops), loss))
    elif ruling.ok:
        there, name = target.process.alive, target.process.spec.name
        sent = sent if there else resolve_messages(facts, ruling, proofs, warm=warm, known=False)
        ruling = resolved(name, ruling) if there else exporter_gone(name, assume)
    said = proofs[-1] if proofs else None
    fields = {"effective": made[-1].proxy.blanket, "authentication": said, "caller": ruling.value}
    _record(world, one, step, ruling, begun_s, sent, **fields)
    return ruling


def _travelled(
    world: World, one: Errand, made: tuple[Try, ...], sent: tuple[Message, ...]
) -> Generator[simpy.Event, None, None]:
    """Let the messages of a resolution go out and come back."""
    logons = pacing.logons(made)
    before, asks = pacing.split(sent)
    yield from pacing.ask_for_tickets(world, logons)
    yield from pacing.travel(world, one, before)
    one.near.remember(one.name)
    if asks:
        yield pacing.half(world, one)
        yield from pacing.validate(world, one, logons)
        pacing.reached(one, made)
        yield pacing.half(world, one)


def _record(
    world: World,
    one: Errand,
    step: CoUnmarshalInterface,
    ruling: Ruling,
    begun_s: float,
    sent: tuple[Message, ...],
    **fields: Any,  # noqa: ANN401
) -> None:
    """Write the row of a resolution, in the course of an unmarshalling."""
    fields |= {"parent": step.id, "place": step.place, "server": one.far.process.party, "interface": EXPORTER}
    fields |= {"messages": sent, "exchanges": exchanges(sent), "transport": "tcp" if sent else "none"}
    client = one.thread.process.party
    record(world, client, f"{step.id}/resolve", "resolve", ruling, world.env.now, begun_s=begun_s, **fields)


@models("marshal-flags", "remaddref-semantics")
def counts(
    world: World, thread: Thread, step: CoUnmarshalInterface, ruling: Ruling, fields: dict[str, Any]
) -> Generator[simpy.Event, None, tuple[Ruling, dict[str, Any]]]:
    """Get references for one that came from a table, with RemAddRef; return the ruling and what the row shows."""
    held = thread.process.pointers.get(step.name)
    manager = held.manager if isinstance(held, InterfaceProxy | LocalPointer) else None
    if manager is None or manager.apartment or not _from_table(world, manager.target):
        return ruling, fields
    from simcom.runtime.functions.pointers import unknown_of

    unknown = unknown_of(world, manager)
    plan = yield from travel(world, thread, unknown, plan_for(world, thread, step, unknown, None, "add_ref"))
    template = world.journal.templates[plan.template]
    added = table_reference(plan.ruling)
    fields |= {"messages": template.messages, "exchanges": template.exchanges, "transport": template.transport}
    fields |= {"events": template.events}
    if added.ok:
        return ruling, fields
    give_up(world, thread, step, manager, added)
    return added, fields


def give_up(world: World, thread: Thread, step: CoUnmarshalInterface, manager: ProxyManager, why: Ruling) -> None:
    """Leave no pointer where an unmarshalling failed at its last step, and no references that nobody was given."""
    pointers = thread.process.pointers
    pointers[step.name] = NoPointer(step.id, null=told_so(why))
    kept = (item for item in pointers.values() if isinstance(item, InterfaceProxy | LocalPointer))
    if all(item.manager is not manager for item in kept):
        thread.process.managers.pop((manager.target.path, manager.apartment), None)
        world.liveness.released(manager, told=False)


def _from_table(world: World, target: ComObject) -> bool:
    """Tell whether an object's references come from a table, without counts."""
    resolver = world.resolvers.of(target.process.machine)
    return target in resolver.tables or target in resolver.stale
