"""Authentication and impersonation levels. Source: win32 com-authentication-level-constants.md, com-impersonation-level-constants.md."""

from __future__ import annotations

from simcom.vocabulary.words import WindowsEnum


class AuthnLevel(WindowsEnum):
    """How much of a call is protected; a larger number includes the protection of the smaller ones (`vocab.authn-level.order`).

    ``DEFAULT`` is a request and never a state: no proxy and no incoming call ever *has* it.
    """

    DEFAULT = 0
    NONE = 1
    CONNECT = 2
    CALL = 3
    PKT = 4
    PKT_INTEGRITY = 5
    PKT_PRIVACY = 6

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("RPC_C_AUTHN_LEVEL_",)


AUTHN_LEVEL_MEANING = {
    AuthnLevel.NONE: "no authentication",
    AuthnLevel.CONNECT: "a handshake when the connection is made; its key is then unused",
    AuthnLevel.CALL: "the header that begins each call is signed",
    AuthnLevel.PKT: "every packet header is signed",
    AuthnLevel.PKT_INTEGRITY: "every packet is signed as a whole",
    AuthnLevel.PKT_PRIVACY: "every packet is signed and encrypted",
}
"""What each level protects (`vocab.authn-level.meaning`)."""


class ImpLevel(WindowsEnum):
    """What the client lets the server do with its identity (`vocab.imp-level.order`); never raised by the server."""

    DEFAULT = 0
    ANONYMOUS = 1
    IDENTIFY = 2
    IMPERSONATE = 3
    DELEGATE = 4

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("RPC_C_IMP_LEVEL_",)
