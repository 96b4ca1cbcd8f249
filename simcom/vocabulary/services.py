"""Authentication and authorization services. Source: win32 com-authentication-service-constants.md, com-authorization-constants.md."""

from __future__ import annotations

from simcom.vocabulary.words import WindowsEnum


class AuthnSvc(WindowsEnum):
    """A security package, as named in a blanket."""

    NONE = 0
    DCE_PRIVATE = 1
    DCE_PUBLIC = 2
    DEC_PUBLIC = 4
    GSS_NEGOTIATE = 9
    WINNT = 10
    GSS_SCHANNEL = 14
    GSS_KERBEROS = 16
    DPA = 17
    MSN = 18
    KERNEL = 20
    DIGEST = 21
    NEGO_EXTENDER = 30
    PKU2U = 31
    MQ = 100
    DEFAULT = 0xFFFFFFFF

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("RPC_C_AUTHN_",)

    @classmethod
    def read(cls, word: str | int) -> int:
        """Return the number of a service; the packages' everyday names are accepted too (NTLM, Kerberos, Negotiate, Schannel)."""
        return int(EVERYDAY[word.upper()]) if isinstance(word, str) and word.upper() in EVERYDAY else super().read(word)


EVERYDAY = {
    "NTLM": AuthnSvc.WINNT,
    "NTLMSSP": AuthnSvc.WINNT,
    "KERBEROS": AuthnSvc.GSS_KERBEROS,
    "NEGOTIATE": AuthnSvc.GSS_NEGOTIATE,
    "SNEGO": AuthnSvc.GSS_NEGOTIATE,
    "SCHANNEL": AuthnSvc.GSS_SCHANNEL,
}
"""What people call the packages."""


class AuthzSvc(WindowsEnum):
    """An authorization service; NONE is the only one Windows' own services use (`vocab.authz.only-none-in-practice`)."""

    NONE = 0
    NAME = 1
    DCE = 2
    DEFAULT = 0xFFFFFFFF

    @classmethod
    def prefixes(cls) -> tuple[str, ...]:
        """Return the header prefixes."""
        return ("RPC_C_AUTHZ_",)
