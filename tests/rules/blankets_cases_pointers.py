"""Section E both ways: which pointers IClientSecurity takes, QueryBlanket, and CopyProxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from both_ways import Ruled, Shown
from rules import blankets_estate as bench
from rules.blankets_by_hand import HELD, NTLM, SNEGO, agreement, ask, process

from simcom.rules.blankets.negotiation import negotiate
from simcom.rules.blankets.pointers import copy_proxy, offers_client_security, query_blanket
from simcom.vocabulary.blankets import Blanket, BlanketRequest
from simcom.vocabulary.facts import CopyFacts, ProxyFacts, QueryFacts
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

FIRES, SILENT = True, False
BAD, NO_INTERFACE = "E_INVALIDARG", "E_NOINTERFACE"
NEGOTIATED = Blanket(SNEGO, 0, "host/srv", AuthnLevel.PKT, ImpLevel.IDENTIFY)
FULLSIC = Blanket(14, 0, "fullsic:\\CA\\srv", 5, 3, capabilities=Eoac.MAKE_FULLSIC)


def pointer(kind: str = "proxy", **more: bool) -> ProxyFacts:
    """Return a pointer of a kind, to IThing unless its kind is an interface."""
    return ProxyFacts({"IUnknown": "IUnknown", "local interface": "IMarshal"}.get(kind, "IThing"), kind, **more)


def query(kind: str = "proxy", blanket: Blanket = HELD, nulls: tuple[str, ...] = (), **more: bool) -> Ruling:
    """Rule on QueryBlanket for a pointer of a kind."""
    return query_blanket(QueryFacts(pointer(kind, **more), blanket, nulls))


def copied(kind: str = "proxy", *, null_copy: bool = False, **more: bool) -> Ruling:
    """Rule on CopyProxy for a pointer of a kind."""
    return copy_proxy(CopyFacts(pointer(kind, **more), null_copy, HELD, HELD))


def chosen(*services: int) -> tuple[object, object]:
    """Return the service of a proxy after negotiation with COM's own list, where Negotiate stands in it or not."""
    made = negotiate(agreement(server=process(AuthnLevel.PKT, services=services, com_chose=True))).value
    shown = query(blanket=made).value.authn_svc
    return (SNEGO if SNEGO in services else services[0]), shown


def resolved() -> tuple[object, object]:
    """Ask for every DEFAULT constant at once and return whether any is left on the proxy."""
    held = query(blanket=ask().value).value
    left = (
        held.authn_svc == AuthnSvc.DEFAULT
        or 0 in (held.authn_level, held.imp_level)
        or held.capabilities & Eoac.DEFAULT
    )
    return False, bool(left)


def after_setting(where: str, asked: str) -> str:
    """Set PKT_PRIVACY on one pointer and return the level that another one shows."""
    script = (
        bench.unmarshal("p"), bench.unmarshal("again"), bench.unmarshal("other", "IOther"), bench.query_interface("p", "IUnknown", "u"),
        bench.copy("p", "c"), bench.set_to(bench.PRIVATE, where), bench.query(asked),
    )  # fmt: skip
    return str(bench.run(*script)["query"].returned["authn_level"])


def begun(before: bool) -> str:  # noqa: FBT001  (the only thing that differs)
    """Return the level of a call of one second, begun before or after another thread set PKT_PRIVACY."""
    caller = (bench.unmarshal(), bench.wait(0 if before else 1), bench.call())
    setter = (bench.wait(0.5), bench.set_to(bench.PRIVATE))
    return str((bench.run_threads(caller, setter)["call"].effective or {})["authn_level"])


