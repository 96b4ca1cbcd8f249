"""Sections F and G in running estates, both ways: tokens on serving threads, and what cloaking shows the next server."""

from __future__ import annotations

from rules.calls_stand import absent, shown
from runtime.calls_estate import ANN, OTTO, SVC, call, client, estate, explicit, panel, ran, server, unmarshal

from simcom.runtime.interfaces import Class, Interface, Method
from simcom.runtime.steps import (
    CoImpersonateClient,
    CoRevertToSelf,
    RevertToSelf,
    SetBlanket,
    SetThreadToken,
    Step,
)
from simcom.vocabulary.blankets import BlanketRequest
from simcom.vocabulary.flags import Eoac
from simcom.vocabulary.levels import AuthnLevel, ImpLevel

NONE, STATIC, DYNAMIC = Eoac.NONE, Eoac.STATIC_CLOAKING, Eoac.DYNAMIC_CLOAKING
REVERT = RevertToSelf("r", "")


def token(step: str, account: str) -> Step:
    """Put a token of level IMPERSONATE on the thread."""
    return SetThreadToken(step, "", account, ImpLevel.IMPERSONATE)


def impersonate(step: str) -> Step:
    """Impersonate the caller."""
    return CoImpersonateClient(step, "")


def revert(step: str) -> Step:
    """Stop impersonating."""
    return CoRevertToSelf(step, "")


def onward(step: str) -> tuple[Step, Step]:
    """Call the third process, whose method does nothing."""
    return unmarshal(f"{step}/u", "third.historian", name="next"), call(step, "next")


def kinds(read: tuple[Step, ...], stop: tuple[Step, ...] = (), relay: tuple[Step, ...] = ()) -> tuple[Class, ...]:
    """Return the classes: what the historian's two methods do, and what the relay does."""
    historian = (
        Interface("IHistorian", (Method("Read", does=read),)),
        Interface("IAdmin", (Method("Stop", does=stop),)),
    )
    quiet, passing = (Interface("IHistorian", (Method("Read", does=body),)) for body in ((), relay))
    return Class("Historian", historian), Class("Quiet", (quiet,)), Class("Relay", (passing,)), Class("Sink")


def chain(*script: Step, classes: tuple[Class, ...], capabilities: int = DYNAMIC, imp: int = 3) -> dict[str, str]:
    """Run a client against a server that calls on; return whom each call's server saw, by the id of the call."""
    middle = server(initialize=explicit(AuthnLevel.NONE, capabilities=capabilities))
    third = server(name="third", account=OTTO, objects=(("historian", "Quiet"), ("relay", "Relay")))
    first = client(*script, initialize=explicit(imp_level=imp))
    rows = ran(estate(middle, third, first, classes=classes))
    return {name: row.caller.name for name, row in rows.items() if row.caller}


def simple(*body: Step, **options: int) -> str:
    """Return whom the third process sees when the method does these steps and then calls on."""
    return chain(unmarshal("u"), call("c"), classes=kinds((*body, *onward("on"))), **options)["on"]


def second_method(*second: Step) -> str:
    """Return whom the third process sees when a first call impersonated, did not revert and returned, and a second calls on."""
    script = (unmarshal("u"), call("c"), unmarshal("a", interface="IAdmin", name="admin"), call("c2", "admin", "Stop"))
    return chain(*script, classes=kinds((impersonate("i"),), (*second, *onward("on"))))["on"]


def nested(*after: Step) -> str:
    """Return whom the third process sees after an inner call impersonated somebody else and returned without reverting."""
    through = (unmarshal("ru", "third.relay", name="relay"), call("rc", "relay"))
    back = (unmarshal("bu", "server.historian", "IAdmin", "back"), call("bc", "back", "Stop"))
    outer = (impersonate("i"), *through, *after, *onward("on"))
    return chain(unmarshal("u"), call("c"), classes=kinds(outer, (impersonate("i2"),), back))["on"]


def lost() -> str:
    """Return whom the third process sees when the server could not impersonate and went on all the same."""
    ask = SetBlanket("s", "", "p", None, helper=True, request=BlanketRequest(0, authn_level=AuthnLevel.NONE))
    return chain(unmarshal("u"), ask, call("c"), classes=kinds((impersonate("i"), *onward("on"))))["on"]


