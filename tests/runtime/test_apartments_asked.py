"""What else a busy apartment keeps waiting: QueryInterface by RemQueryInterface, and activations whose object is made in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from runtime.activation_estate import activate, activations, hosts, launched
from runtime.calls_estate import call, estate, panel, ran, server, unmarshal
from runtime.test_apartments import NOBODY, callers, classes

from simcom.runtime.estate import Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.networks import Change, Happening
from simcom.runtime.steps import QueryInterface
from simcom.vocabulary.identities import NULL_DACL

TWO_FACES = (Class("Historian", (*classes()[0].interfaces, Interface("IAdmin", (Method("Restart"),)))), classes()[1])
"""The historian's class with another interface that a client may ask for."""


def asked(apartment: str, **changes: object) -> tuple[str, float]:
    """Return what becomes of a QueryInterface that comes while a call of 1 s is served, and when it is answered."""
    query = QueryInterface("q", "", "p", "IAdmin", "a")
    late = Script("late", (unmarshal("ul", name="p"), query), 0.5)
    serving = server(apartment=apartment, initialize=NOBODY, **changes)
    rows = ran(estate(serving, panel(scripts=(*callers(1), late), initialize=NOBODY), classes=TWO_FACES))
    return rows["q"].ruling.hresult.name, round(rows["q"].ended_s, 2)


@pytest.mark.parametrize(
    ("apartment", "message_filter", "expected"),
    [
        ("mta", "", ("S_OK", 0.5)),
        ("sta", "", ("S_OK", 1.0)),
        ("sta", "rejected", ("RPC_E_CALL_REJECTED", 0.5)),
    ],
)
def test_a_query_waits_like_a_call(apartment: str, message_filter: str, expected: tuple[str, float]) -> None:
    assert asked(apartment, message_filter=message_filter) == expected


def busy(apartment: str, *timeline: Change) -> tuple[str, float, str]:
    """Return what becomes of a second activation while the first one's object serves a call of 10 s, when, and why."""
    slow = classes(takes_s=10.0)
    late = Script("late", (activate("b", "q"),), 5.0)
    one = activations(to=launched(apartment=apartment), machines=hosts(NULL_DACL), classes=slow, timeline=timeline)
    first, *rest = one.processes
    rows = ran(estate(*_with(first, late), *rest, machines=one.machines, classes=slow, timeline=timeline))
    return rows["b"].ruling.hresult.name, round(rows["b"].ended_s), rows["b"].ruling.decisive.because


def _with(first: object, late: Script) -> tuple[object, ...]:
    return (replace(first, scripts=(Script("", (activate("a"), call("c"))), late)),)


@pytest.mark.parametrize(("apartment", "ends_s"), [("mta", 5), ("sta", 10)])
def test_an_object_is_made_when_the_apartments_turn_has_come(apartment: str, ends_s: int) -> None:
    assert busy(apartment)[:2] == ("S_OK", ends_s)


def test_nobody_waits_for_the_turn_of_an_apartment_that_is_gone() -> None:
    code, ends_s, because = busy("sta", Change(7.0, Happening("kill", "server")))
    assert (code, ends_s, because) == (
        "CO_E_SERVER_EXEC_FAILURE",
        7,
        "the server of Historian ended before it had made the object",
    )
