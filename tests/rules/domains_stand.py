r"""Logons made by hand in which everything is in order; each test changes what it is about.

ann calls from hmi01 a server process that runs as SYSTEM on opc01 (plant.example) and is registered as the wire shows it
(`com-object-principal`). Her account is ``n`` trusts away: ``PLANT\ann`` for 0, ``CORP\ann`` for 1, and further down CORP's tree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.calls_stand import EVERYBODY, GROUPS, MIRROR, PROCESS, host, made, proxy

from simcom.rules.calls.authentication import mechanism
from simcom.rules.ladder import judge_call
from simcom.rules.logon.exchanges import authentication
from simcom.vocabulary.blankets import AuthService
from simcom.vocabulary.facts import AccountFacts
from simcom.vocabulary.identities import Token
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import AccountState, LogonFacts, NtlmFacts, RouteFacts, TargetFacts, TicketFacts
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcom.vocabulary.facts import CallFacts
    from simcom.vocabulary.logon import Authentication
    from simcom.vocabulary.rulings import Ruling

NTLM, KERBEROS, NEGOTIATE, SCHANNEL = (
    AuthnSvc.WINNT,
    AuthnSvc.GSS_KERBEROS,
    AuthnSvc.GSS_NEGOTIATE,
    AuthnSvc.GSS_SCHANNEL,
)
DENIED, PACKAGE = "E_ACCESSDENIED", "RPC_S_SEC_PKG_ERROR"

WAY = ("plant.example", "corp.example", "lab.corp.example", "deep.lab.corp.example")
KINDS = ("forest", "parent-child", "parent-child")
HOMES = ("PLANT", "CORP", "LAB", "DEEP")

SPN, KEY, GUEST = "host/opc01.plant.example", "PLANT\\OPC01$", "OPC01\\Guest"
PRINCIPALS = {NTLM: "NT AUTHORITY\\SYSTEM", KERBEROS: SPN, NEGOTIATE: SPN, SCHANNEL: "msstd:opc01"}
SERVER = replace(
    PROCESS, services=tuple(AuthService(number, principal=name) for number, name in PRINCIPALS.items()), acl=EVERYBODY
)
TARGET = TargetFacts(SPN, (KEY,), KEY)
WARM, HELD = TicketFacts(tgt=True), TicketFacts(tgt=True, service=True)


def way(n: int, **changes: Any) -> RouteFacts:  # noqa: ANN401
    """Return the route over ``n`` trusts."""
    return RouteFacts(WAY[: n + 1], KINDS[:n], **changes)


def target(**changes: Any) -> TargetFacts:  # noqa: ANN401
    """Return the server's name, in order but for the changes."""
    return replace(TARGET, **changes)


def routes(n: int, **changes: Any) -> dict[str, RouteFacts]:  # noqa: ANN401
    """Return the same route for both mechanisms."""
    return {"kerberos": way(n, **changes), "ntlm": way(n, **changes)}


def policies(**changes: Any) -> dict[str, NtlmFacts]:  # noqa: ANN401
    """Return NTLM's policies."""
    return {"policies": NtlmFacts(**changes)}


def user(n: int = 1, **changes: Any) -> AccountFacts:  # noqa: ANN401
    """Return ann's account ``n`` trusts away."""
    words = {"authority": HOMES[n], "route": n, "link": " trusts ".join(WAY[: n + 1]), **changes}
    return AccountFacts(f"{HOMES[n]}\\ann", **words)


def flagged(n: int = 1, **flags: Any) -> AccountFacts:  # noqa: ANN401
    """Return ann's account with some flags."""
    return user(n, state=AccountState(**flags))


STRANGER = user(route=None, kerberos=False, ntlm=False, link="no trust leads from plant.example to corp.example")
MIRRORED = replace(STRANGER, mirror=MIRROR, mirror_matches=True)
LOCAL = AccountFacts("HMI01\\ann", "machine", "HMI01", route=None, kerberos=False, ntlm=False)
OWN = AccountFacts("OPC01\\ann", "server", "OPC01", route=None, kerberos=False, ntlm=False)
NO_ROUTES: dict[str, None] = {"kerberos": None, "ntlm": None}


def blanket(service: int, level: int = AuthnLevel.CONNECT, **changes: Any) -> Any:  # noqa: ANN401
    """Return a proxy's blanket with the principal that the server registered for the service."""
    return proxy(level, service, **{"principal": PRINCIPALS.get(AuthnSvc(service)), **changes})


def ready(
    service: int = NEGOTIATE,
    account: AccountFacts | None = None,
    logon: dict[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401
) -> CallFacts:
    """Return a call in order but for the changes; ``logon`` changes single facts of the logon."""
    who = user() if account is None else account
    known = {**routes(who.route or 0), "target": TARGET} if who.route is not None else {**NO_ROUTES, "target": TARGET}
    words = {
        "identity": who.name,
        "account": who,
        "token": Token(who.name, GROUPS),
        "guest_token": Token(GUEST, ("Everyone", "NETWORK", "BUILTIN\\Guests")),
        "server_account": "SYSTEM",
        "server": SERVER,
        "blanket": blanket(service),
        "logon": replace(LogonFacts(), **{**known, **(logon or {})}),
    }
    return made(**{**words, **changes})


def asked(*arguments: Any, **changes: Any) -> Callable[[], Ruling]:  # noqa: ANN401
    """Return what judges a call made ``ready``."""
    return lambda: judge_call(ready(*arguments, **changes))


def proof(*arguments: Any, **changes: Any) -> Authentication:  # noqa: ANN401
    """Return how the caller of a call made ``ready`` is proved."""
    said = authentication(ready(*arguments, **changes))
    assert said is not None
    return said


def end(facts: CallFacts) -> tuple[str, str | None, str | None, str]:
    """Return a call's outcome, the mechanism, who arrives (``None``: nobody) and the cause of a failed logon."""
    ruling = judge_call(facts)
    who = ruling.value.name if ruling.value is not None else None
    return str(ruling.outcome), mechanism(facts), who, ruling.decisive.cause


WORKGROUP = host(joined=False, domain=None)
DELEGATE = ImpLevel.DELEGATE
