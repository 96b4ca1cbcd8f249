r"""The double hop in running estates: ann calls web01, which impersonates her and calls db01, and every way to make that work.

web01 runs as NETWORK SERVICE and db01 as SYSTEM, so that the accounts that matter are CORP\WEB01$ and CORP\DB01$.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from runtime.calls_estate import NETWORK, call, explicit, machine, unmarshal

from simcom.landscape.model import Domain
from simcom.rules.logon.tickets import AS, S4U2SELF, TICKET
from simcom.runtime.estate import Account, Estate, Process, Script
from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import CoImpersonateClient, CoUnmarshalInterface
from simcom.runtime.world import simulate
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import NO_DELEGATION, AccountState, Delegation

if TYPE_CHECKING:
    from simcom.runtime.rows import Row

ANN, WEB, DB = "CORP\\ann", "CORP\\WEB01$", "CORP\\DB01$"
CORP = Domain("corp.example", "CORP", "corp.example")
BACK_END = "host/db01.corp.example"
IMPERSONATE, DELEGATE = ImpLevel.IMPERSONATE, ImpLevel.DELEGATE
PASSING = (CoImpersonateClient("i", ""), unmarshal("u2", "db.o"), call("second"))
UNCONSTRAINED, LISTED = Delegation(unconstrained=True), Delegation(to=(BACK_END,))
TRANSITION, ADMITS = Delegation(to=(BACK_END,), transition=True), Delegation(from_=(WEB,))


def classes() -> tuple[Class, ...]:
    """Return the two classes: one whose method calls on, one whose method does nothing."""
    bodies = {"Web": PASSING, "Db": ()}
    return tuple(Class(name, (Interface("IHistorian", (Method("Read", does=body),)),)) for name, body in bodies.items())


def estate(imp: int, cloaking: int, named: str, state: AccountState, *delegation: Delegation) -> Estate:
    """Return the three machines; ``delegation`` is that of web01's account and of db01's, ``named`` how ann names web01."""
    door = explicit(capabilities=cloaking)
    script = (CoUnmarshalInterface("u", "", "web.o", "IHistorian", "p", server_name=named), call("first"))
    accounts = (Account(name, delegation=rights) for name, rights in zip((WEB, DB), delegation, strict=True))
    return Estate(
        title="a double hop",
        machines=tuple(machine(name, "corp.example") for name in ("ws01", "web01", "db01")),
        processes=(
            Process("client", "ws01", ANN, initialize=explicit(imp_level=imp), scripts=(Script("", script),)),
            Process("web", "web01", "NETWORK SERVICE", (("o", "Web"),), door),
            Process("db", "db01", "SYSTEM", (("o", "Db"),), explicit()),
        ),
        classes=classes(),
        accounts=(Account(ANN, state=state), *accounts),
        domains=(CORP,),
        network=NETWORK,
    )


def second(
    imp: int = IMPERSONATE,
    web: Delegation = NO_DELEGATION,
    db: Delegation = NO_DELEGATION,
    *,
    cloaking: int = Eoac.DYNAMIC_CLOAKING,
    named: str = "",
    state: AccountState | None = None,
) -> Row:
    """Run it; return the row of the second call."""
    one = estate(imp, cloaking, named, state or AccountState(), web, db)
    return next(row for row in simulate(one).rows() if row.id == "second")


def ends(**words: Any) -> tuple[str, str | None]:  # noqa: ANN401
    """Return how the second call ends, and whom db01 sees."""
    row = second(**words)
    return row.ruling.hresult.name, row.caller.name if row.caller else None


REFUSED = ("E_ACCESSDENIED", None)


@pytest.mark.parametrize("imp", [IMPERSONATE, DELEGATE])
def test_nobody_is_passed_on_by_default(imp: int) -> None:
    row = second(imp)
    assert (row.ruling.hresult.name, row.ruling.decisive.cause) == ("E_ACCESSDENIED", "delegation_refused")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"imp": DELEGATE, "web": UNCONSTRAINED}, ("S_OK", ANN)),
        ({"imp": IMPERSONATE, "web": UNCONSTRAINED}, REFUSED),
        ({"imp": DELEGATE, "web": UNCONSTRAINED, "cloaking": Eoac.NONE}, ("S_OK", WEB)),
        ({"web": LISTED}, ("S_OK", ANN)),
        ({"web": Delegation(to=("host/other.corp.example",))}, REFUSED),
        ({"db": ADMITS}, ("S_OK", ANN)),
        ({"db": Delegation(from_=("CORP\\OTHER$",))}, REFUSED),
        ({"cloaking": Eoac.NONE}, ("S_OK", WEB)),
    ],
    ids=[
        "unconstrained",
        "at IMPERSONATE",
        "without cloaking",
        "constrained",
        "another back end listed",
        "resource-based",
        "another server admitted",
        "as itself",
    ],
)
def test_the_ways_out(words: dict[str, Any], expected: tuple[str, str | None]) -> None:
    assert ends(**words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"imp": IMPERSONATE, "web": LISTED}, REFUSED),
        ({"imp": IMPERSONATE, "web": TRANSITION}, ("S_OK", ANN)),
        ({"imp": IMPERSONATE, "db": ADMITS}, ("S_OK", ANN)),
    ],
    ids=["constrained", "with protocol transition", "resource-based"],
)
def test_a_caller_that_came_by_ntlm(words: dict[str, Any], expected: tuple[str, str | None]) -> None:
    assert ends(**words, named="10.0.0.5") == expected


@pytest.mark.parametrize("state", [AccountState(sensitive=True), AccountState(protected=True)])
@pytest.mark.parametrize(
    "words",
    [{"imp": DELEGATE, "web": UNCONSTRAINED}, {"web": LISTED}, {"web": TRANSITION}, {"db": ADMITS}],
    ids=["unconstrained", "constrained", "with protocol transition", "resource-based"],
)
def test_a_sensitive_account_is_never_passed_on(words: dict[str, Any], state: AccountState) -> None:
    assert ends(**words, state=state) == REFUSED


FROM_WEB = ("web01", "corp.example")
LOGON, ON, OWN = (*FROM_WEB, AS, 2), (*FROM_WEB, f"{TICKET}{BACK_END}", 1), (*FROM_WEB, S4U2SELF, 1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"imp": DELEGATE, "web": UNCONSTRAINED}, [ON]),
        ({"web": LISTED}, [LOGON, ON]),
        ({"web": TRANSITION}, [LOGON, ON]),
        ({"db": ADMITS}, [LOGON, ON]),
        ({"web": TRANSITION, "named": "10.0.0.5"}, [LOGON, OWN, ON]),
        ({"db": ADMITS, "named": "10.0.0.5"}, [LOGON, OWN, ON]),
        ({"cloaking": Eoac.NONE}, [LOGON, ON]),
    ],
    ids=[
        "a forwarded TGT",
        "constrained",
        "transition not needed",
        "resource-based",
        "protocol transition",
        "resource-based after NTLM",
        "as itself",
    ],
)
def test_what_the_machine_in_the_middle_asks_for(
    words: dict[str, Any], expected: list[tuple[str, str, str, int]]
) -> None:
    said = second(**words).authentication
    assert said is not None
    assert [tuple(one.values()) for one in said["exchanges"]["kdc"]] == expected
