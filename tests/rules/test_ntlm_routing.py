r"""Whose accounts NTLM looks a name up in, held against `ntlm-routing-rule` read plainly.

By the domain name that the client sends: a server in no domain asks its own accounts, and so does one whose own name it is; any other
name goes to the server's domain, which knows it, passes it on, or says that it is not the one to ask; then the server's own accounts
are asked as if the name had been its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from rules.domains_stand import LOCAL, NTLM, OWN, STRANGER, WORKGROUP, end, policies, proof, ready, user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.vocabulary.facts import AccountFacts, CallFacts

NAMES = ("own name", "own domain", "trusted domain", "unknown domain", "another machine")
ACCOUNTS: dict[str, AccountFacts] = {
    "own name": OWN,
    "own domain": user(0),
    "trusted domain": user(2),
    "unknown domain": STRANGER,
    "another machine": LOCAL,
}
MIRRORS = {"none": (None, None), "same password": ("OPC01\\ann", True), "other password": ("OPC01\\ann", False)}


@dataclass(frozen=True)
class Lookup:
    """One point of the table: the name that is sent, the server's state, and what the asked one says of a domain account."""

    name: str
    joined: bool
    mirror: str
    guest: bool
    answers: bool = True
    right: bool = True

    def facts(self) -> CallFacts:
        """Return the call."""
        mirror, matches = MIRRORS[self.mirror] if self.name != "own name" else (None, None)
        known = (
            ACCOUNTS[self.name]
            if self.joined or self.name == "own name"
            else replace(STRANGER, name=ACCOUNTS[self.name].name)
        )
        account = replace(known, mirror=mirror, mirror_matches=matches, password_ok=self.right)
        logon = policies(guest=self.guest, domain_answers=self.answers)
        return ready(NTLM, account, logon, **({} if self.joined else {"server_machine": WORKGROUP}))


def plain(case: Lookup) -> tuple[str, str | None, str]:
    """Read the rule: the outcome, who arrives, and why not."""
    if case.name == "own name":
        return ("ok", "OPC01\\ann", "") if case.right else ("refused", None, "logon_denied")
    if case.joined and case.name in {"own domain", "trusted domain"}:
        who = {"own domain": "PLANT\\ann", "trusted domain": "LAB\\ann"}[case.name]
        return ("ok", who, "") if case.right else ("refused", None, "logon_denied")
    if case.joined and not case.answers:
        return "refused", None, "no_authority"
    return among_its_own(case)


def among_its_own(case: Lookup) -> tuple[str, str | None, str]:
    """Read on: a local account with the same name and password, else Guest where no name matches, else nobody."""
    if case.mirror == "same password":
        return "ok", "OPC01\\ann", ""
    guest = case.mirror == "none" and case.guest
    return ("ok", "OPC01\\Guest", "") if guest else ("refused", None, "logon_denied")


def grid(name: str) -> Iterator[Lookup]:
    """Return every lookup of a name."""
    for joined, mirror, guest, answers, right in product((True, False), MIRRORS, *[(True, False)] * 3):
        # whether a domain's controllers answer is a matter of the route where the domain is known
        if answers or name in {"unknown domain", "another machine"}:
            yield Lookup(name, joined, mirror, guest, answers, right)


@pytest.mark.parametrize("name", NAMES)
def test_routing_agrees_with_a_plain_reading(name: str) -> None:
    cases = list(grid(name))
    found = {case: end(case.facts()) for case in cases}
    wrong = {case: one for case, one in found.items() if (one[0], one[2], one[3]) != plain(case)}
    assert (wrong, len(cases)) == ({}, 48 if name in {"unknown domain", "another machine"} else 24)


@pytest.mark.parametrize(
    ("name", "joined", "asked"),
    [
        ("own name", True, ()),
        ("own domain", True, ("plant.example",)),
        ("trusted domain", True, ("plant.example", "corp.example", "lab.corp.example")),
        ("unknown domain", True, ("plant.example",)),
        ("another machine", True, ("plant.example",)),
        *((name, False, ()) for name in NAMES),
    ],
)
def test_who_is_asked(name: str, joined: bool, asked: tuple[str, ...]) -> None:  # noqa: FBT001  (a column)
    """A name that nobody knows goes as far as the server's own domain; a server in no domain asks nobody."""
    case = Lookup(name, joined, "same password", guest=False)
    facts = case.facts()
    said = proof(NTLM, facts.account, **({} if joined else {"server_machine": WORKGROUP}))
    assert tuple(one.asked for one in said.dc) == asked
