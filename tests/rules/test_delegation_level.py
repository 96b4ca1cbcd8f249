"""The level that the two newer kinds of delegation need is a switch; a forwarded TGT needs DELEGATE in either reading."""

from __future__ import annotations

from itertools import product

import pytest
from rules.calls_stand import SVC, made, proxy

from simcom.rules.calls.outgoing import token_usable
from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import Delegation, HopFacts, LogonFacts
from simcom.vocabulary.rulings import Verdict
from simcom.vocabulary.services import AuthnSvc

MIDDLE = "CORP\\HMI01$"
KINDS = {
    "unconstrained": HopFacts(MIDDLE, Delegation(unconstrained=True)),
    "constrained": HopFacts(MIDDLE, Delegation(to=(SVC,))),
    "resource-based": HopFacts(MIDDLE, back_end_admits=(MIDDLE,)),
}


@pytest.mark.parametrize(
    ("kind", "reading", "level"),
    list(product(KINDS, ("IMPERSONATE", "DELEGATE"), (ImpLevel.IMPERSONATE, ImpLevel.DELEGATE))),
)
def test_the_level_of_the_token_that_may_be_passed_on(kind: str, reading: str, level: int) -> None:
    facts = made(
        cloaked=True,
        blanket=proxy(service=AuthnSvc.GSS_NEGOTIATE),
        thread_level=level,
        token_came_by="kerberos",
        logon=LogonFacts(hop=KINDS[kind]),
        assume=Assumptions(constrained_delegation_level=reading),
    )
    needed = ImpLevel.DELEGATE if kind == "unconstrained" or reading == "DELEGATE" else ImpLevel.IMPERSONATE
    step = token_usable(facts)
    assert step is not None
    assert step.verdict is (Verdict.NOTES if level >= needed else Verdict.FAILS)
