r"""What is left of domains and trusts, both ways: services, Schannel, mirrors and callbacks, the order of checks, seeds and times."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

from rules import blankets_by_hand as hand
from rules.calls_stand import absent, fires, host, shown, silent
from rules.domains_cases_costs import setting
from rules.domains_stand import KERBEROS, NEGOTIATE, NTLM, SCHANNEL, SERVER, WAY, asked, blanket, ready, routes, user
from runtime.calls_estate import (
    ANN,
    NETWORK,
    OTTO,
    SVC,
    call,
    classes,
    client,
    estate,
    explicit,
    ran,
    server,
    unmarshal,
)

from simcom.rules.blankets.negotiation import default_blanket
from simcom.rules.ladder import judge_call
from simcom.runtime.estate import Account, DomainPolicy
from simcom.runtime.networks import DEFAULT_NETWORK, Change
from simcom.runtime.steps import Duration, Step
from simcom.vocabulary.blankets import AuthInfo, AuthService
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.identities import EMPTY_DACL, EVERYONE
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.logon import AccountState, LogonRights
from simcom.vocabulary.services import AuthnSvc

BAD, NO_PACKAGE, UNKNOWN = "E_INVALIDARG", "RPC_E_NO_GOOD_SECURITY_PACKAGES", "RPC_S_UNKNOWN_AUTHN_SERVICE"
NONE, DYNAMIC = AuthnLevel.NONE, Eoac.DYNAMIC_CLOAKING
LISTS_SCHANNEL = hand.agreement(hand.schannel_client())


def offers(*numbers: int) -> dict[str, Any]:
    """Return a server that registered these services only."""
    return {"server": replace(SERVER, services=tuple(AuthService(number) for number in numbers))}


def registers(**arguments: Any) -> list[str]:  # noqa: ANN401
    """Return the services that a server has after CoInitializeSecurity with these arguments."""
    rows = ran(estate(server(initialize=explicit(**arguments))))
    return rows["server/CoInitializeSecurity"].returned["services"]  # type: ignore[no-any-return]


def unlisted(level: int) -> str:
    """Return what a caller at a level gets from a server that registered nothing."""
    nothing = server(initialize=explicit(NONE, count=0, auth_services=()))
    row = ran(estate(nothing, client(unmarshal("u"), call("c"), initialize=explicit(level))))["c"]
    return str(row.ruling.hresult.name)


def preferred(*, com_chose: bool, kinds: tuple[int, ...]) -> list[int]:
    """Return what a proxy gets for each order of a list, each service once and by number."""
    lists = (hand.process(services=order, com_chose=com_chose) for order in permutations(kinds))
    return sorted({int(default_blanket(hand.agreement(server=one)).authn_svc) for one in lists})


def schannel(**request: Any) -> Any:  # noqa: ANN401
    """Return what asks for Schannel in a process that listed it in pAuthList."""
    return lambda: hand.ask(LISTS_SCHANNEL, authn_svc=SCHANNEL, **request)


def given(name: str | None, *blocked: tuple[str, str]) -> tuple[str, str | None, str | None]:
    """Return outcome, caller and mechanism of a call to a domain that trusts nobody, made with somebody's credentials."""
    accounts = (Account(ANN), Account(SVC), *(Account(who, "x") for who in (OTTO, "OPC01\\otto", "CORP\\bob")))
    own = () if name is None else (setting("s", auth_info=AuthInfo(name, "x")),)
    calls = client(unmarshal("u"), *own, call("c"))
    network = replace(NETWORK, blocked=blocked)
    row = ran(estate(server(), calls, accounts=accounts, trusts=(), network=network))["c"].to_dict()
    return row["outcome"], row["caller"], (row["authentication"] or {}).get("mechanism")


def there_and_back(*mirrors: Account, **changes: Any) -> tuple[tuple[str, str | None], ...]:  # noqa: ANN401
    """Return outcome and caller of ann's call, and of the server's callback in its course if it comes to that."""
    body = (unmarshal("b/u", "client.sink", "ISink", "sink"), call("b/c", "sink", "Tell", callback=True))
    accounts = (Account(ANN, "a"), Account(SVC, "s"), Account("CORP\\svc"), *mirrors)
    serving = server(account=changes.pop("account", SVC))
    words = {"accounts": accounts, "classes": classes(*body), **changes}
    rows = ran(estate(serving, client(unmarshal("u"), call("c")), **words))
    records = [rows[name].to_dict() for name in ("c", "b/c") if name in rows]
    return tuple((record["outcome"], record["caller"]) for record in records)


