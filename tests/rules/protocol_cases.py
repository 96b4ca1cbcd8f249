"""What the protocol says of a context's messages, both ways: raw NTLM needs one round trip, everything else two."""

from __future__ import annotations

from rules.calls_stand import absent, shown
from rules.domains_stand import KERBEROS, MIRRORED, NEGOTIATE, NTLM, proof


def built(service: int, *account: object) -> tuple[str, int]:
    """Return the mechanism that proves a caller and the round trips that it takes."""
    said = proof(service, *account)
    return said.mechanism, said.legs


CASES = (
    shown("bind-legs-ntlm", "no answer to the third message", lambda: (("ntlm", 1), built(NTLM, MIRRORED))),
    absent("bind-legs-ntlm", "NTLM inside Negotiate", lambda: (("ntlm", 2), built(NEGOTIATE, MIRRORED))),
    shown("bind-legs-kerberos", "four messages", lambda: (("kerberos", 2), built(KERBEROS))),
    absent("bind-legs-kerberos", "raw NTLM for the same caller", lambda: (("ntlm", 1), built(NTLM))),
    shown("bind-legs-spnego", "it ends in NTLM", lambda: (("ntlm", 2), built(NEGOTIATE, MIRRORED))),
    shown("bind-legs-spnego", "it ends in Kerberos", lambda: (("kerberos", 2), built(NEGOTIATE))),
    absent("bind-legs-spnego", "NTLM without Negotiate", lambda: (("ntlm", 1), built(NTLM, MIRRORED))),
)
