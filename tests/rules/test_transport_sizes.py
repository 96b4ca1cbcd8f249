"""Sizes of protocol data units, held against the facts' own arithmetic and against a plain fragmenting loop."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcom.rules.logon.choice import KERBEROS, NTLM, SCHANNEL
from simcom.rules.transport import sizes
from simcom.rules.transport.tokens import leg_tokens, token_bytes
from simcom.vocabulary.levels import AuthnLevel

NONE, CONNECT, CALL, PKT, INTEGRITY, PRIVACY = (level for level in AuthnLevel if level)
RELEASE_ARGUMENTS = 32


@pytest.mark.parametrize(
    ("mechanism", "level", "expected"),
    [
        (None, NONE, 104),
        (NTLM, CONNECT, 104),
        (KERBEROS, CONNECT, 104),
        (NTLM, PKT, 128),
        (NTLM, INTEGRITY, 128),
        (NTLM, PRIVACY, 128),
        (KERBEROS, PKT, 140),
        (KERBEROS, INTEGRITY, 140),
        (KERBEROS, PRIVACY, 188),
    ],
)
def test_a_remrelease_of_one_reference(mechanism: str | None, level: int, expected: int) -> None:
    """`call-size-formula`: a stub of 64, so 40 + 64, then a trailer of 8 and the token."""
    assert sizes.request_bytes(RELEASE_ARGUMENTS, token_bytes(mechanism, level)) == expected


@pytest.mark.parametrize(
    ("results", "token", "expected"),
    [
        (0, None, 24 + 8),
        (4, None, 24 + 12),
        (4, 16, 24 + 16 + 8 + 16),
        (8, 16, 24 + 16 + 8 + 16),
        (9, 76, 24 + 32 + 8 + 76),
    ],
)
def test_a_response(results: int, token: int | None, expected: int) -> None:
    assert sizes.response_bytes(results, token) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (sizes.bind_bytes(1, None), 28 + 44),
        (sizes.bind_bytes(3, None), 28 + 132),
        (sizes.bind_bytes(3, 40), 28 + 132 + 8 + 40),
        (sizes.ack_bytes(1, "135", None), 32 + 4 + 24),
        (sizes.ack_bytes(3, "49153", None), 32 + 4 + 72),
        (sizes.ack_bytes(3, "49153", 200), 32 + 4 + 72 + 8 + 200),
        (sizes.ack_bytes(1, "", 40), 28 + 4 + 24 + 8 + 40),
        (sizes.auth3_bytes(480), 20 + 8 + 480),
        (sizes.native_bytes(8, 4, None), 24 + 8 + 24 + 4),
        (sizes.native_bytes(8, 4, 16), 24 + 16 + 24 + 24 + 16 + 24),
    ],
)
def test_binds_and_native_calls(made: int, expected: int) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("header", "token", "expected"),
    [(40, None, 5800), (24, None, 5816), (40, 16, 5776), (24, 16, 5792), (40, 76, 5712), (24, 76, 5728)],
)
def test_what_a_full_fragment_carries(header: int, token: int | None, expected: int) -> None:
    """`frag-payload`: 5840 less header, trailer and token, in multiples of 16."""
    assert sizes.payload_bytes(header, token) == expected


@pytest.mark.parametrize(("stub", "expected"), [(4 * 1024 * 1024, False), (4 * 1024 * 1024 + 1, True)])
def test_more_than_four_megabytes_is_too_long(stub: int, expected: bool) -> None:  # noqa: FBT001  (a column)
    assert sizes.too_long(stub) is expected


def fragmented(header: int, stub: int, token: int | None) -> int:
    """Send a stub fragment by fragment, as `frag-payload` and `sec-trailer` say, and count the bytes."""
    each = (5840 - header) // 8 * 8 if token is None else (5840 - header - 8 - token) // 16 * 16
    total, left, first = 0, stub, True
    while left > 0 or first:
        body, first = min(left, each), False
        left -= body
        total += header + body
        if token is not None:
            total += (16 - body % 16) % 16 + 8 + token
    return total


@given(st.sampled_from([24, 40]), st.integers(0, 60_000), st.sampled_from([None, 0, 16, 28, 76]))
def test_fragments_are_counted_as_a_plain_loop_counts_them(header: int, stub: int, token: int | None) -> None:
    assert sizes.pdu_bytes(header, stub, token) == fragmented(header, stub, token)


@given(st.sampled_from([NTLM, KERBEROS, SCHANNEL]), st.integers(0, 60_000), st.integers(0, 60_000))
def test_a_higher_level_never_sends_fewer_bytes(mechanism: str, arguments: int, results: int) -> None:
    tokens = [token_bytes(mechanism, level) for level in (CONNECT, PKT, INTEGRITY, PRIVACY)]
    tokens.insert(0, token_bytes(None, NONE))
    made = [sizes.request_bytes(arguments, one) + sizes.response_bytes(results, one) for one in tokens]
    assert all(low <= high for low, high in pairwise(made))


@given(st.integers(0, 60_000), st.sampled_from([None, 0, 16, 28, 76]))
def test_a_longer_argument_never_sends_fewer_bytes(arguments: int, token: int | None) -> None:
    assert sizes.request_bytes(arguments, token) <= sizes.request_bytes(arguments + 1, token)


@pytest.mark.parametrize(
    ("mechanism", "legs", "expected"),
    [
        (NTLM, 1, ((40, 200),)),
        (NTLM, 2, ((40, 200), (480, 40))),
        (KERBEROS, 1, ((1900, 170),)),
        (KERBEROS, 2, ((1900, 170), (140, 40))),
        (KERBEROS, 3, ((1900, 170), (140, 40), (140, 40))),
    ],
)
def test_the_tokens_of_a_new_context(mechanism: str, legs: int, expected: tuple[tuple[int, int], ...]) -> None:
    assert leg_tokens(mechanism, legs) == expected


def test_connect_has_an_empty_trailer_only_beside_another_context() -> None:
    assert (token_bytes(NTLM, CONNECT), token_bytes(NTLM, CONNECT, alone=False)) == (None, 0)


def test_user_to_user_begins_with_a_short_request_for_a_ticket() -> None:
    """`com-user-server-u2u`: the AP-REQ comes on the second leg."""
    assert leg_tokens("kerberos", 3, user_to_user=True) == ((100, 1500), *leg_tokens("kerberos", 2))
