"""What a cloaked call says of its identity: the rule that chose it, and a static choice that the thread has since outgrown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rules.calls_stand import ANN, made, proxy
from rules.delegation_hops import Hop, said
from runtime.calls_estate import OTTO, SVC, call, estate, explicit, panel, ran, server, unmarshal

from simcom.rules.calls.outgoing import goes_out_as
from simcom.runtime.steps import RevertToSelf, SetThreadToken
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

FIRST, SET, EACH = "cloak.static.first-call", "cloak.static.setblanket", "cloak.dynamic.each-call"
BOB, EARLIER = "CORP\\bob", "which static cloaking fixed on the proxy earlier"


def worn(rule: str, thread: str | None, fixed: str | None = ANN, *, cloaked: bool = True) -> CallFacts:
    """Return a call as ann, whose identity a rule chose, while the thread wears something."""
    return made(blanket=proxy(fixed=fixed), cloaked=cloaked, identity_rule=rule, thread_token=thread)


@pytest.mark.parametrize("rule", [FIRST, SET, EACH])
@pytest.mark.parametrize("local", [True, False], ids=["local", "remote"])
@pytest.mark.parametrize("level", [ImpLevel.IDENTIFY, ImpLevel.IMPERSONATE])
def test_the_rule_that_chose_the_token_speaks(rule: str, level: int, *, local: bool) -> None:
    step = said(replace(worn(rule, ANN), local=local, thread_level=level))
    assert [one for one in step.also if one in (FIRST, SET, EACH)] == [rule]


@pytest.mark.parametrize("case", [Hop(), Hop(listed=True), Hop(level=ImpLevel.DELEGATE, trusted=True)])
@pytest.mark.parametrize("rule", [FIRST, SET, EACH])
def test_it_speaks_at_a_second_boundary_too(case: Hop, rule: str) -> None:
    step = said(replace(case.facts(), identity_rule=rule))
    assert [one for one in step.also if one in (FIRST, SET, EACH)] == [rule]


@pytest.mark.parametrize("rule", ["cloak.default-off", "cloak.process-token-under-cloaking"])
def test_a_rule_that_chose_no_token_does_not(rule: str) -> None:
    assert said(worn(rule, ANN)).also == ("imp.local-call-delegates-once",)


@pytest.mark.parametrize(
    ("rule", "thread", "fixed", "words"),
    [
        (FIRST, BOB, ANN, f", {EARLIER}, although the thread wears a token of {BOB} now"),
        (SET, BOB, ANN, f", {EARLIER}, although the thread wears a token of {BOB} now"),
        (FIRST, None, ANN, f", {EARLIER}, although the thread wears no token now"),
        (FIRST, ANN, ANN, ""),
        (FIRST, ANN.upper(), ANN, ""),
        (FIRST, ANN, None, ""),
        (EACH, BOB, ANN, ""),
    ],
)
def test_a_token_fixed_earlier_is_said_where_the_thread_shows_another(
    rule: str, thread: str | None, fixed: str | None, words: str
) -> None:
    assert said(worn(rule, thread, fixed)).because == f"cloaked: the call goes out as {ANN}{words}"


@pytest.mark.parametrize(("listed", "verb"), [(True, "passes"), (False, "the token of")])
def test_it_is_said_at_a_second_boundary_too(verb: str, *, listed: bool) -> None:
    facts = Hop(listed=listed).facts()
    blanket = replace(facts.blanket, fixed=ANN)
    step = said(replace(facts, blanket=blanket, identity_rule=FIRST, thread_token=BOB))
    assert f"{verb} {ANN}, {EARLIER}, although the thread wears a token of {BOB} now, " in step.because


@pytest.mark.parametrize(
    ("thread", "words"), [(None, ""), (ANN, f", {EARLIER}, although the thread wears a token of {ANN} now")]
)
def test_a_process_fixed_earlier_is_said_where_the_thread_wears_a_token(thread: str | None, words: str) -> None:
    step = goes_out_as(worn(FIRST, thread, cloaked=False))
    assert step is not None
    assert (step.rule, step.because) == (FIRST, f"the call goes out as {ANN}{words}")


def test_what_is_said_in_a_running_estate() -> None:
    script = (
        unmarshal("u"),
        SetThreadToken("t", "", OTTO, ImpLevel.IMPERSONATE),
        call("c1"),
        RevertToSelf("r", ""),
        call("c2"),
    )
    own = explicit(capabilities=Eoac.STATIC_CLOAKING)
    rows = ran(estate(server(), panel(*script, initialize=own, account=SVC)))
    found = [step.because for name in ("c1", "c2") for step in rows[name].ruling.steps if FIRST in step.also]
    plain = f"cloaked: the call goes out as {OTTO}"
    assert found == [plain, f"{plain}, {EARLIER}, although the thread wears no token now"]
