"""The arithmetic of access entries: formats, order, NULL and empty lists, and who is Everyone."""

from __future__ import annotations

import pytest

from simcom.rules.access import check, defect, granted
from simcom.rules.eras import everyone_includes_anonymous
from simcom.vocabulary.flags import Right
from simcom.vocabulary.identities import ANONYMOUS, EMPTY_DACL, EVERYONE, NULL_DACL, Ace, Acl, Token
from simcom.vocabulary.machines import MachineSettings

LOCAL, REMOTE = Right.EXECUTE_LOCAL, Right.EXECUTE_REMOTE
OPERATORS = "PLANT\\operators"
ANN = Token("CORP\\ann", (EVERYONE, OPERATORS))
NOBODY = Token(ANONYMOUS)
NOBODY_2000 = Token(ANONYMOUS, (EVERYONE,))


def allow(trustee: str, mask: int = 0x7) -> Ace:
    """Return an entry that allows."""
    return Ace(trustee, mask)


def deny(trustee: str, mask: int = 0x7) -> Ace:
    """Return an entry that denies."""
    return Ace(trustee, mask, allow=False)


@pytest.mark.parametrize(
    ("mask", "access", "launch"),
    [(0x1, 0x7, 0x1F), (0x3, 0x3, 0x3), (0x5, 0x5, 0x5), (0x7, 0x7, 0x7), (0x1F, 0x1F, 0x1F), (0xB, 0xB, 0xB)],
)
def test_only_mask_1_alone_means_everything(mask: int, access: int, launch: int) -> None:
    assert (granted(allow("a", mask)), granted(allow("a", mask), launch=True)) == (access, launch)


@pytest.mark.parametrize(
    ("mask", "local", "remote"),
    [
        (0x1, True, True),
        (0x3, True, False),
        (0x5, False, True),
        (0x7, True, True),
        (0x9, False, False),
        (0x1F, True, True),
        (0x21, False, False),
        (0x27, True, True),
        (0x0, False, False),
        (0x2, False, False),
        (0x6, False, False),
    ],
)
def test_each_mask_in_an_access_list(mask: int, *, local: bool, remote: bool) -> None:
    acl = Acl((allow(EVERYONE, mask),))
    assert (check(acl, ANN, LOCAL).allowed, check(acl, ANN, REMOTE).allowed) == (local, remote)


@pytest.mark.parametrize(
    ("masks", "rule"),
    [
        ((), None),
        ((0x1,), None),
        ((0x1, 0x1), None),
        ((0x7, 0x3), None),
        ((0x1F, 0x27), None),
        ((0x6,), "authz.ace.execute-always"),
        ((0x7, 0x0), "authz.ace.execute-always"),
        ((0x1, 0x2), "authz.ace.execute-always"),
        ((0x1, 0x7), "authz.ace.no-mixing"),
        ((0x7, 0x1), "authz.ace.no-mixing"),
        ((0x1, 0x21), "authz.ace.no-mixing"),
        ((0x81,), "authz.ace.new-format"),
        ((0x7, 0x81), "authz.ace.new-format"),
        ((0x87, 0x7), None),
    ],
)
def test_what_makes_a_list_invalid(masks: tuple[int, ...], rule: str | None) -> None:
    wrong = defect(Acl(tuple(allow(f"PLANT\\u{number}", mask) for number, mask in enumerate(masks))))
    assert (wrong[0] if wrong else None) == rule


@pytest.mark.parametrize(
    ("aces", "allowed"),
    [
        ((allow(EVERYONE), deny("CORP\\ann")), True),
        ((deny("CORP\\ann"), allow(EVERYONE)), False),
        ((deny(OPERATORS), allow("CORP\\ann")), False),
        ((allow("CORP\\ANN"), deny(OPERATORS)), True),
        ((deny("CORP\\bob"), allow(EVERYONE)), True),
        ((deny("CORP\\ann", 0x3), allow(EVERYONE)), True),
        ((deny("CORP\\ann", 0x5), allow(EVERYONE)), False),
        ((deny("CORP\\ann", 0x1), allow(EVERYONE, 0x1)), False),
        ((allow("CORP\\ann", 0x3), allow(OPERATORS, 0x5)), True),
        ((allow("CORP\\ann", 0x3),), False),
        ((allow("CORP\\bob"),), False),
        ((allow("S-1-1-0"),), True),
    ],
)
def test_entries_are_asked_in_their_order(aces: tuple[Ace, ...], *, allowed: bool) -> None:
    assert check(Acl(aces), ANN, REMOTE).allowed == allowed


