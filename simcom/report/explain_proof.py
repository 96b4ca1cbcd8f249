"""The part of an explanation that tells how the caller was proved, for somebody who has never seen the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.analysis.proof import mechanism_name
from simcom.report.layout import printable
from simcom.report.wording import part, plural
from simcom.vocabulary.hresults import HRESULTS
from simcom.vocabulary.rulings import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcom.analysis.explained import Explained
    from simcom.analysis.outcomes import Row
    from simcom.analysis.proof import Layers, Proof
    from simcom.report.layout import Page
    from simcom.vocabulary.logon import Exchange

TITLE, FAILED_TITLE = "How the caller was proved", "How the caller was to be proved, and was not"

LOCAL = "lrpc"
"""The transport within one machine."""

LABEL_WIDTH = 15
"""Columns that the name of a line takes."""

CONTEXTS = {
    "new": "new: no security context for these settings was there on the connection",
    "reused": "reused: an earlier call built it on this connection, so nobody is asked again",
}
"""What the two states of a security context mean."""

TIMES = {1: "once", 2: "twice"}

NO_ROUTE = {"Schannel": "none needed: certificates decide, not domains"}
"""What is said of a mechanism that takes no route through domains."""

NOBODY_ASKED = {
    "Kerberos": ": the client holds the tickets already",
    "NTLM": ": the server's machine can tell by itself",
    "Schannel": ": each end checks the other's certificate by itself",
}
"""Why a proof that went as far as this needed no domain controller."""

REFUSED_BEFORE = ": an earlier check refused the call, so that nobody had to be asked"
BY_ITSELF = ": the server's machine looks among its own accounts"

LAYERS = (
    ("cause", "cause", ""),
    ("status", "inside", "NTSTATUS "),
    ("kerberos", "inside", "Kerberos error "),
    ("sspi", "SSPI", ""),
    ("win32", "Win32", ""),
    ("surfaced", "COM caller", ""),
)
"""The layers of an error from the inside out: part of the record, name of the line, and what stands before the code."""

Line = tuple[str, str]
"""A line's name and its text."""


def proved(explained: Explained, page: Page) -> list[str]:
    """Return the section about the caller's proof, or nothing for a call in which nobody was to be proved."""
    proof = explained.proof
    if proof is None:
        return _local(explained.row, page)
    machine = explained.row.server.machine if explained.row.server else ""
    title = FAILED_TITLE if proof.error else TITLE
    lines = [*_how(proof), *_route(proof), *_legs(explained, proof), *_asked(explained, proof), *_token(proof, machine)]
    return [page.paint(title, "head"), *_put(lines, page), *_error(proof.error, page)]


def _local(row: Row, page: Page) -> list[str]:
    """Return the one line about a caller that was known because it called from the same machine, or nothing."""
    if row.transport != LOCAL or row.caller is None or not row.caller.mechanism:
        return []
    return [
        f"{page.paint(TITLE, 'head')}: on one machine by {mechanism_name(row.caller.mechanism)}, without any exchange"
    ]


def _put(lines: list[Line], page: Page) -> list[str]:
    """Return named lines as text, each name printed once where several in a row share it."""
    put, last = [], ""
    for name, text in lines:
        label = "" if name == last else name
        put += page.wrap(f"{label:<{LABEL_WIDTH}}{printable(text)}", 2, 2 + LABEL_WIDTH) if label else _hung(text, page)
        last = name
    return put


def _hung(text: str, page: Page) -> list[str]:
    return page.wrap(printable(text), 2 + LABEL_WIDTH)


def _how(proof: Proof) -> Iterator[Line]:
    user = (
        ", user-to-user: the server's own ticket-granting ticket takes the place of a registered principal"
        if proof.user_to_user
        else ""
    )
    yield "mechanism", f"{proof.mechanism or 'none could be picked'}{user}"
    if proof.service:
        yield "asked for", part("authn_svc", proof.service)
    if proof.choice:
        yield "picked", proof.choice
    yield "context", CONTEXTS.get(proof.context, proof.context)


def _route(proof: Proof) -> Iterator[Line]:
    if not proof.domains:
        yield "trusts", NO_ROUTE.get(proof.mechanism, "none used: no domain vouches for the caller to this server")
    elif not proof.trusts:
        yield "trusts", f"none needed: {proof.domains[0]} is the domain of both"
    for trust in proof.trusts:
        yield "trusts", f"{trust.trusting} trusts {trust.trusted}"


def _legs(explained: Explained, proof: Proof) -> Iterator[Line]:
    """Yield the round trips with the server; where the client gave up before, none were made."""
    unsent = not proof.round_trips or (proof.error is not None and _by_client(explained))
    if proof.context != "reused":
        trips = f"{plural(proof.round_trips, 'round trip')} to build the context"
        yield "with server", "nothing was sent" if unsent else trips


def _by_client(explained: Explained) -> bool:
    return explained.row.ruling.decisive.side is Side.CLIENT


def _asked(explained: Explained, proof: Proof) -> Iterator[Line]:
    """Yield who asked whom for what: the client KDCs, the server's side controllers."""
    for name, found in (("with KDCs", proof.kdc), ("with DCs", proof.dc)):
        yield from ((name, _exchange(one)) for one in found)
    if not proof.kdc and not proof.dc and proof.context != "reused":
        yield "with others", f"nothing{_unasked(explained, proof)}"


def _unasked(explained: Explained, proof: Proof) -> str:
    """Return why nobody had to be asked: a ticket was held, an earlier check refused, or the account is the server's own."""
    if proof.error is None or (proof.mechanism == "Kerberos" and not _by_client(explained) and proof.round_trips):
        return NOBODY_ASKED.get(proof.mechanism, "")
    own = proof.mechanism == "NTLM" and not proof.domains and not _by_client(explained)
    return BY_ITSELF if own and not proof.error.unasked else REFUSED_BEFORE


def _exchange(one: Exchange) -> str:
    times = TIMES.get(one.count, f"{one.count} times")
    return f"{one.asker} asks {one.asked} {times} ({one.purpose})"


def _token(proof: Proof, machine: str) -> Iterator[Line]:
    if proof.user:
        yield "token", f"on {machine} the caller is {proof.user}"
        yield "groups", ", ".join(proof.groups) or "none"


def _error(error: Layers | None, page: Page) -> list[str]:
    if error is None:
        return []
    found = [(name, getattr(error, key), before) for key, name, before in LAYERS]
    lines = [(name, f"{before}{HRESULTS.get(code, code)}") for name, code, before in found if code]
    return ["  Where it failed, from the inside out:", *_put(lines, page)]
