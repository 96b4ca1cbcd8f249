"""Section G, both ways: a cloaked call with a token that has, or has not, crossed a machine boundary before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import fires, judged, proxy, silent

from simcom.vocabulary.levels import ImpLevel
from simcom.vocabulary.services import AuthnSvc

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

DENIED = "E_ACCESSDENIED"


def cloaked(level: int, came_by: str, *, local: bool = False, service: int = AuthnSvc.WINNT) -> Ruling:
    """Judge a cloaked call with a token of a level that came by a mechanism, or never left its machine."""
    blanket = proxy(service=service)
    return judged(cloaked=True, thread_level=level, token_came_by=came_by, local=local, blanket=blanket)


CASES = (
    fires(
        "cloak.one-boundary",
        "an IMPERSONATE token that came from another machine",
        lambda: cloaked(ImpLevel.IMPERSONATE, "kerberos"),
        DENIED,
    ),
    silent("cloak.one-boundary", "a token of this machine", lambda: cloaked(ImpLevel.IMPERSONATE, "")),
    silent(
        "cloak.one-boundary",
        "a token from afar, used on its server's machine",
        lambda: cloaked(ImpLevel.IMPERSONATE, "kerberos", local=True),
    ),
    fires(
        "imp.ntlm-no-network-credentials",
        "a DELEGATE token that came by NTLM",
        lambda: cloaked(ImpLevel.DELEGATE, "ntlm"),
        DENIED,
    ),
    silent(
        "imp.ntlm-no-network-credentials",
        "a DELEGATE token that came by Kerberos",
        lambda: cloaked(ImpLevel.DELEGATE, "kerberos", service=AuthnSvc.GSS_NEGOTIATE),
        DENIED,
    ),
    fires(
        "delegate.requirements",
        "a DELEGATE token that came by Kerberos, and a server that is not trusted for delegation",
        lambda: cloaked(ImpLevel.DELEGATE, "kerberos"),
        DENIED,
    ),
    silent("delegate.requirements", "a token of this machine", lambda: cloaked(ImpLevel.DELEGATE, "")),
    fires(
        "imp.local-call-delegates-once",
        "a token of a local call goes one hop over the network",
        lambda: cloaked(ImpLevel.IMPERSONATE, ""),
    ),
    silent(
        "imp.local-call-delegates-once",
        "the same token within the machine",
        lambda: cloaked(ImpLevel.IMPERSONATE, "", local=True),
    ),
)
