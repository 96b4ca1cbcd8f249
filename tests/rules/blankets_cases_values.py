"""Section E both ways, SetBlanket's values: what is assigned, what is negotiated anew, what stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules import blankets_estate as bench
from rules.blankets_by_hand import BOB, HELD, KERBEROS, NONE, NTLM, SCHANNEL, agreement, ask, process

from simcom.vocabulary.blankets import AuthEntry, BlanketRequest, InitializeArguments
from simcom.vocabulary.facts import ProxyFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthzSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

FIRES, SILENT = True, False
CONNECT, PKT, PRIVACY = AuthnLevel.CONNECT, AuthnLevel.PKT, AuthnLevel.PKT_PRIVACY
EVE, ANN, STATIC = "CORP\\eve", "CORP\\ann", Eoac.STATIC_CLOAKING

LISTED = agreement(process(auth_list=(AuthEntry(NTLM, 0, BOB),)))
"""A client that listed Bob's name for NTLM."""

CLOAKED = process(capabilities=Eoac.DYNAMIC_CLOAKING | Eoac.SECURE_REFS)
EVERYTHING = {
    "authn_svc": NTLM, "authz_svc": AuthzSvc.NONE, "principal": "CORP\\svc", "authn_level": CONNECT, "imp_level": ImpLevel.IDENTIFY,
    "auth_info": None, "capabilities": Eoac.NONE,
}  # fmt: skip
"""A request without any DEFAULT constant."""


def part(name: str, **request: object) -> object:
    """Return one part of the blanket after a SetBlanket on a proxy that held other values."""
    return getattr(ask(held=HELD, **request).value, name)


def identity(**request: object) -> object:
    """Return the identity after a SetBlanket to NTLM in a process that listed Bob's name for it."""
    return ask(LISTED, authn_svc=NTLM, **request).value.identity


def capabilities(how: str) -> int:
    """Return what EOAC_DEFAULT gives in a process that cloaks and was initialised in some way."""
    return int(ask(agreement(replace(CLOAKED, how=how))).value.capabilities)


def below_minimum(step: str, level: int = CONNECT) -> Ruling:
    """Set a level on a proxy to a server at PKT, call, and return one of the two rulings."""
    request = BlanketRequest(authn_svc=NTLM, authn_level=level)
    server = InitializeArguments(authn_level=PKT)
    return bench.run(bench.unmarshal(), bench.set_to(request), bench.call(), server=server)[step].ruling


def twice(second: BlanketRequest) -> tuple[object, ...]:
    """Set PKT_PRIVACY and IMPERSONATE, then set something else, and return the two values."""
    first = BlanketRequest(authn_svc=NTLM, authn_level=PRIVACY, imp_level=ImpLevel.IMPERSONATE)
    rows = bench.run(bench.unmarshal(), bench.set_to(first), bench.set_to(second, step="again"))
    found = rows["again"].effective or {}
    return found["authn_level"], found["imp_level"]


def atomic(service: int) -> tuple[object, object]:
    """Set three values at once, of which the service may be wrong, and return the level expected and the level held."""
    request = BlanketRequest(authn_svc=service, authn_level=PRIVACY, imp_level=ImpLevel.IMPERSONATE)
    held = bench.run(bench.unmarshal(), bench.set_to(request), bench.query())["query"].returned
    return ("PKT_PRIVACY" if service == NTLM else "CONNECT"), held["authn_level"]


def implicit_imp(legacy: int | None) -> str:
    """Return what IMP_LEVEL_DEFAULT gives in a process that never initialised security, by its machine's registry."""
    request = BlanketRequest(authn_svc=NTLM)
    rows = bench.run(bench.unmarshal(), bench.set_to(request), client=None, legacy_imp=legacy)
    return str((rows["set"].effective or {})["imp_level"])


def across_apartments(apartment: str) -> Ruling:
    """Set PKT_PRIVACY on a pointer to an object of one's own process and call through it."""
    first = bench.unmarshal(of="viewer.own", apartment=apartment)
    return bench.run(first, bench.set_to(bench.PRIVATE), bench.call())["call"].ruling


DEFAULTS = "setblanket.default."
WITH_LEVEL = {"authn_svc": NTLM, "authn_level": PRIVACY}
FOREIGN, DIRECT = ProxyFacts("IThing", foreign=True), ProxyFacts("IThing", "direct")
KEPT_APART = BlanketRequest(authn_svc=NTLM, imp_level=ImpLevel.IMPERSONATE, authn_level=PKT)

