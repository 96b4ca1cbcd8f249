"""What is decided of a call before it is made, kept on its proxy as a ``Plan`` until a blanket or the world moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from simcom.rules.transport.cost import exchanges
from simcom.runtime.calls.judged import judge, shown, timeless, unchanged
from simcom.runtime.calls.logons import logon
from simcom.runtime.calls.losses import unreached
from simcom.runtime.calls.serving import QUERY, may_wait
from simcom.runtime.channel.connections import opening
from simcom.runtime.channel.contexts import context_key
from simcom.runtime.channel.traffic import WEIGHTLESS, Bytes, asks, cost, messages, sends
from simcom.runtime.clock import one_way
from simcom.runtime.gather.call import call_facts, goes_out_as
from simcom.runtime.journal import Template
from simcom.runtime.proxy import Arrivals
from simcom.runtime.steps import NO_TIME

if TYPE_CHECKING:
    from simcom.rules.calls.identity import Identity
    from simcom.runtime.calls.judged import Judged
    from simcom.runtime.calls.logons import Logon
    from simcom.runtime.channel.connections import Opening
    from simcom.runtime.interfaces import Method
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.steps import Duration, Step
    from simcom.runtime.world import World
    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.rulings import Ruling


ON_OBJECTS = ("call", "callback", QUERY)
"""The kinds of calls that an object gets to see; references are counted by its process's exporter."""


@dataclass(slots=True, eq=False)
class Plan:
    """What is known of a call before it is made: what was judged, its row, and its legs.

    ``known`` is who it goes out as. ``legs_s`` are the lengths of all legs where each is fixed and only a change of the world can come
    between them, ``lasts_s`` their sum; ``legs_s`` is ``None`` where a leg is drawn anew each time, a worker may have to be waited for, a
    logon or a connection comes first, or the method has a body. ``requests`` tells whether the request travels, ``logon`` and ``opening``
    what has to come before, ``weighs`` what its bytes add to the wire's latency. A plan that is not ``settled`` holds for calls with equal
    facts only, since time alone can change them: clocks, tickets, the contexts there are. ``epoch`` is the world's when its facts were
    last gathered: where they turn out the same later, it stands. ``arrivals`` are the object's, or where the object
    never gets to see the call some that nobody reads.
    """

    judged: Judged
    known: Identity
    template: int
    legs_s: tuple[float, ...] | None
    lasts_s: float
    stub_s: float
    wire: Duration
    method: Method | None
    requests: bool
    epoch: int
    logon: Logon | None = None
    opening: Opening | None = None
    weighs: Bytes = WEIGHTLESS
    settled: bool = True
    arrivals: Arrivals = field(default_factory=Arrivals)

    @property
    def ruling(self) -> Ruling:
        """What became of the call."""
        return self.judged.ruling


def plan_for(world: World, thread: Thread, step: Step, proxy: InterfaceProxy, method: str | None, kind: str) -> Plan:
    """Return what is decided of a call, deciding it now if nothing was, or if something moved since."""
    kept = proxy.plans.get(step.id)
    if kept is None:
        kept = proxy.plans[step.id] = {}
    plan: Plan | None = kept.get(thread.key)
    if plan is None or not plan.settled or plan.epoch != world.epoch:
        plan = kept[thread.key] = _decide(world, thread, step, proxy, method, kind, plan)
    return plan


def _decide(
    world: World, thread: Thread, step: Step, proxy: InterfaceProxy, method: str | None, kind: str, earlier: Plan | None
) -> Plan:
    """Judge a call and prepare its row and its legs; the same facts need no second judgement."""
    known = goes_out_as(thread, proxy, world.estate.assume)
    interface = "IUnknown" if method is None else proxy.interface
    at_once = earlier if earlier is not None and earlier.epoch == world.epoch else None
    facts = _with_context(proxy, known, at_once) or call_facts(
        world, thread, proxy, known, interface, callback=kind == "callback", method=method
    )
    made = opening(world, proxy, facts)
    if earlier is not None and unchanged(earlier.judged.facts, facts) and _as_open(earlier, made):
        earlier.epoch = world.epoch
        return earlier
    judged = judge(facts)
    if known.fixes:
        level = known.level if known.from_thread else 0
        proxy.blanket = replace(proxy.blanket, fixed=known.account, fixed_level=level, fixed_came_by=known.came_by)
    template = _template(thread, step, proxy, judged, method, kind)
    return planned(world, proxy, known, judged, template, made)


