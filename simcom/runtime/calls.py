"""Remote calls in time. What is decided of a call is kept on its proxy as a ``Plan`` until a blanket or the world moves.

Legs: the stub marshals, the caller is proved if no context does so already, the request travels, the method runs (waiting for a worker
where the server has few), the reply travels. A call that its own side refuses ends at the stub, or with the KDC that refused; one that
the server's side refuses makes the round trip without running anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simcom.rules.calls.authentication import caller, unauthenticated
from simcom.rules.ladder import judge_call
from simcom.rules.logon.exchanges import authentication
from simcom.runtime.clock import draw, one_way
from simcom.runtime.contexts import context_key
from simcom.runtime.estate import NO_TIME
from simcom.runtime.gather import call_facts, goes_out_as
from simcom.runtime.journal import Template
from simcom.runtime.logons import ask_kdcs, logon, proved, requests, shake_hands, validate
from simcom.runtime.process import Thread
from simcom.vocabulary.citations import models

if TYPE_CHECKING:
    from collections.abc import Generator

    import simpy

    from simcom.rules.calls.identity import Identity
    from simcom.runtime.estate import Method
    from simcom.runtime.logons import Logon
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.steps import Duration, Step
    from simcom.runtime.world import World
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import Caller, CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling


@dataclass(slots=True, eq=False)
class Plan:
    """What is known of a call before it is made: its ruling, its row, and its legs.

    ``legs_s`` are the lengths of all legs where each is fixed and nothing can come between them; ``None`` where a leg is drawn anew each
    time, a worker may have to be waited for, a logon comes first, or the method has a body. ``requests`` tells whether the request
    travels, ``logon`` what has to come before. A plan with ``facts`` holds for calls with equal facts only, since time alone can
    change them: clocks, tickets, the contexts there are.
    """

    ruling: Ruling
    template: int
    legs_s: tuple[float, ...] | None
    stub_s: float
    wire: Duration
    method: Method | None
    requests: bool
    logon: Logon | None = None
    facts: CallFacts | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A call's facts, the ruling on them, and how far the proof of the caller went (``None``: nobody was to be proved)."""

    facts: CallFacts
    ruling: Ruling
    said: Authentication | None


def plan_for(world: World, thread: Thread, step: Step, proxy: InterfaceProxy, method: str | None, kind: str) -> Plan:
    """Return what is decided of a call, deciding it now if nothing was, or if something moved since."""
    if proxy.epoch != world.epoch:
        proxy.plans.clear()
        proxy.epoch = world.epoch
    kept = proxy.plans.get(step.id)
    if kept is None:
        kept = proxy.plans[step.id] = {}
    plan: Plan | None = kept.get(thread.key)
    if plan is None or plan.facts is not None:
        plan = kept[thread.key] = _decide(world, thread, step, proxy, method, kind, plan)
    return plan


def _decide(
    world: World, thread: Thread, step: Step, proxy: InterfaceProxy, method: str | None, kind: str, earlier: Plan | None
) -> Plan:
    """Judge a call and prepare its row and its legs; the same facts need no second judgement."""
    known = goes_out_as(thread, proxy, world.estate.assume)
    interface = "IUnknown" if method is None else proxy.interface
    facts = _with_context(proxy, known, earlier) or call_facts(
        world, thread, proxy, known, interface, callback=kind == "callback"
    )
    if earlier is not None and earlier.facts == facts:
        return earlier
    ruling = judge_call(facts)
    judged = _Judged(facts, ruling, proved(facts, ruling))
    if known.fixes:
        level = known.level if known.from_thread else 0
        proxy.blanket = replace(proxy.blanket, fixed=known.account, fixed_level=level, fixed_came_by=known.came_by)
    template = world.journal.intern(_template(thread, step, proxy, judged, method, kind))
    plan = _legs(world, proxy, judged, template, method)
    plan.logon = logon(proxy, known, facts, ruling, judged.said)
    plan.legs_s = plan.legs_s if plan.logon is None else None
    plan.facts = None if _timeless(judged) else facts
    return plan


def _with_context(proxy: InterfaceProxy, known: Identity, earlier: Plan | None) -> CallFacts | None:
    """Return the facts of a call whose context an earlier one built: the same but for that; ``None`` where they have to be gathered."""
    if earlier is None or earlier.logon is None or earlier.facts is None or known.rule != earlier.facts.identity_rule:
        return None
    built = earlier.logon.contexts.get(context_key(proxy, known))
    return None if built is None else replace(earlier.facts, logon=replace(earlier.facts.logon, established=built))


def _timeless(judged: _Judged) -> bool:
    """Tell whether a decision stands until the world moves: nobody had to be proved, or a context has done so for good."""
    facts, said = judged.facts, judged.said
    if said is not None:
        return said.reused
    return authentication(facts) is None and not (facts.local and facts.blanket.identity)


