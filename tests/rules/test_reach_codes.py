"""The codes in which failures travel and end, as the facts' tables have them."""

from __future__ import annotations

import pytest

from simcom.rules.reach import interrupted, rem_unknown, server_fault
from simcom.rules.reach.faults import fault_hresult, nak_hresult, rejected_hresult


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0x1C010002, "RPC_S_PROCNUM_OUT_OF_RANGE (0x800706D1)"),
        (0x1C010003, "RPC_S_UNKNOWN_IF (0x800706B5)"),
        (0x1C01000B, "RPC_S_PROTOCOL_ERROR (0x800706C0)"),
        (0x1C010014, "RPC_S_SERVER_TOO_BUSY (0x800706BB)"),
        (0x1C00000D, "RPC_S_CALL_CANCELLED (0x8007071A)"),
        (0x1C00001D, "RPC_S_UNSUPPORTED_AUTHN_LEVEL (0x8007071D)"),
        (0x00000005, "E_ACCESSDENIED (0x80070005)"),
        (0x000006BA, "RPC_S_SERVER_UNAVAILABLE (0x800706BA)"),
        (0x80010108, "RPC_E_DISCONNECTED (0x80010108)"),
        (0x00000002, "0x80070002 (0x80070002)"),
    ],
)
def test_a_fault_becomes_an_hresult(status: int, expected: str) -> None:
    """`fault-mapping`."""
    assert str(fault_hresult(status)) == expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (0, 0x800706BF),
        (1, 0x800706BB),
        (2, 0x800706BB),
        (4, 0x800706C0),
        (8, 0x800706D3),
        (9, 0x80070005),
        (77, 0x800706BF),
    ],
)
def test_a_bind_nak_becomes_an_hresult(reason: int, expected: int) -> None:
    """`bind-nak-codes`."""
    assert nak_hresult(reason).value == expected


@pytest.mark.parametrize(("known", "expected"), [(False, 0x800706B5), (True, 0x800706C2)])
def test_a_context_that_is_rejected(known: bool, expected: int) -> None:  # noqa: FBT001  (a column)
    assert rejected_hresult(interface_known=known).value == expected


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("process", "RPC_S_CALL_FAILED"),
        ("machine", "RPC_S_CALL_FAILED"),
        ("silent", "RPC_S_CALL_FAILED"),
        ("reset", "RPC_S_CALL_FAILED"),
        ("unstarted", "RPC_S_CALL_FAILED_DNE"),
    ],
)
def test_a_call_that_is_cut_short(how: str, expected: str) -> None:
    step = interrupted(how)
    assert (step.hresult, step.stops, interrupted(how, "in other words").because) == (expected, True, "in other words")


def test_an_exception_is_caught_by_com() -> None:
    step = server_fault("Read")
    assert (step.hresult, step.rule, "Read" in step.because) == ("RPC_E_SERVERFAULT", "server-exception", True)


@pytest.mark.parametrize(
    ("kind", "known", "supported", "expected"),
    [
        ("query_interface", True, True, "S_OK"),
        ("query_interface", True, False, "E_NOINTERFACE"),
        ("query_interface", False, True, "RPC_E_INVALID_OBJECT"),
        ("add_ref", True, True, "S_OK"),
        ("add_ref", False, True, "CO_E_OBJNOTREG"),
        ("release", True, True, "S_OK"),
        ("release", False, True, "S_OK"),
    ],
)
def test_what_iremunknown_answers(kind: str, known: bool, supported: bool, expected: str) -> None:  # noqa: FBT001  (columns)
    assert rem_unknown(kind, known=known, supported=supported) == expected
