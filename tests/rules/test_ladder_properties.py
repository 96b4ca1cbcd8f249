"""What holds for every call: a higher minimum rescues none, an entry that allows breaks none, and NONE is deaf to trust."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from rules.calls_situations import ACCOUNTS, KERBEROS, LEVELS, LISTS, NEGOTIATE, NTLM, SCHANNEL, Situation
from rules.calls_stand import ANN, GROUPS

from simcom.rules.access import check
from simcom.rules.ladder import judge_call
from simcom.vocabulary.flags import Right
from simcom.vocabulary.identities import ANONYMOUS, EVERYONE, Ace, Acl, Token
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

SITUATIONS = st.builds(
    Situation,
    level=st.sampled_from(LEVELS),
    least=st.sampled_from(LEVELS),
    service=st.sampled_from([NTLM, KERBEROS, NEGOTIATE, SCHANNEL]),
    account=st.sampled_from(sorted(ACCOUNTS)),
    limit=st.sampled_from(sorted(set(LISTS) - {"no list"})),
    acl=st.sampled_from(sorted(LISTS)),
    offered=st.booleans(),
    local=st.booleans(),
)
TRUSTEES = st.sampled_from([ANN, EVERYONE, ANONYMOUS, "PLANT\\otto", "NETWORK"])
TOKENS = st.sampled_from([Token(ANN, GROUPS), Token(ANONYMOUS), Token(ANONYMOUS, (EVERYONE,))])
RIGHTS = st.sampled_from([Right.EXECUTE_LOCAL, Right.EXECUTE_REMOTE])


@st.composite
def lists_with_one_more(draw: st.DrawFn) -> tuple[Acl, Acl]:
    """Return a list in one format, and the same list with an allow entry of that format put last."""
    masks = st.just(0x1) if draw(st.booleans()) else st.sampled_from([0x3, 0x5, 0x7])
    entries = st.builds(Ace, TRUSTEES, masks, allow=st.booleans())
    aces = tuple(draw(st.lists(entries, max_size=5)))
    last = draw(st.builds(Ace, TRUSTEES, masks))
    return Acl(aces), Acl((*aces, last))


@given(SITUATIONS, st.sampled_from(LEVELS))
def test_raising_the_servers_minimum_never_rescues_a_call(case: Situation, other: int) -> None:
    low, high = sorted((case.least, other))
    lenient, strict = (judge_call(replace(case, least=least).facts()) for least in (low, high))
    assert lenient.ok or not strict.ok


@given(lists_with_one_more(), TOKENS, RIGHTS)
def test_an_allow_entry_of_the_same_format_put_last_never_breaks_a_call(
    lists: tuple[Acl, Acl], token: Token, right: Right
) -> None:
    before, after = (check(acl, token, right) for acl in lists)
    assert after.allowed or not before.allowed


@given(SITUATIONS, st.sampled_from(sorted(ACCOUNTS)))
def test_a_remote_call_at_none_is_deaf_to_trust(case: Situation, account: str) -> None:
    nobody = replace(case, level=AuthnLevel.NONE, local=False)
    one, other = judge_call(nobody.facts()), judge_call(replace(nobody, account=account).facts())
    assert without_remark(one) == without_remark(other)


def without_remark(ruling: Ruling) -> Ruling:
    """Return a ruling as it is, but for the one rule that says beside the others that the domains do not trust each other."""
    remark = "trust.untrusted-domain"
    assert remark not in {step.rule for step in ruling.steps}
    steps = (replace(step, also=tuple(rule for rule in step.also if rule != remark)) for step in ruling.steps)
    return replace(ruling, steps=tuple(steps))


@given(SITUATIONS, st.sampled_from(LEVELS))
def test_a_local_call_is_deaf_to_its_level_above_none(case: Situation, level: int) -> None:
    here = replace(case, local=True, offered=True)
    one, other = (judge_call(replace(here, level=level).facts()) for level in (AuthnLevel.PKT_PRIVACY, max(level, 2)))
    assert (one.hresult, one.value) == (other.hresult, other.value)


@given(SITUATIONS)
def test_the_same_facts_give_the_same_ruling(case: Situation) -> None:
    assert judge_call(case.facts()) == judge_call(case.facts())