OURS, THEIRS, OTHER = (Account("OPC01\\ann", "a"), Account("HMI01\\svc-opc", "s"), Account("HMI01\\svc-opc", "t"))
FORTH, BACK, REFUSED = ("ok", "OPC01\\ann"), ("ok", "HMI01\\svc-opc"), ("refused", None)

TROUBLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("implicit.enabledcom", {"machine": {"enable_dcom": "N"}}),
    ("unknown_authn_service", {"server": {"services": (AuthService(SCHANNEL),)}}),
    ("no credentials", {"account": {"home": "builtin"}}),
    ("no controller", {"route": {"unreachable": WAY[1]}}),
    ("account_locked", {"account": {"state": AccountState(locked=True)}}),
    ("selective_auth_denied", {"route": {"selective": True}}),
    ("logon_type_not_granted", {"logon": {"rights": LogonRights(denied=(EVERYONE,))}}),
    ("call.min-level", {"server": {"authn_level": AuthnLevel.PKT_PRIVACY}}),
    ("authz.null-dacl", {"server": {"acl": EMPTY_DACL}}),
)
"""One trouble for each stage of `order-of-checks`, in its order, with the cause or the rule by which it shows."""


def decides(service: int, *troubles: dict[str, Any]) -> str:
    """Return the cause that decides a call with these troubles, else the rule (``no_authority`` has several), "ok" if it passes."""
    parts: dict[str, dict[str, Any]] = {name: {} for name in ("machine", "server", "account", "route", "logon", "call")}
    for trouble in troubles:
        for name, changes in trouble.items():
            parts[name].update(changes)
    account, logon = replace(user(), **parts["account"]), {**routes(1, **parts["route"]), **parts["logon"]}
    words = {"server": replace(SERVER, **parts["server"]), "client_machine": host(name="hmi01", **parts["machine"])}
    ruling = judge_call(ready(service, account, logon, **words, **parts["call"]))
    last = ruling.decisive
    return "ok" if ruling.ok else last.rule if last.cause in ("", "no_authority") else last.cause


SHOWS = {
    KERBEROS: {"no credentials": "trust.kerberos", "no controller": "ports-not-only-trust"},
    NTLM: {"no credentials": "logon_denied", "no controller": "ntlm-no-local-fallback-if-trusted"},
}


def expected(service: int) -> list[str]:
    """Return how the troubles show with a service."""
    return [SHOWS[service].get(name, name) for name, _ in TROUBLES]


def mended(service: int) -> list[str]:
    """Return what decides with all troubles at once, then with the first mended, the first two, and so on to none."""
    return [decides(service, *(one for _, one in TROUBLES[done:])) for done in range(len(TROUBLES) + 1)]


PACKAGES, UNOFFERED, LOCKED = "setblanket.authinfo.snego-packages", TROUBLES[1][1], TROUBLES[4][1]
LISTLESS = {"call": {"blanket": blanket(NEGOTIATE, identity=AuthInfo(ANN, extended=True))}}

LATER = DomainPolicy("plant.example", ticket_life_s=1.0)
LOCKS = Change(0.0001, Account(ANN, state=AccountState(locked=True)))


