"""Every single situation of a call: its messages against how far its proof went, and against what a run counts."""

from __future__ import annotations

import pytest
from rules.calls_situations import SINGLE
from rules.transport_stand import kinds, sent

from simcom.rules.ladder import judge_call
from simcom.rules.logon.choice import unauthenticated
from simcom.rules.transport.cost import exchanges
from simcom.runtime.calls.logons import proved, requests
from simcom.vocabulary.levels import AuthnLevel
from simcom.vocabulary.rulings import Stage

LOCAL = [name for name, facts in SINGLE.items() if facts.local]
REMOTE = [name for name in SINGLE if name not in LOCAL]


@pytest.mark.parametrize("name", REMOTE)
def test_a_cold_call_makes_the_exchanges_that_a_run_counts(name: str) -> None:
    facts = SINGLE[name]
    ruling = judge_call(facts)
    said = proved(facts, ruling)
    asks = requests(ruling, said) and ruling.decisive.stage not in (Stage.RESOLVE, Stage.CONNECT)
    plain = asks and unauthenticated(facts)
    found = sent(facts)
    assert exchanges(found) == int(asks) + int(plain) + (said.legs if said else 0)
    assert ("orpc_request" in kinds(found)) is asks


@pytest.mark.parametrize("name", REMOTE)
def test_a_request_comes_last_and_a_handshake_first(name: str) -> None:
    found = kinds(sent(SINGLE[name], method=None, kind="release"))
    assert [kind for kind in found if kind == "tcp_connect"] == list(found[: found.count("tcp_connect")])
    assert "rem_release" not in found[:-1]


@pytest.mark.parametrize("name", LOCAL)
def test_a_local_call_needs_nothing_before_it(name: str) -> None:
    facts = SINGLE[name]
    sends = judge_call(facts).ok or judge_call(facts).decisive.side == "server"
    assert kinds(sent(facts)) == (("orpc_request",) if sends else ())


@pytest.mark.parametrize("name", REMOTE)
def test_only_level_none_binds_without_security(name: str) -> None:
    facts = SINGLE[name]
    plain = [one for one in sent(facts) if one.leg == "no security"]
    assert bool(plain) <= (facts.blanket.authn_level == AuthnLevel.NONE)