def _template(
    thread: Thread, step: Step, proxy: InterfaceProxy, judged: _Judged, method: str | None, kind: str
) -> Template:
    """Return all of a call's row but its times."""
    facts, ruling, said = judged.facts, judged.ruling, judged.said
    target, manager, seen = proxy.manager.target, proxy.manager, ruling.value or caller(facts)
    return Template(
        id=step.id,
        kind=kind,
        client=thread.process.party,
        ruling=ruling,
        parent=thread.parent,
        server=target.process.party,
        class_=target.class_.name,
        interface=proxy.interface,
        method=method,
        transport=manager.transport,
        requested=proxy.blanket,
        negotiated=proxy.default,
        effective=proxy.blanket if manager.apartment else _used(proxy, facts, seen),
        mechanism=None if manager.apartment else seen.mechanism,
        caller=None if manager.apartment else ruling.value,
        authentication=said,
        exchanges=0 if manager.apartment else int(requests(ruling, said)) + (said.legs if said else 0),
        settings=proxy.settings,
        place=step.place,
    )


def _used(proxy: InterfaceProxy, facts: CallFacts, seen: Caller) -> Blanket:
    """Return the blanket as the call really used it."""
    blanket = proxy.blanket
    return replace(
        blanket,
        authn_svc=seen.authn_svc if facts.local else blanket.authn_svc,
        authn_level=seen.authn_level if seen.mechanism or unauthenticated(facts) else blanket.authn_level,
        imp_level=seen.imp_level,
    )


def _legs(world: World, proxy: InterfaceProxy, judged: _Judged, template: int, name: str | None) -> Plan:
    """Return the plan of a call: how long each leg takes, and what runs at the far end."""
    ruling = judged.ruling
    network, manager = world.estate.network, proxy.manager
    wire = one_way(network, manager.process.machine.name, manager.target.process.machine.name)
    interface = manager.target.class_.interface(proxy.interface)
    method = interface.method(name) if interface and name and ruling.ok else None
    travels = requests(ruling, judged.said) and not manager.apartment
    fixed = _fixed_legs(network.stub.a_s, wire if travels else NO_TIME, method)
    waits = manager.target.process.workers is not None and method is not None
    return Plan(ruling, template, None if waits else fixed, network.stub.a_s, wire, method, travels)


def _fixed_legs(stub_s: float, wire: Duration, method: Method | None) -> tuple[float, ...] | None:
    """Return the legs that take time, or ``None`` where one is drawn or the method does more than run."""
    takes = method.takes if method else NO_TIME
    if wire.kind != "constant" or takes.kind != "constant" or (method and method.does):
        return None
    return tuple(leg_s for leg_s in (stub_s, wire.a_s, takes.a_s, wire.a_s) if leg_s)


def travel(world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan) -> Generator[simpy.Event, None, None]:
    """Let a call's time pass, leg by leg, and run the method's body."""
    timeout = world.env.timeout
    if plan.legs_s is not None:
        for leg_s in plan.legs_s:
            yield timeout(leg_s)
        return
    if plan.stub_s:
        yield timeout(plan.stub_s)
    if plan.logon is not None:
        yield from ask_kdcs(world, plan.logon)
        yield from shake_hands(world, plan.logon, plan.wire)
    if plan.requests:
        yield timeout(draw(plan.wire, world.network_numbers))
    if plan.logon is not None:
        yield from validate(world, plan.logon)
    if plan.method is not None:
        yield from _serve(world, thread, proxy, plan, plan.method)
    if plan.requests:
        yield timeout(draw(plan.wire, world.network_numbers))


def _serve(
    world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan, method: Method
) -> Generator[simpy.Event, None, None]:
    """Wait for a worker of the server, run the method and its body, and give the worker back."""
    server = proxy.manager.target.process
    if server.workers is None:
        yield from _body(world, thread, proxy, plan, method)
        return
    with server.workers.request() as worker:
        yield worker
        yield from _body(world, thread, proxy, plan, method)


@models("impersonate.nested-calls", "impersonate.auto-revert")
def _body(
    world: World, thread: Thread, proxy: InterfaceProxy, plan: Plan, method: Method
) -> Generator[simpy.Event, None, None]:
    """Run a method on the server: its own time, then the steps of its body on a thread that serves the caller.

    The thread ends with the call, and with it any impersonation (`impersonate.auto-revert`, `impersonate.nested-calls`).
    """
    takes_s = draw(method.takes, world.method_numbers)
    if takes_s:
        yield world.env.timeout(takes_s)
    parent = world.journal.templates[plan.template].id
    serving = Thread(proxy.manager.target.process, thread.name, plan.ruling.value, parent)
    serving.wear(None)
    yield from world.run(serving, method.does)