def seen(*script: Step, capabilities: int = NONE) -> tuple[str, ...]:
    """Return whom the server sees, call by call, of a process that runs as the service's account."""
    local = panel(unmarshal("u"), *script, account=SVC, initialize=explicit(capabilities=capabilities))
    rows = ran(estate(server(), local, classes=kinds(())))
    return tuple(row.caller.name for row in rows.values() if row.kind == "call")


def set_static(step: str) -> Step:
    """Set static cloaking on the proxy."""
    return SetBlanket(step, "", "p", None, helper=True, request=BlanketRequest(capabilities=STATIC))


CHANGING = (token("t", OTTO), call("c1"), REVERT, call("c2"), token("t2", ANN), call("c3"))
FIXED_BY_HAND = (token("t", OTTO), set_static("s"), REVERT, call("c1"), token("t2", ANN), set_static("s2"), call("c2"))
NOT_FIXED = (token("t", OTTO), REVERT, call("c1"), token("t2", ANN), call("c2"))
TWICE = (token("t", OTTO), impersonate("i"), impersonate("i2"))

NESTING, INNER, AUTO = "impersonate.nesting", "impersonate.nested-calls", "impersonate.auto-revert"
OUTGOING, KEEPS = "impersonate.outgoing-calls-need-cloaking", "impersonate.failure-keeps-process-token"
FIRST, AT_SET, EACH = "cloak.static.first-call", "cloak.static.setblanket", "cloak.dynamic.each-call"
PROCESS, DELEGATE = "cloak.process-token-under-cloaking", "cloak.delegate-without-cloaking"

CASES = (
    shown(NESTING, "one revert undoes two and restores the first token", lambda: (OTTO, simple(*TWICE, revert("r")))),
    absent(NESTING, "without it the caller's token stays", lambda: (ANN, simple(*TWICE))),
    shown(INNER, "the inner call's token does not outlive it", lambda: (ANN, nested())),
    absent(INNER, "the outer one's own revert ends it", lambda: (SVC, nested(revert("r")))),
    shown(AUTO, "the next call starts with the process token", lambda: (SVC, second_method())),
    absent(AUTO, "and impersonates for itself", lambda: (ANN, second_method(impersonate("i2")))),
    shown(OUTGOING, "no cloaking", lambda: (SVC, simple(impersonate("i"), capabilities=NONE))),
    absent(OUTGOING, "cloaking", lambda: (ANN, simple(impersonate("i")))),
    shown(KEEPS, "the server goes on as itself", lambda: (SVC, lost())),
    absent(KEEPS, "it goes on as the caller", lambda: (ANN, simple(impersonate("i")))),
    shown("cloak.default-off", "the token is not shown", lambda: ((SVC, SVC, SVC), seen(*CHANGING))),
    absent("cloak.default-off", "cloaking is on", lambda: ((OTTO, SVC, ANN), seen(*CHANGING, capabilities=DYNAMIC))),
    shown(FIRST, "the first call fixes it", lambda: ((OTTO, OTTO, OTTO), seen(*CHANGING, capabilities=STATIC))),
    absent(FIRST, "dynamic cloaking fixes nothing", lambda: ((OTTO, SVC, ANN), seen(*CHANGING, capabilities=DYNAMIC))),
    shown(AT_SET, "each SetBlanket fixes it", lambda: ((OTTO, ANN), seen(*FIXED_BY_HAND))),
    absent(AT_SET, "without one the first call does", lambda: ((SVC, SVC), seen(*NOT_FIXED, capabilities=STATIC))),
    shown(EACH, "each call looks anew", lambda: ((OTTO, SVC, ANN), seen(*CHANGING, capabilities=DYNAMIC))),
    absent(EACH, "static cloaking looks once", lambda: ((OTTO, OTTO, OTTO), seen(*CHANGING, capabilities=STATIC))),
    shown(PROCESS, "no token on the thread", lambda: ((SVC,), seen(call("c"), capabilities=DYNAMIC))),
    absent(PROCESS, "a token on it", lambda: ((OTTO,), seen(token("t", OTTO), call("c"), capabilities=DYNAMIC))),
    shown(
        DELEGATE, "DELEGATE alone", lambda: (SVC, simple(impersonate("i"), capabilities=NONE, imp=ImpLevel.DELEGATE))
    ),
    absent(DELEGATE, "DELEGATE and cloaking", lambda: (ANN, simple(impersonate("i"), imp=ImpLevel.DELEGATE))),
)
