"""The row of a call's results: where the call itself was decided, whoever asks for them."""

from __future__ import annotations

from runtime.calls_estate import client, estate, explicit, ran, server, unmarshal
from runtime.liveness_estate import happens
from runtime.test_async import classes, finish, later, pause, rows_of

from simcom.vocabulary.identities import Acl, SecurityDescriptor


def test_a_lost_call_was_lost_on_the_servers_machine() -> None:
    rows = rows_of(later("c"), finish("f"), timeline=(happens(0.5, "kill", "server"),))
    assert [(rows[name].machine, rows[name].stage) for name in "cf"] == [("opc01", "dispatch")] * 2


def test_a_refused_call_was_refused_there() -> None:
    closed = server(initialize=explicit(security_descriptor=SecurityDescriptor(Acl(()))))
    rows = ran(estate(closed, client(unmarshal("u"), later("c"), finish("f")), classes=classes()))
    assert [(rows[name].machine, rows[name].stage) for name in "cf"] == [("opc01", "access permission")] * 2


def test_a_call_that_went_through_was_dispatched() -> None:
    rows = rows_of(later("c"), finish("f"))
    assert [rows[name].stage for name in "cf"] == ["dispatch", "dispatch"]


def test_a_call_that_is_not_there_yet_was_decided_nowhere_else() -> None:
    rows = rows_of(later("c"), finish("f", 0.1), pause(5.0))
    assert (rows["f"].machine, rows["f"].server) == ("hmi01", None)
