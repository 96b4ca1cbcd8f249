"""What an account's flags come to by either mechanism: cause, NTSTATUS or Kerberos error, Win32 error; and what a held ticket saves."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from rules.calls_stand import MIRROR
from rules.domains_stand import HELD, KERBEROS, NEGOTIATE, NTLM, OWN, STRANGER, WARM, end, policies, proof, ready, user

from simcom.rules.logon.layers import layers
from simcom.vocabulary.logon import AccountState

K, N = "kerberos", "ntlm"

STATES: dict[str, tuple[AccountState, int, int | None, int]] = {
    "account_disabled": (AccountState(enabled=False), 0xC0000072, 18, 1331),
    "account_locked": (AccountState(locked=True), 0xC0000234, 18, 1909),
    "account_expired": (AccountState(expired=True), 0xC0000193, 18, 1793),
    "password_expired": (AccountState(password_expired=True), 0xC0000071, 23, 1330),
    "must_change": (AccountState(must_change=True), 0xC0000224, 23, 1907),
    "outside_logon_hours": (AccountState(within_hours=False), 0xC000006F, 18, 1328),
    "workstation_not_allowed": (AccountState(workstations=("eng01", "eng02")), 0xC0000070, None, 1329),
}
"""Each state that refuses, with the numbers of `err-table` and `krb-account-state-errors` (``None``: none is given)."""

HARMLESS = {
    "sensitive": AccountState(sensitive=True),
    "blank": AccountState(blank=True),
    "listed": AccountState(workstations=("HMI01",)),
}
"""States that keep no domain account from logging on itself."""


@pytest.mark.parametrize("cause", STATES)
@pytest.mark.parametrize("service", [KERBEROS, NEGOTIATE, NTLM])
def test_a_state_refuses(cause: str, service: int) -> None:
    mechanism = N if service == NTLM else K
    assert end(ready(service, user(state=STATES[cause][0]), {"tickets": WARM})) == ("refused", mechanism, None, cause)


@pytest.mark.parametrize("cause", STATES)
def test_a_state_has_its_numbers(cause: str) -> None:
    _, status, error, win32 = STATES[cause]
    row = layers(cause)
    assert row is not None
    assert (int(row.status, 0), error and int(row.kerberos.split()[0]), row.win32) == (status, error, win32)


@pytest.mark.parametrize("cause", STATES)
@pytest.mark.parametrize("service", [KERBEROS, NEGOTIATE])
def test_a_ticket_in_hand_outlives_the_account(cause: str, service: int) -> None:
    account = user(state=STATES[cause][0])
    assert end(ready(service, account, {"tickets": HELD})) == ("ok", K, "CORP\\ann", "")


@pytest.mark.parametrize("cause", STATES)
@pytest.mark.parametrize("own", [False, True], ids=["mirrored", "the server's own"])
def test_a_local_account_has_states_too(cause: str, own: bool) -> None:  # noqa: FBT001  (a column)
    state = STATES[cause][0]
    account = replace(OWN, state=state) if own else replace(STRANGER, mirror=MIRROR, mirror_matches=True)
    assert end(ready(NTLM, account, {} if own else {"mirror": state})) == ("refused", N, None, cause)


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize(("service", "mechanism"), [(KERBEROS, K), (NEGOTIATE, K), (NTLM, N)])
def test_a_harmless_state(name: str, service: int, mechanism: str) -> None:
    assert end(ready(service, user(state=HARMLESS[name]))) == ("ok", mechanism, "CORP\\ann", "")


@pytest.mark.parametrize("service", [KERBEROS, NTLM])
def test_an_account_that_is_not_there(service: int) -> None:
    causes = [proof(service, user(**what)).cause for what in ({"known": False}, {"password_ok": False})]
    assert causes == ["unknown_account", "logon_denied"]


@pytest.mark.parametrize(("client", "verifier"), list(product(range(6), range(6))))
def test_lm_compatibility_levels(client: int, verifier: int) -> None:
    """`lm-compat-level`: only level 5 takes nothing but NTLMv2, and only levels 0 to 2 do not send it."""
    refused = client in {0, 1, 2} and verifier == 5
    levels = policies(client_level=client, verifier_level=verifier)
    assert proof(NTLM, user(), levels).cause == ("logon_denied" if refused else "")