CASES: tuple[Ruled | Shown, ...] = (
    Ruled("setblanket.assigned-not-negotiated", FIRES, "CONNECT below a PKT server", lambda: below_minimum("set")),
    Ruled("setblanket.assigned-not-negotiated", SILENT, "only the call objects", lambda: below_minimum("call"), "E_ACCESSDENIED"),
    Ruled("setblanket.defaults-recomputed", FIRES, "one DEFAULT among values", lambda: ask(**{**EVERYTHING, "authn_level": 0})),
    Ruled("setblanket.defaults-recomputed", SILENT, "values alone", lambda: ask(**EVERYTHING)),
    Ruled(DEFAULTS + "authz", FIRES, "RPC_C_AUTHZ_DEFAULT", ask),
    Ruled(DEFAULTS + "authz", SILENT, "RPC_C_AUTHZ_NONE", lambda: ask(authz_svc=AuthzSvc.NONE)),
    Shown(DEFAULTS + "authn-level", FIRES, "max(CONNECT, PKT)", lambda: (PKT, part("authn_level", authn_svc=NTLM))),
    Shown(DEFAULTS + "authn-level", SILENT, "a level", lambda: (PRIVACY, part("authn_level", **WITH_LEVEL))),
    Shown(DEFAULTS + "imp-level", FIRES, "implicit: the registry's", lambda: ("IMPERSONATE", implicit_imp(3))),
    Shown(DEFAULTS + "imp-level", FIRES, "implicit, nothing in the registry", lambda: ("IDENTIFY", implicit_imp(None))),
    Shown(DEFAULTS + "imp-level", SILENT, "a level", lambda: (3, part("imp_level", authn_svc=NTLM, imp_level=3))),
    Shown(DEFAULTS + "authinfo", FIRES, "Bob is listed", lambda: (BOB, identity())),
    Shown(DEFAULTS + "authinfo", SILENT, "nobody is listed", lambda: (None, part("identity", authn_svc=NTLM))),
    Shown(DEFAULTS + "capabilities", FIRES, "cloaking, no more", lambda: (0x40, capabilities("explicit"))),
    Shown(DEFAULTS + "capabilities", SILENT, "CoInitializeSecurity was not called", lambda: (0, capabilities("implicit"))),
    Shown(
        DEFAULTS + "principal",
        FIRES,
        "the one registered for Kerberos",
        lambda: ("host/srv.corp.example", part("principal", authn_svc=KERBEROS)),
    ),
    Shown(DEFAULTS + "principal", SILENT, "a name", lambda: ("host/a", part("principal", authn_svc=KERBEROS, principal="host/a"))),
    Shown("setblanket.change-one", FIRES, "the rest is lost", lambda: (("PKT", "IDENTIFY"), twice(BlanketRequest(authn_level=PKT)))),
    Shown("setblanket.change-one", SILENT, "given again it stays", lambda: (("PKT", "IMPERSONATE"), twice(KEPT_APART))),
    Ruled("setblanket.change-one", FIRES, "all but one are DEFAULT", lambda: ask(imp_level=2)),
    Ruled("setblanket.change-one", SILENT, "all but one are given", lambda: ask(**{**EVERYTHING, "authn_level": 0})),
    Shown("setblanket.authinfo.null", FIRES, "the name listed for the service", lambda: (BOB, identity(auth_info=None))),
    Ruled("setblanket.authinfo.null", FIRES, "NULL", lambda: ask(authn_svc=NTLM, auth_info=None)),
    Ruled("setblanket.authinfo.null", SILENT, "Bob", lambda: ask(authn_svc=NTLM, auth_info=BOB)),
    Ruled("setblanket.authinfo.explicit", FIRES, "Bob is named as the reason", lambda: ask(authn_svc=NTLM, auth_info=BOB)),
    Ruled("setblanket.authinfo.explicit", SILENT, "NULL names nobody", lambda: ask(authn_svc=NTLM, auth_info=None)),
    Ruled("cloak.static.setblanket", FIRES, "static", lambda: ask(capabilities=STATIC)),
    Ruled("cloak.static.setblanket", SILENT, "dynamic", lambda: ask(capabilities=Eoac.DYNAMIC_CLOAKING)),
    Shown("setblanket.authinfo.explicit", FIRES, "Bob", lambda: (BOB, part("identity", authn_svc=NTLM, auth_info=BOB))),
    Shown("setblanket.authinfo.explicit", SILENT, "NULL", lambda: (None, part("identity", authn_svc=NTLM, auth_info=None))),
    Shown("setblanket.identity-refixed", FIRES, "static: the thread's token", lambda: (EVE, part("fixed", token=EVE, capabilities=STATIC))),
    Shown("setblanket.identity-refixed", FIRES, "static: the process, without token", lambda: (ANN, part("fixed", capabilities=STATIC))),
    Shown("setblanket.identity-refixed", SILENT, "dynamic fixes nobody", lambda: (None, part("fixed", capabilities=Eoac.DYNAMIC_CLOAKING))),
    Ruled("setblanket.failure-atomic", FIRES, "a wrong service", lambda: ask(authn_svc=99), "E_INVALIDARG"),
    Ruled("setblanket.failure-atomic", FIRES, "another object's proxy", lambda: ask(proxy=FOREIGN), "E_NOINTERFACE"),
    Ruled("setblanket.failure-atomic", SILENT, "a good service", lambda: ask(authn_svc=NTLM)),
    Ruled("setblanket.failure-atomic", SILENT, "there is no proxy", lambda: ask(proxy=DIRECT), "E_NOINTERFACE"),
    Shown("setblanket.failure-atomic", FIRES, "a wrong service beside a good level", lambda: atomic(99)),
    Shown("setblanket.failure-atomic", SILENT, "all good", lambda: atomic(NTLM)),
    Ruled("setblanket.cross-apartment", FIRES, "calls go on working", lambda: across_apartments("other")),
    Ruled("setblanket.cross-apartment", SILENT, "the same apartment has no proxy", lambda: across_apartments("same")),
    Ruled("setblanket.service-none-needs-level-none", FIRES, "level DEFAULT is taken as NONE", lambda: ask(authn_svc=NONE)),
    Ruled("coinitsec.authlist.schannel-needs-entry", FIRES, "not in pAuthList", lambda: ask(authn_svc=SCHANNEL), "E_INVALIDARG"),
    Ruled("coinitsec.authlist.schannel-needs-entry", SILENT, "NTLM needs no entry", lambda: ask(authn_svc=NTLM)),
)  # fmt: skip
