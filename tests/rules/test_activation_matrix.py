"""The outcome matrix of the hardening (H25), row by row: what becomes of the activation, at which level, and who writes what about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules.activation_stand import (
    CONNECT,
    EVERYBODY,
    INTEGRITY,
    NONE,
    OPEN,
    PRIVACY,
    Stand,
    app,
    asking,
    hosted,
    info,
    process,
    stand,
)
from rules.calls_stand import STRANGER

from simcom.vocabulary.assumptions import Assumptions
from simcom.vocabulary.identities import ANONYMOUS

UNSECURED = asking(auth_info=info(NONE))
LITERAL = {"assume": Assumptions(raise1_covers_coinit="yes")}
RAISE_1 = {"client_patch": "P2"}
FOREIGN = {"settings": {"stack": "wmic", "stack_level": CONNECT}}
HERE = replace(stand().client_machine, name="opc01", patch="P3")

ROWS: dict[str, Stand] = {
    "a": stand(client=process(CONNECT)),
    "b": stand(client=process(CONNECT, "explicit")),
    "c": stand(request=asking(auth_info=info(CONNECT))),
    "d": stand(**RAISE_1),
    "e": stand(client=process(CONNECT, "explicit"), **RAISE_1),
    "e, literally": stand(client=process(CONNECT, "explicit"), settings=LITERAL, **RAISE_1),
    "f": stand(request=asking(auth_info=info(CONNECT)), **RAISE_1),
    "g": stand(client_patch="P0"),
    "h, by the program": stand(client=process(INTEGRITY, "explicit"), client_patch="P0"),
    "h, by COAUTHINFO": stand(request=asking(auth_info=info(PRIVACY)), client_patch="P0"),
    "h, by default": stand(client=process(PRIVACY), client_patch="P0"),
    "i": stand(request=UNSECURED),
    "i, admitted": stand(
        request=UNSECURED, application=app(launch_permission=EVERYBODY), server_machine=hosted(**OPEN)
    ),
    "j": stand(**FOREIGN),
    "j, PKT": stand(settings={"stack": "pan-os", "stack_level": 4}),
    "k": stand(settings={"stack": "impacket", "stack_level": PRIVACY}),
    "l": stand(local=True, client_patch="P0"),
    "m": stand(client_machine=HERE, more={"address": "10.0.0.9"}, **FOREIGN),
}
"""Each row, towards a server that enforces; the other column is the same at patch P0."""

OK, DENIED = "S_OK", "E_ACCESSDENIED"

EXPECTED: dict[str, tuple[str, str, list[str]]] = {
    "a": (OK, OK, []),
    "b": (OK, OK, []),
    "c": (OK, OK, []),
    "d": (OK, OK, []),
    "e": (OK, DENIED, ["10036 opc01", "10038 hmi01"]),
    "e, literally": (OK, OK, []),
    "f": (OK, DENIED, ["10036 opc01", "10037 hmi01"]),
    "g": (OK, DENIED, ["10036 opc01"]),
    "h, by the program": (OK, OK, []),
    "h, by COAUTHINFO": (OK, OK, []),
    "h, by default": (OK, OK, []),
    "i": (DENIED, DENIED, ["10027 opc01"]),
    "i, admitted": (OK, OK, []),
    "j": (OK, DENIED, ["10036 opc01"]),
    "j, PKT": (OK, DENIED, ["10036 opc01"]),
    "k": (OK, OK, []),
    "l": (OK, OK, []),
    "m": (OK, DENIED, ["10036 opc01"]),
}
"""Not enforced, enforced, and the events where it is enforced."""


def towards(row: Stand, **changes: object) -> Stand:
    """Return the row towards a server's machine with something changed."""
    return replace(row, server_machine=replace(row.server_machine, **changes))


@pytest.mark.parametrize("row", ROWS)
def test_a_row(row: str) -> None:
    facts = ROWS[row]
    assert (towards(facts, patch="P0").judged().hresult.name, facts.judged().hresult.name, facts.events()) == EXPECTED[
        row
    ]


def test_every_row_is_expected() -> None:
    assert list(EXPECTED) == list(ROWS)


@pytest.mark.parametrize(
    ("row", "level"),
    [("a", INTEGRITY), ("b", INTEGRITY), ("c", INTEGRITY), ("d", INTEGRITY), ("e", CONNECT), ("k", PRIVACY)],
)
def test_the_level_that_arrives(row: str, level: int) -> None:
    assert ROWS[row].judged().value.caller.authn_level == level


