"""Section F, both ways: what a token reaches, SeImpersonatePrivilege, IsImpersonating, and a call context of a marshaler's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.calls_stand import ANN, SVC, absent, fires, made, proxy, shown, silent
from runtime import calls_estate as by_hand

from simcom.rules.calls.authentication import caller
from simcom.rules.server_side import Impersonator, impersonate
from simcom.runtime.steps import (
    CoGetCallContext,
    CoImpersonateClient,
    CoRevertToSelf,
    CoSwitchCallContext,
    IsImpersonating,
)
from simcom.vocabulary.assumptions import RECOMMENDED
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.runtime.steps import Step
    from simcom.vocabulary.rulings import Ruling

KERBEROS = AuthnSvc.GSS_KERBEROS
PRIVILEGE, ASKED, CUSTOM = "impersonate.privilege", "impersonate.isimpersonating", "callcontext.custom"
LOCALLY, ANYWHERE = "impersonate.at-impersonate", "impersonate.at-delegate"
NO_PRIVILEGE = Impersonator(SVC, privileged=False)
ON, OFF, ASK = CoImpersonateClient("i", ""), CoRevertToSelf("r", ""), IsImpersonating("q", "")
AWAY, BACK, CONTEXT = (
    CoSwitchCallContext("s", "", security=False),
    CoSwitchCallContext("b", ""),
    CoGetCallContext("g", ""),
)


def acted(level: int = ImpLevel.IMPERSONATE, server: Impersonator = NO_PRIVILEGE) -> Ruling:
    """Impersonate CORP's ann, who calls at a level."""
    return impersonate(caller(made(blanket=proxy(service=KERBEROS, imp_level=level))), RECOMMENDED, server)


def served(*body: Step, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Run one call whose method does these steps; return the rows by id."""
    first = by_hand.client(by_hand.unmarshal("u"), by_hand.call("c"))
    one = by_hand.server(**changes)
    return by_hand.ran(by_hand.estate(one, first, classes=by_hand.classes(*body)))


def answer(*body: Step) -> object:
    """Return what IsImpersonating answers after these steps of a method."""
    return served(*body, ASK)["q"].returned


def context(*body: Step) -> str:
    """Return how CoGetCallContext ends after these steps of a method."""
    return served(*body, CONTEXT)["g"].ruling.hresult.name


CASES = (
    fires(PRIVILEGE, "a caller that is somebody else", acted),
    silent(PRIVILEGE, "the privilege is there", lambda: acted(server=Impersonator(SVC))),
    silent(
        PRIVILEGE, "the caller is the server's own account", lambda: acted(server=Impersonator(ANN, privileged=False))
    ),
    silent(PRIVILEGE, "Windows 2000", lambda: acted(server=Impersonator(SVC, "win2000", privileged=False))),
    silent(PRIVILEGE, "IDENTIFY was all that was offered", lambda: acted(ImpLevel.IDENTIFY)),
    fires(LOCALLY, "a token of IMPERSONATE", lambda: acted(server=Impersonator(SVC))),
    silent(LOCALLY, "a token of IDENTIFY", lambda: acted(ImpLevel.IDENTIFY, Impersonator(SVC))),
    fires(ANYWHERE, "a token of DELEGATE", lambda: acted(ImpLevel.DELEGATE, Impersonator(SVC))),
    silent(ANYWHERE, "without the privilege it is cut to IDENTIFY", lambda: acted(ImpLevel.DELEGATE)),
    shown(ASKED, "after CoImpersonateClient", lambda: ({"impersonating": True}, answer(ON))),
    absent(ASKED, "before it", lambda: ({"impersonating": False}, answer())),
    absent(ASKED, "after CoRevertToSelf", lambda: ({"impersonating": False}, answer(ON, OFF))),
    shown(CUSTOM, "a context without IServerSecurity", lambda: ("E_NOINTERFACE", context(AWAY))),
    absent(CUSTOM, "the one that COM supplied", lambda: ("S_OK", context())),
    absent(CUSTOM, "the one that COM supplied is back", lambda: ("S_OK", context(AWAY, BACK))),
)
