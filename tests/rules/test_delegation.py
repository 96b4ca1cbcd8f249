"""Over a second machine boundary: each kind of delegation, and what refuses, held against a plain reading of the facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.calls_stand import ANN, SVC, TRUSTED
from rules.delegation_hops import (
    BY_RESOURCE,
    CONSTRAINED,
    KERBEROS,
    MIDDLE,
    NEGOTIATE,
    NTLM,
    UNCONSTRAINED,
    Hop,
    grid,
    over,
    said,
)

from simcom.rules.logon.delegation import asserted_by_service
from simcom.rules.logon.tickets import AS, asked
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import RouteFacts, TicketFacts
from simcom.vocabulary.rulings import Verdict
from simcom.vocabulary.services import AuthnSvc


def plain(case: Hop) -> str:
    """Read the table of `krb-delegation` plainly: the kind that carries the caller on, or nothing."""
    if case.service == NTLM or case.sensitive or case.protected or not case.joined:
        return ""
    if case.trusted and case.forwards and case.level == ImpLevel.DELEGATE and case.came_by == "kerberos":
        return UNCONSTRAINED
    if case.listed and case.same_domain and (case.transition or case.came_by == "kerberos"):
        return CONSTRAINED
    return BY_RESOURCE if case.admitted else ""


def plain_rule(case: Hop) -> str:
    """Read plainly which rule refuses: what a fitting kind runs into, else what the token cannot do."""
    fits = plain(replace(case, service=NEGOTIATE, sensitive=False, protected=False, joined=True))
    if fits:
        return "imp.ntlm-no-network-credentials" if case.service == NTLM else "delegate.requirements"
    if case.level < ImpLevel.DELEGATE:
        return "cloak.one-boundary"
    nothing_else = case.service != NTLM and not (case.sensitive or case.protected) and case.joined
    if nothing_else and plain(replace(case, forwards=True)) == UNCONSTRAINED:
        return "tgt-delegation-across-trust"
    return "imp.ntlm-no-network-credentials" if case.came_by == "ntlm" else "delegate.requirements"


def expected(case: Hop) -> tuple[str, str, str, str]:
    """Return rule, status, cause and the kind of delegation."""
    way = plain(case)
    return (
        ("krb-delegation", "S_OK", "", way) if way else (plain_rule(case), "E_ACCESSDENIED", "delegation_refused", "")
    )


def found(case: Hop) -> tuple[str, str, str, str]:
    """Return the same of the rung."""
    step = case.said()
    _, on, way = step.because.rpartition(" on by ")
    return step.rule, step.hresult, step.cause, way if on else ""


@pytest.mark.parametrize("service", [NTLM, KERBEROS, NEGOTIATE])
@pytest.mark.parametrize("level", [ImpLevel.IMPERSONATE, ImpLevel.DELEGATE])
@pytest.mark.parametrize("came_by", ["kerberos", "ntlm", "schannel"])
def test_the_kinds_agree_with_a_plain_reading(came_by: str, level: int, service: int) -> None:
    cases = list(grid(came_by, level, service))
    wrong = [case for case in cases if found(case) != expected(case)]
    assert (wrong[:3], len(cases)) == ([], 2**9)


BEST = Hop(level=ImpLevel.DELEGATE, trusted=True)
LISTED, ADMITTED = Hop(listed=True), Hop(admitted=True)


@pytest.mark.parametrize(
    ("case", "way"),
    [
        (BEST, UNCONSTRAINED),
        (replace(BEST, listed=True, admitted=True), UNCONSTRAINED),
        (LISTED, CONSTRAINED),
        (replace(LISTED, admitted=True), CONSTRAINED),
        (replace(LISTED, came_by="ntlm", transition=True), CONSTRAINED),
        (replace(LISTED, forwards=False), CONSTRAINED),
        (ADMITTED, BY_RESOURCE),
        (replace(ADMITTED, came_by="ntlm"), BY_RESOURCE),
        (replace(ADMITTED, same_domain=False, forwards=False), BY_RESOURCE),
    ],
)
def test_the_ways_out(case: Hop, way: str) -> None:
    because = f"cloaked over a second machine boundary: {MIDDLE} passes {ANN} on by {way}"
    assert (case.said().verdict, case.said().because) == (Verdict.NOTES, because)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (replace(BEST, level=ImpLevel.IMPERSONATE), "the token has level IMPERSONATE, not DELEGATE"),
        (replace(BEST, came_by="ntlm"), "the token came by NTLM, which forwards no ticket"),
        (replace(BEST, came_by="schannel"), "the token came by Schannel, which forwards no ticket"),
        (replace(BEST, trusted=False), f"{MIDDLE} is not trusted for delegation"),
        (replace(BEST, forwards=False), "the trust of corp.example in CORP lets no forwarded ticket through"),
        (replace(BEST, sensitive=True), f"{ANN} is sensitive and cannot be delegated"),
        (replace(BEST, protected=True), f"{ANN} is in Protected Users"),
        (replace(BEST, joined=False), "a machine on the way is in no domain"),
        (replace(BEST, service=NTLM), "the proxy's service is WINNT, and only Kerberos passes a caller on"),
        (replace(BEST, service=AuthnSvc.GSS_SCHANNEL), "the proxy's service is GSS_SCHANNEL, and only Kerberos passes"),
        (replace(LISTED, listed=False), f"{SVC} is not among what {MIDDLE} may delegate to"),
        (replace(LISTED, same_domain=False), f"in another domain than {MIDDLE}, and constrained delegation ends"),
        (replace(LISTED, came_by="ntlm"), f"the token came by NTLM, and {MIDDLE} may not use protocol transition"),
        (replace(ADMITTED, admitted=False), f"the back end's account does not admit {MIDDLE}"),
    ],
)
def test_a_refusal_says_what_is_missing(case: Hop, words: str) -> None:
    step = case.said()
    assert (step.verdict, step.disputed, words in step.because) == (Verdict.FAILS, "L-19", True), step.because


def test_all_that_is_missing_is_said() -> None:
    assert Hop(came_by="ntlm", sensitive=True, protected=True).said().because == (
        f"the token of {ANN} has crossed a machine boundary, and this call would take it over another; "
        f"{ANN} is sensitive and cannot be delegated; {ANN} is in Protected Users; "
        "unconstrained delegation: the token has level IMPERSONATE, not DELEGATE, "
        f"the token came by NTLM, which forwards no ticket, {MIDDLE} is not trusted for delegation; "
        f"constrained delegation: {SVC} is not among what {MIDDLE} may delegate to, "
        f"the token came by NTLM, and {MIDDLE} may not use protocol transition; "
        f"resource-based delegation: the back end's account does not admit {MIDDLE}"
    )


@pytest.mark.parametrize(
    ("came_by", "level", "rule"),
    [
        ("kerberos", ImpLevel.IMPERSONATE, "cloak.one-boundary"),
        ("ntlm", ImpLevel.IMPERSONATE, "cloak.one-boundary"),
        ("kerberos", ImpLevel.DELEGATE, "delegate.requirements"),
        ("ntlm", ImpLevel.DELEGATE, "imp.ntlm-no-network-credentials"),
    ],
)
def test_without_a_word_on_delegation_there_is_none(came_by: str, level: int, rule: str) -> None:
    step = said(over(None, came_by, level))
    assert (step.rule, step.hresult, step.cause) == (rule, "E_ACCESSDENIED", "delegation_refused")


@pytest.mark.parametrize("home", ["machine", "server", "builtin", "anonymous"])
def test_only_an_account_of_a_domain_is_passed_on(home: str) -> None:
    step = said(replace(ADMITTED.facts(), account=replace(TRUSTED, home=home)))
    assert (step.rule, f"{ANN} is not an account of a domain" in step.because) == ("delegate.requirements", True)


@pytest.mark.parametrize("case", [BEST, LISTED, ADMITTED], ids=[UNCONSTRAINED, CONSTRAINED, BY_RESOURCE])
def test_nobody_is_passed_on_where_negotiate_takes_ntlm(case: Hop) -> None:
    step = said(replace(case.facts(), account=replace(TRUSTED, route=None, link="no trust leads there")))
    assert (step.rule, "Negotiate would fall back to NTLM here (" in step.because) == (
        "imp.ntlm-no-network-credentials",
        True,
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (BEST, False),
        (LISTED, False),
        (replace(LISTED, came_by="ntlm", transition=True), True),
        (replace(LISTED, came_by="ntlm"), False),
        (ADMITTED, False),
        (replace(ADMITTED, came_by="ntlm"), True),
        (replace(ADMITTED, came_by="schannel"), True),
        (replace(ADMITTED, came_by=""), False),
        (Hop(came_by="ntlm"), False),
    ],
)
def test_who_vouches_for_the_caller(case: Hop, *, expected: bool) -> None:
    within = replace(case.facts(), local=True)
    assert (asserted_by_service(case.facts()), asserted_by_service(within)) == (expected, False)


@pytest.mark.parametrize("case", [BEST, LISTED, ADMITTED], ids=[UNCONSTRAINED, CONSTRAINED, BY_RESOURCE])
def test_a_hop_within_the_machine_asks_for_nothing(case: Hop) -> None:
    assert said(replace(case.facts(), local=True)).rule == "cloak.decision-table"


NOTHING = TicketFacts()
CORP = RouteFacts(("corp.example",))
LOGON, OWN, TICKET = "AS", "TGS: ticket to itself in the caller's name", f"TGS: ticket for {SVC}"


@pytest.mark.parametrize(
    ("case", "held", "expected"),
    [
        (BEST, NOTHING, [TICKET]),
        (replace(BEST, level=ImpLevel.IMPERSONATE, listed=True), NOTHING, [LOGON, TICKET]),
        (replace(BEST, forwards=False, listed=True), NOTHING, [LOGON, TICKET]),
        (LISTED, NOTHING, [LOGON, TICKET]),
        (LISTED, TicketFacts(tgt=True), [TICKET]),
        (ADMITTED, NOTHING, [LOGON, TICKET]),
        (replace(ADMITTED, came_by="ntlm"), NOTHING, [LOGON, OWN, TICKET]),
        (replace(ADMITTED, came_by="ntlm"), TicketFacts(tgt=True), [TICKET]),
        (replace(ADMITTED, came_by="ntlm"), TicketFacts(service=True), []),
    ],
)
def test_the_server_in_the_middle_logs_on_itself_unless_a_tgt_came(
    case: Hop, held: TicketFacts, expected: list[str]
) -> None:
    facts = case.facts()
    made = asked(replace(facts, logon=replace(facts.logon, kerberos=CORP, tickets=held)))
    assert [LOGON if one.purpose == AS else one.purpose for one in made] == expected
    assert all((one.asker, one.count) == ("hmi01", 2 if one.purpose == AS else 1) for one in made)