@pytest.mark.parametrize("row", [name for name, expected in EXPECTED.items() if expected[2] and name != "i"])
def test_a_refusal_by_the_hardening_is_told_apart(row: str) -> None:
    ruling = ROWS[row].judged()
    assert (ruling.decisive.rule, ruling.decisive.stage, ruling.outcome) == (
        "act.hardening",
        "integrity level",
        "refused",
    )


@pytest.mark.parametrize(
    ("patch", "required", "expected"),
    [
        ("P0", None, OK),
        ("P0", 1, OK),
        ("P1", None, OK),
        ("P1", 1, DENIED),
        ("P1b", None, OK),
        ("P1b", 1, DENIED),
        ("P2", None, DENIED),
        ("P2", 0, OK),
        ("P2b", None, DENIED),
        ("P2b", 0, OK),
        ("P3", None, DENIED),
        ("P3", 0, DENIED),
    ],
)
def test_every_phase_of_the_server(patch: str, required: int | None, expected: str) -> None:
    facts = towards(ROWS["g"], patch=patch, require_integrity=required)
    assert facts.judged().hresult.name == expected


@pytest.mark.parametrize(
    ("patch", "raised", "levels"),
    [
        ("P0", 2, (2, 2, 2)),
        ("P1", None, (2, 2, 2)),
        ("P1b", None, (5, 2, 2)),
        ("P2", None, (5, 2, 2)),
        ("P2", 2, (5, 5, 5)),
        ("P2b", None, (5, 5, 5)),
        ("P2b", 1, (5, 2, 2)),
        ("P3", 0, (2, 2, 2)),
        (None, None, (2, 2, 2)),
        (None, 2, (5, 5, 5)),
    ],
)
def test_every_phase_of_the_client(patch: str | None, raised: int | None, levels: tuple[int, int, int]) -> None:
    machine = replace(ROWS["a"].client_machine, patch=patch, raise_level=raised)
    found = (replace(ROWS[row], client_machine=machine).settled().value.attempts[0].authn_level for row in "abc")
    assert tuple(found) == levels


def test_an_undeclared_patch_level_gives_no_verdict_below_integrity() -> None:
    unknown = {row: towards(ROWS[row], patch=None).judged().outcome for row in ("g", "j", "h, by default", "l", "i")}
    assert unknown == {"g": "undetermined", "j": "undetermined", "h, by default": "ok", "l": "ok", "i": "refused"}


def test_an_undeclared_patch_level_does_not_matter_where_the_value_is_declared() -> None:
    found = [towards(ROWS["g"], patch=None, require_integrity=value).judged().hresult.name for value in (0, 1)]
    assert found == [OK, DENIED]


def test_an_anonymous_activation_can_be_taken_to_be_refused_too() -> None:
    strict = replace(ROWS["i, admitted"], settings={"assume": Assumptions(anonymous_activation="refuse")})
    ruling = strict.judged()
    assert (ruling.hresult.name, ruling.decisive.disputed, ruling.value.caller.name) == (DENIED, "H13", ANONYMOUS)
    assert towards(strict, patch="P1b").judged().ok
    assert towards(strict, patch=None).judged().outcome == "undetermined"


def test_a_second_try_that_is_refused_for_its_level_is_cured_by_the_first() -> None:
    strict = {"settings": {"assume": Assumptions(anonymous_activation="refuse")}, "call": {"resolver": True}}
    ruling = stand(account=STRANGER, server_machine=hosted(**OPEN), **strict).judged()
    assert (ruling.hresult.name, ruling.decisive.stage) == ("RPC_S_SERVER_UNAVAILABLE", "integrity level")
    cure = "let plant.example trust CORP, give credentials that plant.example knows, mirror the account there"
    assert ruling.decisive.remedy == cure


@pytest.mark.parametrize(
    ("patch", "require", "choice", "silenced", "expected"),
    [
        ("P1b", None, "audit", False, ["10036 opc01 audit"]),
        ("P1b", None, "silent", False, []),
        ("P1b", None, "audit", True, []),
        ("P2", 0, "audit", False, ["10036 opc01 audit"]),
        ("P1", None, "audit", False, []),
        ("P1", 1, "audit", False, []),
        ("P3", None, "silent", False, ["10036 opc01"]),
        ("P3", None, "audit", True, []),
    ],
)
def test_who_writes_10036(patch: str, require: int | None, choice: str, silenced: bool, expected: list[str]) -> None:  # noqa: FBT001
    row = replace(ROWS["g"], settings={"assume": Assumptions(audit_10036=choice)})
    assert towards(row, patch=patch, require_integrity=require, hardening_log_off=silenced).events() == expected