def raced(second: str) -> tuple[object, ...]:
    """Let two threads set two blankets at one instant, the second on a proxy or on a copy of it; return what the proxy holds."""
    low = BlanketRequest(authn_svc=NTLM, authn_level=AuthnLevel.PKT, imp_level=ImpLevel.IDENTIFY)
    high = BlanketRequest(authn_svc=NTLM, authn_level=AuthnLevel.PKT_PRIVACY, imp_level=ImpLevel.IMPERSONATE)
    ready = (bench.unmarshal(), bench.copy())
    one = (bench.wait(1), bench.set_to(low))
    two = (bench.wait(1), bench.set_to(high, second, step="second"), bench.query())
    held = bench.run_threads(ready, one, two)["query"].returned
    return held["authn_level"], held["imp_level"]


def reached(name: str) -> str:
    """Ask a copy, or the original, for its own interface, set what comes back to PKT_PRIVACY, and return the original's level."""
    script = (
        bench.unmarshal("p"), bench.copy("p", "c"), bench.query_interface(name, "IThing", "got"), bench.set_to(bench.PRIVATE, "got"),
        bench.query("p"),
    )  # fmt: skip
    return str(bench.run(*script)["query"].returned["authn_level"])


def asked_from(name: str) -> Ruling:
    """Return the ruling on QueryInterface for IThing from the original or from a copy."""
    return bench.run(bench.unmarshal("p"), bench.copy("p", "c"), bench.query_interface(name, "IThing", "got"))[
        "qi"
    ].ruling


def copy_of_changed(*, changed: bool) -> tuple[object, object]:
    """Return the level of a copy beside that of its original, which may have been set to PKT_PRIVACY before."""
    before = (bench.set_to(bench.PRIVATE),) if changed else ()
    rows = bench.run(bench.unmarshal(), *before, bench.copy(), bench.query("c"), bench.query("p", step="original"))
    return rows["original"].returned["authn_level"], rows["query"].returned["authn_level"]


SHARED, PER_INTERFACE = "iclientsecurity.shared-slot", "iclientsecurity.per-interface"
LATER, RACE = "iclientsecurity.lifetime-of-setting", "iclientsecurity.race"
ABSENT, HELPERS = "iclientsecurity.absent", "iclientsecurity.helpers-equivalent"

