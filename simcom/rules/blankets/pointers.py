"""Which pointers IClientSecurity takes, for QueryBlanket, SetBlanket and CopyProxy alike; and QueryBlanket and CopyProxy themselves.

Source: sdk-api nn-objidl-iclientsecurity.md and the pages of its three methods; wine dlls/ole32/tests/marshal.c. The helper functions
are QueryInterface, the method and Release (`iclientsecurity.helpers-equivalent`), so one ladder serves both forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.steps import fact, fails, holds, notes, ruling, unknown
from simcom.vocabulary.citations import models
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.rulings import Ruling, Step
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.assumptions import Assumptions
    from simcom.vocabulary.blankets import Blanket
    from simcom.vocabulary.facts import CopyFacts, ProxyFacts, QueryFacts

METHOD, HELPER = "IClientSecurity::{}", "Co{}Proxy{}"
BAD = "E_INVALIDARG"


@models("iclientsecurity.helpers-equivalent", "queryblanket.null-proxy")
def not_null(proxy: ProxyFacts, rule: str = "queryblanket.null-proxy") -> Step | None:
    """Refuse NULL; a helper function would follow the pointer before it could refuse it."""
    if proxy.kind != "null":
        return None
    if proxy.helper:
        because = "the helper begins with QueryInterface through the pointer: NULL ends in an access violation, not in an HRESULT"
        return unknown(rule, because, also=("iclientsecurity.helpers-equivalent",), remedy="pass a pointer to a proxy")
    return fails(rule, BAD, "pProxy is NULL", remedy="pass a pointer to a proxy")


@models("iclientsecurity.absent", "iclientsecurity.availability")
def has_client_security(proxy: ProxyFacts) -> Step | None:
    """Refuse an object that has no IClientSecurity: one without a proxy, or custom-marshalled by somebody who offers none."""
    why = {
        "direct": "the object lives in this apartment: there is no proxy, so there is no IClientSecurity",
        "custom": "the object was custom-marshalled by a marshaler that does not offer IClientSecurity",
    }.get(proxy.kind)
    if why is None:
        return None
    also = ("iclientsecurity.helpers-equivalent",) if proxy.helper else ()
    return fails(
        "iclientsecurity.absent",
        "E_NOINTERFACE",
        why,
        also=also,
        remedy="security is a matter of proxies; there is nothing to set here",
    )


@models("iclientsecurity.same-object")
def same_object(proxy: ProxyFacts, assume: Assumptions) -> Step | None:
    """Refuse a proxy of another object (`L-12`)."""
    if not proxy.foreign:
        return None
    because = f"the {proxy.interface} proxy belongs to another object than this IClientSecurity"
    remedy = "ask the proxy's own object for IClientSecurity"
    return fails("iclientsecurity.same-object", assume.foreign_proxy, because, disputed="L-12", remedy=remedy)


@models("iclientsecurity.local-interface", "iclientsecurity.iunknown-exception")
def has_proxy(proxy: ProxyFacts) -> Step | None:
    """Refuse an interface that the proxy manager implements itself; IUnknown is the exception."""
    if proxy.kind == "IUnknown":
        return notes(
            "iclientsecurity.iunknown-exception", "IUnknown is implemented locally, and yet has settings of its own"
        )
    if proxy.kind != "local interface":
        return None
    because = f"{proxy.interface} is implemented by the proxy manager itself: there is no interface proxy behind it"
    return fails("iclientsecurity.local-interface", "E_NOINTERFACE", because)


def pointer_checks(proxy: ProxyFacts, assume: Assumptions) -> Step | None:
    """Return the first objection to a pointer, or a remark on it."""
    return not_null(proxy) or has_client_security(proxy) or same_object(proxy, assume) or has_proxy(proxy)


@models("iclientsecurity.availability")
def offers_client_security(proxy: ProxyFacts) -> Ruling:
    """Rule on QueryInterface for IClientSecurity itself."""
    said = has_client_security(proxy) or holds(
        "iclientsecurity.availability", "every standard proxy manager offers IClientSecurity"
    )
    return Ruling((said,))


REQUIRED_BY_PAGE = ("authn_svc", "authz_svc")


@models("queryblanket.null-outputs")
def _null_outputs(facts: QueryFacts) -> Step | None:
    """Accept NULL out parameters, though the page forbids two of them (`L-29`)."""
    if not facts.null_outputs:
        return None
    named = [name for name in facts.null_outputs if name in REQUIRED_BY_PAGE]
    if named and facts.assume.null_out_parameters == "E_INVALIDARG":
        return fails("queryblanket.null-outputs", BAD, f"the page forbids NULL for {', '.join(named)}", disputed="L-29")
    because = f"not asked for: {', '.join(facts.null_outputs)}"
    return notes("queryblanket.null-outputs", because, disputed="L-29" if named else "")


@models("queryblanket.values", "queryblanket.no-default-constants", "promote.query-shows-set-level")
def _values(facts: QueryFacts) -> Step:
    """Return what the next call on this proxy will use."""
    also = ("queryblanket.no-default-constants", "promote.query-shows-set-level", *_shown(facts.blanket))
    return holds("queryblanket.values", "the settings of the next call, resolved, at the level that was set", also=also)


@models("queryblanket.fullsic", "queryblanket.snego")
def _shown(blanket: Blanket | None) -> tuple[str, ...]:
    """Return the rules on values that are not what they seem: the real principal under MAKE_FULLSIC, Negotiate for what it picked."""
    if blanket is None:
        return ()
    fullsic = bool(blanket.capabilities & Eoac.MAKE_FULLSIC)
    said = ((fullsic, "queryblanket.fullsic"), (blanket.authn_svc == AuthnSvc.GSS_NEGOTIATE, "queryblanket.snego"))
    return tuple(rule for applies, rule in said if applies)


def query_blanket(facts: QueryFacts) -> Ruling:
    """Rule on QueryBlanket or CoQueryProxyBlanket; the value is the blanket the proxy holds."""
    checks = (lambda f: pointer_checks(f.proxy, f.assume), _null_outputs, _values)
    return ruling(checks, facts, lambda f: f.blanket)


@models("copyproxy.null", "copyproxy.not-iunknown")
def _copyable(facts: CopyFacts) -> Step | None:
    """Refuse NULL and IUnknown, which is one per object because it is the object's identity."""
    null = not_null(facts.proxy, "copyproxy.null")
    if null is not None:
        return null
    if facts.null_copy:
        return fails("copyproxy.null", BAD, "ppCopy is NULL")
    if facts.proxy.kind == "IUnknown" and not facts.proxy.foreign:
        because = "IUnknown is the object's identity: there is one, and it cannot be copied"
        return fails(
            "copyproxy.not-iunknown",
            BAD,
            because,
            disputed="L-12",
            remedy="copy the interface you want to set differently",
        )
    return pointer_checks(facts.proxy, facts.assume)


@models("copyproxy.private", "copyproxy.default-values")
def _copied(facts: CopyFacts) -> Step:
    """Hand out a private proxy with the negotiated default, whatever the original holds (`L-08`)."""
    because = "a private second proxy of the same interface, holding the negotiated default"
    if facts.assume.copy_holds == "original":
        because = "a private second proxy of the same interface, holding what the original holds now"
    changed = facts.default != facts.current
    seen = fact("original", "changed since it was negotiated" if changed else "as negotiated")
    also = ("copyproxy.default-values", "copyproxy.reachability")
    return holds("copyproxy.private", because, seen, also=also, disputed="L-08" if changed else "")


def _copy_value(facts: CopyFacts) -> Blanket | None:
    return facts.current if facts.assume.copy_holds == "original" else facts.default


@models("copyproxy.reachability", "copyproxy.queryinterface")
def copy_proxy(facts: CopyFacts) -> Ruling:
    """Rule on CopyProxy or CoCopyProxy; the value is the blanket of the copy."""
    return ruling((_copyable, _copied), facts, _copy_value)