def _as_open(earlier: Plan, made: Opening | None) -> bool:
    """Tell whether a call would open what an earlier one did; what sends nothing opens nothing."""
    return earlier.opening == (made if sends(earlier.judged) else None)


def _with_context(proxy: InterfaceProxy, known: Identity, earlier: Plan | None) -> CallFacts | None:
    """Return the facts of a call whose context an earlier one built: the same but for that; ``None`` where they have to be gathered."""
    if earlier is None or earlier.logon is None or known.rule != earlier.judged.facts.identity_rule:
        return None
    built, facts = earlier.logon.contexts.get(context_key(proxy, known)), earlier.judged.facts
    return None if built is None else replace(facts, logon=replace(facts.logon, established=built))


def _template(
    thread: Thread, step: Step, proxy: InterfaceProxy, judged: Judged, method: str | None, kind: str
) -> Template:
    """Return all of a call's row but its times."""
    target, manager = proxy.manager.target, proxy.manager
    parts = {"ruling": judged.ruling, "effective": proxy.blanket} if manager.apartment else shown(judged, proxy.blanket)
    return Template(
        id=step.id,
        kind=kind,
        client=thread.process.party,
        parent=thread.parent,
        server=target.process.party,
        class_=target.class_.name,
        object=target.name,
        interface=proxy.interface,
        method=method,
        transport=manager.transport,
        requested=proxy.blanket,
        negotiated=proxy.default,
        settings=proxy.settings,
        place=step.place,
        **parts,
    )


def planned(
    world: World, proxy: InterfaceProxy, known: Identity, judged: Judged, template: Template, made: Opening | None
) -> Plan:
    """Return the plan of a call: its row, how long each leg takes, what comes before it and what runs at the far end.

    ``made`` is what it has to open first, as it was when the call was sent.
    """
    network, manager = world.estate.network, proxy.manager
    wire = one_way(network, manager.process.machine.name, manager.target.process.machine.name)
    asked, travels = _method(proxy, template), asks(judged)
    ok = judged.ruling.ok
    method, made = asked if ok else None, made if sends(judged) else None
    sent = messages(judged, made, asked, template.method, template.kind)
    weighs = cost(network, judged, sent, asked)
    first = logon(proxy, known, judged)
    waits = (
        first is not None
        or made is not None
        or may_wait(world, manager, method, asks=ok and template.kind == QUERY)
        or unreached(judged)
    )
    fixed = None if waits else _fixed_legs(network.stub.a_s, wire if travels else NO_TIME, weighs, method)
    return Plan(
        judged=judged,
        known=known,
        template=world.journal.intern(replace(template, exchanges=exchanges(sent), messages=sent)),
        legs_s=fixed,
        lasts_s=sum(fixed or ()),
        stub_s=network.stub.a_s,
        wire=wire,
        method=method,
        requests=travels,
        epoch=world.epoch,
        logon=first,
        opening=made,
        weighs=weighs,
        settled=timeless(judged) and made is None,
        arrivals=manager.target.calls if ok and template.kind in ON_OBJECTS else Arrivals(),
    )


def _method(proxy: InterfaceProxy, template: Template) -> Method | None:
    """Return the method that is called, ``None`` for IUnknown's and for those that the class does not have."""
    interface = proxy.manager.target.class_.interface(proxy.interface)
    return interface.method(template.method) if interface and template.method else None


def _fixed_legs(stub_s: float, wire: Duration, weighs: Bytes, method: Method | None) -> tuple[float, ...] | None:
    """Return the legs that take time, or ``None`` where one is drawn or the method does more than run."""
    takes = method.takes if method else NO_TIME
    if wire.kind != "constant" or takes.kind != "constant" or (method and (method.does or method.throws)):
        return None
    return tuple(
        leg_s for leg_s in (stub_s, wire.a_s + weighs.sent_s, takes.a_s, wire.a_s + weighs.answered_s) if leg_s
    )
