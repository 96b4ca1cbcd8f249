"""The codes in which failures travel and end, as the facts' tables have them."""

from __future__ import annotations

import pytest

from simcom.rules.reach import interrupted, server_fault


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
