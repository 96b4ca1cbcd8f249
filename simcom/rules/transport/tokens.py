"""Security tokens on the wire: how large they are on the legs of a context and on each data unit after it.

Source: MS-NLMP 2.2.2.9, RFC 4121, public captures. What no source gives is marked as ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcom.rules.logon.choice import KERBEROS, NTLM, SCHANNEL, unauthenticated
from simcom.vocabulary.citations import models
from simcom.vocabulary.levels import AuthnLevel

if TYPE_CHECKING:
    from simcom.vocabulary.facts import CallFacts

_SIGNATURE: dict[str, tuple[int, int]] = {NTLM: (16, 16), KERBEROS: (28, 76), SCHANNEL: (40, 40)}
"""What signing and what sealing adds to each data unit. Schannel's is a figure of ours: no source read gives one."""

_LEGS: dict[str, tuple[int, int, int, int]] = {
    NTLM: (40, 200, 480, 40),
    KERBEROS: (1900, 170, 140, 40),
    SCHANNEL: (200, 3000, 400, 60),
}
"""The tokens of bind, bind_ack, alter_context and its reply (`token-size-legs`). NTLM has a fourth only inside Negotiate, of the size
SPNEGO's last one has with Kerberos; Schannel's are figures of ours."""


TICKET_ASKED = (100, 1500)
"""A request for the server's ticket-granting ticket, and the ticket: figures of ours, since no source read gives any."""


@models("level-pkt-practice", "level-table")
def wire_level(facts: CallFacts) -> int:
    """Return the level that a call's data units really have: CALL is raised to PKT, and no name means no protection."""
    if unauthenticated(facts):
        return AuthnLevel.NONE
    return AuthnLevel.PKT if facts.blanket.authn_level == AuthnLevel.CALL else facts.blanket.authn_level


@models("token-size-per-pdu", "level-connect-no-trailer", "level-pkt-practice")
def token_bytes(mechanism: str | None, level: int, *, alone: bool = True) -> int | None:
    """Return the token on each data unit, ``None`` where no trailer follows at all.

    ``alone`` tells that the connection has this security context only: at CONNECT the trailer, with an empty token, is then left out.
    """
    if mechanism is None or level <= AuthnLevel.NONE or (level == AuthnLevel.CONNECT and alone):
        return None
    if level == AuthnLevel.CONNECT:
        return 0
    signed, sealed = _SIGNATURE[mechanism]
    return sealed if level == AuthnLevel.PKT_PRIVACY else signed


@models("token-size-legs")
def leg_tokens(mechanism: str, legs: int, *, user_to_user: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the tokens that go out and come back on each leg of a new context; a leg beyond the second is like the second.

    ``user_to_user``: a leg comes first on which the client asks for the server's own ticket (`com-user-server-u2u`).
    """
    if user_to_user and legs:
        return (TICKET_ASKED, *leg_tokens(mechanism, legs - 1)) if legs > 1 else (TICKET_ASKED,)
    first, answer, second, last = _LEGS[mechanism]
    return ((first, answer), *((second, last),) * (legs - 1))