@pytest.mark.parametrize("token", [ANN, NOBODY, NOBODY_2000], ids=["ann", "anonymous", "anonymous on win2000"])
@pytest.mark.parametrize(("acl", "allowed"), [(NULL_DACL, True), (EMPTY_DACL, False)], ids=["NULL", "empty"])
def test_null_admits_everybody_and_empty_nobody(acl: Acl, token: Token, *, allowed: bool) -> None:
    answer = check(acl, token, REMOTE)
    assert (answer.allowed, answer.rule) == (allowed, "authz.null-dacl")


@pytest.mark.parametrize("acl", [Acl((allow("a", 0x1), allow(EVERYONE))), Acl((allow(EVERYONE, 0x6),))])
@pytest.mark.parametrize(("grants", "allowed"), [("nothing", False), ("everything", True)])
def test_what_an_invalid_list_grants_is_a_switch(acl: Acl, grants: str, *, allowed: bool) -> None:
    answer = check(acl, ANN, REMOTE, invalid_grants=grants)
    assert (answer.allowed, answer.rule) == (allowed, "authz.ace.invalid-descriptor")


@pytest.mark.parametrize(
    ("aces", "rule", "also"),
    [
        ((allow("a", 0x1), allow(EVERYONE)), "authz.ace.invalid-descriptor", ("authz.ace.no-mixing",)),
        ((allow(EVERYONE, 0x6),), "authz.ace.invalid-descriptor", ("authz.ace.execute-always",)),
        ((allow(EVERYONE, 0x81),), "authz.ace.invalid-descriptor", ("authz.ace.new-format",)),
        ((allow(EVERYONE, 0x1),), "authz.ace.order", ("authz.ace.old-format",)),
        ((deny(EVERYONE, 0x1),), "authz.ace.order", ("authz.ace.old-format",)),
        ((allow(EVERYONE, 0x5),), "authz.ace.order", ("authz.ace.new-format",)),
        ((allow(EVERYONE, 0x27),), "authz.ace.order", ("authz.ace.new-format", "authz.container-rights")),
        (
            (allow(EVERYONE, 0x3), allow(OPERATORS, 0x45)),
            "authz.ace.order",
            ("authz.ace.new-format", "authz.container-rights"),
        ),
        ((allow(EVERYONE, 0x21),), "authz.rights.call", ("authz.container-rights",)),
        ((allow("CORP\\bob", 0x21),), "authz.rights.call", ()),
        ((allow(EVERYONE, 0x23),), "authz.rights.call", ()),
        ((allow("CORP\\bob", 0x1),), "authz.rights.call", ()),
        (None, "authz.null-dacl", ()),
        ((), "authz.null-dacl", ()),
    ],
)
@pytest.mark.parametrize("grants", ["nothing", "everything"])
def test_what_else_bears_on_an_answer(
    aces: tuple[Ace, ...] | None, rule: str, also: tuple[str, ...], grants: str
) -> None:
    answer = check(Acl(aces), ANN, REMOTE, invalid_grants=grants)
    assert (answer.rule, answer.also) == (rule, also)


@pytest.mark.parametrize(
    ("windows", "value", "included"),
    [
        ("win2000", None, True),
        ("xp-sp2", None, False),
        ("server-2003-sp1", None, False),
        ("current", None, False),
        ("win2000", False, False),
        ("xp-sp2", True, True),
        ("current", True, True),
        ("current", False, False),
    ],
)
def test_whether_everyone_includes_anonymous(windows: str, value: bool | None, *, included: bool) -> None:  # noqa: FBT001
    assert everyone_includes_anonymous(MachineSettings("m", windows, everyone_includes_anonymous=value)) == included


@pytest.mark.parametrize(
    ("aces", "token", "allowed", "rule"),
    [
        ((allow(EVERYONE),), NOBODY, False, "authz.everyone-not-anonymous"),
        ((allow(EVERYONE),), NOBODY_2000, True, "authz.ace.order"),
        ((allow(EVERYONE), allow("S-1-5-7")), NOBODY, True, "authz.ace.order"),
        ((allow(EVERYONE), allow(ANONYMOUS, 0x3)), NOBODY, False, "authz.everyone-not-anonymous"),
        ((deny(ANONYMOUS), allow(EVERYONE)), NOBODY_2000, False, "authz.ace.order"),
        ((deny(EVERYONE), allow(ANONYMOUS)), NOBODY, True, "authz.ace.order"),
        ((allow("CORP\\ann"),), NOBODY, False, "authz.rights.call"),
    ],
)
def test_anonymous_needs_an_entry_of_its_own(aces: tuple[Ace, ...], token: Token, rule: str, *, allowed: bool) -> None:
    answer = check(Acl(aces), token, REMOTE)
    assert (answer.allowed, answer.rule) == (allowed, rule)
