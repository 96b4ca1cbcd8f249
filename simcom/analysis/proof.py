"""How the caller of one call was proved, or was not: mechanism, trusts on the way, exchanges, token, layers of the error."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from simcom.rules.logon.exchanges import UNASKED
from simcom.vocabulary.logon import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from simcom.analysis.outcomes import Row

MECHANISMS = {"kerberos": "Kerberos", "ntlm": "NTLM", "schannel": "Schannel"}
"""What people call the mechanisms."""

CHOOSING = ("negotiation.authn-service.default-kinds", "nego-")
"""How the ids of the rules begin that say what Negotiate picked."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """A trust on the way from the server's domain to the caller's."""

    trusting: str
    trusted: str


@dataclass(frozen=True, slots=True)
class Layers:
    """One failure as every layer names it (`err-layers`), from the inside out; a layer that has no name for it is empty.

    ``surfaced`` is what the COM caller gets, ``cause`` the recommended name of `err-table`.
    """

    cause: str
    status: str = ""
    kerberos: str = ""
    sspi: str = ""
    win32: str = ""
    surfaced: str = ""

    @property
    def unasked(self) -> bool:
        """Whether this stops NTLM before any controller is asked."""
        return self.cause in UNASKED


@dataclass(frozen=True, slots=True)
class Proof:
    """How one caller was, or was not, proved to a server on another machine.

    ``service`` is what the proxy asked for and ``choice`` why Negotiate picked the mechanism, empty where nothing was picked.
    ``context`` is "new" or "reused". ``domains`` are those of the route, the server's first; one if both ends are in it, none if
    no domain is asked. ``round_trips`` build the context with the server; ``kdc`` are the client's exchanges with
    domain controllers, ``dc`` the server's. ``user`` is empty and ``groups`` are none while nobody has been proved.
    """

    mechanism: str
    service: str
    choice: str
    context: str
    user_to_user: bool
    domains: tuple[str, ...]
    round_trips: int
    kdc: tuple[Exchange, ...]
    dc: tuple[Exchange, ...]
    user: str
    groups: tuple[str, ...]
    error: Layers | None

    @property
    def trusts(self) -> tuple[Crossed, ...]:
        """The trusts on the way, from the server's side."""
        return tuple(Crossed(*ends) for ends in pairwise(self.domains))


def proof(row: Row) -> Proof | None:
    """Return how a row's caller was proved, or ``None`` if nobody was to be: local calls, and those at level NONE."""
    said = row.authentication
    if said is None:
        return None
    exchanges, error = said.get("exchanges") or {}, said.get("error")
    return Proof(
        mechanism=mechanism_name(said.get("mechanism")),
        service=str((row.effective or {}).get("authn_svc") or ""),
        choice=_choice(row),
        context=said.get("context") or "new",
        user_to_user=bool(said.get("user_to_user")),
        domains=tuple(said.get("route") or ()),
        round_trips=exchanges.get("server") or 0,
        kdc=_exchanges(exchanges.get("kdc") or ()),
        dc=_exchanges(exchanges.get("dc") or ()),
        user=row.caller.token.user if row.caller else "",
        groups=tuple(said.get("groups") or (row.caller.token.groups if row.caller else ())),
        error=_layers(error, said.get("mechanism")) if error else None,
    )


def mechanism_name(mechanism: str | None) -> str:
    """Return a mechanism as people write it; nothing stays empty, and what is not known stays as it is."""
    return MECHANISMS.get(mechanism, mechanism) if mechanism else ""


def _exchanges(found: Iterable[Mapping[str, Any]]) -> tuple[Exchange, ...]:
    return tuple(Exchange(one["asker"], one["asked"], one["purpose"], one.get("count", 1)) for one in found)


def _choice(row: Row) -> str:
    """Return the reason of the step that says what Negotiate picked, if the ladder has one."""
    return next((step.because for step in row.ruling.steps if step.rule.startswith(CHOOSING)), "")


def _layers(error: Mapping[str, Any], mechanism: str | None) -> Layers:
    """Return an error as texts; NTLM asks no KDC, so the Kerberos code of the table is left out there."""
    left_out = "kerberos" if mechanism == "ntlm" else ""
    names = [name for name in ("cause", "status", "kerberos", "sspi", "win32", "surfaced") if name != left_out]
    return Layers(**{name: _code(name, error.get(name)) for name in names})


def _code(name: str, value: object) -> str:
    """Return a layer's code as text; NTSTATUS and SSPI numbers are written in hexadecimal, the others are not."""
    if value is None:
        return ""
    return f"0x{value:08X}" if isinstance(value, int) and name in ("status", "sspi", "surfaced") else str(value)
