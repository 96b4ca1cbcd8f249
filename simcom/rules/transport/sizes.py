"""Sizes of protocol data units in bytes, by the layouts of RPC and ORPC.

Source: MS-RPCE 2.2.2, MS-DCOM 2.2.13; the facts' arithmetic, which fits public captures.
"""

from __future__ import annotations

from simcom.vocabulary.citations import models

COMMON_HEADER, REQUEST_HEADER, OBJECT_UUID, RESPONSE_HEADER, FAULT = 16, 24, 16, 24, 32
"""The headers of a request (with an object UUID in every ORPC request) and of a response, and a whole fault."""

ORPCTHIS, ORPCTHAT = 32, 8
"""What stands before the arguments and before the results, without extensions."""

SEC_TRAILER, BODY_ALIGNMENT, MAX_FRAGMENT = 8, 16, 5840
MAX_REQUEST = 4 * 1024 * 1024
"""A request of more bytes than this is answered with fault 5 (`frag-sizes`)."""

BIND_FIXED, BIND_ELEMENT, ACK_FIXED, ACK_RESULT, AUTH3_FIXED, BIND_NAK = 28, 44, 26, 24, 20, 24


def padded(size_bytes: int, to_bytes: int) -> int:
    """Return a size rounded up to a multiple."""
    return size_bytes + -size_bytes % to_bytes


@models("frag-sizes")
def too_long(stub_bytes: int) -> bool:
    """Tell whether a request is longer than any server takes."""
    return stub_bytes > MAX_REQUEST


@models("frag-payload")
def payload_bytes(header_bytes: int, token_bytes: int | None, fragment: int = MAX_FRAGMENT) -> int:
    """Return how much of a stub a full fragment carries; ``token_bytes`` is ``None`` where no trailer follows."""
    if token_bytes is None:
        return (fragment - header_bytes) // 8 * 8
    return (fragment - header_bytes - SEC_TRAILER - token_bytes) // BODY_ALIGNMENT * BODY_ALIGNMENT


@models("sec-trailer")
def pdu_bytes(header_bytes: int, stub_bytes: int, token_bytes: int | None, fragment: int = MAX_FRAGMENT) -> int:
    """Return a stub's size on the wire: every fragment has the header and, if protected, a trailer that starts on 16 bytes."""
    room = payload_bytes(header_bytes, token_bytes, fragment)
    fragments = max(1, -(-stub_bytes // room))
    if token_bytes is None:
        return fragments * header_bytes + stub_bytes
    last = padded(stub_bytes - (fragments - 1) * room, BODY_ALIGNMENT)
    return fragments * (header_bytes + SEC_TRAILER + token_bytes) + (fragments - 1) * room + last


@models("call-size-formula", "pdu-request-header", "orpcthis-layout", "orpc-is-rpc")
def request_bytes(arguments_bytes: int, token_bytes: int | None) -> int:
    """Return the size of an ORPC request with its ORPCTHIS."""
    return pdu_bytes(REQUEST_HEADER + OBJECT_UUID, ORPCTHIS + arguments_bytes, token_bytes)


@models("call-size-formula", "orpcthat-layout", "orpc-is-rpc")
def response_bytes(results_bytes: int, token_bytes: int | None) -> int:
    """Return the size of an ORPC response with its ORPCTHAT."""
    return pdu_bytes(RESPONSE_HEADER, ORPCTHAT + results_bytes, token_bytes)


@models("pdu-request-header")
def native_bytes(stub_bytes: int, reply_stub_bytes: int, token_bytes: int | None) -> int:
    """Return the size of a call on the resolver's own interfaces and its reply: RPC without an object."""
    sent = pdu_bytes(REQUEST_HEADER, stub_bytes, token_bytes)
    return sent + pdu_bytes(RESPONSE_HEADER, reply_stub_bytes, token_bytes)


def _auth(token_bytes: int | None) -> int:
    return 0 if token_bytes is None else SEC_TRAILER + token_bytes


@models("pdu-bind-size")
def bind_bytes(elements: int, token_bytes: int | None) -> int:
    """Return the size of a bind or alter_context that offers so many presentation elements."""
    return BIND_FIXED + BIND_ELEMENT * elements + _auth(token_bytes)


@models("pdu-bind-size")
def ack_bytes(results: int, address: str, token_bytes: int | None) -> int:
    """Return the size of a bind_ack, or with an empty secondary address of an alter_context_resp."""
    named = ACK_FIXED + (len(address) + 1 if address else 0)
    return padded(named, 4) + 4 + ACK_RESULT * results + _auth(token_bytes)


@models("pdu-bind-size")
def auth3_bytes(token_bytes: int) -> int:
    """Return the size of an rpc_auth_3."""
    return AUTH3_FIXED + _auth(token_bytes)
