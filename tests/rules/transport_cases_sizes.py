"""Sizes and tokens, both ways: what each layout adds, and where it adds nothing."""

from __future__ import annotations

from rules.calls_stand import absent, made, proxy, shown
from rules.domains_stand import KERBEROS, NTLM
from rules.transport_stand import CALL, CONNECT, INTEGRITY, NONE, PKT, PRIVACY, sent, there

from simcom.rules.transport import sizes
from simcom.rules.transport.resolver import STUBS, ping_stub_bytes
from simcom.rules.transport.tokens import leg_tokens, token_bytes, wire_level

NAMES = {NTLM: "ntlm", KERBEROS: "kerberos"}


def weight(level: int, service: int = NTLM) -> int:
    """Return the bytes of a warm call without arguments or results, there and back."""
    (one,) = sent(there(service, blanket=proxy(level, service)), warm=True)
    return one.size_bytes


def token(service: int, level: int) -> int | None:
    """Return the token on each data unit."""
    return token_bytes(NAMES[service], level)


CASES = (
    shown("orpc-is-rpc", "a request with object UUID and ORPCTHIS", lambda: (40 + 32, sizes.request_bytes(0, None))),
    absent(
        "orpc-is-rpc", "the resolver's own interfaces have no object", lambda: (24 + 24, sizes.native_bytes(0, 0, None))
    ),
    shown("orpcthis-layout", "32 bytes before the arguments", lambda: (40 + 32 + 5, sizes.request_bytes(5, None))),
    absent("orpcthis-layout", "none before results", lambda: (24 + 8 + 5, sizes.response_bytes(5, None))),
    shown("orpcthat-layout", "8 bytes before the results", lambda: (24 + 8, sizes.response_bytes(0, None))),
    absent(
        "orpcthat-layout",
        "none in a SimplePing's answer",
        lambda: (24 + 8 + 24 + 4, sizes.native_bytes(*STUBS["simple_ping"], None)),
    ),
    shown(
        "pdu-request-header", "40 in a call on an object", lambda: (40, sizes.request_bytes(0, None) - sizes.ORPCTHIS)
    ),
    absent("pdu-request-header", "24 in a response", lambda: (24, sizes.response_bytes(0, None) - sizes.ORPCTHAT)),
    shown(
        "pdu-bind-size",
        "44 for each element offered",
        lambda: (44, sizes.bind_bytes(2, None) - sizes.bind_bytes(1, None)),
    ),
    absent(
        "pdu-bind-size",
        "no secondary address in an alter_context_resp",
        lambda: (28 + 4 + 24, sizes.ack_bytes(1, "", None)),
    ),
    shown("sec-trailer", "the body is padded to 16", lambda: (40 + 48 + 8 + 16, sizes.request_bytes(1, 16))),
    absent("sec-trailer", "nothing is padded without one", lambda: (40 + 33, sizes.request_bytes(1, None))),
    shown("token-size-per-pdu", "NTLM signs with 16", lambda: (16, token(NTLM, PKT))),
    shown(
        "token-size-per-pdu",
        "Kerberos seals with 76 and signs with 28",
        lambda: ((76, 28), (token(KERBEROS, PRIVACY), token(KERBEROS, INTEGRITY))),
    ),
    absent("token-size-per-pdu", "none at CONNECT", lambda: (None, token(KERBEROS, CONNECT))),
    shown("token-size-legs", "an AP-REQ of 1900", lambda: ((1900, 170), leg_tokens("kerberos", 2)[0])),
    absent("token-size-legs", "NTLM's NEGOTIATE is small", lambda: ((40, 200), leg_tokens("ntlm", 1)[0])),
    shown(
        "call-size-formula",
        "a RemRelease of one reference at privacy",
        lambda: (188, sizes.request_bytes(32, token(KERBEROS, PRIVACY))),
    ),
    absent(
        "call-size-formula", "the same without protection", lambda: (104, sizes.request_bytes(32, token(NTLM, CONNECT)))
    ),
    shown("native-stub-sizes", "two OIDs added", lambda: (28 + 16, ping_stub_bytes(2))),
    absent("native-stub-sizes", "none", lambda: (24, ping_stub_bytes(0))),
    shown("frag-sizes", "more than four megabytes", lambda: (True, sizes.too_long(4 * 1024 * 1024 + 1))),
    absent("frag-sizes", "four megabytes", lambda: (False, sizes.too_long(4 * 1024 * 1024))),
    shown(
        "frag-payload",
        "a trailer in each of two fragments",
        lambda: (2 * (40 + 8 + 16) + 5776 + 16, sizes.pdu_bytes(40, 5777, 16)),
    ),
    absent("frag-payload", "one fragment is enough", lambda: (40 + 8 + 16 + 5776, sizes.pdu_bytes(40, 5776, 16))),
    shown("level-connect-no-trailer", "a context by itself", lambda: (weight(NONE), weight(CONNECT))),
    absent("level-connect-no-trailer", "beside another", lambda: (0, token_bytes("ntlm", CONNECT, alone=False))),
    shown(
        "level-pkt-practice",
        "PKT weighs as PKT_INTEGRITY",
        lambda: (weight(INTEGRITY, KERBEROS), weight(PKT, KERBEROS)),
    ),
    absent("level-pkt-practice", "CONNECT does not", lambda: (True, weight(CONNECT) < weight(PKT))),
    shown("level-table", "CALL travels as PKT", lambda: (PKT, wire_level(made(blanket=proxy(CALL))))),
    absent("level-table", "CONNECT stays", lambda: (CONNECT, wire_level(made(blanket=proxy(CONNECT))))),
)
