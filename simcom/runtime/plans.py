"""What is decided of a call before it is made, kept on its proxy as a ``Plan`` until a blanket or the world moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simcom.rules.calls.authentication import caller, unauthenticated
from simcom.rules.ladder import judge_call
from simcom.rules.logon.exchanges import authentication
from simcom.runtime.clock import one_way
from simcom.runtime.contexts import context_key
from simcom.runtime.gather import call_facts, goes_out_as
from simcom.runtime.journal import Template
from simcom.runtime.logons import logon, proved, requests
from simcom.runtime.steps import NO_TIME

if TYPE_CHECKING:
    from simcom.rules.calls.identity import Identity
    from simcom.runtime.interfaces import Method
    from simcom.runtime.logons import Logon
    from simcom.runtime.process import Thread
    from simcom.runtime.proxy import InterfaceProxy
    from simcom.runtime.steps import Duration, Step
    from simcom.runtime.world import World
    from simcom.vocabulary.blankets import Blanket, Origins
    from simcom.vocabulary.facts import Caller, CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Judged:
    """A call's facts, the ruling on them, and how far the proof of the caller went (``None``: nobody was to be proved)."""

    facts: CallFacts
    ruling: Ruling
    said: Authentication | None


@dataclass(slots=True, eq=False)
class Plan:
    """What is known of a call before it is made: what was judged, its row, and its legs.

    ``known`` is who it goes out as. ``legs_s`` are the lengths of all legs where each is fixed and only a change of the world can come
    between them, ``lasts_s`` their sum; ``legs_s`` is ``None`` where a leg is drawn anew each time, a worker may have to be waited for, a
    logon comes first, or the method has a body. ``requests`` tells whether the request travels, ``logon`` what has to come before. A plan
    that is not ``settled`` holds for calls with equal facts only, since time alone can change them: clocks, tickets, the contexts there
    are. ``epoch`` is the world's when its facts were last gathered: where they turn out the same later, it stands.
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
    settled: bool = True

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
        world, thread, proxy, known, interface, callback=kind == "callback"
    )
    if earlier is not None and unchanged(earlier.judged.facts, facts):
        earlier.epoch = world.epoch
        return earlier
    judged = judge(facts)
    if known.fixes:
        level = known.level if known.from_thread else 0
        proxy.blanket = replace(proxy.blanket, fixed=known.account, fixed_level=level, fixed_came_by=known.came_by)
    return planned(world, proxy, known, judged, _template(thread, step, proxy, judged, method, kind))


def unchanged(before: CallFacts, now: CallFacts) -> bool:
    """Tell whether facts would be judged in the same words: equal, and the machines' values from the same places of the file."""
    return before == now and _places(before) == _places(now)


def _places(facts: CallFacts) -> tuple[Origins, Origins]:
    return facts.client_machine.origins, facts.server_machine.origins


def judge(facts: CallFacts) -> Judged:
    """Judge a call, and ask how far the proof of its caller went."""
    ruling = judge_call(facts)
    return Judged(facts, ruling, proved(facts, ruling))


def _with_context(proxy: InterfaceProxy, known: Identity, earlier: Plan | None) -> CallFacts | None:
    """Return the facts of a call whose context an earlier one built: the same but for that; ``None`` where they have to be gathered."""
    if earlier is None or earlier.logon is None or known.rule != earlier.judged.facts.identity_rule:
        return None
    built, facts = earlier.logon.contexts.get(context_key(proxy, known)), earlier.judged.facts
    return None if built is None else replace(facts, logon=replace(facts.logon, established=built))


def _timeless(judged: Judged) -> bool:
    """Tell whether a decision stands until the world moves: nobody had to be proved, or a context has done so for good."""
    facts, said = judged.facts, judged.said
    if said is not None:
        return said.reused
    return authentication(facts) is None and not (facts.local and facts.blanket.identity)


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
        interface=proxy.interface,
        method=method,
        transport=manager.transport,
        requested=proxy.blanket,
        negotiated=proxy.default,
        settings=proxy.settings,
        place=step.place,
        **parts,
    )


def shown(judged: Judged, blanket: Blanket) -> dict[str, Any]:
    """Return the parts of a row that follow from what was judged; ``blanket`` are the settings the call was made with."""
    facts, ruling, said = judged.facts, judged.ruling, judged.said
    seen = ruling.value or caller(facts)
    return {
        "ruling": ruling,
        "effective": _used(blanket, facts, seen),
        "mechanism": seen.mechanism,
        "caller": ruling.value,
        "authentication": said,
        "exchanges": int(requests(ruling, said)) + (said.legs if said else 0),
    }


def _used(blanket: Blanket, facts: CallFacts, seen: Caller) -> Blanket:
    """Return the blanket as the call really used it."""
    return replace(
        blanket,
        authn_svc=seen.authn_svc if facts.local else blanket.authn_svc,
        authn_level=seen.authn_level if seen.mechanism or unauthenticated(facts) else blanket.authn_level,
        imp_level=seen.imp_level,
    )


def planned(world: World, proxy: InterfaceProxy, known: Identity, judged: Judged, template: Template) -> Plan:
    """Return the plan of a call: its row, how long each leg takes, what comes before it and what runs at the far end."""
    network, manager, ruling = world.estate.network, proxy.manager, judged.ruling
    wire = one_way(network, manager.process.machine.name, manager.target.process.machine.name)
    interface, name = manager.target.class_.interface(proxy.interface), template.method
    method = interface.method(name) if interface and name and ruling.ok else None
    travels = requests(ruling, judged.said) and not manager.apartment
    first = logon(proxy, known, judged)
    waits = first is not None or (manager.target.process.workers is not None and method is not None)
    fixed = None if waits else _fixed_legs(network.stub.a_s, wire if travels else NO_TIME, method)
    return Plan(
        judged=judged,
        known=known,
        template=world.journal.intern(template),
        legs_s=fixed,
        lasts_s=sum(fixed or ()),
        stub_s=network.stub.a_s,
        wire=wire,
        method=method,
        requests=travels,
        epoch=world.epoch,
        logon=first,
        settled=_timeless(judged),
    )


def _fixed_legs(stub_s: float, wire: Duration, method: Method | None) -> tuple[float, ...] | None:
    """Return the legs that take time, or ``None`` where one is drawn or the method does more than run."""
    takes = method.takes if method else NO_TIME
    if wire.kind != "constant" or takes.kind != "constant" or (method and method.does):
        return None
    return tuple(leg_s for leg_s in (stub_s, wire.a_s, takes.a_s, wire.a_s) if leg_s)
