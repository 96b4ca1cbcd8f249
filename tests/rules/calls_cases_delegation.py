"""Delegation, both ways: a cloaked call over a second machine boundary that some account may, or may not, pass on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.calls_stand import SVC, fires, made, proxy, silent

from simcom.rules.calls.outgoing import token_usable
from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.logon import Delegation, HopFacts, LogonFacts
from simcom.vocabulary.rulings import Ruling
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from collections.abc import Callable

IMPERSONATE, DELEGATE = ImpLevel.IMPERSONATE, ImpLevel.DELEGATE
DENIED, MIDDLE = "E_ACCESSDENIED", "CORP\\HMI01$"
TRUSTED = HopFacts(MIDDLE, Delegation(unconstrained=True))
LISTED = HopFacts(MIDDLE, Delegation(to=(SVC,)))
ADMITTED = HopFacts(MIDDLE, back_end_admits=(MIDDLE,))
NOBODY = HopFacts(MIDDLE)


def over(
    hop: HopFacts, level: int = DELEGATE, *, came_by: str = "kerberos", local: bool = False, principal: str | None = SVC
) -> Callable[[], Ruling]:
    """Return what asks the rung about a cloaked call over a second boundary, or within the machine."""
    blanket = proxy(service=AuthnSvc.GSS_NEGOTIATE, principal=principal)
    words = {"thread_level": level, "token_came_by": came_by, "local": local, "logon": LogonFacts(hop=hop)}
    facts = made(cloaked=True, blanket=blanket, **words)

    def asked() -> Ruling:
        """Ask the rung."""
        step = token_usable(facts)
        return Ruling((step,) if step else ())

    return asked


KRB, TWICE, ACROSS = "krb-delegation", "double-hop", "tgt-delegation-across-trust"
NAMED, ANY, NEEDS, AT = (
    "delegate.kerberos-mutual",
    "cloak.any-boundary",
    "delegate.requirements",
    "impersonate.at-delegate",
)
STOPPED = replace(TRUSTED, forwards_tickets=False)

CASES = (
    fires(KRB, "a server that is trusted for delegation", over(TRUSTED)),
    fires(KRB, "a back end that the server may delegate to", over(LISTED, IMPERSONATE)),
    fires(KRB, "a back end that admits the server, after NTLM", over(ADMITTED, IMPERSONATE, came_by="ntlm")),
    silent(KRB, "a hop within the machine", over(TRUSTED, local=True)),
    fires(TWICE, "nobody may pass the caller on", over(NOBODY), DENIED),
    silent(TWICE, "somebody may", over(TRUSTED)),
    fires(ACROSS, "a trust that lets no forwarded ticket through", over(STOPPED), DENIED),
    silent(ACROSS, "the trusts let it through", over(TRUSTED)),
    silent(
        ACROSS,
        "constrained delegation needs no forwarded ticket",
        over(replace(LISTED, forwards_tickets=False), IMPERSONATE),
    ),
    fires(NAMED, "no server principal is known", over(TRUSTED, principal=None), DENIED),
    silent(NAMED, "the proxy names the server", over(TRUSTED)),
    fires(ANY, "DELEGATE carries over the second boundary", over(TRUSTED)),
    fires(ANY, "IMPERSONATE does not", over(TRUSTED, IMPERSONATE), DENIED),
    silent(ANY, "a hop within the machine", over(TRUSTED, local=True)),
    fires(NEEDS, "everything is there", over(TRUSTED)),
    silent(NEEDS, "the back end's own list asks for none of it", over(ADMITTED, IMPERSONATE)),
    fires(AT, "the conditions hold", over(TRUSTED)),
    silent(AT, "they do not", over(NOBODY), DENIED),
)
