"""What a refused second hop advises: for each kind of delegation what it still lacks, and nothing that is there already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.calls_stand import ANN, SVC
from rules.delegation_hops import MIDDLE, NTLM, Hop, grid, over, said

from simcom.rules.logon.delegation import UNDECLARED, unconstrained, unmet
from simcom.rules.logon.tickets import forwarded
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import LogonFacts

DELEGATE = ImpLevel.DELEGATE
EACH = "make every hop at DELEGATE (the one to hmi01 was made at IMPERSONATE)"
COME, TRUST = "let the client come by Kerberos", f"trust {MIDDLE} for delegation"
FORWARD = "let the trust of corp.example in CORP forward tickets (TGT delegation, `tgt_delegation: true`)"
LIST = f"let {MIDDLE} delegate to {SVC} (msDS-AllowedToDelegateTo)"
ALLOW = f"allow {MIDDLE} protocol transition or {COME}"
ADMIT = f"name {MIDDLE} in msDS-AllowedToActOnBehalfOfOtherIdentity of the back end's account"
BEYOND = f"{ADMIT}, which unlike constrained delegation does not end with the domain"
ITSELF = "call as the server itself, or with credentials given to the proxy"

UNTRUSTED, BEST = Hop(level=DELEGATE), Hop(level=DELEGATE, trusted=True)


def lines(case: Hop) -> list[str]:
    """Return what each kind of delegation lacks by the remedy, in order, without the names of the kinds."""
    *ways, plain = case.said().remedy.split("; or ")
    assert plain == ITSELF
    return [way.partition(" delegation: ")[2] for way in ways]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Hop(), [f"{EACH} and {TRUST}", LIST, ADMIT]),
        (Hop(trusted=True), [EACH, LIST, ADMIT]),
        (UNTRUSTED, [TRUST, LIST, ADMIT]),
        (replace(UNTRUSTED, forwards=False), [f"{TRUST} and {FORWARD}", LIST, ADMIT]),
        (replace(BEST, forwards=False), [FORWARD, LIST, ADMIT]),
        (replace(BEST, came_by="ntlm"), [COME, f"{LIST} and {ALLOW}", ADMIT]),
        (Hop(came_by="ntlm", listed=True), [f"{EACH}, {COME} and {TRUST}", ALLOW, ADMIT]),
        (replace(UNTRUSTED, came_by="ntlm", transition=True), [f"{COME} and {TRUST}", LIST, ADMIT]),
        (replace(UNTRUSTED, listed=True, same_domain=False), [TRUST, BEYOND]),
        (replace(UNTRUSTED, same_domain=False), [TRUST, BEYOND]),
    ],
)
def test_only_what_is_missing_is_named(case: Hop, expected: list[str]) -> None:
    assert lines(case) == expected


def test_the_kinds_are_named() -> None:
    by_name = (
        f"unconstrained delegation: {TRUST}; or constrained delegation: {LIST}; or resource-based delegation: {ADMIT}"
    )
    assert UNTRUSTED.said().remedy == f"{by_name}; or {ITSELF}"


def test_an_undeclared_hop_is_advised_too() -> None:
    step = said(over(None, "kerberos", DELEGATE))
    assert f"unconstrained delegation: trust {UNDECLARED.middle} for delegation; or" in step.remedy


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Hop(sensitive=True), f"{ANN} is sensitive and cannot be delegated"),
        (
            Hop(sensitive=True, protected=True),
            f"{ANN} is sensitive and cannot be delegated; {ANN} is in Protected Users",
        ),
        (replace(BEST, service=NTLM), "the proxy's service is WINNT, and only Kerberos passes a caller on"),
    ],
)
def test_no_kind_is_advised_where_none_can_help(case: Hop, expected: str) -> None:
    assert case.said().remedy == f"no kind of delegation helps here: {expected}. Instead {ITSELF}"


def test_the_trust_is_named_by_the_dns_names_of_both_ends() -> None:
    facts = replace(BEST, forwards=False).facts()
    known = replace(facts, logon=LogonFacts(hop=facts.logon.hop, home="office.example"))
    assert "the trust of corp.example in office.example forward tickets" in said(known).remedy


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (replace(BEST, forwards=False), "tgt-delegation-across-trust"),
        (replace(BEST, forwards=False, listed=True, same_domain=False), "tgt-delegation-across-trust"),
        (replace(UNTRUSTED, forwards=False), "delegate.requirements"),
        (replace(BEST, forwards=False, sensitive=True), "delegate.requirements"),
        (replace(BEST, forwards=False, level=ImpLevel.IMPERSONATE), "cloak.one-boundary"),
        (replace(BEST, forwards=False, came_by="ntlm"), "imp.ntlm-no-network-credentials"),
    ],
)
def test_the_trust_decides_where_nothing_else_is_missing(case: Hop, rule: str) -> None:
    assert case.said().rule == rule


@pytest.mark.parametrize("level", [ImpLevel.IMPERSONATE, DELEGATE])
@pytest.mark.parametrize("came_by", ["kerberos", "ntlm", "schannel"])
def test_a_ticket_is_forwarded_just_where_unconstrained_delegation_finds_one(came_by: str, level: int) -> None:
    facts = [(case.facts(), case.facts().logon.hop) for case in grid(came_by, level, NTLM)]
    apart = [one for one, hop in facts if hop is None or forwarded(one) == bool(unmet(unconstrained(one, hop)))]
    assert (len(facts), apart) == (2**9, [])