CASES: tuple[Ruled | Shown, ...] = (
    Ruled("iclientsecurity.availability", FIRES, "a standard proxy", lambda: offers_client_security(pointer())),
    Ruled("iclientsecurity.availability", SILENT, "no proxy", lambda: offers_client_security(pointer("direct")), NO_INTERFACE),
    Ruled(ABSENT, FIRES, "no proxy", lambda: query("direct"), NO_INTERFACE),
    Ruled(ABSENT, FIRES, "a custom proxy without it", lambda: query("custom"), NO_INTERFACE),
    Ruled(ABSENT, SILENT, "a standard proxy", query),
    Ruled(HELPERS, FIRES, "the helper hands on what QueryInterface said", lambda: query("direct", helper=True), NO_INTERFACE),
    Ruled(HELPERS, SILENT, "the method itself", lambda: query("direct"), NO_INTERFACE),
    Ruled("iclientsecurity.same-object", FIRES, "another object's proxy", lambda: query(foreign=True), NO_INTERFACE),
    Ruled("iclientsecurity.same-object", SILENT, "its own", query),
    Ruled("iclientsecurity.local-interface", FIRES, "IMarshal", lambda: query("local interface"), NO_INTERFACE),
    Ruled("iclientsecurity.local-interface", SILENT, "IThing", query),
    Ruled("iclientsecurity.iunknown-exception", FIRES, "IUnknown", lambda: query("IUnknown")),
    Ruled("iclientsecurity.iunknown-exception", SILENT, "IMarshal is none", lambda: query("local interface"), NO_INTERFACE),
    Shown(PER_INTERFACE, FIRES, "IOther stays", lambda: ("CONNECT", after_setting("p", "other"))),
    Shown(PER_INTERFACE, FIRES, "IUnknown stays", lambda: ("CONNECT", after_setting("p", "u"))),
    Shown(PER_INTERFACE, SILENT, "IThing itself does not", lambda: ("PKT_PRIVACY", after_setting("p", "p"))),
    Shown(SHARED, FIRES, "a second holder sees it", lambda: ("PKT_PRIVACY", after_setting("p", "again"))),
    Shown(SHARED, SILENT, "a copy is a slot of its own", lambda: ("CONNECT", after_setting("p", "c"))),
    Shown(LATER, FIRES, "a call in progress goes on as it began", lambda: ("CONNECT", begun(before=True))),
    Shown(LATER, SILENT, "a later call uses the new values", lambda: ("PKT_PRIVACY", begun(before=False))),
    Shown(RACE, FIRES, "the last one wins as a whole", lambda: (("PKT_PRIVACY", "IMPERSONATE"), raced("p"))),
    Shown(RACE, SILENT, "on two proxies there is no race", lambda: (("PKT", "IDENTIFY"), raced("c"))),
    Ruled("queryblanket.values", FIRES, "a proxy", query),
    Ruled("queryblanket.values", SILENT, "no proxy", lambda: query("direct"), NO_INTERFACE),
    Ruled("queryblanket.null-outputs", FIRES, "two are NULL", lambda: query(nulls=("authn_svc", "authz_svc"))),
    Ruled("queryblanket.null-outputs", SILENT, "all are asked for", query),
    Ruled("queryblanket.null-proxy", FIRES, "NULL", lambda: query("null"), BAD),
    Ruled("queryblanket.null-proxy", SILENT, "a proxy", query),
    Ruled("queryblanket.snego", FIRES, "Negotiate is shown", lambda: query(blanket=NEGOTIATED)),
    Ruled("queryblanket.snego", SILENT, "NTLM is shown", query),
    Shown("queryblanket.snego", FIRES, "Negotiate was chosen", lambda: chosen(NTLM, SNEGO)),
    Shown("queryblanket.snego", SILENT, "NTLM was chosen", lambda: chosen(NTLM)),
    Shown("queryblanket.no-default-constants", FIRES, "all DEFAULT", resolved),
    Ruled("queryblanket.no-default-constants", SILENT, "nothing is returned", lambda: query("null"), BAD),
    Ruled("queryblanket.fullsic", FIRES, "MAKE_FULLSIC changes no name", lambda: query(blanket=FULLSIC)),
    Ruled("queryblanket.fullsic", SILENT, "without it", query),
    Ruled("copyproxy.private", FIRES, "a copy", copied),
    Ruled("copyproxy.private", SILENT, "IUnknown gives none", lambda: copied("IUnknown"), BAD),
    Shown("copyproxy.default-values", FIRES, "the original was set", lambda: (("PKT_PRIVACY", "CONNECT"), copy_of_changed(changed=True))),
    Shown("copyproxy.default-values", SILENT, "it was not", lambda: (("CONNECT", "CONNECT"), copy_of_changed(changed=False))),
    Ruled("copyproxy.queryinterface", FIRES, "from the copy", lambda: asked_from("c")),
    Ruled("copyproxy.queryinterface", SILENT, "from the original", lambda: asked_from("p")),
    Shown("copyproxy.reachability", FIRES, "asking never gives the copy", lambda: ("PKT_PRIVACY", reached("c"))),
    Shown("copyproxy.reachability", SILENT, "its holder sets the copy", lambda: ("CONNECT", after_setting("c", "p"))),
    Ruled("copyproxy.not-iunknown", FIRES, "IUnknown", lambda: copied("IUnknown"), BAD),
    Ruled("copyproxy.not-iunknown", SILENT, "IThing", copied),
    Ruled("copyproxy.null", FIRES, "pProxy is NULL", lambda: copied("null"), BAD),
    Ruled("copyproxy.null", FIRES, "ppCopy is NULL", lambda: copied(null_copy=True), BAD),
    Ruled("copyproxy.null", SILENT, "neither", copied),
)  # fmt: skip
