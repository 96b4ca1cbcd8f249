r"""A chain of four processes, each of which impersonates its caller and calls the next: who arrives where, by table A6 and the boundaries.

``one`` calls with ann's token on its thread, then with bob's. Where the four run decides which hops cross a machine boundary: a token
that came from another machine is good on that machine only (`cloak.one-boundary`), and a local hop does not count
(`imp.local-call-delegates-once`).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from runtime.calls_estate import NETWORK, call, explicit, machine, unmarshal

from simcom.landscape.model import Domain
from simcom.runtime.estate import Account, Estate, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import CoImpersonateClient, SetThreadToken
from simcom.runtime.world import simulate
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel

if TYPE_CHECKING:
    from simcom.runtime.rows import Row
    from simcom.runtime.steps import Step

NONE, STATIC, DYNAMIC = int(Eoac.NONE), int(Eoac.STATIC_CLOAKING), int(Eoac.DYNAMIC_CLOAKING)
KINDS = {NONE: "none", STATIC: "static", DYNAMIC: "dynamic"}
NAMES = ("one", "two", "three", "four")
ANN, BOB = "CORP\\ann", "CORP\\bob"
OWN = tuple(f"CORP\\svc-{name}" for name in NAMES)
IMPERSONATE = ImpLevel.IMPERSONATE
CORP = Domain("corp.example", "CORP", "corp.example")

Seen = list[tuple[str, str, str]]
"""Hop, status and caller, in the order of the calls."""


def body(number: int) -> tuple[Step, ...]:
    """Return what the method of the process with this number does: impersonate, and call the next process if there is one."""
    if number == len(NAMES) - 1:
        return ()
    on = unmarshal(f"u{number + 1}", f"{NAMES[number + 1]}.o", name="next")
    return CoImpersonateClient(f"i{number}", ""), on, call(NAMES[number + 1], "next")


def script() -> tuple[Step, ...]:
    """Return what the first process does."""
    ann, bob = (SetThreadToken(name, "", name, IMPERSONATE) for name in (ANN, BOB))
    return unmarshal("u1", "two.o"), ann, call("two"), bob, call("two")


def estate(places: str, cloaking: tuple[int, int, int], level: int) -> Estate:
    """Return the chain: ``places`` names the machine of each process by a letter, ``cloaking`` is that of the three that call."""
    asked = [explicit(capabilities=kind, imp_level=level) for kind in (*cloaking, NONE)]
    classes = tuple(Class(f"C{n}", (Interface("IHistorian", (Method("Read", does=body(n)),)),)) for n in range(4))
    processes = tuple(
        Process(
            name=name,
            machine=f"host-{place}",
            account=OWN[number],
            objects=(("o", f"C{number}"),),
            initialize=asked[number],
            scripts=(Script("", script()),) if number == 0 else (),
        )
        for number, (name, place) in enumerate(zip(NAMES, places, strict=True))
    )
    return Estate(
        title="a chain of four",
        machines=tuple(machine(f"host-{place}", "corp.example") for place in sorted(set(places))),
        processes=processes,
        classes=classes,
        accounts=tuple(Account(name) for name in (ANN, BOB, *OWN)),
        domains=(CORP,),
        network=NETWORK,
    )


def ran(places: str, cloaking: tuple[int, int, int], level: int = IMPERSONATE) -> list[Row]:
    """Run the chain; return the rows of its calls, outer calls before inner ones."""
    rows = [row for row in simulate(estate(places, cloaking, level)).rows() if row.kind == "call"]
    return sorted(rows, key=lambda row: (row.begun_s, -row.ended_s))


def target(row: Row) -> str:
    """Return the process a call goes to: its id, without the number of a repetition."""
    return row.id.partition("#")[0]


def seen(places: str, cloaking: tuple[int, int, int], level: int = IMPERSONATE) -> Seen:
    """Return how the calls of the chain end, and whom each server sees."""
    rows = ran(places, cloaking, level)
    return [(target(row), row.ruling.hresult.name, row.caller.name if row.caller else "") for row in rows]


def plain(places: str, cloaking: tuple[int, int, int]) -> Seen:
    """Walk the chain plainly: table A6 hop by hop, with the number of boundaries that each token has crossed."""
    fixed: dict[int, tuple[str, int]] = {}
    walked: Seen = []
    for who in (ANN, BOB):
        token, crossed = who, 0
        for hop in range(3):
            shown, before = OWN[hop], 0
            if cloaking[hop] == DYNAMIC:
                shown, before = token, crossed
            elif cloaking[hop] == STATIC:
                shown, before = fixed.setdefault(hop, (token, crossed))
            remote = places[hop] != places[hop + 1]
            if remote and before:
                walked.append((NAMES[hop + 1], "E_ACCESSDENIED", ""))
                break
            walked.append((NAMES[hop + 1], "S_OK", shown))
            token, crossed = shown, before + remote
    return walked


@pytest.mark.parametrize("places", ["aaaa", "abcd", "aabb", "aabc", "abba", "abbb", "aaab", "abab"])
@pytest.mark.parametrize("first", [NONE, STATIC, DYNAMIC], ids=KINDS.get)
def test_who_arrives_where(places: str, first: int) -> None:
    wrong = {}
    for rest in product(KINDS, repeat=2):
        cloaking = (first, *rest)
        if seen(places, cloaking) != plain(places, cloaking):
            wrong[tuple(KINDS[kind] for kind in cloaking)] = (seen(places, cloaking), plain(places, cloaking))
    assert wrong == {}


def callers(places: str, *cloaking: int) -> list[str]:
    """Return whom the servers see, call by call; an empty text where nobody arrives."""
    return [caller for _, _, caller in seen(places, cloaking)]


@pytest.mark.parametrize(
    ("places", "cloaking", "expected"),
    [
        ("aaaa", (NONE, NONE, NONE), [*OWN[:3], *OWN[:3]]),
        ("aaaa", (DYNAMIC, DYNAMIC, DYNAMIC), [ANN, ANN, ANN, BOB, BOB, BOB]),
        ("aaaa", (STATIC, STATIC, STATIC), [ANN] * 6),
        ("aaaa", (DYNAMIC, STATIC, DYNAMIC), [ANN, ANN, ANN, BOB, ANN, ANN]),
        ("aaaa", (DYNAMIC, NONE, DYNAMIC), [ANN, OWN[1], OWN[1], BOB, OWN[1], OWN[1]]),
        ("abcd", (NONE, NONE, NONE), [*OWN[:3], *OWN[:3]]),
        ("abcd", (DYNAMIC, DYNAMIC, DYNAMIC), [ANN, "", BOB, ""]),
        ("abbb", (DYNAMIC, DYNAMIC, DYNAMIC), [ANN, ANN, ANN, BOB, BOB, BOB]),
        ("aaab", (DYNAMIC, DYNAMIC, DYNAMIC), [ANN, ANN, ANN, BOB, BOB, BOB]),
        ("aabc", (DYNAMIC, DYNAMIC, DYNAMIC), [ANN, ANN, "", BOB, BOB, ""]),
        ("aabc", (DYNAMIC, DYNAMIC, NONE), [ANN, ANN, OWN[2], BOB, BOB, OWN[2]]),
        ("abcd", (DYNAMIC, NONE, DYNAMIC), [ANN, OWN[1], "", BOB, OWN[1], ""]),
    ],
)
def test_the_chains_worth_remembering(places: str, cloaking: tuple[int, int, int], expected: list[str]) -> None:
    assert callers(places, *cloaking) == expected


@pytest.mark.parametrize(
    ("places", "rule"), [("aaab", "imp.local-call-delegates-once"), ("abcc", "cloak.one-boundary"), ("abbb", "")]
)
def test_the_rule_of_a_boundary(places: str, rule: str) -> None:
    rows = ran(places, (DYNAMIC, DYNAMIC, DYNAMIC))
    speaking = ("imp.local-call-delegates-once", "cloak.one-boundary")
    spoke = [said for row in rows if target(row) != "two" for said in row.ruling.rules if said in speaking]
    assert sorted(set(spoke)) == ([rule] if rule else [])


def test_a_level_that_only_identifies_ends_the_chain_at_once() -> None:
    ends = seen("aaaa", (DYNAMIC, DYNAMIC, DYNAMIC), ImpLevel.IDENTIFY)
    assert ends == [
        ("two", "S_OK", ANN),
        ("three", "E_ACCESSDENIED", ""),
        ("two", "S_OK", BOB),
        ("three", "E_ACCESSDENIED", ""),
    ]
