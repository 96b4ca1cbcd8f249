"""The journal's templates: kept once for all rows that look the same, and shown no less for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from runtime.calls_estate import TRUSTS, call, classes, client, estate, machine, server, unmarshal
from runtime.test_contexts import blanket
from runtime.test_timeline import NTLM, OFF, ON, wait

from simcom.runtime.estate import Account, DomainPolicy
from simcom.runtime.networks import Change
from simcom.runtime.steps import CoImpersonateClient, CoRevertToSelf, Repeat
from simcom.runtime.world import World, simulate
from simcom.vocabulary.identities import Acl
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.logon import NOBODY

if TYPE_CHECKING:
    from simcom.runtime.journal import Journal
    from simcom.runtime.steps import Step

TURNS = 50
FLIPS = tuple(Change(10.5 + 2.0 * turn, ON if turn % 2 else OFF) for turn in range(8))
IDLE = tuple(Change(10.5 + 2.0 * turn, Account("CORP\\idle", state=(ON, OFF)[turn % 2].state)) for turn in range(8))


def loop(*steps: Step, **changes: object) -> Journal:
    """Return the journal of a client that takes the steps again and again."""
    return simulate(estate(server(), client(unmarshal("u"), Repeat("r", "", TURNS, steps)), **changes))


def most(journal: Journal) -> int:
    """Return how many templates the step with the most has."""
    ids = [(template.id, template.parent) for template in journal.templates]
    return max(map(ids.count, ids))


@pytest.mark.parametrize(
    ("steps", "rows", "templates"),
    [
        ((call("c"),), 1, 2),
        ((blanket("s", authn_level=AuthnLevel.PKT_PRIVACY), call("c")), 2, 2),
        ((blanket("s", **NTLM), call("c"), blanket("t", authn_level=AuthnLevel.PKT), call("d")), 4, 3),
    ],
    ids=["call", "set and call", "back and forth"],
)
def test_a_loop_that_repeats_itself_keeps_few_templates(steps: tuple[Step, ...], rows: int, templates: int) -> None:
    journal = loop(*steps)
    assert sum(row.id.partition("#")[0] != "u" and "/" not in row.id for row in journal.rows()) == rows * TURNS
    assert most(journal) <= templates


def test_a_body_that_repeats_itself_keeps_one_template_for_each_of_its_steps() -> None:
    body = classes(CoImpersonateClient("i", ""), CoRevertToSelf("v", ""))
    journal = loop(call("c"), classes=body)
    ids = [(template.id, template.parent) for template in journal.templates if template.id in "iv"]
    assert sorted(ids) == [("i", "c"), ("v", "c")]


def test_rows_of_one_template_have_times_of_their_own_and_the_same_parts() -> None:
    first, second = (row for row in loop(call("c"), wait(1.0)).rows() if row.id in {"c#2", "c#3"})
    assert (round(second.begun_s - first.begun_s, 3), second.step - first.step) == (1.002, 1)
    assert (first.effective, first.authentication) == (second.effective, second.authentication)


@pytest.mark.parametrize("changes", [FLIPS, IDLE], ids=["the caller", "another"])
def test_flips_of_an_account_leave_no_more_templates_than_there_are_rulings(changes: tuple[Change, ...]) -> None:
    journal = loop(call("c"), wait(1.0), timeline=changes)
    assert [template.id for template in journal.templates].count("c") == 2  # the context is new once, then reused


def test_a_plan_whose_facts_are_the_same_after_a_change_stays() -> None:
    """The first change is the last at which the tickets are news: they came while the context was built."""
    one = estate(server(), client(unmarshal("u"), Repeat("r", "", TURNS, (call("c"), wait(1.0)))), timeline=IDLE)
    world = World(one, "", 0)
    world.start()
    kept = []
    for until_s in (9.0, 11.6, 20.0):
        world.env.run(until=until_s)
        kept.append(next(iter(world.processes["client"].pointers["p"].plans["c"].values())))
    assert (kept[0].template == kept[1].template, kept[1] is kept[2], kept[2].epoch) == (True, True, 5)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (OFF, False),
        (ON, True),
        (machine("opc01", "plant.example", restrict_receiving_ntlm=2), False),
        (machine("opc01", "plant.example"), True),
        (DomainPolicy("corp.example", restrict_ntlm=NOBODY), False),
        (DomainPolicy("corp.example"), True),
        (replace(TRUSTS[0], broken=True), False),
        (Account("CORP\\idle", groups=("CORP\\Staff",)), True),
    ],
)
def test_a_plan_is_held_against_what_has_changed(value: Any, found: bool) -> None:  # noqa: ANN401, FBT001
    steps = (unmarshal("u"), blanket("s", **NTLM), wait(11.0), call("c"))
    rows = simulate(estate(server(), client(*steps), timeline=(Change(10.5, value),))).rows()
    assert [row.ruling.ok for row in rows if row.id == "c"] == [found]


def test_a_refused_call_is_decided_anew_after_every_change() -> None:
    refused = machine("opc01", "plant.example", machine_access_restriction=Acl(()))
    changes = (Change(10.5, refused), Change(20.5, machine("opc01", "plant.example")))
    rows = loop(call("c"), wait(1.0), timeline=changes).rows()
    turns = [row.ruling.ok for row in rows if row.kind == "call"]
    assert (len(turns), turns.index(False), turns.count(False)) == (TURNS, 11, 10)
