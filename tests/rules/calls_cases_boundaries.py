"""Section G, both ways: a cloaked call with a token that has, or has not, crossed a machine boundary before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.calls_stand import fires, judged, silent

from simcom.vocabulary.levels import ImpLevel

if TYPE_CHECKING:
    from simcom.vocabulary.rulings import Ruling

DENIED, UNDETERMINED = "E_ACCESSDENIED", ""


def cloaked(level: int, came_by: str, *, local: bool = False) -> Ruling:
    """Judge a cloaked call with a token of a level that came by a mechanism, or never left its machine."""
    return judged(cloaked=True, thread_level=level, token_came_by=came_by, local=local)


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
        lambda: cloaked(ImpLevel.DELEGATE, "kerberos"),
        UNDETERMINED,
    ),
    fires(
        "delegate.requirements",
        "a DELEGATE token that came by Kerberos: accounts and machines decide",
        lambda: cloaked(ImpLevel.DELEGATE, "kerberos"),
        UNDETERMINED,
    ),
    silent("delegate.requirements", "an IMPERSONATE token", lambda: cloaked(ImpLevel.IMPERSONATE, "kerberos"), DENIED),
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