def drawn(seed: int, latency: Duration, **changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the rows of two calls of ann's, the second at another level, and of one of a stranger's; the seed's own number left out."""
    steps: tuple[Step, ...] = (unmarshal("u"), call("c"), setting("s", authn_level=AuthnLevel.PKT), call("d"))
    stranger = replace(client(unmarshal("v"), call("e")), name="other", account="CORP\\gone", objects=())
    network = replace(NETWORK, latency=latency)
    rows = ran(estate(server(), client(*steps), stranger, network=network, **changes), seed=seed)
    return [{**rows[name].to_dict(), "seed": None, "step": None} for name in sorted(rows)]


def verdicts(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return what was decided, without any time."""
    return [(row["id"], row["outcome"], row["hresult"], row["caller"], row["rules"]) for row in rows]


def ends(latency: Duration) -> list[str]:
    """Return how the second call ends over some seeds, if ann is locked out meanwhile and her ticket lives a second."""
    runs = [drawn(seed, latency, policies=(LATER,), timeline=(LOCKS,)) for seed in range(10)]
    return sorted({row["outcome"] for rows in runs for row in rows if row["id"] == "d"})


def took_s(service: int, level: int = AuthnLevel.CONNECT, **changes: Any) -> float:  # noqa: ANN401
    """Return how long a first call takes in seconds, on the network that stands for a lab's LAN unless changed."""
    asks = setting("s", authn_svc=service, authn_level=level)
    serving, words = server(initialize=explicit(level)), {"network": DEFAULT_NETWORK, **changes}
    row = ran(estate(serving, client(unmarshal("u"), asks, call("c")), **words))["c"]
    return round(row.ended_s - row.begun_s, 6) if row.ruling.ok else -1.0


LAN_S, KDC_S, HOP_S = 0.0007, 0.00215, 0.00084
"""Medians of the lab: a call's round trip, an exchange with a KDC, one hop of validation, in seconds."""
EXPONENTIAL, CONSTANT = Duration(0.15, kind="exponential"), Duration(0.15)
SLOW: dict[str, Any] = {"policies": (DomainPolicy("corp.example", kdc_s=0.1, validate_s=0.2),)}

COM, ORDER, COMPAT, COMMON = "com-registers", "com-order-is-not-preference", "nego-server-compat", "no-common-service"
OPT_IN, LIMITS = "schannel-opt-in", "schannel-limits"
GIVEN, MIRRORS = "explicit-credentials", "mirrored-needs-both-ways"
ROLES, CHECKS, SEED, LAN = "roles-swap-on-callback", "order-of-checks", "determinism", "cost-measured-lan"

BOTH_WAYS = (("ok", ANN), ("ok", "CORP\\svc"))

CASES = (
    shown(COM, "cAuthSvc is -1", lambda: (["WINNT", "GSS_KERBEROS", "GSS_NEGOTIATE"], registers())),
    shown(COM, "0: no call above NONE", lambda: ((NO_PACKAGE, "S_OK"), (unlisted(AuthnLevel.CONNECT), unlisted(NONE)))),
    absent(COM, "a list of its own", lambda: (["WINNT"], registers(count=1, auth_services=(AuthService(NTLM),)))),
    shown(
        ORDER, "Negotiate first", lambda: ([NEGOTIATE], preferred(com_chose=True, kinds=(NTLM, KERBEROS, NEGOTIATE)))
    ),
    shown(ORDER, "then Kerberos", lambda: ([KERBEROS], preferred(com_chose=True, kinds=(NTLM, KERBEROS)))),
    absent(
        ORDER, "the server's own list", lambda: ([NTLM, KERBEROS], preferred(com_chose=False, kinds=(NTLM, KERBEROS)))
    ),
    fires(COMPAT, "without Negotiate", asked(NEGOTIATE, **offers(NTLM, KERBEROS)), UNKNOWN),
    silent(COMPAT, "with it", asked(NEGOTIATE, **offers(NEGOTIATE))),
    fires(COMMON, "nothing shared", asked(blanket=blanket(AuthnSvc.NONE), **offers()), NO_PACKAGE),
    fires(COMMON, "a service set that is not registered", asked(KERBEROS, **offers(NTLM)), UNKNOWN),
    silent(COMMON, "one is shared", asked(NTLM, **offers(KERBEROS, NTLM))),
    silent(COMMON, "level NONE needs none", asked(blanket=blanket(AuthnSvc.NONE, NONE), **offers()), "E_ACCESSDENIED"),
    fires(OPT_IN, "not in pAuthList", lambda: hand.ask(authn_svc=SCHANNEL), BAD),
    silent(OPT_IN, "in pAuthList", schannel()),
    shown(OPT_IN, "COM never registers it", lambda: (False, "GSS_SCHANNEL" in registers())),
    fires(LIMITS, "IDENTIFY", schannel(imp_level=ImpLevel.IDENTIFY), BAD),
    fires(LIMITS, "cloaking", schannel(capabilities=DYNAMIC), BAD),
    shown(LIMITS, "level NONE", lambda: (BAD, schannel(authn_level=NONE)().hresult.name)),
    shown(LIMITS, "IMPERSONATE is forced", lambda: (ImpLevel.IMPERSONATE, schannel()().value.imp_level)),
    silent(LIMITS, "IMPERSONATE, no cloaking", schannel(imp_level=ImpLevel.IMPERSONATE, capabilities=Eoac.NONE)),
    silent(LIMITS, "Kerberos may be at IDENTIFY", lambda: hand.ask(authn_svc=KERBEROS, imp_level=ImpLevel.IDENTIFY)),
    shown(GIVEN, "an account of the server's domain", lambda: (("ok", OTTO, "kerberos"), given(OTTO))),
    shown(GIVEN, "and no KDC in reach", lambda: (("ok", OTTO, "ntlm"), given(OTTO, ("hmi01", "plant.example")))),
    shown(GIVEN, "of the server's machine", lambda: (("ok", "OPC01\\otto", "ntlm"), given("OPC01\\otto"))),
    absent(GIVEN, "of the client's own domain", lambda: (("refused", None, "ntlm"), given("CORP\\bob"))),
    absent(GIVEN, "none", lambda: (("refused", None, "ntlm"), given(None))),
    shown(MIRRORS, "on both machines", lambda: ((FORTH, BACK), there_and_back(OURS, THEIRS, trusts=()))),
    absent(MIRRORS, "on the server's alone", lambda: ((FORTH, REFUSED), there_and_back(OURS, trusts=()))),
    absent(MIRRORS, "another password", lambda: ((FORTH, REFUSED), there_and_back(OURS, OTHER, trusts=()))),
    fires(ROLES, "a callback", asked(callback=True)),
    silent(ROLES, "a call", asked()),
    shown(ROLES, "nothing trusts the server's domain", lambda: ((("ok", ANN), REFUSED), there_and_back())),
    absent(ROLES, "it runs as one of the client's", lambda: (BOTH_WAYS, there_and_back(account="CORP\\svc"))),
    shown(CHECKS, "the choice before the account", lambda: (PACKAGES, decides(NEGOTIATE, LISTLESS, LOCKED))),
    shown(CHECKS, "and after the service", lambda: ("unknown_authn_service", decides(NEGOTIATE, UNOFFERED, LISTLESS))),
    absent(CHECKS, "no trouble with the choice", lambda: ("account_locked", decides(NEGOTIATE, LOCKED))),
    *(
        shown(CHECKS, f"mended in turn, {one}", lambda one=one: ([*expected(one), "ok"], mended(one)))
        for one in (KERBEROS, NTLM)
    ),
    *(
        absent(CHECKS, f"each alone, {one}", lambda one=one: (expected(one), [decides(one, it) for _, it in TROUBLES]))
        for one in (KERBEROS, NTLM)
    ),
    shown(SEED, "one seed, the same rows", lambda: (drawn(1, EXPONENTIAL), drawn(1, EXPONENTIAL))),
    shown(
        SEED, "another, the same verdicts", lambda: (verdicts(drawn(1, EXPONENTIAL)), verdicts(drawn(2, EXPONENTIAL)))
    ),
    shown(SEED, "another, other times", lambda: (False, drawn(1, EXPONENTIAL) == drawn(2, EXPONENTIAL))),
    absent(SEED, "nothing is drawn", lambda: (drawn(1, CONSTANT), drawn(2, CONSTANT))),
    absent(SEED, "a ticket ends in between", lambda: (["ok", "refused"], ends(EXPONENTIAL))),
    shown(LAN, "three round trips: connect, bind, ask", lambda: (round(3 * LAN_S, 6), took_s(AuthnSvc.NONE, NONE))),
    shown(LAN, "four exchanges with KDCs", lambda: (round(4 * KDC_S + 5 * LAN_S, 6), took_s(KERBEROS))),
    shown(LAN, "two hops of validation", lambda: (round(2 * HOP_S + 3 * LAN_S, 6), took_s(NTLM))),
    absent(LAN, "a KDC's own time", lambda: (round(3 * 0.1 + KDC_S + 5 * LAN_S, 6), took_s(KERBEROS, **SLOW))),
    absent(LAN, "a controller's own time", lambda: (round(HOP_S + 0.2 + 3 * LAN_S, 6), took_s(NTLM, **SLOW))),
)
